//! The law of the filing day is the law applied.
//! # What the regulation asks
//! A label is approved under the law of its day (13.51); sizes and class names came and went.
//! # How we decide
//! Every list with dates is read as of the filing day. This rule says which day that was,
//! and warns, without blocking, where the rules here are not the whole law of that day.
//! # What we cannot see
//! When the goods were bottled; the bottling day would decide for labels in use.

use crate::label::{Commodities, Commodity, Label};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, catalog, cfr};
use chrono::NaiveDate;

/// Parts 5 and 7 were written anew with effect from this day.
const REWRITTEN: NaiveDate = NaiveDate::from_ymd_opt(2022, 3, 11).expect("a day of the calendar");

pub static RULE: Rule = Rule {
    id: "scope.as-of-date",
    title: "The law of the filing day was applied",
    statement: "Container sizes, class names and viticultural areas are judged by the law in force \
                on the day the application was filed.",
    citation: &[
        cfr(13, "13.51"),
        Citation::Other("T.D. TTB-165"),
        Citation::Other("T.D. TTB-199"),
        Citation::Other("T.D. TTB-200"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("A"),
    in_force: ALWAYS,
    remedy: "Compare with the regulations of the filing day by hand.",
    passes: &["710 mL spirits filed on 1 March 2025", "a label filed after the last change"],
    fails: &[
        "a whisky label filed before parts 5 and 7 were rewritten",
        "a label filed after these rules' edition",
    ],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(filed) = label.declared.application.filed_on else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let edition = catalog::EDITION.parse::<NaiveDate>().expect("the edition is a day");
    if filed > edition {
        return Outcome::unclear("filed after the edition of these rules", ()).as_info();
    }
    if filed < REWRITTEN && label.product.value != Commodity::Wine {
        let why =
            "filed before parts 5 and 7 were rewritten on 11 March 2022; judged by the new text";
        return Outcome::unclear(why, ()).as_info();
    }
    Outcome::met(format!("judged by the law of {filed}"), ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear};
    use crate::rules::testing::{assert_cases, label};

    fn filed(year: i32, month: u32, day: u32) -> Label {
        label().spirits().filed(year, month, day).declaring(|declared| {
            declared.application.filed_on = NaiveDate::from_ymd_opt(year, month, day);
        })
    }

    #[test]
    fn the_filing_day_chooses_the_law() {
        assert_cases(
            &RULE,
            [
                ("after the last change", filed(2025, 3, 1), Met),
                ("old wine label", filed(2019, 5, 1).wine(), Met),
                ("no day declared", label(), NotApplicable),
                ("old whisky label", filed(2019, 5, 1), Unclear),
                ("after the edition", filed(2031, 1, 1), Unclear),
            ],
        );
    }
}
