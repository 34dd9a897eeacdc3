//! What waiting work was given: it lies in the same store as the artifacts, apart from them,
//! and goes when the work is done.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// One upload. Its name is made of our own id and a number, never of what a client says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UploadKey {
    /// The job, or the batch, that it waits for.
    pub owner: Uuid,
    /// From 0, in the order of the upload.
    pub number: u32,
}

impl UploadKey {
    /// Before all uploads.
    pub const PREFIX: &str = "uploads/";

    /// `uploads/{owner}/0`.
    #[must_use]
    pub fn path(self) -> String {
        format!("{}{}", Self::folder(self.owner), self.number)
    }

    /// `uploads/{owner}/`.
    #[must_use]
    pub fn folder(owner: Uuid) -> String {
        format!("{}{owner}/", Self::PREFIX)
    }

    /// The key of a path as [`Self::path`] writes it; `None` for anything else.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (owner, number) = path.strip_prefix(Self::PREFIX)?.split_once('/')?;
        let key = Self { owner: owner.parse().ok()?, number: number.parse().ok()? };
        (key.path() == path).then_some(key)
    }
}

impl fmt::Display for UploadKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_follows_from_the_key_and_leads_back_to_it_alone() {
        let owner = "019a0000-0000-7000-8000-000000000001";
        let key = UploadKey { owner: owner.parse().unwrap(), number: 12 };
        assert_eq!(key.path(), format!("uploads/{owner}/12"));
        assert_eq!(UploadKey::parse(&key.path()), Some(key));
        for path in ["uploads/x/1", "uploads/", "1", &format!("uploads/{owner}/012")] {
            assert_eq!(UploadKey::parse(path), None, "{path}");
        }
    }
}
