//! A label under a certificate of exemption says where it may be sold.
//! # What the regulation asks
//! Form item 14b, 4.50(b), 5.23(c), 19.517: “For sale in [State] only”.
//! # How we decide
//! The State's full name or postal code, on the lines of the statement.
//! # What we cannot see
//! A statement on a panel not supplied.

use super::us_place;
use crate::label::{Commodities, Hit, Label, fold};
use crate::rules::phrase::{SURE, folded_lines};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr, us_state};

pub static RULE: Rule = Rule {
    id: "application.exemption-statement",
    title: "An exempted label says “For sale in … only”",
    statement: "With a certificate of exemption the label says “For sale in [State] only”, with the \
                State of form item 14b.",
    citation: &[
        Citation::Other("TTB F 5100.31 item 14b"),
        cfr(4, "4.50(b)"),
        cfr(5, "5.23(c)"),
        cfr(19, "19.517"),
    ],
    commodities: Commodities::WINE_AND_SPIRITS,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Print “For sale in” the State of item 14b “only”.",
    passes: &["“FOR SALE IN OHIO ONLY” with OH", "“For sale in TX only”"],
    fails: &["14b ticked, no statement", "CA declared, “For sale in Nevada only”"],
    check,
};

fn check(label: &Label) -> Outcome {
    let declared = label.declared.application.exemption_state.as_deref().map(str::trim);
    let Some(declared) = declared.filter(|state| !state.is_empty()) else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let hits = label.text.find("for sale in");
    let Some(hit) = hits.first() else {
        return Outcome::missing(label, "“For sale in … only” was not found");
    };
    let words = statement(label, hit);
    let (_, after) = words.split_once("for sale in").unwrap_or_default();
    let Some(code) = us_state::code(declared) else {
        return Outcome::unclear(format!("“{declared}” is not a State"), hit);
    };
    let named = after.split(' ').take_while(|word| *word != "only").collect::<Vec<_>>().join(" ");
    let only = named.len() < after.trim_end().len();
    if only && us_place::holds_state(&named, code) {
        return Outcome::met("the statement names the declared State", hit);
    }
    let seen: Vec<&str> = hit.evidence.iter().map(|line| line.text.trim()).collect();
    let why = format!("declared {code}, the label says “{}”", seen.join(" "));
    if hit.confidence >= SURE { Outcome::violated(why, hit) } else { Outcome::unclear(why, hit) }
}

/// The folded words of the lines it stands on and of the one below, where it may run on.
fn statement(label: &Label, hit: &Hit) -> String {
    let lines = label.text.lines();
    let next = hit.line + hit.evidence.len();
    match lines.get(next).filter(|line| line.panel == lines[hit.line].panel) {
        Some(below) => format!("{} {}", folded_lines(hit), fold(&below.text)),
        None => folded_lines(hit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn the_statement_names_the_declared_state() {
        let exempt = |state: &str| {
            let state = Some(state.to_owned());
            label().declaring(|declared| declared.application.exemption_state = state)
        };
        assert_cases(
            &RULE,
            [
                ("by name", exempt("OH").text(["FOR SALE IN OHIO ONLY"]), Met),
                ("by code", exempt("Texas").text(["For sale in TX only"]), Met),
                ("on two lines", exempt("TX").text(["FOR SALE IN", "TEXAS ONLY"]), Met),
                ("broken otherwise", exempt("TX").text(["For sale", "in Texas", "only"]), Met),
                ("not declared", label(), NotApplicable),
                ("missing", exempt("OH"), Violated),
                (
                    "another State above an address in it",
                    exempt("CA").text(["For sale in Nevada only", "Bottled by Vines, Napa, CA"]),
                    Violated,
                ),
                ("without only", exempt("TX").text(["For sale in Texas"]), Violated),
                ("a longer name", exempt("VA").text(["For sale in West Virginia only"]), Violated),
                ("another State", exempt("CA").text(["For sale in Nevada only"]), Violated),
                ("missing, front only", exempt("OH").perhaps_incomplete(), Unclear),
            ],
        );
    }
}
