//! Durable work: what is to be done, by whom it is being done, and what came of it.
//!
//! A job is a row in our own database. It is enqueued in the transaction that makes it
//! necessary, claimed by one worker at a time, and ends as succeeded, failed or cancelled;
//! what failed for good stays visible with its reason and can be tried again. The room knows
//! no job in particular: what a kind of job does is its [`Handler`].
//!
//! ```text
//!            ┌───────────── retry, release, lapse ─────────────┐
//!            ▼                                                 │
//! enqueue ─▶ queued ─▶ claim ─▶ running ─▶ succeeded           │
//!            │  ▲                  ├─────▶ failed ──┐          │
//!            │  └─ retry by hand ──┼──────◀─────────┤          │
//!            └────▶ cancelled ◀────┘ ──────▶────────┘ (running ┘)
//! ```
//!
//! # Claims
//!
//! A claim holds a lease and a fencing token. Its worker renews the lease by a beat; nobody
//! compares times of day for it: whoever sees the same beat several times in a row
//! ([`Watch`]) says that the claim has lapsed, so that no clock that jumps takes work away
//! or holds it. Every change by a worker names its [`Token`], and takes effect only while that
//! claim is the last one.
//!
//! # Attempts and crashes
//!
//! An attempt that fails is told by its class of error, and [`Policy`] says when the next one
//! comes. A claim that lapses is no attempt: its process died, perhaps by a neighbour. Such a
//! job is tried again in a process of its own, and is given up only when it kills that one.
//!
//! # Order
//!
//! Less priority number first; among equals clients take turns, however many jobs each has.

mod handler;
mod id;
mod idempotency;
mod job;
mod policy;
mod queue;
mod runner;
mod state;
mod watch;

pub use handler::{Done, Handler, Task};
pub use id::{JobId, NotAJobId, WorkerId};
pub use idempotency::{Answer, Answers, Begun, Hold, KeyOf};
pub use job::{Claim, Job, NewJob, Priority, Token};
pub use policy::{Class, Failure, Policy, Retry};
pub use queue::{
    Beat, Cancelled, Count, End, Event, Line, Queue, QueueError, Requeued, Sighting, Standing,
};
pub use runner::{GAVE_UP, Isolate, Lane, Runner, Work};
pub use state::{Deed, State};
pub use watch::Watch;
