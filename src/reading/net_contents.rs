//! The statements of net contents, and the one that counts.
//!
//! Keg collars print several sizes with a box before each, of which one is ticked when the keg
//! is filled: none of them is the contents until a mark is seen.

use super::grammar::volume;
use super::statements::{self, Statement};
use crate::label::{Certainty, Fact, Facts, NetContents};
use crate::ocr::Line;
use rust_decimal::Decimal;

/// Reads all volumes that may be the contents.
pub fn read(lines: &[Line], facts: &mut Facts) {
    let found = statements::read(
        lines,
        volume::parse,
        |old: &NetContents, new: &NetContents| new.parts.len() > old.parts.len(),
        |a, b| a.volume == b.volume,
    );
    let chosen = found
        .iter()
        .enumerate()
        .max_by_key(|(index, statement)| {
            (statement.certainty == Certainty::Confident, std::cmp::Reverse(*index))
        })
        .map(|(_, statement)| statement);
    facts.net_contents = match chosen {
        None => barrels_to_choose(lines),
        Some(statement) if is_a_choice(lines, &found) => Fact::Doubtful(statement.reading.clone()),
        Some(statement) if is_cut_short(lines, statement) => {
            Fact::Doubtful(statement.reading.clone())
        }
        Some(statement) => statement.fact(),
    };
    facts.net_contents_statements = found.into_iter().map(|statement| statement.reading).collect();
}

/// Whether some other sight of the statement shows that it goes on.
fn is_cut_short(lines: &[Line], statement: &Statement<NetContents>) -> bool {
    lines.iter().any(|line| volume::goes_on(&line.text(), &statement.reading.value))
}

/// A gallon: sizes from here on are those of kegs.
const KEG_FROM: Decimal = Decimal::from_parts(3_785, 0, 0, false, 0);
/// Volumes this much apart are two sizes, not one in two measures: 1.5 %.
const APART: Decimal = Decimal::from_parts(15, 0, 0, false, 3);
/// Sizes of kegs in barrels, which are no statement of contents.
const BARRELS: [&str; 4] = ["1/2", "1/4", "1/6", "1/8"];

/// Whether several sizes are printed to choose from: two of kegs, or any two with a box each.
fn is_a_choice(lines: &[Line], found: &[Statement<NetContents>]) -> bool {
    let mut sizes: Vec<Decimal> = Vec::new();
    for statement in found {
        let volume = statement.reading.value.volume.0;
        if !sizes.iter().any(|size| (size - volume).abs() <= size * APART) {
            sizes.push(volume);
        }
    }
    let kegs = sizes.iter().filter(|size| **size >= KEG_FROM).count();
    kegs >= 2 || sizes.len() >= 2 && boxes(lines) >= 2
}

/// Sizes in barrels with boxes and no volume: the contents are there and cannot be told.
fn barrels_to_choose(lines: &[Line]) -> Fact<NetContents> {
    let sizes = |line: &Line| {
        let text = line.text().to_lowercase();
        let named = ["bbl", "barrel", "keg"].iter().any(|word| text.contains(word));
        if named { BARRELS.iter().filter(|size| text.contains(*size)).count() } else { 0 }
    };
    let on: Vec<&Line> = lines.iter().filter(|line| sizes(line) > 0).collect();
    if on.iter().map(|line| sizes(line)).sum::<usize>() < 2 {
        return Fact::Absent;
    }
    Fact::Unreadable(on.into_iter().map(super::illegible::evidence).collect())
}

/// Boxes to tick: drawn, or set as brackets.
fn boxes(lines: &[Line]) -> usize {
    let drawn = |c: char| matches!(c, '☐' | '□' | '▢' | '◻' | '❑' | '❏' | '⬜');
    let count = |line: &Line| {
        let text: String = line.text().chars().filter(|c| !c.is_whitespace()).collect();
        let set = ["[]", "()", "[_]", "__"].iter().map(|mark| text.matches(mark).count());
        text.chars().filter(|c| drawn(*c)).count() + set.sum::<usize>()
    };
    lines.iter().map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use super::*;

    #[test]
    fn a_pint_whose_ounces_were_seen_apart_is_in_doubt() {
        for (printed, sure) in [
            (["1 PINT", "PINT .9 FL."], false),
            (["1 PINT", "6.5% ALC BY VOL"], true),
            (["1 PINT .9 FL. OZ.", "PINT .9 FL."], true),
            (["1 PINT 16 FL OZ", "Brewed in Maine"], true),
            (["12 FL OZ", "5 cents a pint"], true),
        ] {
            let mut facts = Facts::default();
            read(&lines(&printed), &mut facts);
            assert_eq!(facts.net_contents.confident().is_some(), sure, "{printed:?}");
        }
    }

    #[test]
    fn sizes_to_choose_from_are_none_until_one_is_marked() {
        for (printed, expected) in [
            (&["5.16 GALLONS", "15.5 GALLONS"][..], "doubtful"),
            (&["[ ] 12 FL OZ", "[ ] 1 PINT"], "doubtful"),
            (&["1/2 BBL [ ] 1/6 BBL [ ]"], "unreadable"),
            (&["aged in a barrel", "1/2 the story"], "absent"),
            (&["15.5 GALLONS (58.67 L)"], "read"),
            (&["12 FL OZ (355 mL)", "[ ] IPA [ ] Stout"], "read"),
        ] {
            let mut facts = Facts::default();
            read(&lines(printed), &mut facts);
            let kind = match facts.net_contents {
                Fact::Read(_) => "read",
                Fact::Doubtful(_) => "doubtful",
                Fact::Unreadable(_) => "unreadable",
                Fact::Absent => "absent",
            };
            assert_eq!(kind, expected, "{printed:?}");
        }
    }
}
