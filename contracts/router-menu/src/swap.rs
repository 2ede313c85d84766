//! One leg after the other: find the pools, let them trade, pay what they ask, look at what they did.
//!
//! All pools of a leg's route are read, and the leg is divided among those that can trade ([`best`]): whatever is wrong with a
//! pool shows before anything has moved, and what goes wrong afterwards undoes everything. A route of one pool of Uniswap V3 needs
//! no division, and that pool is not even looked at before.

use crate::best::{self, Order};
use crate::{menu, uniswap_v2};
use alloy_primitives::{Address, U256};
use kit::abi::{
    Fill,
    IRouter::{LegsEmpty, SwapInProgress},
    Leg, Menu, Part, Source, Venue, VenueKind,
};
use kit::dispatch::{overflow, revert};
use kit::leg::{check_amount, filled};
use kit::router::running;
use kit::{Revert, VM};
use rebalance_math::MathError;
use stylus_sdk::prelude::*;

/// Swaps the legs in order, for the caller.
pub(crate) fn swap(vm: &VM, venue: &Venue, legs: &[Leg]) -> Result<Vec<Fill>, Revert> {
    if running::is_running() {
        return Err(revert(SwapInProgress {}));
    }
    if legs.is_empty() {
        return Err(revert(LegsEmpty {}));
    }
    let payer = vm.msg_sender();
    let menu = menu::at(venue.factory)?;
    legs.iter()
        .enumerate()
        .map(|(index, leg)| {
            check_amount(index, leg)?;
            swap_leg(vm, &menu, payer, leg)
        })
        .collect()
}

/// How [`swap`] would divide a leg, and what each pool would give.
pub(crate) fn quote(vm: &VM, venue: &Venue, leg: &Leg) -> Result<Vec<Part>, Revert> {
    check_amount(0, leg)?;
    let orders = if venue.poolInitCodeHash.is_zero() {
        let menu = menu::at(venue.factory)?;
        best::orders(vm, &menu, &menu::chosen(&menu, leg.poolFee)?, leg)?
    } else {
        let source = Source {
            kind: VenueKind::UniswapV3,
            factory: venue.factory,
            poolInitCodeHash: venue.poolInitCodeHash,
            fee: leg.poolFee,
        };
        best::orders(vm, &Menu::default(), &[&source], leg)?
    };
    Ok(orders.into_iter().map(|order| order.part).collect())
}

/// A whole leg in one pool of Uniswap V3.
fn swap_in(vm: &VM, payer: Address, leg: &Leg, pool: Address) -> Result<Fill, Revert> {
    let tokens = [leg.tokenIn, leg.tokenOut];
    let amount_out = running::swap(vm, pool, payer, tokens, leg.amountIn)?;
    filled(leg, pool, amount_out)
}

fn swap_leg(vm: &VM, menu: &Menu, payer: Address, leg: &Leg) -> Result<Fill, Revert> {
    let chosen = menu::chosen(menu, leg.poolFee)?;
    // One pool needs no division, and one of Uniswap V3 no quote either.
    if let [source] = chosen.as_slice()
        && source.kind == VenueKind::UniswapV3
    {
        return swap_in(vm, payer, leg, best::pool_of(source, leg));
    }
    let tokens = [leg.tokenIn, leg.tokenOut];
    let mut amount_out = U256::ZERO;
    let mut largest = Part::default();
    for Order { kind, part } in best::orders(vm, menu, &chosen, leg)? {
        let given = match kind {
            VenueKind::UniswapV2 | VenueKind::__Invalid => {
                uniswap_v2::swap(vm, payer, tokens, &part)?;
                part.amountOut
            }
            VenueKind::UniswapV3 => running::swap(vm, part.pool, payer, tokens, part.amountIn)?,
        };
        amount_out = amount_out
            .checked_add(given)
            .ok_or_else(|| overflow(MathError::Overflow))?;
        if part.amountIn > largest.amountIn {
            largest = part;
        }
    }
    filled(leg, largest.pool, amount_out)
}
