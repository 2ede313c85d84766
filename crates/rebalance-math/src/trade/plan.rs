//! The trades that bring a portfolio back to its targets with the least turnover through the hub.
//!
//! Every other asset trades against the hub ([`HUB`](crate::HUB)) at most once: it sells what it has above its target,
//! or buys what it lacks, and nothing else. No plan through one hub can turn over less and reach the targets.
//!
//! With exact values `V_i = amount_i * price_i / 1e36` and `N = sum V_i`:
//!
//! - **sell** `x_i` of every asset with a surplus, `x_i = floor(surplus_i / price_i)`, where `surplus_i` is
//!   `V_i - target_i * N` rounded down. So `x_i <= amount_i`, and no more than the surplus is sold. An asset whose target
//!   is zero is sold whole: `x_i = amount_i`, so that nothing of it is left behind by rounding.
//! - **buy** with the hub for every asset with a deficit, `deficit_j` being `target_j * N - V_j` rounded down.
//! - The hub may spend its own surplus over its target (a deficit counts against it) plus what the sells bring at
//!   their minimum: `budget = V_0 - target_0 * N + sum(min_out_i * price_0)`, each part rounded down. When the deficits
//!   exceed it, all buys shrink pro rata. So the plan never runs dry, however badly the sells fill, and the hub never
//!   ends below its target.
//! - **min_out** is the oracle's value less the tolerance, rounded up ([`min_out_ceil`]).
//!
//! # Invariants
//!
//! 1. No asset is on both sides, sells come before buys, and each group is in the order of assets.
//! 2. Sold value is at most the surplus, bought value at most the deficit, both against exact rationals.
//! 3. `sum(amount_in of buys) <= amount_0 + sum(min_out of sells)`.
//! 4. `sum |V_i - target_i * N|` does not rise when the trades fill in order, each in full, anywhere between `min_out` and
//!    the oracle's value, or when any of them fill in any part at the oracle's value.
//!
//! # When the plan is empty although a band is breached
//!
//! A trade is left out as **dust** when rounding alone could make it miss its minimum: losing [`DUST_UNITS`] base
//! units of the input and as many of the output would break `min_out` (a pool rounds its fee up and its output
//! down by one). One trade that cannot fill would undo all the others. So the plan is empty when
//!
//! - every trade is dust: the portfolio is worth next to nothing in base units of its tokens, or
//! - the tolerance is zero, which leaves no room for any rounding, or
//! - only deficits are left and the hub has nothing above its target to spend, which takes dust sells.

use ruint::aliases::U256;

use crate::portfolio::drift::check_nav;
use crate::portfolio::value::{amount_floor, check_length, value_bounds, value_floor};
use crate::portfolio::weights::check_sum_to_one;
use crate::trade::slippage::{fair_out_floor, min_out_ceil};
use crate::{Amount, MAX_ASSETS, MIN_ASSETS, MathError, Price, Value, WAD, Weight, mul_div_floor};

/// Most trades of a plan: one for each asset but the hub.
pub const MAX_TRADES: usize = 31;

/// Base units, of the input and of the output, whose loss a trade must survive. A pool loses one of each, so with
/// ten a trade gives at most a tenth of its tolerance to rounding.
pub const DUST_UNITS: U256 = U256::from_limbs([10, 0, 0, 0]);

/// Sell `amount_in` of the asset at index `sell` for at least `min_out` of the one at index `buy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trade {
    /// Index of the asset that is sold.
    pub sell: u8,
    /// Index of the asset that is bought.
    pub buy: u8,
    /// Base units of the sold asset.
    pub amount_in: Amount,
    /// Fewest base units of the bought asset.
    pub min_out: Amount,
}

impl Trade {
    /// A placeholder for the caller's slice.
    pub const EMPTY: Self = Self {
        sell: 0,
        buy: 0,
        amount_in: Amount::ZERO,
        min_out: Amount::ZERO,
    };
}

/// Writes the trades that bring the portfolio to its targets into `trades` and returns how many they are.
///
/// `amounts`, `prices` and `targets` are in the same order of assets, the hub first. `trades` holds at least one
/// entry for each asset but the hub; entries past the returned count are left as they were. Whether to trade at all
/// is asked of [`is_any_breached`](crate::is_any_breached), not here.
///
/// # Rounding
/// Sizes down, minimums up: the vault gains.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`], [`MathError::WeightsDoNotSumToOne`],
/// [`MathError::ToleranceAboveOne`], [`MathError::PriceZero`], [`MathError::NavZero`]; [`MathError::Overflow`] when
/// a value or an output at the oracle's price exceeds 256 bits.
pub fn plan(
    amounts: &[Amount],
    prices: &[Price],
    targets: &[Weight],
    tolerance: Weight,
    trades: &mut [Trade],
) -> Result<usize, MathError> {
    check_inputs(amounts, prices, targets, tolerance, trades)?;
    let portfolio = Portfolio::measure(amounts, prices, targets)?;
    let mut list = List {
        free: trades.iter_mut(),
        count: 0,
    };
    let proceeds = plan_sells(&portfolio, amounts, tolerance, &mut list)?;
    plan_buys(&portfolio, tolerance, proceeds, &mut list)?;
    Ok(list.count)
}

