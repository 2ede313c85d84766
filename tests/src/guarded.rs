//! Guarded feeds: made by anyone, of any aggregator.

use crate::world::World;
use alloy::{primitives::Address, sol_types::SolEvent};
use anyhow::Context;
use client::bindings::{Guard, IGuard};

/// A guard of an aggregator with every check turned off, to turn on what a test is about.
pub fn unguarded(aggregator: Address) -> Guard {
    Guard {
        aggregator,
        minAnswer: 0,
        maxAnswer: 0,
        jumpBps: 0,
        cooldownSeconds: 0,
        shares: Address::ZERO,
        growthBpsPerYear: 0,
    }
}

/// Makes the feed.
///
/// # Errors
/// When the guard program refuses the parameters, or has made this feed before.
pub async fn guarded(world: &World, guard: Guard) -> anyhow::Result<Address> {
    let program = world.deployed.guard.address;
    let anyone = world.chain.people.mallory;
    let call = IGuard::createCall { guard };
    let receipt = world.chain.send(anyone, program, &call).await?;
    let log = receipt.logs().first().context("a feed was made")?;
    Ok(IGuard::Guarded::decode_log(&log.inner)?.feed)
}
