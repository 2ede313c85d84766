//! The programs of a suite as a list, in the order of the ABI.
//!
//! Whatever goes through all of them uses this list, so that one more program is one more line here.

use alloy_primitives::Address;

use crate::abi::Suite;

/// How many programs a suite names.
pub const PROGRAMS: usize = 10;

/// Every program of a suite.
#[must_use]
pub const fn programs(suite: &Suite) -> [Address; PROGRAMS] {
    let Suite {
        implementation,
        admin,
        priced,
        fees,
        permits,
        views,
        rebalance,
        oracle,
        engine,
        router,
    } = *suite;
    [
        implementation,
        admin,
        priced,
        fees,
        permits,
        views,
        rebalance,
        oracle,
        engine,
        router,
    ]
}

/// The suite of these programs.
#[must_use]
pub const fn of_programs(programs: [Address; PROGRAMS]) -> Suite {
    let [
        implementation,
        admin,
        priced,
        fees,
        permits,
        views,
        rebalance,
        oracle,
        engine,
        router,
    ] = programs;
    Suite {
        implementation,
        admin,
        priced,
        fees,
        permits,
        views,
        rebalance,
        oracle,
        engine,
        router,
    }
}
