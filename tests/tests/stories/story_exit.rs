//! Exits ask nobody: redemption in kind goes through whatever else is dead.

use alloy::primitives::{Address, I256, U256};
use anyhow::ensure;
use client::bindings::{
    IEngine, IOracle, IRouter, IVault, IVaultAdmin, IVaultPriced, IVaultViews, Suite,
};
use e2e::{
    actors::{Ending, Puppet, Script},
    chain::Chain,
    hostile::puppet_feed,
    portfolio::IAggregator,
    refusal::refused,
    stage::story,
    vault::{Vault, holdings, rebalance_call},
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

#[test]
fn story_a_pause_stops_what_is_priced_and_never_a_flow_in_kind() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(3).await?;
        world.fund(people.alice, &vault.tokens()).await?;
        vault.deposit(chain, people.alice, WAD).await?;
        world.move_price(1, 3_000).await?;
        vault
            .send(chain, people.owner, &IVaultAdmin::pauseCall {})
            .await?;

        let deposit = IVaultPriced::depositCall {
            assets: U256::from(1_000_000),
            receiver: people.alice,
        };
        refused(
            chain,
            people.alice,
            vault.address,
            &deposit,
            &IVault::EnforcedPause {},
        )
        .await?;
        refused(
            chain,
            people.keeper,
            vault.address,
            &rebalance_call(),
            &IVault::EnforcedPause {},
        )
        .await?;
        redeems_to_the_unit(chain, &vault, people.alice, WAD).await?;
        // Who comes in kind brings what there is, and harms nobody.
        vault.deposit(chain, people.alice, WAD).await?;
        redeems_to_the_unit(chain, &vault, people.alice, WAD).await?;
        // Shares move while paused, too: a transfer is nobody's business.
        vault
            .send(
                chain,
                people.owner,
                &IVault::transferCall {
                    to: people.bob,
                    value: WAD,
                },
            )
            .await?;
        redeems_to_the_unit(chain, &vault, people.bob, WAD).await?;

        vault
            .send(chain, people.owner, &IVaultAdmin::unpauseCall {})
            .await?;
        vault.rebalance(chain, people.keeper).await?;
        Ok(())
    });
}

#[test]
fn story_redemption_works_while_the_sequencer_is_down() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(3).await?;
        world.report_sequencer(true).await?;
        ensure!(
            vault.decision(chain).await.is_err(),
            "prices are refused while the sequencer is down"
        );
        redeems_to_the_unit(chain, &vault, people.owner, WAD).await
    });
}

#[test]
fn story_redemption_works_when_every_answer_is_stale() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(3).await?;
        chain.pass_time(30 * 86_400).await?;
        ensure!(
            vault.decision(chain).await.is_err(),
            "month-old answers are refused"
        );
        redeems_to_the_unit(chain, &vault, people.owner, WAD).await
    });
}

#[test]
fn story_redemption_works_with_feeds_that_revert_burn_all_gas_or_never_end_their_answer() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let now = U256::from(chain.now().await?);
        let feed = puppet_feed(chain, I256::try_from(100_000_000)?, now).await?;
        let mut config = world.config(3);
        config.assets[2].feed.aggregator = feed.address;
        let vault = world.vault_of(world.suite(), config).await?;
        let endings = [
            Script::ending(Ending::Revert, "no answer".into()),
            Script::ending(Ending::BurnGas, Default::default()),
            Script::returning(vec![0xff; 32]).padded(1 << 20),
            Script::returning(Vec::new()),
        ];
        for ending in endings {
            feed.learn::<IAggregator::latestRoundDataCall>(chain, ending)
                .await?;
            let missing = IOracle::PriceMissing {
                aggregator: feed.address,
            };
            refused(
                chain,
                people.keeper,
                vault.address,
                &rebalance_call(),
                &missing,
            )
            .await?;
            redeems_to_the_unit(chain, &vault, people.owner, WAD).await?;
        }
        Ok(())
    });
}

#[test]
fn story_redemption_works_with_a_dead_oracle_engine_and_router() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let dead = Puppet::deploy(chain).await?;
        dead.learn::<IOracle::registerCall>(
            chain,
            Script::answering::<IOracle::registerCall>(&Default::default()),
        )
        .await?;
        let suite = Suite {
            oracle: dead.address,
            engine: dead.address,
            router: dead.address,
            ..world.suite()
        };
        let vault = world.vault_of(suite, world.config(3)).await?;
        let burn = || Script::ending(Ending::BurnGas, Default::default());
        dead.learn::<IOracle::readCall>(chain, burn()).await?;
        dead.learn::<IEngine::decideCall>(chain, burn()).await?;
        dead.learn::<IRouter::swapCall>(chain, burn()).await?;
        let failed = IVault::ProgramCallFailed {
            program: dead.address,
        };
        refused(
            chain,
            people.keeper,
            vault.address,
            &rebalance_call(),
            &failed,
        )
        .await?;
        redeems_to_the_unit(chain, &vault, people.owner, WAD).await
    });
}

/// The redeemer receives its exact part, and the vault's accounts stay what it really holds.
async fn redeems_to_the_unit(
    chain: &Chain,
    vault: &Vault,
    who: Address,
    shares: U256,
) -> anyhow::Result<()> {
    let expected = vault
        .view(chain, &IVaultViews::previewRedeemInKindCall { shares })
        .await?;
    ensure!(
        expected.iter().all(|amount| *amount > U256::ZERO),
        "a share is worth something of every asset"
    );
    let before = holdings(chain, &vault.tokens(), who).await?;
    let received = vault.redeem(chain, who, shares).await?;
    let after = holdings(chain, &vault.tokens(), who).await?;
    ensure!(received == expected);
    ensure!(
        before
            .iter()
            .zip(&after)
            .zip(&received)
            .all(|((before, after), got)| *before + *got == *after)
    );
    ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
    Ok(())
}
