//! Fees (F1 to F3, F5, F6): what they come to, when, and for whom; and what they cannot do.

use alloy::{
    primitives::{Address, U256},
    providers::Provider,
    rpc::types::TransactionReceipt,
    sol_types::{SolCall, SolEvent},
};
use anyhow::{Context, ensure};
use client::bindings::{Fees, IOracle, IVault, IVaultAdmin, IVaultFees, IVaultPriced, IVaultViews};
use e2e::{
    governance::{Governed, execute_call},
    invariants::{VIRTUAL_SHARES, accounts_are_covered, shares_sum_to_supply},
    portfolio::IAggregator,
    priced::Model,
    refusal::refused,
    sequences,
    stage::story,
    vault::{NO_DEADLINE, Vault, approve, deposit_call, event, holdings},
    world::{MAX_AGE_S, World},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Of the fees. Programs expire after as long, so no story lasts for one.
const YEAR: u64 = 31_536_000;
const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const E36: U256 = U256::from_limbs([0xb34b_9f10_0000_0000, 0x00c0_97ce_7bc9_0715, 0, 0]);

fn n(number: u64) -> U256 {
    U256::from(number)
}

/// Two percent a year and a tenth of the gain, of which a fifth is the protocol's.
fn fees(world: &World) -> Fees {
    Fees {
        managementBps: 200,
        performanceBps: 1_000,
        protocolBps: 2_000,
        manager: world.chain.people.keeper,
        protocol: world.chain.roles.reporter,
    }
}

fn set(fees: &Fees) -> IVaultAdmin::setFeesCall {
    IVaultAdmin::setFeesCall {
        newFees: fees.clone(),
    }
}

/// `S * r * t / (1 - r * t)`, exact, rounded down.
fn streamed(supply: U256, bps: u64, seconds: u64) -> U256 {
    let part = n(bps) * n(seconds);
    supply * part / (n(10_000) * n(YEAR) - part)
}

async fn unclaimed(world: &World, vault: &Vault) -> anyhow::Result<U256> {
    let call = IVaultFees::unclaimedFeesCall {};
    Ok(vault.view(&world.chain, &call).await?)
}

async fn mark(world: &World, vault: &Vault) -> anyhow::Result<U256> {
    let call = IVaultFees::highWaterMarkCall {};
    Ok(vault.view(&world.chain, &call).await?)
}

/// What a share is worth at the low end of NAV, in wad times 1e36, rounded up: what a mark is set to.
async fn price(world: &World, vault: &Vault) -> anyhow::Result<U256> {
    let model = Model::of(&world.chain, vault, 0).await?;
    Ok(((model.nav_low + n(1)) * E36).div_ceil(model.supply + VIRTUAL_SHARES))
}

/// What the oracle says of the hub's feed once its answer is too old.
async fn stale(world: &World, vault: &Vault) -> anyhow::Result<IOracle::PriceStale> {
    let aggregator = vault.config.assets[0].feed.aggregator;
    let round = IAggregator::latestRoundDataCall {};
    Ok(IOracle::PriceStale {
        aggregator,
        updatedAt: world.chain.view(aggregator, &round).await?.updatedAt,
        maxAgeSeconds: U256::from(MAX_AGE_S),
    })
}

/// Tokens for somebody, and approvals of the vault.
async fn equip(world: &World, vault: &Vault, who: Address) -> anyhow::Result<()> {
    world.fund(who, &vault.tokens()).await?;
    for token in vault.tokens() {
        approve(&world.chain, token, who, vault.address, U256::MAX).await?;
    }
    Ok(())
}

#[test]
fn inv_f1_f2_f5_the_management_fee_streams_at_its_rate_whoever_pokes_it() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 2).await?;
        let supply = governed.vault.supply(chain).await?;
        ensure!(
            governed.vault.view(chain, &IVaultFees::feesCall {}).await? == Fees::default(),
            "a vault is born without fees"
        );
        let only_management = Fees {
            performanceBps: 0,
            ..fees(world)
        };
        let receipt = governed.set(world, &set(&only_management)).await?;
        let told: IVault::FeesSet = event(&receipt)?;
        ensure!(told.previousFees == Fees::default() && told.newFees == only_management);
        let begun = chain.now().await?;
        chain.next_block_at(begun).await?;
        // Before the setting was executed there was no fee: nothing is retroactive.
        ensure!(governed.vault.supply(chain).await? == supply);
        let read = governed.vault.view(chain, &IVaultFees::feesCall {}).await?;
        ensure!(read == only_management);
        chain.pass_time(0).await?;

        let way_back = chain.remember().await?;
        chain.pass_time(YEAR / 2).await?;
        let elapsed = chain.now().await? - begun;
        chain.next_block_at(begun + elapsed).await?;
        let once = streamed(supply, 200, elapsed);
        ensure!(unclaimed(world, &governed.vault).await? == once, "F1");
        ensure!(
            governed.vault.supply(chain).await? == supply + once,
            "totalSupply has it"
        );
        // A view is what the next transaction does: all of it is in what a redemption pays.
        let shares = WAD;
        let preview = IVaultViews::previewRedeemInKindCall { shares };
        let quoted = governed.vault.view(chain, &preview).await?;
        let held = governed.vault.balances(chain).await?;
        let expected: Vec<_> = held
            .iter()
            .map(|held| *held * shares / (supply + once + VIRTUAL_SHARES))
            .collect();
        ensure!(quoted == expected, "{quoted:?} {expected:?}");
        chain.next_block_at(begun + elapsed).await?;
        let paid = governed.vault.redeem(chain, people.owner, shares).await?;
        ensure!(paid == quoted, "{paid:?} {quoted:?}");
        chain.go_back(way_back).await?;

        // Poked by flows on the way: never more, and less by the second order only.
        equip(world, &governed.vault, people.bob).await?;
        let shares = n(1_000_000);
        for step in 1..=6_u64 {
            let until = begun + elapsed * step / 6;
            let now = chain.now().await?;
            if until > now + 5 {
                chain.pass_time(until - now - 5).await?;
            }
            let deposit = deposit_call(shares, vec![U256::MAX; 2], people.bob);
            governed.vault.send(chain, people.bob, &deposit).await?;
            governed.vault.redeem(chain, people.bob, shares).await?;
        }
        chain.next_block_at(begun + elapsed).await?;
        let collected = governed
            .vault
            .send(chain, people.mallory, &IVaultFees::collectFeesCall {})
            .await?;
        let told: IVault::FeesCollected = event(&collected)?;
        let all = told.managerShares + told.protocolShares;
        chain.next_block_at(begun + elapsed).await?;
        ensure!(all <= once, "F2: {all} of {once}");
        ensure!(
            once - all <= once * n(200) / n(10_000),
            "F2: {all} of {once}"
        );
        // F6: exactly the fee, the remainder to the manager.
        ensure!(told.protocolShares == all / n(5));
        let Fees {
            manager, protocol, ..
        } = fees(world);
        ensure!(governed.vault.shares_of(chain, manager).await? == told.managerShares);
        ensure!(governed.vault.shares_of(chain, protocol).await? == told.protocolShares);
        ensure!(unclaimed(world, &governed.vault).await?.is_zero());
        ensure!(governed.vault.supply(chain).await? == supply + all, "V1");
        chain.pass_time(0).await?;

        // F5: the next rate begins when it is executed, and another recipient gets nothing of before.
        let cheaper = Fees {
            managementBps: 100,
            manager: people.deployer,
            ..only_management.clone()
        };
        governed.set(world, &set(&cheaper)).await?;
        chain.next_block_at(chain.now().await?).await?;
        let of_next = governed.vault.shares_of(chain, people.deployer).await?;
        ensure!(of_next.is_zero(), "{of_next}");
        ensure!(governed.vault.shares_of(chain, manager).await? > told.managerShares);
        let supply = governed.vault.supply(chain).await?;
        ensure!(unclaimed(world, &governed.vault).await?.is_zero());
        chain.pass_time(0).await?;
        let begun = chain.now().await?;
        chain.pass_time(YEAR / 4).await?;
        let elapsed = chain.now().await? - begun;
        chain.next_block_at(begun + elapsed).await?;
        ensure!(unclaimed(world, &governed.vault).await? == streamed(supply, 100, elapsed));
        Ok(())
    });
}

