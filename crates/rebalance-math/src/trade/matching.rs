//! Who trades with whom: sellers and buyers matched directly where that is cheaper than through the hub.
//!
//! The largest seller meets the largest buyer, again and again; each meeting serves one of them in full, so there are at
//! most `sellers + buyers - 1` of them. (The fewest possible number is as hard to find as a subset with a given sum.) A
//! meeting becomes a direct trade if and only if the direct cost is below the cost of selling plus that of buying through
//! the hub; otherwise it joins the seller's and the buyer's one trade with the hub.

use ruint::aliases::U256;

use crate::portfolio::value::{check_count, check_length};
use crate::{HUB, MAX_ASSETS, MathError, Signed, Value, Weight};

/// One trade by value: sell so much of one asset for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// Index of the asset that is sold.
    pub sell: u8,
    /// Index of the asset that is bought.
    pub buy: u8,
    /// Worth of what is sold.
    pub value: Value,
}

/// Most legs for a number of assets: a meeting less than there are assets, and one leg with the hub for each but the hub.
#[must_use]
pub const fn max_legs(count: usize) -> usize {
    count.saturating_sub(1).saturating_mul(2)
}

/// Writes the trades that make up `changes` (value, positive for a purchase) into `legs` and returns how many they are.
///
/// `hub_costs` are the one-way costs of each asset against the hub (wad of the value traded); `direct_cost(sell, buy)` is
/// the cost of trading two assets directly, `None` where they can not be. Direct trades come first, then sales to the hub,
/// then purchases from it. Each asset's trades sum to exactly its change, the hub's too.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`]; [`MathError::LengthMismatch`], also when `legs` has less than [`max_legs`]
/// entries; [`MathError::TradesUnbalanced`] unless as much is bought as sold; [`MathError::Overflow`] when either
/// exceeds 256 bits.
pub fn match_trades(
    changes: &[Signed],
    hub_costs: &[Weight],
    direct_cost: impl Fn(usize, usize) -> Option<Weight>,
    legs: &mut [Leg],
) -> Result<usize, MathError> {
    check_count(changes.len())?;
    check_length(hub_costs.len(), changes.len())?;
    let expected = max_legs(changes.len());
    if legs.len() < expected {
        return Err(MathError::LengthMismatch {
            got: legs.len(),
            expected,
        });
    }
    let mut sellers = sizes(changes, true);
    let mut buyers = sizes(changes, false);
    let (sold, bought) = (total(&sellers)?, total(&buyers)?);
    if sold != bought {
        return Err(MathError::TradesUnbalanced { sold, bought });
    }
    let mut list = List {
        free: legs.iter_mut(),
        count: 0,
    };
    let (mut to_hub, mut from_hub) = ([U256::ZERO; MAX_ASSETS], [U256::ZERO; MAX_ASSETS]);
    while let (Some((sell, most)), Some((buy, least))) = (largest(&sellers), largest(&buyers)) {
        let value = most.min(least);
        take(&mut sellers, sell, value);
        take(&mut buyers, buy, value);
        if sell != HUB && buy != HUB && is_cheaper(hub_costs, sell, buy, direct_cost(sell, buy)) {
            list.push(sell, buy, value);
            continue;
        }
        // The hub's own change is what the others leave it.
        if sell != HUB {
            give(&mut to_hub, sell, value);
        }
        if buy != HUB {
            give(&mut from_hub, buy, value);
        }
    }
    for (index, value) in to_hub.iter().enumerate() {
        list.push(index, HUB, *value);
    }
    for (index, value) in from_hub.iter().enumerate() {
        list.push(HUB, index, *value);
    }
    Ok(list.count)
}

struct List<'a> {
    free: core::slice::IterMut<'a, Leg>,
    count: usize,
}

impl List<'_> {
    fn push(&mut self, sell: usize, buy: usize, value: U256) {
        if value.is_zero() {
            return;
        }
        if let (Ok(sell), Ok(buy), Some(slot)) =
            (u8::try_from(sell), u8::try_from(buy), self.free.next())
        {
            *slot = Leg {
                sell,
                buy,
                value: Value::new(value),
            };
            self.count = self.count.saturating_add(1);
        }
    }
}

fn is_cheaper(hub_costs: &[Weight], sell: usize, buy: usize, direct: Option<Weight>) -> bool {
    let cost = |index: usize| hub_costs.get(index).copied().unwrap_or(Weight::ZERO).raw();
    // A saturated sum is above any direct cost but the largest, and that one is no bargain.
    direct.is_some_and(|direct| direct.raw() < cost(sell).saturating_add(cost(buy)))
}

fn sizes(changes: &[Signed], is_sale: bool) -> [U256; MAX_ASSETS] {
    let mut sizes = [U256::ZERO; MAX_ASSETS];
    for (size, change) in sizes.iter_mut().zip(changes) {
        if change.is_negative() == is_sale {
            *size = change.magnitude();
        }
    }
    sizes
}

fn total(sizes: &[U256]) -> Result<U256, MathError> {
    sizes
        .iter()
        .try_fold(U256::ZERO, |total, size| total.checked_add(*size))
        .ok_or(MathError::Overflow)
}

/// The largest size, the first of equals; none when all are zero.
fn largest(sizes: &[U256]) -> Option<(usize, U256)> {
    let mut largest = None;
    let mut most = U256::ZERO;
    for (index, size) in sizes.iter().enumerate() {
        if *size > most {
            most = *size;
            largest = Some((index, most));
        }
    }
    largest
}

fn take(sizes: &mut [U256], index: usize, value: U256) {
    if let Some(size) = sizes.get_mut(index) {
        *size = size.saturating_sub(value);
    }
}

fn give(sizes: &mut [U256], index: usize, value: U256) {
    if let Some(size) = sizes.get_mut(index) {
        *size = size.saturating_add(value);
    }
}
