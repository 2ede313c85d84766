//! A room of the vault: what a rebalance would do now, and what trading may still lose.
//!
//! The core of a vault delegates here what it does not answer itself, so that this program reads the storage of the vault.
//! It only ever reads: views that need more than a word or two are kept out of the core, which holds what must be cheap.
//!
//! # Invariants
//! 1. Every entry needs a constitution. At its own address the program has none: there everything is refused.
//! 2. Nothing is written, and no call is made that could write.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod holdings;
mod losses;
mod outlook;

use kit::VM;
use kit::abi::IVaultViews::*;
use kit::dispatch::{Answer, decode, reply, reply_several};
use kit::vault::State;

kit::entrypoint!(answer);
kit::vault_room!();

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram` and `IVault`, and those of the programs it asks.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use IVaultViewsCalls as Call;
    let vault = Vault(State::new(vm));
    let call = decode(calldata)?;
    vault.check_born()?;
    match call {
        Call::previewRebalance(_) => reply::<previewRebalanceCall>(vault.preview_rebalance()),
        Call::prices(_) => reply::<pricesCall>(vault.prices()),
        Call::assets(_) => reply::<assetsCall>(vault.assets()),
        Call::previewDepositInKind(c) => {
            reply::<previewDepositInKindCall>(vault.preview_deposit_in_kind(c.shares))
        }
        Call::previewRedeemInKind(c) => {
            reply::<previewRedeemInKindCall>(vault.preview_redeem_in_kind(c.shares))
        }
        Call::suite(_) => reply::<suiteCall>(vault.suite()),
        Call::lossLimits(_) => reply::<lossLimitsCall>(vault.constitution().map(|c| c.loss_limits)),
        Call::lossRoom(_) => reply_several::<lossRoomCall>(vault.loss_room()),
        Call::lastRebalancedAt(_) => reply::<lastRebalancedAtCall>(Ok(vault.last_rebalanced_at())),
        Call::epoch(_) => reply::<epochCall>(Ok(vault.epoch())),
        Call::balances(_) => reply::<balancesCall>(Ok(vault.balances())),
        Call::assetBalance(c) => reply::<assetBalanceCall>(vault.asset_balance(c.token)),
        Call::owed(c) => reply::<owedCall>(Ok(vault.owed(c.token, c.owner))),
        Call::owedTotal(c) => reply::<owedTotalCall>(Ok(vault.owed_total(c.token))),
    }
}
