//! The vision model: what it is asked, what is believed of it, and what its failures cost.

mod engine;
mod fetch;
mod service;
