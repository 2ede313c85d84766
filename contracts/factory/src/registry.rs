//! What was born here.
//!
//! | slot | content |
//! |---|---|
//! | 0 | number of vaults |
//! | keccak(vault, 1) | implementation of a vault |
//! | keccak(index, 2) | vault, in order of birth |
//!
//! An entry is written after the vault's own initialisation: that calls tokens, which may create another vault, whose
//! entry is then already there and counted.

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::abi::IFactory;
use kit::codec::word;
use kit::dispatch::{overflow, revert};
use kit::storage::{entry, load, slot, store};
use rebalance_math::MathError;

const COUNT: u8 = 0;
const IMPLEMENTATIONS: u8 = 1;
const VAULTS: u8 = 2;

pub(crate) fn count() -> U256 {
    word::number(&load(&slot(COUNT)).0)
}

pub(crate) fn implementation_of(vault: Address) -> Address {
    word::address(
        &load(&entry(
            &slot(IMPLEMENTATIONS),
            &word::of_address(vault).into(),
        ))
        .0,
    )
}

/// # Errors
/// `IndexOutOfRange`.
pub(crate) fn vault_at(index: U256) -> Result<Address, Revert> {
    let count = count();
    if index >= count {
        return Err(revert(IFactory::IndexOutOfRange { index, count }));
    }
    Ok(word::address(
        &load(&entry(&slot(VAULTS), &word::of(index).into())).0,
    ))
}

pub(crate) fn register(vault: Address, implementation: Address) -> Result<(), Revert> {
    let index = count();
    let count = index
        .checked_add(U256::ONE)
        .ok_or_else(|| overflow(MathError::Overflow))?;
    store(&slot(COUNT), &word::of(count).into());
    store(
        &entry(&slot(VAULTS), &word::of(index).into()),
        &word::of_address(vault).into(),
    );
    store(
        &entry(&slot(IMPLEMENTATIONS), &word::of_address(vault).into()),
        &word::of_address(implementation).into(),
    );
    Ok(())
}
