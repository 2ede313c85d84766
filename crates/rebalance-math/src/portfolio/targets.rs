//! Scores of any scale to target weights that sum to exactly one.
//!
//! `target_i = score_i / sum(score)`, in whole wad units. The floors fall short of 1e18 by fewer units than there are
//! assets; the residue goes either to the assets that the floor cut most (largest remainder, also called Hamilton's
//! method), or to one fixed asset, which moves no other weight.

use ruint::aliases::U256;

use crate::arithmetic::wide::{product, quotient};
use crate::portfolio::value::{check_count, check_length};
use crate::{MAX_ASSETS, MathError, WAD, Weight};

/// Writes the weights of `scores` into `targets`; they sum to exactly 1e18.
///
/// Each weight differs from its exact rational by less than one wad unit, and no other whole weights that sum to one
/// are nearer in sum. Equal remainders are served in the order of assets; a score of zero stays zero.
///
/// # Errors
/// [`MathError::AssetCountOutOfRange`], [`MathError::LengthMismatch`]; [`MathError::ScoresZero`];
/// [`MathError::Overflow`] when the scores sum to more than 256 bits. `targets` is then unspecified.
pub fn targets_by_largest_remainder(
    scores: &[U256],
    targets: &mut [Weight],
) -> Result<(), MathError> {
    check_count(scores.len())?;
    check_length(targets.len(), scores.len())?;
    apportion(WAD, scores, targets)
}

/// Writes the weights of `scores`, rounded down, into `targets` and gives what is missing to 1e18 to the asset at
/// `residue_index`.
///
/// The residue is less than one wad unit per asset.
///
/// # Errors
/// As [`targets_by_largest_remainder`]; also [`MathError::AssetCountOutOfRange`] when `residue_index` names no asset.
pub fn targets_with_residue_at(
    scores: &[U256],
    residue_index: usize,
    targets: &mut [Weight],
) -> Result<(), MathError> {
    check_count(scores.len())?;
    check_length(targets.len(), scores.len())?;
    let total = total_of(scores)?;
    let mut missing = WAD;
    for (score, target) in scores.iter().zip(targets.iter_mut()) {
        let (floor, _) = quotient(product(WAD, *score), total)?;
        // Floors of parts never exceed the whole.
        missing = missing.wrapping_sub(floor);
        *target = Weight::new(floor);
    }
    match targets.get_mut(residue_index) {
        Some(target) => {
            *target = target.checked_add(Weight::new(missing))?;
            Ok(())
        }
        None => Err(MathError::AssetCountOutOfRange {
            got: residue_index.saturating_add(1),
            minimum: 1,
            maximum: scores.len(),
        }),
    }
}

/// Divides `whole` in the proportion of at most [`MAX_ASSETS`] scores by largest remainder; the parts sum to it
/// exactly.
///
/// # Errors
/// [`MathError::ScoresZero`]; [`MathError::Overflow`] when the scores sum to more than 256 bits.
pub(crate) fn apportion(
    whole: U256,
    scores: &[U256],
    parts: &mut [Weight],
) -> Result<(), MathError> {
    let total = total_of(scores)?;
    let mut remainders = [U256::ZERO; MAX_ASSETS];
    let mut missing = whole;
    for ((score, part), remainder) in scores.iter().zip(parts.iter_mut()).zip(&mut remainders) {
        let scaled = product(whole, *score);
        let (floor, _) = quotient(scaled, total)?;
        // The remainder is less than the total, so the low 256 bits hold it.
        *remainder = low_half(scaled.as_limbs()).wrapping_sub(floor.wrapping_mul(total));
        missing = missing.wrapping_sub(floor);
        *part = Weight::new(floor);
    }
    // The remainders sum to `missing` times the total and each is less than the total: more of them than units are
    // missing are above zero, and fewer units are missing than there are assets.
    while !missing.is_zero()
        && let Some((remainder, part)) = largest(&mut remainders, parts)
    {
        *remainder = U256::ZERO;
        *part = part.checked_add(Weight::new(U256::ONE))?;
        missing = missing.wrapping_sub(U256::ONE);
    }
    Ok(())
}

/// The largest remainder with its part; the first of equals.
fn largest<'a>(
    remainders: &'a mut [U256; MAX_ASSETS],
    parts: &'a mut [Weight],
) -> Option<(&'a mut U256, &'a mut Weight)> {
    remainders
        .iter_mut()
        .zip(parts)
        .reduce(|best, next| if *next.0 > *best.0 { next } else { best })
}

fn total_of(scores: &[U256]) -> Result<U256, MathError> {
    let mut total = U256::ZERO;
    for score in scores {
        total = total.checked_add(*score).ok_or(MathError::Overflow)?;
    }
    if total.is_zero() {
        Err(MathError::ScoresZero)
    } else {
        Ok(total)
    }
}

fn low_half(limbs: &[u64; 8]) -> U256 {
    let [l0, l1, l2, l3, ..] = *limbs;
    U256::from_limbs([l0, l1, l2, l3])
}
