//! Checks the pictures of a US alcohol beverage label against 27 CFR parts 4, 5, 7 and 16 and
//! against what its applicant declared, and shows why: the words it read, where they stand
//! on the picture, the paragraph of the regulation, what to change.
//!
//! It is one binary that needs nothing but its own machine: no network, no server beside it,
//! unless a vision model is configured.
//! [`cli`] starts it, as a command or as a service.
//!
//! # The life of a verification
//!
//! ```text
//! upload ─▶ intake ─▶ ocr ─▶ reading ─▶ rules ─▶ verification ─▶ report
//!          pictures  lines   facts     findings   verdict
//!                      ▲        │
//!                      └────────┘ read again, elsewhere or otherwise, what is still missing
//! ```
//!
//! 1. A form arrives at [`http::api::verify`] (or files at [`cli::verify`]). Size and kind are
//!    settled while it arrives; [`app::Admission`] says when its turn is, or that there is
//!    none.
//! 2. [`intake::decode`] trusts nothing of it and gives upright [`intake::Picture`]s.
//! 3. [`verification::Plan`] reads them: one quick look with the engines of [`ocr`], then
//!    further passes only where something mandatory is missing or in doubt, until nothing is
//!    open, nothing is left to try, or the deadline is near.
//! 4. [`reading::read`] turns the lines into facts, each read, unreadable or absent, and each
//!    with its evidence. Together with what was declared they are one [`label::Label`].
//! 5. [`rules::judge`] puts the label to every rule of [`rules::catalog`]; each finding is met,
//!    violated, unclear or not applicable. [`rules::verdict`] draws the sum.
//! 6. [`verification::Verifier`] makes the [`verification::Report`] of it, as JSON or, by
//!    [`verification::plain`], in words.
//! 7. Where it is asked for, [`verification::keep`] makes a [`artifacts::Draft`] of all this and
//!    [`artifacts::Archive`] keeps it: on this machine's disk before the answer, in its store
//!    soon after, found by the index in [`db`].
//!
//! Whoever hangs up stops the reading of their own label; whoever comes when the house is
//! full is told when to come again.
//!
//! # The life of a job
//!
//! 1. [`http::api::verifications`] looks at the pictures, puts them into the store as uploads
//!    of the job, and enqueues it, with the answer to its idempotency key, in one transaction.
//! 2. A [`jobs::Runner`], in `serve` or in `work` on another machine, claims it by lease and
//!    fencing token, and renews that while [`verification::VerifyLabel`] does it.
//! 3. The end is written with its result and its line of history, by whoever holds the last
//!    claim; the uploads go. An attempt that fails is tried again by its class of error; a job
//!    whose process dies is tried again in one of its own.
//!
//! # What the verdict rests on
//!
//! What cannot be read is not missing, and what is missing is not different: a poor picture
//! makes a rule unclear and the verdict [`rules::Verdict::NeedsReview`], never
//! [`rules::Verdict::NonCompliant`]. Absence is a violation only where all panels are there and
//! were well read. Every number of the law is decimal.
//!
//! # The rooms
//!
//! | room | |
//! |---|---|
//! | [`label`] | the vocabulary: what was seen and where, what was declared; types only |
//! | [`rules`] | 27 CFR as pure functions over a label |
//! | [`lists`] | the regulation's own tables: grapes, appellations, States, designations |
//! | [`intake`] | uploads to pictures |
//! | [`ocr`] | pictures to words and lines: Tesseract, PP-OCR, the pool they run on, and a vision model behind Ollama |
//! | [`reading`] | lines to facts |
//! | [`verification`] | the use case: reading plan, verdict, report |
//! | [`artifacts`] | what was checked, kept: found again, proved, erased |
//! | [`batches`] | hundreds of applications at once: manifests, grouping, progress, results |
//! | [`webhooks`] | telling others what is done, signed |
//! | [`jobs`] | durable work: claims, attempts, crashes; knows no job in particular |
//! | [`db`] | the index of what is kept, and the queue, in SQLite or PostgreSQL |
//! | [`app`] | every long-lived part, built once; names the engines chosen |
//! | [`http`] | version 1 of the contract: routes, errors, limits |
//! | [`model_status`] | how far a vision model's download is, from a file another process writes |
//! | [`models`] | brings a vision model to this machine, from a bucket or through Ollama, and to a bucket |
//! | [`cli`] | one file per subcommand: `serve`, `work`, `verify`, `jobs`, `rules`, `doctor`, `config`, `eval`, `artifacts`, … |
//! | [`samples`] | labels of our own making, with their truth, lawful or with one defect |
//! | [`config`], [`clock`], [`telemetry`] | leaves: settings, time, log, numbers and traces |
//!
//! Imports point from `cli` towards `label`; `tests/it/tidy.rs` holds the rooms to it. To add a
//! rule, write one file in its room of [`rules`] and one line in [`rules::catalog`]; to add an
//! engine, teach [`verification::Plan`] to use it: everything else knows only
//! [`verification::PanelReader`].

pub mod app;
pub mod artifacts;
pub mod batches;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod http;
pub mod intake;
pub mod jobs;
pub mod label;
pub mod lists;
pub mod model_status;
pub mod models;
pub mod ocr;
pub mod reading;
pub mod rules;
pub mod samples;
pub mod telemetry;
pub mod verification;
pub mod webhooks;
