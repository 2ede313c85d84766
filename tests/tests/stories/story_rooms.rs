//! The rooms of a vault: one address for its callers, several programs behind it.

use alloy::{
    primitives::{Address, Bytes, Selector, U256},
    providers::Provider,
    sol_types::{SolCall, SolError},
};
use anyhow::{Context, ensure};
use client::bindings::{IProgram, IVault, IVaultAdmin, Suite};
use e2e::{
    actors::{ActorToken, Manner, Memory, step},
    calldata::interface,
    hostile::with_token,
    refusal::{refused, refused_raw},
    stage::story,
    vault::{Vault, approve},
    workspace,
    world::World,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a call into a room may cost more than the same call to the core: a delegation, the room's entry with a program that
/// is not in the chain's cache, and the first words of the constitution.
const FORWARDING_GAS_MAX: u64 = 28_000;

/// The committed snapshot: the program that answers each selector.
fn snapshot() -> anyhow::Result<BTreeMap<Selector, String>> {
    let text = std::fs::read_to_string(workspace::root().join("abi/selectors.txt"))?;
    let mut rooms = BTreeMap::new();
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let mut words = line.split_whitespace();
        let (room, selector) = (words.next(), words.next());
        let (room, selector) = room.zip(selector).context("a line is room and selector")?;
        rooms.insert(selector.parse()?, room.to_owned());
    }
    Ok(rooms)
}

/// Whom a frame, or a frame in it, delegates to.
fn delegates(frame: &Value, found: &mut Vec<Address>) -> anyhow::Result<()> {
    if frame["type"] == "DELEGATECALL" {
        found.push(frame["to"].as_str().context("a callee")?.parse()?);
    }
    for inner in frame["calls"].as_array().into_iter().flatten() {
        delegates(inner, found)?;
    }
    Ok(())
}

/// A vault after its last exit, with what its owner needs to seed it once more: of each asset, a million units approved.
async fn emptied(world: &World) -> anyhow::Result<(ActorToken, Vault, Vec<U256>)> {
    let (chain, owner) = (&world.chain, world.chain.people.owner);
    let (token, vault) = with_token(world).await?;
    let shares = vault.shares_of(chain, owner).await?;
    vault.redeem(chain, owner, shares).await?;
    let amounts = vec![U256::from(1_000_000); vault.asset_count()];
    for (asset, amount) in vault.tokens().into_iter().zip(&amounts) {
        world.mint(asset, owner, *amount).await?;
        approve(chain, asset, owner, vault.address, *amount).await?;
    }
    Ok((token, vault, amounts))
}

/// The programs that a vault runs to answer calldata, the core first.
async fn programs_of(world: &World, vault: Address, data: Bytes) -> anyhow::Result<Vec<Address>> {
    let call = json!({"to": vault, "data": data});
    let tracer = json!({"tracer": "callTracer"});
    let frame: Value = world
        .chain
        .provider()
        .raw_request("debug_traceCall".into(), (call, "latest", tracer))
        .await?;
    let mut found = Vec::new();
    delegates(&frame, &mut found)?;
    Ok(found)
}

#[test]
fn story_every_selector_is_answered_by_the_room_that_the_snapshot_says() {
    story(async |world| {
        let vault = world.vault(3).await?;
        let core = vault.suite.implementation;
        let Suite {
            admin,
            priced,
            fees,
            permits,
            views,
            rebalance,
            ..
        } = vault.suite;
        let snapshot = snapshot()?;
        let face = interface("IVault");
        ensure!(
            snapshot.len() == face.functions().count(),
            "{} selectors in the snapshot",
            snapshot.len()
        );
        for function in face.functions() {
            let room = snapshot
                .get(&function.selector())
                .with_context(|| format!("{} is not in the snapshot", function.signature()))?;
            let expected = match room.as_str() {
                "vault" => vec![core],
                "vault-admin" => vec![core, admin],
                "vault-priced" => vec![core, priced],
                "vault-fees" => vec![core, fees],
                "vault-permits" => vec![core, permits],
                "vault-views" => vec![core, views],
                // The vault's own code delegates there, past the core.
                "vault-rebalance" => vec![rebalance],
                other => anyhow::bail!("no program is called {other}"),
            };
            let ran = programs_of(world, vault.address, function.selector().into()).await?;
            ensure!(ran == expected, "{}: {ran:?}", function.signature());
        }
        // What nobody answers is refused by the core itself.
        let ran = programs_of(world, vault.address, Bytes::from_static(&[0xde; 36])).await?;
        ensure!(ran == [core], "an unknown selector: {ran:?}");
        // Unless it begins as one of a room does: then by that room, in the same words.
        let [first, second, ..] = IVaultAdmin::pausedCall::SELECTOR;
        let stranger = Bytes::from(vec![first, second, 0, 0]);
        let ran = programs_of(world, vault.address, stranger.clone()).await?;
        ensure!(ran == [core, admin], "an unknown selector: {ran:?}");
        let unknown = IProgram::SelectorUnknown {
            selector: [first, second, 0, 0].into(),
        };
        let mallory = world.chain.people.mallory;
        refused_raw(&world.chain, mallory, vault.address, stranger, |_| {
            unknown.abi_encode().into()
        })
        .await?;
        Ok(())
    });
}

