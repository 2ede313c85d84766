//! Birth and ownership.

use super::{Row, row};

use alloy::{
    primitives::{Address, U256, keccak256},
    sol_types::SolCall,
};

use client::bindings::{IFactory, IVault, IVaultAdmin, Suite, VaultConfig};

use e2e::{
    refusal::{Refused, refused},
    vault::rebalance_call,
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "ImplementationLocked",
            "the implementation is initialised",
            implementation
        ),
        row!("AlreadyInitialized", "a vault is initialised again", again),
        row!("NotInitialized", "the implementation is used", unborn),
        row!("NotOwner", "a stranger unpauses", stranger_unpauses),
        row!(
            "NotOwner",
            "a stranger hands over the ownership",
            stranger_hands_over
        ),
        row!("NotOwner", "a stranger seeds", stranger_seeds),
        row!(
            "NotPendingOwner",
            "a stranger accepts the ownership",
            stranger_accepts
        ),
        row!("EnforcedPause", "a paused vault is rebalanced", paused),
        row!("ExpectedPause", "a running vault is unpaused", not_paused),
        row!(
            "VaultExists",
            "the same vault is created twice",
            created_twice
        ),
        row!(
            "IndexOutOfRange",
            "a vault past the last one is asked for",
            index
        ),
        row!(
            "SuiteWithoutCode",
            "a program of the suite is an account without code",
            suite_without_code
        ),
        row!(
            "SuiteWithoutCode",
            "the implementation is an account without code",
            implementation_without_code
        ),
        row!(
            "RoomMismatch",
            "a room of the suite is another program",
            foreign_room
        ),
    ]
}

fn initialize(world: &World) -> IVaultAdmin::initializeCall {
    let (suite, config) = (world.suite(), world.config(2));
    IVaultAdmin::initializeCall {
        suite,
        config,
        seeder: world.chain.people.mallory,
        amounts: vec![U256::ONE; 2],
    }
}

async fn implementation(world: &World) -> anyhow::Result<Refused> {
    let to = world.suite().implementation;
    refused(
        &world.chain,
        world.chain.people.mallory,
        to,
        &initialize(world),
        &IVault::ImplementationLocked {},
    )
    .await
}

async fn again(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let error = IVault::AlreadyInitialized {};
    refused(
        &world.chain,
        world.chain.people.owner,
        vault.address,
        &initialize(world),
        &error,
    )
    .await
}

async fn unborn(world: &World) -> anyhow::Result<Refused> {
    let to = world.suite().implementation;
    refused(
        &world.chain,
        world.chain.people.mallory,
        to,
        &IVaultAdmin::policyCall {},
        &IVault::NotInitialized {},
    )
    .await
}

async fn by_stranger(world: &World, call: &impl SolCall) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let (mallory, owner) = (world.chain.people.mallory, world.chain.people.owner);
    refused(
        &world.chain,
        mallory,
        vault.address,
        call,
        &IVault::NotOwner {
            caller: mallory,
            owner,
        },
    )
    .await
}

async fn stranger_unpauses(world: &World) -> anyhow::Result<Refused> {
    by_stranger(world, &IVaultAdmin::unpauseCall {}).await
}

async fn stranger_hands_over(world: &World) -> anyhow::Result<Refused> {
    by_stranger(
        world,
        &IVaultAdmin::transferOwnershipCall {
            newOwner: world.chain.people.mallory,
        },
    )
    .await
}

async fn stranger_seeds(world: &World) -> anyhow::Result<Refused> {
    by_stranger(
        world,
        &IVaultAdmin::seedCall {
            amounts: vec![U256::ONE; 2],
            receiver: world.chain.people.mallory,
        },
    )
    .await
}

async fn stranger_accepts(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let error = IVault::NotPendingOwner {
        caller: world.chain.people.mallory,
        pendingOwner: Address::ZERO,
    };
    refused(
        &world.chain,
        world.chain.people.mallory,
        vault.address,
        &IVaultAdmin::acceptOwnershipCall {},
        &error,
    )
    .await
}

async fn paused(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let owner = world.chain.people.owner;
    vault
        .send(&world.chain, owner, &IVaultAdmin::pauseCall {})
        .await?;
    refused(
        &world.chain,
        world.chain.people.keeper,
        vault.address,
        &rebalance_call(),
        &IVault::EnforcedPause {},
    )
    .await
}

async fn not_paused(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let owner = world.chain.people.owner;
    refused(
        &world.chain,
        owner,
        vault.address,
        &IVaultAdmin::unpauseCall {},
        &IVault::ExpectedPause {},
    )
    .await
}

fn create(suite: Suite, config: VaultConfig) -> IFactory::createCall {
    let amounts = vec![U256::from(1_000_000); config.assets.len()];
    IFactory::createCall {
        suite,
        config,
        amounts,
    }
}

async fn created_twice(world: &World) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let call = create(vault.suite.clone(), vault.config.clone());
    let error = IFactory::VaultExists {
        vault: vault.address,
    };
    refused(
        &world.chain,
        world.chain.people.owner,
        world.factory(),
        &call,
        &error,
    )
    .await
}

async fn index(world: &World) -> anyhow::Result<Refused> {
    let count = world
        .chain
        .view(world.factory(), &IFactory::vaultCountCall {})
        .await?;
    let error = IFactory::IndexOutOfRange {
        index: count,
        count,
    };
    refused(
        &world.chain,
        world.chain.people.mallory,
        world.factory(),
        &IFactory::vaultAtCall { index: count },
        &error,
    )
    .await
}

async fn suite_without_code(world: &World) -> anyhow::Result<Refused> {
    let nobody = Address::repeat_byte(0x77);
    for edit in [
        (|suite: &mut Suite, nobody| suite.oracle = nobody) as fn(&mut Suite, Address),
        |suite, nobody| suite.engine = nobody,
        |suite, nobody| suite.admin = nobody,
        |suite, nobody| suite.priced = nobody,
        |suite, nobody| suite.fees = nobody,
        |suite, nobody| suite.permits = nobody,
        |suite, nobody| suite.views = nobody,
    ] {
        let mut suite = world.suite();
        edit(&mut suite, nobody);
        without_code(world, suite, nobody).await?;
    }
    without_code(
        world,
        Suite {
            router: nobody,
            ..world.suite()
        },
        nobody,
    )
    .await
}

async fn implementation_without_code(world: &World) -> anyhow::Result<Refused> {
    let nobody = Address::repeat_byte(0x78);
    without_code(
        world,
        Suite {
            implementation: nobody,
            ..world.suite()
        },
        nobody,
    )
    .await
}

async fn foreign_room(world: &World) -> anyhow::Result<Refused> {
    let suite = world.suite();
    let code_hash = async |program| anyhow::Ok(keccak256(world.chain.code(program).await?));
    let error = IVault::RoomMismatch {
        program: suite.oracle,
        codeHash: code_hash(suite.oracle).await?,
        expected: code_hash(suite.admin).await?,
    };
    let call = create(
        Suite {
            admin: suite.oracle,
            ..suite
        },
        world.config(2),
    );
    refused(
        &world.chain,
        world.chain.people.owner,
        world.factory(),
        &call,
        &error,
    )
    .await
}

async fn without_code(world: &World, suite: Suite, program: Address) -> anyhow::Result<Refused> {
    let call = create(suite, world.config(2));
    let error = IFactory::SuiteWithoutCode { program };
    refused(
        &world.chain,
        world.chain.people.owner,
        world.factory(),
        &call,
        &error,
    )
    .await
}
