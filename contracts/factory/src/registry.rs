//! Which vaults were made here.
//!
//! | slot | content |
//! |---|---|
//! | 0 | how many |
//! | keccak(vault, 1) | the implementation that a vault runs |
//! | keccak(index, 2) | the vault of an index |

use alloy_primitives::{Address, B256, U256};
use kit::Revert;
use kit::abi::IFactory::IndexOutOfRange;
use kit::abi::IProgram;
use kit::dispatch::revert;
use kit::storage::{entry, load, slot, store};

const COUNT: B256 = slot(0);
const IMPLEMENTATIONS: B256 = slot(1);
const VAULTS: B256 = slot(2);

pub(crate) fn count() -> U256 {
    load(&COUNT).into()
}

pub(crate) fn implementation_of(vault: Address) -> Address {
    Address::from_word(load(&entry(&IMPLEMENTATIONS, &vault.into_word())))
}

pub(crate) fn vault_at(index: U256) -> Result<Address, Revert> {
    let count = count();
    if index < count {
        Ok(Address::from_word(load(&entry(&VAULTS, &index.into()))))
    } else {
        Err(revert(IndexOutOfRange { index, count }))
    }
}

/// Appends a vault that is not in it: no address can be created twice.
pub(crate) fn add(vault: Address, implementation: Address) -> Result<(), Revert> {
    let index = count();
    let next = index.checked_add(U256::ONE).ok_or_else(|| revert(IProgram::MathOverflow {}))?;
    store(&COUNT, &next.into());
    store(&entry(&IMPLEMENTATIONS, &vault.into_word()), &implementation.into_word());
    store(&entry(&VAULTS, &index.into()), &vault.into_word());
    Ok(())
}
