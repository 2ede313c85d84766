//! From an approximation with a proven bound to a whole number on one side of the truth.

use ruint::aliases::U256;

/// Along which way of the number line a result may leave the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
}

impl Direction {
    /// The direction of a magnitude whose number is negative.
    pub(crate) const fn opposite(self) -> Self {
        match self {
            Self::Down => Self::Up,
            Self::Up => Self::Down,
        }
    }
}

/// `approximation / 2^shift` as a whole number that is not on the wrong side of any truth within `bound` of the
/// approximation. `approximation` is far below `2^255` and `shift` below 256.
pub(crate) fn directed(approximation: U256, bound: u64, shift: u32, direction: Direction) -> U256 {
    let shift = usize::try_from(shift).unwrap_or(0);
    match direction {
        Direction::Down => approximation
            .saturating_sub(U256::from(bound))
            .wrapping_shr(shift),
        Direction::Up => {
            let below_one = U256::ONE.wrapping_shl(shift).wrapping_sub(U256::ONE);
            approximation
                .wrapping_add(U256::from(bound))
                .wrapping_add(below_one)
                .wrapping_shr(shift)
        }
    }
}
