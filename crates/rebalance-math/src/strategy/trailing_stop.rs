//! Leaves an asset that has fallen by a set part from its peak, and comes back once it has risen by a set part from
//! its trough.

use crate::arithmetic::wide::product;
use crate::strategy::exposure::{check_safe, give};
use crate::{MathError, U256, WAD, Weight};

/// When to leave and when to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopRule {
    /// The fall from the peak that is still borne, wad, at most one.
    pub distance: Weight,
    /// The rise from the trough that brings the asset back, wad; `None` means never.
    pub reentry: Option<Weight>,
}

/// What is remembered of one asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailingStop {
    /// The highest price while held, the lowest while out.
    pub extreme: U256,
    /// Whether the asset has been left.
    pub is_out: bool,
}

impl TrailingStop {
    /// A stop that starts at a price, in the asset.
    #[must_use]
    pub const fn at(price: U256) -> Self {
        Self {
            extreme: price,
            is_out: false,
        }
    }

    /// The state after another price of the same unit.
    ///
    /// The asset is left when `price < peak (1 - distance)`, strictly, and taken back when
    /// `price >= trough (1 + reentry)`; both are compared exactly, without any division.
    ///
    /// # Errors
    /// [`MathError::WeightAboveOne`] for a distance above one; [`MathError::Overflow`] for a re-entry beyond 256 bits.
    pub fn observe(self, price: U256, rule: &StopRule) -> Result<Self, MathError> {
        let kept = WAD
            .checked_sub(rule.distance.raw())
            .ok_or(MathError::WeightAboveOne {
                got: rule.distance.raw(),
            })?;
        if self.is_out {
            let trough = self.extreme.min(price);
            let is_back = match rule.reentry {
                Some(reentry) => {
                    let risen = WAD.checked_add(reentry.raw()).ok_or(MathError::Overflow)?;
                    product(price, WAD) >= product(trough, risen)
                }
                None => false,
            };
            return Ok(if is_back {
                Self::at(price)
            } else {
                Self {
                    extreme: trough,
                    is_out: true,
                }
            });
        }
        let peak = self.extreme.max(price);
        let is_out = product(price, WAD) < product(peak, kept);
        Ok(Self {
            extreme: if is_out { price } else { peak },
            is_out,
        })
    }
}

/// Writes the targets into `weights`, those of stopped assets moved to the asset at `safe`; they sum to exactly 1e18.
///
/// All of `N` entries, weights in wad; nothing is rounded. That of `is_out` for the safe asset is not looked at, since its weight has
/// nowhere else to go.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::WeightsDoNotSumToOne`]; [`MathError::AssetCountOutOfRange`] when `safe`
/// names no asset.
pub fn stopped_weights(
    targets: &[Weight],
    is_out: &[bool],
    safe: usize,
    weights: &mut [Weight],
) -> Result<(), MathError> {
    check_safe(targets, safe, weights)?;
    if is_out.len() != targets.len() {
        return Err(MathError::LengthMismatch {
            got: is_out.len(),
            expected: targets.len(),
        });
    }
    let mut moved = U256::ZERO;
    let assets = targets.iter().zip(is_out).enumerate();
    for (slot, (index, (target, is_out))) in weights.iter_mut().zip(assets) {
        *slot = if *is_out && index != safe {
            // Parts of one.
            moved = moved.wrapping_add(target.raw());
            Weight::ZERO
        } else {
            *target
        };
    }
    give(weights, safe, moved)
}
