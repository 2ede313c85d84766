//! `prestateTracer`: the accounts a transaction looked at, as they were before it (and after it, in diff mode).

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U256};
use revm::DatabaseRef;
use revm::state::{Account, AccountInfo, EvmState};
use serde::Serialize;

/// Accounts by address.
type Accounts = BTreeMap<Address, AccountState>;

/// What the answer is to hold.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PrestateOptions {
    /// What changed, instead of what was read.
    pub(crate) diff: bool,
    /// Leave code out.
    pub(crate) no_code: bool,
    /// Leave storage out.
    pub(crate) no_storage: bool,
}

/// What the tracer answers.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Prestate {
    /// Everything that was read, before.
    Before(Accounts),
    /// What changed, before and after.
    Diff { pre: Accounts, post: Accounts },
}

/// What is said about one account; in a diff only what changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct AccountState {
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<U256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Bytes>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    storage: BTreeMap<B256, B256>,
}

/// The trace of a transaction that changed `before` by `changes`.
pub(crate) fn prestate<DB: DatabaseRef>(
    before: &DB,
    changes: &EvmState,
    options: PrestateOptions,
) -> Prestate {
    let PrestateOptions { diff, .. } = options;
    let mut pre = Accounts::new();
    let mut post = Accounts::new();
    for (address, account) in changes {
        let old = before
            .basic_ref(*address)
            .ok()
            .flatten()
            .unwrap_or_default();
        if !diff {
            pre.insert(*address, whole(&old, account));
            continue;
        }
        if let Some((was, is)) = changed(&old, account) {
            pre.insert(*address, was);
            if !account.is_selfdestructed() {
                post.insert(*address, is);
            }
        }
    }
    for account in pre.values_mut().chain(post.values_mut()) {
        account.leave_out(options);
    }
    if diff {
        Prestate::Diff { pre, post }
    } else {
        Prestate::Before(pre)
    }
}

impl AccountState {
    fn leave_out(&mut self, options: PrestateOptions) {
        if options.no_code {
            self.code = None;
        }
        if options.no_storage {
            self.storage.clear();
        }
    }
}

fn whole(old: &AccountInfo, account: &Account) -> AccountState {
    let slots = account.storage.iter();
    AccountState {
        balance: Some(old.balance),
        nonce: (old.nonce > 0).then_some(old.nonce),
        code: code(old),
        storage: slots
            .map(|(slot, value)| (word(*slot), word(value.original_value)))
            .collect(),
    }
}

fn changed(old: &AccountInfo, account: &Account) -> Option<(AccountState, AccountState)> {
    let new = &account.info;
    let slots: Vec<_> = account.changed_storage_slots().collect();
    if old == new && slots.is_empty() {
        return None;
    }
    let nonzero = |value: &U256| !value.is_zero();
    let was = AccountState {
        storage: slots
            .iter()
            .filter(|(_, value)| nonzero(&value.original_value))
            .map(|(slot, value)| (word(**slot), word(value.original_value)))
            .collect(),
        balance: Some(old.balance),
        nonce: (old.nonce > 0).then_some(old.nonce),
        code: code(old),
    };
    let is = AccountState {
        storage: slots
            .iter()
            .filter(|(_, value)| nonzero(&value.present_value))
            .map(|(slot, value)| (word(**slot), word(value.present_value)))
            .collect(),
        balance: (old.balance != new.balance).then_some(new.balance),
        nonce: (old.nonce != new.nonce).then_some(new.nonce),
        code: (old.code_hash != new.code_hash)
            .then(|| code(new))
            .flatten(),
    };
    Some((was, is))
}

fn code(info: &AccountInfo) -> Option<Bytes> {
    let code = info.code.as_ref()?.original_bytes();
    (!code.is_empty()).then_some(code)
}

fn word(value: U256) -> B256 {
    B256::from(value.to_be_bytes::<32>())
}
