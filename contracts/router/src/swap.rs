//! One leg after the other: find the pools, let them trade, pay what they ask, look at what they did.
//!
//! A venue of one Uniswap V3 deployment means one pool, which is not even looked at before. With a menu, all pools of the
//! leg's route are read, and the leg is divided among those that can trade ([`best`]): whatever is wrong with a pool shows before
//! anything has moved, and what goes wrong afterwards undoes everything.

use crate::{
    best::{self, Order},
    context, menu, uniswap_v2,
    uniswap_v3::{self, Side},
};
use alloy_primitives::{Address, I256, U256};
use kit::abi::{
    Fill,
    IRouter::{
        AmountInZero, AmountOutBelowMinimum, CallbackNotFromPool, LegsEmpty, PaymentUnexpected,
        SwapInProgress,
    },
    IVault, Leg, Menu, Part, Source, Venue, VenueKind,
};
use kit::call::ask;
use kit::dispatch::{overflow, revert};
use kit::{Revert, VM};
use rebalance_math::MathError;
use stylus_sdk::prelude::*;

/// Swaps the legs in order, for the caller.
pub(crate) fn swap(vm: &VM, venue: &Venue, legs: &[Leg]) -> Result<Vec<Fill>, Revert> {
    if context::is_running() {
        return Err(revert(SwapInProgress {}));
    }
    if legs.is_empty() {
        return Err(revert(LegsEmpty {}));
    }
    let payer = vm.msg_sender();
    let menu = menu::behind(venue)?;
    legs.iter()
        .enumerate()
        .map(|(index, leg)| {
            check_amount(index, leg)?;
            match &menu {
                None => swap_in(vm, payer, leg, uniswap_v3::pool_of(venue, leg)),
                Some(menu) => swap_by_menu(vm, menu, payer, leg),
            }
        })
        .collect()
}

/// How [`swap`] would divide a leg, and what each pool would give.
pub(crate) fn quote(vm: &VM, venue: &Venue, leg: &Leg) -> Result<Vec<Part>, Revert> {
    check_amount(0, leg)?;
    let orders = match menu::behind(venue)? {
        Some(menu) => best::orders(vm, &menu, &menu::chosen(&menu, leg.poolFee)?, leg)?,
        None => {
            let source = Source {
                kind: VenueKind::UniswapV3,
                factory: venue.factory,
                poolInitCodeHash: venue.poolInitCodeHash,
                fee: leg.poolFee,
            };
            best::orders(vm, &Menu::default(), &[&source], leg)?
        }
    };
    Ok(orders.into_iter().map(|order| order.part).collect())
}

/// Pays the pool of the running leg.
pub(crate) fn callback(vm: &VM, amount0_delta: I256, amount1_delta: I256) -> Result<(), Revert> {
    let caller = vm.msg_sender();
    // Refused below unless the caller is the running pool, and then its transient write is undone with it.
    let running = context::take_owed();
    let Some(leg) = running.as_ref().filter(|leg| leg.pool == caller) else {
        let expected = running.map_or(Address::ZERO, |leg| leg.pool);
        return Err(revert(CallbackNotFromPool { caller, expected }));
    };
    let (due, other) = match leg.side {
        Side::Zero => (amount0_delta, amount1_delta),
        Side::One => (amount1_delta, amount0_delta),
    };
    let amount = due.into_raw();
    if !due.is_positive() || other.is_positive() || amount > leg.owed {
        let owed = leg.owed;
        return Err(revert(PaymentUnexpected {
            amount0Delta: amount0_delta,
            amount1Delta: amount1_delta,
            owed,
        }));
    }
    ask(
        vm,
        leg.payer,
        &IVault::payCall {
            token: leg.token,
            amount,
            to: leg.pool,
        },
    )?;
    Ok(())
}

fn check_amount(index: usize, leg: &Leg) -> Result<(), Revert> {
    if leg.amountIn.is_zero() {
        Err(revert(AmountInZero {
            index: U256::from(index),
        }))
    } else {
        Ok(())
    }
}

/// A whole leg in one pool of Uniswap V3.
fn swap_in(vm: &VM, payer: Address, leg: &Leg, pool: Address) -> Result<Fill, Revert> {
    let tokens = [leg.tokenIn, leg.tokenOut];
    let amount_out = uniswap_v3::swap(vm, pool, payer, tokens, leg.amountIn)?;
    filled(leg, pool, amount_out)
}

fn swap_by_menu(vm: &VM, menu: &Menu, payer: Address, leg: &Leg) -> Result<Fill, Revert> {
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
            VenueKind::UniswapV3 => uniswap_v3::swap(vm, part.pool, payer, tokens, part.amountIn)?,
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

/// The leg as it was made, if it brought enough.
fn filled(leg: &Leg, pool: Address, amount_out: U256) -> Result<Fill, Revert> {
    if amount_out < leg.minOut {
        return Err(revert(AmountOutBelowMinimum {
            pool,
            amountOut: amount_out,
            minOut: leg.minOut,
        }));
    }
    Ok(Fill {
        tokenIn: leg.tokenIn,
        tokenOut: leg.tokenOut,
        pool,
        amountIn: leg.amountIn,
        amountOut: amount_out,
        minOut: leg.minOut,
    })
}
