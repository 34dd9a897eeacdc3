//! The alcohol statements and proofs, and the statement that counts.

use super::grammar::{Parsed, alcohol as grammar};
use super::statements::{self, Statement};
use crate::label::{
    AlcoholForm, AlcoholStatement, Certainty, Commodity, Fact, Facts, ProofStatement,
};
use crate::ocr::Line;
use rust_decimal::Decimal;

/// Reads all statements; the one that counts is chosen among them.
pub fn read(lines: &[Line], facts: &mut Facts) {
    let parse = |text: &str| -> Vec<Parsed<AlcoholStatement>> { grammar::parse(text).statements };
    let found = statements::read(lines, parse, better, alike);
    facts.alcohol = choose(&found);
    facts.alcohol_statements = found.into_iter().map(|statement| statement.reading).collect();
    let proofs = statements::read(
        lines,
        |text| grammar::parse(text).proofs,
        |_: &ProofStatement, _| false,
        |a, b| a.proof == b.proof,
    );
    facts.proofs = proofs
        .into_iter()
        .filter(|proof| proof.certainty == Certainty::Confident)
        .map(|proof| proof.reading)
        .collect();
}

/// How much of the required wording a form carries; more is fuller.
fn fullness(statement: &AlcoholStatement) -> u8 {
    let full = match statement.form {
        AlcoholForm::AlcoholPercentByVolume
        | AlcoholForm::PercentAlcoholByVolume
        | AlcoholForm::AlcoholByVolumePercent => 9,
        AlcoholForm::Range | AlcoholForm::LessThan => 10,
        AlcoholForm::ExtraWords => 8,
        AlcoholForm::ConnectorMissing => 7,
        AlcoholForm::PercentMissing => 6,
        AlcoholForm::ByWeight => 5,
        AlcoholForm::Abv => 4,
        AlcoholForm::VolumeAlone => 3,
        AlcoholForm::AlcoholAlone => 2,
        AlcoholForm::Blank => 0,
    };
    full * 2 + u8::from(statement.bottled_at)
}

fn better(old: &AlcoholStatement, new: &AlcoholStatement) -> bool {
    fullness(new) > fullness(old)
}

fn alike(a: &AlcoholStatement, b: &AlcoholStatement) -> bool {
    a.percent == b.percent && a.upper == b.upper
}

/// A statement of the content itself, the fullest and most certain first.
fn choose(found: &[Statement<AlcoholStatement>]) -> Fact<AlcoholStatement> {
    let counts = |statement: &&Statement<AlcoholStatement>| {
        !matches!(statement.reading.value.form, AlcoholForm::LessThan | AlcoholForm::ByWeight)
    };
    found
        .iter()
        .filter(counts)
        .max_by_key(|statement| {
            let blank = statement.reading.value.form == AlcoholForm::Blank;
            (
                !blank,
                statement.certainty,
                fullness(&statement.reading.value),
                (statement.reading.confidence * 100.0) as u32,
            )
        })
        .or_else(|| found.first())
        .map_or(Fact::Absent, Statement::fact)
}

/// Doubts a figure that the product can hardly have: a point may not have been seen.
pub fn weigh(product: Commodity, facts: &mut Facts) {
    let most = match product {
        Commodity::Wine => Decimal::from(24),
        Commodity::DistilledSpirits => Decimal::from(96),
        Commodity::MaltBeverage => Decimal::from(20),
    };
    let doubtful = facts
        .alcohol
        .confident()
        .is_some_and(|reading| reading.value.percent.is_some_and(|percent| percent.0 > most));
    if doubtful && let Fact::Read(reading) = std::mem::take(&mut facts.alcohol) {
        facts.alcohol = Fact::Doubtful(reading);
    }
}
