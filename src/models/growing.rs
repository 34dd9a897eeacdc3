//! A file that is read while it is still being written.

use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How much of a file is there, shared between who writes and who reads.
#[derive(Debug, Clone, Default)]
pub(super) struct Growth(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug, Default)]
struct State {
    written: u64,
    end: Option<End>,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Whole,
    Broken,
}

impl Growth {
    /// So many bytes are there.
    pub(super) fn grown_to(&self, bytes: u64) {
        self.change(|state| state.written = bytes);
    }

    /// No more will come: all is there.
    pub(super) fn whole(&self) {
        self.change(|state| state.end = Some(End::Whole));
    }

    /// No more will come, and not all is there.
    pub(super) fn broken(&self) {
        self.change(|state| {
            state.end.get_or_insert(End::Broken);
        });
    }

    /// A guard that says so when it is dropped, unless all is there by then.
    pub(super) const fn broken_when_dropped(self) -> GivenUp {
        GivenUp(self)
    }

    pub(super) fn is_whole(&self) -> bool {
        matches!(self.state().end, Some(End::Whole))
    }

    pub(super) fn is_broken(&self) -> bool {
        matches!(self.state().end, Some(End::Broken))
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.0.1.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something after `from`; 0 at the end.
    fn after(&self, from: u64) -> io::Result<u64> {
        let mut state = self.state();
        loop {
            if state.written > from {
                return Ok(state.written - from);
            }
            match state.end {
                Some(End::Whole) => return Ok(0),
                Some(End::Broken) => return Err(io::Error::other("the download was broken off")),
                None => {}
            }
            state = self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Reads such a file from its beginning, waiting for what is not there yet.
#[derive(Debug)]
pub(super) struct GrowingFile {
    file: File,
    read: u64,
    growth: Growth,
}

impl GrowingFile {
    pub(super) const fn new(file: File, growth: Growth) -> Self {
        Self { file, read: 0, growth }
    }
}

impl Read for GrowingFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let there = self.growth.after(self.read)?;
        let most = usize::try_from(there).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.file.read(&mut buffer[..most])?;
        self.read += count as u64;
        Ok(count)
    }
}

/// Says that no more will come when whoever brings it is gone.
#[derive(Debug)]
pub(super) struct GivenUp(Growth);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.broken();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn what_is_not_there_yet_is_waited_for_and_a_break_is_told() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let growth = Growth::default();
        let mut reader = GrowingFile::new(file.reopen().unwrap(), growth.clone());
        let reading = std::thread::spawn(move || {
            let mut all = Vec::new();
            (reader.read_to_end(&mut all).is_ok(), all)
        });
        file.write_all(b"first").unwrap();
        growth.grown_to(5);
        file.write_all(b" second").unwrap();
        growth.grown_to(12);
        growth.whole();
        drop(growth.broken_when_dropped());
        assert_eq!(reading.join().unwrap(), (true, b"first second".to_vec()));

        let growth = Growth::default();
        let mut reader = GrowingFile::new(file.reopen().unwrap(), growth.clone());
        drop(growth.broken_when_dropped());
        assert!(reader.read(&mut [0; 8]).is_err());
    }
}
