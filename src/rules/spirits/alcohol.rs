//! The alcohol statement.
//! # What the regulation asks
//! 5.65: percent alcohol by volume, always, in one of three word orders with few abbreviations;
//! proof only beside it and twice as much; other expressions only as part of it.
//! # How we decide
//! On all statements read. A form that lacks only “by”, the slash or the percent sign is
//! `common.alcohol.connector`. What hangs on a short word needs a very sure reading: engines
//! drop small print before they drop figures.
//! # What we cannot see
//! The liquor: the tolerance of 5.65(c) is between it and the label.

use super::product::{SPIRITS, apart, lines_of, no_occasion, panels};
use crate::label::{
    AlcoholForm, AlcoholStatement, Evidence, Fact, Label, LineRole, ProofStatement, Reading,
};
use crate::rules::phrase::{SURE, SURE_OF_MARKS, claims, hinted};
use crate::rules::{Citation, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

pub static REQUIRED: Rule = Rule {
    id: "spirits.alcohol.required",
    title: "The alcohol content is on the label",
    statement: "The label states the alcohol content as percent by volume.",
    citation: &[cfr(5, "5.63(a)(3)"), cfr(5, "5.65(a)")],
    remedy: "Print the alcohol content, such as “40% alc./vol.”.",
    passes: &["“40% Alc./Vol.”", "“Bottled at 35 percent alcohol by volume” on fruit in spirits"],
    fails: &["“80 Proof” alone", "no statement"],
    check: required,
    ..SPIRITS
};

fn required(label: &Label) -> Outcome {
    let missing = |why: &'static str| {
        let mut outcome = Outcome::missing(label, why);
        outcome.evidence = label.facts.proofs.iter().flat_map(|one| one.evidence.clone()).collect();
        outcome
    };
    match &label.facts.alcohol {
        Fact::Read(statement) | Fact::Doubtful(statement) => match statement.value.form {
            AlcoholForm::ByWeight => missing("the alcohol content is stated by weight alone"),
            AlcoholForm::Blank => Outcome::unclear("no figure can be read in it", statement),
            _ => Outcome::met("the alcohol content is there", statement),
        },
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may be the alcohol content cannot be read", seen.clone())
        }
        Fact::Absent if may_be_there(label) => Outcome::unclear(
            "words of an alcohol statement are there, but no figure could be read",
            (),
        ),
        Fact::Absent if label.facts.proofs.is_empty() => missing("no alcohol content was found"),
        Fact::Absent => missing("the label states proof, but no percent by volume"),
    }
}

/// Words that stand in alcohol statements, read without one: `4 0% AL c by voL`.
fn may_be_there(label: &Label) -> bool {
    let outside = [LineRole::Warning, LineRole::NameAddress];
    ["alc", "alcohol", "vol", "abv"]
        .iter()
        .any(|word| !label.text.find_outside(word, &outside).is_empty())
}

pub static FORMAT: Rule = Rule {
    id: "spirits.alcohol.format",
    title: "The alcohol content is in a prescribed form",
    statement: "“Alcohol __ percent by volume”, “__ percent alcohol by volume” or “Alcohol by volume __ percent”, \
                with alc, vol, % and / as the only abbreviations.",
    citation: &[cfr(5, "5.65(b)(2)"), cfr(5, "5.65(b)(3)"), cfr(5, "5.65(b)(4)")],
    remedy: "Print “40% alc./vol.” or “40% alcohol by volume”.",
    passes: &["“40% alc/vol”", "“(45% ALC. BY VOL.)”"],
    fails: &["“40% ABV”", "“40% vol”", "“Alc. 40%”"],
    check: format,
    ..SPIRITS
};

fn is_prescribed(form: AlcoholForm) -> bool {
    matches!(
        form,
        AlcoholForm::AlcoholPercentByVolume
            | AlcoholForm::PercentAlcoholByVolume
            | AlcoholForm::AlcoholByVolumePercent
    )
}

