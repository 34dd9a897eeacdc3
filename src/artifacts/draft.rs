//! What is to be kept of one verification, before it has its place in the chain.

use super::{Checksum, Link, Metadata, PartInfo, PartName};
use bytes::Bytes;

/// The parts and all that is known of them.
#[derive(Debug, Clone)]
pub struct Draft {
    /// `parts` follow from `bodies`; the chain is the spool's to fill.
    pub metadata: Metadata,
    pub bodies: Vec<Body>,
}

/// The bytes of one part.
#[derive(Debug, Clone)]
pub struct Body {
    pub name: PartName,
    pub bytes: Bytes,
    /// The client's name for a picture, cleaned.
    pub file: Option<String>,
    /// The panels a picture shows.
    pub panels: Vec<usize>,
}

impl Body {
    /// A part that is no picture.
    #[must_use]
    pub fn new(name: PartName, bytes: impl Into<Bytes>) -> Self {
        Self { name, bytes: bytes.into(), file: None, panels: Vec::new() }
    }

    fn info(&self) -> PartInfo {
        PartInfo {
            name: self.name,
            size_bytes: self.bytes.len() as u64,
            sha256: Checksum::of(&self.bytes),
            content_type: self.name.content_type().to_owned(),
            file: self.file.clone(),
            panels: self.panels.clone(),
        }
    }
}

impl Draft {
    /// The metadata with its list of parts and its place in the chain.
    #[must_use]
    pub fn finish(self, chain: Link) -> (Metadata, Vec<Bytes>) {
        let parts = self.bodies.iter().map(Body::info).collect();
        let bytes = self.bodies.into_iter().map(|body| body.bytes).collect();
        (Metadata { parts, chain, ..self.metadata }, bytes)
    }
}
