//! Straight whisky, and American single malt.
//! # What the regulation asks
//! 5.143(c): straight whisky was stored two years or more, and nothing is added to it but in
//! blends; cordials and liqueurs are never straight (5.150(a)). American single malt is
//! mashed, distilled and aged in the United States and bottled at 40 % or more.
//! # How we decide
//! By contradiction: a shorter age alone on the label, a word of colouring, another country.
//! With a statement of composition the straight whisky is an ingredient.
//! # What we cannot see
//! One distillery, one grain, the casks; labels of the older law stay lawful on spirits
//! bottled before 19 January 2030.

use super::super::product::{
    SPIRITS, class, foreign_origin, is, is_composed, no_occasion, own_words, quote, strength,
};
use crate::label::Label;
use crate::rules::phrase::{SURE, claims, hinted, holds};
use crate::rules::{Citation, Evidences, Note, Outcome, Rule, cfr, from};
use rust_decimal::Decimal;

/// Months that straight whisky is stored.
const STRAIGHT_MONTHS: u32 = 24;
const COLORED: &[&str] = &[
    "colored with caramel",
    "coloured with caramel",
    "caramel color",
    "caramel colour",
    "artificially colored",
    "color added",
];

pub static STRAIGHT: Rule = Rule {
    id: "spirits.class-type.straight",
    title: "Straight whisky is two years old, with nothing added",
    statement: "“Straight” is for whisky stored two years or more, without colouring or flavouring; never for \
                cordials or liqueurs.",
    citation: &[
        cfr(5, "5.143(c)"),
        cfr(5, "5.150(a)"),
        cfr(5, "5.155(c)(3)"),
        cfr(5, "5.74(a)(2)"),
    ],
    remedy: "Leave out “straight”, or correct the age or the statement that contradicts it.",
    passes: &["“Straight Rye Whiskey, aged 3 years”", "“Straight Corn Whiskey”"],
    fails: &[
        "“Straight Rye Whisky aged 1 year”",
        "“Straight Bourbon Liqueur”",
        "“Straight Bourbon” coloured with caramel",
    ],
    check: straight,
    ..SPIRITS
};

fn straight(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let words = own_words(label, class);
    let liqueur = is(&class.value, "spirits.liqueur");
    let called = class.value.id.contains("straight") || liqueur && holds(&words, "straight");
    if !called {
        return no_occasion();
    }
    if liqueur {
        let why = format!("“{}” is called straight", class.text.trim());
        return if holds(&words, "with") || holds(&words, "and") {
            Outcome::unclear(why, class)
        } else {
            Outcome::violated(why, class)
        };
    }
    let ages: Vec<_> = label.facts.ages.iter().filter(|age| age.confidence >= SURE).collect();
    if let Some(age) = ages.first()
        && ages.iter().all(|age| age.value.months() < STRAIGHT_MONTHS)
    {
        let why = format!("“{}” is less than the two years of straight whisky", age.text.trim());
        return Outcome::violated(why, [class.evidence.clone(), age.evidence.clone()].concat());
    }
    // Blends of straight whiskies may hold colouring, (c)(12) and (13).
    let blend = class.value.id.contains("blend");
    let colored = claims(label, COLORED);
    if !blend
        && !is_composed(&class.value)
        && !colored.is_empty()
        && !hinted(
            label,
            &["flavored", "natural flavor", "natural flavors", "specialty", "liqueur", "finished"],
        )
    {
        let why = format!("straight whisky holds no colouring: {}", quote(&colored[0].evidence));
        return Outcome::violated(why, colored);
    }
    Outcome::met("nothing contradicts “straight”", class)
}

const LEAST_STRENGTH: Decimal = Decimal::from_parts(40, 0, 0, false, 0);

