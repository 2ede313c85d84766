//! The observer: which check fails, and what the rounds of real aggregators make of a variance. And what a read costs.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, I256, U256, address, aliases::U80, keccak256},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol,
    sol_types::{SolCall, SolError, SolEvent},
};
use anyhow::ensure;
use client::bindings::{
    Feed, FeedCheck,
    IObserver::{
        GasTooLow, Observed, factsCall, observeCall, statusCall, statusReturn, varianceCall,
    },
    IOracle::{PriceMissing, feedIdOfCall, readCall, registerCall},
    Sequencer, SequencerCheck,
};
use e2e::{
    actors::{Ending, Puppet, Script},
    refusal::refused,
    stage::story,
    world::{GRACE_S, MAX_AGE_S, World},
};
use protocols::chainlink::{Limits, PriceFeed};

sol! {
    interface IAggregator {
        function decimals() external view returns (uint8);
        function description() external view returns (string memory);
        function latestRoundData() external view
            returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
        function getRoundData(uint80 id) external view
            returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
        function proposeAggregator(address aggregator) external;
        function confirmAggregator(address aggregator) external;
        function addAccess(address user) external;
    }

    interface IArbWasm {
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
    }
}

/// Arbitrum's precompile that knows what it costs to enter a program.
const ARB_WASM: Address = address!("0x0000000000000000000000000000000000000071");

const NO_SEQUENCER: Sequencer = Sequencer {
    feed: Address::ZERO,
    graceSeconds: 0,
};

fn feeds(world: &World, count: usize) -> Vec<Feed> {
    let assets = world.config(10).assets.into_iter().take(count);
    assets.map(|asset| asset.feed).collect()
}

async fn register(world: &World, feed: &Feed) -> anyhow::Result<()> {
    let call = registerCall { feed: feed.clone() };
    let oracle = world.suite().oracle;
    world
        .chain
        .send(world.chain.people.alice, oracle, &call)
        .await?;
    Ok(())
}

async fn status(
    world: &World,
    feeds: Vec<Feed>,
    sequencer: Sequencer,
) -> anyhow::Result<statusReturn> {
    let call = statusCall {
        oracle: world.suite().oracle,
        feeds,
        sequencer,
    };
    let observer = world.deployed.observer.address;
    Ok(world.chain.view(observer, &call).await?)
}

/// The round that a proxy answers with now: id, time and answer.
async fn latest(world: &World, proxy: Address) -> anyhow::Result<(U80, u64, f64)> {
    let round = world
        .chain
        .view(proxy, &IAggregator::latestRoundDataCall {})
        .await?;
    let answer: f64 = round.answer.to_string().parse()?;
    Ok((round.roundId, round.updatedAt.to(), answer))
}

fn round(id: u64, answered_in: u64, answer: I256, updated_at: u64) -> Script {
    Script::answering::<IAggregator::latestRoundDataCall>(&IAggregator::latestRoundDataReturn {
        roundId: U80::from(id),
        answer,
        startedAt: U256::from(updated_at),
        updatedAt: U256::from(updated_at),
        answeredInRound: U80::from(answered_in),
    })
}

/// What the estimate must be, in plain floating point: irregular gaps, five days, six standard deviations.
#[derive(Debug, Default)]
struct Expected {
    estimate: f64,
    covered: f64,
    cut: i8,
    last: Option<(u64, f64)>,
}

impl Expected {
    fn count(&mut self, time: u64, answer: f64) {
        let Some((before, old)) = self.last.replace((time, answer)) else {
            return;
        };
        let tau = 432_000.0_f64;
        let gap = (time - before) as f64;
        let mut change = (answer / old).ln();
        let way = if change < 0.0 { -1 } else { 1 };
        let limit = 6.0 * (self.variance() * gap).sqrt();
        let is_cut = self.covered > 0.0 && change.abs() > limit && self.cut != way;
        if is_cut {
            change = limit * f64::from(way);
        }
        self.cut = if is_cut { way } else { 0 };
        let alpha = 1.0 - (-gap.min(tau) / tau).exp();
        self.estimate += alpha * (change * change / gap - self.estimate);
        self.covered += gap.min(tau);
    }

    fn variance(&self) -> f64 {
        if self.covered == 0.0 {
            return 0.0;
        }
        self.estimate / (1.0 - (-self.covered / 432_000.0).exp())
    }
}

