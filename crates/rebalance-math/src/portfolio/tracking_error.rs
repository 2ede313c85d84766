//! How far the portfolio's return may stray from its targets' in a year: the standard deviation of the difference.
//!
//! `tracking_error = sqrt(d' C d * year)`, with `d` the drifts and `C` the covariances per second. The quadratic form is
//! exact: drifts are below `2^60` and rates below `2^96`, so that each row is summed in two halves of 48 bits without
//! leaving 128 bits, and the whole stays below `2^226`.

use ruint::aliases::U256;

use crate::arithmetic::{mul_div_ceil, sqrt_ceil};
use crate::portfolio::management_fee::SECONDS_PER_YEAR;
use crate::portfolio::value::check_length;
use crate::volatility::{CovarianceMatrix, CovarianceRate};
use crate::{MAX_ASSETS, MathError, Signed, SignedWeight, WAD, Weight};

/// 1e27, the scale of a rate.
const RATE_SCALE: U256 = U256::from_limbs([0x9fd0_803c_e800_0000, 0x033b_2e3c, 0, 0]);
const HALF_BITS: u32 = 48;
const SHIFT: usize = 48;
const LOW_HALF: i128 = 0xffff_ffff_ffff;

/// The annual tracking error (wad) of drifts (wad, at most one in magnitude) under covariances per second.
///
/// # Rounding
/// Up, by less than one wad unit: the form is exact and the ceiling of the root of a ceiling is the ceiling of the root.
///
/// # Errors
/// [`MathError::LengthMismatch`] unless there is a drift for each asset; [`MathError::WeightAboveOne`];
/// [`MathError::NotPositiveSemidefinite`], with the count as pivot, when the drifts have a negative variance, which takes a
/// matrix that was trusted wrongly or is just within the tolerance.
pub fn tracking_error_ceil(
    drifts: &[SignedWeight],
    covariances: &CovarianceMatrix<'_>,
) -> Result<Weight, MathError> {
    let square = tracking_square(drifts, covariances)?;
    // By the division that everything else has already: that of the integer type alone is as large as all roots.
    let scaled = mul_div_ceil(square, U256::ONE, RATE_SCALE)?;
    Ok(Weight::new(sqrt_ceil(scaled)))
}

/// Whether the annual tracking error is above a limit (wad): `d' C d * year > limit^2`.
///
/// # Rounding
/// None: the squares are compared.
///
/// # Errors
/// As [`tracking_error_ceil`].
pub fn exceeds_tracking_error(
    drifts: &[SignedWeight],
    covariances: &CovarianceMatrix<'_>,
    limit: Weight,
) -> Result<bool, MathError> {
    let square = tracking_square(drifts, covariances)?;
    // A limit whose square has no room is above any tracking error.
    let limit = limit
        .raw()
        .checked_mul(limit.raw())
        .and_then(|limit| limit.checked_mul(RATE_SCALE));
    Ok(limit.is_some_and(|limit| square > limit))
}

/// `d' C d * year`, times 1e63: below `2^251`.
fn tracking_square(
    drifts: &[SignedWeight],
    covariances: &CovarianceMatrix<'_>,
) -> Result<U256, MathError> {
    let count = covariances.count();
    check_length(drifts.len(), count)?;
    let mut narrow = [0; MAX_ASSETS];
    for (slot, drift) in narrow.iter_mut().zip(drifts) {
        *slot = narrow_drift(*drift)?;
    }
    let mut form = Signed::ZERO;
    for (row, drift) in covariances.rows().zip(drifts) {
        let (magnitude, is_negative) = row_product(row, &narrow).raw();
        let term = magnitude.wrapping_mul(drift.magnitude().raw());
        form = form.checked_add(Signed::new(term, is_negative != drift.is_negative()))?;
    }
    if form.is_negative() {
        return Err(MathError::NotPositiveSemidefinite { pivot: count });
    }
    Ok(form.magnitude().wrapping_mul(U256::from(SECONDS_PER_YEAR)))
}

/// A drift of at most one as a machine word.
///
/// # Errors
/// [`MathError::WeightAboveOne`].
pub(crate) fn narrow_drift(drift: SignedWeight) -> Result<i64, MathError> {
    let got = drift.magnitude().raw();
    if got > WAD {
        return Err(MathError::WeightAboveOne { got });
    }
    let magnitude = i64::try_from(got).map_err(|_| MathError::Overflow)?;
    Ok(if drift.is_negative() {
        magnitude.wrapping_neg()
    } else {
        magnitude
    })
}

/// `sum row_j * drift_j` of at most 32 drifts below `2^60`, exactly.
pub(crate) fn row_product(row: &[CovarianceRate], drifts: &[i64]) -> Signed {
    let (mut low, mut high) = (0_i128, 0_i128);
    for (rate, drift) in row.iter().zip(drifts) {
        // 48 + 60 bits and 49 + 60 bits, and five more for the sum.
        let drift = i128::from(*drift);
        low = low.wrapping_add((rate.raw() & LOW_HALF).wrapping_mul(drift));
        high = high.wrapping_add(rate.raw().wrapping_shr(HALF_BITS).wrapping_mul(drift));
    }
    let high = Signed::new(
        U256::from(high.unsigned_abs()).wrapping_shl(SHIFT),
        high < 0,
    );
    // Below 2^162.
    high.checked_add(Signed::from(low)).unwrap_or(Signed::ZERO)
}
