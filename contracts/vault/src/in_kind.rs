//! In and out pro rata: shares for a part of every asset, without any price.
//!
//! What shares stand for, and the course of a deposit, are in `kit::vault`, since assets also come by Permit2.
//!
//! 1. Only what arrived is credited; a token that delivers another amount than asked is refused.
//! 2. A donation changes no balance here: what is accounted for moves only by flows.
//! 3. Flows in kind touch no oracle, engine, router or pause flag.
//! 4. Nor can a token stop it: what one refuses to pay is owed to the receiver (`claims`), and the rest is paid. The
//!    caller's minima are compared with the pro-rata amounts, so a claim counts like a payment.

use alloy_primitives::{Address, U256};
use kit::abi::IVault::{depositInKindCall, redeemInKindCall};
use kit::abi::{Asset, IVault};
use kit::dispatch::revert;
use kit::event::emit;
use kit::vault::{EntryInKind, amounts_of, book, check_length, check_shares};
use kit::{Revert, lock};
use rebalance_math::{Amount, redeem_amount_floor};
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::claims::Payment;

impl Vault {
    pub(crate) fn deposit_in_kind(&mut self, call: depositInKindCall) -> Result<Vec<U256>, Revert> {
        let depositInKindCall {
            shares,
            maxAmounts: maxima,
            receiver,
            deadline,
        } = call;
        let payer = self.vm.msg_sender();
        let entry = EntryInKind {
            shares,
            maxima,
            payer,
            receiver,
            deadline,
        };
        self.enter_in_kind(&entry, |vault, assets, amounts| {
            vault.pull_all(assets, payer, amounts)
        })
    }

    pub(crate) fn redeem_in_kind(&mut self, call: redeemInKindCall) -> Result<Vec<U256>, Revert> {
        let redeemInKindCall {
            shares,
            minAmounts: minima,
            receiver,
            owner,
            deadline,
        } = call;
        self.check_deadline(deadline)?;
        check_shares(shares)?;
        self.check_payee(receiver)?;
        lock::take()?;
        let constitution = self.constitution()?;
        check_length(&minima, &constitution.assets)?;

        let sender = self.vm.msg_sender();
        if sender != owner {
            self.spend_allowance(owner, sender, shares)?;
        }
        let supply = self.supply();
        self.burn(owner, shares)?;
        let before = self.amounts();
        let amounts = amounts_of(&before, shares, supply, redeem_amount_floor)?;
        for ((asset, amount), minimum) in constitution.assets.iter().zip(&amounts).zip(minima) {
            if *amount < minimum {
                return Err(revert(IVault::AmountBelowMinimum {
                    token: asset.token,
                    amount: *amount,
                    minimum,
                }));
            }
        }
        let mut held = before.clone();
        book(&mut held, &amounts, Amount::checked_sub)?;
        self.set_amounts(&constitution.assets, &held)?;
        self.pay_out(&constitution.assets, receiver, &amounts, &before)?;
        let redeemed = IVault::RedeemedInKind {
            sender,
            receiver,
            owner,
            shares,
            amounts,
        };
        emit(&self.vm, &redeemed);
        lock::release();
        Ok(redeemed.amounts)
    }

    fn pay_out(
        &mut self,
        assets: &[Asset],
        to: Address,
        amounts: &[U256],
        held: &[Amount],
    ) -> Result<(), Revert> {
        let mut owed = 0_u64;
        for ((asset, amount), held) in assets.iter().zip(amounts).zip(held) {
            if amount.is_zero() {
                continue;
            }
            let payment = Payment {
                token: asset.token,
                to,
                amount: *amount,
                held: held.raw(),
            };
            owed = owed.saturating_add(self.pay_or_owe(&payment, owed)?.into());
        }
        Ok(())
    }
}
