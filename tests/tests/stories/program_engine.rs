//! The engine alone: it is a pure function, so its answers are written down by hand here.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, U256, uint},
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolError},
};
use anyhow::ensure;
use client::bindings::{
    IEngine::{
        AssetCountOutOfRange, LengthMismatch, NavZero, PolicyOutOfRange, PriceZero,
        WeightsDoNotSumToOne, decideCall,
    },
    IProgram::{CalldataMalformed, MathOverflow, SelectorUnknown, ValueNotAccepted},
    Policy, Reason, Snapshot, Trade,
};
use e2e::{chain::reverted, stage::story, world::World};

const WAD: U256 = uint!(1_000_000_000_000_000_000_U256);
const E36: U256 = uint!(1_000_000_000_000_000_000_000_000_000_000_000_000_U256);
const POLICY: Policy = Policy {
    bandBps: 500,
    minIntervalSeconds: 3_600,
    toleranceBps: 100,
    maxLossBps: 50,
    triggers: B256::ZERO,
};
const NOW: u64 = 1_800_000_000;

fn wad(whole: u64) -> U256 {
    U256::from(whole) * WAD
}

/// A dollar token of 6 decimals as the hub, ether at 2,000 and a token of 8 decimals at 50,000.
fn snapshot(amounts: [u64; 3]) -> Snapshot {
    let units =
        |whole: u64, decimals: u64| U256::from(whole) * U256::from(10).pow(U256::from(decimals));
    Snapshot {
        amounts: vec![
            units(amounts[0], 6),
            units(amounts[1], 18),
            units(amounts[2], 8),
        ],
        pricesE36: vec![
            E36 * U256::from(10).pow(U256::from(12)),
            E36 * U256::from(2_000),
            E36 * U256::from(50_000) * U256::from(10).pow(U256::from(10)),
        ],
        targetsWad: vec![
            WAD / U256::from(5),
            WAD / U256::from(5) * U256::from(2),
            WAD / U256::from(5) * U256::from(2),
        ],
        lastRebalancedAt: NOW - 3_600,
        timestamp: NOW,
        vault: Address::ZERO,
        epoch: 0,
    }
}

async fn refused(
    world: &World,
    policy: Policy,
    snapshot: Snapshot,
    expected: &impl SolError,
) -> anyhow::Result<()> {
    let call = decideCall { policy, snapshot };
    let got = reverted(world.chain.view(world.deployed.engine.address, &call).await)?;
    ensure!(got.data == expected.abi_encode(), "got {got}");
    Ok(())
}

#[test]
fn engine_decides_sells_first_and_spends_what_they_surely_bring() {
    story(async |world| {
        // Worth 20,000, 60,000 and 50,000.
        let snapshot = snapshot([20_000, 30, 1]);
        let call = decideCall {
            policy: POLICY,
            snapshot,
        };
        let decision = world
            .chain
            .view(world.deployed.engine.address, &call)
            .await?;
        // NAV 130,000: targets 26,000, 52,000, 52,000. Ether is 8,000 above: sell 4. The third lacks 2,000, the hub 6,000.
        ensure!(decision.reason == Reason::BandBreached);
        ensure!(decision.navWad == wad(130_000));
        // Ether: 6/13 less 2/5 is 4/65, rounded up.
        ensure!(
            decision.maxDriftWad == uint!(61_538_461_538_461_539_U256),
            "{}",
            decision.maxDriftWad
        );
        ensure!(decision.bandWad == WAD / U256::from(20));
        ensure!(decision.eligibleAt == NOW);
        ensure!(decision.weightsWad[1] == uint!(461_538_461_538_461_538_U256));
        let sell = Trade {
            sell: 1,
            buy: 0,
            amountIn: wad(4),
            minOut: uint!(7_920_000_000_U256),
        };
        // The sell surely brings 7,920, of which the hub keeps its 6,000; so 1,920 of the 2,000 are bought.
        let buy = Trade {
            sell: 0,
            buy: 2,
            amountIn: uint!(1_920_000_000_U256),
            minOut: uint!(3_801_600_U256),
        };
        ensure!(decision.trades == [sell, buy], "{:?}", decision.trades);
        Ok(())
    });
}

