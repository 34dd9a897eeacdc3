//! The regulation's own wordings, from printed lines to findings.

mod malt;
mod spirits;
