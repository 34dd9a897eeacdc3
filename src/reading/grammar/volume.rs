//! Net contents: metric and US measures, compound, doubled, fractions, packs.

use super::{
    Parsed,
    token::{Kind, Token, tokens},
};
use crate::label::{Milliliters, NetContents, VolumePart, VolumeUnit};
use rust_decimal::Decimal;

/// How far two statements of one volume may differ for rounding.
const SAME: Decimal = Decimal::from_parts(15, 0, 0, false, 3);
const SMALLEST_ML: Decimal = Decimal::from_parts(10, 0, 0, false, 0);
const LARGEST_ML: Decimal = Decimal::from_parts(250_000, 0, 0, false, 0);

/// Reads the volumes of a text.
#[must_use]
pub fn parse(text: &str) -> Vec<Parsed<NetContents>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((part, mut next)) = part(&tokens, at) else {
            at += 1;
            continue;
        };
        let mut first = at;
        let mut volume = milliliters(&part);
        let mut parts = vec![part];
        let mut doubled = false;
        while let Some((more, after)) = self::part(&tokens, next) {
            let Some(together) = joined(&parts, volume, &more) else { break };
            doubled |= together == volume;
            volume = together;
            parts.push(more);
            next = after;
        }
        if let Some(count) = pack(&tokens, at) {
            volume *= count;
            first = at - 2;
        }
        let plausible = volume >= SMALLEST_ML && volume <= LARGEST_ML;
        if plausible && !of_something_else(&tokens, first, next) {
            found.push(Parsed {
                value: NetContents { volume: Milliliters(volume), parts, doubled },
                range: tokens[first].start..tokens[next - 1].end,
                repaired: tokens[first..next].iter().any(|token| token.repaired)
                    || first.checked_sub(1).is_some_and(|before| uncertain(&tokens[before])),
            });
        }
        at = next;
    }
    found
}

/// Whether a text goes on behind the unit of a statement of one measure with ounces, as a
/// second sight of `1 PINT .9 FL. OZ.` does that shows `PINT .9 FL.`: then the statement was
/// cut short.
#[must_use]
pub fn goes_on(text: &str, statement: &NetContents) -> bool {
    let [only] = statement.parts.as_slice() else { return false };
    let tokens = tokens(text);
    let whole = parse(text).iter().any(|found| found.value.parts.len() > 1);
    let larger = matches!(only.unit, VolumeUnit::Pint | VolumeUnit::Quart | VolumeUnit::Gallon);
    larger
        && !whole
        && (1..tokens.len()).any(|next| {
            tokens[next].number().is_some()
                && tokens.get(next + 1).is_some_and(|token| token.is_word(&["fl", "fluid", "oz"]))
                && unit(&tokens, next - 1, true).is_some_and(|(unit, _)| unit == only.unit)
        })
}

/// A bare number or a lone digit-like letter just before may be the statement's own first
/// digit.
fn uncertain(token: &Token) -> bool {
    token.number().is_some_and(|number| number.fraction.is_none())
        || token.is_word(&["o", "l", "i"])
}

/// An amount with its unit: the index behind it.
fn part(tokens: &[Token], at: usize) -> Option<(VolumePart, usize)> {
    let number = tokens.get(at)?.number()?;
    let mut amount = number.value;
    let mut fraction = number.fraction;
    let mut next = at + 1;
    // `15 1/2`, `1 ¼`
    if fraction.is_none()
        && number.decimals == 0
        && let Some(more) = tokens.get(next).and_then(Token::number)
        && let Some((above, below)) = more.fraction
    {
        amount += more.value;
        let whole = u32::try_from(number.value.mantissa()).ok()?;
        fraction = Some((whole.checked_mul(below)?.checked_add(above)?, below));
        next += 1;
    }
    if tokens.get(next)?.kind == Kind::Dash {
        next += 1;
    }
    for us in [&["us"][..], &["u", "s"][..]] {
        let there = us.iter().enumerate().all(|(offset, letter)| {
            tokens.get(next + offset).is_some_and(|token| token.is_word(&[letter]))
        });
        if there {
            next += us.len();
            break;
        }
    }
    let (unit, length) = unit(tokens, next, number.decimals > 0 || amount <= Decimal::from(60))?;
    let part = VolumePart { amount, fraction, decimals: number.decimals, unit };
    Some((part, next + length))
}