pub static AMERICAN_SINGLE_MALT: Rule = Rule {
    id: "spirits.class-type.american-single-malt",
    title: "American single malt is American, at 40 % or more",
    statement: "American single malt whisky is mashed, distilled and aged in the United States, at one \
                distillery from malted barley, and bottled at 40 % or more.",
    citation: &[
        cfr(5, "5.143(c)"),
        Citation::Other("T.D. TTB-199, adding 27 CFR 5.143(c)(15), (c)(16) and (d)"),
    ],
    evidence: Evidences("T+X"),
    in_force: from(2025, 1, 19),
    remedy: "Correct the origin or the strength, or designate the whisky by another type.",
    passes: &[
        "“American Single Malt Whiskey 46% alc./vol.”",
        "“Straight American Single Malt Whisky”",
    ],
    fails: &[
        "“American Single Malt Whisky – Product of Scotland”",
        "“American Single Malt Whisky 38%”",
    ],
    check: american_single_malt,
    ..SPIRITS
};

fn american_single_malt(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    if !is(&class.value, "spirits.whisky.american-single-malt") {
        return no_occasion();
    }
    if let Some(country) = foreign_origin(label) {
        let seen = [class.evidence.clone(), label.facts.country_of_origin.evidence().to_vec()];
        return Outcome::violated(format!("it cannot come from {country}"), seen.concat());
    }
    match strength(label) {
        Some((percent, seen)) if percent.0 < LEAST_STRENGTH => {
            Outcome::violated(format!("{} % is under 40 %", percent.0.normalize()), seen)
        }
        _ => Outcome::met("nothing contradicts it", class),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AgeUnit::{Months, Years};
    use crate::label::{AgeWording, AlcoholForm};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn rye(printed: &str) -> Label {
        label().spirits().class_type(
            "spirits.whisky.straight-rye",
            &["spirits.whisky.rye", "spirits.whisky"],
            printed,
        )
    }

    fn bourbon() -> Label {
        label().spirits().class_type(
            "spirits.whisky.straight-bourbon",
            &["spirits.whisky.bourbon"],
            "Straight Bourbon",
        )
    }

    #[test]
    fn straight_is_two_years_and_nothing_added() {
        let liqueur = |printed: &str| {
            label().spirits().class_type("spirits.liqueur.bourbon", &["spirits.liqueur"], printed)
        };
        assert_cases(
            &STRAIGHT,
            [
                (
                    "three years",
                    rye("Straight Rye Whiskey").age("aged 3 years", 3, Years, AgeWording::Aged),
                    Met,
                ),
                ("silent", rye("Straight Corn Whiskey"), Met),
                (
                    "the older part counts",
                    rye("Straight Rye Whiskey")
                        .age("aged 4 years", 4, Years, AgeWording::Aged)
                        .age("6 months", 6, Months, AgeWording::Figure),
                    Met,
                ),
                (
                    "an ingredient",
                    bourbon().text(["with natural flavors", "and caramel color"]),
                    Met,
                ),
                (
                    "not straight",
                    label().spirits().class_type("spirits.rum", &[], "Rum"),
                    NotApplicable,
                ),
                (
                    "one year",
                    rye("Straight Rye Whisky").age("aged 1 year", 1, Years, AgeWording::Aged),
                    Violated,
                ),
                ("liqueur", liqueur("Straight Bourbon Liqueur"), Violated),
                ("liqueur of", liqueur("Liqueur with Straight Bourbon"), Unclear),
                ("caramel", bourbon().text(["colored with caramel"]), Violated),
            ],
        );
    }

    #[test]
    fn american_single_malt_is_so_since_its_day() {
        let malt = |percent: &str| {
            label()
                .spirits()
                .class_type(
                    "spirits.whisky.american-single-malt",
                    &["spirits.whisky"],
                    "American Single Malt Whisky",
                )
                .alcohol("x", AlcoholForm::PercentAlcoholByVolume, percent)
        };
        let scottish = || malt("46").origin("Product of", "Scotland", Some("United Kingdom"));
        assert_cases(
            &AMERICAN_SINGLE_MALT,
            [
                ("46", malt("46"), Met),
                (
                    "straight",
                    label().spirits().class_type(
                        "spirits.whisky.straight-american-single-malt",
                        &["spirits.whisky.american-single-malt"],
                        "Straight American Single Malt Whisky",
                    ),
                    Met,
                ),
                ("the day before", scottish().filed(2025, 1, 18), NotApplicable),
                ("Scotland", scottish(), Violated),
                ("Scotland, on the day", scottish().filed(2025, 1, 19), Violated),
                ("38", malt("38"), Violated),
            ],
        );
    }
}
