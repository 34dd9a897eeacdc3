//! Alcohol, net contents and vintage: numbers are equal or they are not.

use super::{field, not_found, noted, undeclared, unreadable, with};
use crate::label::{
    AlcoholForm, AlcoholStatement, Fact, Facts, Label, Milliliters, NetContents, Reading,
    UnitSystem,
};
use crate::verification::report::{Field, FieldStatus, stated};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// How sure a reading must be to claim that the label says another number.
const CLAIM: f32 = 0.75;

/// From here on, in millilitres, a container is a keg.
const KEG: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

fn number(value: Decimal) -> Option<f64> {
    value.round_dp(3).to_f64()
}

/// Percent by volume against every statement of the label.
#[must_use]
pub fn alcohol_content(label: &Label) -> Field {
    let facts = &label.facts;
    let Some(declared) = &label.declared.application.alcohol_content else {
        let mut field = undeclared(&facts.alcohol);
        field.value =
            facts.alcohol.value().and_then(|statement| statement.percent).and_then(|p| number(p.0));
        return field;
    };
    let declared = Some(stated(declared));
    let Some(wanted) = label.declared.alcohol else {
        return not_understood(declared, facts.alcohol.reading());
    };
    let statements: Vec<&Reading<AlcoholStatement>> = facts
        .alcohol_statements
        .iter()
        .filter(|reading| {
            reading.value.percent.is_some()
                && !matches!(reading.value.form, AlcoholForm::ByWeight | AlcoholForm::LessThan)
        })
        .collect();
    let chosen = match &facts.alcohol {
        Fact::Unreadable(seen) => return unreadable(declared, seen),
        Fact::Absent => return by_proof(label, declared, wanted.0),
        Fact::Read(reading) | Fact::Doubtful(reading) => reading,
    };
    let certain = matches!(facts.alcohol, Fact::Read(_));
    if chosen.value.percent.is_none() {
        return noted(
            with(field(declared, FieldStatus::Unclear), chosen),
            "the statement has no figure that could be read",
        );
    }
    let says = |reading: &Reading<AlcoholStatement>| {
        let value = &reading.value;
        match (value.percent, value.upper) {
            (Some(low), Some(high)) => low <= wanted && wanted <= high,
            (Some(percent), None) => percent == wanted,
            _ => false,
        }
    };
    let shown = |status, reading: &Reading<AlcoholStatement>| {
        let mut field = with(field(declared.clone(), status), reading);
        field.value = reading.value.percent.and_then(|percent| number(percent.0));
        field
    };
    if says(chosen) {
        // The proof says the same with other digits.
        let proof_agrees =
            facts.proofs.iter().any(|proof| proof.value.proof == wanted.0 * Decimal::TWO);
        if certain || proof_agrees {
            let mut field = shown(FieldStatus::Match, chosen);
            if chosen.value.upper.is_some() {
                field = noted(field, "within the range on the label");
            }
            return field;
        }
        // `4O%` can be nothing but 40 %; the letter is all that was in doubt.
        let letters_only = crate::reading::grammar::alcohol::parse(&chosen.text)
            .statements
            .iter()
            .any(|parsed| parsed.repaired && parsed.value.percent == chosen.value.percent);
        if letters_only && chosen.confidence >= CLAIM {
            return noted(
                shown(FieldStatus::Match, chosen),
                "matches with a letter read for its like",
            );
        }
        return noted(shown(FieldStatus::Unclear, chosen), "the figure was read with doubt");
    }
    if let Some(other) = statements.iter().find(|reading| says(reading)) {
        if !certain && other.confidence >= CLAIM {
            return shown(FieldStatus::Match, other);
        }
        return noted(
            shown(FieldStatus::Unclear, other),
            format!("the label also says {}", chosen.text),
        );
    }
    if certain && chosen.confidence >= CLAIM {
        let printed = chosen.value.percent.map_or(String::new(), |p| p.0.normalize().to_string());
        return noted(
            shown(FieldStatus::Mismatch, chosen),
            format!("the label says {printed}%, the application {}%", wanted.0.normalize()),
        );
    }
    noted(shown(FieldStatus::Unclear, chosen), "another figure was read, with doubt")
}

