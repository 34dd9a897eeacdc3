//! Who made, bottled or imported it, and where.

use super::grammar::{address, alcohol, volume};
use super::statements::{self, Statement};
use super::{class_type, roles};
use crate::label::{Fact, Facts, Function, NameAddress};
use crate::ocr::Line;

/// Lines such a statement runs over at most: phrase, name, street, place.
const LONGEST: usize = 6;
/// Lines of one that names no place, which may run on into whatever follows.
const UNPLACED: usize = 2;

/// Reads the statements; answers the lines they stand on.
pub fn read(lines: &[Line], facts: &mut Facts) -> Vec<usize> {
    let fuller = |old: &NameAddress, new: &NameAddress| {
        let known = |value: &NameAddress| {
            (value.state.is_some() || value.country.is_some(), value.city.is_some())
        };
        known(new) > known(old)
            || new.functions.len() > old.functions.len() && known(new) >= known(old)
    };
    let alike = |a: &NameAddress, b: &NameAddress| a.name == b.name && a.state == b.state;
    let mut found = statements::read_over(lines, LONGEST, address::parse, fuller, alike);
    let located = |statement: &Statement<NameAddress>| {
        statement.reading.value.state.is_some() || statement.reading.value.country.is_some()
    };
    if !found.iter().any(located) {
        // Breweries need no phrase: their name and place stand alone.
        let others: Vec<bool> = lines.iter().map(|line| is_another(&line.text())).collect();
        let plain = roles::without(lines, &others);
        found.extend(statements::read(&plain, address::bare, fuller, alike));
    }
    let responsible = |statement: &&Statement<NameAddress>| {
        let value = &statement.reading.value;
        let rank = if value.does(Function::Imported) {
            3
        } else if value.does(Function::Bottled)
            || value.does(Function::Canned)
            || value.does(Function::Packed)
        {
            2
        } else {
            i32::from(!value.functions.is_empty())
        };
        let located = value.state.is_some() || value.country.is_some();
        // A second place of the same firm has no name of its own.
        (statement.certainty, located, rank, !value.name.is_empty() && !value.for_other)
    };
    facts.name_address = found.iter().max_by_key(responsible).map_or(Fact::Absent, Statement::fact);
    // “Brewed by three friends and one very old dog” has no end that a place would set: what
    // follows it is its own.
    let own = |statement: &Statement<NameAddress>| {
        let most = if located(statement) { statement.lines.len() } else { UNPLACED };
        statement.lines.iter().take(most).copied().collect::<Vec<_>>()
    };
    let mut on: Vec<usize> = found.iter().flat_map(own).collect();
    on.sort_unstable();
    on.dedup();
    facts.name_addresses = found.into_iter().map(|statement| statement.reading).collect();
    on
}

/// A line that is a strength, a volume or a designation from end to end, which the lines of a
/// name and address below it are not joined with. `Ale House Brewing` and `Two Pints Brewing,
/// Erie, PA` are names.
fn is_another(text: &str) -> bool {
    let most = |range: &std::ops::Range<usize>| range.len() * 3 > text.trim().len() * 2;
    if alcohol::parse(text).statements.iter().any(|one| most(&one.range))
        || volume::parse(text).iter().any(|one| most(&one.range))
    {
        return true;
    }
    let last = text.split_whitespace().last().unwrap_or_default();
    !class_type::understood(text).is_empty() && !class_type::understood(last).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::testing::lines;

    #[test]
    fn a_story_takes_no_designation_with_it() {
        let printed = [
            "Brewed in a former boathouse by three",
            "friends and one very old dog.",
            "FOXGLOVE FIDDLE",
            "Amber Ale",
        ];
        let on = read(&lines(&printed), &mut Facts::default());
        assert!(!on.contains(&3), "{on:?}");
        let seen = crate::reading::read(&lines(&printed), &crate::label::Application::default());
        assert_eq!(seen.facts.class_type.value().map(|class| class.name.as_str()), Some("Ale"));
    }

    #[test]
    fn a_bare_address_takes_no_other_statement_for_its_name() {
        for (printed, name, on) in [
            (&["Lager", "1 PINT (473 mL)", "XYZ Brewing, Erie, PA"][..], "XYZ Brewing", &[2][..]),
            (&["Hazy Golden Ale", "XYZ Brewing, Erie, PA"], "XYZ Brewing", &[1]),
            (&["5.2% ALC/VOL", "XYZ Brewing", "Erie, PA"], "XYZ Brewing", &[1, 2]),
            (&["ALE HOUSE BREWING", "Erie, PA"], "ALE HOUSE BREWING", &[0, 1]),
            (&["Two Pints Brewing, Erie, PA"], "Two Pints Brewing", &[0]),
        ] {
            let mut facts = Facts::default();
            assert_eq!(read(&lines(printed), &mut facts), on, "{printed:?}");
            assert_eq!(facts.name_addresses[0].value.name, name, "{printed:?}");
        }
    }
}