#[test]
fn story_a_call_into_a_room_costs_a_delegation() {
    story(async |world| {
        let vault = world.vault(3).await?;
        let cost = async |data: Vec<u8>| -> anyhow::Result<u64> {
            let call = json!({"to": vault.address, "data": Bytes::from(data)});
            let tracer = json!({"tracer": "callTracer"});
            let frame: Value = world
                .chain
                .provider()
                .raw_request("debug_traceCall".into(), (call, "latest", tracer))
                .await?;
            let used = frame["gasUsed"].as_str().context("gasUsed")?;
            Ok(u64::from_str_radix(used.trim_start_matches("0x"), 16)?)
        };
        let core = cost(IVault::totalSupplyCall {}.abi_encode()).await?;
        let room = cost(IVaultAdmin::pausedCall {}.abi_encode()).await?;
        println!("totalSupply(), by the core: {core} gas; paused(), by a room: {room} gas");
        // Each reads one word of the vault.
        ensure!(
            room > core && room - core < FORWARDING_GAS_MAX,
            "{core} and {room}"
        );
        Ok(())
    });
}

#[test]
fn story_an_error_of_a_room_reaches_the_caller_unchanged() {
    story(async |world| {
        let (chain, owner) = (&world.chain, world.chain.people.owner);
        let (token, vault, amounts) = emptied(world).await?;
        // The owner seeds again, with a token that refuses and has much to say about it.
        token.behave(chain, Manner::RefuseWithMegabyte).await?;
        let seed = IVaultAdmin::seedCall {
            amounts,
            receiver: owner,
        };
        let data: Bytes = seed.abi_encode().into();
        let got = e2e::chain::reverted(chain.ask(owner, vault.address, data).await)?;
        let error = IVault::TokenCallReverted::abi_decode(&got.data)?;
        ensure!(error.token == token.address && error.reason.len() == 256);
        // Typed errors, and calldata that the room refuses.
        let malformed = client::bindings::IProgram::CalldataMalformed {
            selector: IVaultAdmin::seedCall::SELECTOR.into(),
        };
        refused_raw(
            chain,
            owner,
            vault.address,
            IVaultAdmin::seedCall::SELECTOR.into(),
            |_| malformed.abi_encode().into(),
        )
        .await?;
        let stranger = chain.people.mallory;
        refused(
            chain,
            stranger,
            vault.address,
            &IVaultAdmin::unpauseCall {},
            &IVault::NotOwner {
                caller: stranger,
                owner,
            },
        )
        .await?;
        Ok(())
    });
}

/// A room takes the same lock as the core: a token that is pulled by a seed, which runs in a room, finds the core locked, and
/// so is a room for a token that the core pulls (`attack_reentry`).
#[test]
fn story_a_flow_of_a_room_locks_the_core_and_every_room() {
    story(async |world| {
        let (chain, owner) = (&world.chain, world.chain.people.owner);
        let (token, vault, amounts) = emptied(world).await?;
        let tried = e2e::hostile::entries(&vault, chain.people.mallory);
        let mut attempts: Vec<_> = tried.iter().map(|(_, step)| step.clone()).collect();
        // What the vault shows in the middle is what it showed before.
        attempts.push(step(vault.address, &IVault::totalSupplyCall {}));
        attempts.push(step(vault.address, &IVaultAdmin::ownerCall {}));
        token.hook_on(chain, Memory::Recording, attempts).await?;
        let seed = IVaultAdmin::seedCall {
            amounts,
            receiver: owner,
        };
        vault.send(chain, owner, &seed).await?;
        let outcomes = token.outcomes(chain).await?;
        ensure!(outcomes.len() == tried.len() + 2, "{}", outcomes.len());
        let locked = IVault::Locked {}.abi_encode();
        for ((name, _), outcome) in tried.iter().zip(&outcomes) {
            ensure!(
                !outcome.ok && outcome.data == locked,
                "{name}: {}",
                outcome.data
            );
        }
        let [supply, seen_owner] = &outcomes[tried.len()..] else {
            anyhow::bail!("two views")
        };
        ensure!(supply.ok && supply.data[..] == [0_u8; 32]);
        ensure!(seen_owner.ok && seen_owner.data[..] == owner.into_word()[..]);
        after_seed(world, &vault).await
    });
}

async fn after_seed(world: &World, vault: &Vault) -> anyhow::Result<()> {
    let chain = &world.chain;
    ensure!(vault.supply(chain).await? == U256::from(10).pow(U256::from(21)));
    ensure!(vault.balances(chain).await? == vec![U256::from(1_000_000); vault.asset_count()]);
    Ok(())
}
