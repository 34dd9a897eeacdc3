//! The State a whisky comes from.
//! # What the regulation asks
//! 5.143(b): a place in the designation is where it was distilled and aged. 5.66(f)(1): whisky
//! of an American type shows the State of distillation. 5.66(f)(3): light whisky names neither
//! Kentucky nor Tennessee outside a name and address.
//! # How we decide
//! On statements such as “distilled in Indiana” and on addresses. One State of bottling alone
//! is presumed to be the State of distillation; two leave it open.
//! # What we cannot see
//! Where a whisky was distilled that does not say so.

use super::super::product::{
    SPIRITS, class, foreign_origin, is, is_composed, no_occasion, quote, state_in,
};
use crate::label::{Evidence, Function, Label, LineRole};
use crate::lists;
use crate::rules::phrase::{SURE, hinted};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr};
use std::collections::BTreeSet;

pub static STATE_IN_DESIGNATION: Rule = Rule {
    id: "spirits.whisky.state-in-designation",
    title: "A State in the designation is where the whisky was distilled and aged",
    statement: "A place in the designation of a whisky is the place of its distillation and required ageing.",
    citation: &[cfr(5, "5.143(b)"), cfr(5, "5.66(f)(1)(iii)")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Leave the State out of the designation, or correct the statement of distillation.",
    passes: &[
        "“New York Bourbon Whisky”, distilled and aged in New York",
        "“Kentucky Straight Bourbon Whiskey” bottled in Ohio",
    ],
    fails: &[
        "“Texas Bourbon”, “Distilled in Indiana”",
        "“New York Rye Whiskey”, “distilled in New York, aged in Florida”",
    ],
    check: state_in_designation,
    ..SPIRITS
};

fn state_in_designation(label: &Label) -> Outcome {
    let Some(class) = class(label).filter(|class| is(&class.value, "spirits.whisky")) else {
        return no_occasion();
    };
    let Some(state) = state_in(&class.value) else { return no_occasion() };
    for verb in ["distilled in", "aged in"] {
        let stated = states_after(label, verb);
        let elsewhere = stated.iter().find(|(named, _)| *named != state.name);
        if let Some((named, line)) = elsewhere
            && !stated.iter().any(|(named, _)| *named == state.name)
        {
            let why = format!("it is called {} and was {verb} {named}", state.name);
            return Outcome::violated(why, [class.evidence.clone(), vec![line.clone()]].concat());
        }
    }
    Outcome::met("nothing says that it was distilled or aged elsewhere", class)
}

/// The States that a verb names, on well-read lines: `distilled in Kentucky and Indiana`.
fn states_after(label: &Label, verb: &str) -> Vec<(&'static str, Evidence)> {
    let mut found = Vec::new();
    for (index, line) in label.text.lines().iter().enumerate() {
        if line.confidence < SURE || line.role == LineRole::Warning {
            continue;
        }
        let folded = label.text.folded(index);
        let Some((_, rest)) = folded.split_once(verb) else { continue };
        let words: Vec<&str> = rest.split_whitespace().take(4).collect();
        for from in 0..words.len() {
            let named = (1..=2)
                .rev()
                .find_map(|many| lists::state(&words.get(from..from + many)?.join(" ")));
            // “in” and “or” are words before they are States.
            let named =
                named.filter(|state| from == 0 || state.name.len() > 2 && words[from].len() > 2);
            found.extend(named.map(|state| (state.name.as_str(), line.evidence())));
        }
    }
    found
}

pub static STATE_OF_DISTILLATION: Rule = Rule {
    id: "spirits.whisky.state-of-distillation",
    title: "American whisky shows its State of distillation",
    statement: "Whisky of an American type shows the State it was distilled in: in a statement of distilling, \
                in a single bottling address, beside the type, or as “Distilled in [State]”.",
    citation: &[cfr(5, "5.63(c)(4)"), cfr(5, "5.66(f)(1)")],
    evidence: Evidences("T+A"),
    remedy: "Print “Distilled in” with the State.",
    passes: &[
        "“Distilled and bottled by ABC, Bardstown, KY”",
        "“Distilled in Indiana” with “Bottled by ABC, Denver, CO”",
    ],
    fails: &[
        "“Bottled by ABC, Denver, CO” for whisky that the application says is of Indiana",
        "“Bottled by ABC, Denver, CO and Reno, NV” as the only clue",
    ],
    check: state_of_distillation,
    ..SPIRITS
};

fn state_of_distillation(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let required = lists::designation(&class.value.id).is_some_and(|e| e.state_of_distillation);
    let imported = label.is_imported() == Some(true) || foreign_origin(label).is_some();
    if !required || imported || is_composed(&class.value) {
        return no_occasion();
    }
    if state_in(&class.value).is_some() {
        return Outcome::met("the State stands beside the type", class);
    }
    if hinted(label, &["distilled", "distilled in", "distilled by", "distillers of"]) {
        return Outcome::met("a statement of distilling is there", class);
    }
    let addresses = &label.facts.name_addresses;
    let bottling = addresses.iter().filter(|one| {
        let sells = one.value.does(Function::Distributed) || one.value.does(Function::Marketed);
        !sells && !one.value.for_other
    });
    let states: BTreeSet<&str> =
        bottling.clone().filter_map(|one| one.value.state.as_deref()).collect();
    let seen: Vec<Evidence> = bottling.flat_map(|one| one.evidence.clone()).collect();
    let Some(&state) = states.first() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    if states.len() > 1 {
        let why = "more than one State is named, and none as the State of distillation";
        let mut outcome = Outcome::missing(label, why);
        outcome.evidence = seen;
        return outcome;
    }
    let declared = label.declared.application.origin_code.as_deref().and_then(lists::state);
    match declared.filter(|declared| declared.usps != state) {
        Some(declared) => {
            let why =
                format!("the application says {}, the label names {state} alone", declared.name);
            Outcome::unclear(why, seen)
        }
        None => Outcome::met(
            "the single State of bottling is presumed to be that of distillation",
            seen,
        ),
    }
}

pub static LIGHT: Rule = Rule {
    id: "spirits.whisky.light-whisky-ky-tn",
    title: "Light whisky names neither Kentucky nor Tennessee",
    statement: "On light whisky “Kentucky” and “Tennessee” stand only in a name and address.",
    citation: &[cfr(5, "5.66(f)(3)")],
    remedy: "Take the State out of the designation and the other text.",
    passes: &["“Light Whisky – Bottled by ABC, Louisville, KY”", "“Light Whisky – Indiana”"],
    fails: &["“Kentucky Light Whisky”", "“Tennessee Light Whisky”"],
    check: light,
    ..SPIRITS
};

fn light(label: &Label) -> Outcome {
    let Some(class) = class(label).filter(|class| is(&class.value, "spirits.whisky.light")) else {
        return no_occasion();
    };
    let mut hits = Vec::new();
    for state in ["kentucky", "tennessee"] {
        hits.extend(label.text.find_outside(state, &[LineRole::NameAddress, LineRole::Warning]));
    }
    hits.retain(|hit| hit.confidence >= SURE);
    match hits.first() {
        Some(hit) => {
            let why = format!("{} is on a light whisky", quote(&hit.evidence));
            Outcome::violated(why, hits)
        }
        None => Outcome::met("neither State is named", class),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Attribute;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn bourbon(state: Option<&str>, printed: &str) -> Label {
        let label =
            label().spirits().class_type("spirits.whisky.bourbon", &["spirits.whisky"], printed);
        match state {
            Some(state) => label.attribute(Attribute::Place(state.to_owned())),
            None => label,
        }
    }

    #[test]
    fn the_state_in_the_name_is_the_state_of_the_still() {
        let york = || bourbon(Some("New York"), "New York Rye Whiskey");
        assert_cases(
            &STATE_IN_DESIGNATION,
            [
                ("both there", york().text(["Distilled and aged in New York"]), Met),
                (
                    "bottled elsewhere",
                    bourbon(Some("Kentucky"), "Kentucky Straight Bourbon Whiskey").name_address(
                        "Bottled by",
                        "ABC",
                        "Dayton",
                        "OH",
                    ),
                    Met,
                ),
                (
                    "two stills",
                    bourbon(Some("Kentucky"), "Kentucky Whiskey")
                        .text(["Distilled in Kentucky and Indiana"]),
                    Met,
                ),
                (
                    "no State",
                    bourbon(None, "Bourbon").text(["Distilled in Indiana"]),
                    NotApplicable,
                ),
                (
                    "Indiana",
                    bourbon(Some("Texas"), "Texas Bourbon").text(["Distilled in Indiana"]),
                    Violated,
                ),
                (
                    "by code",
                    bourbon(Some("Texas"), "Texas Bourbon").text(["Distilled in IN"]),
                    Violated,
                ),
                (
                    "aged in Florida",
                    york().text(["distilled in New York, aged in Florida"]),
                    Violated,
                ),
            ],
        );
    }

    #[test]
    fn the_state_of_distillation_is_shown() {
        let bottled = |state: &str| {
            bourbon(None, "Bourbon Whiskey").name_address("Bottled by", "ABC", "Denver", state)
        };
        let declared = bottled("CO").declaring(|declared| {
            declared.application.origin_code = Some("INDIANA".to_owned());
        });
        assert_cases(
            &STATE_OF_DISTILLATION,
            [
                (
                    "distilled by",
                    bourbon(None, "Bourbon").name_address(
                        "Distilled and bottled by",
                        "ABC",
                        "Bardstown",
                        "KY",
                    ),
                    Met,
                ),
                ("distilled in", bottled("CO").text(["Distilled in Indiana"]), Met),
                ("one State", bottled("CO"), Met),
                ("beside the type", bourbon(Some("Kentucky"), "Kentucky Bourbon"), Met),
                (
                    "for another State",
                    bottled("CO").name_address("Bottled for", "B", "Reno", "NV"),
                    Met,
                ),
                ("imported", bottled("CO").imported(), NotApplicable),
                (
                    "plain whisky",
                    label().spirits().class_type("spirits.whisky", &[], "Whisky"),
                    NotApplicable,
                ),
                ("declared of Indiana", declared, Unclear),
                (
                    "two States",
                    bottled("CO").name_address("Bottled by", "ABC", "Reno", "NV"),
                    Violated,
                ),
            ],
        );
    }

    #[test]
    fn light_whisky_names_its_own_states() {
        let light = |printed: &str| {
            label().spirits().class_type("spirits.whisky.light", &["spirits.whisky"], printed)
        };
        assert_cases(
            &LIGHT,
            [
                (
                    "address",
                    light("Light Whisky").name_address(
                        "Bottled by",
                        "ABC",
                        "Louisville",
                        "Kentucky",
                    ),
                    Met,
                ),
                ("Indiana", light("Light Whisky - Indiana"), Met),
                ("bourbon", bourbon(None, "Kentucky Bourbon"), NotApplicable),
                ("Kentucky", light("Kentucky Light Whisky"), Violated),
                ("Tennessee", light("Tennessee Light Whisky"), Violated),
            ],
        );
    }
}
