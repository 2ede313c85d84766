//! Using the rooms of a vault without the vault, or putting a foreign program in the place of one.

use alloy::{
    primitives::{Bytes, U256, keccak256},
    sol_types::{SolCall, SolError},
};
use anyhow::ensure;
use client::bindings::{IFactory, IProgram, IVault, IVaultAdmin, Suite};
use e2e::{
    actors::{Memory, Puppet, Script, step},
    birth::{bare_clone, bare_vault, initialize},
    calldata::{interface, well_typed},
    chain::reverted,
    refusal::{refused, refused_raw},
    stage::story,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn attack_a_room_at_its_own_address_refuses_everything() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let Suite {
            admin,
            priced,
            fees,
            permits,
            views,
            rebalance,
            ..
        } = world.suite();
        let known = [people.owner, people.mallory, admin, world.factory()];
        let mut random = ChaCha8Rng::seed_from_u64(7);
        for (name, room) in [
            ("vault-admin", admin),
            ("vault-priced", priced),
            ("vault-fees", fees),
            ("vault-permits", permits),
            ("vault-views", views),
            ("vault-rebalance", rebalance),
        ] {
            for function in interface(name).functions() {
                let is_birth = function.selector() == IVaultAdmin::initializeCall::SELECTOR;
                let expected: Bytes = if is_birth {
                    IVault::ImplementationLocked {}.abi_encode().into()
                } else {
                    IVault::NotInitialized {}.abi_encode().into()
                };
                for caller in [people.owner, people.mallory, people.deployer] {
                    let data = well_typed(function, &known, &mut random);
                    refused_raw(chain, caller, room, data, |_| expected.clone()).await?;
                }
            }
        }
        let whole = initialize(world, world.suite(), people.mallory);
        refused(
            chain,
            people.mallory,
            admin,
            &whole,
            &IVault::ImplementationLocked {},
        )
        .await?;
        Ok(())
    });
}

#[test]
fn attack_a_clone_of_a_room_is_no_vault() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let suite = world.suite();
        let clone = bare_clone(world, suite.admin).await?;
        let lies = [
            suite.clone(),
            Suite {
                implementation: suite.admin,
                ..suite.clone()
            },
            Suite {
                implementation: suite.admin,
                admin: suite.implementation,
                ..suite.clone()
            },
        ];
        for lie in lies {
            let call = initialize(world, lie, mallory);
            refused(
                chain,
                mallory,
                clone,
                &call,
                &IVault::ImplementationLocked {},
            )
            .await?;
        }
        // Nor can the factory be made to take such a clone for a vault: assets would be locked in it for ever.
        let create = IFactory::createCall {
            suite: Suite {
                implementation: suite.admin,
                admin: suite.implementation,
                ..suite
            },
            config: world.config(2),
            amounts: vec![U256::ONE; 2],
        };
        refused(
            chain,
            mallory,
            world.factory(),
            &create,
            &IVault::ImplementationLocked {},
        )
        .await?;
        Ok(())
    });
}

#[test]
fn attack_an_account_that_runs_other_programs_is_no_vault() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let suite = world.suite();
        // All of these run the core; none of them would run the suite's rebalance, and nothing else.
        let plain = bare_clone(world, suite.implementation).await?;
        let other = Suite {
            rebalance: suite.router,
            ..suite.clone()
        };
        let other = bare_vault(world, &other).await?;
        let crossed = Suite {
            implementation: suite.rebalance,
            rebalance: suite.implementation,
            ..suite.clone()
        };
        let call = initialize(world, suite.clone(), mallory);
        for account in [plain, other] {
            let locked = IVault::ImplementationLocked {};
            refused(chain, mallory, account, &call, &locked).await?;
        }
        // What is no core has no `initialize` of its own.
        let crossed = bare_vault(world, &crossed).await?;
        let unknown = IProgram::SelectorUnknown {
            selector: IVaultAdmin::initializeCall::SELECTOR.into(),
        };
        refused(chain, mallory, crossed, &call, &unknown).await?;
        // An honest account with a foreign rebalance in its suite is told which room is wrong.
        let lying = Suite {
            rebalance: suite.router,
            ..suite.clone()
        };
        let account = bare_vault(world, &lying).await?;
        let mismatch = IVault::RoomMismatch {
            program: suite.router,
            codeHash: keccak256(chain.code(suite.router).await?),
            expected: keccak256(chain.code(suite.rebalance).await?),
        };
        let call = initialize(world, lying, mallory);
        refused(chain, mallory, account, &call, &mismatch).await?;
        Ok(())
    });
}