fn check_inputs(
    amounts: &[Amount],
    prices: &[Price],
    targets: &[Weight],
    tolerance: Weight,
    trades: &[Trade],
) -> Result<(), MathError> {
    let got = amounts.len();
    if !(MIN_ASSETS..=MAX_ASSETS).contains(&got) {
        return Err(MathError::AssetCountOutOfRange {
            got,
            minimum: MIN_ASSETS,
            maximum: MAX_ASSETS,
        });
    }
    check_length(prices.len(), got)?;
    check_length(targets.len(), got)?;
    check_sum_to_one(targets)?;
    if tolerance > Weight::ONE {
        return Err(MathError::ToleranceAboveOne {
            got: tolerance.raw(),
        });
    }
    let expected = got.saturating_sub(1);
    if trades.len() < expected {
        Err(MathError::LengthMismatch {
            got: trades.len(),
            expected,
        })
    } else {
        Ok(())
    }
}

/// One asset as the plan sees it. Exact value and NAV lie within bounds one wad unit wide per asset; every size
/// takes the bound that makes it smaller, so that the invariants hold against exact rationals.
#[derive(Clone, Copy)]
struct Position {
    index: u8,
    price: Price,
    value_low: Value,
    value_high: Value,
    target_low: Value,
    target_high: Value,
}

impl Position {
    const EMPTY: Self = Self {
        index: 0,
        price: Price::ZERO,
        value_low: Value::ZERO,
        value_high: Value::ZERO,
        target_low: Value::ZERO,
        target_high: Value::ZERO,
    };

    fn surplus_floor(&self) -> Value {
        self.value_low
            .checked_sub(self.target_high)
            .unwrap_or(Value::ZERO)
    }

    fn deficit_floor(&self) -> Value {
        self.target_low
            .checked_sub(self.value_high)
            .unwrap_or(Value::ZERO)
    }
}

struct Portfolio {
    hub: Position,
    others: [Position; MAX_TRADES],
}

impl Portfolio {
    fn measure(
        amounts: &[Amount],
        prices: &[Price],
        targets: &[Weight],
    ) -> Result<Self, MathError> {
        let mut portfolio = Self {
            hub: Position::EMPTY,
            others: [Position::EMPTY; MAX_TRADES],
        };
        let mut nav_low = Value::ZERO;
        let mut nav_high = Value::ZERO;
        let assets = (0_u8..).zip(amounts).zip(prices);
        for (position, ((index, amount), price)) in portfolio.positions_mut().zip(assets) {
            if price.is_zero() {
                return Err(MathError::PriceZero {
                    index: usize::from(index),
                });
            }
            let (low, is_inexact) = value_bounds(*amount, *price)?;
            let high = if is_inexact {
                low.checked_add(ONE_UNIT)?
            } else {
                low
            };
            nav_low = nav_low.checked_add(low)?;
            nav_high = nav_high.checked_add(high)?;
            *position = Position {
                index,
                price: *price,
                value_low: low,
                value_high: high,
                ..Position::EMPTY
            };
        }
        check_nav(nav_low)?;
        let wider = nav_high.checked_sub(nav_low)?;
        for (position, target) in portfolio.positions_mut().zip(targets) {
            position.target_low = Value::new(mul_div_floor(target.raw(), nav_low.raw(), WAD)?);
            let above = above_low(*target, nav_low, wider, position.target_low);
            position.target_high = position
                .target_low
                .checked_add(Value::new(U256::from(above)))?;
        }
        Ok(portfolio)
    }

    fn positions_mut(&mut self) -> impl Iterator<Item = &mut Position> {
        core::iter::once(&mut self.hub).chain(self.others.iter_mut())
    }
}

