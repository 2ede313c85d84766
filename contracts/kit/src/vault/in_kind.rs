//! What shares stand for of every asset, and how they come to be for it.
//!
//! `deposit = ceil(b * s / (S + V))`, `redeem = floor(b * s / (S + V))`, asset by asset, with the same virtual shares
//! `V` on both sides (`rebalance_math::shares`). Rounding is for the vault, so for those who stay.
//!
//! A deposit in kind is the same whichever way the assets come: only how they are collected is the caller's choice.

use alloy_primitives::{Address, U256};
use rebalance_math::{Amount, MathError, Shares, deposit_amount_ceil};

use super::constituents::check_length;
use super::state::State;
use crate::abi::{Asset, IVault};
use crate::dispatch::{overflow, revert};
use crate::event::emit;
use crate::{Revert, lock};

/// A deposit in kind as it was ordered.
pub struct EntryInKind {
    /// To be minted.
    pub shares: U256,
    /// Of each asset.
    pub maxima: Vec<U256>,
    /// Who pays.
    pub payer: Address,
    /// Who gets the shares.
    pub receiver: Address,
    /// Last timestamp at which it may be made.
    pub deadline: U256,
}

impl State {
    /// Mints shares for what `collect` brings of every asset: exactly the amounts that it is asked for.
    ///
    /// # Errors
    /// `DeadlineExpired`, `SharesZero`, `Locked`, `LengthMismatch`, `AmountAboveMaximum`, those of `collect` and of
    /// minting, `BalanceOutOfRange`, `ShareCapExceeded`.
    pub fn enter_in_kind(
        &mut self,
        entry: &EntryInKind,
        collect: impl FnOnce(&Self, &[Asset], &[U256]) -> Result<(), Revert>,
    ) -> Result<Vec<U256>, Revert> {
        let EntryInKind {
            shares,
            ref maxima,
            payer,
            receiver,
            deadline,
        } = *entry;
        self.check_deadline(deadline)?;
        check_shares(shares)?;
        lock::take()?;
        let constitution = self.constitution()?;
        check_length(maxima, &constitution.assets)?;

        let mut held = self.amounts();
        let amounts = amounts_of(&held, shares, self.supply(), deposit_amount_ceil)?;
        for ((asset, amount), maximum) in constitution.assets.iter().zip(&amounts).zip(maxima) {
            if amount > maximum {
                return Err(revert(IVault::AmountAboveMaximum {
                    token: asset.token,
                    amount: *amount,
                    maximum: *maximum,
                }));
            }
        }
        collect(self, &constitution.assets, &amounts)?;
        book(&mut held, &amounts, Amount::checked_add)?;
        self.set_amounts(&constitution.assets, &held)?;
        self.mint(receiver, shares)?;
        self.check_share_cap(constitution.flow_policy.shareCap)?;
        let deposited = IVault::DepositedInKind {
            sender: payer,
            receiver,
            shares,
            amounts,
        };
        emit(&self.vm, &deposited);
        lock::release();
        Ok(deposited.amounts)
    }
}

/// What `shares` stand for of each asset, by the rule of one direction.
///
/// # Errors
/// `SupplyZero`, `SharesAboveSupply`, `MathOverflow`.
pub fn amounts_of(
    held: &[Amount],
    shares: U256,
    supply: Shares,
    rule: fn(Amount, Shares, Shares) -> Result<Amount, MathError>,
) -> Result<Vec<U256>, Revert> {
    let mut amounts = Vec::with_capacity(held.len());
    for held in held {
        amounts.push(
            rule(*held, Shares::new(shares), supply)
                .map_err(unconverted)?
                .raw(),
        );
    }
    Ok(amounts)
}

/// Moves `amounts` into or out of the accounts.
///
/// # Errors
/// `MathOverflow`.
pub fn book(
    held: &mut [Amount],
    amounts: &[U256],
    operation: fn(Amount, Amount) -> Result<Amount, MathError>,
) -> Result<(), Revert> {
    for (held, amount) in held.iter_mut().zip(amounts) {
        *held = operation(*held, Amount::new(*amount)).map_err(overflow)?;
    }
    Ok(())
}

/// Passes for some shares.
///
/// # Errors
/// `SharesZero`.
pub fn check_shares(shares: U256) -> Result<(), Revert> {
    if shares.is_zero() {
        Err(revert(IVault::SharesZero {}))
    } else {
        Ok(())
    }
}

#[cold]
fn unconverted(error: MathError) -> Revert {
    match error {
        MathError::SupplyZero => revert(IVault::SupplyZero {}),
        MathError::SharesAboveSupply { got, supply } => revert(IVault::SharesAboveSupply {
            shares: got,
            supply,
        }),
        other => overflow(other),
    }
}
