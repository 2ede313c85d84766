//! The oracle alone: which feeds it registers, and every way in which an answer is not a price.

use alloy::{
    primitives::{Address, I256, U256, aliases::U80, keccak256},
    sol,
    sol_types::{SolCall, SolError, SolEvent, SolValue},
};
use anyhow::ensure;
use client::bindings::{
    Feed,
    IOracle::{
        DecimalsOutOfRange, FeedDecimalsMismatch, FeedRegistered, MaxAgeZero, PriceFromFuture,
        PriceMissing, PriceNotPositive, PriceOutOfRange, PriceStale, SequencerDown,
        SequencerInGrace, SequencerMissing, feedIdOfCall, isRegisteredCall, readCall, registerCall,
    },
    Sequencer,
};
use e2e::{
    actors::{Ending, Puppet, Script},
    chain::{Chain, reverted},
    refusal::refused,
    stage::story,
    world::{GRACE_S, MAX_AGE_S, World},
};

sol! {
    interface IAggregator {
        function decimals() external view returns (uint8);
        function description() external view returns (string memory);
        function latestRoundData() external view
            returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
    }
}

const NO_SEQUENCER: Sequencer = Sequencer {
    feed: Address::ZERO,
    graceSeconds: 0,
};

fn feeds(world: &World) -> Vec<Feed> {
    world
        .config(10)
        .assets
        .into_iter()
        .map(|asset| asset.feed)
        .collect()
}

fn round(answer: I256, started_at: u64, updated_at: u64) -> Script {
    Script::answering::<IAggregator::latestRoundDataCall>(&IAggregator::latestRoundDataReturn {
        roundId: U80::from(1),
        answer,
        startedAt: U256::from(started_at),
        updatedAt: U256::from(updated_at),
        answeredInRound: U80::from(1),
    })
}

/// Reading `feeds` is refused with exactly `expected`.
async fn unpriced(
    chain: &Chain,
    oracle: Address,
    feeds: Vec<Feed>,
    sequencer: Sequencer,
    expected: &impl SolError,
) -> anyhow::Result<()> {
    let got = reverted(chain.view(oracle, &readCall { feeds, sequencer }).await)?;
    ensure!(got.data == expected.abi_encode(), "got {got}");
    Ok(())
}

#[test]
fn oracle_registers_a_feed_once_under_the_hash_of_its_parameters() {
    story(async |world| {
        let (chain, oracle) = (&world.chain, world.deployed.oracle.address);
        let feed = feeds(world)[1].clone();
        let feed_id = chain
            .view(oracle, &feedIdOfCall { feed: feed.clone() })
            .await?;
        ensure!(feed_id == keccak256(feed.abi_encode()));
        ensure!(
            !chain
                .view(oracle, &isRegisteredCall { feedId: feed_id })
                .await?
        );

        let register = registerCall { feed: feed.clone() };
        let receipt = chain.send(chain.people.mallory, oracle, &register).await?;
        let [log] = receipt.logs() else {
            anyhow::bail!("one event, got {}", receipt.logs().len())
        };
        let event = FeedRegistered::decode_log(&log.inner)?;
        ensure!((event.feedId, event.aggregator, &event.feed) == (feed_id, feed.aggregator, &feed));
        ensure!(event.description.contains("USD"), "{}", event.description);
        ensure!(
            chain
                .view(oracle, &isRegisteredCall { feedId: feed_id })
                .await?
        );

        let again = chain.send(chain.people.alice, oracle, &register).await?;
        ensure!(again.logs().is_empty(), "registered twice");
        Ok(())
    });
}

#[test]
fn oracle_refuses_to_register_what_the_aggregator_does_not_confirm() {
    story(async |world| {
        let (chain, oracle) = (&world.chain, world.deployed.oracle.address);
        let mallory = chain.people.mallory;
        let feed = feeds(world)[1].clone();
        let aggregator = feed.aggregator;
        let call = |feed| registerCall { feed };

        let wrong = call(Feed {
            feedDecimals: 18,
            ..feed.clone()
        });
        let mismatch = FeedDecimalsMismatch {
            aggregator,
            got: 8,
            expected: 18,
        };
        refused(chain, mallory, oracle, &wrong, &mismatch).await?;
        let wrong = call(Feed {
            feedDecimals: 19,
            ..feed.clone()
        });
        let range = DecimalsOutOfRange {
            got: 19,
            maximum: 18,
        };
        refused(chain, mallory, oracle, &wrong, &range).await?;
        let wrong = call(Feed {
            tokenDecimals: 37,
            ..feed.clone()
        });
        let range = DecimalsOutOfRange {
            got: 37,
            maximum: 36,
        };
        refused(chain, mallory, oracle, &wrong, &range).await?;
        let wrong = call(Feed {
            maxAgeSeconds: 0,
            ..feed.clone()
        });
        refused(chain, mallory, oracle, &wrong, &MaxAgeZero { aggregator }).await?;
        let wrong = call(Feed {
            aggregator: mallory,
            ..feed.clone()
        });
        refused(
            chain,
            mallory,
            oracle,
            &wrong,
            &PriceMissing {
                aggregator: mallory,
            },
        )
        .await?;

        // An aggregator that knows its decimals and has no description.
        let puppet = Puppet::deploy(chain).await?;
        puppet
            .learn::<IAggregator::decimalsCall>(
                chain,
                Script::answering::<IAggregator::decimalsCall>(&8),
            )
            .await?;
        let wrong = call(Feed {
            aggregator: puppet.address,
            ..feed
        });
        refused(
            chain,
            mallory,
            oracle,
            &wrong,
            &PriceMissing {
                aggregator: puppet.address,
            },
        )
        .await?;
        Ok(())
    });
}

