//! The lens shows a vault whole, says why it rebalances now or does not, and what an account has in it.

use alloy::{
    primitives::{Address, Bytes, I256, U256},
    sol_types::{SolCall, SolError},
};
use anyhow::ensure;
use client::bindings::{
    Decision, Explanation, Fault, IEngine, ILens, IOracle, IVault, IVaultAdmin, IVaultPriced,
    IVaultViews, Portfolio, Position, Reason, Trouble, Verdict,
};
use e2e::{
    actors::{Manner, Script},
    hostile::{teach_trades, with_engine, with_token},
    portfolio::Portfolio as Model,
    priced::Model as Flows,
    stage::story,
    vault::{IERC20, Vault, approve, holdings},
    world::{GRACE_S, HOLD_S, MAX_AGE_S, World},
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

async fn explain(world: &World, vault: Address) -> anyhow::Result<Explanation> {
    let call = ILens::explainCall { vault };
    Ok(world.chain.view(world.lens(), &call).await?)
}

async fn portfolio(world: &World, vault: Address) -> anyhow::Result<Portfolio> {
    let call = ILens::portfolioCall { vault };
    Ok(world.chain.view(world.lens(), &call).await?)
}

async fn position(world: &World, vault: &Vault, user: Address) -> anyhow::Result<Position> {
    let call = ILens::userPositionCall {
        vault: vault.address,
        user,
    };
    Ok(world.chain.view(world.lens(), &call).await?)
}

/// Nothing stands in the way but the verdict.
fn empty() -> Fault {
    Fault {
        token: Address::ZERO,
        asked: Address::ZERO,
        selector: [0; 4].into(),
        trouble: Trouble::Reverted,
        data: Bytes::new(),
    }
}

/// The vault's own word on the decision, and the lens' verdict on top of it.
async fn is_decided(world: &World, vault: &Vault, verdict: Verdict) -> anyhow::Result<Decision> {
    let seen = explain(world, vault.address).await?;
    let own = vault.decision(&world.chain).await?;
    ensure!(
        seen.portfolio.verdict == verdict,
        "{:?}",
        seen.portfolio.verdict
    );
    ensure!(seen.obstacle == empty(), "{:?}", seen.obstacle);
    ensure!(seen.decision == own, "{:?} {own:?}", seen.decision);
    ensure!(
        seen.portfolio.faults.is_empty(),
        "{:?}",
        seen.portfolio.faults
    );
    let shown = Portfolio {
        timestamp: seen.portfolio.timestamp,
        ..portfolio(world, vault.address).await?
    };
    ensure!(seen.portfolio == shown);
    Ok(own)
}

#[test]
fn story_a_portfolio_is_shown_whole_in_one_call() {
    for assets in [2, 3, 10] {
        story(async |world| is_shown_whole(world, assets).await);
    }
}

async fn is_shown_whole(world: &World, assets: usize) -> anyhow::Result<()> {
    let chain = &world.chain;
    let vault = world.vault(assets).await?;
    world.move_price(1, 600).await?;
    let token = vault.tokens()[1];
    let donation = U256::from(12_345);
    world.mint(token, vault.address, donation).await?;

    let now = chain.hold_still().await?;
    let seen = portfolio(world, vault.address).await?;
    let (views, config) = (vault.views(chain).await?, &vault.config);
    ensure!(seen.faults.is_empty(), "{:?}", seen.faults);
    ensure!(seen.vault == vault.address && seen.timestamp == now);
    ensure!((&seen.name, &seen.symbol) == (&config.name, &config.symbol));
    ensure!(seen.decimals == vault.view(chain, &IVault::decimalsCall {}).await?);
    ensure!((seen.supply, seen.owner, seen.epoch) == (views.supply, views.owner, views.epoch));
    ensure!(seen.lastRebalancedAt == views.last_rebalanced_at && !seen.isPaused);
    ensure!((&seen.suite, &seen.sequencer) == (&vault.suite, &config.sequencer));
    ensure!((&seen.venue, &seen.policy) == (&config.venue, &config.policy));
    ensure!(seen.flowPolicy == config.flowPolicy);
    ensure!(seen.flowRoomWad == vault.view(chain, &IVaultPriced::flowRoomCall {}).await?);
    ensure!(!seen.flowRoomWad.is_zero());
    ensure!(seen.totalAssets == vault.view(chain, &IVaultPriced::totalAssetsCall {}).await?);

    let model = Model::of(chain, &vault).await?;
    ensure!(seen.isFresh && seen.navWad == model.reported_nav_wad());
    let hub = Flows::of(chain, &vault, 0).await?;
    ensure!(hub.value_floor(seen.totalAssets) <= hub.nav_low && hub.nav_low < seen.navWad);
    let prices = vault.view(chain, &IVaultViews::pricesCall {}).await?;
    let decision = vault.decision(chain).await?;
    let real = vault.real_balances(chain).await?;
    ensure!(seen.constituents.len() == assets);
    let mut largest = U256::ZERO;
    for (index, it) in seen.constituents.iter().enumerate() {
        ensure!(it.asset == config.assets[index]);
        ensure!(it.symbol == world.market.assets[index].symbol);
        ensure!(it.decimals == world.market.assets[index].decimals);
        ensure!((it.amount, it.held) == (views.balances[index], real[index]));
        ensure!(it.owed.is_zero() && it.isFresh && it.priceE36 == prices[index]);
        ensure!(it.valueWad == model.values_e36[index] / WAD);
        ensure!(it.weightWad == decision.weightsWad[index]);
        let (drift, is_above) = model.drift_wad(index);
        ensure!(it.driftWad.is_positive() == is_above || it.driftWad.is_zero());
        ensure!(it.driftWad.unsigned_abs().abs_diff(drift) <= U256::from(1));
        largest = largest.max(it.driftWad.unsigned_abs());
    }
    ensure!(largest == decision.maxDriftWad);
    ensure!(seen.constituents[1].held == seen.constituents[1].amount + donation);
    Ok(())
}

#[test]
fn story_explain_goes_through_every_verdict_of_the_engine_and_the_owner() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(3).await?;
        let decision = is_decided(world, &vault, Verdict::BandNotBreached).await?;
        ensure!(decision.maxDriftWad <= decision.bandWad && decision.trades.is_empty());

        world.move_price(1, 2_500).await?;
        let decision = is_decided(world, &vault, Verdict::Due).await?;
        ensure!(decision.maxDriftWad > decision.bandWad && !decision.trades.is_empty());
        let seen = explain(world, vault.address).await?;
        let moved = &seen.portfolio.constituents[1];
        ensure!(moved.driftWad > I256::ZERO && moved.driftWad.into_raw() == decision.maxDriftWad);
        ensure!(decision.trades.iter().any(|trade| trade.sell == 1));
        vault.rebalance(chain, people.keeper).await?;
        let after = portfolio(world, vault.address).await?;
        ensure!((after.epoch, after.verdict) == (U256::ONE, Verdict::BandNotBreached));

        world.move_price(1, 2_500).await?;
        let decision = is_decided(world, &vault, Verdict::IntervalNotElapsed).await?;
        let wait = u64::from(vault.config.policy.minIntervalSeconds);
        ensure!(U256::from(decision.eligibleAt) == after.lastRebalancedAt + U256::from(wait));
        chain.pass_time(wait).await?;
        is_decided(world, &vault, Verdict::Due).await?;

        vault
            .send(chain, people.owner, &IVaultAdmin::pauseCall {})
            .await?;
        let decision = is_decided(world, &vault, Verdict::Paused).await?;
        ensure!(
            decision.reason == Reason::BandBreached,
            "the engine still says what it would do"
        );
        vault
            .send(chain, people.owner, &IVaultAdmin::unpauseCall {})
            .await?;

        vault
            .redeem(chain, people.owner, vault.supply(chain).await?)
            .await?;
        let seen = explain(world, vault.address).await?;
        ensure!(seen.portfolio.verdict == Verdict::SupplyZero && seen.obstacle == empty());
        ensure!(seen.portfolio.supply.is_zero());
        Ok(())
    });
}

