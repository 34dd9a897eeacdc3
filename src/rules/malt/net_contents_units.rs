//! Which US customary statement a container of a given size carries.
//!
//! 7.70(a) chooses the unit by the size: fluid ounces up to a pint, “1 pint”, “1 quart” and
//! “1 gallon” for exactly those, pints and fluid ounces up to a quart, quarts, pints and fluid
//! ounces up to a gallon, gallons above. Between them fractions of the next larger unit, which
//! TTB's chart also writes as decimals.

use crate::label::{NetContents, VolumePart, VolumeUnit};
use rust_decimal::Decimal;

const PINT: Decimal = Decimal::from_parts(473_176_473, 0, 0, false, 6);
const QUART: Decimal = Decimal::from_parts(946_352_946, 0, 0, false, 6);
const GALLON: Decimal = Decimal::from_parts(3_785_411_784, 0, 0, false, 6);
/// Two volumes within this share of each other are the same size: a tenth of a fluid ounce on a
/// quart is more.
const SAME: Decimal = Decimal::from_parts(2, 0, 0, false, 3);

/// What is wrong with a US customary statement, in words; `None` when it is as prescribed.
#[must_use]
pub fn fault(statement: &NetContents) -> Option<&'static str> {
    if statement.parts.iter().any(|part| part.unit == VolumeUnit::Ounce) {
        return Some("says “ounces” without “fluid”");
    }
    if statement.parts.iter().any(|part| !in_lowest_terms(part)) {
        return Some("has a fraction that is not in its lowest terms");
    }
    // The second half of a volume stated twice says nothing more.
    let parts = if statement.doubled { &statement.parts[..1] } else { &statement.parts[..] };
    let volume = statement.volume.0;
    let units: Vec<VolumeUnit> = parts.iter().map(|part| part.unit).collect();
    let one = parts.len() == 1 && parts[0].amount == Decimal::ONE;
    if let Some(unit) = whole_unit(statement) {
        let so_stated = one && units == [unit];
        return (!so_stated).then_some(match unit {
            VolumeUnit::Pint => "is not put as 1 pint",
            VolumeUnit::Quart => "is not put as 1 quart",
            _ => "is not put as 1 gallon",
        });
    }
    let fraction_of = |unit| units == [unit] && parts[0].amount < Decimal::ONE;
    let whole_first = parts[0].amount.fract().is_zero();
    if volume < PINT {
        let right = units == [VolumeUnit::FluidOunce] || fraction_of(VolumeUnit::Pint);
        return (!right).then_some("is under a pint and not in fluid ounces");
    }
    if volume < QUART {
        let compound = units == [VolumeUnit::Pint, VolumeUnit::FluidOunce] && whole_first;
        let right = compound || fraction_of(VolumeUnit::Quart);
        return (!right).then_some("is over a pint and not in pints and fluid ounces");
    }
    if volume < GALLON {
        let larger = matches!(units[0], VolumeUnit::Quart | VolumeUnit::Pint);
        let right = larger && whole_first || fraction_of(VolumeUnit::Gallon);
        return (!right).then_some("is over a quart and not in quarts, pints and fluid ounces");
    }
    (units[0] != VolumeUnit::Gallon).then_some("is over a gallon and not in gallons")
}

/// The unit of which the volume is exactly one.
#[must_use]
pub fn whole_unit(statement: &NetContents) -> Option<VolumeUnit> {
    let sizes =
        [(PINT, VolumeUnit::Pint), (QUART, VolumeUnit::Quart), (GALLON, VolumeUnit::Gallon)];
    sizes.into_iter().find(|(size, _)| is(statement.volume.0, *size)).map(|(_, unit)| unit)
}

fn is(volume: Decimal, size: Decimal) -> bool {
    (volume - size).abs() <= size * SAME
}

fn in_lowest_terms(part: &VolumePart) -> bool {
    part.fraction.is_none_or(|(above, below)| common_divisor(above, below) <= 1)
}

