//! The running leg: who may call back, what is owed, and who pays.
//!
//! Four words of transient storage. The pool's word is the switch: while it is set a swap is running, and the others
//! mean something only then. It stays set until the leg ends, so a swap inside a swap is refused even after the
//! callback; what is owed is taken out by the first callback, so that a second one finds nothing.

use crate::pool::Side;
use alloy_primitives::{Address, U160, U256};
use kit::transient;

const POOL: U256 = U256::ZERO;
const PAYER: U256 = U256::from_limbs([1, 0, 0, 0]);
const TOKEN: U256 = U256::from_limbs([2, 0, 0, 0]);
const OWED: U256 = U256::from_limbs([3, 0, 0, 0]);
/// In the pool's word, above the address: the second token goes in.
const SIDE_BIT: usize = 160;

/// What the router has to remember while it waits in a pool.
pub(crate) struct Leg {
    pub(crate) pool: Address,
    pub(crate) side: Side,
    pub(crate) payer: Address,
    pub(crate) token: Address,
    pub(crate) owed: U256,
}

/// Whether a leg is running.
pub(crate) fn is_running() -> bool {
    !transient::load(POOL).is_zero()
}

/// Remembers a leg, until [`close`].
pub(crate) fn open(leg: &Leg) {
    let mut pool = word_of(leg.pool);
    pool.set_bit(SIDE_BIT, leg.side == Side::One);
    transient::store(POOL, pool);
    transient::store(PAYER, word_of(leg.payer));
    transient::store(TOKEN, word_of(leg.token));
    transient::store(OWED, leg.owed);
}

/// The running leg, if any. From here on it owes nothing.
pub(crate) fn take_owed() -> Option<Leg> {
    let word = transient::load(POOL);
    if word.is_zero() {
        return None;
    }
    let owed = transient::load(OWED);
    transient::store(OWED, U256::ZERO);
    Some(Leg {
        pool: address_of(word),
        side: if word.bit(SIDE_BIT) {
            Side::One
        } else {
            Side::Zero
        },
        payer: address_of(transient::load(PAYER)),
        token: address_of(transient::load(TOKEN)),
        owed,
    })
}

/// Forgets the leg: without its pool the other words mean nothing, and the next leg overwrites them.
pub(crate) fn close() {
    transient::store(POOL, U256::ZERO);
}

fn word_of(address: Address) -> U256 {
    U256::from(U160::from_be_bytes(address.into_array()))
}

/// The low 160 bits.
fn address_of(word: U256) -> Address {
    Address::from_word(word.into())
}
