//! Who gets the fees of a vault, how large they are, and the price per share that a performance fee is counted from.

use alloy_primitives::{Address, B256, U256};
use rebalance_math::Price;

use super::State;
use super::layout;
use crate::abi::Fees;
use crate::codec::word;
use crate::storage::{load, store};

impl State {
    /// The fees.
    #[must_use]
    pub fn fees(&self) -> Fees {
        let [manager @ .., _, _, _, _, _, _, _, _, p0, p1, c0, c1] = load(&layout::FEES).0;
        Fees {
            managementBps: self.supply_word().management_bps,
            performanceBps: u16::from_be_bytes([p0, p1]),
            protocolBps: u16::from_be_bytes([c0, c1]),
            manager: Address::new(manager),
            protocol: word::address(&load(&layout::PROTOCOL).0),
        }
    }

    /// Writes the fees but for the management fee's rate, which is in the word of the supply.
    pub fn set_fee_words(&mut self, fees: &Fees) {
        store(&layout::FEES, &fees_word(fees));
        store(&layout::PROTOCOL, &word::of_address(fees.protocol).into());
    }

    /// The price per share above which there is a performance fee; zero when there is none yet.
    #[must_use]
    pub fn mark(&self) -> Price {
        Price::new(word::number(&load(&layout::MARK).0))
    }

    /// Writes the mark.
    pub fn set_mark(&mut self, mark: Price) {
        store(&layout::MARK, &word::of(mark.raw()).into());
    }

    /// Fee shares that nobody has yet.
    #[must_use]
    pub fn unclaimed_fees(&self) -> U256 {
        self.supply_word().unclaimed
    }
}

pub(super) fn fees_word(fees: &Fees) -> B256 {
    let [p0, p1] = fees.performanceBps.to_be_bytes();
    let [c0, c1] = fees.protocolBps.to_be_bytes();
    let mut word = B256::ZERO;
    if let Some(high) = word.0.first_chunk_mut() {
        *high = fees.manager.into_array();
    }
    if let Some(low) = word.0.last_chunk_mut() {
        *low = [p0, p1, c0, c1];
    }
    word
}
