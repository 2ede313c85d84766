//! One word for the whole state, so that a test can say "nothing else changed".

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256};

use super::State;

impl State {
    /// Digest over every account's balance, nonce, code and storage.
    ///
    /// Of the accounts in `except`, balance and nonce are left out (a refused transaction still costs its sender both);
    /// their code and storage count like everyone's. It is the Merkle root of the state without what is left out, so it
    /// costs a few hashes per account in `except`, however many others there are.
    pub(crate) fn digest(&self, except: &BTreeSet<Address>) -> B256 {
        self.commitment.root_without_balances(&self.world, except)
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::U256;
    use revm::state::Bytecode;

    use super::*;

    fn state() -> State {
        let mut state = State::default();
        state.set_balance(Address::repeat_byte(1), U256::from(7));
        state.set_code(
            Address::repeat_byte(2),
            Bytecode::new_legacy(vec![0x00].into()),
        );
        state.set_slot(Address::repeat_byte(2), U256::from(3), U256::from(4));
        state
    }

    #[test]
    fn digest_changes_with_balance_nonce_code_and_storage() {
        let base = state().digest(&BTreeSet::new());
        let edits: [fn(&mut State); 4] = [
            |state| state.set_balance(Address::repeat_byte(1), U256::from(8)),
            |state| state.set_nonce(Address::repeat_byte(1), 1),
            |state| {
                state.set_code(
                    Address::repeat_byte(2),
                    Bytecode::new_legacy(vec![0x01].into()),
                )
            },
            |state| state.set_slot(Address::repeat_byte(2), U256::from(3), U256::from(5)),
        ];
        for edit in edits {
            let mut changed = state();
            edit(&mut changed);
            assert_ne!(changed.digest(&BTreeSet::new()), base);
        }
    }

    #[test]
    fn digest_ignores_only_balance_and_nonce_of_excepted_accounts() {
        let except = [1, 2, 3].map(Address::repeat_byte).into();
        let base = state().digest(&except);
        let mut paid = state();
        paid.set_balance(Address::repeat_byte(1), U256::ZERO);
        paid.set_nonce(Address::repeat_byte(2), 9);
        paid.set_balance(Address::repeat_byte(3), U256::from(1));
        assert_eq!(paid.digest(&except), base);
        let mut written = state();
        written.set_slot(Address::repeat_byte(2), U256::from(3), U256::from(5));
        assert_ne!(written.digest(&except), base);
    }

    #[test]
    fn digest_of_nothing_excepted_is_the_state_root() {
        assert_eq!(state().digest(&BTreeSet::new()), state().root());
    }

    #[test]
    fn digest_leaves_the_state_as_it_is() {
        let state = state();
        let root = state.root();
        state.digest(&[1, 2].map(Address::repeat_byte).into());
        assert_eq!(state.root(), root);
    }
}
