//! Real third-party protocols on any chain: Uniswap V2 and V3, Chainlink, Arbitrum's tokens, Multicall3 and Permit2.
//!
//! The bytecode comes from the protocols' own npm packages, pinned by hash ([`npm`]); none of it is in this repository.
//! Everything is deployed and driven by ordinary signed transactions over JSON-RPC. [`market::Market`] puts the parts
//! together: tokens, their prices, and pools with stated depth at those prices. [`predeployed`] is what users count on
//! finding on any chain, for the genesis of a local one.

pub mod abi;
pub mod bytecode;
pub mod chainlink;
mod creator;
mod error;
pub mod market;
pub mod npm;
pub mod pool_math;
pub mod predeployed;
pub mod sequencer;
pub mod tokens;
pub mod uniswap_v2;
pub mod uniswap_v3;

pub use creator::Creator;
pub use error::ProtocolError;
