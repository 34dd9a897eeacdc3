//! Where requests are kept: each contract as one suite, run against everything that keeps it.

mod archive;
mod doctor;
mod faults;
mod index;
mod operations;
mod place;
mod spool;
mod store;
mod upkeep;
mod versions;
