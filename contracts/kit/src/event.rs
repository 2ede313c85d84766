//! Telling that something happened.

use stylus_sdk::prelude::*;

use crate::VM;
use crate::codec::Log;

/// Emits an event.
pub fn emit<E: Log>(vm: &VM, event: &E) {
    vm.emit_log(&event.encode(), E::TOPICS);
}
