//! Straight whiskies of several distillers.
//! # What the regulation asks
//! 5.66(e): whiskies of one type and State, bottled by or for their distillers, may list these
//! with their shares instead of the bottler.
//! # How we decide
//! Where two distillers stand and no bottler, the shares must be there and the State the same.
//! # What we cannot see
//! Whether distilleries have one proprietor, and the true shares.

use super::super::product::{SPIRITS, class, lines_of, no_occasion};
use crate::label::{Evidence, Function, Label};
use crate::rules::{Evidences, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "spirits.name-address.straight-multi-distiller",
    title: "Several distillers of straight whisky are listed with their shares",
    statement: "Combined straight whiskies of one type and State may list their distillers, with addresses and \
                percentages, in place of the bottler.",
    citation: &[cfr(5, "5.66(e)")],
    severity: Severity::Info,
    evidence: Evidences("T+X"),
    remedy: "Add the percentage of each distiller, or name the bottler.",
    passes: &[
        "“Distilled by A, Bardstown, KY (60%) and B, Loretto, KY (40%)”",
        "an ordinary bottler's statement",
    ],
    fails: &[
        "two distillers without percentages or bottler",
        "distillers of different States under one “straight”",
    ],
    check,
    ..SPIRITS
};

fn check(label: &Label) -> Outcome {
    let straight = class(label).is_some_and(|class| class.value.id.contains("straight"));
    let addresses = &label.facts.name_addresses;
    let bottled = addresses.iter().any(|one| one.value.does(Function::Bottled));
    let distillers: Vec<_> =
        addresses.iter().filter(|one| one.value.does(Function::Distilled)).collect();
    if !straight || bottled || distillers.len() < 2 {
        return no_occasion();
    }
    let seen: Vec<Evidence> = distillers.iter().flat_map(|one| one.evidence.clone()).collect();
    let first = &distillers[0].value.state;
    if distillers.iter().any(|one| one.value.state != *first) {
        return Outcome::violated("the distillers are of different States", seen);
    }
    let shares =
        lines_of(label, &seen).iter().any(|&line| label.text.lines()[line].text.contains('%'));
    if shares {
        Outcome::met("the distillers' shares are stated", seen)
    } else {
        Outcome::violated("the distillers' shares are not stated", seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn distillers_share_a_state_and_state_their_shares() {
        let whiskey = || {
            label().spirits().class_type(
                "spirits.whisky.straight-bourbon",
                &["spirits.whisky"],
                "Straight Bourbon",
            )
        };
        let two = |share: &str, state: &str| {
            whiskey()
                .name_address("Distilled by", "A", "Bardstown", &format!("KY{share}"))
                .name_address("Distilled by", "B", "Loretto", state)
                .with(|label| {
                    for one in &mut label.facts.name_addresses {
                        if let Some(state) = &mut one.value.state {
                            state.truncate(2);
                        }
                    }
                })
        };
        assert_cases(
            &RULE,
            [
                ("shares", two(" (60%)", "KY"), Met),
                (
                    "a bottler",
                    whiskey().name_address("Bottled by", "ABC", "Bardstown", "KY"),
                    NotApplicable,
                ),
                ("none", two("", "KY"), Violated),
                ("States", two(" (60%)", "IN"), Violated),
            ],
        );
    }
}
