//! What the contracts share.
//!
//! | module | question it answers |
//! |---|---|
//! | [`abi`] | what are the calls, errors and events? |
//! | [`dispatch`] | how does calldata become a typed call, and a result become bytes? |
//! | [`codec`] | how does a value of the ABI become bytes, and back? |
//! | [`event`] | how is it told that something happened? |
//! | [`feed`](mod@feed) | what does a price feed say, and is that a price? |
//! | [`call`] | how is another program asked, and what happens when it refuses? |
//! | [`clone`] | what is a minimal proxy of one program made of, and where is it put? |
//! | [`account`] | what code does an account have? |
//! | [`eip712`] | what does a wallet hash and sign? |
//! | [`signature`] | who signed a digest? |
//! | [`erc20`] | how is a token moved and measured, whatever token it is? |
//! | [`leg`] | what must hold of a leg before and after it is traded? |
//! | [`lock`] | who may act now? |
//! | [`proxy`] | what is the account of a vault made of, and where is it put? |
//! | [`prepaid`] | who has paid before a flow began? |
//! | [`title`] | what are the shares called? |
//! | [`storage`] | where does state live? |
//! | [`transient`] | where does state live that ends with the transaction? |
//! | [`uniswap_v3`] | where is a pool, and how does it trade? |
//! | [`vault`] | what do the rooms of a vault share? |
//! | [`suite`] | which programs does a vault work with? |
//! | [`router`] | what do the programs of the router share? |
//! | [`menu`] | which pools may a vault trade in? |
//! | [`policy`] | how is a vault's constitution written into code? |
//! | [`triggers`] | what calls for a rebalance, and how is it packed? |
//! | [`risk_triggers`] | the same, of what needs variances |
//!
//! The crate holds no state and no authority; [`abi`], [`clone`], [`eip712`], [`menu`], [`policy`], [`proxy`], [`triggers`] and [`risk_triggers`] know no chain and are tested natively.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

pub mod abi;
pub mod account;
pub mod call;
pub mod clone;
pub mod codec;
pub mod dispatch;
pub mod eip712;
pub mod erc20;
pub mod event;
pub mod feed;
pub mod leg;
pub mod lock;
pub mod menu;
pub mod policy;
pub mod prepaid;
pub mod proxy;
pub mod risk_triggers;
pub mod router;
pub mod signature;
pub mod storage;
pub mod suite;
pub mod title;
pub mod transient;
pub mod triggers;
pub mod uniswap_v3;
pub mod vault;

pub use stylus_sdk::host::VM;

/// ABI-encoded error data that ends a call.
pub type Revert = Vec<u8>;
