//! A vault kept through the adapter: in the words of Chainlink Automation, of Gelato and of Chainlink's CRE, and by anybody.

use alloy::{
    primitives::{Address, B256, Bytes, FixedBytes, U256},
    sol_types::{SolCall, SolError, SolValue},
};
use anyhow::ensure;
use client::bindings::{IUpkeep, IVault, IVaultAdmin, Reason, Upkeep};
use e2e::{
    forwarder::{Forwarder, Run, honest},
    governance::Governed,
    refusal::{refused, refused_raw},
    stage::story,
    vault::{Vault, event},
    world::World,
};

/// What both kinds of check say of a vault, after making sure that they agree: nothing while it is due, else the error's bytes.
async fn checked(world: &World, vault: Address) -> anyhow::Result<Option<Bytes>> {
    let (chain, upkeep) = (&world.chain, world.deployed.upkeep.address);
    let data: Bytes = vault.abi_encode().into();
    let call = IUpkeep::checkUpkeepCall {
        checkData: data.clone(),
    };
    let automation = chain.view(upkeep, &call).await?;
    let gelato = chain.view(upkeep, &IUpkeep::checkerCall { vault }).await?;
    ensure!(automation.upkeepNeeded == gelato.canExec);
    if gelato.canExec {
        let poke = IUpkeep::pokeCall { vault }.abi_encode();
        ensure!(automation.performData == data && gelato.execPayload == poke);
        return Ok(None);
    }
    ensure!(automation.performData == gelato.execPayload);
    Ok(Some(gelato.execPayload))
}

fn not_due(data: Option<Bytes>) -> anyhow::Result<IUpkeep::NotDue> {
    Ok(IUpkeep::NotDue::abi_decode(&data.unwrap_or_default())?)
}

fn perform(vault: Address) -> IUpkeep::performUpkeepCall {
    IUpkeep::performUpkeepCall {
        performData: vault.abi_encode().into(),
    }
}

async fn keepers_only(
    world: &World,
    governed: &mut Governed,
    keeper: Address,
) -> anyhow::Result<()> {
    let call = IVaultAdmin::setKeepersCall {
        added: vec![keeper],
        removed: vec![],
        newKeepersOnly: true,
    };
    governed.set(world, &call).await?;
    world.refresh_answers().await
}

#[test]
fn story_automation_and_gelato_check_and_perform_what_is_due_and_nothing_else() {
    story(async |world| {
        let (chain, upkeep) = (&world.chain, world.deployed.upkeep.address);
        let anyone = chain.people.mallory;
        let vault = world.vault(3).await?;
        let before = not_due(checked(world, vault.address).await?)?;
        ensure!(before.reason == Reason::BandNotBreached && before.maxDriftWad < before.bandWad);
        let inside = IVault::BandNotBreached {
            maxDriftWad: before.maxDriftWad,
            bandWad: before.bandWad,
        };
        refused(chain, anyone, upkeep, &perform(vault.address), &inside).await?;

        for (move_bps, is_gelato) in [(4_000, false), (-3_500, true)] {
            world.move_price(1, move_bps).await?;
            ensure!(checked(world, vault.address).await?.is_none());
            let poke = IUpkeep::pokeCall {
                vault: vault.address,
            };
            let receipt = match is_gelato {
                true => chain.send(anyone, upkeep, &poke).await?,
                false => chain.send(anyone, upkeep, &perform(vault.address)).await?,
            };
            let rebalanced: IVault::Rebalanced = event(&receipt)?;
            let poked: IUpkeep::Poked = event(&receipt)?;
            ensure!(rebalanced.keeper == upkeep && rebalanced.maxDriftAfterWad < inside.bandWad);
            ensure!((poked.vault, poked.caller) == (vault.address, anyone));
            let after = not_due(checked(world, vault.address).await?)?;
            ensure!(after.reason == Reason::BandNotBreached);
            chain.pass_time(700).await?;
            world.refresh_answers().await?;
        }
        // Beyond the band again, and too early.
        world.move_price(1, 4_000).await?;
        chain.send(anyone, upkeep, &perform(vault.address)).await?;
        world.move_price(1, 4_500).await?;
        chain.hold_still().await?;
        let early = not_due(checked(world, vault.address).await?)?;
        ensure!(early.reason == Reason::IntervalNotElapsed);
        ensure!(early.eligibleAt > U256::from(chain.now().await?));
        Ok(())
    });
}

