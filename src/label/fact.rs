//! A fact about a label: read, read with doubt, there but illegible, or not there.

use super::Quad;
use serde::{Deserialize, Serialize};

/// Where something was seen and what the letters there say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Index into the panels, in upload order.
    pub panel: usize,
    /// The place, in pixels of the panel as shown.
    pub polygon: Quad,
    /// As read; never corrected towards what was expected.
    pub text: String,
    /// 0 to 1.
    pub confidence: f32,
    /// The engine whose reading this is, by its name in the report.
    pub engine: String,
}

/// How far a reading can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Letters were seen, but another reading is as likely.
    Doubtful,
    /// Good enough to reject a label on.
    Confident,
}

/// A value with the place it was read from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading<T> {
    pub value: T,
    /// The printed words, as read.
    pub text: String,
    /// 0 to 1.
    pub confidence: f32,
    /// At least one place, in reading order.
    pub evidence: Vec<Evidence>,
}

impl<T> Reading<T> {
    /// The same reading of another value.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Reading<U> {
        Reading {
            value: map(self.value),
            text: self.text,
            confidence: self.confidence,
            evidence: self.evidence,
        }
    }

    /// The panel it was first seen on.
    #[must_use]
    pub fn panel(&self) -> Option<usize> {
        self.evidence.first().map(|evidence| evidence.panel)
    }

    /// Whether it was read from words that the other reading holds as well.
    #[must_use]
    pub fn stands_within<U>(&self, other: &Reading<U>) -> bool {
        self.evidence.iter().any(|own| {
            let center = own.polygon.center();
            other.evidence.iter().any(|seen| {
                let (left, top, right, bottom) = seen.polygon.bounds();
                seen.panel == own.panel
                    && (left..=right).contains(&center.x)
                    && (top..=bottom).contains(&center.y)
            })
        })
    }
}

/// Four honest answers to “what does the label say here?”.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// Read with confidence.
    Read(Reading<T>),
    /// Something was read, but its letters are not certain.
    Doubtful(Reading<T>),
    /// There is text that may be it, and it could not be read.
    Unreadable(Vec<Evidence>),
    /// Nothing of the kind was found. Whether that means it is missing depends on
    /// [`super::Completeness`].
    #[default]
    Absent,
}

impl<T> Fact<T> {
    /// The reading, confident or not.
    pub const fn reading(&self) -> Option<&Reading<T>> {
        match self {
            Self::Read(reading) | Self::Doubtful(reading) => Some(reading),
            Self::Unreadable(_) | Self::Absent => None,
        }
    }

    /// The value of a confident reading.
    pub const fn confident(&self) -> Option<&Reading<T>> {
        match self {
            Self::Read(reading) => Some(reading),
            _ => None,
        }
    }

    /// The value, confident or not.
    pub fn value(&self) -> Option<&T> {
        self.reading().map(|reading| &reading.value)
    }

    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// What the report can show of it.
    pub fn evidence(&self) -> &[Evidence] {
        match self {
            Self::Read(reading) | Self::Doubtful(reading) => &reading.evidence,
            Self::Unreadable(evidence) => evidence,
            Self::Absent => &[],
        }
    }
}
