//! Net contents: present, metric, of an authorised size, and its equivalent in ounces.
//! # What the regulation asks
//! 4.32(b)(2), 4.37: metric net contents on a label or in the glass; above one litre in litres to
//! hundredths, below in millilitres; a US equivalent, if any, in fluid ounces. 4.72 lists the
//! sizes, with additions of 29 December 2020 (T.D. TTB-165) and 10 January 2025 (T.D. TTB-200).
//! # How we decide
//! Any one good statement settles presence, form and size. Sizes are taken as of the filing day.
//! An equivalent that misses the rounding by little is shown and holds nothing up; one that
//! contradicts the metric volume is wrong.
//! # What we cannot see
//! What is blown into the glass, unless form item 15 says so, and what is in the bottle.

use super::kind::{self, part_4};
use crate::label::{
    Commodities, Commodity, Fact, Label, NetContents, Reading, UnitSystem, VolumePart, VolumeUnit,
};
use crate::lists;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// From this size on there are no standards of fill (4.70(b)(2)).
const FREE_FROM_ML: Decimal = Decimal::from_parts(18_000, 0, 0, false, 0);
/// From this size on every whole number of litres is a standard of fill.
const WHOLE_LITERS_FROM_ML: Decimal = Decimal::from_parts(4_000, 0, 0, false, 0);
const ML_PER_LITER: Decimal = Decimal::ONE_THOUSAND;
const ML_PER_FLUID_OUNCE: Decimal = Decimal::from_parts(295_735, 0, 0, false, 4);
/// Ounces are rounded to tenths below this, to whole ones from it.
const WHOLE_OUNCES_FROM: Decimal = Decimal::ONE_HUNDRED;
/// Two volumes further apart than this share contradict each other.
const CONTRADICTION: Decimal = Decimal::from_parts(2, 0, 0, false, 2);