#[test]
fn story_explain_repeats_what_an_engine_says_and_what_it_refuses_with() {
    story(async |world| {
        let chain = &world.chain;
        let (engine, vault) = with_engine(world, world.suite(), world.config(2)).await?;
        teach_trades(chain, engine, Vec::new()).await?;
        is_decided(world, &vault, Verdict::NothingToTrade).await?;

        let error = IEngine::NavZero {};
        engine
            .learn::<IEngine::decideCall>(chain, Script::refusing(&error))
            .await?;
        let seen = explain(world, vault.address).await?;
        let obstacle = Fault {
            asked: vault.address,
            selector: IVaultViews::previewRebalanceCall::SELECTOR.into(),
            data: error.abi_encode().into(),
            ..empty()
        };
        ensure!(seen.portfolio.verdict == Verdict::DecisionMissing);
        ensure!(seen.obstacle == obstacle, "{:?}", seen.obstacle);
        ensure!(seen.portfolio.faults == [obstacle]);
        ensure!(seen.portfolio.isFresh && !seen.portfolio.navWad.is_zero());
        ensure!(seen.decision.navWad.is_zero() && seen.decision.trades.is_empty());
        Ok(())
    });
}

#[test]
fn story_explain_names_the_sequencer_and_still_shows_the_prices() {
    story(async |world| {
        let chain = &world.chain;
        let vault = world.vault(3).await?;
        let fresh = portfolio(world, vault.address).await?;
        let feed = vault.config.sequencer.feed;

        world.report_sequencer(true).await?;
        let since = U256::from(chain.now().await?);
        let seen = explain(world, vault.address).await?;
        let down = IOracle::SequencerDown { feed, since };
        stops_at_the_sequencer(&vault, &seen, &fresh, down.abi_encode())?;

        world.report_sequencer(false).await?;
        let started = U256::from(chain.now().await?);
        let grace = IOracle::SequencerInGrace {
            feed,
            startedAt: started,
            graceSeconds: U256::from(world.grace_s),
        };
        let seen = explain(world, vault.address).await?;
        stops_at_the_sequencer(&vault, &seen, &fresh, grace.abi_encode())?;
        chain.pass_time(u64::from(GRACE_S) + 1).await?;
        is_decided(world, &vault, Verdict::BandNotBreached).await?;
        Ok(())
    });
}