/// The unit at a token, and how many tokens it takes. A bare `L` only after small amounts.
fn unit(tokens: &[Token], at: usize, small: bool) -> Option<(VolumeUnit, usize)> {
    let word = tokens.get(at)?.word()?;
    let behind = |words: &[&str]| tokens.get(at + 1).is_some_and(|token| token.is_word(words));
    Some(match word {
        "ml" | "mls" | "milliliter" | "milliliters" | "millilitre" | "millilitres" | "mℓ" => {
            (VolumeUnit::Milliliter, 1)
        }
        "mi" if behind(&["alc", "alcohol"]) => (VolumeUnit::Milliliter, 1),
        "m" if behind(&["l"]) => (VolumeUnit::Milliliter, 2),
        "cl" | "centiliter" | "centiliters" | "centilitre" | "centilitres" => {
            (VolumeUnit::Centiliter, 1)
        }
        "cc" => (VolumeUnit::CubicCentimeter, 1),
        "l" | "lt" | "ltr" if small => (VolumeUnit::Liter, 1),
        "liter" | "liters" | "litre" | "litres" | "lit" => (VolumeUnit::Liter, 1),
        "fl" | "fluid" if behind(&["oz", "ozs", "ounce", "ounces"]) => (VolumeUnit::FluidOunce, 2),
        "oz" | "ozs" | "ounce" | "ounces" => (VolumeUnit::Ounce, 1),
        "pt" | "pts" | "pint" | "pints" => (VolumeUnit::Pint, 1),
        "qt" | "qts" | "quart" | "quarts" => (VolumeUnit::Quart, 1),
        "gal" | "gals" | "gallon" | "gallons" => (VolumeUnit::Gallon, 1),
        _ => return None,
    })
}

fn milliliters(part: &VolumePart) -> Decimal {
    part.amount * milliliters_per(part.unit)
}

/// Millilitres in one unit; the US measures by their legal definition.
#[must_use]
pub fn milliliters_per(unit: VolumeUnit) -> Decimal {
    match unit {
        VolumeUnit::Milliliter | VolumeUnit::CubicCentimeter => Decimal::ONE,
        VolumeUnit::Centiliter => Decimal::TEN,
        VolumeUnit::Liter => Decimal::ONE_THOUSAND,
        VolumeUnit::FluidOunce | VolumeUnit::Ounce => Decimal::new(295_735_295_625, 10),
        VolumeUnit::Pint => Decimal::new(473_176_473, 6),
        VolumeUnit::Quart => Decimal::new(946_352_946, 6),
        VolumeUnit::Gallon => Decimal::new(3_785_411_784, 6),
    }
}

/// The volume of the parts so far and one more of the same system, when they make one
/// statement: added when the next is the smaller unit's remainder, counted once when it
/// says the same again (`1 PINT 16 FL OZ`).
fn joined(parts: &[VolumePart], so_far: Decimal, more: &VolumePart) -> Option<Decimal> {
    let last = parts.last()?;
    if last.unit.system() != more.unit.system() {
        return None;
    }
    let (own, unit) = (milliliters(more), milliliters_per(last.unit));
    if milliliters_per(more.unit) >= unit {
        return None;
    }
    if (own - so_far).abs() <= so_far * SAME {
        return Some(so_far);
    }
    let remainder = own < unit && last.amount.fract().is_zero() && last.fraction.is_none();
    let customary = last.unit.system() == crate::label::UnitSystem::UsCustomary;
    (remainder && customary).then(|| so_far + own)
}

/// `3 x` before the amount: how many.
fn pack(tokens: &[Token], at: usize) -> Option<Decimal> {
    let cross = tokens.get(at.checked_sub(1)?)?;
    let count = tokens.get(at.checked_sub(2)?)?.number()?;
    let times = cross.is_word(&["x"]) || cross.kind == Kind::Mark('×');
    let few = count.decimals == 0
        && count.fraction.is_none()
        && count.value > Decimal::ONE
        && count.value <= Decimal::from(48);
    (times && few).then_some(count.value)
}