fn format(label: &Label) -> Outcome {
    let all = &label.facts.alcohol_statements;
    let proper = all.iter().find(|one| is_prescribed(one.value.form));
    if let Some(proper) = proper {
        let besides = all.iter().find(|one| one.value.form == AlcoholForm::Abv);
        return match besides {
            Some(abv) => Outcome::met("a prescribed statement stands beside “ABV”", abv).as_info(),
            None => Outcome::met("the statement is in a prescribed form", proper),
        };
    }
    let Some(statement) = label.facts.alcohol.reading() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let why = |what: &str| format!("“{}” {what}", statement.text.trim());
    let (why, error) = match statement.value.form {
        AlcoholForm::ConnectorMissing | AlcoholForm::PercentMissing | AlcoholForm::ByWeight => {
            return Outcome::not_applicable(Note::SaidElsewhere);
        }
        AlcoholForm::Blank => {
            return Outcome::unclear(why("has no figure that can be read"), statement);
        }
        AlcoholForm::ExtraWords => (why("holds words that the forms do not"), false),
        AlcoholForm::Abv => (why("uses ABV, which is no permitted abbreviation"), true),
        AlcoholForm::VolumeAlone => (why("does not say alcohol"), true),
        AlcoholForm::AlcoholAlone => (why("does not say by volume"), true),
        AlcoholForm::Range => (why("is a range"), true),
        _ => (why("states no content but a limit"), true),
    };
    let sure = label.facts.alcohol.confident().is_some() && statement.confidence >= SURE_OF_MARKS;
    match (sure, error) {
        (false, _) => Outcome::unclear(why, statement),
        (true, true) => Outcome::violated(why, statement),
        (true, false) => Outcome::violated(why, statement).as_warning(),
    }
}

/// Weaker spirits print no proof; a smaller figure is another thing's.
const LEAST_PROOF: Decimal = Decimal::from_parts(20, 0, 0, false, 0);
/// Proof may differ from twice the percentage by rounding to a tenth.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 1);

pub static PROOF: Rule = Rule {
    id: "spirits.alcohol.proof",
    title: "Proof is twice the percentage, and beside it",
    statement: "A statement of proof equals twice the percent by volume and stands in the same field of vision.",
    citation: &[Citation::Other("27 CFR 5.1 “Proof”"), cfr(5, "5.65(b)(1)(i)")],
    evidence: Evidences("T+L"),
    remedy: "Correct the proof or the percentage, and set them on one side of the container.",
    passes: &["“45% Alc./Vol. (90 Proof)”", "“Proof 120 Alc by Vol 60 %”"],
    fails: &["“40% Alc./Vol. (90 Proof)”", "“86 Proof” in front, the percentage behind alone"],
    check: proof,
    ..SPIRITS
};

fn is_of_the_product(proof: &ProofStatement) -> bool {
    !proof.of_production && proof.proof >= LEAST_PROOF
}

fn proof(label: &Label) -> Outcome {
    let proofs: Vec<&Reading<ProofStatement>> =
        label.facts.proofs.iter().filter(|proof| is_of_the_product(&proof.value)).collect();
    if proofs.is_empty() {
        return no_occasion();
    }
    let Some(counts) = label.facts.alcohol.reading() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let agrees = |proof: &ProofStatement, statement: &AlcoholStatement| {
        statement
            .percent
            .is_some_and(|percent| (proof.proof - percent.0 * Decimal::TWO).abs() <= ROUNDING)
    };
    let statements = || std::iter::once(counts).chain(&label.facts.alcohol_statements);
    let wrong = proofs
        .iter()
        .find(|proof| !statements().any(|statement| agrees(&proof.value, &statement.value)));
    if let Some(wrong) = wrong {
        let Some(percent) = counts.value.percent else { return no_occasion() };
        let why = format!(
            "{} proof is not twice {} %",
            wrong.value.proof.normalize(),
            percent.0.normalize()
        );
        let seen = [wrong.evidence.clone(), counts.evidence.clone()].concat();
        let sure = label.facts.alcohol.confident().is_some()
            && counts.confidence >= SURE
            && wrong.confidence >= SURE;
        return if sure { Outcome::violated(why, seen) } else { Outcome::unclear(why, seen) };
    }
    let with_percent =
        panels(&statements().flat_map(|one| one.evidence.clone()).collect::<Vec<_>>());
    let beside = proofs.iter().find(|proof| !panels(&proof.evidence).is_disjoint(&with_percent));
    if let Some(proof) = beside {
        return Outcome::met("it is twice the percentage, and beside it", *proof);
    }
    let seen = [proofs[0].evidence.clone(), counts.evidence.clone()].concat();
    let why = "the proof stands on another side than the percentage".to_owned();
    apart(label, &panels(&seen), why, seen)
}