/// How far `target * (nav + wider) / 1e18`, rounded up, is above `low`, which is `target * nav / 1e18` rounded down: without
/// another long division. `target` is at most one, `wider` at most one unit for each of 32 assets.
fn above_low(target: Weight, nav: Value, wider: Value, low: Value) -> u64 {
    let word = |number: U256| {
        let [word, ..] = *number.as_limbs();
        word
    };
    let (target, one) = (word(target.raw()), word(WAD));
    let whole = |number: u64| number.checked_div(one).unwrap_or(0);
    // Less than 1e18, so that the lowest words are enough.
    let rest = target
        .wrapping_mul(word(nav.raw()))
        .wrapping_sub(word(low.raw()).wrapping_mul(one));
    // Both halves are at most 16e18, which fits in a word.
    let wider = word(wider.raw());
    let half = wider.wrapping_shr(1);
    let (less, more) = (
        target.wrapping_mul(half),
        target.wrapping_mul(wider.wrapping_sub(half)),
    );
    let (less_whole, more_whole) = (whole(less), whole(more));
    let below = rest
        .wrapping_add(less.wrapping_sub(less_whole.wrapping_mul(one)))
        .wrapping_add(more.wrapping_sub(more_whole.wrapping_mul(one)));
    // Up: below three times 1e18, so that nothing overflows.
    less_whole
        .wrapping_add(more_whole)
        .wrapping_add(whole(below.wrapping_add(one).wrapping_sub(1)))
}

/// The smallest value.
const ONE_UNIT: Value = Value::new(U256::ONE);

/// The caller's slice, filled from the front.
struct List<'a> {
    free: core::slice::IterMut<'a, Trade>,
    count: usize,
}

impl List<'_> {
    /// Adds a trade of `amount_in` unless it is dust; returns its minimum output, zero if it was left out.
    fn push(
        &mut self,
        sold: &Position,
        bought: &Position,
        amount_in: Amount,
        tolerance: Weight,
    ) -> Result<Amount, MathError> {
        let min_out = min_out_ceil(amount_in, sold.price, bought.price, tolerance)?;
        if is_dust(amount_in, sold.price, bought.price, min_out)? {
            return Ok(Amount::ZERO);
        }
        if let Some(slot) = self.free.next() {
            *slot = Trade {
                sell: sold.index,
                buy: bought.index,
                amount_in,
                min_out,
            };
            self.count = self.count.saturating_add(1);
        }
        Ok(min_out)
    }
}

fn is_dust(
    amount_in: Amount,
    price_in: Price,
    price_out: Price,
    min_out: Amount,
) -> Result<bool, MathError> {
    let lost = Amount::new(DUST_UNITS);
    let Ok(paid) = amount_in.checked_sub(lost) else {
        return Ok(true);
    };
    let fair = fair_out_floor(paid, price_in, price_out)?;
    Ok(fair.checked_sub(lost).map_or(true, |kept| kept < min_out))
}

/// Sells every surplus and returns the value that the hub receives at least.
fn plan_sells(
    portfolio: &Portfolio,
    amounts: &[Amount],
    tolerance: Weight,
    list: &mut List<'_>,
) -> Result<Value, MathError> {
    let hub = &portfolio.hub;
    let mut proceeds = Value::ZERO;
    for position in portfolio
        .others
        .iter()
        .filter(|position| !position.surplus_floor().is_zero())
    {
        // Rounded up, a target is zero for a weight of zero only.
        let whole = amounts.get(usize::from(position.index));
        let amount_in = match whole {
            Some(whole) if position.target_high.is_zero() => *whole,
            _ => amount_floor(position.surplus_floor(), position.price)?,
        };
        let min_out = list.push(position, hub, amount_in, tolerance)?;
        proceeds = proceeds.checked_add(value_floor(min_out, hub.price)?)?;
    }
    Ok(proceeds)
}

/// Buys every deficit, or its pro-rata part when the hub cannot pay for all.
fn plan_buys(
    portfolio: &Portfolio,
    tolerance: Weight,
    proceeds: Value,
    list: &mut List<'_>,
) -> Result<(), MathError> {
    let hub = &portfolio.hub;
    let budget = hub
        .value_low
        .checked_add(proceeds)?
        .checked_sub(hub.target_high)
        .unwrap_or(Value::ZERO);
    let mut wanted = Value::ZERO;
    for position in &portfolio.others {
        wanted = wanted.checked_add(position.deficit_floor())?;
    }
    for position in portfolio
        .others
        .iter()
        .filter(|position| !position.deficit_floor().is_zero())
    {
        let deficit = position.deficit_floor();
        let spent = if wanted > budget {
            Value::new(mul_div_floor(deficit.raw(), budget.raw(), wanted.raw())?)
        } else {
            deficit
        };
        list.push(hub, position, amount_floor(spent, hub.price)?, tolerance)?;
    }
    Ok(())
}
