//! The grapes on the label are those of form item 10.
//! # What the regulation asks
//! Form item 10 lists the grape varieties that appear on the label; 4.23 governs their names.
//! # How we decide
//! As sets; order, capitals, accents and percentages do not matter. Another name of the same
//! grape is a warning. A grape of the designation, or one with its share, that is not declared
//! is wrong; one in a story is a remark. A declared grape that was not found is a question, unless other grapes are the
//! designation of a complete label.
//! # What we cannot see
//! What grapes are in the wine.

use crate::label::{Commodities, Label, Reading, Varietal, fold};
use crate::lists;
use crate::rules::phrase::SURE;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "application.grape-varietals",
    title: "The grapes on the label are the declared ones",
    statement: "Every grape variety on the label is in form item 10, and every one of item 10 on the \
                label.",
    citation: &[Citation::Other("TTB F 5100.31 item 10"), cfr(4, "4.23")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Enter in item 10 the grape names as they stand on the label.",
    passes: &["Cabernet Sauvignon in both", "“Syrah, Grenache”, “60% Syrah 40% Grenache”"],
    fails: &["item 10 blank, “Merlot” on the label", "Pinot Noir declared, Pinot Gris printed"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(entries) = &label.declared.application.grape_varietals else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let declared: Vec<String> = entries.iter().flat_map(|entry| grapes(entry)).collect();
    let printed = &label.facts.grape_varietals;
    let extra: Vec<_> = printed.iter().filter(|one| !is_declared(&declared, &one.value)).collect();
    if let Some(grape) = extra.iter().find(|one| is_stated(&one.value)) {
        let why = format!("“{}” is on the label but not in item 10", grape.value.name);
        let sure = grape.confidence >= SURE;
        return if sure { Outcome::violated(why, grape) } else { Outcome::unclear(why, grape) };
    }
    let missing = declared.iter().find(|name| !is_printed(label, name));
    if let Some(name) = missing {
        return not_found(label, name, printed);
    }
    if let Some(grape) = printed.iter().find(|one| is_synonym(label, &declared, &one.value)) {
        let why = format!("“{}” is another name of a declared grape", grape.value.name);
        return Outcome::violated(why, grape).as_warning();
    }
    if let Some(grape) = extra.first() {
        let why = format!("“{}” is named in the text but not in item 10", grape.value.name);
        return Outcome::unclear(why, grape).as_warning();
    }
    match printed.first() {
        Some(first) => Outcome::met("the grapes on the label are the declared ones", first),
        None if declared.is_empty() => Outcome::not_applicable(Note::NoOccasion),
        None => Outcome::met("the declared grapes are on the label", ()),
    }
}

/// Whether the label says of the wine that it is of this grape: as its designation, or with
/// the grape's share.
fn is_stated(grape: &Varietal) -> bool {
    grape.as_designation || grape.percent.is_some()
}

/// The grapes of one entry, folded, without their percentages.
fn grapes(entry: &str) -> Vec<String> {
    let without_shares: String =
        entry.chars().map(|c| if c.is_ascii_digit() || c == '.' { ' ' } else { c }).collect();
    without_shares
        .replace(" and ", ",")
        .split([',', ';', '/', '&', '%', '\n'])
        .map(fold)
        .filter(|name| !name.is_empty())
        .collect()
}

/// Declared under this or another name of the same grape.
fn is_declared(declared: &[String], grape: &Varietal) -> bool {
    declared.iter().any(|name| *name == fold(&grape.name) || is_same_grape(name, grape))
}

fn is_same_grape(name: &str, grape: &Varietal) -> bool {
    let group = fold(&grape.group);
    *name == group || lists::grape(name).is_some_and(|listed| fold(&listed.group) == group)
}

fn is_printed(label: &Label, name: &str) -> bool {
    let read = label.facts.grape_varietals.iter();
    read.clone().any(|one| fold(&one.value.name) == name || is_same_grape(name, &one.value))
        || !label.text.find(name).is_empty()
}

/// Declared under another name alone, which the label does not print.
fn is_synonym(label: &Label, declared: &[String], grape: &Varietal) -> bool {
    let others: Vec<_> = declared.iter().filter(|name| is_same_grape(name, grape)).collect();
    !others.is_empty()
        && !declared.contains(&fold(&grape.name))
        && others.iter().all(|name| label.text.find(name).is_empty())
}

fn not_found(label: &Label, name: &str, printed: &[Reading<Varietal>]) -> Outcome {
    let why = format!("the declared grape “{name}” was not found on the label");
    let other = printed.iter().find(|one| is_stated(&one.value) && one.confidence >= SURE);
    match other {
        Some(other) if label.completeness.absence_is_certain() => Outcome::violated(why, other),
        _ => Outcome::unclear(why, ()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn declaring(grapes: &[&str]) -> Label {
        let grapes = grapes.iter().map(|&grape| grape.to_owned()).collect();
        label().declaring(|declared| declared.application.grape_varietals = Some(grapes))
    }

    #[test]
    fn grapes_are_compared_as_sets() {
        let blend = |label: Label| label.grape_share("Grenache", "40").grape_share("Syrah", "60");
        assert_cases(
            &RULE,
            [
                ("same", declaring(&["Cabernet Sauvignon"]).grape("Cabernet Sauvignon"), Met),
                ("another name", declaring(&["Syrah"]).grape("Shiraz"), Violated),
                ("a blend", blend(declaring(&["60% Syrah, 40% Grenache"])), Met),
                ("no grapes", declaring(&[]), NotApplicable),
                ("not declared", label().grape("Merlot"), NotApplicable),
                ("item blank", declaring(&[]).grape("Merlot"), Violated),
                ("other grape", declaring(&["Pinot Noir"]).grape("Pinot Gris"), Violated),
                ("one left out", declaring(&["Syrah", "Viognier"]).grape("Syrah"), Violated),
                ("not found", declaring(&["Syrah"]), Unclear),
                (
                    "a share of another grape, below another designation",
                    declaring(&["Malbec"]).grape_share("Cabernet Franc", "40").with(|label| {
                        label.facts.grape_varietals[0].value.as_designation = false;
                    }),
                    Violated,
                ),
                (
                    "in a story",
                    declaring(&["Syrah"]).grape("Syrah").grape_in_story("Merlot"),
                    Unclear,
                ),
            ],
        );
    }

    #[test]
    fn another_name_of_the_grape_is_a_warning() {
        let gris = declaring(&["Pinot Gris"]).grape("Pinot Grigio").with(|label| {
            label.facts.grape_varietals[0].value.group = "Pinot Gris".to_owned();
        });
        assert_severities(
            &RULE,
            [
                ("synonym", gris, Severity::Warning),
                ("other", declaring(&["Pinot Noir"]).grape("Pinot Gris"), Severity::Error),
            ],
        );
    }
}
