//! Where a vault keeps what can change, word by word.
//!
//! | slot | content, high bytes first |
//! |---|---|
//! | 0 | zeros 3, number of the constitution 2, loss budgets: window 5, fuse 5, at 5; last rebalanced at 5, epoch 5, assets 1, flags 1 (bit 0: paused, bit 1: keepers only) |
//! | 1 | shares: performance fee 1 bit, management fee bps 11 bits, accrued at 36 bits, unclaimed 12, all 14 (`supply`) |
//! | 2 | owner |
//! | 3 | pending owner |
//! | keccak(account, 4) | shares of an account: free again at 5, held back 13, all of them 14 |
//! | keccak(spender, keccak(owner, 5)) | allowance |
//! | keccak(owner, 6) | permits used |
//! | keccak(owner, keccak(token, 7)) | what is owed to an owner of a token |
//! | keccak(token, 8) | what is owed of a token in all |
//! | 9 | curator |
//! | 10 | guardian 20, zeros 4, paused until 8 |
//! | 11 | fee manager 20, zeros 8, performance fee bps 2, protocol's part bps 2 |
//! | 12 | high-water mark |
//! | 13 | priced flows: unused 8, level 16, at 8 |
//! | 16 + k | accounted balances of assets 2k + 1 (high half) and 2k (low half), k < 16 |
//! | keccak(selector, 32) | timelock of a setting: zeros 27, abdicated 1, seconds 4 |
//! | keccak(keccak(calldata), 33) | when an operation is executable |
//! | keccak(account, 34) | 1 for a keeper |
//! | 35 | who gets the protocol's part of the fees |
//!
//! What never changes is in the code of the constitution (`kit::policy`), a contract that is created with the vault.
//! Keys are hashed as Solidity hashes the keys of mappings.
//!
//! The layout is part of the interface of every clone ever made, and every room of a vault acts on it: it is never
//! reordered. `contracts/kit/snapshots/vault_storage.txt` is what these words look like, written by the test of this
//! file; a change of it is a change of every vault.

use alloy_primitives::{Address, B256};

use crate::codec::word;
use crate::storage::{entry, slot};

/// Declares the numbered slots, each with its name for the snapshot.
macro_rules! slots {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: B256 = slot($number);)*

        /// Every slot that is one word: its name and its number.
        #[cfg(test)]
        const SLOTS: &[(&str, u8)] = &[$((stringify!($name), $number)),*];
    };
}

slots! {
    /// The word that every flow reads.
    HOT = 0;
    /// How many shares there are.
    SUPPLY = 1;
    /// Who may pause and seed.
    OWNER = 2;
    /// Who was offered the ownership.
    PENDING_OWNER = 3;
    /// Map from account to shares.
    SHARES = 4;
    /// Map from owner to a map from spender to what it may still spend.
    ALLOWANCES = 5;
    /// Map from owner to how many permits were used.
    NONCES = 6;
    /// Map from token to a map from owner to what is owed.
    CLAIMS = 7;
    /// Map from token to the sum of its claims.
    CLAIM_SUMS = 8;
    /// Who may submit settings.
    CURATOR = 9;
    /// Who may reduce risk, and until when the vault is paused.
    GUARD = 10;
    /// Who gets the fees, and how large they are.
    FEES = 11;
    /// The price per share above which a performance fee is due.
    MARK = 12;
    /// Priced flows of the day.
    FLOW_BUCKET = 13;
    /// Map from selector to how long its operations wait.
    TIMELOCKS = 32;
    /// Map from the hash of calldata to when it is executable.
    OPERATIONS = 33;
    /// Map from account to whether it is a keeper.
    KEEPERS = 34;
    /// Who gets the protocol's part of the fees.
    PROTOCOL = 35;
}

/// The first of the words that hold two balances each.
const BALANCES: u8 = 16;

/// Where balances are, a pair at a time.
pub(super) fn pair_keys() -> impl Iterator<Item = B256> {
    (BALANCES..).map(slot)
}

/// Where the shares of an account are.
pub(super) fn shares_key(account: Address) -> B256 {
    entry(&SHARES, &word::of_address(account).into())
}

/// Where an allowance is.
pub(super) fn allowance_key(owner: Address, spender: Address) -> B256 {
    entry(
        &entry(&ALLOWANCES, &word::of_address(owner).into()),
        &word::of_address(spender).into(),
    )
}

/// Where the number of permits that an owner used up is.
pub(super) fn nonce_key(owner: Address) -> B256 {
    entry(&NONCES, &word::of_address(owner).into())
}

/// Where a claim is.
pub(super) fn claim_key(token: Address, owner: Address) -> B256 {
    entry(
        &entry(&CLAIMS, &word::of_address(token).into()),
        &word::of_address(owner).into(),
    )
}

/// Where the sum of the claims of a token is.
pub(super) fn claim_sum_key(token: Address) -> B256 {
    entry(&CLAIM_SUMS, &word::of_address(token).into())
}

/// Where the timelock of a setting is; its selector is padded as Solidity pads a `bytes4`.
pub(super) fn timelock_key(selector: [u8; 4]) -> B256 {
    let mut word = B256::ZERO;
    if let Some(high) = word.0.first_chunk_mut() {
        *high = selector;
    }
    entry(&TIMELOCKS, &word)
}

/// Where it is said when an operation is executable.
pub(super) fn operation_key(operation: B256) -> B256 {
    entry(&OPERATIONS, &operation)
}

