//! The names of jobs and workers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use uuid::{Uuid, Version};

/// The name of a job: a UUIDv7 of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(Uuid);

/// What was given is no id of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not the id of a job")]
pub struct NotAJobId;

impl JobId {
    /// A fresh one.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    /// # Errors
    /// For a UUID of another version.
    pub fn new(id: Uuid) -> Result<Self, NotAJobId> {
        if id.get_version() == Some(Version::SortRand) { Ok(Self(id)) } else { Err(NotAJobId) }
    }

    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for JobId {
    type Err = NotAJobId;

    /// Takes the one spelling that we write ourselves: lower case, with hyphens.
    fn from_str(text: &str) -> Result<Self, NotAJobId> {
        let id = Self::new(Uuid::try_parse(text).map_err(|_| NotAJobId)?)?;
        if id.to_string() == text { Ok(id) } else { Err(NotAJobId) }
    }
}

impl Serialize for JobId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Uuid::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The name of a process that works, never used twice: `host-1234-0198…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkerId(String);

impl WorkerId {
    #[must_use]
    pub fn fresh() -> Self {
        Self(format!("{}-{}", std::process::id(), Uuid::now_v7()))
    }

    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_spelling_of_a_version_seven_id_is_taken() {
        let good = "0198f5a0-1234-7abc-8def-0123456789ab";
        assert_eq!(good.parse::<JobId>().unwrap().to_string(), good);
        for bad in ["", "..", &good.to_uppercase(), "0198f5a0-1234-4abc-8def-0123456789ab"] {
            assert_eq!(bad.parse::<JobId>(), Err(NotAJobId), "{bad}");
        }
        assert_ne!(WorkerId::fresh(), WorkerId::fresh());
    }
}
