//! What holds after every step, whatever it was.

use std::collections::BTreeSet;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use kit::abi::{IVault, IVaultAdmin, IVaultFees, IVaultRebalance, IVaultViews};

use rebalance_math::{VIRTUAL_SHARES, WAD};

use crate::player::Step;
use crate::world::World;

const BPS: u64 = 10_000;

/// A vault at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    supply: U256,
    accounted: Vec<U256>,
    /// At the feeds' answers, in 1e-36 of the numeraire.
    nav_e36: U256,
    /// Sum over the assets of how far each is from its target, as `nav_e36`.
    distance_e36: U256,
    performance_bps: u16,
    max_loss_bps: u16,
    /// What of the loss window is left, in wad of NAV.
    loss_room: U256,
    prices: Vec<U256>,
    timestamp: u64,
}

impl World {
    /// A view's answer.
    ///
    /// # Errors
    /// Its error data.
    pub fn ask<C: SolCall>(&self, call: &C) -> Result<C::Return, Vec<u8>> {
        let from = self.people[0];
        let answer = self
            .chain
            .view(from, self.vault, &call.abi_encode())
            .answer?;
        Ok(C::abi_decode_returns(&answer).expect("what the ABI says"))
    }

    /// Calls the vault as somebody, and keeps what comes of it.
    ///
    /// # Errors
    /// Its error data.
    pub fn act<C: SolCall>(&self, from: Address, call: &C) -> Result<C::Return, Vec<u8>> {
        let answer = self
            .chain
            .send(from, self.vault, &call.abi_encode())
            .answer?;
        Ok(C::abi_decode_returns(&answer).expect("what the ABI says"))
    }

    fn told<C: SolCall>(&self, call: &C) -> Result<C::Return, String> {
        self.ask(call)
            .map_err(|error| format!("{}: {error:02x?}", C::SIGNATURE))
    }

    /// Shares of an account.
    #[must_use]
    pub fn shares_of(&self, account: Address) -> U256 {
        self.ask(&IVault::balanceOfCall { account })
            .unwrap_or_default()
    }

    /// Everybody who holds something from the start.
    #[must_use]
    pub fn everybody(&self) -> BTreeSet<Address> {
        let others = [self.vault, self.suite.router];
        let pools = (1..self.config.assets.len()).map(|index| self.pool(index));
        self.people.into_iter().chain(others).chain(pools).collect()
    }

    /// How much of each token some accounts hold together.
    #[must_use]
    pub fn totals(&self, accounts: &BTreeSet<Address>) -> Vec<U256> {
        (0..self.config.assets.len())
            .map(|index| {
                accounts
                    .iter()
                    .map(|account| self.holding(index, *account))
                    .sum()
            })
            .collect()
    }
}

impl Moment {
    /// The vault now.
    ///
    /// # Errors
    /// Says which view does not answer.
    pub fn of(world: &World) -> Result<Self, String> {
        let supply = world.told(&IVault::totalSupplyCall {})?;
        let accounted = world.told(&IVaultViews::balancesCall {})?;
        let assets = world.told(&IVaultViews::assetsCall {})?;
        let prices: Vec<_> = (0..accounted.len())
            .map(|index| world.price_e36(index))
            .collect();
        let values: Vec<_> = accounted
            .iter()
            .zip(&prices)
            .map(|(amount, price)| amount * price)
            .collect();
        let nav_e36: U256 = values.iter().sum();
        let distance_e36 = values
            .iter()
            .zip(&assets)
            .map(|(value, asset)| value.abs_diff(nav_e36 / WAD * asset.targetWad))
            .sum();
        Ok(Self {
            supply,
            accounted,
            nav_e36,
            distance_e36,
            performance_bps: world.told(&IVaultFees::feesCall {})?.performanceBps,
            max_loss_bps: world.told(&IVaultAdmin::policyCall {})?.maxLossBps,
            loss_room: world.told(&IVaultViews::lossRoomCall {})?.windowWad,
            prices,
            timestamp: world.chain.timestamp(),
        })
    }
}

/// V1: every share is somebody's.
///
/// # Errors
/// Says what is wrong, with the numbers.
pub fn shares_sum_to_supply(
    world: &World,
    holders: &BTreeSet<Address>,
    now: &Moment,
) -> Result<(), String> {
    let unclaimed = world.told(&IVaultFees::unclaimedFeesCall {})?;
    let owned: U256 = holders
        .iter()
        .map(|account| world.shares_of(*account))
        .sum();
    if owned + unclaimed == now.supply {
        return Ok(());
    }
    Err(format!(
        "{owned} shares are owned and {unclaimed} unclaimed of {}",
        now.supply
    ))
}

/// V2 and V11: the vault has what it accounts for and what it owes.
///
/// # Errors
/// Says what is wrong, with the numbers.
pub fn accounts_are_covered(world: &World, now: &Moment) -> Result<(), String> {
    for (index, accounted) in now.accounted.iter().enumerate() {
        let token = world.token(index);
        let owed = world.told(&IVaultViews::owedTotalCall { token })?;
        let held = world.holding(index, world.vault);
        if accounted + owed > held {
            return Err(format!(
                "{accounted} accounted and {owed} owed of {held} of asset {index}"
            ));
        }
    }
    Ok(())
}

