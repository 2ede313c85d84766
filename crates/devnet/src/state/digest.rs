//! One word for the whole state, so that a test can say "nothing else changed".

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, Keccak256, U256};

use super::State;

impl State {
    /// Digest over every account's balance, nonce, code and storage.
    ///
    /// Of the accounts in `except`, balance and nonce are left out (a refused transaction still costs its sender both);
    /// their code and storage count like everyone's.
    pub(crate) fn digest(&self, except: &BTreeSet<Address>) -> B256 {
        let mut accounts: Vec<_> = self.world.accounts().collect();
        accounts.sort_unstable_by_key(|(address, _)| **address);
        let mut hasher = Keccak256::new();
        for (address, account) in accounts {
            let counted = !except.contains(address);
            let (balance, nonce) = if counted {
                (account.info.balance, account.info.nonce)
            } else {
                (U256::ZERO, 0)
            };
            let storage_root = self.commitment.storage_root(*address);
            if !counted && account.info.is_empty_code_hash() && account.storage.is_empty() {
                // A plain account in `except` may be born by receiving its first coin.
                continue;
            }
            hasher.update(address);
            hasher.update([u8::from(counted)]);
            hasher.update(balance.to_be_bytes::<32>());
            hasher.update(nonce.to_be_bytes());
            hasher.update(account.info.code_hash);
            hasher.update(storage_root);
        }
        hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
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
}
