//! When a solver's answer is good enough.

use crate::{MathError, U256};

/// Refuses an answer whose residual (wad) is above the tolerance; on it is good enough.
///
/// # Errors
/// [`MathError::NotConverged`].
pub(crate) fn check_residual(
    residual: U256,
    tolerance_wad: u64,
    iterations: u32,
) -> Result<(), MathError> {
    if residual > U256::from(tolerance_wad) {
        Err(MathError::NotConverged {
            iterations,
            residual,
        })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residuals_are_good_enough_up_to_the_tolerance() {
        let above = U256::from(101);
        assert_eq!(check_residual(U256::from(100), 100, 5), Ok(()));
        assert_eq!(
            check_residual(above, 100, 5),
            Err(MathError::NotConverged {
                iterations: 5,
                residual: above
            })
        );
    }
}
