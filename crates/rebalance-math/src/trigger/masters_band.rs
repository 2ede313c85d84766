//! When a drift is worth a trade by its risk alone, traded in proportion.
//!
//! A drift `x` that lasts a horizon costs `TE^2 x^2 / (2 K)`, where `TE^2` is the variance of the asset's return against the
//! rest of the portfolio within the horizon and `K` the risk tolerance (one over the risk aversion); a trade costs `C` per
//! value traded, both legs together. Going from `x` back to `y` gains `(TE^2 / 2 K) (x^2 - y^2) - C (x - y)`:
//!
//! - going all the way to the target pays from `T = 2 K C / TE^2` on, the trigger;
//! - whoever trades gains most by going to `y = K C / TE^2`, half of the trigger, where the last unit sold gains what it costs.
//!
//! That is the rule of Masters ("Rebalancing", Journal of Portfolio Management 29, 2003: risk tolerance, tracking error and
//! trading cost decide); its return point is the edge of the region in which a single period leaves two assets alone, see
//! [`single_period_trade`](crate::trigger::single_period_trade). It knows no later trades, so that, unlike
//! [`edge_band_floor`](crate::trigger::edge_band_floor), it depends on the volatility and on the horizon.

use ruint::aliases::U256;

use crate::arithmetic::mul_div_floor;
use crate::trigger::NoTradeBand;
use crate::volatility::VarianceRate;
use crate::{MathError, Weight};

/// 1e9: what is left of the scale of a rate, 1e27, over that of a weight.
const RATE_PER_WAD: u64 = 1_000_000_000;

/// Masters' band: `trigger = 2 K C / TE^2`, `return_to = K C / TE^2`. The cost is of both legs together (wad), the risk
/// tolerance in wad, the variance that of the asset's return against the rest of the portfolio, per second.
///
/// A trigger above one says that no drift is worth a trade.
///
/// # Rounding
/// Down, exactly.
///
/// # Errors
/// [`MathError::DivisionByZero`] for a variance or a horizon of zero; [`MathError::Overflow`] when the band, or twice the cost
/// times 1e9, exceeds 256 bits.
pub fn masters_band_floor(
    cost: Weight,
    risk_tolerance: U256,
    relative_variance: VarianceRate,
    horizon: u64,
) -> Result<NoTradeBand, MathError> {
    // A rate has 96 bits.
    let variance = U256::from(relative_variance.raw()).wrapping_mul(U256::from(horizon));
    let band = |legs: u64| {
        let cost = cost.raw().checked_mul(U256::from(legs));
        mul_div_floor(risk_tolerance, cost.ok_or(MathError::Overflow)?, variance)
    };
    Ok(NoTradeBand {
        trigger: Weight::new(band(RATE_PER_WAD.wrapping_mul(2))?),
        return_to: Weight::new(band(RATE_PER_WAD)?),
    })
}
