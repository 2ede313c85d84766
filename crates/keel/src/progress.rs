//! Progress lines on standard error, with the time that each step took.

use std::time::Instant;

/// Prints what is being done as it is done; silent when asked to be.
pub(crate) struct Progress {
    start: Instant,
    quiet: bool,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            start: Instant::now(),
            quiet,
        }
    }

    /// One line: seconds since the start, and the step.
    pub(crate) fn step(&self, text: &str) {
        if !self.quiet {
            eprintln!("[{:6.1} s] {text}", self.start.elapsed().as_secs_f64());
        }
    }
}
