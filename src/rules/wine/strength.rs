//! The strength fits the designation.
//! # What the regulation asks
//! 4.21(a)(5),(6), (e)(6),(7), (f)(2),(3), (g)(1), (i): table and light wine up to 14 %, dessert
//! wine above, port at least 18 %, sherry 17 %, their light kinds between; aperitif 15 %.
//! 4.36(c): no tolerance lets a figure cross into another class.
//! # How we decide
//! By the limits of the lists, for designations that stand as such. “Light” is the class here,
//! no claim about calories. Imported port and sherry follow their own law. Champagne and
//! crackling wine are called light wines in passing only: above 14 % is for a person.
//! # What we cannot see
//! The strength in the bottle.

use super::kind::{self, part_4};
use crate::label::{Commodities, Designation, Label, Reading};
use crate::lists::{self, DesignationEntry};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Called sparkling light wine by 4.21(b)(2),(4), without a limit in words.
const LIGHT_IN_PASSING: [&str; 2] = ["wine.champagne", "wine.crackling"];

pub static RULE: Rule = Rule {
    id: "wine.class-type.abv-consistency",
    title: "The strength fits the designation",
    statement: "Table and light wine have up to 14 %; dessert wine more; sherry at least 17 %; port, madeira, \
                angelica and muscatel at least 18 %; their light kinds lie between; aperitif wine has at least 15 %.",
    citation: &[
        cfr(4, "4.21(a)(5)"),
        cfr(4, "4.21(a)(6)"),
        cfr(4, "4.21(e)(6)"),
        cfr(4, "4.21(e)(7)"),
        cfr(4, "4.21(f)(2)"),
        cfr(4, "4.21(f)(3)"),
        cfr(4, "4.21(g)(1)"),
        cfr(4, "4.36(c)"),
    ],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Use the designation that the strength allows, or correct the printed strength.",
    passes: &["“Port” at 19 %", "“Table Wine” at 13.9 %"],
    fails: &["“Table Wine” at 14.5 %", "“Sherry” at 15 %, which is light sherry"],
    check: |label| part_4(label, check),
};

fn check(label: &Label) -> Outcome {
    let Some(statement) = label.facts.alcohol.reading() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let Some(lower) = statement.value.percent.map(|percent| percent.0) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let upper = statement.value.upper.map_or(lower, |percent| percent.0);
    let mut fitting = None;
    for one in kind::designations(label) {
        let Some(entry) = limits(label, one) else { continue };
        if fits(entry, lower) && fits(entry, upper) {
            fitting = Some(one);
            continue;
        }
        let mut seen = one.evidence.clone();
        seen.extend(statement.evidence.iter().cloned());
        let why = format!("“{}” does not go with {lower} % alcohol by volume", one.text);
        let outcome = Outcome::violated(why, seen);
        let outcome = if LIGHT_IN_PASSING.contains(&one.value.id.as_str()) {
            outcome.as_warning()
        } else {
            outcome
        };
        return if label.facts.alcohol.confident().is_some() {
            outcome
        } else {
            outcome.in_doubt("the figure is not certain")
        };
    }
    fitting.map_or_else(
        || Outcome::not_applicable(Note::NoOccasion),
        |one| Outcome::met("the strength fits the designation", one),
    )
}

/// The limits a designation sets, besides those of all wine.
fn limits(label: &Label, one: &Reading<Designation>) -> Option<&'static DesignationEntry> {
    let entry = lists::designation(&one.value.id)?;
    let foreign = kind::is_imported(label) && kind::is_semi_generic(&one.value);
    let of_all_wine = entry.min_abv == Some(Decimal::from(7))
        && entry.max_abv == Some(Decimal::from(24))
        || entry.min_abv.is_none() && entry.min_abv_exclusive.is_none();
    (!foreign && !of_all_wine).then_some(entry)
}

fn fits(entry: &DesignationEntry, percent: Decimal) -> bool {
    entry.min_abv.is_none_or(|least| least <= percent)
        && entry.min_abv_exclusive.is_none_or(|limit| limit < percent)
        && entry.max_abv.is_none_or(|most| percent <= most)
        && entry.max_abv_exclusive.is_none_or(|limit| percent < limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, doubtful, label};

    fn wine(id: &str, percent: &str) -> Label {
        let words = id.trim_start_matches("wine.").replace('-', " ");
        label().class_type(id, &[], &words).alcohol("x", PercentAlcoholByVolume, percent)
    }

    #[test]
    fn each_designation_has_its_limits() {
        assert_cases(
            &RULE,
            [
                ("port at 19", wine("wine.port", "19"), Met),
                ("table wine at 13.9", wine("wine.table", "13.9"), Met),
                ("table wine at 14", wine("wine.table", "14.0"), Met),
                ("light sherry at 15", wine("wine.light-sherry", "15"), Met),
                ("a red wine at 15", wine("wine.red-wine", "15"), NotApplicable),
                ("imported sherry at 15", wine("wine.sherry", "15").imported(), NotApplicable),
                ("table wine at 14.5", wine("wine.table", "14.5"), Violated),
                ("sherry at 15", wine("wine.sherry", "15"), Violated),
                ("dessert wine at 14", wine("wine.dessert", "14"), Violated),
                ("light port at 18", wine("wine.light-port", "18"), Violated),
                ("aperitif at 14.9", wine("wine.aperitif", "14.9"), Violated),
                ("retsina at 14.5", wine("wine.retsina", "14.5"), Violated),
                (
                    "table wine at a doubtful 14.5",
                    wine("wine.table", "14.5").with(|label| doubtful(&mut label.facts.alcohol)),
                    Unclear,
                ),
            ],
        );
        let champagne = wine("wine.champagne", "14.5");
        assert_severities(&RULE, [("champagne above 14", champagne, Severity::Warning)]);
    }
}