#[test]
fn inv_f6_no_recipient_and_no_dead_oracle_can_block_a_fee_or_the_way_out() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 2).await?;
        // Recipients that refuse every call.
        let deaf = Fees {
            manager: governed.vault.tokens()[0],
            protocol: world.suite().engine,
            ..fees(world)
        };
        governed.set(world, &set(&deaf)).await?;
        // All feeds are stale afterwards, and then the vault is paused as well.
        chain.pass_time(YEAR / 4).await?;
        let vault = &governed.vault;
        let stale = stale(world, vault).await?;
        let accrue = IVaultFees::accruePerformanceCall {};
        refused(chain, people.mallory, vault.address, &accrue, &stale).await?;
        vault
            .send(chain, governed.owner, &IVaultAdmin::pauseCall {})
            .await?;
        let paused = IVault::EnforcedPause {};
        refused(chain, people.mallory, vault.address, &accrue, &paused).await?;

        chain.hold_still().await?;
        let shares = vault.shares_of(chain, people.owner).await?;
        let supply = vault.supply(chain).await?;
        let held = vault.balances(chain).await?;
        let quoted = vault
            .view(chain, &IVaultViews::previewRedeemInKindCall { shares })
            .await?;
        ensure!(
            quoted[0] == held[0] * shares / (supply + VIRTUAL_SHARES),
            "all dilute alike"
        );
        vault.redeem(chain, people.owner, shares).await?;
        vault
            .send(chain, people.mallory, &IVaultFees::collectFeesCall {})
            .await?;
        chain.next_block_at(chain.now().await?).await?;
        let (manager, protocol) = (
            vault.shares_of(chain, deaf.manager).await?,
            vault.shares_of(chain, deaf.protocol).await?,
        );
        ensure!(!manager.is_zero() && !protocol.is_zero());
        ensure!(vault.supply(chain).await? == manager + protocol, "V1");
        Ok(())
    });
}

