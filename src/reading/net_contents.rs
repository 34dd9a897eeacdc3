//! The statements of net contents, and the one that counts.

use super::grammar::volume;
use super::statements::{self, Statement};
use crate::label::{Certainty, Fact, Facts, NetContents};
use crate::ocr::Line;

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
        None => Fact::Absent,
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
}