#[test]
fn status_names_the_check_that_fails_and_its_numbers() {
    story(async |world| {
        let (chain, oracle) = (&world.chain, world.suite().oracle);
        let puppet = Puppet::deploy(chain).await?;
        let good = feeds(world, 2);
        let feed = Feed {
            aggregator: puppet.address,
            ..good[1].clone()
        };
        puppet
            .learn::<IAggregator::decimalsCall>(
                chain,
                Script::answering::<IAggregator::decimalsCall>(&8),
            )
            .await?;
        let says = async |text: &str| {
            puppet
                .learn::<IAggregator::descriptionCall>(
                    chain,
                    Script::answering::<IAggregator::descriptionCall>(&text.to_owned()),
                )
                .await
        };
        says("PUPPET / USD").await?;
        let teach = async |script| {
            puppet
                .learn::<IAggregator::latestRoundDataCall>(chain, script)
                .await
        };
        let one = I256::ONE;
        let check = async |feed: &Feed| -> anyhow::Result<(FeedCheck, U256, U256)> {
            // The dead feed is between two that live: it hides neither.
            let all = vec![good[0].clone(), feed.clone(), good[1].clone()];
            let seen = status(world, all, NO_SEQUENCER).await?.feedStatuses;
            ensure!(seen.len() == 3);
            for living in [&seen[0], &seen[2]] {
                ensure!(living.check == FeedCheck::Passed && living.priceE36 > U256::ZERO);
            }
            let call = readCall {
                feeds: vec![feed.clone()],
                sequencer: NO_SEQUENCER,
            };
            let is_priced = chain.view(oracle, &call).await.is_ok();
            ensure!(
                is_priced == (seen[1].priceE36 > U256::ZERO),
                "{:?}",
                seen[1].check
            );
            Ok((seen[1].check, seen[1].got, seen[1].allowed))
        };

        let now = chain.now().await?;
        teach(round(1, 1, one, now)).await?;
        register(world, &feed).await?;
        ensure!(check(&feed).await? == (FeedCheck::Passed, U256::ZERO, U256::ZERO));

        says("SOMETHING / ELSE").await?;
        let (pinned, said) = (keccak256("PUPPET / USD"), keccak256("SOMETHING / ELSE"));
        ensure!(check(&feed).await? == (FeedCheck::DescriptionChanged, said.into(), pinned.into()));
        says("PUPPET / USD").await?;
        for script in [
            Script::answering::<IAggregator::decimalsCall>(&18),
            Script::ending(Ending::Revert, Default::default()),
        ] {
            let is_silent = script.ending == Ending::Revert;
            puppet
                .learn::<IAggregator::decimalsCall>(chain, script)
                .await?;
            let got = if is_silent { U256::MAX } else { U256::from(18) };
            ensure!(
                check(&feed).await? == (FeedCheck::DecimalsChanged, got, U256::from(8)),
                "{got}"
            );
        }

        teach(round(7, 6, one, now)).await?;
        ensure!(check(&feed).await? == (FeedCheck::CarriedOver, U256::from(6), U256::from(7)));
        for answer in [I256::ZERO, I256::MINUS_ONE, I256::MIN] {
            teach(round(7, 7, answer, now)).await?;
            ensure!(
                check(&feed).await? == (FeedCheck::NotPositive, answer.into_raw(), U256::from(1))
            );
        }
        let power = 54 - u32::from(feed.feedDecimals) - u32::from(feed.tokenDecimals);
        let largest = ((U256::ONE << 224) - U256::ONE) / U256::from(10).pow(U256::from(power));
        let beyond = I256::from_raw(largest + U256::ONE);
        teach(round(7, 7, beyond, now)).await?;
        ensure!(check(&feed).await? == (FeedCheck::OutOfRange, beyond.into_raw(), largest));
        teach(round(7, 7, I256::from_raw(largest), now)).await?;
        ensure!(check(&feed).await?.0 == FeedCheck::DecimalsChanged);
        for script in [
            Script::ending(Ending::Revert, Default::default()),
            Script::returning(vec![1; 159]),
            round(7, 7, one, 0),
        ] {
            teach(script).await?;
            ensure!(check(&feed).await? == (FeedCheck::Missing, U256::ZERO, U256::ZERO));
        }
        let tomorrow = chain.now().await? + 86_400;
        teach(round(7, 7, one, tomorrow)).await?;
        let (found, got, allowed) = check(&feed).await?;
        ensure!((found, got) == (FeedCheck::FromFuture, U256::from(tomorrow)));
        ensure!(allowed < got, "held against the time of now");

        let stale = chain.now().await? - u64::from(MAX_AGE_S) - 100;
        teach(round(7, 7, one, stale)).await?;
        let (found, got, allowed) = check(&feed).await?;
        ensure!((found, allowed) == (FeedCheck::Stale, U256::from(MAX_AGE_S)));
        let age: u64 = got.to();
        ensure!(
            (100..160).contains(&(age - u64::from(MAX_AGE_S))),
            "{age} s"
        );

        let odd = Feed {
            feedDecimals: 19,
            ..feed.clone()
        };
        ensure!(
            check(&odd).await?
                == (
                    FeedCheck::DecimalsOutOfRange,
                    U256::from(19),
                    U256::from(18)
                )
        );
        let ageless = Feed {
            maxAgeSeconds: 0,
            ..feed.clone()
        };
        ensure!(check(&ageless).await? == (FeedCheck::MaxAgeZero, U256::ZERO, U256::ONE));

        // All of it for one that is well, and one that nobody registered.
        let seen = status(world, good.clone(), NO_SEQUENCER)
            .await?
            .feedStatuses;
        let (id, time, answer) = latest(world, good[1].aggregator).await?;
        let own = &seen[1];
        let feed_id = chain
            .view(
                oracle,
                &feedIdOfCall {
                    feed: good[1].clone(),
                },
            )
            .await?;
        ensure!((own.feedId, own.isRegistered) == (feed_id, false));
        ensure!((own.roundId, own.updatedAt) == (id, U256::from(time)));
        ensure!(own.answer.to_string().parse::<f64>()? == answer);
        ensure!(own.description == world.market.assets[1].feed.description);
        register(world, &good[1]).await?;
        ensure!(status(world, good, NO_SEQUENCER).await?.feedStatuses[1].isRegistered);
        Ok(())
    });
}

