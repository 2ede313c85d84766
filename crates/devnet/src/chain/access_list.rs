//! `eth_createAccessList`: what a transaction would touch, so that it can say so in advance.
//!
//! What was touched is read from the journal, not from opcodes, so that the slots of Stylus programs are in it too.

use std::collections::{BTreeMap, BTreeSet};

use alloy_eips::eip2930::{AccessList, AccessListItem, AccessListResult};
use alloy_primitives::{Address, B256, TxKind, U256};
use revm::state::EvmState;

use super::Chain;
use super::call::{CallSpec, Prepared, output};
use super::error::ChainError;
use crate::evm::{ARBOS_STATE, precompiles};

/// A list changes what is warm, and by that what a program does; it is repeated until nothing changes, at most so often.
const ROUNDS: usize = 8;

impl Chain {
    /// The accounts and slots that `spec` touches, and the gas it uses with them listed.
    ///
    /// # Errors
    /// [`ChainError`] if the call could not be made; one that fails is answered with its list and its error.
    pub(crate) fn access_list(&self, spec: CallSpec) -> Result<AccessListResult, ChainError> {
        let mut call = self.prepare(spec)?;
        for _ in 1..ROUNDS {
            let outcome = self.try_call(&call)?;
            let list = self.touched(&call, &outcome.state);
            if list == call.tx.access_list {
                break;
            }
            list_in(&mut call, list);
        }
        let outcome = self.try_call(&call)?;
        Ok(AccessListResult {
            access_list: call.tx.access_list,
            gas_used: U256::from(outcome.result.tx_gas_used()),
            error: output(outcome).err().map(|error| error.to_string()),
        })
    }

    /// What the transaction looked at, without what is warm anyway.
    fn touched(&self, call: &Prepared, state: &EvmState) -> AccessList {
        let sender = call.tx.caller;
        let target = match call.tx.kind {
            TxKind::Call(to) => to,
            TxKind::Create => sender.create(call.tx.nonce),
        };
        let warm = |address: &Address| {
            *address == sender
                || *address == target
                || *address == call.context.evm.beneficiary
                || is_ethereum_precompile(address)
                || precompiles::addresses().any(|known| known == *address)
        };
        let mut seen: BTreeMap<Address, BTreeSet<B256>> = BTreeMap::new();
        for (address, account) in state {
            // ArbOS' records are read around the access list, and a destroyed account has no slots to warm.
            if *address == ARBOS_STATE || (warm(address) && account.storage.is_empty()) {
                continue;
            }
            let slots = account.storage.keys();
            let slots = slots.map(|slot| B256::from(slot.to_be_bytes::<32>()));
            seen.entry(*address).or_default().extend(slots);
        }
        let items = seen.into_iter().map(|(address, slots)| AccessListItem {
            address,
            storage_keys: slots.into_iter().collect(),
        });
        AccessList(items.collect())
    }
}

/// Whether Ethereum itself has a precompile at `address`.
fn is_ethereum_precompile(address: &Address) -> bool {
    let number = U256::from_be_slice(address.as_slice());
    (U256::ONE..=U256::from(0x11)).contains(&number) || number == U256::from(0x100)
}

/// Puts `list` into the transaction, which must then be of a type that has one.
fn list_in(call: &mut Prepared, list: AccessList) {
    call.tx.access_list = list;
    if call.tx.tx_type == 0 {
        call.tx.tx_type = 1;
    }
}
