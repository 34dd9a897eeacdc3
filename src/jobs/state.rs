//! The states of a job, and which follows which.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

/// Where a job stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for a worker, or for the time of its next attempt.
    Queued,
    Running,
    Succeeded,
    /// Given up, with its reason: the dead letter.
    Failed,
    Cancelled,
}

impl State {
    pub const ALL: [Self; 5] =
        [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Nothing happens to it any more by itself.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    /// Whether a job in this state can be done that to.
    #[must_use]
    pub const fn takes(self, deed: Deed) -> bool {
        match deed {
            Deed::Enqueued => false,
            Deed::Claimed => matches!(self, Self::Queued),
            Deed::Cancelled => matches!(self, Self::Queued | Self::Running),
            Deed::Requeued => matches!(self, Self::Failed),
            Deed::Cancelling
            | Deed::Succeeded
            | Deed::Retrying
            | Deed::Released
            | Deed::Lapsed
            | Deed::Crashed
            | Deed::Failed => matches!(self, Self::Running),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What was given is no name of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a state of a job")]
pub struct NotAState;

impl FromStr for State {
    type Err = NotAState;

    fn from_str(text: &str) -> Result<Self, NotAState> {
        Self::ALL.into_iter().find(|state| state.name() == text).ok_or(NotAState)
    }
}

/// What happens to a job; each writes one line of its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Enqueued,
    Claimed,
    /// Asked to stop while it ran.
    Cancelling,
    Succeeded,
    /// An attempt failed and another will follow.
    Retrying,
    /// Handed back by a worker that was asked to stop.
    Released,
    /// Its worker was not heard of any more.
    Lapsed,
    /// It killed, or hung, a process of its own.
    Crashed,
    /// Given up.
    Failed,
    Cancelled,
    /// Tried again by hand.
    Requeued,
}

impl Deed {
    pub const ALL: [Self; 11] = [
        Self::Enqueued,
        Self::Claimed,
        Self::Cancelling,
        Self::Succeeded,
        Self::Retrying,
        Self::Released,
        Self::Lapsed,
        Self::Crashed,
        Self::Failed,
        Self::Cancelled,
        Self::Requeued,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enqueued => "enqueued",
            Self::Claimed => "claimed",
            Self::Cancelling => "cancelling",
            Self::Succeeded => "succeeded",
            Self::Retrying => "retrying",
            Self::Released => "released",
            Self::Lapsed => "lapsed",
            Self::Crashed => "crashed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Requeued => "requeued",
        }
    }

    /// The deed of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written_and_as_json_has_them() {
        for state in State::ALL {
            assert_eq!(state.name().parse(), Ok(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
        for deed in Deed::ALL {
            assert_eq!(Deed::named(deed.name()), Some(deed));
            assert_eq!(serde_json::to_value(deed).unwrap(), deed.name());
        }
    }

    #[test]
    fn what_is_over_stays_so_and_what_failed_only_a_person_begins_again() {
        for state in State::ALL.into_iter().filter(|state| state.is_over()) {
            let deeds: Vec<_> = Deed::ALL.into_iter().filter(|deed| state.takes(*deed)).collect();
            let expected: &[Deed] = if state == State::Failed { &[Deed::Requeued] } else { &[] };
            assert_eq!(deeds, expected, "{state}");
        }
    }
}
