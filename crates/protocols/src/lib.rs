//! Real third-party protocols on any chain: Uniswap V3, Chainlink, Arbitrum's tokens and Multicall3.
//!
//! The bytecode comes from the protocols' own npm packages, pinned by hash ([`npm`]); none of it is in this repository.
//! Everything is deployed and driven by ordinary signed transactions over JSON-RPC. [`market::Market`] puts the parts
//! together: tokens, their prices, and pools with stated depth at those prices.

pub mod bytecode;
pub mod chainlink;
mod creator;
mod error;
pub mod market;
pub mod multicall3;
pub mod npm;
pub mod pool_math;
pub mod sequencer;
pub mod tokens;
pub mod uniswap_v3;

pub use creator::Creator;
pub use error::ProtocolError;
