//! Which two assets to trade for each other when there is one period ahead and trades cost in proportion.
//!
//! With drifts `d` from the targets, covariances `S` per second, a horizon `h` and a risk aversion `gamma`, a drift costs
//! `gamma h d'S d / 2` and a trade `c_i` per value sold or bought. The risk that a unit of asset `i` adds is `g = gamma h S d`, so
//! that selling `i` for `j` gains `g_i - g_j - (c_i + c_j)` per value at first: the portfolio is left alone if and only if
//! `|g_i - g_j| <= c_i + c_j` for every two assets (the no-trade region of Dybvig and Pezzo, "Mean-Variance Portfolio
//! Rebalancing with Transaction Costs"). For two assets it is the band `|d| <= (c_0 + c_1) / (gamma h v)`, with `v` the variance of
//! one against the other.
//!
//! Everything is compared times `gamma h`, without a division.

use ruint::aliases::U256;

use crate::portfolio::tracking_error::{narrow_drift, row_product};
use crate::portfolio::value::check_length;
use crate::volatility::CovarianceMatrix;
use crate::{MAX_ASSETS, MathError, Signed, SignedWeight, WAD, Weight};

/// 1e45: risks are products of a wad, a rate of 1e27 and a wad, costs are wad.
const COST_SCALE: U256 =
    U256::from_limbs([0x0b22_a000_0000_0000, 0xe086_b93c_e2f7_68a0, 0x002c_d76f, 0]);

/// A sale of one asset for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairTrade {
    /// Index of the asset that is sold.
    pub sell: usize,
    /// Index of the asset that is bought.
    pub buy: usize,
    /// Value that changes hands (wad of NAV).
    pub size: Weight,
}

/// The two assets whose trade gains most per value at first, and how much of it to do: until the next unit gains what it costs.
/// `None` inside the region where no trade pays.
///
/// Drifts are those of the weights from their targets, of at most one either way; costs are one-way (wad, at most one), the risk aversion is in
/// wad and the horizon in seconds. The first of equal assets is taken. The size knows nothing of what is held: it may be
/// more than there is of the asset to sell.
///
/// # Rounding
/// The decision is exact; the size is rounded down, exactly.
///
/// # Errors
/// [`MathError::LengthMismatch`] unless there are a drift and a cost for each asset; [`MathError::WeightAboveOne`];
/// [`MathError::Overflow`] when risks or variances times aversion and horizon exceed 256 bits; [`MathError::NotPositiveSemidefinite`], with the count as pivot, when two assets of no variance against each other differ in
/// their risk, which takes a matrix that was trusted wrongly or is just within the tolerance.
pub fn single_period_trade(
    drifts: &[SignedWeight],
    covariances: &CovarianceMatrix<'_>,
    costs: &[Weight],
    risk_aversion: U256,
    horizon: u64,
) -> Result<Option<PairTrade>, MathError> {
    let count = covariances.count();
    check_length(drifts.len(), count)?;
    check_length(costs.len(), count)?;
    let mut narrow = [0; MAX_ASSETS];
    for (slot, drift) in narrow.iter_mut().zip(drifts) {
        *slot = narrow_drift(*drift)?;
    }
    let aversion = risk_aversion
        .checked_mul(U256::from(horizon))
        .ok_or(MathError::Overflow)?;
    // The most that a sale gains and the least that a purchase adds, of all assets so far. An asset against itself gains
    // less than nothing, so the two differ wherever there is a gain.
    let mut best: Option<((Signed, usize), (Signed, usize))> = None;
    for (index, (row, cost)) in covariances.rows().zip(costs).enumerate() {
        let got = cost.raw();
        if got > WAD {
            return Err(MathError::WeightAboveOne { got });
        }
        let cost = Signed::from(got.wrapping_mul(COST_SCALE));
        let (magnitude, is_negative) = row_product(row, &narrow).raw();
        let risk = magnitude.checked_mul(aversion).ok_or(MathError::Overflow)?;
        let risk = Signed::new(risk, is_negative);
        let sale = (risk.checked_sub(cost)?, index);
        let purchase = (risk.checked_add(cost)?, index);
        best = Some(match best {
            None => (sale, purchase),
            Some((most, least)) => (
                if sale.0 > most.0 { sale } else { most },
                if purchase.0 < least.0 {
                    purchase
                } else {
                    least
                },
            ),
        });
    }
    let Some(((most, sell), (least, buy))) = best.filter(|((most, _), (least, _))| most > least)
    else {
        return Ok(None);
    };
    let gain = most.checked_sub(least)?.magnitude();
    let variance = pair_variance(covariances, sell, buy)?;
    let slope = variance.checked_mul(aversion).ok_or(MathError::Overflow)?;
    let size = gain
        .checked_div(slope)
        .ok_or(MathError::NotPositiveSemidefinite { pivot: count })?;
    Ok(Some(PairTrade {
        sell,
        buy,
        size: Weight::new(size),
    }))
}

/// `S_ii + S_jj - 2 S_ij`, the variance of one asset against another, times 1e27; zero for less.
fn pair_variance(
    covariances: &CovarianceMatrix<'_>,
    one: usize,
    other: usize,
) -> Result<U256, MathError> {
    let entry = |row: usize, column: usize| {
        let row = covariances.rows().nth(row);
        row.and_then(|row| row.get(column))
            .map_or(0, |rate| rate.raw())
    };
    // Three terms below 2^97.
    let variance = entry(one, one)
        .wrapping_add(entry(other, other))
        .wrapping_sub(entry(one, other).wrapping_mul(2));
    Ok(U256::from(variance.max(0).unsigned_abs()))
}
