//! Hundreds of applications in one drop: what a manifest declares, which panels belong
//! together, and what came of them all.
//!
//! A batch is rows beside the queue's: each application is one job, and its state is the
//! job's. What stands here knows no database and no HTTP.

mod content;
mod desk;
mod gather;
mod plan;
mod store;
mod view;

pub mod grouping;
pub mod manifest;
pub mod results;

pub use content::Circumstances;
pub use desk::{Desk, DeskError, Granted};
pub use gather::{GatherError, Gathered, Limits, Piece, Received, gather};
pub use plan::{Picture, Plan, Planned, plan};
pub use store::{
    Batch, BatchError, Batches, Detail, ItemDetail, NewBatch, NewItem, Pair, Verified, Which, Work,
};
pub use view::{
    BatchState, BatchView, Counts, ItemError, ItemState, ItemView, Pace, Trouble, Wish,
    verdict_name, verdict_named,
};