#[test]
fn inv_f3_a_performance_fee_needs_a_price_above_the_mark_which_never_falls() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 2).await?;
        let only_performance = Fees {
            managementBps: 0,
            ..fees(world)
        };
        governed.set(world, &set(&only_performance)).await?;
        let begun = mark(world, &governed.vault).await?;
        ensure!(
            begun == price(world, &governed.vault).await?,
            "the mark of a fee that begins is the price"
        );
        let accrue = IVaultFees::accruePerformanceCall {};
        let supply = governed.vault.supply(chain).await?;
        // Nothing on what did not rise, nor on what rises back.
        governed.vault.send(chain, people.mallory, &accrue).await?;
        for bps in [-2_000, 2_500] {
            world.move_price(1, bps).await?;
            let due = governed
                .vault
                .view(chain, &IVaultFees::performanceDueCall {})
                .await?;
            governed.vault.send(chain, people.mallory, &accrue).await?;
            ensure!(due.is_zero() && governed.vault.supply(chain).await? == supply);
            ensure!(mark(world, &governed.vault).await? == begun);
        }

        // A tenth of the gain, in shares at the price after the fee.
        world.move_price(1, 5_000).await?;
        let high = price(world, &governed.vault).await?;
        ensure!(high > begun);
        let due = governed
            .vault
            .view(chain, &IVaultFees::performanceDueCall {})
            .await?;
        let receipt = governed.vault.send(chain, people.mallory, &accrue).await?;
        let told: IVault::PerformanceAccrued = event(&receipt)?;
        let fee = governed.vault.supply(chain).await? - supply;
        let raised = mark(world, &governed.vault).await?;
        ensure!(
            told == IVault::PerformanceAccrued {
                shares: fee,
                previousMarkE36: begun,
                newMarkE36: raised
            } && due == fee
        );
        let after = price(world, &governed.vault).await?;
        ensure!(raised == after, "{raised} and {after}");
        let gain = (high - begun) * supply / E36;
        let taken = fee * after / E36;
        ensure!(
            taken <= gain / n(10) && gain / n(10) - taken <= n(10_000),
            "{taken} of {gain}"
        );
        // Once.
        let supply = governed.vault.supply(chain).await?;
        governed.vault.send(chain, people.mallory, &accrue).await?;
        ensure!(governed.vault.supply(chain).await? == supply);
        ensure!(mark(world, &governed.vault).await? == raised);

        // Ended and begun again below the mark, the mark stays; above it, what was gained meanwhile is free.
        world.move_price(1, -4_000).await?;
        let none = Fees::default();
        governed.set(world, &set(&none)).await?;
        ensure!(
            unclaimed(world, &governed.vault).await?.is_zero(),
            "collected"
        );
        let supply = governed.vault.supply(chain).await?;
        governed.set(world, &set(&only_performance)).await?;
        ensure!(mark(world, &governed.vault).await? == raised);
        governed.set(world, &set(&none)).await?;
        world.move_price(1, 20_000).await?;
        governed.set(world, &set(&only_performance)).await?;
        governed.vault.send(chain, people.mallory, &accrue).await?;
        let free = price(world, &governed.vault).await?;
        ensure!(mark(world, &governed.vault).await? == free && free > raised);
        ensure!(governed.vault.supply(chain).await? == supply);

        // After the last exit a share begins at another price: the mark of before says nothing about it.
        for who in [
            people.owner,
            only_performance.manager,
            only_performance.protocol,
        ] {
            let shares = governed.vault.shares_of(chain, who).await?;
            governed.vault.redeem(chain, who, shares).await?;
        }
        let amounts: Vec<_> = world.amounts(&governed.vault.config, 3_000_000).await?;
        for (token, amount) in governed.vault.tokens().into_iter().zip(&amounts) {
            world.mint(token, people.owner, *amount).await?;
            approve(chain, token, people.owner, governed.vault.address, *amount).await?;
        }
        let seed = IVaultAdmin::seedCall {
            amounts,
            receiver: people.owner,
        };
        governed.vault.send(chain, people.owner, &seed).await?;
        let supply = governed.vault.supply(chain).await?;
        ensure!(mark(world, &governed.vault).await?.is_zero());
        governed.vault.send(chain, people.mallory, &accrue).await?;
        ensure!(
            governed.vault.supply(chain).await? == supply,
            "no gain was made yet"
        );
        ensure!(mark(world, &governed.vault).await? == price(world, &governed.vault).await?);
        Ok(())
    });
}

