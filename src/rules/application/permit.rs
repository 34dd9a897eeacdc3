//! The permit or registry number suits the product.
//! # What the regulation asks
//! Form item 2. The prefixes are the registry's custom, not the CFR's.
//! # How we decide
//! By the first letters, and only where they plainly belong to another trade: a brewer's number
//! on spirits, a winery's on beer, an importer's on domestic goods.
//! # What we cannot see
//! What the permit covers. Never more than a warning.

use crate::label::{Commodities, Commodity, Label, Source};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    Winery,
    Distillery,
    Brewery,
    Importer,
}

pub static RULE: Rule = Rule {
    id: "application.permit-consistency",
    title: "The permit number suits the product",
    statement: "The registry, permit or brewer's number of form item 2 belongs to the trade that makes \
                or imports the product.",
    citation: &[Citation::Other("TTB F 5100.31 item 2")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("A"),
    in_force: ALWAYS,
    remedy: "Check the number of item 2 and the product of item 5.",
    passes: &["BWN-CA-… with wine", "DSP-KY-… with spirits"],
    fails: &["BR-… with bourbon whisky", "an importer's permit with domestic goods"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(number) = label.declared.application.permit_number.as_deref() else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let Some(holder) = holder(number) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let product = label.product.value;
    let domestic = label.declared.application.source == Some(Source::Domestic);
    let suits = match holder {
        Holder::Importer => !domestic,
        Holder::Winery => product == Commodity::Wine,
        // Vermouth and other wines with spirits are also made at distilled spirits plants.
        Holder::Distillery => product != Commodity::MaltBeverage,
        Holder::Brewery => product == Commodity::MaltBeverage,
    };
    if suits {
        return Outcome::met("the number suits the product", ());
    }
    let why = match holder {
        Holder::Importer => format!("“{number}” is an importer's permit, the goods are domestic"),
        _ => format!("“{number}” does not suit {}", product.name()),
    };
    if label.product.is_sure() { Outcome::violated(why, ()) } else { Outcome::unclear(why, ()) }
}

fn holder(number: &str) -> Option<Holder> {
    let number = number.trim().to_uppercase();
    let mut parts = number.split('-');
    let first = parts.next()?;
    let trade = match first {
        "BW" | "BWN" | "BWC" | "BWB" | "TPWBH" | "TPWH" => Holder::Winery,
        "DSP" => Holder::Distillery,
        "BR" | "BRN" => Holder::Brewery,
        state if state.len() == 2 && parts.next() == Some("I") => Holder::Importer,
        _ => return None,
    };
    Some(trade)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_number_of_another_trade_is_noticed() {
        let number = |label: Label, number: &str| {
            let number = Some(number.to_owned());
            label.declaring(|declared| declared.application.permit_number = number)
        };
        let domestic =
            label().declaring(|declared| declared.application.source = Some(Source::Domestic));
        assert_cases(
            &RULE,
            [
                ("winery", number(label(), "BWN-CA-15001"), Met),
                ("distillery", number(label().spirits(), "DSP-KY-1"), Met),
                ("importer", number(label(), "NY-I-1234"), Met),
                ("not declared", label(), NotApplicable),
                ("a number of no custom", number(label(), "12345"), NotApplicable),
                ("brewer and bourbon", number(label().spirits(), "BR-OR-12"), Violated),
                ("importer, domestic", number(domestic, "NY-I-1234"), Violated),
            ],
        );
    }
}
