//! Low alcohol, non-alcoholic, alcohol free.
//! # What the regulation asks
//! 7.65(d): “low” and “reduced alcohol” only under 2.5 %. 7.65(e): “non-alcoholic” with “contains
//! less than 0.5 percent alcohol by volume” immediately adjacent; 0.0 % only with “alcohol free”.
//! 7.65(f): “alcohol free” only without any alcohol.
//! # How we decide
//! By the words on short lines and the figures read with confidence. Words about other products
//! of the house stand in stories, which are left alone, as are products of 0.5 % and more.
//! # What we cannot see
//! The analysis, and the contrast of the statement.

use super::{strength, words};
use crate::label::{AlcoholForm, AlcoholStatement, Commodities, Hit, Label, Reading};
use crate::rules::phrase::{self, folded_lines, holds, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// “Low alcohol” ends here (7.65(d)).
const LOW_BELOW: Decimal = Decimal::from_parts(25, 0, 0, false, 1);
const CLAIM_WORDS: usize = 6;
/// A claim and its statement on one line.
const STATEMENT_WORDS: usize = 14;
/// Lines of letters that may lie between the two before they are apart.
const ADJACENT_LINES: f32 = 3.0;
const NON_ALCOHOLIC_WORDS: [&str; 2] = ["non alcoholic", "nonalcoholic"];

pub static LOW: Rule = Rule {
    id: "malt.alcohol.low",
    title: "“Low alcohol” is under 2.5 %",
    statement: "“Low alcohol” and “reduced alcohol” are used only for less than 2.5 % alcohol by \
                volume.",
    citation: &[cfr(7, "7.65(d)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Take “low alcohol” or “reduced alcohol” off the label.",
    passes: &["“Low alcohol 2.3% alc/vol”", "no such term"],
    fails: &["“Low alcohol 3.2% alc/vol”", "“Reduced alcohol 2.5% alc/vol”"],
    check: low,
};

fn low(label: &Label) -> Outcome {
    let mut hits = phrase::anywhere(label, &["low alcohol", "reduced alcohol"]);
    hits.retain(|hit| folded_lines(hit).split(' ').count() <= CLAIM_WORDS);
    let Some(first) = hits.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let Some((statement, percent)) = strength::printed(label) else {
        return Outcome::not_applicable(Note::NotVisible);
    };
    if percent.0 < LOW_BELOW {
        return Outcome::met("the strength is under 2.5 %", statement);
    }
    let seen = [first.evidence.clone(), statement.evidence.clone()].concat();
    Outcome::violated(format!("{} is said of {} %", quoted(&hits), percent.0), seen)
}

pub static NON_ALCOHOLIC: Rule = Rule {
    id: "malt.alcohol.non-alcoholic",
    title: "“Non-alcoholic” goes with its statement",
    statement: "“Non-alcoholic” stands immediately beside “contains less than 0.5 percent (or .5%) \
                alcohol by volume”; 0.0 % is claimed only together with “alcohol free”.",
    citation: &[cfr(7, "7.65(e)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Print “contains less than 0.5% alcohol by volume” immediately beside \
             “non-alcoholic”; claim 0.0% only with “alcohol free”.",
    passes: &[
        "“NON-ALCOHOLIC - contains less than 0.5% alcohol by volume”",
        "“Non-Alcoholic”, below it “contains less than .5% alcohol by volume”",
    ],
    fails: &[
        "“Non-alcoholic” on the front, “less than 0.5%” only on the back",
        "“0.0% alcohol by volume” without “alcohol free”",
    ],
    check: non_alcoholic,
};

fn non_alcoholic(label: &Label) -> Outcome {
    if let Some(zero) = zero_claim(label) {
        if !phrase::hinted(label, &["alcohol free"]) {
            let outcome = Outcome::missing(label, "0.0 % is claimed without “alcohol free”");
            return Outcome { evidence: zero.evidence.clone(), ..outcome };
        }
    } else if strength::at_least_half_percent(label) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let claims = non_alcoholic_claims(label);
    let Some(claim) = claims.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let ceilings: Vec<_> = ceilings(label).collect();
    let pairs = claims.iter().flat_map(|claim| ceilings.iter().map(move |one| (claim, *one)));
    let mut on_one_panel = false;
    for (claim, ceiling) in pairs {
        if is_beside(claim, ceiling) {
            return wording(label, ceiling);
        }
        on_one_panel |= claim.evidence[0].panel == ceiling.evidence[0].panel;
    }
    let why =
        "“non-alcoholic” stands without “contains less than 0.5% alcohol by volume” beside it";
    if on_one_panel {
        return Outcome::unclear(format!("{why}, though on the same panel"), claim).as_warning();
    }
    let outcome = Outcome::missing(label, why);
    Outcome { evidence: claim.evidence.clone(), ..outcome }
}

fn non_alcoholic_claims(label: &Label) -> Vec<Hit> {
    let mut claims = phrase::anywhere(label, &NON_ALCOHOLIC_WORDS);
    claims.retain(|hit| {
        let line = folded_lines(hit);
        let most = if holds(&line, "less than") { STATEMENT_WORDS } else { CLAIM_WORDS };
        line.split(' ').count() <= most
    });
    claims
}

fn zero_claim(label: &Label) -> Option<&Reading<AlcoholStatement>> {
    strength::printed(label).filter(|(_, percent)| percent.0.is_zero()).map(|(claim, _)| claim)
}

/// “Less than 0.5 %”, which is a ceiling and not a content.
fn ceilings(label: &Label) -> impl Iterator<Item = &Reading<AlcoholStatement>> {
    label.facts.alcohol_statements.iter().filter(|one| {
        one.value.form == AlcoholForm::LessThan
            && one.value.percent.is_some_and(|percent| percent.0 == strength::HALF_PERCENT)
    })
}

/// On one line, or within a few lines of it.
fn is_beside(claim: &Hit, ceiling: &Reading<AlcoholStatement>) -> bool {
    claim.evidence.iter().any(|a| {
        ceiling.evidence.iter().any(|b| {
            let (first, second) = (a.polygon.bounds(), b.polygon.bounds());
            let gap = (second.1 - first.3).max(first.1 - second.3).max(0.0);
            a.panel == b.panel && gap <= ADJACENT_LINES * a.polygon.height().max(b.polygon.height())
        })
    })
}

/// The prescribed words are spelled out in full.
fn wording(label: &Label, ceiling: &Reading<AlcoholStatement>) -> Outcome {
    let in_full = label.text.find("less than").iter().any(|hit| {
        let lines = words::around(label, hit.line);
        holds(&lines, "alcohol by volume") && holds(&lines, "contains less than")
    });
    if in_full {
        return Outcome::met("the statement is beside the claim", ceiling);
    }
    let why = format!("“{}” is not in the prescribed words", ceiling.text.trim());
    let outcome = Outcome::violated(why, ceiling).as_warning();
    if ceiling.confidence >= phrase::SURE {
        outcome
    } else {
        outcome.in_doubt("it is hard to read")
    }
}

pub static ALCOHOL_FREE: Rule = Rule {
    id: "malt.alcohol.alcohol-free",
    title: "“Alcohol free” has no alcohol",
    statement: "“Alcohol free” is used only for products without any alcohol.",
    citation: &[cfr(7, "7.65(f)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Take “alcohol free” off the label, or state 0.0% where there is truly none.",
    passes: &["“Alcohol free 0.0% alc/vol”", "no such term"],
    fails: &["“Alcohol free 0.3%”", "“Alcohol free” beside “0.05% alc/vol”"],
    check: alcohol_free,
};

fn alcohol_free(label: &Label) -> Outcome {
    let mut hits = phrase::anywhere(label, &["alcohol free"]);
    hits.retain(|hit| folded_lines(hit).split(' ').count() <= STATEMENT_WORDS);
    let Some(first) = hits.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if let Some((statement, percent)) = strength::printed(label) {
        if percent.0.is_zero() {
            return Outcome::met("no alcohol is stated", statement);
        }
        let seen = [first.evidence.clone(), statement.evidence.clone()].concat();
        return Outcome::violated(format!("{} is said of {} %", quoted(&hits), percent.0), seen);
    }
    if let Some(hit) = hits.iter().find(|hit| small_figure(hit).is_some_and(|one| !one.is_zero())) {
        return Outcome::violated(format!("{} gives a strength", quoted(&hits)), hit);
    }
    if let Some(ceiling) = ceilings(label).next() {
        let why = "“alcohol free” stands with “less than 0.5%” and without 0.0%";
        let seen = [first.evidence.clone(), ceiling.evidence.clone()].concat();
        return Outcome::violated(why, seen).as_warning();
    }
    Outcome::not_applicable(Note::NotVisible)
}

/// A percentage under one on the claim's own line; `100% alcohol free` is no strength.
fn small_figure(hit: &Hit) -> Option<Decimal> {
    let line = &hit.evidence.first()?.text;
    let (before, _) = line.split_once('%')?;
    let figure = before.rsplit(|c: char| !c.is_ascii_digit() && c != '.').next()?;
    let figure = if figure.starts_with('.') { format!("0{figure}") } else { figure.to_owned() };
    figure.parse::<Decimal>().ok().filter(|figure| *figure < Decimal::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::{LessThan, PercentAlcoholByVolume};
    use crate::label::PanelRole;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn strong(percent: &str) -> Label {
        label().malt().alcohol(&format!("{percent}% alc/vol"), PercentAlcoholByVolume, percent)
    }

    #[test]
    fn low_alcohol_ends_below_two_and_a_half_percent() {
        assert_cases(
            &LOW,
            [
                ("below", strong("2.3").text(["Low alcohol"]), Met),
                ("no term", strong("5"), NotApplicable),
                ("no figure", label().malt().text(["Low alcohol"]), NotApplicable),
                ("above", strong("3.2").text(["Low alcohol"]), Violated),
                ("at the limit", strong("2.5").text(["Reduced alcohol"]), Violated),
            ],
        );
    }

    const CEILING: &str = "contains less than 0.5% alcohol by volume";

    #[test]
    fn non_alcoholic_has_its_statement_beside_it() {
        let claim = || label().malt().text(["NON-ALCOHOLIC"]);
        let apart = label()
            .malt()
            .panel(PanelRole::Front)
            .text(["Non-alcoholic"])
            .panel(PanelRole::Back)
            .alcohol(CEILING, LessThan, "0.5");
        assert_cases(
            &NON_ALCOHOLIC,
            [
                (
                    "one line",
                    label().malt().alcohol(&format!("NON-ALCOHOLIC - {CEILING}"), LessThan, "0.5"),
                    Met,
                ),
                (
                    "two lines",
                    claim().alcohol("contains less than .5% alcohol by volume", LessThan, "0.5"),
                    Met,
                ),
                ("no claim", strong("5"), NotApplicable),
                (
                    "of another product",
                    strong("5").text(["Try our Non-Alcoholic too"]),
                    NotApplicable,
                ),
                ("zero, alcohol free", strong("0.0").text(["ALCOHOL FREE"]), NotApplicable),
                ("other panel", apart, Violated),
                ("alone", claim(), Violated),
                ("zero", strong("0.0"), Violated),
                (
                    "abbreviated",
                    claim().alcohol("contains less than 0.5% alc/vol", LessThan, "0.5"),
                    Violated,
                ),
                ("alone on the front", claim().perhaps_incomplete(), Unclear),
            ],
        );
        let short = claim().alcohol("contains less than 0.5% alc/vol", LessThan, "0.5");
        assert_severities(
            &NON_ALCOHOLIC,
            [("abbreviated", short, Severity::Warning), ("alone", claim(), Severity::Error)],
        );
    }

    #[test]
    fn alcohol_free_means_none() {
        let free = |label: Label| label.text(["ALCOHOL FREE"]);
        assert_cases(
            &ALCOHOL_FREE,
            [
                ("none", free(strong("0.0")), Met),
                ("no term", strong("5"), NotApplicable),
                ("no figure", free(label().malt()), NotApplicable),
                ("wholly", label().malt().text(["100% alcohol free"]), NotApplicable),
                ("with a figure", label().malt().text(["Alcohol free 0.3%"]), Violated),
                ("with a statement", free(strong("0.05")), Violated),
                (
                    "with a ceiling",
                    free(label().malt()).alcohol(CEILING, LessThan, "0.5"),
                    Violated,
                ),
                (
                    "with ceiling and zero",
                    free(strong("0.0")).with(|label| {
                        let zero = label.facts.alcohol.clone();
                        *label = label.clone().alcohol(CEILING, LessThan, "0.5");
                        label.facts.alcohol = zero;
                    }),
                    Met,
                ),
            ],
        );
        assert_severities(
            &ALCOHOL_FREE,
            [(
                "with a ceiling",
                free(label().malt()).alcohol(CEILING, LessThan, "0.5"),
                Severity::Warning,
            )],
        );
    }
}
