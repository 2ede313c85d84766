//! A vault changes what it is made of: assets come and go, feeds and keepers are replaced, and it goes on rebalancing.

use alloy::primitives::{U256, aliases::U24};
use anyhow::{Context, ensure};
use client::bindings::{Feed, IVault, IVaultAdmin, IVaultViews};
use e2e::{
    governance::{Governed, execute_call},
    invariants::accounts_are_covered,
    portfolio::Portfolio,
    refusal::refused,
    stage::story,
    vault::{event, rebalance_call},
    world::{ERROR_BPS, MAX_AGE_S, World},
};

fn percent(parts: &[u64]) -> Vec<U256> {
    let one = U256::from(10_000_000_000_000_000_u64);
    parts.iter().map(|part| one * U256::from(*part)).collect()
}

/// The market's fifth asset, as a vault of four may add it.
fn added(world: &World) -> IVaultAdmin::addAssetCall {
    let targets = percent(&[20, 40, 10, 20, 10]);
    let asset = world.market.vault_assets(&targets, MAX_AGE_S, ERROR_BPS)[4].clone();
    IVaultAdmin::addAssetCall {
        asset,
        targetsWad: targets,
    }
}

#[test]
fn story_an_asset_is_added_bought_retired_sold_off_and_removed() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 4).await?;
        let before = governed.vault.views(chain).await?;
        let add = added(world);
        let token = add.asset.token;
        // A donation of the token, before it is an asset, stays one.
        world
            .mint(token, governed.vault.address, U256::from(12_345))
            .await?;
        let receipt = governed.set(world, &add).await?;
        let told: IVault::AssetAdded = event(&receipt)?;
        ensure!(told.token == token && told.asset.feed == add.asset.feed);
        let set: IVault::TargetsSet = event(&receipt)?;
        ensure!(set.previousTargetsWad == percent(&[20, 40, 20, 20]));
        ensure!(set.newTargetsWad == add.targetsWad);
        ensure!(governed.vault.asset_count() == 5);
        let held = governed.vault.balances(chain).await?;
        ensure!(
            held[..4] == before.balances[..] && held[4].is_zero(),
            "{held:?}"
        );

        // In and out work at once, of five assets, one of which there is nothing of.
        world.fund(people.alice, &governed.vault.tokens()).await?;
        let shares = U256::from(10).pow(U256::from(19));
        let paid = governed.vault.deposit(chain, people.alice, shares).await?;
        ensure!(paid.len() == 5 && paid[4].is_zero());
        let back = governed.vault.redeem(chain, people.alice, shares).await?;
        ensure!(back.len() == 5 && back[4].is_zero());

        governed.vault.rebalance(chain, people.keeper).await?;
        let portfolio = Portfolio::of(chain, &governed.vault).await?;
        ensure!(portfolio.weight_wad(4) > percent(&[9])[0], "it was bought");
        accounts_are_covered(chain, &governed.vault).await?;

        // An asset in the middle leaves, so that the last one takes its place.
        let leaving = governed.vault.tokens()[2];
        let retire = IVaultAdmin::retireAssetCall { token: leaving };
        let receipt = governed.set(world, &retire).await?;
        let told: IVault::AssetRetired = event(&receipt)?;
        ensure!(told.token == leaving && told.targetWad == percent(&[10])[0]);
        let targets: Vec<_> = governed
            .vault
            .config
            .assets
            .iter()
            .map(|a| a.targetWad)
            .collect();
        ensure!(
            targets == percent(&[30, 40, 0, 20, 10]),
            "the hub has it: {targets:?}"
        );
        // Deposits keep working while it is sold off.
        governed.vault.deposit(chain, people.alice, shares).await?;
        let balance = governed.vault.balances(chain).await?[2];
        let remove = IVaultAdmin::removeAssetCall { token: leaving };
        let executable_at = governed.submit(world, &remove).await?;
        governed.wait_until(world, executable_at).await?;
        let early = IVault::AssetBalanceNotZero {
            token: leaving,
            balance,
        };
        refused(
            chain,
            people.mallory,
            governed.vault.address,
            &execute_call(&remove),
            &early,
        )
        .await?;
        let (_, rebalanced) = governed.vault.rebalance(chain, people.keeper).await?;
        let sold = rebalanced.fills.iter().find(|fill| fill.tokenIn == leaving);
        ensure!(
            sold.context("it was sold")?.amountIn == balance,
            "to the last unit"
        );
        let held = governed.vault.balances(chain).await?;
        ensure!(held[2].is_zero(), "{held:?}");

        // A refused execution consumed nothing.
        let receipt = governed
            .vault
            .send(chain, people.mallory, &execute_call(&remove))
            .await?;
        let told: IVault::AssetRemoved = event(&receipt)?;
        ensure!(told.token == leaving);
        governed.vault.config.assets = governed
            .vault
            .view(chain, &IVaultViews::assetsCall {})
            .await?;
        ensure!(governed.vault.asset_count() == 4 && !governed.vault.tokens().contains(&leaving));
        let after = governed.vault.balances(chain).await?;
        ensure!(
            after == [held[0], held[1], held[3], held[4]],
            "balances stay with their assets"
        );
        accounts_are_covered(chain, &governed.vault).await?;

        // It is a vault like any other: it trades, and everybody can leave.
        let targets = IVaultAdmin::setTargetsCall {
            targetsWad: percent(&[25, 35, 20, 20]),
        };
        governed.set(world, &targets).await?;
        governed.vault.rebalance(chain, people.keeper).await?;
        for who in [people.alice, people.owner] {
            let shares = governed.vault.shares_of(chain, who).await?;
            governed.vault.redeem(chain, who, shares).await?;
        }
        ensure!(governed.vault.supply(chain).await?.is_zero());
        Ok(())
    });
}

