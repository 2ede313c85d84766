//! Fixed-point portfolio arithmetic: what a portfolio is worth, how far it drifted, and which trades bring it back.
//!
//! Every contract, tool and simulation of this project computes its numbers here, so a decision taken on chain is
//! the decision that anyone can reproduce off chain. The crate knows no chain, no clock and no address.
//!
//! # Scales
//!
//! | type | raw integer | unit |
//! |---|---|---|
//! | [`Amount`] | token base units | as the token defines them |
//! | [`Price`] | E36 | numeraire wad per token base unit, times 1e36 |
//! | [`Value`] | wad, 1e18 | numeraire |
//! | [`Weight`] | wad, 1e18 | fraction of NAV |
//! | [`Shares`] | share base units | vault shares |
//! | [`VarianceRate`](volatility::VarianceRate), [`CovarianceRate`](volatility::CovarianceRate) | 1e27 | per second |
//! | [`LogReturn`](volatility::LogReturn) | wad, 1e18 | natural logarithm of a price ratio |
//!
//! So `value_wad = amount * price_e36 / 1e36`, whatever decimals the token has.
//!
//! # Rules
//!
//! 1. Every division names its direction (`_floor`, `_ceil`) and is exact in that direction: products are 512 bits
//!    wide, and no intermediate is rounded unless the item says so.
//! 2. Comparisons at a boundary (band, loss budget) never divide: they cross-multiply.
//! 3. Nothing panics and nothing wraps. Any input, up to `U256::MAX` everywhere, ends in `Ok` or in a [`MathError`]
//!    that carries the numbers.
//! 4. `no_std`, no allocation, no floats: portfolios are slices of at most [`MAX_ASSETS`] assets, and index
//!    [`HUB`] is the asset that every trade goes through.
#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::allow_attributes_without_reason
)]

pub mod arithmetic;
mod error;
pub mod execution;
pub mod portfolio;
pub mod strategy;
pub mod trade;
pub mod trigger;
mod units;
pub mod volatility;

pub use arithmetic::{
    Signed, cbrt_ceil, cbrt_floor, cbrt_wad_ceil, cbrt_wad_floor, div_wad_ceil, div_wad_floor,
    exp_ceil, exp_floor, exp2_ceil, exp2_floor, ln_ceil, ln_floor, log2_ceil, log2_floor,
    mul_div_ceil, mul_div_floor, mul_wad_ceil, mul_wad_floor, normal_cdf_ceil, normal_cdf_floor,
    pow_ceil, pow_floor, signed_mul_div_ceil, signed_mul_div_floor, sqrt_ceil, sqrt_floor,
    sqrt_wad_ceil, sqrt_wad_floor,
};
pub use error::MathError;
pub use portfolio::{
    VIRTUAL_SHARES, amount_ceil, amount_floor, budget_floor, check_sum_to_one, deposit_amount_ceil,
    drift_away, exceeds_budget, loss_ceil, max_drift_ceil, nav_floor, redeem_amount_floor,
    value_ceil, value_floor, values_floor, weight_floor, weights_floor,
};
pub use trade::{DUST_UNITS, MAX_TRADES, Trade, fair_out_floor, min_out_ceil, plan};
pub use trigger::{eligible_at, is_any_breached, is_breached, is_elapsed};
pub use units::{Amount, BPS, E36, Price, Shares, SignedWeight, Value, WAD, Weight};

/// The integer behind every unit.
pub use ruint::aliases::U256;

/// Fewest assets of a portfolio: the hub and one more.
pub const MIN_ASSETS: usize = 2;

/// Most assets of a portfolio; working space on the stack is sized by it.
pub const MAX_ASSETS: usize = 32;

/// Index of the asset that every trade sells into or buys with.
pub const HUB: usize = 0;
