//! The Merkle tries of the world: one of accounts, one of storage per account, updated by what changed.

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_trie::{EMPTY_ROOT_HASH, TrieAccount};

use super::trie::Trie;
use super::world::{Account, Map, Slots, Touched, World};

/// Tries that mirror a [`World`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Commitment {
    accounts: Trie,
    // Only accounts that have storage.
    storage: Map<Address, Trie>,
}

impl Commitment {
    /// Brings the tries in step with `world`, which differs from them in `touched` at most.
    pub(crate) fn update(&mut self, world: &World, touched: &[Touched]) {
        for Touched { address, slots } in touched {
            let key = keccak256(address);
            let Some(account) = world.account(*address) else {
                self.accounts.remove(key);
                self.storage.remove(address);
                continue;
            };
            self.update_storage(*address, account, slots);
            let leaf = self.trie_account(*address, account);
            self.accounts.insert(key, alloy_rlp::encode(leaf).into());
        }
    }

    /// Root of the accounts' trie.
    pub(crate) fn root(&self) -> B256 {
        self.accounts.root()
    }

    /// The root if the accounts in `except` had neither balance nor nonce; one that would be empty then does not count.
    pub(crate) fn root_without_balances(&self, world: &World, except: &BTreeSet<Address>) -> B256 {
        let mut accounts = self.accounts.clone();
        for address in except {
            let key = keccak256(address);
            let Some(account) = world.account(*address) else {
                continue;
            };
            if account.info.is_empty_code_hash() && account.storage.is_empty() {
                accounts.remove(key);
                continue;
            }
            let leaf = TrieAccount::new(
                0,
                U256::ZERO,
                self.storage_root(*address),
                account.info.code_hash,
            );
            accounts.insert(key, alloy_rlp::encode(leaf).into());
        }
        accounts.root()
    }

    /// Root of the storage of `address`.
    pub(crate) fn storage_root(&self, address: Address) -> B256 {
        self.storage
            .get(&address)
            .map_or(EMPTY_ROOT_HASH, Trie::root)
    }

    /// Nodes from the state root towards `address`.
    pub(crate) fn account_proof(&self, address: Address) -> Vec<Bytes> {
        self.accounts.proof(keccak256(address))
    }

    /// Nodes from the storage root of `address` towards `slot`.
    pub(crate) fn storage_proof(&self, address: Address, slot: U256) -> Vec<Bytes> {
        self.storage
            .get(&address)
            .map(|trie| trie.proof(slot_key(slot)))
            .unwrap_or_default()
    }

    fn update_storage(&mut self, address: Address, account: &Account, slots: &Slots) {
        if account.storage.is_empty() {
            self.storage.remove(&address);
            return;
        }
        match slots {
            Slots::All => {
                let mut trie = Trie::default();
                for (slot, value) in &account.storage {
                    trie.insert(slot_key(*slot), alloy_rlp::encode(value).into());
                }
                self.storage.insert(address, trie);
            }
            Slots::These(slots) if slots.is_empty() => {}
            Slots::These(slots) => {
                let trie = self.storage.entry(address).or_default();
                for slot in slots {
                    match account.storage.get(slot) {
                        Some(value) => {
                            trie.insert(slot_key(*slot), alloy_rlp::encode(value).into())
                        }
                        None => trie.remove(slot_key(*slot)),
                    }
                }
            }
        }
    }

    fn trie_account(&self, address: Address, account: &Account) -> TrieAccount {
        TrieAccount::new(
            account.info.nonce,
            account.info.balance,
            self.storage_root(address),
            account.info.code_hash,
        )
    }
}

