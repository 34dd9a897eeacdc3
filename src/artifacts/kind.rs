//! The kinds of parts, each of which the settings may keep for a time of its own.

use super::PartName;
use std::fmt;

/// What a part is, for those who decide how long it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    Image,
    Text,
    Result,
}

impl PartKind {
    pub const ALL: [Self; 3] = [Self::Image, Self::Text, Self::Result];

    /// The kind of a part; `None` for the small records, which go with the artifact alone.
    #[must_use]
    pub const fn of(part: PartName) -> Option<Self> {
        match part {
            PartName::Image(..) => Some(Self::Image),
            PartName::Text => Some(Self::Text),
            PartName::Result => Some(Self::Result),
            PartName::Metadata | PartName::Pin | PartName::Expired | PartName::Tombstone => None,
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Image => 1,
            Self::Text => 2,
            Self::Result => 4,
        }
    }
}

impl fmt::Display for PartKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Image => "image",
            Self::Text => "text",
            Self::Result => "result",
        })
    }
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// By the bits that [`Self::bits`] gives; others are none of ours.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 7)
    }

    /// 1 for pictures, 2 for texts, 4 for results.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    #[must_use]
    pub const fn with(self, kind: PartKind) -> Self {
        Self(self.0 | kind.bit())
    }

    #[must_use]
    pub const fn has(self, kind: PartKind) -> bool {
        self.0 & kind.bit() != 0
    }

    /// Every set without that kind.
    pub fn all_without(kind: PartKind) -> impl Iterator<Item = Self> {
        (0..8).map(Self).filter(move |kinds| !kinds.has(kind))
    }
}

impl FromIterator<PartKind> for Kinds {
    fn from_iter<I: IntoIterator<Item = PartKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_else() {
        let kinds = Kinds::default().with(PartKind::Text).with(PartKind::Text);
        let has = PartKind::ALL.map(|kind| kinds.has(kind));
        assert_eq!(has, [false, true, false]);
        assert_eq!(Kinds::from_bits(kinds.bits()), kinds);
        assert_eq!(Kinds::all_without(PartKind::Text).count(), 4);
        assert!(Kinds::all_without(PartKind::Text).all(|kinds| !kinds.has(PartKind::Text)));
    }
}
