//! Who has paid before a flow began.
//!
//! A room that takes the assets of a deposit itself, and leaves the pricing to another room, notes who paid in transient
//! storage of the vault; the other room then takes nothing from its caller, and counts the payer as the one who ordered.
//!
//! 1. The note is written when exactly what the flow takes has arrived, right before the delegation, and ended right after.
//! 2. In between nobody else acts: until the flow has its lock it asks others by static calls only.

use alloy_primitives::{Address, B256};

use crate::codec::word;
use crate::transient;

/// No word of the lock's: those are addresses of tokens, and other repeated bytes.
const PAYER: B256 = B256::repeat_byte(0xfd);

/// Notes that `payer` has paid what the flow that follows will take.
pub fn note(payer: Address) {
    transient::write(&PAYER, &word::of_address(payer).into());
}

/// Ends the note.
pub fn end() {
    transient::write(&PAYER, &B256::ZERO);
}

/// Who has paid already; the zero address when the flow takes what it needs from its caller.
#[must_use]
pub fn payer() -> Address {
    word::address(&transient::read(&PAYER).0)
}