fn slot_key(slot: U256) -> B256 {
    keccak256(slot.to_be_bytes::<32>())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use alloy_primitives::map::AddressMap;
    use alloy_primitives::{KECCAK256_EMPTY, hex};
    use alloy_trie::root::{state_root_unhashed, storage_root_unhashed};
    use proptest::prelude::*;
    use revm::state::{
        Account as EvmAccount, AccountInfo, Bytecode, EvmState, EvmStorageSlot, TransactionId,
    };

    use crate::state::State;

    use super::*;

    #[derive(Clone, Debug)]
    struct Change {
        account: u8,
        balance: u8,
        nonce: u8,
        code: Option<u8>,
        slots: Vec<(u8, u8)>,
        fate: Fate,
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Fate {
        Kept,
        Created,
        Destroyed,
        Untouched,
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Plain {
        balance: U256,
        nonce: u64,
        code: Vec<u8>,
        storage: HashMap<U256, U256>,
    }

    fn change() -> impl Strategy<Value = Change> {
        let fate = prop_oneof![
            5 => Just(Fate::Kept),
            1 => Just(Fate::Created),
            1 => Just(Fate::Destroyed),
            1 => Just(Fate::Untouched),
        ];
        (
            0_u8..6,
            0_u8..3,
            0_u8..3,
            proptest::option::of(1_u8..4),
            proptest::collection::vec((0_u8..5, 0_u8..3), 0..4),
            fate,
        )
            .prop_map(|(account, balance, nonce, code, slots, fate)| Change {
                account,
                balance,
                nonce,
                code,
                slots,
                fate,
            })
    }

    fn address(index: u8) -> Address {
        Address::repeat_byte(index.wrapping_mul(37).wrapping_add(1))
    }

    // The model follows the words of the yellow paper and EIP-161, slot by slot.
    fn apply_to_model(model: &mut HashMap<Address, Plain>, change: &Change) {
        let address = address(change.account);
        if change.fate == Fate::Untouched {
            return;
        }
        let empty = change.balance == 0 && change.nonce == 0 && change.code.is_none();
        if change.fate == Fate::Destroyed || empty {
            model.remove(&address);
            return;
        }
        let account = model.entry(address).or_default();
        account.balance = U256::from(change.balance);
        account.nonce = u64::from(change.nonce);
        account.code = change.code.map(|byte| vec![byte; 3]).unwrap_or_default();
        if change.fate == Fate::Created {
            account.storage.clear();
        }
        for (slot, value) in &change.slots {
            account
                .storage
                .insert(U256::from(*slot), U256::from(*value));
        }
        account.storage.retain(|_, value| !value.is_zero());
    }

    fn to_evm(world: &World, change: &Change) -> EvmState {
        let code = change
            .code
            .map(|byte| Bytecode::new_legacy(vec![byte; 3].into()));
        let info = AccountInfo {
            balance: U256::from(change.balance),
            nonce: u64::from(change.nonce),
            code_hash: code.as_ref().map_or(KECCAK256_EMPTY, Bytecode::hash_slow),
            code,
            ..AccountInfo::default()
        };
        let mut account = EvmAccount::default().with_info(info);
        if change.fate != Fate::Untouched {
            account.mark_touch();
        }
        match change.fate {
            Fate::Created => account.mark_created(),
            Fate::Destroyed => account.mark_selfdestruct(),
            Fate::Kept | Fate::Untouched => {}
        }
        for (slot, value) in &change.slots {
            let slot = U256::from(*slot);
            let before = match change.fate {
                Fate::Created => U256::ZERO,
                _ => world.slot(address(change.account), slot),
            };
            let value =
                EvmStorageSlot::new_changed(before, U256::from(*value), TransactionId::ZERO);
            account.storage.insert(slot, value);
        }
        let mut state: EvmState = AddressMap::default();
        state.insert(address(change.account), account);
        state
    }

    fn model_root(model: &HashMap<Address, Plain>) -> B256 {
        state_root_unhashed(model.iter().map(|(address, account)| {
            let storage = account
                .storage
                .iter()
                .map(|(slot, value)| (B256::from(slot.to_be_bytes::<32>()), *value));
            let leaf = TrieAccount::new(
                account.nonce,
                account.balance,
                storage_root_unhashed(storage),
                keccak256(&account.code),
            );
            (*address, leaf)
        }))
    }

    proptest! {
        #[test]
        fn prop_state_equals_a_plain_map_and_its_root_is_the_one_built_from_scratch(
            changes in proptest::collection::vec(change(), 1..60),
        ) {
            let mut state = State::default();
            let mut model: HashMap<Address, Plain> = HashMap::new();
            for change in &changes {
                state.commit(to_evm(state.world(), change));
                apply_to_model(&mut model, change);
                prop_assert_eq!(state.root(), model_root(&model));
            }
            let seen: HashMap<Address, Plain> = state
                .world()
                .accounts()
                .map(|(address, account)| {
                    let plain = Plain {
                        balance: account.info.balance,
                        nonce: account.info.nonce,
                        code: account.info.code.clone().unwrap_or_default().original_bytes().to_vec(),
                        storage: account.storage.iter().map(|(slot, value)| (*slot, *value)).collect(),
                    };
                    (*address, plain)
                })
                .collect();
            prop_assert_eq!(seen, model);
        }

        #[test]
        fn prop_a_clone_is_not_changed_by_what_happens_later(
            before in proptest::collection::vec(change(), 1..20),
            after in proptest::collection::vec(change(), 1..20),
        ) {
            let mut state = State::default();
            for change in &before {
                state.commit(to_evm(state.world(), change));
            }
            let kept = state.clone();
            let root = kept.root();
            for change in &after {
                state.commit(to_evm(state.world(), change));
            }
            prop_assert_eq!(kept.root(), root);
            prop_assert_eq!(kept.digest(&BTreeSet::new()), {
                let mut again = State::default();
                for change in &before {
                    again.commit(to_evm(again.world(), change));
                }
                again.digest(&BTreeSet::new())
            });
        }
    }

    #[test]
    fn root_of_one_funded_account_is_a_hand_assembled_leaf() {
        // keccak(rlp([compact(keccak(address)), rlp([nonce, balance, empty root, empty code hash])])), put together here
        // byte by byte so that no trie code takes part in the expectation.
        let address = Address::repeat_byte(0x11);
        let mut state = State::default();
        state.set_balance(address, U256::from(1));
        let mut account = vec![0xf8, 0x44, 0x80, 0x01, 0xa0];
        account.extend(hex!(
            "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"
        ));
        account.push(0xa0);
        account.extend(KECCAK256_EMPTY);
        let mut leaf = vec![0xf8, 0x6a, 0xa1, 0x20];
        leaf.extend(keccak256(address));
        leaf.extend([0xb8, 0x46]);
        leaf.extend(&account);
        assert_eq!(state.root(), keccak256(leaf));
    }
}
