//! A counter that knows who made it: small, and still with everything that cargo-stylus treats in a special way.
//!
//! The constructor makes a deployment go through the deployer contract; storage and the event show in a trace; `relay`
//! calls another contract, so that a trace has a frame below its first.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]

extern crate alloc;

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use stylus_sdk::{abi::Bytes, call, prelude::*};

sol! {
    event Counted(address indexed by, uint256 total);

    error Overflow(uint256 total, uint256 step);
}

sol_storage! {
    #[entrypoint]
    pub struct Tally {
        uint256 total;
        address maker;
    }
}

#[derive(SolidityError)]
pub enum Failure {
    Overflow(Overflow),
}

#[public]
impl Tally {
    /// Starts counting at `start`.
    #[constructor]
    #[payable]
    pub fn constructor(&mut self, start: U256) {
        self.total.set(start);
        let maker = self.vm().tx_origin();
        self.maker.set(maker);
    }

    pub fn total(&self) -> U256 {
        self.total.get()
    }

    pub fn maker(&self) -> Address {
        self.maker.get()
    }

    /// Counts `step` further.
    pub fn count(&mut self, step: U256) -> Result<U256, Failure> {
        let total = self.total.get();
        let next = total
            .checked_add(step)
            .ok_or(Failure::Overflow(Overflow { total, step }))?;
        self.total.set(next);
        let by = self.vm().msg_sender();
        self.vm().log(Counted { by, total: next });
        Ok(next)
    }

    /// Sends `data` to `target` and returns what it answers.
    pub fn relay(&mut self, target: Address, data: Bytes) -> Result<Bytes, Vec<u8>> {
        let context = Call::new_mutating(self);
        let answer = call::call(self.vm(), context, target, &data)?;
        Ok(answer.into())
    }
}
