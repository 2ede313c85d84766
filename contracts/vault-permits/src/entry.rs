//! Deposits out of what their owner has approved Permit2 for.
//!
//! Anyone may bring the owner's signature: who gets how many shares is signed as the witness, what may be taken is signed as
//! the permission, and the vault is signed as the spender. For everything that asks who ordered a deposit, such as a lot that
//! runs, that is the owner.

use alloy_primitives::{Address, B256, U256, b256};
use kit::abi::IVaultPermits::{depositAssetWithPermit2Call, depositInKindWithPermit2Call};
use kit::abi::IVaultPriced::depositAssetCall;
use kit::codec::{encode_call, word};
use kit::dispatch::Answer;
use kit::vault::EntryInKind;
use kit::{Revert, call, eip712, lock, prepaid};

use crate::Vault;
use crate::permit2::{Signed, Wanted};

/// `InKindDeposit(uint256 shares,address receiver)`
const IN_KIND_TYPE: B256 =
    b256!("318fe3742d7c77cea62fe1682e9c39df7025b71c51576b8ded44a063cb949c5d");
const IN_KIND_WITNESS: &str = "InKindDeposit witness)InKindDeposit(uint256 shares,address receiver)TokenPermissions(address token,uint256 amount)";
/// `AssetDeposit(uint256 minShares,address receiver)`
const ASSET_TYPE: B256 = b256!("12d26388a4e5e274f47295b1777bba4a92c7b5729ac00ffceea968762685f314");
const ASSET_WITNESS: &str = "AssetDeposit witness)AssetDeposit(uint256 minShares,address receiver)TokenPermissions(address token,uint256 amount)";

impl Vault {
    pub(crate) fn deposit_in_kind_with_permit2(
        &mut self,
        call: depositInKindWithPermit2Call,
    ) -> Result<Vec<U256>, Revert> {
        let depositInKindWithPermit2Call {
            shares,
            maxAmounts: maxima,
            receiver,
            owner,
            nonce,
            deadline,
            signature,
        } = call;
        let entry = EntryInKind {
            shares,
            maxima,
            payer: owner,
            receiver,
            deadline,
        };
        let signed = Signed {
            owner,
            nonce,
            deadline,
            witness: witness(IN_KIND_TYPE, shares, receiver),
            witness_type: IN_KIND_WITNESS,
            signature,
        };
        let maxima = &entry.maxima;
        self.enter_in_kind(&entry, |state, assets, amounts| {
            let wanted: Vec<_> = assets
                .iter()
                .zip(maxima)
                .zip(amounts)
                .map(|((asset, maximum), amount)| Wanted {
                    token: asset.token,
                    maximum: *maximum,
                    amount: *amount,
                })
                .collect();
            signed.take(&state.vm, &wanted)
        })
    }

    /// What crosses is taken first, and priced in the room that prices: it finds who has paid.
    pub(crate) fn deposit_asset_with_permit2(&self, call: depositAssetWithPermit2Call) -> Answer {
        let depositAssetWithPermit2Call {
            token,
            amount,
            minShares: min_shares,
            receiver,
            owner,
            nonce,
            deadline,
            signature,
        } = call;
        self.check_deadline(deadline)?;
        lock::take()?;
        self.check_constituent(token)?;
        let signed = Signed {
            owner,
            nonce,
            deadline,
            witness: witness(ASSET_TYPE, min_shares, receiver),
            witness_type: ASSET_WITNESS,
            signature,
        };
        let wanted = Wanted {
            token,
            maximum: amount,
            amount,
        };
        signed.take(&self.vm, &[wanted])?;
        let room = self.suite()?.priced;
        // The room takes the lock itself. Until it has it, it asks others by static calls only.
        lock::release();
        prepaid::note(owner);
        let deposit = depositAssetCall {
            token,
            amount,
            minShares: min_shares,
            receiver,
            deadline,
        };
        let answer = call::delegate(&self.vm, room, &encode_call(&deposit))?;
        prepaid::end();
        Ok(answer)
    }
}

/// Hash of either struct.
fn witness(struct_type: B256, shares: U256, receiver: Address) -> B256 {
    eip712::hash_of(&[struct_type.0, word::of(shares), word::of_address(receiver)])
}

#[cfg(test)]
mod tests {
    use alloy_primitives::keccak256;

    use super::*;

    #[test]
    fn types_are_the_hashes_of_their_words_and_stand_in_the_witness() {
        for (hash, words, witness) in [
            (
                IN_KIND_TYPE,
                "InKindDeposit(uint256 shares,address receiver)",
                IN_KIND_WITNESS,
            ),
            (
                ASSET_TYPE,
                "AssetDeposit(uint256 minShares,address receiver)",
                ASSET_WITNESS,
            ),
        ] {
            assert_eq!(hash, keccak256(words));
            assert!(witness.contains(words));
        }
    }
}
