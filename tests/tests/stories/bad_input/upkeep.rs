//! The adapter and its receivers.

use super::{Row, row};
use alloy::{
    primitives::{Address, B256, Bytes, FixedBytes, U256},
    sol_types::{SolCall, SolError, SolValue},
};
use anyhow::ensure;
use client::bindings::{IUpkeep, IVault, IVaultRebalance, Upkeep, UpkeepReport};
use e2e::{
    forwarder::{Run, honest},
    refusal::{Refused, refused},
    vault::event,
    world::World,
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "VaultMalformed",
            "an upkeep's data are not one address",
            data
        ),
        row!("NotAReceiver", "the program itself gets a report", bare),
        row!("NotTheImplementation", "a receiver is asked to poke", deaf),
        row!("ForwarderZero", "a receiver without a forwarder", forwarder),
        row!("VaultZero", "a receiver without a vault", vault),
        row!("WorkflowNotPinned", "a receiver for any workflow", pinless),
        row!("NameWithoutOwner", "a name that anybody may take", nameless),
        row!("NotForwarder", "anybody brings a report", stranger),
        row!("MetadataTooShort", "metadata end within the owner", short),
        row!("WorkflowMismatch", "another version reports", version),
        row!(
            "WorkflowOwnerMismatch",
            "another owner's workflow reports",
            owner
        ),
        row!(
            "WorkflowNameMismatch",
            "another workflow of the owner reports",
            name
        ),
        row!("ReportMalformed", "a report has a byte too many", long),
        row!("TargetMismatch", "a report is about another vault", target),
        row!(
            "SelectorMismatch",
            "a report is about another function",
            selector
        ),
    ]
}

/// Mallory is the forwarder, so that anything can be said.
fn upkeep(world: &World) -> Upkeep {
    Upkeep {
        forwarder: world.chain.people.mallory,
        workflowId: B256::repeat_byte(2),
        workflowOwner: Address::repeat_byte(3),
        workflowName: FixedBytes([4; 10]),
        vault: Address::repeat_byte(5),
    }
}

async fn refuse(
    world: &World,
    to: Address,
    call: impl SolCall,
    error: impl SolError,
) -> anyhow::Result<Refused> {
    refused(&world.chain, world.chain.people.mallory, to, &call, &error).await
}

async fn not_made(world: &World, upkeep: Upkeep, error: impl SolError) -> anyhow::Result<Refused> {
    let program = world.deployed.upkeep.address;
    refuse(world, program, IUpkeep::createCall { upkeep }, error).await
}

async fn receiver(world: &World) -> anyhow::Result<Address> {
    let chain = &world.chain;
    let upkeep = upkeep(world);
    let create = IUpkeep::createCall { upkeep };
    let program = world.deployed.upkeep.address;
    let receipt = chain.send(chain.people.bob, program, &create).await?;
    Ok(event::<IUpkeep::ReceiverMade>(&receipt)?.receiver)
}

/// A report that the receiver's forwarder brings is refused.
async fn not_taken(
    world: &World,
    metadata: Bytes,
    report: Bytes,
    error: impl SolError,
) -> anyhow::Result<Refused> {
    let receiver = receiver(world).await?;
    refuse(
        world,
        receiver,
        IUpkeep::onReportCall { metadata, report },
        error,
    )
    .await
}

fn run(world: &World) -> Run {
    Run::of(&upkeep(world), 1)
}

fn report(world: &World) -> Bytes {
    honest(upkeep(world).vault, u64::MAX)
}

async fn data(world: &World) -> anyhow::Result<Refused> {
    let program = world.deployed.upkeep.address;
    let mut dirty = vec![0; 32];
    dirty[0] = 1;
    let mut last = None;
    for data in [vec![], vec![0; 31], vec![0; 33], vec![0; 64], dirty] {
        let error = IUpkeep::VaultMalformed {
            gotBytes: U256::from(data.len()),
            expectedBytes: U256::from(32),
        };
        // A check says it instead of failing.
        let check = IUpkeep::checkUpkeepCall {
            checkData: data.clone().into(),
        };
        let said = world.chain.view(program, &check).await?;
        ensure!(!said.upkeepNeeded && said.performData == error.abi_encode());
        let perform = IUpkeep::performUpkeepCall {
            performData: data.into(),
        };
        last = Some(refuse(world, program, perform, error).await?);
    }
    anyhow::Context::context(last, "five of them")
}

async fn bare(world: &World) -> anyhow::Result<Refused> {
    let call = IUpkeep::onReportCall {
        metadata: run(world).metadata(),
        report: report(world),
    };
    refuse(
        world,
        world.deployed.upkeep.address,
        call,
        IUpkeep::NotAReceiver {},
    )
    .await
}