#[test]
fn story_where_only_keepers_rebalance_the_adapter_has_to_be_one() {
    story(async |world| {
        let (chain, upkeep) = (&world.chain, world.deployed.upkeep.address);
        let anyone = chain.people.mallory;
        let mut governed = Governed::order(world, 3).await?;
        let vault = governed.vault.address;
        keepers_only(world, &mut governed, chain.people.keeper).await?;
        world.move_price(1, 4_000).await?;
        let stranger = IVault::NotKeeper { caller: upkeep };
        ensure!(checked(world, vault).await? == Some(stranger.abi_encode().into()));
        refused(chain, anyone, upkeep, &perform(vault), &stranger).await?;

        keepers_only(world, &mut governed, upkeep).await?;
        ensure!(checked(world, vault).await?.is_none());
        chain.send(anyone, upkeep, &perform(vault)).await?;
        Ok(())
    });
}

#[test]
fn story_a_paused_vault_and_what_is_no_vault_are_not_due() {
    story(async |world| {
        let (chain, upkeep) = (&world.chain, world.deployed.upkeep.address);
        let anyone = chain.people.mallory;
        let vault = world.vault(3).await?;
        world.move_price(1, 4_000).await?;
        vault
            .send(chain, chain.people.owner, &IVaultAdmin::pauseCall {})
            .await?;
        let paused = IVault::EnforcedPause {};
        ensure!(checked(world, vault.address).await? == Some(paused.abi_encode().into()));
        refused(chain, anyone, upkeep, &perform(vault.address), &paused).await?;

        // An account without code, a token, the adapter itself.
        for (other, error) in [
            (
                anyone,
                IVault::ProgramCallFailed { program: anyone }.abi_encode(),
            ),
            (
                vault.tokens()[1],
                IVault::ProgramCallFailed {
                    program: vault.tokens()[1],
                }
                .abi_encode(),
            ),
        ] {
            ensure!(
                checked(world, other).await? == Some(error.clone().into()),
                "{other}"
            );
            let call = perform(other).abi_encode();
            refused_raw(chain, anyone, upkeep, call.into(), |_| error.into()).await?;
        }
        ensure!(checked(world, upkeep).await?.is_some());
        Ok(())
    });
}

/// A receiver for a vault, pinned to everything.
async fn receiver(
    world: &World,
    forwarder: Forwarder,
    vault: &Vault,
) -> anyhow::Result<(Address, Upkeep)> {
    let upkeep = Upkeep {
        forwarder: forwarder.address,
        workflowId: B256::repeat_byte(0xa1),
        workflowOwner: Address::repeat_byte(0xa2),
        workflowName: FixedBytes(*b"keel-daily"),
        vault: vault.address,
    };
    let (chain, program) = (&world.chain, world.deployed.upkeep.address);
    let create = IUpkeep::createCall {
        upkeep: upkeep.clone(),
    };
    let receipt = chain.send(chain.people.mallory, program, &create).await?;
    let made: IUpkeep::ReceiverMade = event(&receipt)?;
    ensure!(made.upkeep == upkeep && made.vault == vault.address);
    Ok((made.receiver, upkeep))
}

#[test]
fn story_a_report_of_cre_rebalances_a_vault_whose_only_keeper_is_its_receiver() {
    story(async |world| {
        let (chain, program) = (&world.chain, world.deployed.upkeep.address);
        let forwarder = Forwarder::deploy(world).await?;
        let mut governed = Governed::order(world, 3).await?;
        let (receiver, upkeep) = receiver(world, forwarder, &governed.vault).await?;
        ensure!(chain.view(receiver, &IUpkeep::upkeepCall {}).await? == upkeep);
        let create = IUpkeep::createCall {
            upkeep: upkeep.clone(),
        };
        let again = chain.send(chain.people.bob, program, &create).await?;
        ensure!(again.logs().is_empty());
        ensure!(chain.view(program, &create).await? == receiver);
        keepers_only(world, &mut governed, receiver).await?;
        let vault = governed.vault.address;

        // Nothing is due: the forwarder notes the failure, and the same report may come again.
        let run = Run::of(&upkeep, 1);
        let deadline = chain.now().await? + 3_600;
        let report = honest(vault, deadline);
        let (_, is_taken) = forwarder.deliver(world, receiver, run, &report).await?;
        ensure!(!is_taken);
        world.move_price(1, 4_000).await?;
        let (receipt, is_taken) = forwarder.deliver(world, receiver, run, &report).await?;
        ensure!(is_taken);
        let rebalanced: IVault::Rebalanced = event(&receipt)?;
        let poked: IUpkeep::Poked = event(&receipt)?;
        ensure!(rebalanced.keeper == receiver);
        ensure!((poked.vault, poked.caller) == (vault, forwarder.address));

        // The adapter itself is no keeper of this vault.
        chain.pass_time(700).await?;
        world.refresh_answers().await?;
        world.move_price(1, 4_000).await?;
        let stranger = IVault::NotKeeper { caller: program };
        let anyone = chain.people.mallory;
        refused(chain, anyone, program, &perform(vault), &stranger).await?;
        Ok(())
    });
}
