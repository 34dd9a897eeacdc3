//! The parts of an artifact and where they lie: typed, so that nothing a client says ever
//! becomes a path.

use super::ArtifactId;
use crate::intake::Format;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// One object of an artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartName {
    /// An uploaded file as it came, from 0 in upload order.
    Image(usize, Format),
    /// The words that were read, with their places.
    Text,
    /// The answer the client got.
    Result,
    /// What was kept, when and how it came to be. Written last: an artifact without it is
    /// none.
    Metadata,
    /// Why neither retention nor erasure may take it.
    Pin,
    /// Which other parts were let go before the artifact as a whole.
    Expired,
    /// What is left of an erased one.
    Tombstone,
}

impl PartName {
    /// What the part is served as.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Image(_, Format::Jpeg) => "image/jpeg",
            Self::Image(_, Format::Png) => "image/png",
            Self::Image(_, Format::Tiff) => "image/tiff",
            Self::Image(_, Format::Webp) => "image/webp",
            Self::Text
            | Self::Result
            | Self::Metadata
            | Self::Pin
            | Self::Expired
            | Self::Tombstone => "application/json",
        }
    }
}

impl fmt::Display for PartName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image(0, format) => write!(formatter, "image.{}", format.extension()),
            Self::Image(index, format) => {
                write!(formatter, "image-{}.{}", index + 1, format.extension())
            }
            Self::Text => formatter.write_str("extracted_text.json"),
            Self::Result => formatter.write_str("validation_result.json"),
            Self::Metadata => formatter.write_str("metadata.json"),
            Self::Pin => formatter.write_str("pin.json"),
            Self::Expired => formatter.write_str("expired.json"),
            Self::Tombstone => formatter.write_str("tombstone.json"),
        }
    }
}

/// What was given is no name of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a part of an artifact")]
pub struct NotAPart;

impl FromStr for PartName {
    type Err = NotAPart;

    fn from_str(text: &str) -> Result<Self, NotAPart> {
        let fixed =
            [Self::Text, Self::Result, Self::Metadata, Self::Pin, Self::Expired, Self::Tombstone];
        if let Some(part) = fixed.into_iter().find(|part| part.to_string() == text) {
            return Ok(part);
        }
        let (stem, extension) = text.split_once('.').ok_or(NotAPart)?;
        let format = [Format::Jpeg, Format::Png, Format::Tiff, Format::Webp]
            .into_iter()
            .find(|format| format.extension() == extension)
            .ok_or(NotAPart)?;
        let index = match stem.strip_prefix("image") {
            Some("") => 0,
            Some(number) => {
                let number: usize =
                    number.strip_prefix('-').and_then(|n| n.parse().ok()).ok_or(NotAPart)?;
                number.checked_sub(1).ok_or(NotAPart)?
            }
            None => return Err(NotAPart),
        };
        let part = Self::Image(index, format);
        // `image-1.jpg` and `image-02.jpg` are spellings that we never write.
        if part.to_string() == text { Ok(part) } else { Err(NotAPart) }
    }
}

impl Serialize for PartName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One part of one artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    pub id: ArtifactId,
    pub part: PartName,
}

impl Key {
    /// `2026/03/25/{id}/image.jpg`; in a bucket `artifacts/` stands before it.
    #[must_use]
    pub fn path(self) -> String {
        format!("{}/{}", folder(self.id), self.part)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path())
    }
}

/// `2026/03/25/{id}`.
#[must_use]
pub fn folder(id: ArtifactId) -> String {
    format!("{}/{id}", id.day().format("%Y/%m/%d"))
}

/// The artifact and part of a path as [`Key::path`] writes it; `None` for anything else.
#[must_use]
pub fn parse_path(path: &str) -> Option<Key> {
    let mut parts = path.rsplitn(3, '/');
    let part = parts.next()?.parse().ok()?;
    let id = parts.next()?.parse().ok()?;
    let key = Key { id, part };
    (key.path() == path).then_some(key)
}

/// The SHA-256 of something, written `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Checksum([u8; 32]);

impl Checksum {
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The digits alone.
    #[must_use]
    pub fn hex(&self) -> String {
        use std::fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl From<[u8; 32]> for Checksum {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl From<Sha256> for Checksum {
    fn from(hasher: Sha256) -> Self {
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "sha256:{}", self.hex())
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// What was given is no SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a SHA-256")]
pub struct NotAChecksum;

impl FromStr for Checksum {
    type Err = NotAChecksum;

    fn from_str(text: &str) -> Result<Self, NotAChecksum> {
        let digits = text.strip_prefix("sha256:").ok_or(NotAChecksum)?.as_bytes();
        let mut bytes = [0; 32];
        if digits.len() != 64 {
            return Err(NotAChecksum);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotAChecksum)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAChecksum)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Checksum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Checksum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "019a0000-0000-7000-8000-000000000001";

    #[test]
    fn every_part_has_one_name_that_is_read_back() {
        let cases = [
            (PartName::Image(0, Format::Jpeg), "image.jpg"),
            (PartName::Image(1, Format::Png), "image-2.png"),
            (PartName::Image(19, Format::Webp), "image-20.webp"),
            (PartName::Image(0, Format::Tiff), "image.tif"),
            (PartName::Text, "extracted_text.json"),
            (PartName::Result, "validation_result.json"),
            (PartName::Metadata, "metadata.json"),
            (PartName::Pin, "pin.json"),
            (PartName::Expired, "expired.json"),
            (PartName::Tombstone, "tombstone.json"),
        ];
        for (part, name) in cases {
            assert_eq!(part.to_string(), name);
            assert_eq!(name.parse(), Ok(part));
        }
        for name in ["", "image", "image-0.jpg", "image-1.jpg", "image-02.jpg", "image.gif", "x"] {
            assert_eq!(name.parse::<PartName>(), Err(NotAPart), "{name}");
        }
    }

    #[test]
    fn a_path_follows_from_the_key_and_leads_back_to_it_alone() {
        let key = Key { id: ID.parse().unwrap(), part: PartName::Metadata };
        let path = key.path();
        assert_eq!(path, format!("2025/10/20/{ID}/metadata.json"));
        assert_eq!(parse_path(&path), Some(key));
        let strange = [
            format!("2025/10/21/{ID}/metadata.json"),
            format!("x/2025/10/20/{ID}/metadata.json"),
            format!("2025/10/20/{ID}/../{ID}/metadata.json"),
            format!("2025/10/20/{ID}/other.json"),
            "metadata.json".to_owned(),
        ];
        for path in strange {
            assert_eq!(parse_path(&path), None, "{path}");
        }
    }

    #[test]
    fn a_checksum_is_read_as_it_is_written() {
        let checksum = Checksum::of(b"abc");
        let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(checksum.to_string(), text);
        assert_eq!(text.parse(), Ok(checksum));
        for bad in ["", "sha256:", &text[7..], &text[..70], &text.replace("ad", "zz")] {
            assert_eq!(bad.parse::<Checksum>(), Err(NotAChecksum), "{bad}");
        }
    }
}
