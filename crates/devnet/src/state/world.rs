//! Accounts, storage and code in persistent maps, and what a transaction does to them.

use std::convert::Infallible;

use alloy_primitives::map::DefaultHashBuilder;
use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256};
use revm::DatabaseRef;
use revm::state::{Account as EvmAccount, AccountInfo, Bytecode, EvmState};

/// Persistent map with the hasher the rest of the chain uses.
pub(crate) type Map<K, V> =
    imbl::GenericHashMap<K, V, DefaultHashBuilder, imbl::shared_ptr::DefaultSharedPtr>;

/// One account.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// Balance, nonce and code; the code is always present.
    pub(crate) info: AccountInfo,
    /// Slots that are not zero.
    pub(crate) storage: Map<U256, U256>,
}

/// All accounts and all code that was ever deployed.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    accounts: Map<Address, Account>,
    codes: Map<B256, Bytecode>,
}

/// An account that may have changed, for whoever mirrors the world.
#[derive(Debug)]
pub(crate) struct Touched {
    /// Which account.
    pub(crate) address: Address,
    /// Which of its slots.
    pub(crate) slots: Slots,
}

/// Slots that may have changed.
#[derive(Debug)]
pub(crate) enum Slots {
    /// Exactly these.
    These(Vec<U256>),
    /// Any: the storage was replaced.
    All,
}

impl World {
    /// Balance, nonce and code of `address`; an absent account is an empty one.
    pub(crate) fn info(&self, address: Address) -> AccountInfo {
        self.accounts
            .get(&address)
            .map(|account| account.info.clone())
            .unwrap_or_default()
    }

    /// The account at `address`, if it exists.
    pub(crate) fn account(&self, address: Address) -> Option<&Account> {
        self.accounts.get(&address)
    }

    /// Every account, in no particular order.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "tests hold the whole world against a model")
    )]
    pub(crate) fn accounts(&self) -> impl Iterator<Item = (&Address, &Account)> {
        self.accounts.iter()
    }

    /// Value of a storage slot, zero if never set.
    pub(crate) fn slot(&self, address: Address, slot: U256) -> U256 {
        self.accounts
            .get(&address)
            .and_then(|account| account.storage.get(&slot).copied())
            .unwrap_or_default()
    }

    /// Replaces balance, nonce and code, keeping the storage.
    pub(crate) fn set_info(&mut self, address: Address, info: AccountInfo) {
        let info = self.with_code(info);
        self.accounts.entry(address).or_default().info = info;
        self.drop_if_empty(address);
    }

    /// Sets one storage slot.
    pub(crate) fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        let account = self.accounts.entry(address).or_default();
        write_slot(&mut account.storage, slot, value);
        self.drop_if_empty(address);
    }

    /// Forgets every storage slot of `address`.
    pub(crate) fn clear_storage(&mut self, address: Address) {
        if let Some(account) = self.accounts.get_mut(&address) {
            account.storage = Map::default();
        }
        self.drop_if_empty(address);
    }

    /// Applies what a transaction changed and tells which accounts that may concern.
    pub(crate) fn apply(&mut self, changes: EvmState) -> Vec<Touched> {
        changes
            .into_iter()
            .filter(|(_, change)| change.is_touched())
            .map(|(address, change)| Touched {
                address,
                slots: self.apply_account(address, change),
            })
            .collect()
    }

    fn apply_account(&mut self, address: Address, change: EvmAccount) -> Slots {
        // Since Cancun an account is destroyed only in the transaction that created it; an account left empty is
        // removed by EIP-161. Either way nothing of it remains.
        if change.is_selfdestructed() || change.info.is_empty() {
            return match self.accounts.remove(&address) {
                Some(_) => Slots::All,
                None => Slots::These(Vec::new()),
            };
        }
        let created = change.is_created();
        let info = self.with_code(change.info);
        let account = self.accounts.entry(address).or_default();
        account.info = info;
        if created {
            account.storage = Map::default();
        }
        let mut written = Vec::new();
        for (slot, value) in change.storage {
            if created || value.is_changed() {
                write_slot(&mut account.storage, slot, value.present_value);
                written.push(slot);
            }
        }
        if created {
            Slots::All
        } else {
            Slots::These(written)
        }
    }

    /// `info` with its code filled in from, and remembered in, the table of codes.
    fn with_code(&mut self, mut info: AccountInfo) -> AccountInfo {
        if info.code_hash.is_zero() || info.code_hash == KECCAK256_EMPTY {
            info.code_hash = KECCAK256_EMPTY;
            info.code = Some(Bytecode::default());
            return info;
        }
        let known = self.codes.get(&info.code_hash).cloned();
        match (known, info.code.take()) {
            (Some(code), _) => info.code = Some(code),
            (None, Some(code)) => {
                self.codes.insert(info.code_hash, code.clone());
                info.code = Some(code);
            }
            (None, None) => {}
        }
        info.account_id = None;
        info
    }

    fn drop_if_empty(&mut self, address: Address) {
        let empty = self
            .accounts
            .get(&address)
            .is_some_and(|account| account.info.is_empty() && account.storage.is_empty());
        if empty {
            self.accounts.remove(&address);
        }
    }
}

fn write_slot(storage: &mut Map<U256, U256>, slot: U256, value: U256) {
    if value.is_zero() {
        storage.remove(&slot);
    } else {
        storage.insert(slot, value);
    }
}

impl DatabaseRef for World {
    type Error = Infallible;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self
            .accounts
            .get(&address)
            .map(|account| account.info.clone()))
    }

    fn code_by_hash_ref(&self, code_hash: B256) -> Result<Bytecode, Infallible> {
        Ok(self.codes.get(&code_hash).cloned().unwrap_or_default())
    }

    fn storage_ref(&self, address: Address, index: U256) -> Result<U256, Infallible> {
        Ok(self.slot(address, index))
    }

    fn block_hash_ref(&self, _number: u64) -> Result<B256, Infallible> {
        // The world knows no blocks; `chain::view` puts them around it.
        Ok(B256::ZERO)
    }
}
