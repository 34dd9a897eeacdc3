//! The declared net contents are the printed ones.
//! # What the regulation asks
//! Where an application gives a volume (older forms, 4.37, 5.70, 7.70), it is the label's.
//! # How we decide
//! In millilitres. Figures of different unit systems agree within half a unit of the last digit
//! of either; a coarse declaration in customary units (`0.8 pints`) within half of its own.
//! Different volumes are a warning, and an error where one of them is no authorised size:
//! malt beverages, sake and large containers have no sizes to break.
//! # What we cannot see
//! Volumes moulded into the glass, which item 15 declares.

use crate::label::{
    Commodities, Commodity, Fact, Label, Milliliters, NetContents, Reading, Stated, UnitSystem,
    fold,
};
use crate::lists;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Wine from this size on may be any whole number of litres (4.72(b)).
const WHOLE_LITRES_FROM: Decimal = Decimal::from_parts(4000, 0, 0, false, 0);

pub static RULE: Rule = Rule {
    id: "application.net-contents",
    title: "The printed net contents are the declared ones",
    statement: "Where the application gives the net contents, the label gives the same volume.",
    citation: &[
        cfr(4, "4.37"),
        cfr(5, "5.70"),
        cfr(7, "7.70"),
        Citation::Other("TTB F 5100.31 item V.10"),
        Citation::Other("TTB newsletter, 2 October 2015"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Bring the application's volume and the label's into agreement.",
    passes: &["750 mL declared, “750 ML”", "12 fl oz declared, “12 FL. OZ. (355 mL)”"],
    fails: &["1 L declared, 750 mL printed", "a size of no list declared, 750 mL printed"],
    check: |label| check(label).held_when_unclear(),
};

fn check(label: &Label) -> Outcome {
    let Some(declared) = label.declared.net_contents else {
        return match &label.declared.application.net_contents {
            Some(Stated::Words(words)) if !words.trim().is_empty() => Outcome::unclear(
                "the declared net contents are not understood",
                &label.facts.net_contents,
            ),
            _ => Outcome::not_applicable(Note::NotDeclared),
        };
    };
    let stated = label.declared.application.net_contents.as_ref();
    let mut statements =
        label.facts.net_contents_statements.iter().chain(label.facts.net_contents.reading());
    if let Some(same) = statements.find(|one| agrees(declared, stated, &one.value)) {
        return Outcome::met("the declared volume is printed", same);
    }
    match &label.facts.net_contents {
        Fact::Read(printed) => differ(label, declared, printed),
        Fact::Doubtful(printed) => {
            Outcome::unclear("the printed volume is not read with certainty", printed)
        }
        Fact::Unreadable(seen) => Outcome::unclear("the net contents could not be read", seen),
        Fact::Absent if super::embosses_net_contents(label) => {
            Outcome::not_applicable(Note::NoOccasion)
        }
        Fact::Absent => Outcome::unclear("no net contents were found to compare", ()),
    }
}

fn differ(label: &Label, declared: Milliliters, printed: &Reading<NetContents>) -> Outcome {
    let declaration = match &label.declared.application.net_contents {
        Some(Stated::Words(words)) => format!("“{}”", words.trim()),
        _ => format!("{} mL", declared.0.round_dp(1).normalize()),
    };
    let why = format!("declared {declaration}, printed “{}”", printed.text.trim());
    let outcome = Outcome::violated(why, printed);
    let both = [declared.0, printed.value.volume.0];
    if both.iter().all(|volume| is_authorised(label, *volume)) {
        outcome
    } else {
        outcome.as_error()
    }
}

/// Whether a printed volume is the declared one, given how the declaration was written.
#[must_use]
pub fn agrees(declared: Milliliters, stated: Option<&Stated>, printed: &NetContents) -> bool {
    let difference = (declared.0 - printed.volume.0).abs();
    let (own, coarse) = match stated {
        Some(Stated::Words(words)) => written(words),
        _ => (UnitSystem::Metric, None),
    };
    let half = Decimal::new(5, 1);
    let mut allowed = coarse.unwrap_or_default();
    if printed.system() != Some(own) {
        let metric = if own == UnitSystem::Metric || printed.system() == Some(UnitSystem::Metric) {
            half
        } else {
            Decimal::ZERO
        };
        allowed = allowed.max(metric);
    }
    difference <= allowed
}

/// The unit system of a declaration in words, and half a unit of its last decimal place where
/// it is customary and has one.
fn written(words: &str) -> (UnitSystem, Option<Decimal>) {
    let lower = words.to_lowercase();
    let units: [(&str, u32); 5] =
        [("gal", 3_785_412), ("qu", 946_353), ("qt", 946_353), ("pint", 473_176), ("oz", 29_574)];
    let Some((_, microlitres)) = units.iter().find(|(unit, _)| lower.contains(unit)) else {
        return (UnitSystem::Metric, None);
    };
    let decimals =
        lower.split(|c: char| !c.is_ascii_digit() && c != '.').rev().find_map(|number| {
            let (_, digits) = number.split_once('.')?;
            (!digits.is_empty()).then_some(digits.len() as u32)
        });
    // A part of a microlitre more, since the units themselves are rounded.
    let half = |places: u32| {
        (Decimal::new(i64::from(*microlitres), 3) + Decimal::new(1, 2))
            / Decimal::from(2 * 10_u32.pow(places.min(4)))
    };
    (UnitSystem::UsCustomary, decimals.map(half))
}

/// Whether the law of the filing day knows the size, or knows no sizes for the product.
fn is_authorised(label: &Label, volume: Decimal) -> bool {
    let product = label.product.value;
    match product {
        Commodity::MaltBeverage => true,
        Commodity::Wine if is_without_sizes(label) => true,
        Commodity::Wine if volume >= WHOLE_LITRES_FROM => {
            (volume / Decimal::from(1000)).fract().is_zero()
        }
        Commodity::Wine | Commodity::DistilledSpirits => {
            let fills = &lists::all().fills;
            fills.iter().any(|fill| fill.ml == volume && fill.holds(product, label.as_of))
        }
    }
}

/// Sake, and wine below 7 %, may be filled into anything.
fn is_without_sizes(label: &Label) -> bool {
    let sake = label.facts.class_type.value().is_some_and(|class| class.id == "wine.sake");
    let weak = label
        .facts
        .alcohol
        .value()
        .and_then(|statement| statement.percent)
        .is_some_and(|percent| percent.0 < Decimal::from(7));
    sake || weak
        || fold(label.declared.application.class_type_code.as_deref().unwrap_or(""))
            .starts_with("sake")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::VolumeUnit::{FluidOunce, Liter, Milliliter};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, dec, label};

    fn declaring(words: &str, volume: &str) -> Label {
        label().spirits().declaring(|declared| {
            declared.net_contents = Some(Milliliters(dec(volume)));
            declared.application.net_contents = Some(Stated::Words(words.to_owned()));
        })
    }

    fn ml(label: Label, amount: &str) -> Label {
        label.net_contents(&format!("{amount} mL"), &[(amount, Milliliter)])
    }

    #[test]
    fn volumes_are_compared_in_millilitres() {
        let ounces = |label: Label| label.malt().net_contents("12 FL. OZ.", &[("12", FluidOunce)]);
        assert_cases(
            &RULE,
            [
                ("same", ml(declaring("750 mL", "750"), "750"), Met),
                ("litre", declaring("1000 mL", "1000").net_contents("1 L", &[("1", Liter)]), Met),
                ("ounces", ounces(declaring("12 fl oz", "354.88235475")), Met),
                ("rounded to metric", ounces(declaring("355 mL", "355")), Met),
                ("coarse pints", ounces(declaring("0.8 pints", "378.5411784")), Met),
                ("coarse pints, metric", ml(declaring("0.7 pints", "331.2235311"), "350"), Met),
                ("not declared", ml(label(), "750"), NotApplicable),
                ("ten times", ml(declaring("750 mL", "750"), "75"), Violated),
                ("litre for bottle", ml(declaring("1 L", "1000"), "750"), Violated),
                ("not found", declaring("750 mL", "750"), Unclear),
                (
                    "moulded",
                    declaring("750 mL", "750").with(|one| {
                        one.declared.application.embossed =
                            Some("NET CONTENTS BLOWN INTO BOTTLE".to_owned());
                    }),
                    NotApplicable,
                ),
            ],
        );
    }

    #[test]
    fn a_size_of_no_list_makes_it_an_error() {
        assert_severities(
            &RULE,
            [
                ("both sizes", ml(declaring("1 L", "1000"), "750"), Severity::Warning),
                ("300 mL of spirits", ml(declaring("300 mL", "300"), "200"), Severity::Error),
                (
                    "710 mL in 2024",
                    ml(declaring("710 mL", "710").filed(2024, 11, 1), "750"),
                    Severity::Error,
                ),
                (
                    "710 mL in 2025",
                    ml(declaring("710 mL", "710").filed(2025, 3, 1), "750"),
                    Severity::Warning,
                ),
                ("beer", ml(declaring("300 mL", "300").malt(), "200"), Severity::Warning),
            ],
        );
    }
}
