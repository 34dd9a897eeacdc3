//! The answer to a job that is still to come.

use super::PoolError;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long a job that has begun may overrun its deadline: engines look at the clock between
/// words, and what they have read by then is worth having. Less than what a reading plan keeps
/// back for its facts and rules, or the answer would be late.
const GRACE: Duration = Duration::from_millis(100);

enum News<T> {
    Started,
    Done(Result<T, PoolError>),
}

/// A claim on a job's answer. Dropping it does not stop the job; cancelling its token does.
#[derive(Debug)]
pub struct Ticket<T> {
    news: Receiver<News<T>>,
    deadline: Instant,
}

/// The worker's end of a ticket.
pub(super) struct Answer<T>(Sender<News<T>>);

impl<T> Ticket<T> {
    pub(super) fn new(deadline: Instant) -> (Self, Answer<T>) {
        let (sender, news) = channel();
        (Self { news, deadline }, Answer(sender))
    }

    /// Waits for the answer until the deadline, and a little longer when the job has begun.
    /// Blocks the thread: call it outside of asynchronous code.
    pub fn wait(self) -> Result<T, PoolError> {
        let mut until = self.deadline;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.news.recv_timeout(left) {
                Ok(News::Started) => until = self.deadline + GRACE,
                Ok(News::Done(answer)) => return answer,
                Err(RecvTimeoutError::Timeout) => return Err(PoolError::TimedOut),
                // Its engines could not even be started.
                Err(RecvTimeoutError::Disconnected) => return Err(PoolError::Panicked),
            }
        }
    }
}

impl<T> Answer<T> {
    // In both: nobody waits when the ticket is gone, and that is no failure.
    pub(super) fn started(&self) {
        let _ = self.0.send(News::Started);
    }

    pub(super) fn give(self, answer: Result<T, PoolError>) {
        let _ = self.0.send(News::Done(answer));
    }
}