pub static OTHER_EXPRESSIONS: Rule = Rule {
    id: "spirits.alcohol.other-expressions",
    title: "Other expressions of alcohol are part of the statement by volume",
    statement: "Alcohol by weight or by serving stands only together with, and as part of, the percent by \
                volume.",
    citation: &[cfr(5, "5.65(b)(1)(ii)"), Citation::Other("TTB Ruling 2013-2")],
    severity: Severity::Warning,
    remedy: "Set the other expression beside the percent by volume, or take it off.",
    passes: &["“40% alc/vol (33.3% by weight)”", "none"],
    fails: &["“33% by weight” elsewhere on the label", "“Contains 14 g alcohol per shot” alone"],
    check: other_expressions,
    ..SPIRITS
};

fn other_expressions(label: &Label) -> Outcome {
    let lines = label.text.lines();
    let by_volume: Vec<usize> = label
        .facts
        .alcohol_statements
        .iter()
        .filter(|one| one.value.form != AlcoholForm::ByWeight)
        .flat_map(|one| lines_of(label, &one.evidence))
        .collect();
    let together = |line: usize| {
        let beside =
            |other: usize| other.abs_diff(line) <= 1 && lines[other].panel == lines[line].panel;
        by_volume.iter().any(|&other| beside(other))
    };
    let by_weight = lines_by_weight(label);
    let apart = by_weight.iter().filter(|&&line| !together(line));
    let mut seen: Vec<Evidence> = apart.map(|&line| lines[line].evidence()).collect();
    if !hinted(label, &["serving facts", "alcohol facts", "amount per serving"]) {
        let servings =
            claims(label, &["g alcohol per", "g of alcohol per", "grams of alcohol per"]);
        seen.extend(
            servings.iter().filter(|hit| !together(hit.line)).flat_map(|hit| hit.evidence.clone()),
        );
    }
    if !seen.is_empty() {
        return Outcome::violated("it stands apart from the percent by volume", seen);
    }
    match by_weight.first() {
        Some(&line) => Outcome::met("it stands with the percent by volume", &lines[line]),
        None => no_occasion(),
    }
}

/// Well-read lines with the alcohol by weight, read as such or by its words: `33.3% by weight`.
/// What is so much fruit or sugar by weight is another thing's share.
fn lines_by_weight(label: &Label) -> Vec<usize> {
    let statements = label
        .facts
        .alcohol_statements
        .iter()
        .filter(|one| one.value.form == AlcoholForm::ByWeight && one.confidence >= SURE);
    let mut found: Vec<usize> = statements.flat_map(|one| lines_of(label, &one.evidence)).collect();
    for (index, line) in label.text.lines().iter().enumerate() {
        if line.role == LineRole::Warning || line.confidence < SURE {
            continue;
        }
        if line.text.contains('%') && says_by_weight(label.text.folded(index)) {
            found.push(index);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether words of a share of alcohol, and its number among them, stand before “by weight”,
/// and nothing else after it.
fn says_by_weight(folded: &str) -> bool {
    let own = |word: &str| matches!(word, "alc" | "alcohol" | "percent") || is_number(word);
    let words: Vec<&str> = folded.split(' ').collect();
    for (at, pair) in words.windows(2).enumerate() {
        if !matches!(pair, ["by", "weight" | "wt"]) {
            continue;
        }
        let mut before = words[..at].iter().rev().take_while(|word| own(word));
        let ends = words.get(at + 2).is_none_or(|next| own(next));
        if ends && before.any(|word| is_number(word)) {
            return true;
        }
    }
    false
}

fn is_number(word: &str) -> bool {
    word.parse::<u32>().is_ok()
}

pub static TOLERANCE: Rule = Rule {
    id: "spirits.alcohol.tolerance",
    title: "The liquor is as strong as its label says",
    statement: "The liquor may differ from its label by 0.3 percentage points; the label never from the \
                application.",
    citation: &[cfr(5, "5.65(c)"), cfr(19, "19.356")],
    severity: Severity::Warning,
    evidence: Evidences("A+X"),
    remedy: "Measure the strength of filled containers.",
    passes: &["a label of 40 %, a measured 39.8 %", "a label of 45.0 %, a measured 45.3 %"],
    fails: &["a label of 40 %, a measured 39.6 %", "a label of 45.0 %, a measured 45.4 %"],
    check: |_| Outcome::not_applicable(Note::NotVisible),
    ..SPIRITS
};

#[cfg(test)]
mod tests;
