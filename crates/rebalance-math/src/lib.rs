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

mod band;
mod division;
mod drift;
mod error;
mod interval;
mod loss;
mod mul_div;
mod plan;
mod shares;
mod slippage;
mod units;
mod value;
mod weights;
mod wide;

pub use band::{is_any_breached, is_breached};
pub use drift::{drift_away, max_drift_ceil};
pub use error::MathError;
pub use interval::{eligible_at, is_elapsed};
pub use loss::{budget_floor, exceeds_budget, loss_ceil};
pub use mul_div::{mul_div_ceil, mul_div_floor};
pub use plan::{DUST_UNITS, MAX_TRADES, Trade, plan};
pub use shares::{VIRTUAL_SHARES, deposit_amount_ceil, redeem_amount_floor};
pub use slippage::{fair_out_floor, min_out_ceil};
pub use units::{Amount, BPS, E36, Price, Shares, SignedWeight, Value, WAD, Weight};
pub use value::{amount_ceil, amount_floor, nav_floor, value_ceil, value_floor, values_floor};
pub use weights::{check_sum_to_one, weight_floor, weights_floor};

/// The integer behind every unit.
pub use ruint::aliases::U256;

/// Fewest assets of a portfolio: the hub and one more.
pub const MIN_ASSETS: usize = 2;

/// Most assets of a portfolio; working space on the stack is sized by it.
pub const MAX_ASSETS: usize = 32;

/// Index of the asset that every trade sells into or buys with.
pub const HUB: usize = 0;
