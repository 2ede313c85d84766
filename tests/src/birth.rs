//! The birth of a vault without its factory: what an attacker would send.

use alloy::primitives::{Address, U256, hex};
use alloy::sol_types::SolCall;
use client::bindings::{IVaultAdmin, IVaultRebalance, Suite};

use crate::world::World;

/// The call that gives a clone its first two assets, one unit of each pulled from `seeder`.
#[must_use]
pub fn initialize(world: &World, suite: Suite, seeder: Address) -> IVaultAdmin::initializeCall {
    IVaultAdmin::initializeCall {
        suite,
        config: world.config(2),
        seeder,
        amounts: vec![U256::ONE; 2],
    }
}

/// A minimal proxy (ERC-1167) made by the deployer, outside the factory.
///
/// # Errors
///
/// If the chain does not make the contract.
pub async fn bare_clone(world: &World, implementation: Address) -> anyhow::Result<Address> {
    let code = [
        &hex!("3d602d80600a3d3981f3363d3d373d3d3d363d73")[..],
        implementation.as_slice(),
        &hex!("5af43d82803e903d91602b57fd5bf3")[..],
    ]
    .concat();
    world.chain.create("making a clone", code.into()).await
}

/// The account of a vault, made by the deployer, outside the factory.
///
/// # Errors
///
/// If the chain does not make the contract.
pub async fn bare_vault(world: &World, suite: &Suite) -> anyhow::Result<Address> {
    let code = [
        &hex!("3d605380600a3d3981f3363d3d373d3d3d363d73")[..],
        suite.rebalance.as_slice(),
        &hex!("73")[..],
        suite.implementation.as_slice(),
        &hex!("3d3560e01c63")[..],
        &IVaultRebalance::rebalanceCall::SELECTOR,
        &hex!("14604257905b505af43d82803e903d91605157fd5bf3")[..],
    ]
    .concat();
    world.chain.create("making a vault", code.into()).await
}
