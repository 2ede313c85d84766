//! A room of the vault: in and out with one asset, at the oracle's prices; the face of ERC-4626.
//!
//! The core of a vault delegates here what it does not answer itself, so that this program acts on the storage and the
//! tokens of the vault, for the caller of the vault. ERC-4626 is the case of the hub; every other constituent has the same
//! two flows under a name of its own.
//!
//! # Invariants
//! 1. Shares are minted as if the portfolio were worth the high end of the oracle's band, and paid as if it were worth the
//!    low end; what crosses pays the error of its feed, a base fee, and for the drift that it adds. So for every true price
//!    within the band nobody who stays is diluted, and no round trip profits, in kind on one side included.
//! 2. Every rounding is for the vault (`quote`).
//! 3. What is minted here neither moves nor exits before its time; nobody can hold back shares that an account has.
//! 4. No more than a part of NAV crosses within a day, and no deposit makes more shares than the cap.
//! 5. Views never revert because of time: `totalAssets` and `convertTo*` use the feeds' last answers, `max*` are zero where
//!    the action would be refused. Only a feed without any answer makes the first ones revert.
//! 6. Accounted balances only: a donation changes nothing. Storage is written back once, at the end.
//!
//! # Trust
//! The oracle's answers within their error, for flows of a bounded size; nobody else. A redemption in kind trusts nobody.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod daily_cap;
mod due;
mod flows;
mod market;
mod maxima;
mod quote;
mod views;

use kit::VM;
use kit::abi::IVaultPriced::*;
use kit::dispatch::{Answer, decode, reply};
use kit::vault::State;
use rebalance_math::HUB;

kit::entrypoint!(answer);
kit::vault_room!();

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram` and `IVault`, and those of the programs it asks.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use IVaultPricedCalls as Call;
    let mut vault = Vault(State::new(vm));
    let call = decode(calldata)?;
    vault.check_born()?;
    match call {
        Call::asset(_) => reply::<assetCall>(vault.hub()),
        Call::totalAssets(_) => reply::<totalAssetsCall>(vault.total_assets()),
        Call::convertToShares(c) => reply::<convertToSharesCall>(vault.convert_to_shares(c.assets)),
        Call::convertToAssets(c) => reply::<convertToAssetsCall>(vault.convert_to_assets(c.shares)),

        Call::maxDeposit(c) => reply::<maxDepositCall>(Ok(vault.max_deposit(c.receiver))),
        Call::previewDeposit(c) => {
            reply::<previewDepositCall>(vault.preview_deposit(HUB, c.assets))
        }
        Call::deposit(c) => reply::<depositCall>(vault.deposit(c.assets, c.receiver)),

        Call::maxMint(c) => reply::<maxMintCall>(Ok(vault.max_mint(c.receiver))),
        Call::previewMint(c) => reply::<previewMintCall>(vault.preview_mint(c.shares)),
        Call::mint(c) => reply::<mintCall>(vault.mint_priced(c.shares, c.receiver)),

        Call::maxWithdraw(c) => reply::<maxWithdrawCall>(Ok(vault.max_withdraw(c.owner))),
        Call::previewWithdraw(c) => reply::<previewWithdrawCall>(vault.preview_withdraw(c.assets)),
        Call::withdraw(c) => reply::<withdrawCall>(vault.withdraw(c.assets, c.receiver, c.owner)),

        Call::maxRedeem(c) => reply::<maxRedeemCall>(Ok(vault.max_redeem(c.owner))),
        Call::previewRedeem(c) => reply::<previewRedeemCall>(vault.preview_redeem(HUB, c.shares)),
        Call::redeem(c) => reply::<redeemCall>(vault.redeem(c.shares, c.receiver, c.owner)),

        Call::previewDepositAsset(c) => reply::<previewDepositAssetCall>(
            vault
                .index_of(c.token)
                .and_then(|index| vault.preview_deposit(index, c.amount)),
        ),
        Call::depositAsset(c) => reply::<depositAssetCall>(vault.deposit_asset(c)),
        Call::previewRedeemAsset(c) => reply::<previewRedeemAssetCall>(
            vault
                .index_of(c.token)
                .and_then(|index| vault.preview_redeem(index, c.shares)),
        ),
        Call::redeemAsset(c) => reply::<redeemAssetCall>(vault.redeem_asset(c)),

        Call::flowRoom(_) => reply::<flowRoomCall>(vault.flow_room()),
    }
}