/// Everything that a flow can leave behind for somebody.
async fn outcome(world: &World, vault: &Vault, who: Address) -> anyhow::Result<Vec<U256>> {
    let chain = &world.chain;
    let mut outcome = holdings(chain, &vault.tokens(), who).await?;
    outcome.extend(vault.balances(chain).await?);
    outcome.push(vault.shares_of(chain, who).await?);
    outcome.push(vault.supply(chain).await?);
    outcome.push(unclaimed(world, vault).await?);
    outcome.push(mark(world, vault).await?);
    Ok(outcome)
}

#[test]
fn inv_f2_a_poke_just_before_a_priced_flow_changes_nothing_and_previews_know_it() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 3).await?;
        let alice = people.alice;
        equip(world, &governed.vault, alice).await?;
        governed
            .vault
            .deposit_allowed(chain, alice, WAD * n(100))
            .await?;
        governed.set(world, &set(&fees(world))).await?;
        // Fees of both kinds are due from here on.
        chain.pass_time(YEAR / 12).await?;
        world.move_price(1, 3_000).await?;
        world.refresh_answers().await?;
        let vault = &governed.vault;
        let due = vault
            .view(chain, &IVaultFees::performanceDueCall {})
            .await?;
        ensure!(!due.is_zero() && !unclaimed(world, vault).await?.is_zero());

        let (token, assets, shares) = (vault.tokens()[2], n(1_000_000_000), WAD);
        let (amount, owner, receiver) = (n(1_000_000), alice, alice);
        let flows: Vec<(Vec<u8>, Vec<u8>)> = vec![
            (
                IVaultPriced::previewDepositCall { assets }.abi_encode(),
                IVaultPriced::depositCall { assets, receiver }.abi_encode(),
            ),
            (
                IVaultPriced::previewMintCall { shares }.abi_encode(),
                IVaultPriced::mintCall { shares, receiver }.abi_encode(),
            ),
            (
                IVaultPriced::previewWithdrawCall { assets }.abi_encode(),
                IVaultPriced::withdrawCall {
                    assets,
                    receiver,
                    owner,
                }
                .abi_encode(),
            ),
            (
                IVaultPriced::previewRedeemCall { shares }.abi_encode(),
                IVaultPriced::redeemCall {
                    shares,
                    receiver,
                    owner,
                }
                .abi_encode(),
            ),
            (
                IVaultPriced::previewDepositAssetCall { token, amount }.abi_encode(),
                IVaultPriced::depositAssetCall {
                    token,
                    amount,
                    minShares: U256::ZERO,
                    receiver,
                    deadline: NO_DEADLINE,
                }
                .abi_encode(),
            ),
            (
                IVaultPriced::previewRedeemAssetCall { token, shares }.abi_encode(),
                IVaultPriced::redeemAssetCall {
                    token,
                    shares,
                    minAmount: U256::ZERO,
                    receiver,
                    owner,
                    deadline: NO_DEADLINE,
                }
                .abi_encode(),
            ),
        ];
        for (index, (preview, flow)) in flows.into_iter().enumerate() {
            let at = chain.now().await? + 5;
            chain.next_block_at(at).await?;
            let quoted = chain.ask(alice, vault.address, preview.into()).await?;
            // What the flow itself answers, at the moment of the preview.
            let answered = chain.ask(alice, vault.address, flow.clone().into()).await?;
            ensure!(quoted == answered, "flow {index}");
            let (shares_before, held_before) = (
                vault.shares_of(chain, alice).await?,
                holdings(chain, &vault.tokens(), alice).await?,
            );
            let mut outcomes = Vec::new();
            for is_poked in [false, true] {
                let way_back = chain.remember().await?;
                if is_poked {
                    chain.next_block_at(at).await?;
                    let accrue = IVaultFees::accruePerformanceCall {};
                    let receipt = vault.send(chain, people.mallory, &accrue).await?;
                    ensure!(event::<IVault::PerformanceAccrued>(&receipt)?.shares > U256::ZERO);
                }
                chain.next_block_at(at).await?;
                chain
                    .send_raw(alice, vault.address, flow.clone().into())
                    .await?;
                ensure!(chain.now().await? == at);
                // Views are of the next block: without this they would see fees of another second.
                chain.next_block_at(at).await?;
                ensure!(vault.shares_of(chain, alice).await? != shares_before);
                ensure!(holdings(chain, &vault.tokens(), alice).await? != held_before);
                outcomes.push(outcome(world, vault, alice).await?);
                chain.go_back(way_back).await?;
            }
            ensure!(outcomes[0] == outcomes[1], "flow {index}: {outcomes:?}");
        }
        Ok(())
    });
}

