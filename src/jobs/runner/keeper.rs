//! The claims in this process's hands.

use crate::jobs::{Beat, Token};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

#[derive(Debug, Default)]
pub(super) struct Keeper {
    held: Mutex<HashMap<Token, Held>>,
    /// The time of grace is over: what still runs is handed back.
    pub over: CancellationToken,
}

/// What a claim is told while its job runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    /// Its client does not want it any more.
    pub cancelling: CancellationToken,
    /// It is somebody else's.
    pub lost: CancellationToken,
}

impl Keeper {
    pub fn hold(&self, token: Token) -> Held {
        self.lock().entry(token).or_default().clone()
    }

    pub fn let_go(&self, token: Token) {
        self.lock().remove(&token);
    }

    pub fn tokens(&self) -> Vec<Token> {
        self.lock().keys().copied().collect()
    }

    pub fn told(&self, beats: &[(Token, Beat)]) {
        let held = self.lock();
        for (token, beat) in beats {
            let Some(held) = held.get(token) else { continue };
            match beat {
                Beat::Kept => {}
                Beat::Cancelling => held.cancelling.cancel(),
                Beat::Lost => held.lost.cancel(),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Token, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
