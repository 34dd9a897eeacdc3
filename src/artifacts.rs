//! What was checked, kept: found again, proved, and erased.
//!
//! An artifact is the files of one request: the pictures as uploaded, what was read, the
//! answer, and `metadata.json`. [`Archive`] is the room's one door. What is saved goes to the
//! [`Spool`] before the client is answered and from there to the [`Store`]; the [`Index`]
//! only finds, and can be made anew from the store at any time.
//!
//! ```text
//! save ─▶ spool ─▶ (answered) ─▶ store ─▶ index
//!           └──────── find, read ──┴────────┘ list, count
//! ```
//!
//! What concerns many artifacts, or all of them, is an [`Operation`]: ordered, done behind the
//! scenes by one process at a time, and gone on with after whatever happens.
//!
//! Where an artifact lies follows from its id, and its id from the time of its request.
//! Names that clients give are shown and never become a path.

mod archive;
mod draft;
pub mod export;
mod id;
mod index;
mod kind;
mod metadata;
pub mod migrate;
mod operation;
mod part;
pub mod spool;
pub mod store;
mod text;
mod upload;

pub use archive::{
    Archive, ArchiveError, ArchiveState, Artifact, EraseError, Faults, Flaw, Found, Keeping, Proof,
    Purged, Reindexed, Retention, State,
};
pub use draft::{Body, Draft};
pub use id::{ArtifactId, NotAnId};
pub use index::{
    Count, Filter, Index, IndexError, Page, Record, Sort, Stats, Stretch, Timing, fold,
};
pub use kind::{Kinds, PartKind};
pub use metadata::{
    EngineUsed, ErasedFor, Expired, ExpiredPart, Link, Metadata, PartInfo, Pin, Rules, Tombstone,
    ValidationStatus,
};
pub use operation::{
    Chosen, Deed, Lease, Operation, OperationId, OperationState, Operations, Progress, Tally,
};
pub use part::{Checksum, Key, NotAChecksum, NotAPart, PartName};
pub use spool::Spool;
pub use store::{Store, StoreError};
pub use text::{ExtractedText, PanelText};
pub use upload::UploadKey;
