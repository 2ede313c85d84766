//! Risk: what the variances of its assets make of a portfolio, for triggers that need them. A pure function, no storage, no
//! calls, nothing held.
//!
//! | module | question it answers |
//! |---|---|
//! | [`measure`](mod@measure) | what do the triggers of risk measure, and how wide are the bands? |
//! | [`covariances`] | how volatile is a portfolio, and how likely does a weight leave its band? |
//! | [`scale`] | how wide does volatility make the bands? |
//!
//! Here they meet calldata.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod covariances;
#[cfg(test)]
mod laws;
mod measure;
mod scale;

use alloy_primitives::{I256, U256};
use alloy_sol_types::SolError;
use kit::abi::{
    IEngine::{
        AssetCountOutOfRange, LengthMismatch, NavZero, TriggersOutOfRange, WeightsDoNotSumToOne,
    },
    IRisk::{IRiskCalls, measureCall},
};
use kit::codec::Fields;
use kit::dispatch::{Answer, decode, overflow, reply};
use kit::triggers::OutOfRange;
use kit::{Revert, VM};
use measure::Unmeasured;
use rebalance_math::{MathError, WAD};

kit::entrypoint!(answer);

/// One call, from calldata to result.
pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    answered(calldata)
}

/// The answer, which needs no chain: the same bytes here and there.
///
/// # Errors
/// The data of a typed error.
pub fn answered(calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        IRiskCalls::measure(call) => reply::<measureCall>(measure::measure(&call).map_err(refuse)),
    }
}

#[cold]
fn refused<E: SolError + Fields>(error: E) -> Revert {
    kit::dispatch::revert(error)
}

/// As an engine refuses a malformed question; the rest is arithmetic.
#[cold]
fn refuse(error: Unmeasured) -> Revert {
    match error {
        Unmeasured::OutOfRange(OutOfRange {
            field,
            got,
            minimum,
            maximum,
        }) => {
            // Every field has fewer than 64 bits.
            let number = |number: i64| I256::try_from(number).unwrap_or_default();
            refused(TriggersOutOfRange {
                field: field.into(),
                got: number(got),
                minimum: number(minimum),
                maximum: number(maximum),
            })
        }
        Unmeasured::Math(MathError::LengthMismatch { got, expected }) => refused(LengthMismatch {
            got: U256::from(got),
            expected: U256::from(expected),
        }),
        Unmeasured::Math(MathError::AssetCountOutOfRange {
            got,
            minimum,
            maximum,
        }) => refused(AssetCountOutOfRange {
            got: U256::from(got),
            minimum: U256::from(minimum),
            maximum: U256::from(maximum),
        }),
        Unmeasured::Math(MathError::WeightsDoNotSumToOne { sum }) => {
            refused(WeightsDoNotSumToOne {
                sumWad: sum,
                expectedWad: WAD,
            })
        }
        Unmeasured::Math(MathError::NavZero) => refused(NavZero {}),
        Unmeasured::Math(error) => overflow(error),
    }
}
