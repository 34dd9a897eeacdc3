//! What every grammar promises: what is printed from a value parses back to it, no text makes
//! it panic, and it looks at a text a number of times that grows no faster than the text.

use super::{Parsed, address, age, alcohol, origin, steps, token, volume, years};
use crate::label::{
    AgeUnit, AgeWording, Function, Milliliters, NameAddress, OriginStatement, Percent, VolumeUnit,
    fold,
};
use crate::lists;
use proptest::prelude::*;
use rust_decimal::Decimal;

type Grammar = (&'static str, fn(&str));

/// Each grammar by name, run for nothing but its work.
const GRAMMARS: [Grammar; 9] = [
    ("tokens", |text| drop(token::tokens(text))),
    ("alcohol", |text| drop(alcohol::parse(text))),
    ("volume", |text| drop(volume::parse(text))),
    ("age", |text| drop(age::parse(text))),
    ("years", |text| drop(years::parse(text))),
    ("origin", |text| drop(origin::parse(text))),
    ("mentions", |text| drop(origin::mentions(text))),
    ("address", |text| drop(address::parse(text))),
    ("bare address", |text| drop(address::bare(text))),
];

/// Pieces of statements, of which a text that goes on for ever may be made.
const PIECES: [&str; 44] = [
    "bottled",
    "by",
    "imported",
    "in",
    "for",
    "at",
    "and",
    "X Cellars,",
    "Napa,",
    "CA",
    "94558",
    "Ca",
    "Calif.",
    "co",
    "llc",
    "alc",
    "alc.",
    "vol",
    "40",
    "40%",
    "13.5",
    "%",
    "/",
    "-",
    "proof",
    "abv",
    "750",
    "ml",
    "75Oml",
    "1",
    "1/2",
    "pint",
    "fl",
    "oz",
    "x",
    "aged",
    "years",
    "old",
    "4-8",
    "2021",
    "est.",
    "product",
    "of",
    "Italy",
];

fn words(range: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), range)
        .prop_map(|words| words.join(" "))
}

fn only<T: Clone>(found: &[Parsed<T>]) -> Result<T, TestCaseError> {
    prop_assert_eq!(found.len(), 1);
    prop_assert!(!found[0].repaired);
    Ok(found[0].value.clone())
}

#[test]
fn one_piece_without_end_takes_steps_in_proportion() {
    for (name, parse) in GRAMMARS {
        for piece in PIECES {
            for joint in [" ", ""] {
                assert_linear(name, parse, &format!("{piece}{joint}"));
            }
        }
    }
}

fn assert_linear(name: &str, parse: fn(&str), piece: &str) {
    let steps = |times: usize| {
        let text = piece.repeat(times);
        steps::of(|| parse(&text))
    };
    let (once, twice) = (steps(200), steps(400));
    // Twice the text, twice the steps; a few more for what happens at its ends.
    assert!(twice <= once * 2 + once / 5 + 500, "{name}: {piece:?} takes {once}, then {twice}");
}