/// No percentage was found, but proof may tell.
fn by_proof(label: &Label, declared: Option<serde_json::Value>, wanted: Decimal) -> Field {
    let proof = label.facts.proofs.iter().find(|proof| !proof.value.of_production);
    match proof {
        Some(reading) => {
            let same = reading.value.proof == wanted * Decimal::TWO;
            let note = if same {
                "only the proof was found; it agrees"
            } else {
                "only a proof was found, and it is another"
            };
            noted(with(field(declared, FieldStatus::Unclear), reading), note)
        }
        None => not_found(label, declared, "alcohol statement"),
    }
}

fn not_understood<T>(declared: Option<serde_json::Value>, reading: Option<&Reading<T>>) -> Field {
    let field = field(declared, FieldStatus::Unclear);
    let field = match reading {
        Some(reading) => with(field, reading),
        None => field,
    };
    noted(field, "the declared value could not be understood")
}

/// Millilitres against every statement of the label.
#[must_use]
pub fn net_contents(label: &Label) -> Field {
    let facts = &label.facts;
    let Some(declared_value) = &label.declared.application.net_contents else {
        let mut field = undeclared(&facts.net_contents);
        field.value = facts.net_contents.value().and_then(|contents| number(contents.volume.0));
        return field;
    };
    let declared = Some(stated(declared_value));
    let Some(wanted) = label.declared.net_contents else {
        return not_understood(declared, facts.net_contents.reading());
    };
    let shown = |status, reading: &Reading<NetContents>| {
        let mut field = with(field(declared.clone(), status), reading);
        field.value = number(reading.value.volume.0);
        field
    };
    let chosen = match &facts.net_contents {
        Fact::Unreadable(seen) => return unreadable(declared, seen),
        Fact::Absent => return not_found(label, declared, "statement of net contents"),
        Fact::Read(reading) | Fact::Doubtful(reading) => reading,
    };
    // A collar's sizes are in doubt for want of a tick, not of reading.
    let certain = matches!(facts.net_contents, Fact::Read(_)) || lists_kegs(facts);
    let half_digit = coarseness(declared_value);
    let says = |reading: &&Reading<NetContents>| same_volume(&reading.value, wanted, half_digit);
    if let Some(same) = facts.net_contents_statements.iter().find(says) {
        let own = same.value.volume == chosen.value.volume;
        if certain && own || same.confidence >= CLAIM {
            let field = shown(FieldStatus::Match, same);
            let several = facts
                .net_contents_statements
                .iter()
                .any(|other| !same_volume(&other.value, same.value.volume, Decimal::ZERO));
            return if several && !own {
                noted(field, "one of several sizes on the label")
            } else {
                field
            };
        }
        return noted(shown(FieldStatus::Unclear, same), "the figure was read with doubt");
    }
    if wanted.0 >= KEG && chosen.value.volume.0 >= KEG {
        return noted(
            shown(FieldStatus::Unclear, chosen),
            "another keg size was read; a collar lists several, one of them ticked",
        );
    }
    if certain && chosen.confidence >= CLAIM {
        return noted(
            shown(FieldStatus::Mismatch, chosen),
            format!(
                "the label comes to {} mL, the application to {} mL",
                chosen.value.volume.0.round_dp(1).normalize(),
                wanted.0.round_dp(1).normalize()
            ),
        );
    }
    noted(shown(FieldStatus::Unclear, chosen), "another volume was read, with doubt")
}