fn stops_at_the_sequencer(
    vault: &Vault,
    seen: &Explanation,
    fresh: &Portfolio,
    data: Vec<u8>,
) -> anyhow::Result<()> {
    let obstacle = Fault {
        asked: vault.suite.oracle,
        selector: IOracle::readCall::SELECTOR.into(),
        data: data.into(),
        ..empty()
    };
    let shown = &seen.portfolio;
    ensure!(
        shown.verdict == Verdict::SequencerNotReady,
        "{:?}",
        shown.verdict
    );
    ensure!(seen.obstacle == obstacle, "{:?}", seen.obstacle);
    ensure!(
        !shown.isFresh && shown.navWad == fresh.navWad && shown.totalAssets == fresh.totalAssets
    );
    ensure!(
        shown.constituents == fresh.constituents,
        "each feed is as fresh as it was"
    );
    Ok(())
}

#[test]
fn story_explain_names_the_asset_whose_price_is_stale_or_gone() {
    story(async |world| {
        let chain = &world.chain;
        let vault = world.vault(3).await?;
        let (asset, oracle) = (&vault.config.assets[1], vault.suite.oracle);
        let fresh = portfolio(world, vault.address).await?;
        let updated = chain
            .view(
                asset.feed.aggregator,
                &e2e::portfolio::IAggregator::latestRoundDataCall {},
            )
            .await?
            .updatedAt;
        chain.pass_time(u64::from(MAX_AGE_S) + 1).await?;
        for index in [0, 2] {
            let answer = world.market.answer(index).await?;
            world.market.submit(index, answer).await?;
        }

        let stale = IOracle::PriceStale {
            aggregator: asset.feed.aggregator,
            updatedAt: updated,
            maxAgeSeconds: U256::from(MAX_AGE_S),
        };
        let about = |selector: [u8; 4], data: Vec<u8>| Fault {
            token: asset.token,
            asked: oracle,
            selector: selector.into(),
            data: data.into(),
            ..empty()
        };
        let read = about(IOracle::readCall::SELECTOR, stale.abi_encode());
        let seen = explain(world, vault.address).await?;
        ensure!(seen.portfolio.verdict == Verdict::PriceNotReady);
        ensure!(seen.obstacle == read, "{:?}", seen.obstacle);
        let are_fresh: Vec<_> = seen
            .portfolio
            .constituents
            .iter()
            .map(|it| it.isFresh)
            .collect();
        ensure!(are_fresh == [true, false, true] && !seen.portfolio.isFresh);
        ensure!(
            seen.portfolio.navWad == fresh.navWad,
            "the last answer is shown"
        );
        ensure!(seen.portfolio.constituents[1].driftWad == fresh.constituents[1].driftWad);
        ensure!(seen.portfolio.totalAssets == fresh.totalAssets);

        // A feed that is gone has no last answer either: values of the others are left, and nothing that needs all of them.
        chain
            .replace_code(asset.feed.aggregator, Bytes::new())
            .await?;
        let gone = IOracle::PriceMissing {
            aggregator: asset.feed.aggregator,
        };
        let seen = explain(world, vault.address).await?;
        let (read, last) = (
            about(IOracle::readCall::SELECTOR, gone.abi_encode()),
            about(IOracle::readLastCall::SELECTOR, gone.abi_encode()),
        );
        ensure!(seen.portfolio.verdict == Verdict::PriceNotReady && seen.obstacle == read);
        ensure!(
            seen.portfolio.faults.starts_with(&[read, last]),
            "{:?}",
            seen.portfolio.faults
        );
        ensure!(seen.portfolio.navWad.is_zero() && seen.portfolio.totalAssets.is_zero());
        for (it, before) in seen.portfolio.constituents.iter().zip(&fresh.constituents) {
            ensure!(it.weightWad.is_zero() && it.driftWad.is_zero());
            let is_gone = it.asset.token == asset.token;
            ensure!(it.valueWad == if is_gone { U256::ZERO } else { before.valueWad });
        }
        Ok(())
    });
}