#[test]
fn attack_no_foreign_program_can_take_the_place_of_a_room() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let suite = world.suite();
        // It would answer `initialize`, and do whatever it likes to the storage of the vault.
        let puppet = Puppet::deploy(chain).await?;
        let pliant = Script::answering::<IVaultAdmin::initializeCall>(&U256::ONE)
            .after(Memory::Quiet, [step(suite.oracle, &IVault::nameCall {})]);
        puppet
            .learn::<IVaultAdmin::initializeCall>(chain, pliant)
            .await?;
        let expected = keccak256(chain.code(suite.admin).await?);
        for stranger in [puppet.address, suite.router, suite.implementation] {
            let hostile = Suite {
                admin: stranger,
                ..suite.clone()
            };
            let mismatch = IVault::RoomMismatch {
                program: stranger,
                codeHash: keccak256(chain.code(stranger).await?),
                expected,
            };
            let create = IFactory::createCall {
                suite: hostile.clone(),
                config: world.config(2),
                amounts: vec![U256::ONE; 2],
            };
            refused(chain, mallory, world.factory(), &create, &mismatch).await?;
            let clone = bare_vault(world, &hostile).await?;
            let call = initialize(world, hostile.clone(), mallory);
            refused(chain, mallory, clone, &call, &mismatch).await?;
            // On the implementation itself not even the room is looked at.
            refused(
                chain,
                mallory,
                suite.implementation,
                &call,
                &IVault::ImplementationLocked {},
            )
            .await?;
            let lying = initialize(
                world,
                Suite {
                    implementation: stranger,
                    ..hostile
                },
                mallory,
            );
            refused(
                chain,
                mallory,
                suite.implementation,
                &lying,
                &IVault::ImplementationLocked {},
            )
            .await?;
        }
        // The second room is known as the first is.
        let mismatch = IVault::RoomMismatch {
            program: suite.admin,
            codeHash: expected,
            expected: keccak256(chain.code(suite.priced).await?),
        };
        let create = IFactory::createCall {
            suite: Suite {
                priced: suite.admin,
                ..suite
            },
            config: world.config(2),
            amounts: vec![U256::ONE; 2],
        };
        refused(chain, mallory, world.factory(), &create, &mismatch).await?;
        Ok(())
    });
}

#[test]
fn attack_an_unborn_clone_forwards_nothing_but_its_birth() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let clone = bare_vault(world, &world.suite()).await?;
        let unborn: Bytes = IVault::NotInitialized {}.abi_encode().into();
        let mut random = ChaCha8Rng::seed_from_u64(8);
        let rooms = [
            "vault-admin",
            "vault-priced",
            "vault-fees",
            "vault-permits",
            "vault-views",
            "vault-rebalance",
        ]
        .map(interface);
        for function in rooms.iter().flat_map(|room| room.functions()) {
            if function.selector() == IVaultAdmin::initializeCall::SELECTOR {
                continue;
            }
            let data = well_typed(function, &[mallory, clone], &mut random);
            refused_raw(chain, mallory, clone, data, |_| unborn.clone()).await?;
        }
        // A birth whose suite cannot be read is refused by the core, one whose rest cannot be read by the room.
        let malformed: Bytes = IProgram::CalldataMalformed {
            selector: IVaultAdmin::initializeCall::SELECTOR.into(),
        }
        .abi_encode()
        .into();
        let whole = initialize(world, world.suite(), world.chain.people.mallory).abi_encode();
        for length in [4, 4 + 31, 4 + 8 * 32 - 1, 4 + 8 * 32, whole.len() - 1] {
            let data = Bytes::from(whole[..length].to_vec());
            let got = reverted(chain.ask(mallory, clone, data).await)?;
            ensure!(got.data == malformed, "{length} bytes: {got}");
        }
        Ok(())
    });
}
