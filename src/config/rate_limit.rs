//! How much one client may ask.

use super::Env;
use std::num::NonZeroU32;

#[derive(Debug, Clone)]
pub struct RateLimitConfig {
    /// Verifications a minute for one client address; `None` for no limit. Off by default:
    /// a whole office may sit behind one address, and the queue's own limit already keeps
    /// the machine from drowning.
    pub per_minute: Option<NonZeroU32>,
}

impl RateLimitConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        let per_minute = env.within(
            "RATE_LIMIT_PER_MINUTE",
            "Verifications a minute for one client address; 0 for no limit.",
            0,
            0..=1_000_000,
        );
        Self { per_minute: NonZeroU32::new(per_minute) }
    }
}