#[test]
fn oracle_reads_all_prices_at_the_scale_of_each_token() {
    story(async |world| {
        let oracle = world.deployed.oracle.address;
        let feeds = feeds(world);
        let sequencer = world.market.sequencer_with_grace(GRACE_S);
        let read = readCall {
            feeds: feeds.clone(),
            sequencer,
        };
        let prices = world.chain.view(oracle, &read).await?;
        ensure!(prices.len() == feeds.len());
        for (index, (feed, price)) in feeds.iter().zip(prices).enumerate() {
            // A price times one whole token is the answer, moved by the point: 36 + 18 decimals against its own 8.
            let whole = U256::from(10).pow(U256::from(feed.tokenDecimals));
            let answer = U256::try_from(world.market.answer(index).await?)?;
            ensure!(
                price * whole == answer * U256::from(10).pow(U256::from(46)),
                "asset {index}"
            );
        }
        Ok(())
    });
}

#[test]
fn oracle_refuses_answers_that_are_no_price() {
    story(async |world| {
        let (chain, oracle) = (&world.chain, world.deployed.oracle.address);
        let puppet = Puppet::deploy(chain).await?;
        let aggregator = puppet.address;
        let good = feeds(world)[0].clone();
        let feed = Feed {
            aggregator,
            ..feeds(world)[1].clone()
        };
        let both = vec![good, feed.clone()];
        let now = chain.now().await?;
        let teach = async |script| {
            puppet
                .learn::<IAggregator::latestRoundDataCall>(chain, script)
                .await
        };
        let one = I256::ONE;

        for answer in [I256::ZERO, I256::MINUS_ONE, I256::MIN] {
            teach(round(answer, now, now)).await?;
            unpriced(
                chain,
                oracle,
                both.clone(),
                NO_SEQUENCER,
                &PriceNotPositive { aggregator, answer },
            )
            .await?;
        }
        teach(round(I256::MAX, now, now)).await?;
        let range = PriceOutOfRange {
            aggregator,
            answer: I256::MAX,
        };
        unpriced(chain, oracle, both.clone(), NO_SEQUENCER, &range).await?;
        teach(round(one, now, 0)).await?;
        let missing = PriceMissing { aggregator };
        unpriced(chain, oracle, both.clone(), NO_SEQUENCER, &missing).await?;
        for script in [
            Script::ending(Ending::Revert, Default::default()),
            Script::returning(vec![]),
            Script::returning(vec![1; 159]),
            // Not a uint80.
            Script::returning(vec![0xff; 160]),
        ] {
            teach(script).await?;
            unpriced(chain, oracle, both.clone(), NO_SEQUENCER, &missing).await?;
        }

        // However much comes back, five words of it are read.
        let soon = chain.now().await?;
        teach(round(one, soon, soon).padded(100_000)).await?;
        let read = readCall {
            feeds: both.clone(),
            sequencer: NO_SEQUENCER,
        };
        ensure!(chain.view(oracle, &read).await?.len() == 2);

        let later = soon + 1_000_000;
        teach(round(one, later, later)).await?;
        let got = reverted(chain.view(oracle, &read).await)?;
        let timestamp = U256::from(chain.now().await?);
        let future = |timestamp| PriceFromFuture {
            aggregator,
            updatedAt: U256::from(later),
            timestamp,
        };
        // A call on the latest block runs at its time, or in the next second.
        let expected =
            [timestamp, timestamp + U256::ONE].map(|timestamp| future(timestamp).abi_encode());
        ensure!(expected.iter().any(|data| *data == got.data), "got {got}");
        Ok(())
    });
}

#[test]
fn oracle_refuses_stale_answers_and_a_sequencer_that_is_down_or_just_back() {
    story(async |world| {
        let (chain, oracle) = (&world.chain, world.deployed.oracle.address);
        let feeds = feeds(world);
        let sequencer = world.market.sequencer_with_grace(GRACE_S);
        let feed = sequencer.feed;
        let status = async || world.market.sequencer.status(chain.provider()).await;

        world.report_sequencer(true).await?;
        let down = SequencerDown {
            feed,
            since: status().await?.since,
        };
        unpriced(chain, oracle, feeds.clone(), sequencer.clone(), &down).await?;
        world.report_sequencer(false).await?;
        let started = status().await?.since;
        let grace = SequencerInGrace {
            feed,
            startedAt: started,
            graceSeconds: U256::from(GRACE_S),
        };
        unpriced(chain, oracle, feeds.clone(), sequencer.clone(), &grace).await?;
        chain.pass_time(u64::from(GRACE_S) + 1).await?;
        let read = readCall {
            feeds: feeds.clone(),
            sequencer: sequencer.clone(),
        };
        ensure!(chain.view(oracle, &read).await?.len() == feeds.len());

        let nobody = Sequencer {
            feed: chain.people.carol,
            graceSeconds: 1,
        };
        let missing = SequencerMissing {
            feed: chain.people.carol,
        };
        unpriced(chain, oracle, feeds.clone(), nobody, &missing).await?;

        chain.pass_time(u64::from(MAX_AGE_S) + 1).await?;
        let data = chain.ask(
            Address::ZERO,
            feeds[0].aggregator,
            IAggregator::latestRoundDataCall {}.abi_encode().into(),
        );
        let round = IAggregator::latestRoundDataCall::abi_decode_returns(&data.await?)?;
        let stale = PriceStale {
            aggregator: feeds[0].aggregator,
            updatedAt: round.updatedAt,
            maxAgeSeconds: U256::from(MAX_AGE_S),
        };
        unpriced(chain, oracle, feeds, sequencer, &stale).await
    });
}