async fn deaf(world: &World) -> anyhow::Result<Refused> {
    let vault = upkeep(world).vault;
    let receiver = receiver(world).await?;
    refuse(
        world,
        receiver,
        IUpkeep::pokeCall { vault },
        IUpkeep::NotTheImplementation {},
    )
    .await
}

async fn forwarder(world: &World) -> anyhow::Result<Refused> {
    let none = Upkeep {
        forwarder: Address::ZERO,
        ..upkeep(world)
    };
    not_made(world, none, IUpkeep::ForwarderZero {}).await
}

async fn vault(world: &World) -> anyhow::Result<Refused> {
    let none = Upkeep {
        vault: Address::ZERO,
        ..upkeep(world)
    };
    not_made(world, none, IUpkeep::VaultZero {}).await
}

async fn pinless(world: &World) -> anyhow::Result<Refused> {
    let any = Upkeep {
        workflowId: B256::ZERO,
        workflowOwner: Address::ZERO,
        workflowName: FixedBytes::ZERO,
        ..upkeep(world)
    };
    // One pin is enough: a version, or an owner.
    for enough in [
        Upkeep {
            workflowId: B256::repeat_byte(2),
            ..any.clone()
        },
        Upkeep {
            workflowOwner: Address::repeat_byte(3),
            ..any.clone()
        },
    ] {
        let call = IUpkeep::createCall { upkeep: enough };
        let program = world.deployed.upkeep.address;
        world
            .chain
            .send(world.chain.people.bob, program, &call)
            .await?;
    }
    not_made(world, any, IUpkeep::WorkflowNotPinned {}).await
}

async fn nameless(world: &World) -> anyhow::Result<Refused> {
    let none = Upkeep {
        workflowOwner: Address::ZERO,
        ..upkeep(world)
    };
    let error = IUpkeep::NameWithoutOwner {
        workflowName: FixedBytes([4; 10]),
    };
    not_made(world, none, error).await
}

async fn stranger(world: &World) -> anyhow::Result<Refused> {
    let receiver = receiver(world).await?;
    let (caller, forwarder) = (world.chain.people.bob, world.chain.people.mallory);
    let call = IUpkeep::onReportCall {
        metadata: run(world).metadata(),
        report: report(world),
    };
    let error = IUpkeep::NotForwarder { caller, forwarder };
    refused(&world.chain, caller, receiver, &call, &error).await
}

async fn short(world: &World) -> anyhow::Result<Refused> {
    let metadata = run(world).metadata().slice(..61);
    let error = IUpkeep::MetadataTooShort {
        gotBytes: U256::from(61),
        minimumBytes: U256::from(62),
    };
    not_taken(world, metadata, report(world), error).await
}

async fn version(world: &World) -> anyhow::Result<Refused> {
    let other = Run {
        id: B256::repeat_byte(9),
        ..run(world)
    };
    let error = IUpkeep::WorkflowMismatch {
        got: B256::repeat_byte(9),
        expected: B256::repeat_byte(2),
    };
    not_taken(world, other.metadata(), report(world), error).await
}

async fn owner(world: &World) -> anyhow::Result<Refused> {
    let other = Run {
        owner: Address::repeat_byte(9),
        ..run(world)
    };
    let error = IUpkeep::WorkflowOwnerMismatch {
        got: Address::repeat_byte(9),
        expected: Address::repeat_byte(3),
    };
    not_taken(world, other.metadata(), report(world), error).await
}

async fn name(world: &World) -> anyhow::Result<Refused> {
    let other = Run {
        name: FixedBytes([9; 10]),
        ..run(world)
    };
    let error = IUpkeep::WorkflowNameMismatch {
        got: FixedBytes([9; 10]),
        expected: FixedBytes([4; 10]),
    };
    not_taken(world, other.metadata(), report(world), error).await
}

async fn long(world: &World) -> anyhow::Result<Refused> {
    let long = [report(world).as_ref(), &[0]].concat();
    let error = IUpkeep::ReportMalformed {
        gotBytes: U256::from(97),
        expectedBytes: U256::from(96),
    };
    not_taken(world, run(world).metadata(), long.into(), error).await
}

async fn target(world: &World) -> anyhow::Result<Refused> {
    let other = Address::repeat_byte(6);
    let error = IUpkeep::TargetMismatch {
        got: other,
        expected: upkeep(world).vault,
    };
    not_taken(world, run(world).metadata(), honest(other, u64::MAX), error).await
}

async fn selector(world: &World) -> anyhow::Result<Refused> {
    let transfer = FixedBytes(IVault::transferCall::SELECTOR);
    let said = UpkeepReport {
        vault: upkeep(world).vault,
        selector: transfer,
        deadline: U256::MAX,
    };
    let error = IUpkeep::SelectorMismatch {
        got: transfer,
        expected: FixedBytes(IVaultRebalance::rebalanceCall::SELECTOR),
    };
    not_taken(
        world,
        run(world).metadata(),
        said.abi_encode().into(),
        error,
    )
    .await
}
