//! Words to facts: what the lines of a label were understood to say.

pub mod warning;
