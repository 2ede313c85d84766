//! Fees (F1 to F3, F5, F6): what they come to, when, and for whom; and what they cannot do.

use alloy::primitives::{Address, U256};
use anyhow::ensure;
use client::bindings::{Fees, IVault, IVaultAdmin};
use e2e::{
    governance::{Governed, execute_call},
    invariants::VIRTUAL_SHARES,
    refusal::refused,
    stage::story,
    vault::{approve, deposit_call, event},
    world::World,
};

const YEAR: u64 = 31_536_000;
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
        manager: world.chain.people.alice,
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

async fn unclaimed(world: &World, governed: &Governed) -> anyhow::Result<U256> {
    let call = IVaultAdmin::unclaimedFeesCall {};
    Ok(governed.vault.view(&world.chain, &call).await?)
}

#[test]
fn inv_f1_f2_f5_the_management_fee_streams_at_its_rate_whoever_pokes_it() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 2).await?;
        let supply = governed.vault.supply(chain).await?;
        let only_management = Fees {
            performanceBps: 0,
            ..fees(world)
        };
        governed.set(world, &set(&only_management)).await?;
        let begun = chain.now().await?;
        // Before the setting was executed there was no fee: nothing is retroactive.
        ensure!(governed.vault.supply(chain).await? == supply);
        let read = governed
            .vault
            .view(chain, &IVaultAdmin::feesCall {})
            .await?;
        ensure!(read == only_management);

        let way_back = chain.remember().await?;
        chain.pass_time(YEAR / 2).await?;
        let elapsed = chain.now().await? - begun;
        let once = streamed(supply, 200, elapsed);
        ensure!(unclaimed(world, &governed).await? == once, "F1");
        ensure!(
            governed.vault.supply(chain).await? == supply + once,
            "totalSupply has it"
        );
        chain.go_back(way_back).await?;

        // Poked by flows on the way: never more, and less by rounding only.
        for token in governed.vault.tokens() {
            approve(chain, token, people.bob, governed.vault.address, U256::MAX).await?;
        }
        world.fund(people.bob, &governed.vault.tokens()).await?;
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
            .send(chain, people.mallory, &IVaultAdmin::collectFeesCall {})
            .await?;
        let told: IVault::FeesCollected = event(&collected)?;
        let all = told.managerShares + told.protocolShares;
        ensure!(all <= once, "F2: {all} of {once}");
        // One fee of several periods is larger than the sum by its second-order part: (rt)^2 at most.
        ensure!(
            once - all <= once * n(200) / n(10_000),
            "F2: {all} of {once}"
        );
        // F6: exactly the fee, the remainder to the manager.
        ensure!(told.protocolShares == all / n(5));
        ensure!(governed.vault.shares_of(chain, people.alice).await? == told.managerShares);
        let protocol = fees(world).protocol;
        ensure!(governed.vault.shares_of(chain, protocol).await? == told.protocolShares);
        ensure!(unclaimed(world, &governed).await?.is_zero());
        ensure!(governed.vault.supply(chain).await? == supply + all, "V1");

        // F5: the next rate begins when it is executed, and another recipient gets nothing of before.
        let cheaper = Fees {
            managementBps: 100,
            manager: people.carol,
            ..only_management.clone()
        };
        governed.set(world, &set(&cheaper)).await?;
        ensure!(
            governed
                .vault
                .shares_of(chain, people.carol)
                .await?
                .is_zero()
        );
        ensure!(governed.vault.shares_of(chain, people.alice).await? > told.managerShares);
        let supply = governed.vault.supply(chain).await?;
        ensure!(unclaimed(world, &governed).await?.is_zero());
        let begun = chain.now().await?;
        chain.pass_time(YEAR / 4).await?;
        let elapsed = chain.now().await? - begun;
        ensure!(unclaimed(world, &governed).await? == streamed(supply, 100, elapsed));
        Ok(())
    });
}

