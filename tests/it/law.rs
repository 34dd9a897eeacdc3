//! The regulation's own wordings, from printed lines to findings.

mod spirits;
mod malt;
