//! What `eth_getProof` answers: an account and its slots with the nodes that prove them.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use serde::Serialize;

use super::State;

/// An account with its Merkle proof.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountProof {
    address: Address,
    balance: U256,
    code_hash: B256,
    nonce: U256,
    storage_hash: B256,
    account_proof: Vec<Bytes>,
    storage_proof: Vec<SlotProof>,
}

/// An account as the state trie holds it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrieAccount {
    balance: U256,
    nonce: U64,
    code_hash: B256,
    storage_root: B256,
}

impl AccountProof {
    /// The account that is proven.
    pub(crate) fn account(&self) -> TrieAccount {
        TrieAccount {
            balance: self.balance,
            nonce: U64::from(self.nonce.saturating_to::<u64>()),
            code_hash: self.code_hash,
            storage_root: self.storage_hash,
        }
    }
}

/// A storage slot with its Merkle proof.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SlotProof {
    key: B256,
    value: U256,
    proof: Vec<Bytes>,
}

impl State {
    /// The account at `address` and its `slots`, each with a proof against [`State::root`].
    pub(crate) fn proof(&self, address: Address, slots: &[U256]) -> AccountProof {
        let info = self.world.info(address);
        AccountProof {
            address,
            balance: info.balance,
            code_hash: info.code_hash,
            nonce: U256::from(info.nonce),
            storage_hash: self.commitment.storage_root(address),
            account_proof: self.commitment.account_proof(address),
            storage_proof: slots
                .iter()
                .map(|slot| SlotProof {
                    key: B256::from(slot.to_be_bytes::<32>()),
                    value: self.world.slot(address, *slot),
                    proof: self.commitment.storage_proof(address, *slot),
                })
                .collect(),
        }
    }
}