#[test]
fn inv_f6_no_recipient_can_block_a_fee_or_the_way_out() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 2).await?;
        // Recipients that refuse every call: a token, and the vault itself.
        let deaf = Fees {
            manager: governed.vault.tokens()[0],
            protocol: governed.vault.address,
            performanceBps: 0,
            ..fees(world)
        };
        governed.set(world, &set(&deaf)).await?;
        chain.pass_time(YEAR).await?;
        let shares = governed.vault.shares_of(chain, people.owner).await?;
        let supply = governed.vault.supply(chain).await?;
        let held = governed.vault.balances(chain).await?;
        let quoted = governed
            .vault
            .view(chain, &IVault::previewRedeemInKindCall { shares })
            .await?;
        ensure!(
            quoted[0] == held[0] * shares / (supply + VIRTUAL_SHARES),
            "all dilute alike"
        );
        governed.vault.redeem(chain, people.owner, shares).await?;
        governed
            .vault
            .send(chain, people.mallory, &IVaultAdmin::collectFeesCall {})
            .await?;
        let (manager, protocol) = (
            governed.vault.shares_of(chain, deaf.manager).await?,
            governed.vault.shares_of(chain, deaf.protocol).await?,
        );
        ensure!(!manager.is_zero() && !protocol.is_zero());
        ensure!(
            governed.vault.supply(chain).await? == manager + protocol,
            "V1"
        );
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
        let mark = async |governed: &Governed| {
            let call = IVaultAdmin::highWaterMarkCall {};
            governed.vault.view(chain, &call).await
        };
        let price = async |governed: &Governed| -> anyhow::Result<U256> {
            let nav = governed.vault.decision(chain).await?.navWad;
            let supply = governed.vault.supply(chain).await?;
            Ok((nav + U256::ONE) * E36 / (supply + VIRTUAL_SHARES))
        };
        let begun = mark(&governed).await?;
        ensure!(
            begun == price(&governed).await?,
            "the mark of a fee that begins is the price"
        );
        let accrue = IVaultAdmin::accruePerformanceCall {};
        let supply = governed.vault.supply(chain).await?;
        // Nothing on what did not rise, nor on what rises back.
        governed.vault.send(chain, people.mallory, &accrue).await?;
        world.move_price(1, -2_000).await?;
        governed.vault.send(chain, people.mallory, &accrue).await?;
        ensure!(governed.vault.supply(chain).await? == supply && mark(&governed).await? == begun);
        world.move_price(1, 2_000).await?;
        governed.vault.send(chain, people.mallory, &accrue).await?;
        ensure!(governed.vault.supply(chain).await? == supply && mark(&governed).await? == begun);

        // A tenth of the gain, in shares at the price after the fee.
        world.move_price(1, 5_000).await?;
        let high = price(&governed).await?;
        ensure!(high > begun);
        governed.vault.send(chain, people.mallory, &accrue).await?;
        let fee = governed.vault.supply(chain).await? - supply;
        let after = price(&governed).await?;
        let gain = (high - begun) * supply / E36;
        let taken = fee * after / E36;
        ensure!(
            taken <= gain / n(10) && gain / n(10) - taken <= n(10),
            "{taken} of {gain}"
        );
        let raised = mark(&governed).await?;
        ensure!(
            raised >= after && raised - after <= U256::ONE,
            "{raised} and {after}"
        );
        // Once.
        let supply = governed.vault.supply(chain).await?;
        governed.vault.send(chain, people.mallory, &accrue).await?;
        ensure!(governed.vault.supply(chain).await? == supply && mark(&governed).await? == raised);

        // After the last exit a share begins at another price: the mark of before says nothing about it.
        governed
            .vault
            .send(chain, people.mallory, &IVaultAdmin::collectFeesCall {})
            .await?;
        for who in [people.owner, people.alice, only_performance.protocol] {
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
        governed.vault.send(chain, people.mallory, &accrue).await?;
        ensure!(
            governed.vault.supply(chain).await? == supply,
            "no gain was made yet"
        );
        ensure!(mark(&governed).await? == price(&governed).await?);
        Ok(())
    });
}

#[test]
fn fees_beyond_their_limits_or_for_nobody_are_refused() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let governed = Governed::order(world, 2).await?;
        let good = fees(world);
        let out = |got: u16, maximum: u64| IVault::FeeOutOfRange {
            gotBps: U256::from(got),
            maximumBps: n(maximum),
        };
        let bad = [
            (
                Fees {
                    managementBps: 501,
                    ..good.clone()
                },
                out(501, 500),
            ),
            (
                Fees {
                    performanceBps: 3_001,
                    ..good.clone()
                },
                out(3_001, 3_000),
            ),
            (
                Fees {
                    protocolBps: 5_001,
                    ..good.clone()
                },
                out(5_001, 5_000),
            ),
        ];
        let nobody = [
            Fees {
                manager: Address::ZERO,
                ..good.clone()
            },
            Fees {
                protocol: Address::ZERO,
                ..good.clone()
            },
        ];
        let mut last = 0;
        for fees in bad.iter().map(|(fees, _)| fees).chain(&nobody) {
            last = governed.submit(world, &set(fees)).await?;
        }
        governed.wait_until(world, last).await?;
        let (who, to) = (people.mallory, governed.vault.address);
        for (fees, error) in &bad {
            refused(chain, who, to, &execute_call(&set(fees)), error).await?;
        }
        for fees in &nobody {
            let error = IVault::FeeRecipientZero {};
            refused(chain, who, to, &execute_call(&set(fees)), &error).await?;
        }
        Ok(())
    });
}
