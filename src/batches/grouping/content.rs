//! Pictures whose names tell nothing, by what is read on them.

use std::collections::BTreeMap;

/// What was read on a group of pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// The brand, as it is compared; `None` where none was read with confidence.
    pub brand: Option<String>,
    /// What a label must carry, each with whether it was read here: brand, class and type,
    /// alcohol, net contents, name and address, health warning.
    pub mandatory: [bool; 6],
}

impl Seen {
    fn is_complete(&self) -> bool {
        self.mandatory.iter().all(|read| *read)
    }

    /// Whether one has something that the other lacks, each way.
    fn completes(&self, other: &Self) -> bool {
        let has_more = |a: &Self, b: &Self| {
            a.mandatory.iter().zip(&b.mandatory).any(|(mine, theirs)| *mine && !*theirs)
        };
        has_more(self, other) && has_more(other, self)
    }
}

/// Pairs of groups that are one application: just these two show the brand, and each has what
/// the other lacks. A third picture of the brand makes it a guess, and guesses are left to a
/// person.
#[must_use]
pub fn by_content(seen: &[Seen]) -> Vec<(usize, usize)> {
    let mut brands: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, seen) in seen.iter().enumerate().filter(|(_, seen)| !seen.is_complete()) {
        if let Some(brand) = seen.brand.as_deref() {
            brands.entry(brand).or_default().push(index);
        }
    }
    let pairs = brands.into_values().filter_map(|members| match members.as_slice() {
        [one, other] if seen[*one].completes(&seen[*other]) => Some((*one, *other)),
        _ => None,
    });
    pairs.collect()
}
