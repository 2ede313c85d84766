//! Guarded feeds, as vaults and the observer meet them.

use alloy::{
    primitives::{Address, I256, U256},
    sol_types::SolCall,
};
use anyhow::ensure;
use client::bindings::{
    Feed, Guard, IGuard, IObserver,
    IOracle::{PriceMissing, readCall, registerCall},
    IVaultPriced, Sequencer,
};
use e2e::{
    guarded::{guarded, unguarded},
    portfolio::IAggregator,
    refusal::refused,
    stage::story,
    vault::rebalance_call,
    world::World,
};

const NO_SEQUENCER: Sequencer = Sequencer {
    feed: Address::ZERO,
    graceSeconds: 0,
};

fn source(world: &World) -> Feed {
    world.config(2).assets[1].feed.clone()
}

fn breaker(world: &World) -> Guard {
    Guard {
        jumpBps: 4_000,
        cooldownSeconds: 1_800,
        ..unguarded(source(world).aggregator)
    }
}

#[test]
fn guard_makes_one_feed_of_the_same_parameters_that_says_what_its_source_says() {
    story(async |world| {
        let (chain, program) = (&world.chain, world.deployed.guard.address);
        let source = source(world);
        let guard = breaker(world);
        let feed = guarded(world, guard.clone()).await?;
        let create = IGuard::createCall {
            guard: guard.clone(),
        };
        let again = chain.send(chain.people.bob, program, &create).await?;
        ensure!(again.logs().is_empty());
        ensure!(chain.view(program, &create).await? == feed);
        let other = Guard {
            jumpBps: 3_999,
            ..guard.clone()
        };
        ensure!(guarded(world, other).await? != feed);

        let own = chain.view(feed, &IGuard::guardCall {}).await?;
        ensure!(own.parameters == guard && own.pins.feedDecimals == 8);
        chain.pass_time(1_800).await?;
        for call in [
            IAggregator::latestRoundDataCall {}.abi_encode(),
            IAggregator::descriptionCall {}.abi_encode(),
            IAggregator::decimalsCall {}.abi_encode(),
        ] {
            let [one, other] = [feed, source.aggregator];
            let one = chain.ask(Address::ZERO, one, call.clone().into()).await?;
            let other = chain.ask(Address::ZERO, other, call.into()).await?;
            ensure!(one == other);
        }
        ensure!(chain.view(feed, &IGuard::versionCall {}).await? == U256::from(4));
        Ok(())
    });
}

#[test]
fn inv_o7_a_jump_stops_what_is_priced_until_it_cools_down_and_never_an_exit_in_kind() {
    story(async |world| {
        let chain = &world.chain;
        let feed = guarded(world, breaker(world)).await?;
        chain.pass_time(1_800).await?;
        let mut config = world.config(3);
        config.assets[1].feed.aggregator = feed;
        let vault = world.vault_of(world.suite(), config).await?;
        let keeper = chain.people.keeper;

        // Within the limit: traded on, as with any feed.
        world.move_price(1, 3_000).await?;
        vault.rebalance(chain, keeper).await?;
        chain.pass_time(3_600).await?;
        world.refresh_answers().await?;

        world.move_price(1, 4_500).await?;
        let missing = PriceMissing { aggregator: feed };
        refused(chain, keeper, vault.address, &rebalance_call(), &missing).await?;
        let owner = chain.people.owner;
        let shares = vault.shares_of(chain, owner).await? / U256::from(10);
        vault.redeem(chain, owner, shares).await?;
        chain.pass_time(1_800).await?;
        vault.rebalance(chain, keeper).await?;
        Ok(())
    });
}

#[test]
fn attack_a_pumped_rate_prices_shares_no_higher_than_its_cap_and_a_loss_counts_at_once() {
    story(async |world| {
        let chain = &world.chain;
        // A vault's own shares are those of an ERC-4626 vault, in its hub.
        let vault = world.vault(3).await?;
        let hub = world.config(3).assets[0].feed.clone();
        let guard = Guard {
            shares: vault.address,
            growthBpsPerYear: 1_000,
            ..unguarded(hub.aggregator)
        };
        let feed = guarded(world, guard).await?;
        let pins = chain.view(feed, &IGuard::guardCall {}).await?.pins;
        let one = U256::from(10).pow(U256::from(pins.shareDecimals));
        let rate = IVaultPriced::convertToAssetsCall { shares: one };
        ensure!(chain.view(vault.address, &rate).await? == U256::from(pins.rate));
        ensure!(pins.rate > 0 && pins.assetDecimals == 6);

        let unit = U256::from(10).pow(U256::from(pins.assetDecimals));
        let expected = async |rate: U256| -> anyhow::Result<I256> {
            let answer = world.market.answer(0).await?.into_raw();
            Ok(I256::from_raw(answer * rate / unit))
        };
        let latest = async || -> anyhow::Result<I256> {
            let call = IAggregator::latestRoundDataCall {};
            Ok(chain.view(feed, &call).await?.answer)
        };

        // A tenth of a year's growth is 1 %; the market makes it an eighth.
        chain.pass_time(3_153_600).await?;
        world.refresh_answers().await?;
        world.move_price(1, 3_000).await?;
        let pumped = chain.view(vault.address, &rate).await?;
        ensure!(pumped > U256::from(pins.rate) * U256::from(110) / U256::from(100));
        let got = latest().await?;
        let cap = |elapsed: u64| {
            U256::from(pins.rate) * U256::from(10_000 * 31_536_000 + 1_000 * elapsed)
                / U256::from(10_000_u64 * 31_536_000)
        };
        // A view is asked at the latest block's time, or in the next second.
        let elapsed = chain.now().await? - pins.rateAt;
        let range = expected(cap(elapsed)).await?..=expected(cap(elapsed + 1)).await?;
        ensure!(range.contains(&got), "{got} is not in {range:?}");
        ensure!(elapsed >= 3_153_600 && got < expected(pumped).await?);

        // The observer sees returns of the asset alone, and the oracle registers and reads the feed as any other.
        let feed_of_shares = Feed {
            aggregator: feed,
            tokenDecimals: 18,
            ..hub.clone()
        };
        let (oracle, observer) = (world.suite().oracle, world.deployed.observer.address);
        let register = registerCall {
            feed: feed_of_shares.clone(),
        };
        chain.send(chain.people.bob, oracle, &register).await?;
        let read = readCall {
            feeds: vec![feed_of_shares.clone()],
            sequencer: NO_SEQUENCER,
        };
        let price = chain.view(oracle, &read).await?[0];
        let answer = latest().await?.into_raw();
        ensure!(price == answer * U256::from(10).pow(U256::from(54 - 8 - 18)));
        let observe = IObserver::observeCall {
            feeds: vec![feed_of_shares.clone()],
        };
        chain.send(chain.people.bob, observer, &observe).await?;
        chain.pass_time(3_600).await?;
        world.refresh_answers().await?;
        chain.send(chain.people.bob, observer, &observe).await?;
        let variance = IObserver::varianceCall {
            feed: feed_of_shares,
        };
        let variance = chain.view(observer, &variance).await?;
        // The hub's answer was repeated; what is left is an hour of the cap's growth.
        ensure!(variance.coveredSeconds >= U256::from(3_600));
        ensure!(
            variance.varianceE27 < U256::from(10_u64.pow(17)),
            "{}",
            variance.varianceE27
        );

        world.move_price(1, -6_000).await?;
        let fallen = chain.view(vault.address, &rate).await?;
        ensure!(fallen < U256::from(pins.rate));
        ensure!(
            latest().await? == expected(fallen).await?,
            "a loss is believed"
        );
        Ok(())
    });
}
