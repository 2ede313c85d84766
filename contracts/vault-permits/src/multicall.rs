//! Several calls in one.
//!
//! Each is delegated to the core in turn, so it finds the same caller, storage and lock as if it had been sent alone, and
//! value goes with none of them. Each is a frame of its own, with a storage cache of its own: this frame has read nothing
//! that they can change, and writes nothing.

use alloy_primitives::Bytes;
use kit::{Revert, call, lock};

use crate::Vault;

impl Vault {
    /// The answers in order; the first refusal ends all, unchanged.
    pub(crate) fn multicall(&self, calls: &[Bytes]) -> Result<Vec<Bytes>, Revert> {
        lock::check_free()?;
        let core = self.suite()?.implementation;
        let mut results = Vec::with_capacity(calls.len());
        for data in calls {
            results.push(call::delegate(&self.vm, core, data)?.into());
        }
        Ok(results)
    }
}