#[test]
fn status_says_since_when_the_sequencer_is_down_and_how_much_grace_is_left() {
    story(async |world| {
        let chain = &world.chain;
        let sequencer = world.market.sequencer_with_grace(GRACE_S);
        let see = async |sequencer: &Sequencer| -> anyhow::Result<_> {
            let seen = status(world, feeds(world, 1), sequencer.clone()).await?;
            ensure!(
                seen.feedStatuses[0].check == FeedCheck::Passed,
                "the feed is well"
            );
            let of = seen.sequencerStatus;
            Ok((
                of.check,
                of.since.to::<u64>(),
                of.graceLeftSeconds.to::<u64>(),
            ))
        };
        ensure!(see(&NO_SEQUENCER).await? == (SequencerCheck::Passed, 0, 0));
        ensure!(see(&sequencer).await? == (SequencerCheck::Passed, 0, 0));
        world.report_sequencer(true).await?;
        let down = world.market.sequencer.status(chain.provider()).await?.since;
        chain.pass_time(50).await?;
        ensure!(see(&sequencer).await? == (SequencerCheck::Down, down.to(), 0));
        world.report_sequencer(false).await?;
        let up: u64 = world
            .market
            .sequencer
            .status(chain.provider())
            .await?
            .since
            .to();
        chain.pass_time(100).await?;
        let (check, since, left) = see(&sequencer).await?;
        ensure!((check, since) == (SequencerCheck::InGrace, up));
        let passed = chain.now().await? - up;
        let expected = u64::from(GRACE_S) + 1 - passed;
        ensure!(
            (expected - 1..=expected).contains(&left),
            "{left} of {expected}"
        );
        chain.pass_time(left).await?;
        ensure!(see(&sequencer).await?.0 == SequencerCheck::Passed);
        let nobody = Sequencer {
            feed: chain.people.carol,
            graceSeconds: 1,
        };
        ensure!(see(&nobody).await? == (SequencerCheck::Missing, 0, 0));
        Ok(())
    });
}

