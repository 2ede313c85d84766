//! Real third-party protocols on any chain: Uniswap V3, Chainlink, Arbitrum's tokens and Multicall3.
//!
//! The bytecode comes from the protocols' own npm packages, pinned by hash ([`npm`]); none of it is in this repository.
//! Everything is deployed and driven by ordinary signed transactions over JSON-RPC.

pub mod npm;