fn common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::VolumeUnit::{FluidOunce, Gallon, Ounce, Pint, Quart};
    use crate::rules::testing::net;

    fn fraction(above: u32, below: u32, unit: VolumeUnit) -> NetContents {
        let amount = Decimal::from(above) / Decimal::from(below);
        let mut statement = net(&[(&amount.to_string(), unit)]);
        statement.parts[0].fraction = Some((above, below));
        statement
    }

    fn doubled(first: (&str, VolumeUnit), second: (&str, VolumeUnit)) -> NetContents {
        let volume = net(&[first]).volume;
        NetContents { volume, doubled: true, ..net(&[first, second]) }
    }

    #[test]
    fn the_chart_of_sizes_is_followed() {
        for (printed, statement) in [
            ("8 fl. oz.", net(&[("8", FluidOunce)])),
            ("1/2 pint", fraction(1, 2, Pint)),
            ("0.5 pint", net(&[("0.5", Pint)])),
            ("11.2 fl oz", net(&[("11.2", FluidOunce)])),
            ("12 fl oz", net(&[("12", FluidOunce)])),
            ("3/4 pint", fraction(3, 4, Pint)),
            ("1 pint", net(&[("1", Pint)])),
            ("1 pint (16 fl oz)", doubled(("1", Pint), ("16", FluidOunce))),
            ("1 pint 0.9 fl oz", net(&[("1", Pint), ("0.9", FluidOunce)])),
            ("1 pint 3.2 fl oz", net(&[("1", Pint), ("3.2", FluidOunce)])),
            ("0.6 quart", net(&[("0.6", Quart)])),
            ("3/5 quart", fraction(3, 5, Quart)),
            ("1 pint 4 fl oz", net(&[("1", Pint), ("4", FluidOunce)])),
            ("5/8 quart", fraction(5, 8, Quart)),
            ("0.63 quart", net(&[("0.63", Quart)])),
            ("1 pint 6 fl oz", net(&[("1", Pint), ("6", FluidOunce)])),
            ("11/16 quart", fraction(11, 16, Quart)),
            ("3/4 quart", fraction(3, 4, Quart)),
            ("1 pint 9.4 fl oz", net(&[("1", Pint), ("9.4", FluidOunce)])),
            ("1 quart", net(&[("1", Quart)])),
            ("1 quart 8 fl oz", net(&[("1", Quart), ("8", FluidOunce)])),
            ("5/16 gallon", fraction(5, 16, Gallon)),
            ("1 quart 1 pint 12 fl oz", net(&[("1", Quart), ("1", Pint), ("12", FluidOunce)])),
            ("15/32 gallon", fraction(15, 32, Gallon)),
            ("0.47 gallon", net(&[("0.47", Gallon)])),
            ("1/2 gallon", fraction(1, 2, Gallon)),
            ("2 quarts", net(&[("2", Quart)])),
            ("1 gallon", net(&[("1", Gallon)])),
            ("1 1/4 gallons", fraction(5, 4, Gallon)),
            ("1.25 gallons", net(&[("1.25", Gallon)])),
            ("15.5 gallons", net(&[("15.5", Gallon)])),
            ("15 1/2 gallons", fraction(31, 2, Gallon)),
        ] {
            assert_eq!(fault(&statement), None, "{printed}");
        }
        for (printed, statement) in [
            ("8 oz", net(&[("8", Ounce)])),
            ("8/16 pint", fraction(8, 16, Pint)),
            ("11.2 oz", net(&[("11.2", Ounce)])),
            ("16 fl oz", net(&[("16", FluidOunce)])),
            ("16 oz", net(&[("16", Ounce)])),
            ("1 pint (16 oz.)", doubled(("1", Pint), ("16", Ounce))),
            ("16.9 fl oz", net(&[("16.9", FluidOunce)])),
            ("19.2 fl oz", net(&[("19.2", FluidOunce)])),
            ("20 fl oz", net(&[("20", FluidOunce)])),
            ("1.25 pints", net(&[("1.25", Pint)])),
            ("22 fl oz", net(&[("22", FluidOunce)])),
            ("22/32 quart", fraction(22, 32, Quart)),
            ("24 fl oz", net(&[("24", FluidOunce)])),
            ("32 fl oz", net(&[("32", FluidOunce)])),
            ("40 fl oz", net(&[("40", FluidOunce)])),
            ("1.875 quarts", net(&[("1.875", Quart)])),
            ("64 fl oz", net(&[("64", FluidOunce)])),
            ("128 fl oz", net(&[("128", FluidOunce)])),
            ("160 fl oz", net(&[("160", FluidOunce)])),
        ] {
            assert!(fault(&statement).is_some(), "{printed}");
        }
    }
}