#[test]
fn observe_counts_every_round_of_a_real_aggregator_whoever_calls_and_through_a_change_of_phase() {
    story(async |world| {
        let (chain, oracle) = (&world.chain, world.suite().oracle);
        let observer = world.deployed.observer.address;
        let feed = feeds(world, 2)[1].clone();
        let observe = observeCall {
            feeds: vec![feed.clone()],
        };
        let feed_id = chain
            .view(oracle, &feedIdOfCall { feed: feed.clone() })
            .await?;
        let none = chain
            .view(observer, &varianceCall { feed: feed.clone() })
            .await?;
        ensure!((none.coveredSeconds, none.updatedAt) == (U256::ZERO, U256::ZERO));

        let proxy = feed.aggregator;
        let mut expected = Expected::default();
        let (_, time, answer) = latest(world, proxy).await?;
        expected.count(time, answer);
        chain.send(chain.people.mallory, observer, &observe).await?;

        // An hourly feed, a false answer and the way back, an outage of a week; observed now and then.
        let moves = [30, -20, 45, 3_000, -2_308, 10, 0, -35, 25, 700, 690, -15];
        for (index, bps) in moves.into_iter().enumerate() {
            chain
                .pass_time(if index == 7 { 604_800 } else { 3_600 })
                .await?;
            world.move_answer(1, bps).await?;
            let (_, time, answer) = latest(world, proxy).await?;
            expected.count(time, answer);
            if index % 5 == 2 {
                chain.send(chain.people.mallory, observer, &observe).await?;
            }
        }

        // The next aggregator answers for a while before the proxy goes to it, and the old one goes on.
        let market = &world.market;
        let next = PriceFeed::deploy(
            &market.creator,
            market.link,
            market.roles.oracle,
            "NEXT",
            Limits::default(),
        )
        .await?;
        let old = market.answer(1).await?;
        let ahead = |bps: i64| -> anyhow::Result<I256> {
            Ok(old * I256::try_from(10_000 + bps)? / I256::try_from(10_000)?)
        };
        for bps in [5, 12, -9] {
            chain.pass_time(1_800).await?;
            next.submit(chain.provider(), ahead(bps)?).await?;
            let (_, time, answer) = latest(world, next.proxy).await?;
            expected.count(time, answer);
            chain.pass_time(60).await?;
            world.move_answer(1, 1).await?;
        }
        let owner = market.creator.account;
        let calls = [
            (
                next.aggregator,
                IAggregator::addAccessCall { user: proxy }.abi_encode(),
            ),
            (
                proxy,
                IAggregator::proposeAggregatorCall {
                    aggregator: next.aggregator,
                }
                .abi_encode(),
            ),
            (
                proxy,
                IAggregator::confirmAggregatorCall {
                    aggregator: next.aggregator,
                }
                .abi_encode(),
            ),
        ];
        for (to, data) in calls {
            chain.send_raw(owner, to, data.into()).await?;
        }
        chain.pass_time(1_800).await?;
        next.submit(chain.provider(), ahead(40)?).await?;
        let (id, time, answer) = latest(world, proxy).await?;
        ensure!(id >> 64 == U80::from(2), "the proxy is in its second phase");
        expected.count(time, answer);

        let receipt = chain.send(chain.people.bob, observer, &observe).await?;
        let variance = chain
            .view(observer, &varianceCall { feed: feed.clone() })
            .await?;
        let got: f64 = variance.varianceE27.to_string().parse()?;
        let want = expected.variance() * 1e27;
        ensure!((got / want - 1.0).abs() < 1e-9, "{got}, expected {want}");
        ensure!(variance.coveredSeconds == U256::from(expected.covered as u64));
        ensure!((variance.roundId, variance.updatedAt) == (id, U256::from(time)));
        let [log] = receipt.logs() else {
            anyhow::bail!("one event, got {}", receipt.logs().len())
        };
        let event = Observed::decode_log(&log.inner)?;
        ensure!(
            (event.feedId, event.roundId, event.varianceE27) == (feed_id, id, variance.varianceE27)
        );

        // Nothing is left: again is no event and changes nothing.
        let again = chain.send(chain.people.mallory, observer, &observe).await?;
        ensure!(again.logs().is_empty());
        ensure!(chain.view(observer, &observe).await? == vec![U256::ZERO]);

        let facts = chain
            .view(
                observer,
                &factsCall {
                    feeds: vec![feed.clone()],
                    sequencer: NO_SEQUENCER,
                },
            )
            .await?;
        let prices = chain
            .view(
                oracle,
                &readCall {
                    feeds: vec![feed],
                    sequencer: NO_SEQUENCER,
                },
            )
            .await?;
        ensure!(facts[0].priceE36 == prices[0]);
        ensure!(facts[0].varianceE27 == variance.varianceE27);
        ensure!(facts[0].ageSeconds == facts[0].varianceAgeSeconds);
        Ok(())
    });
}

#[test]
fn attack_observe_skips_no_round_for_want_of_gas() {
    story(async |world| {
        let chain = &world.chain;
        let observer = world.deployed.observer.address;
        let feed = feeds(world, 2)[1].clone();
        register(world, &feed).await?;
        let observe = observeCall {
            feeds: vec![feed.clone()],
        };
        chain.send(chain.people.alice, observer, &observe).await?;
        chain.pass_time(3_600).await?;
        world.move_answer(1, 200).await?;
        for gas in [120_000, 200_000, 290_000] {
            let request = TransactionRequest::default()
                .with_to(observer)
                .with_input(observe.abi_encode())
                .with_gas_limit(gas);
            let (revert, _) = chain.fail_request(chain.people.mallory, request).await?;
            let error = GasTooLow::abi_decode(&revert.data)?;
            ensure!(
                error.needed == U256::from(250_000) && error.got < error.needed,
                "{gas}"
            );
        }
        chain.send(chain.people.mallory, observer, &observe).await?;
        let variance = chain.view(observer, &varianceCall { feed }).await?;
        ensure!(variance.varianceE27 > U256::ZERO);
        Ok(())
    });
}

