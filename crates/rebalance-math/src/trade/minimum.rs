//! Trades too small to be worth their gas are left out; the hub takes up what they would have moved.

use ruint::aliases::U256;

use crate::portfolio::value::check_count;
use crate::{HUB, MathError, Signed, Value};

/// Sets every change (value, positive for a purchase) below `minimum` to zero, gives the hub the opposite of what is left,
/// and returns how many trades that is.
///
/// `hub_spendable` is the most that the hub may give. When sales that would have paid for purchases are left out and the
/// hub can not step in, the smallest purchases give way: one is cut by what is missing, or left out when that takes it
/// below the minimum. So every change but the hub's is zero or at least the minimum, never larger than it was, never of
/// another sign, and all sum to zero.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`]; [`MathError::Overflow`] when sales or purchases exceed 256 bits.
pub fn drop_small_trades(
    changes: &mut [Signed],
    minimum: Value,
    hub_spendable: Value,
) -> Result<usize, MathError> {
    check_count(changes.len())?;
    for change in changes.iter_mut().skip(1) {
        if change.magnitude() < minimum.raw() {
            *change = Signed::ZERO;
        }
    }
    let (sold, mut bought) = totals(changes)?;
    let affordable = sold.saturating_add(hub_spendable.raw());
    while bought > affordable
        && let Some(smallest) = changes
            .iter_mut()
            .skip(1)
            .filter(|change| !change.is_negative() && !change.is_zero())
            .min()
    {
        let missing = bought.saturating_sub(affordable);
        let size = smallest.magnitude();
        let left = size.saturating_sub(missing);
        let left = if left < minimum.raw() {
            U256::ZERO
        } else {
            left
        };
        *smallest = Signed::new(left, false);
        bought = bought.saturating_sub(size.saturating_sub(left));
    }
    if let Some(hub) = changes.get_mut(HUB) {
        *hub = Signed::difference(sold, bought);
    }
    Ok(changes
        .iter()
        .skip(1)
        .filter(|change| !change.is_zero())
        .count())
}

/// What all assets but the hub sell and buy.
fn totals(changes: &[Signed]) -> Result<(U256, U256), MathError> {
    let (mut sold, mut bought) = (U256::ZERO, U256::ZERO);
    for change in changes.iter().skip(1) {
        let side = if change.is_negative() {
            &mut sold
        } else {
            &mut bought
        };
        *side = side
            .checked_add(change.magnitude())
            .ok_or(MathError::Overflow)?;
    }
    Ok((sold, bought))
}
