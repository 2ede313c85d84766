//! Which pools make a leg, and with what part of it? Those of its route that can trade now, by their state in this very
//! transaction; what is wrong with one of them leaves it out. How they share the leg is [`division`](crate::division)'s.
//!
//! A swap costs [`SWAP_GAS`] at the block's base fee, in ether; the menu says what an ether is in the hub, and where the hub
//! is what a leg sells, the leg's own floor, which the vault took from the oracle, says what that is of the other token. No price
//! of a pool is believed for it.

use alloy_primitives::{Address, U256};
use kit::abi::{IRouterMenu::PoolsCannotTake, Leg, Menu, Part, Source, Venue, VenueKind};
use kit::dispatch::revert;
use kit::uniswap_v3::{self, Side};
use kit::{Revert, VM};
use rebalance_math::mul_div_floor;
use stylus_sdk::prelude::*;

use crate::division::{Pool, divide};
use crate::liquidity;
use crate::uniswap_v2;

/// What one more swap costs: the lesser of the two kinds, with two transfers of plain tokens.
const SWAP_GAS: u64 = 90_000;
const ETHER: u64 = 1_000_000_000_000_000_000;
/// A part of a leg, and how its pool trades.
pub(crate) struct Order {
    pub(crate) kind: VenueKind,
    pub(crate) part: Part,
}

/// The address of a leg's pool.
pub(crate) fn pool_of(source: &Source, leg: &Leg) -> Address {
    match source.kind {
        VenueKind::UniswapV2 | VenueKind::__Invalid => {
            uniswap_v2::pair_of(source, leg.tokenIn, leg.tokenOut)
        }
        VenueKind::UniswapV3 => {
            let deployment = Venue {
                factory: source.factory,
                poolInitCodeHash: source.poolInitCodeHash,
            };
            uniswap_v3::pool_at(&deployment, leg.tokenIn, leg.tokenOut, source.fee)
        }
    }
}

/// The best division of a leg among the pools of these sources.
///
/// # Errors
/// `PoolsCannotTake` when all that can trade cannot take the leg.
pub(crate) fn orders(
    vm: &VM,
    menu: &Menu,
    sources: &[&Source],
    leg: &Leg,
) -> Result<Vec<Order>, Revert> {
    let mut addresses = Vec::with_capacity(sources.len());
    let mut pools = Vec::with_capacity(sources.len());
    for source in sources {
        let address = pool_of(source, leg);
        // Two sources may lead to one pool, which can take a leg once.
        if addresses.contains(&address) {
            continue;
        }
        if let Some(pool) = read(vm, address, source, leg) {
            addresses.push(address);
            pools.push(pool);
        }
    }
    let division =
        divide(&pools, leg.amountIn, swap_cost(vm, menu, leg)).ok_or_else(|| cannot_take(leg))?;
    let orders = pools
        .iter()
        .zip(addresses)
        .zip(division.shares)
        .filter(|(_, share)| !share.amount_in.is_zero())
        .map(|((pool, address), share)| Order {
            kind: match pool {
                Pool::Pair(_) => VenueKind::UniswapV2,
                Pool::Concentrated(_) => VenueKind::UniswapV3,
            },
            part: Part {
                pool: address,
                amountIn: share.amount_in,
                amountOut: share.amount_out,
            },
        })
        .collect::<Vec<_>>();
    // A pair refuses to give nothing, and nobody wants it from another pool.
    if orders.iter().any(|order| order.part.amountOut.is_zero()) {
        return Err(cannot_take(leg));
    }
    Ok(orders)
}

fn cannot_take(leg: &Leg) -> Revert {
    revert(PoolsCannotTake {
        tokenIn: leg.tokenIn,
        tokenOut: leg.tokenOut,
        amountIn: leg.amountIn,
    })
}

/// A pool of a source, if it can trade at all.
fn read(vm: &VM, address: Address, source: &Source, leg: &Leg) -> Option<Pool> {
    let side = Side::of(leg.tokenIn, leg.tokenOut);
    match source.kind {
        VenueKind::UniswapV2 | VenueKind::__Invalid => {
            let pair = uniswap_v2::read(vm, address, source, side)?;
            uniswap_v2::has_room(&pair, leg.amountIn).then_some(Pool::Pair(pair))
        }
        VenueKind::UniswapV3 => {
            let fee = u32::try_from(source.fee).ok()?;
            liquidity::read(vm, address, fee, side, leg.amountIn).map(Pool::Concentrated)
        }
    }
}

/// What one more swap costs, in base units of the output: at least one, so that no pool is asked for nothing. What is beyond
/// all numbers leaves a single pool.
fn swap_cost(vm: &VM, menu: &Menu, leg: &Leg) -> U256 {
    let ether = vm.block_basefee().saturating_mul(U256::from(SWAP_GAS));
    let worth = |amount, numerator, denominator| {
        mul_div_floor(amount, numerator, denominator).unwrap_or(U256::MAX)
    };
    let hub = worth(ether, U256::from(menu.hubPerEther), U256::from(ETHER));
    let cost = if leg.tokenOut == menu.hub {
        hub
    } else if leg.tokenIn == menu.hub {
        worth(hub, leg.minOut, leg.amountIn)
    } else {
        U256::ZERO
    };
    cost.max(U256::ONE)
}