/// Servings, barrels and nutrition are volumes, but not the contents.
fn of_something_else(tokens: &[Token], first: usize, next: usize) -> bool {
    let before = |back: usize, words: &[&str]| {
        first.checked_sub(back).is_some_and(|index| tokens[index].is_word(words))
    };
    before(1, &["per", "serving", "size", "every"])
        || before(2, &["per", "serving"])
        || tokens.get(next).is_some_and(|token| {
            token.is_word(&[
                "barrel", "barrels", "cask", "casks", "serving", "servings", "drum", "drums",
                "batch", "batches", "still", "stills", "pot",
            ])
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<String> {
        parse(text)
            .iter()
            .map(|found| {
                let doubled = if found.value.doubled { " doubled" } else { "" };
                format!("{}{doubled}", found.value.volume.0.round_dp(1).normalize())
            })
            .collect()
    }

    #[test]
    fn volumes_come_to_millilitres() {
        for (text, expected) in [
            ("750 ml e", &["750"][..]),
            ("NET CONT. 750ML", &["750"]),
            ("75 cl", &["750"]),
            ("1.75 L", &["1750"]),
            ("1L", &["1000"]),
            ("1,5 Liters", &["1500"]),
            ("12 OZ", &["354.9"]),
            ("12 FL. OZ. (355 ML)", &["354.9", "355"]),
            ("1 PINT 9 FL OZ", &["739.3"]),
            ("1 PINT 16 FL OZ", &["473.2 doubled"]),
            ("1 PINT (16 FL. OZ.)", &["473.2 doubled"]),
            ("1 Pint • 16 Fluid Ounces", &["473.2 doubled"]),
            ("1 PINT .9 FL. OZ.", &["499.8"]),
            ("1 quart, 1 pint, 12 fl. oz.", &["1774.4"]),
            ("3/4 QUART", &["709.8"]),
            ("½ pint", &["236.6"]),
            ("11/16 QUART", &["650.6"]),
            ("1 ¼ gallons", &["4731.8"]),
            ("15 1/2 GALLONS", &["58673.9"]),
            ("5.16 U.S. Gallons 15.5 U.S. Gallons", &["19532.7", "58673.9"]),
            ("750ML (3 X 250ML)", &["750", "750"]),
            ("350 ML 11.8 Fluid Ounces 0.73 Pint", &["350", "349", "345.4"]),
            ("25.36 fl. oz(750mL)", &["750", "750"]),
            ("750ML40% ALC/VOL", &["750"]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn the_charted_malt_statements_come_to_their_ounces() {
        for (ounces, texts) in [
            ("8", &["8 FL. OZ.", "8 fluid ounces", "1/2 PINT", "½ pint", "0.5 pint", "8 OZ"][..]),
            ("16.9", &["1 PINT 0.9 FL. OZ.", "1 PINT .9 FL. OZ.", "16.9 FL OZ"]),
            ("19.2", &["1 PINT 3.2 FL OZ", "0.6 QUART", "3/5 QUART"]),
            ("20", &["1 pint, 4 fl. oz.", "5/8 quart", "1.25 pints"]),
            ("40", &["1 QUART 8 FL. OZ.", "5/16 GALLON"]),
            ("60", &["1 quart, 1 pint, 12 fl. oz.", "15/32 gallon", "1.875 quarts"]),
            ("160", &["1 ¼ gallons", "1.25 gals.", "160 FL OZ"]),
            ("1984", &["15.5 GALLONS", "15 1/2 GALLONS", "15.5 U.S. Gallons"]),
        ] {
            let wanted: Decimal = ounces.parse().unwrap();
            for text in texts {
                let found = parse(text);
                assert_eq!(found.len(), 1, "{text}");
                let got = found[0].value.volume.0 / milliliters_per(VolumeUnit::FluidOunce);
                assert!((got - wanted).abs() < Decimal::new(1, 2), "{text} comes to {got}");
            }
        }
    }

    #[test]
    fn other_volumes_and_codes_are_not_contents() {
        for text in [
            "per 12 fl oz",
            "53 gallon barrels",
            "2024 L",
            "serving size 5 fl oz",
            "12 YEARS",
            "5 m",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn repaired_letters_leave_doubt() {
        for text in ["75O mL", "750 m1", "12 FL0Z", "7 50 ML"] {
            assert!(parse(text).iter().all(|found| found.repaired), "{text}");
            assert_eq!(parse(text).len(), 1, "{text}");
        }
        assert_eq!(read("75 mL"), ["75"]);
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_back(ml in 20u32..5000) {
            let found = parse(&format!("Net Contents: {ml} mL."));
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].value.volume, Milliliters(ml.into()));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }
    }
}