/// V11: what is owed in all is what is owed to each.
///
/// # Errors
/// Says what is wrong, with the numbers.
pub fn claims_sum_to_total(world: &World, holders: &BTreeSet<Address>) -> Result<(), String> {
    for index in 0..world.config.assets.len() {
        let token = world.token(index);
        let total = world.told(&IVaultViews::owedTotalCall { token })?;
        let mut sum = U256::ZERO;
        for owner in holders {
            sum += world.told(&IVaultViews::owedCall {
                token,
                owner: *owner,
            })?;
        }
        if sum != total {
            return Err(format!(
                "{sum} owed to each and {total} in all of asset {index}"
            ));
        }
    }
    Ok(())
}

/// R3: nothing stays in the router, but what strangers gave it.
///
/// # Errors
/// Says what is wrong, with the numbers.
pub fn router_keeps_nothing(world: &World, given: &[U256]) -> Result<(), String> {
    for (index, given) in given.iter().enumerate() {
        let held = world.holding(index, world.suite.router);
        if held != *given {
            return Err(format!(
                "the router holds {held} of asset {index}, was given {given}"
            ));
        }
    }
    Ok(())
}

/// X5: nothing comes and nothing goes.
///
/// # Errors
/// Says what is wrong, with the numbers.
pub fn tokens_are_conserved(before: &[U256], after: &[U256]) -> Result<(), String> {
    if before == after {
        return Ok(());
    }
    Err(format!("tokens were {before:?} and are {after:?}"))
}

/// V4, E4 and A8: no call but a rebalance takes from those who hold shares, and that no more than it may.
///
/// # Errors
/// Says what is wrong, with the numbers.
pub fn nobody_was_diluted(step: &Step, before: &Moment, after: &Moment) -> Result<(), String> {
    let Step::Call { name, input, .. } = step else {
        return Ok(());
    };
    if input.starts_with(&IVaultRebalance::rebalanceCall::SELECTOR) {
        let least =
            before.nav_e36 / U256::from(BPS) * U256::from(BPS - u64::from(before.max_loss_bps));
        if after.nav_e36 < least {
            return Err(format!(
                "a rebalance left {} of {}",
                after.nav_e36, before.nav_e36
            ));
        }
        // One part in 1e9: a target's part of NAV is rounded above.
        if after.distance_e36 > before.distance_e36 + before.nav_e36 / U256::from(1_000_000_000) {
            return Err(format!(
                "{} from the targets, {} before",
                after.distance_e36, before.distance_e36
            ));
        }
        return Ok(());
    }
    // A performance fee is shares for nothing; its bound is a law of its own in the differential test of fees.
    if before.performance_bps != 0 || after.performance_bps != 0 {
        return Ok(());
    }
    let shares = |moment: &Moment| moment.supply + VIRTUAL_SHARES.raw();
    let worth = |moment: &Moment, other: &Moment| moment.nav_e36.checked_mul(shares(other));
    match (worth(after, before), worth(before, after)) {
        (Some(now), Some(then)) if now >= then => Ok(()),
        _ => Err(format!(
            "{name}: {} for {} shares before, {} for {} after",
            before.nav_e36, before.supply, after.nav_e36, after.supply
        )),
    }
}

/// A8: a rebalance is charged no less than it lost, and nothing but a setting changes what may still be lost.
///
/// # Errors
/// Says what it was charged and what it lost, in wad of NAV.
pub fn losses_are_charged(step: &Step, before: &Moment, after: &Moment) -> Result<(), String> {
    let Step::Call { name, input, .. } = step else {
        return Ok(());
    };
    let charged = before.loss_room.checked_sub(after.loss_room);
    let mut lost = U256::ZERO;
    let is_right = if input.starts_with(&IVaultRebalance::rebalanceCall::SELECTOR) {
        let difference = before.nav_e36.saturating_sub(after.nav_e36);
        lost = difference
            .checked_div(before.nav_e36 / WAD)
            .unwrap_or_default();
        // The vault's own values are each rounded to a unit of the numeraire's wad.
        charged.is_some_and(|charged| charged + U256::from(1_000) >= lost)
    } else {
        input.starts_with(&IVaultAdmin::executeCall::SELECTOR) || charged == Some(U256::ZERO)
    };
    if is_right {
        return Ok(());
    }
    Err(format!(
        "{name}: lost {lost}, {} of the window left before, {} after",
        before.loss_room, after.loss_room
    ))
}

/// X2: whoever is refused is told why.
///
/// # Errors
/// Says who was not.
pub fn refusal_has_a_reason(step: &Step, answer: &Result<Vec<u8>, Vec<u8>>) -> Result<(), String> {
    let is_ours = matches!(step, Step::Call { name, .. } if *name != "donate");
    match answer {
        Err(error) if is_ours && error.len() < 4 => {
            Err(format!("a refusal without a reason: {error:02x?}"))
        }
        _ => Ok(()),
    }
}
