//! The ABI of the suite, read from the one source `abi/Keel.sol`.
//!
//! Contracts match over the generated `I*Calls` enums without a wildcard, so a function that is in the ABI and not in
//! the program, or the other way round, does not compile.
#![allow(
    missing_docs,
    clippy::too_many_arguments,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "generated code; the documentation is in abi/Keel.sol and comes along where `sol!` carries it"
)]

alloy_sol_types::sol!(
    #[sol(all_derives)]
    "../../abi/Keel.sol"
);