#[test]
fn story_an_asset_that_comes_where_another_one_was_removed_begins_at_zero() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 5).await?;
        // In the middle: the last one moves, and the added one comes where the last one was.
        let leaving = governed.vault.tokens()[3];
        let retire = IVaultAdmin::retireAssetCall { token: leaving };
        governed.set(world, &retire).await?;
        governed.vault.rebalance(chain, people.keeper).await?;
        let last = governed.vault.balances(chain).await?[4];
        let remove = IVaultAdmin::removeAssetCall { token: leaving };
        governed.set(world, &remove).await?;
        let targets = percent(&[30, 40, 10, 10, 10]);
        let asset = world
            .market
            .vault_assets(&percent(&[10; 6]), MAX_AGE_S, ERROR_BPS)[5]
            .clone();
        let add = IVaultAdmin::addAssetCall {
            asset,
            targetsWad: targets,
        };
        governed.set(world, &add).await?;
        let held = governed.vault.balances(chain).await?;
        ensure!(held.len() == 5 && held[3] == last, "{held:?}");
        ensure!(held[4].is_zero(), "{held:?}");
        governed.vault.rebalance(chain, people.keeper).await?;
        accounts_are_covered(chain, &governed.vault).await?;
        Ok(())
    });
}

#[test]
fn story_a_feed_is_replaced_by_one_that_says_about_the_same() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 3).await?;
        let asset = governed.vault.config.assets[1].clone();
        let feed = Feed {
            maxAgeSeconds: 7_200,
            ..asset.feed.clone()
        };
        let set_feed = IVaultAdmin::setFeedCall {
            token: asset.token,
            feed: feed.clone(),
            errorBps: asset.errorBps + 7,
        };
        let receipt = governed.set(world, &set_feed).await?;
        let set: IVault::FeedSet = event(&receipt)?;
        ensure!(set.previousFeed == asset.feed && set.newFeed == feed);
        ensure!((set.previousErrorBps, set.newErrorBps) == (asset.errorBps, asset.errorBps + 7));
        ensure!(set.previousPriceE36 == set.newPriceE36 && !set.newPriceE36.is_zero());
        ensure!(governed.vault.config.assets[1].feed == feed);
        ensure!(governed.vault.config.assets[1].errorBps == asset.errorBps + 7);
        world.move_price(1, 4_000).await?;
        governed.vault.rebalance(chain, people.keeper).await?;
        Ok(())
    });
}

#[test]
fn story_only_keepers_rebalance_while_there_are_keepers() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 3).await?;
        let call = IVaultAdmin::setKeepersCall {
            added: vec![people.keeper, people.alice],
            removed: vec![],
            newKeepersOnly: true,
        };
        governed.set(world, &call).await?;
        ensure!(
            governed
                .vault
                .view(chain, &IVaultAdmin::keepersOnlyCall {})
                .await?
        );
        world.move_price(1, 4_000).await?;
        let stranger = IVault::NotKeeper {
            caller: people.mallory,
        };
        let address = governed.vault.address;
        refused(chain, people.mallory, address, &rebalance_call(), &stranger).await?;
        let dismiss = IVaultAdmin::dismissKeeperCall {
            keeper: people.alice,
        };
        governed
            .vault
            .send(chain, governed.guardian, &dismiss)
            .await?;
        let dismissed = IVault::NotKeeper {
            caller: people.alice,
        };
        refused(chain, people.alice, address, &rebalance_call(), &dismissed).await?;
        governed.vault.rebalance(chain, people.keeper).await?;
        // Open to everyone again.
        let call = IVaultAdmin::setKeepersCall {
            added: vec![],
            removed: vec![people.keeper],
            newKeepersOnly: false,
        };
        governed.set(world, &call).await?;
        world.move_price(1, -4_000).await?;
        governed.vault.rebalance(chain, people.mallory).await?;
        Ok(())
    });
}

#[test]
fn story_pool_fee_and_venue_are_settings() {
    story(async |world| {
        let chain = &world.chain;
        let mut governed = Governed::order(world, 3).await?;
        let token = governed.vault.tokens()[2];
        let previous = governed.vault.config.assets[2].poolFee;
        let call = IVaultAdmin::setPoolFeeCall {
            token,
            poolFee: U24::from(10_000),
        };
        let set: IVault::PoolFeeSet = event(&governed.set(world, &call).await?)?;
        ensure!((set.previousPoolFee, set.newPoolFee) == (previous, U24::from(10_000)));
        ensure!(governed.vault.config.assets[2].poolFee == U24::from(10_000));
        let mut venue = governed.vault.config.venue.clone();
        venue.poolInitCodeHash = alloy::primitives::B256::repeat_byte(7);
        let call = IVaultAdmin::setVenueCall {
            newVenue: venue.clone(),
        };
        let set: IVault::VenueSet = event(&governed.set(world, &call).await?)?;
        ensure!(set.previousVenue == governed.vault.config.venue && set.newVenue == venue);
        ensure!(
            governed
                .vault
                .view(chain, &IVaultAdmin::venueCall {})
                .await?
                == venue
        );
        Ok(())
    });
}