proptest! {
    // Each case is thousands of words long.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_repeats_takes_steps_in_proportion(pieces in words(1..6)) {
        for (name, parse) in GRAMMARS {
            assert_linear(name, parse, &format!("{pieces} "));
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_grammar_panic(text in "\\PC{0,80}", statement in words(0..20)) {
        for (_, parse) in GRAMMARS {
            parse(&text);
            parse(&statement);
            parse(&format!("{statement}{text}"));
        }
    }

    #[test]
    fn what_was_understood_lies_inside_the_text(statement in words(0..25)) {
        let inside = |range: std::ops::Range<usize>| statement.get(range).is_some();
        prop_assert!(alcohol::parse(&statement).statements.into_iter().all(|one| inside(one.range)));
        prop_assert!(volume::parse(&statement).into_iter().all(|one| inside(one.range)));
        prop_assert!(age::parse(&statement).into_iter().all(|one| inside(one.range)));
        prop_assert!(years::parse(&statement).into_iter().all(|one| inside(one.range)));
        prop_assert!(origin::parse(&statement).into_iter().all(|one| inside(one.range)));
        prop_assert!(address::parse(&statement).into_iter().all(|one| inside(one.range)));
    }

    #[test]
    fn a_range_of_alcohol_parses_back(low in 5u32..20, more in 1u32..5) {
        let found = alcohol::parse(&format!("Alcohol {low}% to {}% by volume", low + more));
        let value = only(&found.statements)?;
        prop_assert_eq!(value.percent, Some(Percent(low.into())));
        prop_assert_eq!(value.upper, Some(Percent((low + more).into())));
    }

    #[test]
    fn a_proof_parses_back(proof in 40u32..200) {
        let value = only(&alcohol::parse(&format!("({proof} Proof)")).proofs)?;
        prop_assert_eq!(value.proof, Decimal::from(proof));
    }

    #[test]
    fn a_volume_parses_back_in_every_unit(tenths in 10u32..400, unit in 0usize..4) {
        let amount = Decimal::new(i64::from(tenths), 1).normalize();
        let (printed, unit) = [
            ("L", VolumeUnit::Liter),
            ("cl", VolumeUnit::Centiliter),
            ("FL. OZ.", VolumeUnit::FluidOunce),
            ("GALLONS", VolumeUnit::Gallon),
        ][unit];
        let expected = amount * volume::milliliters_per(unit);
        prop_assume!(expected >= Decimal::TEN && expected <= Decimal::from(250_000));
        let value = only(&volume::parse(&format!("{amount} {printed}")))?;
        prop_assert_eq!(value.volume, Milliliters(expected));
    }

    #[test]
    fn pints_and_ounces_parse_back_as_one_volume(ounces in 1u32..16) {
        let value = only(&volume::parse(&format!("1 PINT {ounces} FL. OZ.")))?;
        let per = volume::milliliters_per;
        let expected = per(VolumeUnit::Pint) + Decimal::from(ounces) * per(VolumeUnit::FluidOunce);
        prop_assert_eq!(value.volume, Milliliters(expected));
        prop_assert_eq!(value.parts.len(), 2);
    }

    #[test]
    fn a_pint_said_twice_is_counted_once(quarts in any::<bool>()) {
        let text = if quarts { "1 QUART (32 FL. OZ.)" } else { "1 PINT 16 FL. OZ." };
        let value = only(&volume::parse(text))?;
        prop_assert!(value.doubled);
    }

    #[test]
    fn an_age_parses_back(amount in 1u32..100, months in any::<bool>(), old in any::<bool>()) {
        let (printed, unit) =
            if months { ("months", AgeUnit::Months) } else { ("years", AgeUnit::Years) };
        let text =
            if old { format!("{amount} {printed} old") } else { format!("Aged {amount} {printed}") };
        let value = only(&age::parse(&text))?;
        prop_assert_eq!((value.amount, value.unit), (amount, unit));
        prop_assert_eq!(value.wording, if old { AgeWording::Old } else { AgeWording::Aged });
    }

    #[test]
    fn a_vintage_parses_back(year in 1850u16..2050) {
        let value = only(&years::parse(&format!("Vintage {year}")))?;
        prop_assert_eq!((value.year, value.called_vintage), (year, true));
    }

    #[test]
    fn an_origin_parses_back(at in 0usize..1000) {
        let countries = &lists::all().countries;
        let country = &countries[at % countries.len()];
        let value: OriginStatement = only(&origin::parse(&format!("Product of {}", country.name)))?;
        prop_assert_eq!(value.country.as_deref(), Some(country.name.as_str()));
        prop_assert_eq!(value.lead.as_str(), "product of");
    }

    #[test]
    fn a_name_and_address_parses_back(
        phrase in prop::sample::select(vec![
            ("Bottled by", Function::Bottled),
            ("Imported by", Function::Imported),
            ("Distilled by", Function::Distilled),
        ]),
        name in "[A-Z][a-z]{3,8} (Cellars|Spirits LLC|Brewing Co\\.)",
        city in prop::sample::select(vec!["Lodi", "Paso Robles", "Kansas City", "St. Louis"]),
        state in 0usize..1000,
        in_full in any::<bool>(),
        zip in any::<bool>(),
    ) {
        // “Aged Cellars” begins another phrase.
        let first = fold(name.split(' ').next().unwrap_or_default());
        prop_assume!(address::function(&first).is_none());
        let states = &lists::all().states;
        let state = &states[state % states.len()];
        let printed = if in_full { &state.name } else { &state.usps };
        let zip = if zip { " 94558" } else { "" };
        let text = format!("{} {name}, {city}, {printed}{zip}", phrase.0);
        let value: NameAddress = only(&address::parse(&text))?;
        prop_assert_eq!(value.functions, vec![phrase.1], "{}", text);
        prop_assert_eq!(value.name, name, "{}", text);
        prop_assert_eq!(value.city.as_deref(), Some(city), "{}", text);
        prop_assert_eq!(value.state, Some(state.usps.clone()), "{}", text);
    }
}
