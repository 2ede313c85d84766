//! Questions whose answers may be anything, or may never come.
//!
//! 1. A question is a static call with bounded gas: at most what its kind is worth, and at most half of what is left above a
//!    reserve, so that there always is enough to answer with.
//! 2. At most as many bytes of an answer are copied as its kind may have, whatever its length.
//! 3. Whatever has no answer is noted, with who was asked for what, and how that ended.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use kit::abi::{Fault, Trouble};
use kit::call::{ANSWER_BYTES_MAX, send_static_with_gas};
use kit::codec::{Abi, Fields, decode_result, encode_call};
use kit::{Revert, VM};
use stylus_sdk::prelude::*;

/// Kept back for putting the answers together and for sending them.
pub(crate) const RESERVE_GAS: u64 = 400_000;

/// The longest data of a fault.
const FAULT_BYTES_MAX: usize = 256;

/// Whom a question goes to, what it is about, and what it is worth.
#[derive(Clone, Copy)]
pub(crate) struct Source {
    /// The constituent that it is about; zero for the vault as a whole.
    token: Address,
    asked: Address,
    gas: u64,
    bytes: usize,
}

impl Source {
    /// Something that a vault knows itself.
    pub(crate) const fn vault(vault: Address) -> Self {
        Self {
            token: Address::ZERO,
            asked: vault,
            gas: 1_000_000,
            bytes: ANSWER_BYTES_MAX,
        }
    }

    /// Something that a vault has to ask its oracle and its engine for.
    pub(crate) const fn vault_at_prices(vault: Address) -> Self {
        Self {
            gas: 4_000_000,
            ..Self::vault(vault)
        }
    }

    /// Something that a vault knows about one of its tokens.
    pub(crate) const fn vault_about(vault: Address, token: Address) -> Self {
        Self {
            token,
            ..Self::vault(vault)
        }
    }

    /// A constituent's own contract.
    pub(crate) const fn token(token: Address) -> Self {
        Self {
            token,
            asked: token,
            gas: 200_000,
            bytes: FAULT_BYTES_MAX,
        }
    }

    /// The oracle, about all feeds or about the sequencer.
    pub(crate) const fn oracle(oracle: Address) -> Self {
        Self::vault_at_prices(oracle)
    }

    /// The oracle, about the feed of one token.
    pub(crate) const fn oracle_about(oracle: Address, token: Address) -> Self {
        Self {
            token,
            asked: oracle,
            gas: 500_000,
            bytes: FAULT_BYTES_MAX,
        }
    }
}

/// Where among the faults it says why an answer is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing(usize);

/// An answer, or where it says why there is none.
pub(crate) type Told<T> = Result<T, Missing>;

/// Someone who asks, and what was asked in vain.
pub(crate) struct Asker {
    pub(crate) vm: VM,
    pub(crate) faults: Vec<Fault>,
}

impl Asker {
    pub(crate) const fn new(vm: VM) -> Self {
        Self {
            vm,
            faults: Vec::new(),
        }
    }

    /// Asks.
    pub(crate) fn ask<C: SolCall<Return: Abi> + Fields>(
        &mut self,
        source: Source,
        call: &C,
    ) -> Told<C::Return> {
        self.ask_for(source, call, |_| true)
    }

    /// Asks for something that `is_plausible`: anything else is no answer.
    pub(crate) fn ask_for<C: SolCall<Return: Abi> + Fields>(
        &mut self,
        source: Source,
        call: &C,
        is_plausible: impl FnOnce(&C::Return) -> bool,
    ) -> Told<C::Return> {
        let answer = self.ask_raw(source, C::SELECTOR, &encode_call(call))?;
        let value = decode_result(&answer).filter(is_plausible);
        self.readable(source, C::SELECTOR, &answer, value)
    }

    /// Asks; what is not answered is zero or empty in the result, and among the faults.
    pub(crate) fn look<C: SolCall<Return: Abi + Default> + Fields>(
        &mut self,
        source: Source,
        call: &C,
    ) -> C::Return {
        self.ask(source, call).unwrap_or_default()
    }

    /// Asks with bytes.
    #[inline(never)]
    pub(crate) fn ask_raw(
        &mut self,
        source: Source,
        selector: [u8; 4],
        calldata: &[u8],
    ) -> Told<Vec<u8>> {
        let spare = self.vm.evm_gas_left().saturating_sub(RESERVE_GAS);
        let gas = source.gas.min(spare.wrapping_shr(1));
        let answer = send_static_with_gas(&self.vm, source.asked, calldata, source.bytes, gas);
        let has_code = |asker: &Self| asker.vm.code_size(source.asked) != 0;
        match answer {
            Ok(data) if data.is_empty() && !has_code(self) => {
                Err(self.note(source, selector, Trouble::WithoutCode, &data))
            }
            Ok(data) => Ok(data),
            // Whoever asks others in turn may blame them for the gas that it did not have: no reason can be believed.
            Err(data) if gas < source.gas => {
                Err(self.note(source, selector, Trouble::Starved, &data))
            }
            Err(data) => Err(self.note(source, selector, Trouble::Reverted, &data)),
        }
    }

    /// What was read in an answer, if anything.
    pub(crate) fn readable<T>(
        &mut self,
        source: Source,
        selector: [u8; 4],
        answer: &[u8],
        value: Option<T>,
    ) -> Told<T> {
        match value {
            Some(value) => Ok(value),
            None => Err(self.note(source, selector, Trouble::Unreadable, answer)),
        }
    }

    /// The fault that a missing answer left.
    pub(crate) fn fault(&self, missing: Missing) -> Fault {
        self.faults.get(missing.0).cloned().unwrap_or_default()
    }

    /// Forgets the faults since there were `count`: another way to the same facts is taken.
    pub(crate) fn forgive(&mut self, count: usize) {
        self.faults.truncate(count);
    }

    #[inline(never)]
    fn note(
        &mut self,
        source: Source,
        selector: [u8; 4],
        trouble: Trouble,
        data: &[u8],
    ) -> Missing {
        let missing = Missing(self.faults.len());
        self.faults
            .push(fault(source.token, source.asked, selector, trouble, data));
        missing
    }
}

/// A fault with the beginning of its data.
pub(crate) fn fault(
    token: Address,
    asked: Address,
    selector: [u8; 4],
    trouble: Trouble,
    data: &[u8],
) -> Fault {
    let shown: Revert = data.iter().copied().take(FAULT_BYTES_MAX).collect();
    Fault {
        token,
        asked,
        selector: selector.into(),
        trouble,
        data: Bytes::from(shown),
    }
}

#[cfg(test)]
impl Missing {
    /// The fault at a place.
    pub(crate) const fn at(index: usize) -> Self {
        Self(index)
    }
}
