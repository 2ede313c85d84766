//! How risky assets are and how they move together, as a solver takes it.
//!
//! Volatilities have any one unit: only their ratios matter to the weights. Correlations are wad in 64 bits, row-major,
//! so that a solver's inner loop is one 64-bit product with a 128-bit sum.

use crate::volatility::semidefinite::check_correlations;
use crate::{MAX_ASSETS, MathError};

/// A correlation of one, in wad.
pub(crate) const ONE: i64 = 1_000_000_000_000_000_000;

/// Volatilities and correlations of prices that can exist: checked here, once, and trusted by every solver.
#[derive(Clone, Copy, Debug)]
pub struct RiskModel<'a> {
    volatilities: &'a [u64],
    correlations: &'a [i64],
}

impl<'a> RiskModel<'a> {
    /// `volatilities` of `N` assets in any one unit, `correlations` as an `N` by `N` matrix in wad, row by row.
    ///
    /// # Errors
    /// [`MathError::AssetCountOutOfRange`] for none or more than [`MAX_ASSETS`]; [`MathError::LengthMismatch`] unless
    /// there are `N^2` correlations; [`MathError::VolatilityZero`]; [`MathError::CorrelationAboveOne`], also for an asset
    /// whose correlation with itself is not one; [`MathError::NotSymmetric`]; [`MathError::NotPositiveSemidefinite`] when
    /// some portfolio would have a negative variance, within the
    /// [tolerance](crate::volatility::SEMIDEFINITE_TOLERANCE) that correlations in wad need.
    pub fn new(volatilities: &'a [u64], correlations: &'a [i64]) -> Result<Self, MathError> {
        let count = volatilities.len();
        if !(1..=MAX_ASSETS).contains(&count) {
            return Err(MathError::AssetCountOutOfRange {
                got: count,
                minimum: 1,
                maximum: MAX_ASSETS,
            });
        }
        let expected = count.saturating_mul(count);
        if correlations.len() != expected {
            return Err(MathError::LengthMismatch {
                got: correlations.len(),
                expected,
            });
        }
        if let Some(index) = volatilities.iter().position(|volatility| *volatility == 0) {
            return Err(MathError::VolatilityZero { index });
        }
        let model = Self {
            volatilities,
            correlations,
        };
        model.check_correlations()?;
        check_correlations(correlations, count)?;
        Ok(model)
    }

    /// The diagonal is one, nothing is beyond it, and both halves agree.
    fn check_correlations(&self) -> Result<(), MathError> {
        for (row, entries) in self.rows().enumerate() {
            for (column, correlation) in entries.iter().enumerate() {
                let is_own = row == column;
                if correlation.unsigned_abs() > ONE.unsigned_abs()
                    || (is_own && *correlation != ONE)
                {
                    return Err(MathError::CorrelationAboveOne {
                        row,
                        column,
                        got: *correlation,
                    });
                }
                let mirrored = self.rows().nth(column).and_then(|entries| entries.get(row));
                if mirrored != Some(correlation) {
                    return Err(MathError::NotSymmetric {
                        row: row.max(column),
                        column: row.min(column),
                    });
                }
            }
        }
        Ok(())
    }

    /// Number of assets.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.volatilities.len()
    }

    pub(crate) const fn volatilities(&self) -> &'a [u64] {
        self.volatilities
    }

    /// The correlations of each asset with all.
    pub(crate) fn rows(&self) -> core::slice::ChunksExact<'a, i64> {
        // There is at least one asset.
        self.correlations.chunks_exact(self.count().max(1))
    }
}

/// `sum correlation_j * exposure_j`, in wad of the exposures' unit times 1e18: exact for 32 exposures below 2^61.
pub(crate) fn dot(correlations: &[i64], exposures: &[u64]) -> i128 {
    correlations
        .iter()
        .zip(exposures)
        .fold(0, |sum: i128, (correlation, exposure)| {
            // |correlation| <= 1e18 < 2^60: a product is below 2^121 and 32 of them below 2^126.
            sum.wrapping_add(i128::from(*correlation).wrapping_mul(i128::from(*exposure)))
        })
}

/// A sum of products with correlations, back in the exposures' unit, rounded towards zero.
pub(crate) fn without_wad(sum: i128) -> i128 {
    sum.checked_div(i128::from(ONE)).unwrap_or(0)
}

/// `floor(whole * fraction / 2^64)`.
pub(crate) fn part_of(whole: u128, fraction_q64: u64) -> u128 {
    let fraction = u128::from(fraction_q64);
    let high = (whole >> 64).wrapping_mul(fraction);
    let low = (whole & u128::from(u64::MAX)).wrapping_mul(fraction) >> 64;
    // Together at most the whole.
    high.wrapping_add(low)
}

/// A wad fraction of at most one in Q64; one itself is cut to the largest that fits.
pub(crate) fn q64_of_wad(wad: u64) -> u64 {
    let scaled = (u128::from(wad) << 64)
        .checked_div(u128::from(ONE.unsigned_abs()))
        .unwrap_or(0);
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// A wad weight of at most one in 64 bits.
pub(crate) fn narrow(weight: crate::Weight) -> Result<u64, MathError> {
    u64::try_from(weight.raw()).map_err(|_| MathError::Overflow)
}
