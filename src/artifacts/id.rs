//! The name of an artifact, which is the id of the request that made it.

use chrono::{DateTime, NaiveDate, Utc};
use std::fmt;
use std::str::FromStr;
use uuid::{Builder, Uuid, Version};

/// A UUIDv7. Its time is the artifact's, so that ids in order are artifacts in order, and
/// where an artifact lies follows from its id alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArtifactId(Uuid);

/// What was given is no id of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not the id of an artifact")]
pub struct NotAnId;

impl ArtifactId {
    /// # Errors
    /// For a UUID of another version, or of a time beyond the calendar.
    pub fn new(id: Uuid) -> Result<Self, NotAnId> {
        if id.get_version() != Some(Version::SortRand) || time_of(id).is_none() {
            return Err(NotAnId);
        }
        Ok(Self(id))
    }

    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// When the request arrived, to the millisecond.
    #[must_use]
    pub fn time(self) -> DateTime<Utc> {
        // One outside the calendar was refused by `new`.
        time_of(self.0).unwrap_or_default()
    }

    /// The day, UTC, under which the artifact lies.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        self.time().date_naive()
    }

    /// The least id of that millisecond: every artifact of an earlier time has a smaller
    /// one. Times before 1970 count as its beginning.
    #[must_use]
    pub fn floor(time: DateTime<Utc>) -> Self {
        let millis = u64::try_from(time.timestamp_millis()).unwrap_or(0);
        Self(Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid())
    }
}

/// The first 48 bits are milliseconds since 1970.
fn time_of(id: Uuid) -> Option<DateTime<Utc>> {
    let millis = (id.as_u128() >> 80) as i64;
    // Folders have four digits for the year.
    DateTime::from_timestamp_millis(millis)
        .filter(|time| time.date_naive() < NaiveDate::from_ymd_opt(10_000, 1, 1).expect("a date"))
}

impl fmt::Display for ArtifactId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for ArtifactId {
    type Err = NotAnId;

    /// Takes the one spelling that we write ourselves: lower case, with hyphens.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let id = Self::new(Uuid::try_parse(text).map_err(|_| NotAnId)?)?;
        if id.to_string() == text { Ok(id) } else { Err(NotAnId) }
    }
}

impl serde::Serialize for ArtifactId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for ArtifactId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Uuid::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_spelling_of_a_version_seven_id_is_taken() {
        let good = "0198f5a0-1234-7abc-8def-0123456789ab";
        assert_eq!(good.parse::<ArtifactId>().unwrap().to_string(), good);
        let hostile = [
            "",
            "..",
            "../../etc/passwd",
            "0198F5A0-1234-7ABC-8DEF-0123456789AB",
            "0198f5a012347abc8def0123456789ab",
            "{0198f5a0-1234-7abc-8def-0123456789ab}",
            "urn:uuid:0198f5a0-1234-7abc-8def-0123456789ab",
            "0198f5a0-1234-4abc-8def-0123456789ab",
            "0198f5a0-1234-7abc-8def-0123456789ab\0",
            "0198f5a0-1234-7abc-8def-0123456789ab/..",
            // Far beyond the calendar.
            "ffffffff-ffff-7abc-8def-0123456789ab",
        ];
        for text in hostile {
            assert_eq!(text.parse::<ArtifactId>(), Err(NotAnId), "{text:?}");
        }
    }

    #[test]
    fn the_time_is_in_the_id_and_ids_are_in_the_order_of_times() {
        let time: DateTime<Utc> = "2026-03-25T23:59:59.999Z".parse().unwrap();
        let id = ArtifactId::floor(time);
        assert_eq!(id.time(), time);
        assert_eq!(id.day().to_string(), "2026-03-25");
        assert!(ArtifactId::new(id.uuid()).is_ok());
        let next = ArtifactId::floor(time + chrono::TimeDelta::milliseconds(1));
        assert!(id < next && id.to_string() < next.to_string());
        assert_eq!(next.day().to_string(), "2026-03-26");
    }
}