pub static REQUIRED: Rule = Rule {
    id: "wine.net-contents.required",
    title: "The label states the net contents",
    statement: "The net contents stand on any label, or are blown, etched or otherwise permanently marked in the \
                container.",
    citation: &[cfr(4, "4.32(b)(2)"), cfr(4, "4.37(a)"), cfr(4, "4.37(c)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Print the net contents, for example “750 ML”, or declare under item 15 that the container bears them.",
    passes: &["“750 ML” on the back label", "item 15 says it is blown into the glass"],
    fails: &["no statement and item 15 blank", "a statement hidden under another label"],
    check: |label| part_4(label, required),
};

fn required(label: &Label) -> Outcome {
    match &label.facts.net_contents {
        Fact::Read(one) | Fact::Doubtful(one) => Outcome::met("the net contents are stated", one),
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may be the net contents cannot be read", seen.clone())
        }
        Fact::Absent if label.declared.application.embossed.is_some() => {
            Outcome::met("item 15 declares what the container itself bears", ())
        }
        Fact::Absent => Outcome::missing(label, "no net contents were found"),
    }
}

pub static FORMAT: Rule = Rule {
    id: "wine.net-contents.format",
    title: "Net contents are metric, in the form of the standard",
    statement: "Net contents are metric: above one litre in litres with decimals to hundredths, below in \
                millilitres.",
    citation: &[cfr(4, "4.37(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "State millilitres below one litre and litres above, for example “750 mL” or “1.5 L”.",
    passes: &["“1.5 liters”", "“750 ML (25.4 FL. OZ.)”"],
    fails: &["“75 cl” alone", "“25.4 fl oz” alone"],
    check: |label| part_4(label, format),
};

fn format(label: &Label) -> Outcome {
    let statements = &label.facts.net_contents_statements;
    let Some(first) = statements.first() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let all_parts = || statements.iter().flat_map(|one| &one.value.parts);
    if let Some(good) = statements.iter().find(|one| one.value.parts.iter().any(in_good_form)) {
        return Outcome::met("the metric volume is in the form of the standard", good);
    }
    if !all_parts().any(|part| part.unit.system() == UnitSystem::Metric)
        && label.text.lines().iter().any(|line| names_milliliters(&line.text))
    {
        return Outcome::unclear("millilitres are named, not clearly with their figure", first)
            .as_warning();
    }
    let outcome = if all_parts()
        .any(|part| matches!(part.unit, VolumeUnit::Milliliter | VolumeUnit::Liter))
    {
        Outcome::violated("the volume is not in the manner and form of the standard", first)
            .as_warning()
    } else if all_parts().any(|part| part.unit.system() == UnitSystem::Metric) {
        Outcome::violated("the volume is neither in millilitres nor in litres", first)
    } else {
        Outcome::violated("the volume is stated in US units alone", first)
    };
    if label.facts.net_contents.confident().is_some() && label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("a good statement may stand where nothing could be read")
    }
}

/// Whether a line of print has “ml” behind a figure, however the rest was read.
fn names_milliliters(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower
        .match_indices("ml")
        .any(|(at, _)| lower[..at].trim_end().ends_with(|before: char| before.is_ascii_digit()))
}

fn in_good_form(part: &VolumePart) -> bool {
    match part.unit {
        VolumeUnit::Milliliter => part.amount < ML_PER_LITER,
        VolumeUnit::Liter => part.amount >= Decimal::ONE && part.decimals <= 2,
        _ => false,
    }
}

pub static STANDARD_OF_FILL: Rule = Rule {
    id: "wine.net-contents.standard-of-fill",
    title: "The container has an authorised size",
    statement: "Wine is filled in the listed sizes as of their dates, or in whole litres from 4 L up. Sake and \
                containers of 18 L or more are exempt.",
    citation: &[
        cfr(4, "4.70(b)"),
        cfr(4, "4.71(a)(2)"),
        cfr(4, "4.72"),
        Citation::Other("T.D. TTB-165"),
        Citation::Other("T.D. TTB-200"),
    ],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Use a container of an authorised size.",
    passes: &["750 mL", "473 mL from 10 January 2025"],
    fails: &["730 mL", "3.5 L"],
    check: |label| part_4(label, standard_of_fill),
};

fn standard_of_fill(label: &Label) -> Outcome {
    let statements = &label.facts.net_contents_statements;
    let metric = |one: &&Reading<NetContents>| metric_volume(&one.value).is_some();
    let Some(first) = statements.iter().find(metric) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    if kind::designations(label).iter().any(|one| one.value.id == "wine.sake") {
        return Outcome::met("sake has no standards of fill", first);
    }
    let authorised = statements
        .iter()
        .find(|one| metric_volume(&one.value).is_some_and(|volume| is_standard(label, volume)));
    if let Some(good) = authorised {
        return Outcome::met("an authorised size", good);
    }
    let volume = metric_volume(&first.value).unwrap_or_default();
    let later = lists::all().fills.iter().find(|fill| {
        fill.commodity == Commodity::Wine && fill.ml == volume && fill.from > Some(label.as_of)
    });
    let why = match later.and_then(|fill| fill.from) {
        Some(day) => format!("{volume} mL is a size for wine only from {day}"),
        None => format!("{} mL is no authorised size for wine", volume.normalize()),
    };
    let outcome = Outcome::violated(why, first);
    if label.facts.net_contents.confident().is_some() {
        outcome
    } else {
        outcome.in_doubt("the figure is not certain")
    }
}

/// The volume in millilitres of a statement's metric part.
fn metric_volume(statement: &NetContents) -> Option<Decimal> {
    statement.parts.iter().find_map(|part| match part.unit {
        VolumeUnit::Milliliter | VolumeUnit::CubicCentimeter => Some(part.amount),
        VolumeUnit::Centiliter => Some(part.amount * Decimal::TEN),
        VolumeUnit::Liter => Some(part.amount * ML_PER_LITER),
        _ => None,
    })
}

fn is_standard(label: &Label, volume: Decimal) -> bool {
    let whole_liters = volume >= WHOLE_LITERS_FROM_ML && (volume % ML_PER_LITER).is_zero();
    whole_liters
        || volume >= FREE_FROM_ML
        || lists::all()
            .fills
            .iter()
            .any(|fill| fill.ml == volume && fill.holds(Commodity::Wine, label.as_of))
}

pub static US_EQUIVALENT: Rule = Rule {
    id: "wine.net-contents.us-equivalent",
    title: "The US equivalent is in fluid ounces and agrees",
    statement: "A US equivalent beside the metric volume is in fluid ounces alone, to the nearest tenth below 100 \
                and the nearest whole ounce above.",
    citation: &[cfr(4, "4.37(b)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the equivalent of the list, for example “25.4 fl. oz.” for 750 mL, or leave it off.",
    passes: &["“750 ml (25.4 fl. oz.)”", "“3 liters (101 fl. oz.)”"],
    fails: &["“750 ml (25.36 fl oz)”", "“1.5 L (1 qt 18.7 fl oz)”"],
    check: |label| part_4(label, us_equivalent),
};

fn us_equivalent(label: &Label) -> Outcome {
    let statements = &label.facts.net_contents_statements;
    let volumes: Vec<Decimal> =
        statements.iter().filter_map(|one| metric_volume(&one.value)).collect();
    let parts: Vec<&VolumePart> = statements
        .iter()
        .flat_map(|one| &one.value.parts)
        .filter(|part| part.unit.system() == UnitSystem::UsCustomary)
        .collect();
    let one_volume = volumes.first().filter(|first| volumes.iter().all(|other| other == *first));
    let (Some(&volume), false) = (one_volume, parts.is_empty()) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let seen: Vec<_> = statements.iter().flat_map(|one| one.evidence.clone()).collect();
    let sure = label.facts.net_contents.confident().is_some();
    let doubt = |outcome: Outcome| {
        if sure { outcome } else { outcome.in_doubt("the figures are not certain") }
    };
    if parts.iter().any(|part| {
        !matches!(part.unit, VolumeUnit::FluidOunce | VolumeUnit::Ounce) || part.fraction.is_some()
    }) {
        return doubt(Outcome::violated("the equivalent is not in fluid ounces alone", seen));
    }
    let ounces = volume / ML_PER_FLUID_OUNCE;
    let digits = u32::from(ounces < WHOLE_OUNCES_FROM);
    let expected = ounces.round_dp(digits);
    let (printed, far) = parts.iter().fold((expected, Decimal::ZERO), |(worst, far), part| {
        let off = ((part.amount - ounces) / ounces).abs();
        if part.amount != expected && off >= far { (part.amount, off) } else { (worst, far) }
    });
    if printed == expected {
        return Outcome::met("the equivalent agrees with the metric volume", seen);
    }
    let why = format!("{volume} mL is {expected} fluid ounces, not {printed}");
    if far > CONTRADICTION {
        doubt(Outcome::violated(why, seen).as_error())
    } else {
        Outcome::unclear(why, seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::VolumeUnit::{Centiliter, FluidOunce, Liter, Milliliter, Quart};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, doubtful, label};

    fn holds(parts: &[(&str, VolumeUnit)]) -> Label {
        label().net_contents("x", parts)
    }

    #[test]
    fn net_contents_are_on_the_label_or_in_the_glass() {
        let blown = label().declaring(|declared| {
            declared.application.embossed = Some("750 ML blown into glass".to_owned());
        });
        assert_cases(
            &REQUIRED,
            [
                ("printed", holds(&[("750", Milliliter)]), Met),
                ("in the glass", blown, Met),
                ("nowhere", label(), Violated),
                ("hidden, so not seen", label().text(["RED WINE"]), Violated),
                ("panels unknown", label().perhaps_incomplete(), Unclear),
            ],
        );
    }

    #[test]
    fn the_form_is_that_of_the_standard() {
        assert_cases(
            &FORMAT,
            [
                ("750 ml", holds(&[("750", Milliliter)]), Met),
                ("1.5 L", holds(&[("1.5", Liter)]), Met),
                ("with ounces", holds(&[("750", Milliliter), ("25.4", FluidOunce)]), Met),
                ("75 cl beside 750 ml", holds(&[("75", Centiliter), ("750", Milliliter)]), Met),
                ("75 cl", holds(&[("75", Centiliter)]), Violated),
                ("25.4 fl oz", holds(&[("25.4", FluidOunce)]), Violated),
                (
                    "ounces beside millilitres read in part",
                    holds(&[("25.4", FluidOunce)]).text(["36 fl. oz(750mL)"]),
                    Unclear,
                ),
                ("1500 ml", holds(&[("1500", Milliliter)]), Violated),
                ("0.75 L", holds(&[("0.75", Liter)]), Violated),
                (
                    "75 cl, panels unknown",
                    holds(&[("75", Centiliter)]).perhaps_incomplete(),
                    Unclear,
                ),
            ],
        );
        assert_severities(
            &FORMAT,
            [
                ("1500 ml", holds(&[("1500", Milliliter)]), Severity::Warning),
                ("75 cl", holds(&[("75", Centiliter)]), Severity::Error),
            ],
        );
    }

    #[test]
    fn a_size_is_judged_by_the_list_of_its_day() {
        let ml = |amount: &str| holds(&[(amount, Milliliter)]);
        assert_cases(
            &STANDARD_OF_FILL,
            [
                ("750 mL", ml("750"), Met),
                ("187 mL", ml("187"), Met),
                ("355 mL on its first day", ml("355").filed(2020, 12, 29), Met),
                ("355 mL the day before", ml("355").filed(2020, 12, 28), Violated),
                ("473 mL on its first day", ml("473").filed(2025, 1, 10), Met),
                ("473 mL the day before", ml("473").filed(2025, 1, 9), Violated),
                ("700 mL in 2023", ml("700").filed(2023, 6, 1), Violated),
                ("5 L long ago", holds(&[("5", Liter)]).filed(2010, 1, 1), Met),
                ("19.5 L", holds(&[("19.5", Liter)]), Met),
                (
                    "sake of 1.44 L",
                    holds(&[("1.44", Liter)]).class_type("wine.sake", &[], "Sake"),
                    Met,
                ),
                (
                    "cider below 7 %",
                    ml("400").alcohol("x", crate::label::AlcoholForm::Abv, "5"),
                    NotApplicable,
                ),
                ("730 mL", ml("730"), Violated),
                ("3.5 L", holds(&[("3.5", Liter)]), Violated),
                (
                    "730 mL, doubtful",
                    ml("730").with(|label| doubtful(&mut label.facts.net_contents)),
                    Unclear,
                ),
            ],
        );
    }

    #[test]
    fn ounces_agree_with_millilitres() {
        let with = |metric, ounces: &str| holds(&[metric, (ounces, FluidOunce)]);
        assert_cases(
            &US_EQUIVALENT,
            [
                ("25.4", with(("750", Milliliter), "25.4"), Met),
                ("101", with(("3", Liter), "101"), Met),
                ("16 for 473", with(("473", Milliliter), "16"), Met),
                ("none", holds(&[("750", Milliliter)]), NotApplicable),
                ("25.36", with(("750", Milliliter), "25.36"), Unclear),
                (
                    "a quart and ounces",
                    holds(&[("1.5", Liter), ("1", Quart), ("18.7", FluidOunce)]),
                    Violated,
                ),
                ("33.8 for 750", with(("750", Milliliter), "33.8"), Violated),
            ],
        );
        let wrong = with(("750", Milliliter), "33.8");
        assert_severities(&US_EQUIVALENT, [("a contradiction", wrong, Severity::Error)]);
    }
}
