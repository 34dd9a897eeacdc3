//! Counts the looks at words, tokens and letters, so that tests can hold the grammars to a
//! time linear in the text without a clock. Outside tests it is nothing.

#[cfg(test)]
pub use counted::{of, step};

#[cfg(not(test))]
pub const fn step() {}

#[cfg(test)]
mod counted {
    use std::cell::Cell;

    thread_local! {
        static TAKEN: Cell<u64> = const { Cell::new(0) };
    }

    pub fn step() {
        TAKEN.set(TAKEN.get() + 1);
    }

    /// The steps that some work takes.
    pub fn of(work: impl FnOnce()) -> u64 {
        TAKEN.set(0);
        work();
        TAKEN.get()
    }
}
