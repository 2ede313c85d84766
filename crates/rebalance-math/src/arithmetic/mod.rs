//! Whole-number arithmetic whose every division says which way it rounds.

mod constants;
mod digits;
pub(crate) mod division;
mod exponential;
mod fixed;
mod logarithm;
mod mul_div;
mod narrow;
mod normal;
mod power;
mod root;
mod rounding;
mod signed;
mod wad;
pub(crate) mod wide;

pub use exponential::{exp_ceil, exp_floor, exp2_ceil, exp2_floor};
pub use logarithm::{ln_ceil, ln_floor, log2_ceil, log2_floor};
pub use mul_div::{mul_div_ceil, mul_div_floor};
pub use normal::{normal_cdf_ceil, normal_cdf_floor};
pub use power::{pow_ceil, pow_floor};
pub use root::{
    cbrt_ceil, cbrt_floor, cbrt_wad_ceil, cbrt_wad_floor, sqrt_ceil, sqrt_floor, sqrt_wad_ceil,
    sqrt_wad_floor,
};
pub use signed::{Signed, signed_mul_div_ceil, signed_mul_div_floor};
pub use wad::{div_wad_ceil, div_wad_floor, mul_wad_ceil, mul_wad_floor};
