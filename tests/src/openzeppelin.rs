//! OpenZeppelin's tokens, Solidity's and Stylus', put on the chain so that ours can be held against them.
//!
//! Neither is ours: the one is compiled from the npm package by the pinned compiler, the other is built from `tests/openzeppelin`,
//! a workspace with its own lockfile. What we add to them is a mint for anyone.

#![allow(
    missing_docs,
    reason = "the bindings are generated; their documentation is OpenZeppelin's"
)]

use crate::{chain::Chain, workspace};
use alloy::{
    primitives::{Address, U256, hex},
    sol,
    sol_types::SolValue,
};
use client::{
    deploy::{self, Program},
    transaction::TransactionError,
};
use protocols::npm::{self, Harness};

pub use bindings::IReferenceToken;

mod bindings {
    super::sol! {
        #![sol(all_derives)]

        interface IReferenceToken {
            function mint(address to, uint256 value) external;
            function burn(uint256 value) external;
            function burnFrom(address from, uint256 value) external;
        }
    }
}

/// What the Solidity token is called; its domain has the name too.
pub const SOLIDITY_NAME: &str = "OpenZeppelin of Solidity";
/// What the domain of the Stylus token says; that token has no name.
pub const STYLUS_NAME: &str = "Reference";

/// Deploys OpenZeppelin's Solidity token.
///
/// # Errors
/// When it does not compile, or when the chain refuses it.
pub async fn solidity(chain: &Chain) -> anyhow::Result<Address> {
    let harness = Harness {
        sources: &[(
            "OpenZeppelinToken.sol",
            include_str!("../references/OpenZeppelinToken.sol"),
        )],
        contract: "OpenZeppelinToken",
        packages: &["@openzeppelin/contracts@5.4.0"],
        via_ir: false,
    };
    let mut code = hex::decode(npm::harness(&workspace::root(), &harness)?)?;
    code.extend((SOLIDITY_NAME, "OZ").abi_encode_params());
    chain
        .create("deploying OpenZeppelin's Solidity token", code.into())
        .await
}

/// Deploys and activates OpenZeppelin's Stylus token.
///
/// # Errors
/// When it is not built (`cargo keel build openzeppelin`), or when the chain refuses it.
pub async fn stylus(chain: &Chain) -> anyhow::Result<Address> {
    let program = Program::load(
        &workspace::root().join("target/keel/openzeppelin"),
        "openzeppelin",
    )
    .map_err(|error| anyhow::anyhow!("{error} openzeppelin"))?;
    let deployer = chain.people.deployer;
    let (deployed, _) =
        deploy::program(chain.provider(), deployer, &program, None, &mut |_| ()).await?;
    Ok(deployed.address)
}

/// Mints on a reference.
///
/// # Errors
/// The token's own.
pub async fn mint(
    chain: &Chain,
    token: Address,
    to: Address,
    value: U256,
) -> Result<(), TransactionError> {
    let call = IReferenceToken::mintCall { to, value };
    chain.send(chain.people.deployer, token, &call).await?;
    Ok(())
}
