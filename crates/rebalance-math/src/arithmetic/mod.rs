//! Whole-number arithmetic whose every division says which way it rounds.

pub(crate) mod division;
mod mul_div;
mod signed;
pub(crate) mod wide;

pub use mul_div::{mul_div_ceil, mul_div_floor};
pub use signed::{Signed, signed_mul_div_ceil, signed_mul_div_floor};
