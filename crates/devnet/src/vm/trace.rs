//! The record of host calls, as `stylusTracer` shows them.

use std::sync::{Arc, Mutex, PoisonError};

/// One completed host call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostCall {
    /// Name of the host function, or `user_entrypoint` / `user_returned` at the ends of a frame.
    pub name: &'static str,
    /// Arguments as fixed-width big-endian values.
    pub args: Vec<u8>,
    /// Results in the same form.
    pub outs: Vec<u8>,
    /// Ink of the frame before the call.
    pub start_ink: u64,
    /// Ink of the frame after it.
    pub end_ink: u64,
    /// How many program frames are below this one.
    pub depth: usize,
}

/// Where the frames of one transaction write their host calls; shared, because a nested frame writes in the middle of
/// its caller's call.
#[derive(Clone, Debug, Default)]
pub(crate) struct TraceSink(Arc<Mutex<Vec<HostCall>>>);

impl TraceSink {
    pub(crate) fn push(&self, call: HostCall) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(call);
    }

    pub(crate) fn take(&self) -> Vec<HostCall> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
