//! Local Arbitrum chain: Stylus programs and EVM contracts in one process, behind the JSON-RPC that wallets and tools speak.
//!
//! [`serve`] starts a chain and returns a [`Handle`] with its URL and its funded accounts. Everything happens through that
//! URL, exactly as it would on a live node.
//!
//! ```no_run
//! # async fn example() -> Result<(), devnet::DevnetError> {
//! let chain = devnet::serve(devnet::DevnetConfig::default()).await?;
//! println!("{} with {} funded accounts", chain.url(), chain.accounts().len());
//! chain.stop().await;
//! # Ok(())
//! # }
//! ```

mod accounts;
mod chain;
mod config;
mod embed;
pub mod evm;
mod feed;
mod intake;
mod notification;
pub mod program;
mod rpc;
mod server;
mod state;
mod trace;
pub mod vectors;
pub mod vm;

pub use accounts::DevAccount;
pub use chain::LoadError;
pub use config::{DevnetConfig, TEST_MNEMONIC};
pub use embed::{InProcess, in_process};
pub use feed::{Feed, MinedTransaction, News};
pub use server::{DevnetError, Handle, serve};
