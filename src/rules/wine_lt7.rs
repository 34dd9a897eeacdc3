//! Wine under 7 % alcohol by volume: outside part 4, inside 27 CFR 24.257 and part 16.
//! # What the regulation asks
//! 24.257(a): name and address, alcohol content, kind of wine and net contents; “Tax class
//! 5041(b)(6)” where the hard cider rate is claimed; the health warning of part 16. Food labelling
//! is the FDA's.
//! # How we decide
//! The printed strength, else the declared one, routes a label here. All that 24.257 wants and was
//! not found is one finding. The health warning is judged by its own room.
//! # What we cannot see
//! Tax treatment, carbon dioxide, formulas; a strength that is printed at 7 % and lies below.

use super::wine::kind;
use super::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr, phrase};
use crate::label::{Commodities, Fact, Label};
use crate::rules::Citation;
use rust_decimal::Decimal;

/// In checklist order.
pub static RULES: &[&Rule] = &[&IRC_MINIMUM, &HEALTH_WARNING, &TAX_CLASS, &NOT_COLA];

/// The line of part 4, where a printed figure leaves it open on which side the wine is.
const LINE: Decimal = Decimal::from_parts(7, 0, 0, false, 0);
/// The hard cider rate ends below this strength.
const HARD_CIDER_BELOW: Decimal = Decimal::from_parts(85, 0, 0, false, 1);

/// Fruit that ciders are made with besides apples and pears.
const OTHER_FRUIT: [&str; 12] = [
    "blackberry",
    "blueberry",
    "cherry",
    "cranberry",
    "elderberry",
    "mango",
    "peach",
    "pineapple",
    "plum",
    "raspberry",
    "rhubarb",
    "strawberry",
];

pub static NOT_COLA: Rule = Rule {
    id: "wine-lt7.not-cola",
    title: "Wine under 7 % is outside part 4",
    statement: "Part 4 and its label approval do not apply to wine under 7 %; food labelling does.",
    citation: &[cfr(4, "4.7(a)"), cfr(24, "24.257(a)(4)(ii)")],
    commodities: Commodities::WINE,
    severity: Severity::Info,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Establish on which side of 7 % the wine is.",
    passes: &["5 % cider in a can of 12 fl oz", "6.9 % mead in US units"],
    fails: &["7 % printed, which may be either side", "7.0 % printed on cider"],
    check: |label| match kind::strength(label) {
        Some(percent) if percent < LINE => {
            Outcome::met("part 4 does not apply", label.facts.alcohol.evidence())
        }
        Some(percent) if percent == LINE => {
            let seen = label.facts.alcohol.evidence();
            Outcome::unclear("at 7 % the wine itself decides whether part 4 applies", seen)
                .as_warning()
        }
        _ => Outcome::not_applicable(Note::OtherProduct),
    },
};