#[test]
fn engine_says_why_not() {
    story(async |world| {
        let engine = world.deployed.engine.address;
        let inside = decideCall {
            policy: POLICY,
            snapshot: snapshot([25_000, 25, 1]),
        };
        let decision = world.chain.view(engine, &inside).await?;
        ensure!(decision.reason == Reason::BandNotBreached && decision.trades.is_empty());
        let early = Snapshot {
            lastRebalancedAt: NOW - 3_599,
            ..snapshot([20_000, 30, 1])
        };
        let decision = world
            .chain
            .view(
                engine,
                &decideCall {
                    policy: POLICY,
                    snapshot: early,
                },
            )
            .await?;
        ensure!(decision.reason == Reason::IntervalNotElapsed && decision.trades.is_empty());
        ensure!(decision.eligibleAt == NOW + 1);
        Ok(())
    });
}

#[test]
fn engine_refuses_a_malformed_question_with_its_numbers() {
    story(async |world| {
        let good = || snapshot([20_000, 30, 1]);
        let n = |number: u64| U256::from(number);
        let count = |got| AssetCountOutOfRange {
            got: n(got),
            minimum: n(2),
            maximum: n(32),
        };
        refused(
            world,
            POLICY,
            Snapshot {
                amounts: vec![],
                ..good()
            },
            &count(0),
        )
        .await?;
        refused(
            world,
            POLICY,
            Snapshot {
                amounts: vec![WAD; 33],
                ..good()
            },
            &count(33),
        )
        .await?;
        let length = LengthMismatch {
            got: n(3),
            expected: n(2),
        };
        refused(
            world,
            POLICY,
            Snapshot {
                amounts: vec![WAD; 2],
                ..good()
            },
            &length,
        )
        .await?;
        let mut heavy = good();
        heavy.targetsWad[1] += U256::ONE;
        let sum = WeightsDoNotSumToOne {
            sumWad: WAD + U256::ONE,
            expectedWad: WAD,
        };
        refused(world, POLICY, heavy, &sum).await?;
        let mut unpriced = good();
        unpriced.pricesE36[2] = U256::ZERO;
        refused(world, POLICY, unpriced, &PriceZero { index: n(2) }).await?;
        refused(world, POLICY, snapshot([0; 3]), &NavZero {}).await?;
        let policy = Policy {
            bandBps: 10_001,
            ..POLICY
        };
        refused(
            world,
            policy,
            good(),
            &PolicyOutOfRange {
                got: n(10_001),
                maximum: n(10_000),
            },
        )
        .await?;
        let huge = Snapshot {
            amounts: vec![U256::MAX; 3],
            pricesE36: vec![U256::MAX; 3],
            ..good()
        };
        refused(world, POLICY, huge, &MathOverflow {}).await
    });
}

#[test]
fn engine_answers_calldata_that_it_cannot_read_with_typed_errors() {
    story(async |world| {
        let (chain, engine) = (&world.chain, world.deployed.engine.address);
        let ask = async |data: Vec<u8>| {
            reverted(chain.ask(chain.people.alice, engine, data.into()).await)
        };
        let unknown = |selector: [u8; 4]| {
            Bytes::from(
                SelectorUnknown {
                    selector: selector.into(),
                }
                .abi_encode(),
            )
        };
        ensure!(ask(vec![]).await?.data == unknown([0; 4]));
        ensure!(ask(vec![0xab, 0xcd]).await?.data == unknown([0xab, 0xcd, 0, 0]));
        ensure!(
            ask(vec![0xde, 0xad, 0xbe, 0xef, 1]).await?.data == unknown([0xde, 0xad, 0xbe, 0xef])
        );

        let malformed = Bytes::from(
            CalldataMalformed {
                selector: decideCall::SELECTOR.into(),
            }
            .abi_encode(),
        );
        let good = decideCall {
            policy: POLICY,
            snapshot: snapshot([1, 1, 1]),
        }
        .abi_encode();
        for length in [4, 5, 35, 36, 131, good.len() - 1] {
            ensure!(
                ask(good[..length].to_vec()).await?.data == malformed,
                "cut at {length}"
            );
        }
        // A band of more than 16 bits, and an offset that leads nowhere.
        for (byte, value) in [(4, 1), (4 + 5 * 32, 1)] {
            let mut bad = good.clone();
            bad[byte] = value;
            ensure!(ask(bad).await?.data == malformed, "byte {byte}");
        }

        let request = TransactionRequest::default()
            .with_from(chain.people.alice)
            .with_to(engine)
            .with_input(good)
            .with_value(U256::from(7));
        let failed = chain.submit("sending ether to a program", request).await;
        let refusal = ValueNotAccepted {
            value: U256::from(7),
        }
        .abi_encode();
        ensure!(reverted(failed)?.data == refusal);
        Ok(())
    });
}