#[test]
fn attack_fees_are_applied_for_nobody_but_the_timelock() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 2).await?;
        let apply = IVaultFees::applyFeesCall {
            newFees: fees(world),
        };
        let error = IVault::TimelockSkipped {
            selector: IVaultFees::applyFeesCall::SELECTOR.into(),
        };
        let vault = governed.vault.address;
        for who in [
            governed.owner,
            governed.curator,
            governed.guardian,
            people.mallory,
        ] {
            refused(chain, who, vault, &apply, &error).await?;
        }
        // Nor after they were applied once.
        governed.set(world, &set(&fees(world))).await?;
        refused(chain, governed.curator, vault, &apply, &error).await?;
        let skipped = IVault::TimelockSkipped {
            selector: IVaultAdmin::setFeesCall::SELECTOR.into(),
        };
        refused(chain, governed.curator, vault, &set(&fees(world)), &skipped).await?;
        // Abdicated, they stay as they are.
        let selector = IVaultAdmin::setFeesCall::SELECTOR.into();
        let abdicate = IVaultAdmin::abdicateCall { selector };
        governed.set(world, &abdicate).await?;
        let submit = IVaultAdmin::submitCall {
            data: set(&Fees::default()).abi_encode().into(),
        };
        let error = IVault::SelectorAbdicated { selector };
        refused(chain, governed.curator, vault, &submit, &error).await?;
        Ok(())
    });
}

/// The supply as it should be: kept here from what the transactions said, with a formula of its own.
struct Twin {
    total: U256,
    unclaimed: U256,
    bps: u64,
    at: u64,
    mark: U256,
}

impl Twin {
    fn accrued(&self, now: u64) -> U256 {
        if self.bps == 0 {
            return U256::ZERO;
        }
        streamed(self.total, self.bps, now - self.at)
    }

    fn accrue(&mut self, now: u64) {
        let fee = self.accrued(now);
        self.total += fee;
        self.unclaimed += fee;
        self.at = now;
    }

