//! Sole custodian and the law: ERC-20 shares of a portfolio that keeps itself at its target weights.
//!
//! The program is the core of a vault: what is called often, and what must never wait for another program. A vault is
//! a minimal proxy of it and of `vault-rebalance` (`kit::proxy`), and both act on its storage and tokens; at its own address
//! it can be neither initialised nor used. What it does not answer it delegates to a room (`rooms`), on the same storage.
//!
//! # Invariants
//! 1. The sum of all share balances, and of the fee shares that nobody has collected yet, is the supply.
//! 2. The vault really holds at least what it accounts for and what it owes, of every asset. A donation is never
//!    accounted for.
//! 3. In and out in kind use the same virtual shares and round for the vault: no sequence of them profits.
//! 4. A redemption in kind needs no oracle, engine or router, works while paused, and no token can stop it.
//! 5. No view shows a mid-state: storage is written back once, after everything else. Until then every frame that we
//!    call reads the state before, and finds every state-changing entry `Locked`.
//!
//! # Trust
//! Of owner, curator and guardian this program knows only what they have set: a pause, keepers, and a constitution, which
//! they change in the admin room, after a timelock. The suite is fixed at birth.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod claims;
mod in_kind;
mod pay;
mod rooms;
mod shares;
mod views;

use kit::VM;
use kit::abi::IVault::*;
use kit::dispatch::{Answer, done, known, reply};
use kit::vault::State;

kit::entrypoint!(answer);
kit::vault_room!();

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram` and `IVault`, and those of the programs it asks.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use IVaultCalls as Call;
    let mut vault = Vault(State::new(vm));
    let Some(call) = known(calldata)? else {
        return rooms::forward(&vault, calldata);
    };
    match call {
        Call::name(_) => reply::<nameCall>(vault.name()),
        Call::symbol(_) => reply::<symbolCall>(vault.symbol()),
        Call::decimals(_) => reply::<decimalsCall>(Ok(shares::DECIMALS)),
        Call::totalSupply(_) => reply::<totalSupplyCall>(Ok(vault.supply().raw())),
        Call::balanceOf(c) => reply::<balanceOfCall>(Ok(vault.shares_of(c.account))),
        Call::allowance(c) => reply::<allowanceCall>(Ok(vault.allowance(c.owner, c.spender))),
        Call::transfer(c) => reply::<transferCall>(vault.transfer(c.to, c.value)),
        Call::approve(c) => reply::<approveCall>(vault.approve(c.spender, c.value)),
        Call::transferFrom(c) => {
            reply::<transferFromCall>(vault.transfer_from(c.from, c.to, c.value))
        }
        Call::supportsInterface(c) => {
            reply::<supportsInterfaceCall>(Ok(shares::supports_interface(c.interfaceId)))
        }

        Call::depositInKind(c) => reply::<depositInKindCall>(vault.deposit_in_kind(c)),
        Call::redeemInKind(c) => reply::<redeemInKindCall>(vault.redeem_in_kind(c)),

        Call::claim(c) => reply::<claimCall>(vault.claim(c.token, c.owner)),

        Call::pay(c) => done(vault.pay(c.token, c.amount, c.to)),
        Call::uniswapV3SwapCallback(c) => done(vault.pay_pool(&c)),
    }
}
