//! Who has which role, how long its operations wait, and which are pending.

use alloy_primitives::{Address, B256, U256};

use super::State;
use super::layout;
use crate::codec::word;
use crate::storage::{load, store};

/// The guardian, and the pause that it or the owner began last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Who may reduce risk, and nothing else.
    pub guardian: Address,
    /// When the last pause ends by itself.
    pub paused_until: u64,
}

impl Guard {
    fn from_word(word: B256) -> Self {
        let [guardian @ .., _, _, _, _, t0, t1, t2, t3, t4, t5, t6, t7] = word.0;
        Self {
            guardian: Address::new(guardian),
            paused_until: u64::from_be_bytes([t0, t1, t2, t3, t4, t5, t6, t7]),
        }
    }

    pub(super) fn to_word(self) -> B256 {
        let mut word = B256::ZERO;
        if let Some(high) = word.0.first_chunk_mut() {
            *high = self.guardian.into_array();
        }
        if let Some(low) = word.0.last_chunk_mut() {
            *low = self.paused_until.to_be_bytes();
        }
        word
    }
}

/// How long the operations on a setting wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timelock {
    /// Whether the setting can never be used again.
    pub is_abdicated: bool,
    /// Zero when it was never set.
    pub seconds: u32,
}

impl Timelock {
    fn from_word(word: B256) -> Self {
        let [.., is_abdicated, s0, s1, s2, s3] = word.0;
        Self {
            is_abdicated: is_abdicated != 0,
            seconds: u32::from_be_bytes([s0, s1, s2, s3]),
        }
    }

    pub(super) fn to_word(self) -> B256 {
        let [s0, s1, s2, s3] = self.seconds.to_be_bytes();
        let mut word = B256::ZERO;
        if let Some(low) = word.0.last_chunk_mut() {
            *low = [u8::from(self.is_abdicated), s0, s1, s2, s3];
        }
        word
    }
}

impl State {
    /// Who may submit settings.
    #[must_use]
    pub fn curator(&self) -> Address {
        word::address(&load(&layout::CURATOR).0)
    }

    /// Writes the curator.
    pub fn set_curator(&mut self, curator: Address) {
        store(&layout::CURATOR, &word::of_address(curator).into());
    }

    /// The guardian and the last pause.
    #[must_use]
    pub fn guard(&self) -> Guard {
        Guard::from_word(load(&layout::GUARD))
    }

    /// Writes the guardian and the last pause.
    pub fn set_guard(&mut self, guard: Guard) {
        store(&layout::GUARD, &guard.to_word());
    }

    /// How long operations on a setting wait.
    #[must_use]
    pub fn timelock(&self, selector: [u8; 4]) -> Timelock {
        Timelock::from_word(load(&layout::timelock_key(selector)))
    }

    /// Writes how long operations on a setting wait.
    pub fn set_timelock(&mut self, selector: [u8; 4], timelock: Timelock) {
        store(&layout::timelock_key(selector), &timelock.to_word());
    }

    /// When an operation, named by the hash of its calldata, is executable; zero when it is not pending.
    #[must_use]
    pub fn operation(&self, operation: B256) -> U256 {
        word::number(&load(&layout::operation_key(operation)).0)
    }

    /// Writes when an operation is executable.
    pub fn set_operation(&mut self, operation: B256, executable_at: U256) {
        store(
            &layout::operation_key(operation),
            &word::of(executable_at).into(),
        );
    }

    /// Whether an account is a keeper.
    #[must_use]
    pub fn is_keeper(&self, account: Address) -> bool {
        !load(&layout::keeper_key(account)).is_zero()
    }

    /// Writes whether an account is a keeper.
    pub fn set_keeper(&mut self, account: Address, is_keeper: bool) {
        store(
            &layout::keeper_key(account),
            &B256::with_last_byte(u8::from(is_keeper)),
        );
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn prop_from_word_inverts_to_word(guardian: [u8; 20], paused_until: u64, is_abdicated: bool, seconds: u32) {
            let guard = Guard { guardian: guardian.into(), paused_until };
            prop_assert_eq!(Guard::from_word(guard.to_word()), guard);
            let timelock = Timelock { is_abdicated, seconds };
            prop_assert_eq!(Timelock::from_word(timelock.to_word()), timelock);
        }
    }
}