#[test]
fn story_a_position_is_all_that_an_account_has() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let vault = world.vault(3).await?;
        let nobody = position(world, &vault, alice).await?;
        ensure!(nobody.faults.is_empty(), "{:?}", nobody.faults);
        ensure!(nobody.shares.is_zero() && nobody.valueWad.is_zero() && nobody.maxRedeem.is_zero());

        world.fund(alice, &vault.tokens()).await?;
        for token in vault.tokens() {
            approve(chain, token, alice, vault.address, U256::MAX).await?;
        }
        let free = WAD * U256::from(100);
        vault.deposit_allowed(chain, alice, free).await?;
        let deposit = IVaultPriced::depositCall {
            assets: U256::from(1_000_000_000_u64),
            receiver: alice,
        };
        vault.send(chain, alice, &deposit).await?;

        let seen = position(world, &vault, alice).await?;
        ensure!(seen.faults.is_empty(), "{:?}", seen.faults);
        ensure!((seen.vault, seen.user) == (vault.address, alice));
        let shares = vault.shares_of(chain, alice).await?;
        ensure!(seen.shares == shares && seen.lockedShares == shares - free);
        ensure!(seen.lockedUntil == U256::from(chain.now().await? + u64::from(HOLD_S)));
        let worth = IVaultPriced::convertToAssetsCall { shares };
        ensure!(seen.assets == vault.view(chain, &worth).await? && !seen.assets.is_zero());
        let most = IVaultPriced::maxWithdrawCall { owner: alice };
        ensure!(seen.maxWithdraw == vault.view(chain, &most).await? && !seen.maxWithdraw.is_zero());
        let most = IVaultPriced::maxRedeemCall { owner: alice };
        ensure!(seen.maxRedeem == vault.view(chain, &most).await? && !seen.maxRedeem.is_zero());
        let in_kind = vault
            .view(chain, &IVaultViews::previewRedeemInKindCall { shares })
            .await?;
        let model = Model::at(chain, &vault, &in_kind).await?;
        for (index, it) in seen.holdings.iter().enumerate() {
            ensure!((it.token, it.amount) == (vault.tokens()[index], in_kind[index]));
            ensure!(it.valueWad == model.values_e36[index] / WAD && it.isFresh);
            ensure!(it.symbol == world.market.assets[index].symbol && it.owed.is_zero());
        }
        ensure!(seen.isFresh && seen.valueWad == model.reported_nav_wad());
        Ok(())
    });
}

#[test]
fn story_a_position_shows_what_is_owed_and_what_a_paused_vault_pays() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, vault) = with_token(world).await?;
        token.behave(chain, Manner::RefuseSilently).await?;
        let before = holdings(chain, &[token.address], people.owner).await?[0];
        vault.redeem(chain, people.owner, WAD).await?;
        ensure!(holdings(chain, &[token.address], people.owner).await?[0] == before);
        let owed = IVaultViews::owedCall {
            token: token.address,
            owner: people.owner,
        };
        let owed = vault.view(chain, &owed).await?;
        ensure!(!owed.is_zero());
        vault
            .send(chain, people.owner, &IVaultAdmin::pauseCall {})
            .await?;

        let seen = position(world, &vault, people.owner).await?;
        let claims: Vec<_> = seen.holdings.iter().map(|it| it.owed).collect();
        ensure!(claims == [U256::ZERO, U256::ZERO, owed], "{claims:?}");
        ensure!(
            seen.maxWithdraw.is_zero() && seen.maxRedeem.is_zero(),
            "it is paused"
        );
        ensure!(!seen.valueWad.is_zero() && !seen.assets.is_zero() && seen.faults.is_empty());
        let shown = portfolio(world, vault.address).await?;
        let claims: Vec<_> = shown.constituents.iter().map(|it| it.owed).collect();
        ensure!(claims == [U256::ZERO, U256::ZERO, owed]);
        let real = chain
            .view(
                token.address,
                &IERC20::balanceOfCall {
                    account: vault.address,
                },
            )
            .await?;
        ensure!(shown.constituents[2].held == real);
        ensure!(shown.constituents[2].amount + owed == real);
        ensure!(shown.isPaused && shown.verdict == Verdict::Paused);
        Ok(())
    });
}
