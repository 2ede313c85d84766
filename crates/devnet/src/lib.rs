//! Local Arbitrum chain.