/// Where it is said whether an account is a keeper.
pub(super) fn keeper_key(account: Address) -> B256 {
    entry(&KEEPERS, &word::of_address(account).into())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use alloy_primitives::{U256, hex};
    use rebalance_math::portfolio::LossLevels;
    use rebalance_math::{Amount, MAX_ASSETS};

    use super::super::balances::joined;
    use super::super::fees;
    use super::super::holding::Holding;
    use super::super::hot::Hot;
    use super::super::roles::{Guard, Timelock};
    use super::super::supply::Supply;
    use super::*;
    use crate::abi::Fees;

    const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/vault_storage.txt");

    /// Every slot, and how many words it takes.
    fn ranges() -> Vec<(&'static str, u8, u8)> {
        let one = SLOTS.iter().map(|(name, number)| (*name, *number, 1));
        let pairs = u8::try_from(MAX_ASSETS.div_ceil(2)).unwrap();
        one.chain([("BALANCES", BALANCES, pairs)]).collect()
    }

    /// What the words of one vault look like, as the code that writes them makes them.
    fn rendered() -> String {
        let mut text = String::from(
            "# Storage of a vault. Written by `KEEL_SNAPSHOTS=write cargo test -p kit`; never reordered.\n\n",
        );
        for (name, number, words) in ranges() {
            writeln!(text, "slot {number:>2}, words {words:>2}: {name}").unwrap();
        }
        let hot = Hot {
            constitution: 0xcccc,
            levels: LossLevels {
                window: 0x0102,
                fuse: 0x0304,
                at: 0x0506,
            },
            last_rebalanced_at: 0x01_0203_0405,
            epoch: 0x0a_0b0c_0d0e,
            asset_count: 32,
            is_paused: true,
            keepers_only: true,
        };
        let supply = Supply::default()
            .minted(U256::from(0x0102))
            .with_fee(U256::from(0x0506))
            .with_rates(0x01f4, true, 0x0102_0304);
        let fees = Fees {
            managementBps: 0,
            performanceBps: 0x0102,
            protocolBps: 0x0304,
            manager: Address::repeat_byte(0xaa),
            protocol: Address::ZERO,
        };
        let guard = Guard {
            guardian: Address::repeat_byte(0xdd),
            paused_until: 0x01_0203_0405,
        };
        let timelock = Timelock {
            is_abdicated: true,
            seconds: 0x0102_0304,
        };
        let (owner, spender) = (Address::repeat_byte(0xaa), Address::repeat_byte(0xbb));
        let holding = Holding {
            balance: U256::from(0x0102),
            locked: U256::from(0x0304),
            until: 0x0506,
        };
        let pair = joined(Amount::new(U256::from(1)), Amount::new(U256::from(2)));
        for (what, word) in [
            (
                "constitution cccc, loss window at 0102 and fuse at 0304 since 0506, rebalanced at 0102030405, epoch 0a0b0c0d0e, 32 assets, paused, keepers only",
                hot.to_word(),
            ),
            (
                "0608 shares, 0506 of them unclaimed, 01f4 bps a year accrued until 01020304, and a performance fee",
                supply.to_word(),
            ),
            (
                "manager aa.., 0102 bps of the gain, 0304 bps of the fee to the protocol",
                fees::to_word(&fees),
            ),
            ("guardian dd.., paused until 0102030405", guard.to_word()),
            (
                "an abdicated timelock of 01020304 seconds",
                timelock.to_word(),
            ),
            (
                "key of the timelock of aabbccdd",
                timelock_key([0xaa, 0xbb, 0xcc, 0xdd]),
            ),
            (
                "key of the operation ee..",
                operation_key(B256::repeat_byte(0xee)),
            ),
            ("key of the keeper bb..", keeper_key(spender)),
            ("balances 1 of the even asset and 2 of the odd one", pair),
            (
                "0102 shares, 0304 of them held back until 0506",
                holding.to_word(),
            ),
            ("key of the shares of aa..", shares_key(owner)),
            (
                "key of what bb.. may spend of aa..",
                allowance_key(owner, spender),
            ),
            ("key of the permits used by aa..", nonce_key(owner)),
            (
                "key of what is owed to bb.. of the token aa..",
                claim_key(owner, spender),
            ),
            (
                "key of what is owed of the token aa..",
                claim_sum_key(owner),
            ),
        ] {
            writeln!(text, "\n{what}\n  {}", hex::encode(word)).unwrap();
        }
        text
    }

    #[test]
    fn slots_and_words_are_those_of_the_snapshot() {
        let rendered = rendered();
        if std::env::var("KEEL_SNAPSHOTS").as_deref() == Ok("write") {
            std::fs::write(SNAPSHOT, &rendered).unwrap();
        }
        let committed = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
        assert_eq!(
            rendered, committed,
            "the storage of every vault would change; if that is meant, run this test with KEEL_SNAPSHOTS=write"
        );
    }

    /// By Solidity's rule, hashed by another keccak than the one under test.
    #[test]
    fn keys_of_maps_are_hashed_as_solidity_hashes_them() {
        let account = Address::repeat_byte(0xaa);
        assert_eq!(
            hex::encode(shares_key(account)),
            "e33a36353cdfbeb15ea87d592415c9f9fa566b043dc4b5f31833f39fada62b14"
        );
        assert_eq!(
            hex::encode(allowance_key(account, Address::repeat_byte(0xbb))),
            "4c5e80dd396c392c6d93704d58d10e5222124c5056b7f0e911fb56a87aaf6a55"
        );
        assert_eq!(
            hex::encode(nonce_key(account)),
            "19a44b8feb889cc8f735497c7bf74e08ee471449aa8e5575e9f8a4ae655f90b4"
        );
    }

    #[test]
    fn slots_overlap_nowhere() {
        for (index, (name, start, words)) in ranges().into_iter().enumerate() {
            for (other, begin, more) in ranges().into_iter().take(index) {
                assert!(
                    begin.saturating_add(more) <= start || start.saturating_add(words) <= begin,
                    "{name} and {other}"
                );
            }
        }
    }
}