    /// Follows what one transaction says that it did.
    fn follow(
        &mut self,
        vault: Address,
        now: u64,
        receipt: &TransactionReceipt,
    ) -> anyhow::Result<()> {
        for log in receipt.logs().iter().filter(|log| log.address() == vault) {
            if let Ok(moved) = IVault::Transfer::decode_log(&log.inner) {
                if moved.from.is_zero() || moved.to.is_zero() {
                    self.accrue(now);
                }
                if moved.from.is_zero() {
                    self.total += moved.value;
                }
                if moved.to.is_zero() {
                    self.total -= moved.value;
                }
            } else if let Ok(charged) = IVault::PerformanceAccrued::decode_log(&log.inner) {
                self.accrue(now);
                self.total += charged.shares;
                self.unclaimed += charged.shares;
                ensure!(
                    charged.previousMarkE36 == self.mark,
                    "the mark moved unseen"
                );
                ensure!(charged.newMarkE36 > self.mark, "F3: the mark fell");
                self.mark = charged.newMarkE36;
            } else if let Ok(collected) = IVault::FeesCollected::decode_log(&log.inner) {
                let all = collected.managerShares + collected.protocolShares;
                // They were minted just before, out of the unclaimed ones.
                ensure!(all == self.unclaimed, "F6: {all} of {}", self.unclaimed);
                self.total -= all;
                self.unclaimed = U256::ZERO;
            } else if let Ok(changed) = IVault::FeesSet::decode_log(&log.inner) {
                self.accrue(now);
                ensure!(self.unclaimed.is_zero(), "F5");
                self.bps = u64::from(changed.newFees.managementBps);
                self.at = now;
            }
        }
        Ok(())
    }
}

#[test]
fn inv_fees_hold_for_random_sequences_and_a_twin_agrees_on_every_share() {
    let mut done = BTreeMap::<&str, u64>::new();
    for seed in sequences::seeds(3_000_000, 4, 400) {
        story(async |world| {
            play(world, seed, &mut done)
                .await
                .with_context(|| format!("seed {seed}"))
        });
    }
    println!("{done:?}");
    for action in [
        "deposit",
        "redeem",
        "priced deposit",
        "priced redeem",
        "collect",
        "charge",
        "set",
    ] {
        let count = done.get(action).copied().unwrap_or(0);
        assert!(count >= 3, "vacuous: {action} in {done:?}");
    }
}

/// When the block of a transaction was.
async fn mined_at(world: &World, receipt: &TransactionReceipt) -> anyhow::Result<u64> {
    let block = receipt.block_number.context("it is mined")?;
    let block = world.chain.provider().get_block(block.into()).await?;
    Ok(block.context("its block is there")?.header.timestamp)
}