pub static IRC_MINIMUM: Rule = Rule {
    id: "wine-lt7.irc-minimum",
    title: "Wine under 7 % shows what 24.257 asks",
    statement: "American wine under 7 % shows the name and address of the premises, the alcohol content, the kind of \
                wine and the net contents.",
    citation: &[cfr(24, "24.257(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add what is missing: name and address, alcohol content, kind of wine, net contents.",
    passes: &[
        "“Hard Cider – Alc. 5.5% by vol. – 12 FL OZ – ABC Cidery, Salem, OR”",
        "“Carbonated Apple Wine – 6.5% alc. by vol. – 750 ML – XYZ Cellars, Yakima, WA”",
    ],
    fails: &["no alcohol statement", "“Blueberry Cider” in the hard cider tax class"],
    check: |label| under_seven(label, irc_minimum),
};

fn under_seven(label: &Label, judge: fn(&Label) -> Outcome) -> Outcome {
    if kind::below_seven(label) {
        judge(label)
    } else {
        Outcome::not_applicable(Note::OtherProduct)
    }
}

fn irc_minimum(label: &Label) -> Outcome {
    if !kind::is_american(label) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let facts = &label.facts;
    if let Some(fruit) = other_fruit_in_tax_class(label) {
        return fruit;
    }
    let kind_named = !facts.class_type.is_absent()
        || !facts.designations.is_empty()
        || phrase::hinted(label, &["wine", "cider", "perry", "mead"]);
    let address = !facts.name_address.is_absent() || !facts.name_addresses.is_empty();
    let wanted = [
        (facts.alcohol.is_absent(), "alcohol content"),
        (facts.net_contents.is_absent(), "net contents"),
        (!address, "name and address"),
        (!kind_named, "kind of wine"),
    ];
    let missing: Vec<&str> =
        wanted.iter().filter(|(missing, _)| *missing).map(|(_, name)| *name).collect();
    if missing.is_empty() {
        return Outcome::met("all that 24.257 asks is there", facts.alcohol.evidence());
    }
    Outcome::missing(label, format!("not found: {}", missing.join(", ")))
}

/// Cider of other fruit is outside the hard cider tax class that it claims.
fn other_fruit_in_tax_class(label: &Label) -> Option<Outcome> {
    let claimed = phrase::hinted(label, &["5041 b 6"]);
    let named: Vec<String> = OTHER_FRUIT.iter().flat_map(|fruit| ciders_of(fruit)).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let cider = phrase::claims(label, &named).into_iter().next().filter(|_| claimed)?;
    Some(Outcome::violated("hard cider is of apples and pears alone", cider))
}

/// How labels name a cider of a fruit.
fn ciders_of(fruit: &str) -> [String; 4] {
    let many = fruit.strip_suffix('y').map_or(format!("{fruit}s"), |start| format!("{start}ies"));
    [
        format!("{fruit} cider"),
        format!("{fruit} hard cider"),
        format!("hard {fruit} cider"),
        format!("cider with {many}"),
    ]
}

pub static TAX_CLASS: Rule = Rule {
    id: "wine-lt7.hard-cider-tax-class",
    title: "Hard cider states its tax class",
    statement: "Wine taxed at the hard cider rate, below 8.5 %, bears “Tax class 5041(b)(6)” anywhere on the label.",
    citation: &[
        cfr(24, "24.257(a)(4)"),
        cfr(24, "24.331"),
        cfr(27, "27.59(b)"),
        Citation::Other("T.D. TTB-147A"),
    ],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: super::from(2019, 1, 1),
    remedy: "Print “Tax class 5041(b)(6)” if the hard cider rate is claimed.",
    passes: &["“Tax class 5041(b)(6)” on the side", "cider that does not claim the rate"],
    fails: &["“Tax class 5041(b)(5)” on hard cider", "another tax class on perry"],
    check: tax_class,
};

fn tax_class(label: &Label) -> Outcome {
    if kind::strength(label).is_none_or(|percent| percent >= HARD_CIDER_BELOW) {
        return Outcome::not_applicable(Note::OtherProduct);
    }
    let right = phrase::anywhere(label, &["5041 b 6"]);
    if !right.is_empty() {
        return Outcome::met("the tax class is stated", right);
    }
    let other = phrase::anywhere(label, &["tax class 5041", "tax class"]);
    let cider = phrase::hinted(label, &["cider", "perry"]);
    if other.is_empty() || !cider {
        return Outcome::not_applicable(Note::NotVisible);
    }
    Outcome::violated("another tax class than that of hard cider is stated", other)
}

pub static HEALTH_WARNING: Rule = Rule {
    id: "wine-lt7.health-warning",
    title: "Wine under 7 % carries the health warning",
    statement: "From 0.5 % alcohol on, wine under 7 % carries the health warning like all others.",
    citation: &[cfr(24, "24.257(a)(6)"), cfr(16, "16.20")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the statement of 27 CFR 16.21.",
    passes: &["4.5 % cider with the statement", "0.4 % drink without it"],
    fails: &["5 % cooler without it", "6 % mead with a shortened statement"],
    check: |label| {
        under_seven(label, |label| match &label.facts.health_warning {
            Fact::Read(warning) => Outcome::met("the health warning is there", warning),
            // Its absence and its words are judged by the room of the warning.
            _ => Outcome::not_applicable(Note::SaidElsewhere),
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume;
    use crate::label::VolumeUnit::{FluidOunce, Milliliter};
    use crate::label::{Percent, VolumeUnit};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, dec, label};

    fn cider(percent: &str) -> Label {
        label().domestic().class_type("wine.cider", &["wine.fruit"], "Hard Cider").alcohol(
            "x",
            PercentAlcoholByVolume,
            percent,
        )
    }

    fn full(label: Label, volume: &[(&str, VolumeUnit)]) -> Label {
        label.net_contents("x", volume).name_address("Produced by", "ABC Cidery", "Salem", "OR")
    }

    #[test]
    fn the_line_is_at_seven_percent() {
        assert_cases(
            &NOT_COLA,
            [
                ("5 %", cider("5"), Met),
                ("6.9 %", cider("6.9"), Met),
                ("12 %", cider("12"), NotApplicable),
                ("7 %", cider("7"), Unclear),
                ("7.0 %", cider("7.0"), Unclear),
            ],
        );
        let old = full(cider("5"), &[("355", Milliliter)]).filed(2019, 6, 1);
        let fills = crate::rules::catalog::find("wine.net-contents.standard-of-fill");
        let finding = fills.map(|rule| rule.judge(&old).outcome);
        assert_eq!(finding, Some(NotApplicable), "a 5 % cider of 355 mL in 2019");
    }

    #[test]
    fn what_the_revenue_code_asks_is_one_finding() {
        let unstated = label()
            .domestic()
            .text(["Hard Cider"])
            .declaring(|declared| declared.alcohol = Some(Percent(dec("5"))));
        let blueberry = cider("5.5").text(["Blueberry Cider", "Tax class 5041(b)(6)"]);
        let pineapple = cider("5.5").text(["Pineapple Hard Cider", "Tax class 5041(b)(6)"]);
        let hill = cider("5.5").text(["CHERRY HILL HARD CIDER", "Tax class 5041(b)(6)"]);
        assert_cases(
            &IRC_MINIMUM,
            [
                ("pineapples", full(pineapple, &[("12", FluidOunce)]), Violated),
                ("a hill of cherries", full(hill, &[("12", FluidOunce)]), Met),
                ("hard cider", full(cider("5.5"), &[("12", FluidOunce)]), Met),
                ("apple wine", full(cider("6.5"), &[("750", Milliliter)]), Met),
                ("7 % and more", cider("8"), NotApplicable),
                ("no alcohol statement", full(unstated, &[("12", FluidOunce)]), Violated),
                ("blueberries in the tax class", full(blueberry, &[("12", FluidOunce)]), Violated),
                ("nothing else, poorly read", cider("5").poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn the_tax_class_is_that_of_hard_cider() {
        let says = |percent, line: &str| cider(percent).text([line]);
        assert_cases(
            &TAX_CLASS,
            [
                ("stated", says("8.4", "Tax class 5041(b)(6)"), Met),
                ("not claimed", cider("5"), NotApplicable),
                (
                    "before its day",
                    says("5", "Tax class 5041(b)(5)").filed(2018, 12, 31),
                    NotApplicable,
                ),
                ("on its day", says("5", "Tax class 5041(b)(5)").filed(2019, 1, 1), Violated),
                ("another", says("5", "Tax class 5041(b)(5)"), Violated),
                ("too strong", says("8.5", "Tax class 5041(b)(5)"), NotApplicable),
            ],
        );
    }

    #[test]
    fn the_warning_is_judged_in_its_own_room() {
        let present = crate::rules::catalog::find("warning.present").map(|rule| rule.check);
        let present = |label: &Label| present.map(|check| check(label).kind);
        for (case, label, outcome, missing) in [
            ("with it", cider("4.5").warning(), Met, Some(Met)),
            ("without it", cider("5"), NotApplicable, Some(Violated)),
            ("below half a percent", cider("0.4"), NotApplicable, Some(NotApplicable)),
        ] {
            assert_eq!(HEALTH_WARNING.judge(&label).outcome, outcome, "{case}");
            assert_eq!(present(&label), missing, "{case}");
        }
    }
}
