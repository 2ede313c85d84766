//! Whole and fixed-point numbers.

use crate::eval::function::{Function, functions};
use rebalance_math::{self as math, Signed, U256};

pub(super) fn functions() -> Vec<Function> {
    functions! {
        /// a * b / d, exact product. Rounded down; error if d is zero or the result exceeds 256 bits.
        mul_div_floor(a: U256 = "any", b: U256 = "any", d: U256 = "any") -> "integer" { math::mul_div_floor(a, b, d) }
        /// a * b / d, exact product. Rounded up; error if d is zero or the result exceeds 256 bits.
        mul_div_ceil(a: U256 = "any", b: U256 = "any", d: U256 = "any") -> "integer" { math::mul_div_ceil(a, b, d) }
        /// a * b / d, exact product. Rounded towards minus infinity.
        signed_mul_div_floor(a: Signed = "any", b: Signed = "any", d: Signed = "any") -> "signed integer" { math::signed_mul_div_floor(a, b, d) }
        /// a * b / d, exact product. Rounded towards plus infinity.
        signed_mul_div_ceil(a: Signed = "any", b: Signed = "any", d: Signed = "any") -> "signed integer" { math::signed_mul_div_ceil(a, b, d) }
        /// a * b / 1e18, exact. Rounded down.
        mul_wad_floor(a: U256 = "wad", b: U256 = "wad") -> "integer wad" { math::mul_wad_floor(a, b) }
        /// a * b / 1e18, exact. Rounded up.
        mul_wad_ceil(a: U256 = "wad", b: U256 = "wad") -> "integer wad" { math::mul_wad_ceil(a, b) }
        /// a * 1e18 / b, exact. Rounded down; error if b is zero.
        div_wad_floor(a: U256 = "wad", b: U256 = "wad") -> "integer wad" { math::div_wad_floor(a, b) }
        /// a * 1e18 / b, exact. Rounded up; error if b is zero.
        div_wad_ceil(a: U256 = "wad", b: U256 = "wad") -> "integer wad" { math::div_wad_ceil(a, b) }
        /// The square root of a whole number. Rounded down, exactly.
        sqrt_floor(x: U256 = "any") -> "integer" { math::sqrt_floor(x) }
        /// The square root of a whole number. Rounded up, exactly.
        sqrt_ceil(x: U256 = "any") -> "integer" { math::sqrt_ceil(x) }
        /// The square root of a wad: sqrt(x * 1e18). Rounded down, exactly.
        sqrt_wad_floor(x: U256 = "wad") -> "integer wad" { math::sqrt_wad_floor(x) }
        /// The square root of a wad: sqrt(x * 1e18). Rounded up, exactly.
        sqrt_wad_ceil(x: U256 = "wad") -> "integer wad" { math::sqrt_wad_ceil(x) }
        /// The cube root of a whole number. Rounded down, exactly.
        cbrt_floor(x: U256 = "any") -> "integer" { math::cbrt_floor(x) }
        /// The cube root of a whole number. Rounded up, exactly.
        cbrt_ceil(x: U256 = "any") -> "integer" { math::cbrt_ceil(x) }
        /// The cube root of a wad: cbrt(x * 1e36). Rounded down, exactly.
        cbrt_wad_floor(x: U256 = "wad") -> "integer wad" { math::cbrt_wad_floor(x) }
        /// The cube root of a wad: cbrt(x * 1e36). Rounded up, exactly.
        cbrt_wad_ceil(x: U256 = "wad") -> "integer wad" { math::cbrt_wad_ceil(x) }
        /// e^x. Never beyond the truth, within one unit of it below 2^110, relatively 2^-149 above 2^150; exact at zero; error above x = 135999146549453176898. Rounded down; zero from x = -41446531673892822313 on.
        exp_floor(x: Signed = "wad") -> "integer wad" { math::exp_floor(x) }
        /// e^x. Never beyond the truth, within one unit of it below 2^110, relatively 2^-149 above 2^150; exact at zero; error above x = 135999146549453176898. Rounded up.
        exp_ceil(x: Signed = "wad") -> "integer wad" { math::exp_ceil(x) }
        /// 2^x. Never beyond the truth, within one unit of it below 2^110; exact for whole exponents. Rounded down.
        exp2_floor(x: Signed = "wad") -> "integer wad" { math::exp2_floor(x) }
        /// 2^x. Never beyond the truth, within one unit of it below 2^110; exact for whole exponents. Rounded up.
        exp2_ceil(x: Signed = "wad") -> "integer wad" { math::exp2_ceil(x) }
        /// The natural logarithm. Never beyond the truth, within one unit of it; exact at one; error at zero. Rounded towards minus infinity.
        ln_floor(x: U256 = "wad") -> "signed integer wad" { math::ln_floor(x) }
        /// The natural logarithm. Never beyond the truth, within one unit of it; exact at one; error at zero. Rounded towards plus infinity.
        ln_ceil(x: U256 = "wad") -> "signed integer wad" { math::ln_ceil(x) }
        /// The logarithm to base two. Never beyond the truth, within one unit of it; exact for whole powers of two; error at zero. Rounded towards minus infinity.
        log2_floor(x: U256 = "wad") -> "signed integer wad" { math::log2_floor(x) }
        /// The logarithm to base two. Never beyond the truth, within one unit of it; exact for whole powers of two; error at zero. Rounded towards plus infinity.
        log2_ceil(x: U256 = "wad") -> "signed integer wad" { math::log2_ceil(x) }
        /// x^y. Never beyond the truth, within one unit of it below 2^110, relatively 2^-139 above 2^140; exact where the truth is a whole number of units; 0^0 is one. Rounded down.
        pow_floor(x: U256 = "wad", y: Signed = "wad") -> "integer wad" { math::pow_floor(x, y) }
        /// x^y. Never beyond the truth, within one unit of it below 2^110, relatively 2^-139 above 2^140; exact where the truth is a whole number of units; 0^0 is one. Rounded up.
        pow_ceil(x: U256 = "wad", y: Signed = "wad") -> "integer wad" { math::pow_ceil(x, y) }
        /// The probability that a standard normal variable is at most z. Never beyond the truth, within one unit of it. Rounded down.
        normal_cdf_floor(z: Signed = "wad") -> "integer wad" { math::normal_cdf_floor(z) }
        /// The probability that a standard normal variable is at most z. Never beyond the truth, within one unit of it. Rounded up.
        normal_cdf_ceil(z: Signed = "wad") -> "integer wad" { math::normal_cdf_ceil(z) }
    }
}
