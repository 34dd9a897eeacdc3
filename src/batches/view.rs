//! A batch and its applications as clients see them.

use super::grouping::{Stage, Unpaired};
use crate::rules::Verdict;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Nothing of it was begun.
    Queued,
    Running,
    /// What runs is finished, and nothing is begun.
    Paused,
    /// Every application is verified, failed or cancelled.
    Completed,
    Cancelled,
}

impl BatchState {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }

    /// The state that follows from what its client wants and how its applications stand.
    #[must_use]
    pub const fn of(wish: Wish, total: u64, counts: &Counts) -> Self {
        let open = counts.queued + counts.running;
        match wish {
            // What runs is still to stop.
            Wish::Cancel if counts.running == 0 => Self::Cancelled,
            _ if open == 0 => Self::Completed,
            Wish::Pause if counts.running == 0 => Self::Paused,
            _ if counts.queued == total => Self::Queued,
            _ => Self::Running,
        }
    }
}

/// What its client wants of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wish {
    Go,
    Pause,
    Cancel,
}

impl Wish {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Pause => "pause",
            Self::Cancel => "cancel",
        }
    }

    /// The wish of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Go, Self::Pause, Self::Cancel].into_iter().find(|wish| wish.name() == name)
    }
}

/// Where one application of a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    Queued,
    Running,
    Succeeded,
    /// Not verified, for the reason given.
    Failed,
    Cancelled,
}

impl ItemState {
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
}

impl ItemState {
    /// The state of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled];
        all.into_iter().find(|state| state.name() == name)
    }

    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// Applications by state, those that are verified by verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Counts {
    pub queued: u64,
    pub running: u64,
    pub compliant: u64,
    pub non_compliant: u64,
    pub needs_review: u64,
    pub failed: u64,
    pub cancelled: u64,
}

impl Counts {
    /// Counts applications of one state and verdict.
    pub const fn add(&mut self, state: ItemState, verdict: Option<Verdict>, count: u64) {
        let place = match (state, verdict) {
            (ItemState::Queued, _) => &mut self.queued,
            (ItemState::Running, _) => &mut self.running,
            (ItemState::Cancelled, _) => &mut self.cancelled,
            (ItemState::Succeeded, Some(Verdict::Compliant)) => &mut self.compliant,
            (ItemState::Succeeded, Some(Verdict::NonCompliant)) => &mut self.non_compliant,
            (ItemState::Succeeded, Some(Verdict::NeedsReview)) => &mut self.needs_review,
            (ItemState::Failed, _) | (ItemState::Succeeded, None) => &mut self.failed,
        };
        *place += count;
    }
}

/// A verdict as the report spells it.
#[must_use]
pub const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Compliant => "compliant",
        Verdict::NonCompliant => "non_compliant",
        Verdict::NeedsReview => "needs_review",
    }
}

/// The verdict of that name.
#[must_use]
pub fn verdict_named(name: &str) -> Option<Verdict> {
    let all = [Verdict::Compliant, Verdict::NonCompliant, Verdict::NeedsReview];
    all.into_iter().find(|verdict| verdict_name(*verdict) == name)
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BatchView {
    pub id: Uuid,
    pub state: BatchState,
    /// Applications, those that cannot be done included.
    pub total: u64,
    pub counts: Counts,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub completed_at: Option<DateTime<Utc>>,
    /// Applications a minute that were verified lately; `null` before the first.
    pub per_minute: Option<f64>,
    /// From this batch's own pace; `null` where there is none to tell from.
    pub estimated_seconds_remaining: Option<u64>,
    /// Applications whose content was verified before, here or in another batch, and was not
    /// verified again.
    pub verified_before: u64,
    /// What could not be placed: for a person to look at.
    pub unpaired: Vec<Unpaired>,
    /// What else was wrong with what was sent, and stopped nothing.
    pub problems: Vec<Trouble>,
    pub results_url: String,
    pub events_url: String,
}

/// One application of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemView {
    /// From 1, in the order of the manifest, else of the names.
    pub index: u32,
    pub application_id: Option<String>,
    pub state: ItemState,
    pub verdict: Option<Verdict>,
    pub files: Vec<String>,
    /// What its pictures were grouped by, and why.
    pub grouped_by: Stage,
    pub why: String,
    /// `null` where there was nothing to verify.
    pub job_id: Option<Uuid>,
    /// The application of this batch whose content is the same, and whose report this is.
    pub same_as: Option<u32>,
    /// The batch in which the same content was verified before.
    pub same_as_batch: Option<Uuid>,
    pub error: Option<ItemError>,
}

