//! Taking over a vault at its birth, or the program behind all of them.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolCall,
};
use anyhow::ensure;
use client::bindings::{IProgram, IVault, IVaultAdmin, IVaultViews, Suite};
use e2e::{
    birth::{bare_clone, bare_vault, initialize},
    refusal::{refused, refused_raw},
    stage::story,
};

/// The selector that SDK constructors listen to: reachable through every proxy, so no program may have it.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

#[test]
fn attack_the_implementation_can_be_neither_initialised_nor_used() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let suite = world.suite();
        let implementation = suite.implementation;
        let call = initialize(world, suite, mallory);
        refused(
            chain,
            mallory,
            implementation,
            &call,
            &IVault::ImplementationLocked {},
        )
        .await?;
        let uses = [
            IVault::depositInKindCall {
                shares: U256::ONE,
                maxAmounts: Vec::new(),
                receiver: mallory,
                deadline: U256::MAX,
            }
            .abi_encode(),
            IVaultViews::assetsCall {}.abi_encode(),
            IVaultViews::previewRebalanceCall {}.abi_encode(),
        ];
        let unborn = alloy::sol_types::SolError::abi_encode(&IVault::NotInitialized {});
        for data in uses {
            refused_raw(chain, mallory, implementation, data.into(), |_| {
                unborn.clone().into()
            })
            .await?;
        }
        let unborn = IVault::NotInitialized {};
        refused(
            chain,
            mallory,
            implementation,
            &IVaultAdmin::pauseCall {},
            &unborn,
        )
        .await?;
        Ok(())
    });
}

#[test]
fn attack_a_living_vault_cannot_be_initialised_again_by_anyone() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        for caller in [people.mallory, people.owner, people.deployer] {
            let call = initialize(world, world.suite(), caller);
            refused(
                chain,
                caller,
                vault.address,
                &call,
                &IVault::AlreadyInitialized {},
            )
            .await?;
        }
        // Nor after everyone has left.
        let shares = vault.shares_of(chain, people.owner).await?;
        vault.redeem(chain, people.owner, shares).await?;
        let call = initialize(world, world.suite(), people.mallory);
        refused(
            chain,
            people.mallory,
            vault.address,
            &call,
            &IVault::AlreadyInitialized {},
        )
        .await?;
        Ok(())
    });
}

#[test]
fn attack_a_clone_of_ones_own_is_no_vault_of_the_factory_and_cannot_lie_about_its_program() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let clone = bare_vault(world, &world.suite()).await?;
        let lying = Suite {
            implementation: world.suite().router,
            ..world.suite()
        };
        refused(
            chain,
            mallory,
            clone,
            &initialize(world, lying, mallory),
            &IVault::ImplementationLocked {},
        )
        .await?;
        let registered = client::bindings::IFactory::implementationOfCall { vault: clone };
        ensure!(chain.view(world.factory(), &registered).await? == Address::ZERO);
        // A clone of the router is a router with storage of its own, and no vault.
        let router_clone = bare_clone(world, world.suite().router).await?;
        let call = initialize(world, world.suite(), mallory);
        let unknown = IProgram::SelectorUnknown {
            selector: IVaultAdmin::initializeCall::SELECTOR.into(),
        };
        refused(chain, mallory, router_clone, &call, &unknown).await?;
        Ok(())
    });
}

#[test]
fn attack_no_program_answers_to_the_sdks_constructor() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let vault = world.vault(2).await?;
        let suite = world.suite();
        let programs = [
            suite.implementation,
            suite.admin,
            suite.priced,
            suite.fees,
            suite.permits,
            suite.views,
            suite.oracle,
            suite.engine,
            suite.router,
            world.factory(),
            vault.address,
        ];
        let unknown = IProgram::SelectorUnknown {
            selector: CONSTRUCTOR.into(),
        };
        for program in programs {
            for arguments in [0, 32, 96] {
                let mut data = CONSTRUCTOR.to_vec();
                data.resize(4 + arguments, 0);
                let expected: Bytes = alloy::sol_types::SolError::abi_encode(&unknown).into();
                refused_raw(chain, mallory, program, data.into(), |_| expected).await?;
            }
        }
        Ok(())
    });
}
