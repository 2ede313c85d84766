//! Typed calls, events and errors of every Keel contract, generated from `abi/Keel.sol`.

#![allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "generated; the documentation of every item is in abi/Keel.sol"
)]

alloy::sol! {
    #![sol(rpc, abi, all_derives)]
    "../../abi/Keel.sol"
}