/// Whether several sizes of kegs are printed, of which one is ticked when it is filled.
fn lists_kegs(facts: &Facts) -> bool {
    let mut kegs = facts.net_contents_statements.iter().filter(|one| one.value.volume.0 >= KEG);
    kegs.next().is_some_and(|first| {
        kegs.any(|other| !same_volume(&other.value, first.value.volume, Decimal::ZERO))
    })
}

/// Half a unit of the last digit of a declared volume with decimals, in millilitres:
/// `0.8 pints` stands for a three-quarter pint.
fn coarseness(declared: &crate::label::Stated) -> Decimal {
    let crate::label::Stated::Words(words) = declared else { return Decimal::ZERO };
    let found = crate::reading::grammar::volume::parse(words);
    let Some(part) = found.first().and_then(|parsed| parsed.value.parts.first()) else {
        return Decimal::ZERO;
    };
    if part.decimals == 0 || part.unit.system() == UnitSystem::Metric {
        return Decimal::ZERO;
    }
    let unit = crate::reading::grammar::volume::milliliters_per(part.unit);
    unit * Decimal::new(5, part.decimals + 1)
}

/// The same volume: to half a millilitre, a US measure within its rounding.
fn same_volume(printed: &NetContents, wanted: Milliliters, half_digit: Decimal) -> bool {
    let apart = (printed.volume.0 - wanted.0).abs();
    let half_millilitre = Decimal::new(5, 1);
    // `12 FL OZ` for 355 mL: the printed ounces are rounded to their last digit.
    let rounding = printed.parts.last().map_or(Decimal::ZERO, |part| {
        let us = part.unit.system() == UnitSystem::UsCustomary;
        let unit = crate::reading::grammar::volume::milliliters_per(part.unit);
        if us && part.fraction.is_none() && part.decimals > 0 {
            unit * Decimal::new(5, part.decimals + 1)
        } else {
            Decimal::ZERO
        }
    });
    apart <= half_millilitre.max(half_digit).max(rounding)
        // A litre's thousandth: whole ounces and gallons stand for round metric sizes.
        || apart * Decimal::from(500) <= wanted.0
}

/// A year, for wine.
#[must_use]
pub fn vintage(label: &Label) -> Field {
    let facts = &label.facts;
    let Some(declared) = &label.declared.application.vintage else {
        let mut field = undeclared(&facts.vintage);
        field.value = facts.vintage.value().map(|vintage| f64::from(vintage.year));
        return field;
    };
    let declared = Some(stated(declared));
    let Some(wanted) = label.declared.vintage else {
        return not_understood(declared, facts.vintage.reading());
    };
    let elsewhere = facts.other_years.iter().find(|reading| reading.value == wanted);
    let chosen = match &facts.vintage {
        Fact::Unreadable(seen) => return unreadable(declared, seen),
        Fact::Absent => {
            return match elsewhere {
                Some(reading) => noted(
                    with(field(declared, FieldStatus::Unclear), reading),
                    "the year stands on the label, but not plainly as the vintage",
                ),
                None => not_found(label, declared, "vintage"),
            };
        }
        Fact::Read(reading) | Fact::Doubtful(reading) => reading,
    };
    let shown = |status| {
        let mut field = with(field(declared.clone(), status), chosen);
        field.value = Some(f64::from(chosen.value.year));
        field
    };
    let certain = matches!(facts.vintage, Fact::Read(_));
    if chosen.value.year == wanted {
        return if certain {
            shown(FieldStatus::Match)
        } else {
            noted(shown(FieldStatus::Unclear), "the year was read with doubt, or beside others")
        };
    }
    if let Some(reading) = elsewhere {
        return noted(
            with(field(declared, FieldStatus::Unclear), reading),
            format!("the label also says {}", chosen.value.year),
        );
    }
    if certain && chosen.confidence >= CLAIM {
        return noted(
            shown(FieldStatus::Mismatch),
            format!("the label says {}", chosen.value.year),
        );
    }
    noted(shown(FieldStatus::Unclear), "another year was read, with doubt")
}