async fn play(
    world: &World,
    seed: u64,
    done: &mut BTreeMap<&'static str, u64>,
) -> anyhow::Result<()> {
    let (chain, people) = (&world.chain, world.chain.people);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut governed = Governed::order(world, 2).await?;
    let actors = [people.owner, people.alice, people.mallory];
    for who in actors {
        equip(world, &governed.vault, who).await?;
    }
    let all = fees(world);
    let holders = [
        people.owner,
        people.alice,
        people.mallory,
        all.manager,
        all.protocol,
    ];
    let mut twin = Twin {
        total: governed.vault.supply(chain).await?,
        unclaimed: U256::ZERO,
        bps: 0,
        at: chain.now().await?,
        mark: U256::ZERO,
    };
    for step in 0..40 {
        let who = actors[random.random_range(0..actors.len())];
        let shares = WAD * n(random.random_range(1..2_000)) / n(100);
        let assets = n(random.random_range(1..3_000_000_000));
        let vault = governed.vault.clone();
        let (action, sent) = match if step == 0 {
            10
        } else {
            random.random_range(0..14)
        } {
            0..=1 => ("deposit", vault.deposit_allowed(chain, who, shares).await),
            2..=3 => {
                let shares = shares.min(vault.shares_of(chain, who).await?);
                let call = vault.redeem_call(shares, who);
                ("redeem", vault.send(chain, who, &call).await)
            }
            4 => {
                let call = IVaultPriced::depositCall {
                    assets,
                    receiver: who,
                };
                ("priced deposit", vault.send(chain, who, &call).await)
            }
            5 => {
                let shares = shares / n(4);
                let call = IVaultPriced::redeemCall {
                    shares,
                    receiver: who,
                    owner: who,
                };
                ("priced redeem", vault.send(chain, who, &call).await)
            }
            6 => {
                let call = IVaultFees::collectFeesCall {};
                ("collect", vault.send(chain, who, &call).await)
            }
            7..=8 => {
                let call = IVaultFees::accruePerformanceCall {};
                ("charge", vault.send(chain, who, &call).await)
            }
            9 => {
                world
                    .move_price(1, random.random_range(-3_000..5_000))
                    .await?;
                continue;
            }
            10 => {
                let chosen = Fees {
                    managementBps: [0, 1, 200, 500][random.random_range(0..4_usize)],
                    performanceBps: [0, 1, 1_000, 3_000][random.random_range(0..4_usize)],
                    protocolBps: [0, 1, 5_000][random.random_range(0..3_usize)],
                    ..all.clone()
                };
                ("set", Ok(governed.set(world, &set(&chosen)).await?))
            }
            _ => {
                let later = chain.now().await? + random.random_range(1..400_000);
                chain.next_block_at(later).await?;
                world.refresh_answers().await?;
                continue;
            }
        };
        if let Ok(receipt) = &sent {
            twin.follow(vault.address, mined_at(world, receipt).await?, receipt)
                .with_context(|| format!("step {step}, {action}"))?;
            *done.entry(action).or_default() += 1;
        }
        // Views are of the next block, whose time is this however long the test takes.
        let now = chain.hold_still().await?;
        let fee = twin.accrued(now);
        let (supply, waiting) = (vault.supply(chain).await?, unclaimed(world, &vault).await?);
        ensure!(
            (supply, waiting) == (twin.total + fee, twin.unclaimed + fee),
            "step {step}, {action}: {supply} and {waiting}, expected {} and {}",
            twin.total + fee,
            twin.unclaimed + fee
        );
        ensure!(
            mark(world, &vault).await? == twin.mark,
            "step {step}, {action}"
        );
        shares_sum_to_supply(chain, &vault, &holders).await?;
        accounts_are_covered(chain, &vault).await?;
    }
    // However it went, everybody can leave.
    governed
        .vault
        .send(chain, people.mallory, &IVaultFees::collectFeesCall {})
        .await?;
    chain.pass_time(YEAR / 4).await?;
    for who in actors {
        let shares = governed.vault.shares_of(chain, who).await?;
        if !shares.is_zero() {
            governed.vault.redeem(chain, who, shares).await?;
        }
    }
    Ok(())
}

#[test]
fn inv_f5_a_rate_changes_at_no_other_price_than_the_one_it_was_charged_at() {
    story(async |world| {
        let chain = &world.chain;
        let mut governed = Governed::order(world, 2).await?;
        let begun = Fees {
            managementBps: 0,
            ..fees(world)
        };
        governed.set(world, &set(&begun)).await?;
        let marked = mark(world, &governed.vault).await?;
        world.move_price(1, 4_000).await?;
        // Three times the rate for a gain of before: it is charged at the rate of before.
        let dearer = Fees {
            performanceBps: 3_000,
            ..begun.clone()
        };
        let supply = governed.vault.supply(chain).await?;
        let high = price(world, &governed.vault).await?;
        let receipt = governed.set(world, &set(&dearer)).await?;
        let told: IVault::FeesCollected = event(&receipt)?;
        let fee = told.managerShares + told.protocolShares;
        let after = price(world, &governed.vault).await?;
        let (gain, taken) = ((high - marked) * supply / E36, fee * after / E36);
        ensure!(
            taken <= gain / n(10) && gain / n(10) - taken <= n(10_000),
            "{taken} of {gain}"
        );
        // Without a price no rate changes, since none could be charged.
        let executable_at = governed.submit(world, &set(&begun)).await?;
        let now = chain.now().await?;
        chain.pass_time(executable_at - now).await?;
        let stale = stale(world, &governed.vault).await?;
        refused(
            chain,
            governed.owner,
            governed.vault.address,
            &execute_call(&set(&begun)),
            &stale,
        )
        .await?;
        Ok(())
    });
}
