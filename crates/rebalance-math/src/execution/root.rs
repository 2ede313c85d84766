//! Square roots of 256-bit integers (Newton's method from above, which ends at the floor).

use ruint::aliases::U256;

/// The largest integer whose square is not above `x`.
pub(crate) fn sqrt_floor(x: U256) -> U256 {
    if x.is_zero() {
        return x;
    }
    let mut r = U256::ONE.wrapping_shl(x.bit_len().wrapping_add(1).wrapping_shr(1));
    loop {
        let next = r
            .wrapping_add(x.checked_div(r).unwrap_or(U256::ZERO))
            .wrapping_shr(1);
        if next >= r {
            return r;
        }
        r = next;
    }
}

/// The smallest integer whose square is not below `x`.
pub(crate) fn sqrt_ceil(x: U256) -> U256 {
    let r = sqrt_floor(x);
    if r.checked_mul(r) == Some(x) {
        r
    } else {
        r.wrapping_add(U256::ONE)
    }
}