#[test]
fn attack_an_aggregator_that_lies_about_its_rounds_ends_no_call_in_a_trap() {
    story(async |world| {
        let chain = &world.chain;
        let observer = world.deployed.observer.address;
        let puppet = Puppet::deploy(chain).await?;
        puppet
            .learn::<IAggregator::decimalsCall>(
                chain,
                Script::answering::<IAggregator::decimalsCall>(&8),
            )
            .await?;
        puppet
            .learn::<IAggregator::descriptionCall>(
                chain,
                Script::answering::<IAggregator::descriptionCall>(&"LIES".to_owned()),
            )
            .await?;
        let feed = Feed {
            aggregator: puppet.address,
            ..feeds(world, 2)[1].clone()
        };
        register(world, &feed).await?;
        let observe = observeCall {
            feeds: vec![feed.clone()],
        };
        let teach = async |script| {
            puppet
                .learn::<IAggregator::latestRoundDataCall>(chain, script)
                .await
        };
        let missing = PriceMissing {
            aggregator: puppet.address,
        };
        refused(chain, chain.people.mallory, observer, &observe, &missing).await?;
        let now = chain.now().await?;
        teach(round(1, 1, I256::try_from(5)?, now)).await?;
        chain.send(chain.people.mallory, observer, &observe).await?;
        teach(round(40, 40, I256::try_from(5)?, now)).await?;
        let before = chain
            .view(observer, &varianceCall { feed: feed.clone() })
            .await?;
        for script in [
            Script::ending(Ending::Revert, Default::default()),
            Script::ending(Ending::BurnGas, Default::default()),
            Script::returning(vec![0xff; 160]),
            Script::returning(vec![]),
            round(1, 1, I256::MAX, now),
            round(2, 2, I256::try_from(7)?, now + 1).padded(1_000_000),
        ] {
            let moment = chain.remember().await?;
            puppet
                .learn::<IAggregator::getRoundDataCall>(chain, script)
                .await?;
            chain.send(chain.people.mallory, observer, &observe).await?;
            let after = chain
                .view(observer, &varianceCall { feed: feed.clone() })
                .await?;
            ensure!(after.roundId > before.roundId, "it goes on");
            chain.go_back(moment).await?;
        }
        Ok(())
    });
}

#[test]
fn oracle_reads_cost_little_more_than_the_calls_they_are_made_of() {
    story(async |world| {
        let (chain, oracle) = (&world.chain, world.suite().oracle);
        let sequencer = world.market.sequencer_with_grace(GRACE_S);
        let cost = async |to: Address, data: Vec<u8>| -> anyhow::Result<u64> {
            let request = TransactionRequest::default()
                .with_from(chain.people.alice)
                .with_to(to)
                .with_input(data.clone());
            let gas = chain.provider().estimate_gas(request).await?;
            let bytes: u64 = data
                .iter()
                .map(|byte| if *byte == 0 { 4 } else { 16 })
                .sum();
            Ok(gas - 21_000 - bytes)
        };
        let round = IAggregator::latestRoundDataCall {}.abi_encode();
        let entry = IArbWasm::programInitGasCall { program: oracle };
        let entry = chain.view(ARB_WASM, &entry).await?;
        println!(
            "entering the program: {} gas, {} when cached",
            entry.gas, entry.gasWhenCached
        );
        for (count, goal_permille) in [(3, 1_120), (5, 1_100), (10, 1_080)] {
            let feeds = feeds(world, count);
            let mut raw = 0;
            let proxies = feeds.iter().map(|feed| feed.aggregator);
            for proxy in proxies.chain([sequencer.feed]) {
                // The first touch of an account is in the price of a transaction to it, and not in that of a call.
                raw += cost(proxy, round.clone()).await? + 2_600;
            }
            let read = readCall {
                feeds,
                sequencer: sequencer.clone(),
            };
            let whole = cost(oracle, read.abi_encode()).await? - entry.gas + entry.gasWhenCached;
            println!(
                "{count} feeds: {whole} gas, the calls alone {raw}: {} permille",
                whole * 1_000 / raw
            );
            ensure!(
                whole * 1_000 <= raw * goal_permille,
                "{count} feeds: {whole} of {raw}"
            );
        }
        Ok(())
    });
}
