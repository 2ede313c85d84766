//! Compiled modules by code hash and metering version.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use alloy_primitives::B256;
use wasmtime::InstancePre;

use super::host::Host;

/// Enough for every program of a large deployment; the oldest goes first, and is compiled again when called.
const CAPACITY: usize = 512;

/// What a compiled module depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ModuleKey {
    pub(crate) code_hash: B256,
    pub(crate) version: u16,
}

#[derive(Default)]
struct Modules {
    by_key: HashMap<ModuleKey, InstancePre<Host>>,
    order: VecDeque<ModuleKey>,
}

/// Thread-safe cache; two threads may compile the same module, and then either result is kept.
#[derive(Default)]
pub(crate) struct ModuleCache(Mutex<Modules>);

impl ModuleCache {
    pub(crate) fn get(&self, key: &ModuleKey) -> Option<InstancePre<Host>> {
        let modules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        modules.by_key.get(key).cloned()
    }

    pub(crate) fn insert(&self, key: ModuleKey, module: InstancePre<Host>) {
        let mut modules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if modules.by_key.insert(key, module).is_none() {
            modules.order.push_back(key);
        }
        while modules.order.len() > CAPACITY {
            if let Some(oldest) = modules.order.pop_front() {
                modules.by_key.remove(&oldest);
            }
        }
    }
}
