//! Several portfolios in one answer.
//!
//! Each is a call of ours to ourselves with its share of the gas: a vault that spends it, or that fills memory, ends its own call.
//! An encoded struct does not know where it stands, so the answers are put one behind the other as they come.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use kit::abi::ILens::{self, portfolioCall};
use kit::abi::{Portfolio, Trouble, Verdict};
use kit::call::send_static_with_gas;
use kit::codec::{encode_call, encode_result, word};
use kit::dispatch::{Answer, revert};
use kit::{Revert, VM};
use stylus_sdk::prelude::*;

use crate::ask::{RESERVE_GAS, fault};

/// As many as the gas that nodes give to an `eth_call` is enough for.
const LIST_MAX: usize = 16;
/// The longest portfolio: 32 constituents, and a fault for everything that can be asked about each.
const PORTFOLIO_BYTES_MAX: usize = 1 << 17;
const WORD: usize = 32;

/// # Errors
/// `ListTooLong`.
pub(crate) fn portfolios(vm: &VM, vaults: &[Address]) -> Answer {
    check_length(vaults.len())?;
    let mut parts = Vec::with_capacity(vaults.len());
    for (index, vault) in vaults.iter().enumerate() {
        let waiting = vaults.len().saturating_sub(index);
        parts.push(portfolio(vm, *vault, waiting));
    }
    Ok(list(&parts))
}

fn check_length(got: usize) -> Result<(), Revert> {
    if got > LIST_MAX {
        return Err(revert(ILens::ListTooLong {
            got: U256::from(got),
            maximum: U256::from(LIST_MAX),
        }));
    }
    Ok(())
}

/// One portfolio, encoded, for one part in `waiting` of the gas.
fn portfolio(vm: &VM, vault: Address, waiting: usize) -> Vec<u8> {
    let us = vm.contract_address();
    let waiting = u64::try_from(waiting).unwrap_or(u64::MAX);
    let spare = vm.evm_gas_left().saturating_sub(RESERVE_GAS);
    let gas = spare.checked_div(waiting).unwrap_or_default();
    let call = encode_call(&portfolioCall { vault });
    let (data, trouble) = match send_static_with_gas(vm, us, &call, PORTFOLIO_BYTES_MAX, gas) {
        Ok(answer) => match body(&answer) {
            Some(body) => return body.to_vec(),
            None => (answer, Trouble::Unreadable),
        },
        // We refuse nothing, so this is the gas.
        Err(data) => (data, Trouble::Starved),
    };
    let missing = Portfolio {
        vault,
        timestamp: vm.block_timestamp(),
        verdict: Verdict::DecisionMissing,
        faults: vec![fault(
            Address::ZERO,
            us,
            portfolioCall::SELECTOR,
            trouble,
            &data,
        )],
        ..Portfolio::default()
    };
    let encoded = encode_result(&missing);
    body(&encoded).unwrap_or_default().to_vec()
}

/// The struct in the encoding of one result: what comes after its offset. Whole words only, as our own answers are.
fn body(answer: &[u8]) -> Option<&[u8]> {
    let (offset, body) = answer.split_first_chunk::<WORD>()?;
    let is_whole = body.len() % WORD == 0 && !body.is_empty();
    (is_whole && word::number(offset) == U256::from(WORD)).then_some(body)
}

/// The encoding of one result that is an array of encoded structs.
fn list(parts: &[Vec<u8>]) -> Vec<u8> {
    let number = |number: usize| word::of(U256::from(number));
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&number(WORD));
    bytes.extend_from_slice(&number(parts.len()));
    let mut offset = parts.len().saturating_mul(WORD);
    for part in parts {
        bytes.extend_from_slice(&number(offset));
        offset = offset.saturating_add(part.len());
    }
    for part in parts {
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use alloy_sol_types::SolValue;
    use kit::abi::Constituent;

    use super::*;

    fn sample(byte: u8, constituents: usize) -> Portfolio {
        Portfolio {
            vault: Address::repeat_byte(byte),
            name: "A name that is longer than one word of thirty-two bytes".into(),
            symbol: "S".into(),
            constituents: vec![
                Constituent {
                    symbol: "WETH".into(),
                    ..Constituent::default()
                };
                constituents
            ],
            ..Portfolio::default()
        }
    }

    #[test]
    fn list_is_what_solidity_encodes_for_an_array_of_structs() {
        let all = [sample(1, 3), sample(2, 0), sample(3, 32)];
        for count in 0..=all.len() {
            let some = all[..count].to_vec();
            let parts: Vec<_> = some
                .iter()
                .map(|it| body(&it.abi_encode()).unwrap().to_vec())
                .collect();
            assert_eq!(list(&parts), some.abi_encode());
        }
    }

    #[test]
    fn body_refuses_what_is_no_struct() {
        for answer in [vec![], vec![0; 31], vec![0; 32], vec![0; 64]] {
            assert_eq!(body(&answer), None);
        }
        let mut cut = sample(1, 1).abi_encode();
        assert!(body(&cut).is_some());
        cut.pop();
        assert_eq!(body(&cut), None);
    }

    #[test]
    fn check_length_says_how_many_there_may_be() {
        assert_eq!(check_length(16), Ok(()));
        let error = ILens::ListTooLong {
            got: U256::from(17),
            maximum: U256::from(16),
        };
        assert_eq!(check_length(17), Err(revert(error)));
    }
}
