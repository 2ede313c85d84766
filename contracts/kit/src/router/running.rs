//! The running leg: who may call back, what is owed, and who pays.
//!
//! Four words of transient storage. The pool's word is the switch: while it is set a swap is running, and the others
//! mean something only then. It stays set until the leg ends, so a swap inside a swap is refused even after the
//! callback; what is owed is taken out by the first callback, so that a second one finds nothing.

use alloy_primitives::{Address, Bytes, U160, U256};

use crate::uniswap_v3::{self, Side};
use crate::{Revert, VM, transient};

const POOL: U256 = U256::ZERO;
const PAYER: U256 = U256::from_limbs([1, 0, 0, 0]);
const TOKEN: U256 = U256::from_limbs([2, 0, 0, 0]);
const OWED: U256 = U256::from_limbs([3, 0, 0, 0]);
/// In the pool's word, above the address: the second token goes in.
const SIDE_BIT: usize = 160;

/// What the router has to remember while it waits in a pool.
pub struct Running {
    /// Who may call back.
    pub pool: Address,
    /// What goes into it.
    pub side: Side,
    /// Who pays.
    pub payer: Address,
    /// What is paid in.
    pub token: Address,
    /// No more than that.
    pub owed: U256,
}

/// Whether a leg is running.
#[must_use]
pub fn is_running() -> bool {
    !transient::load(POOL).is_zero()
}

/// Remembers a leg, until [`close`].
pub fn open(leg: &Running) {
    let mut pool = word_of(leg.pool);
    pool.set_bit(SIDE_BIT, leg.side == Side::One);
    transient::store(POOL, pool);
    transient::store(PAYER, word_of(leg.payer));
    transient::store(TOKEN, word_of(leg.token));
    transient::store(OWED, leg.owed);
}

/// The running leg, if any. From here on it owes nothing.
#[must_use]
pub fn take_owed() -> Option<Running> {
    let word = transient::load(POOL);
    if word.is_zero() {
        return None;
    }
    let owed = transient::load(OWED);
    transient::store(OWED, U256::ZERO);
    Some(Running {
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
pub fn close() {
    transient::store(POOL, U256::ZERO);
}

/// Swaps exactly `amount_in` in a pool of Uniswap V3 for the payer, who is asked for it in the callback; returns what the
/// pool gave.
///
/// # Errors
/// Those of [`uniswap_v3::swap_exact_in`].
pub fn swap(
    vm: &VM,
    pool: Address,
    payer: Address,
    [token_in, token_out]: [Address; 2],
    amount_in: U256,
) -> Result<U256, Revert> {
    let side = Side::of(token_in, token_out);
    open(&Running {
        pool,
        side,
        payer,
        token: token_in,
        owed: amount_in,
    });
    let amount_out = uniswap_v3::swap_exact_in(vm, pool, side, payer, amount_in, Bytes::new())?;
    close();
    Ok(amount_out)
}

fn word_of(address: Address) -> U256 {
    U256::from(U160::from_be_bytes(address.into_array()))
}

/// The low 160 bits.
fn address_of(word: U256) -> Address {
    Address::from_word(word.into())
}