/// Why an application was not verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemError {
    pub code: String,
    pub detail: String,
    /// Where several things are wrong, each with its place: a picture, or row and column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Trouble>,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Trouble {
    /// A file's name, or `row 3, Vintage`.
    pub at: String,
    pub code: String,
    pub detail: String,
}

/// How fast a batch is done, by its own last applications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// How many were done between the first and the last time.
    pub done: u64,
    pub first: DateTime<Utc>,
    pub last: DateTime<Utc>,
}

/// Applications that have to be done before their pace tells anything.
const TELLING: u64 = 3;

impl Pace {
    /// Applications a second. The first one opens the span and does not count in it.
    fn per_second(&self) -> Option<f64> {
        let span = (self.last - self.first).as_seconds_f64();
        (self.done >= TELLING && span > 0.0).then(|| (self.done - 1) as f64 / span)
    }

    #[must_use]
    pub fn per_minute(&self) -> Option<f64> {
        self.per_second().map(|pace| (pace * 600.0).round() / 10.0)
    }

    /// For as many applications as are left, at `now`. Where nothing was done for longer
    /// than the pace promised, the time without counts as well: a batch that stands still
    /// must not promise to be done in a moment.
    #[must_use]
    pub fn remaining(&self, left: u64, now: DateTime<Utc>) -> Option<u64> {
        let each = 1.0 / self.per_second()?;
        let idle = (now - self.last).max(TimeDelta::zero()).as_seconds_f64();
        let span = (self.last - self.first).as_seconds_f64();
        let each = if idle > 2.0 * each { (span + idle) / self.done as f64 } else { each };
        Some((each * left as f64).ceil() as u64)
    }
}

#[cfg(test)]
impl BatchView {
    pub(super) fn example() -> Self {
        Self {
            id: Uuid::nil(),
            state: BatchState::Queued,
            total: 0,
            counts: Counts::default(),
            created_at: DateTime::default(),
            updated_at: DateTime::default(),
            completed_at: None,
            per_minute: None,
            estimated_seconds_remaining: None,
            verified_before: 0,
            unpaired: Vec::new(),
            problems: Vec::new(),
            results_url: String::new(),
            events_url: String::new(),
        }
    }
}

#[cfg(test)]
impl ItemView {
    pub(super) fn example() -> Self {
        Self {
            index: 1,
            application_id: None,
            state: ItemState::Queued,
            verdict: None,
            files: Vec::new(),
            grouped_by: Stage::Alone,
            why: String::new(),
            job_id: None,
            same_as: None,
            same_as_batch: None,
            error: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_s_state_follows_from_its_applications_and_its_client_s_wish() {
        use BatchState::{Cancelled, Completed, Paused, Queued, Running};
        let cases = [
            (Wish::Go, 4, 0, 0, Queued),
            (Wish::Go, 3, 1, 0, Running),
            (Wish::Go, 3, 0, 1, Running),
            (Wish::Go, 0, 0, 4, Completed),
            (Wish::Pause, 3, 1, 0, Running),
            (Wish::Pause, 4, 0, 0, Paused),
            (Wish::Pause, 0, 0, 4, Completed),
            (Wish::Cancel, 0, 1, 3, Running),
            (Wish::Cancel, 0, 0, 4, Cancelled),
        ];
        for (wish, queued, running, failed, expected) in cases {
            let counts = Counts { queued, running, failed, ..Counts::default() };
            assert_eq!(BatchState::of(wish, 4, &counts), expected, "{wish:?} {counts:?}");
        }
    }

    #[test]
    fn the_time_left_is_from_the_batch_s_own_pace_and_standing_still_lengthens_it() {
        let start: DateTime<Utc> = "2026-03-25T12:00:00Z".parse().unwrap();
        let at = |seconds| start + TimeDelta::seconds(seconds);
        let pace = Pace { done: 11, first: at(0), last: at(20) };
        assert_eq!(pace.per_minute(), Some(30.0));
        assert_eq!(pace.remaining(100, at(21)), Some(200));
        assert_eq!(pace.remaining(100, at(130)), Some(1182), "eleven in 130 seconds");
        let early = Pace { done: 2, ..pace };
        assert_eq!((early.per_minute(), early.remaining(9, at(20))), (None, None));
    }
}
