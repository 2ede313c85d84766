//! A donation changes nothing: balances that count are the vault's own accounts.

use alloy::{primitives::U256, sol_types::SolValue};
use anyhow::ensure;
use client::bindings::IVaultViews;
use e2e::stage::story;

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

#[test]
fn story_a_donation_to_vault_and_router_changes_no_view_no_share_price_and_no_decision() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(3).await?;
        world.move_price(1, 2_500).await?;
        let views = vault.views(chain).await?;
        let decision = vault.decision(chain).await?;
        let redeem = vault
            .view(chain, &IVaultViews::previewRedeemInKindCall { shares: WAD })
            .await?;
        let deposit = vault
            .view(
                chain,
                &IVaultViews::previewDepositInKindCall { shares: WAD },
            )
            .await?;

        for (token, amount) in vault.tokens().into_iter().zip(views.balances.clone()) {
            world
                .mint(token, vault.address, amount * U256::from(3))
                .await?;
            world.mint(token, vault.suite.router, amount).await?;
        }
        ensure!(
            vault.real_balances(chain).await? != views.balances,
            "the donations arrived"
        );
        ensure!(vault.views(chain).await? == views);
        ensure!(vault.decision(chain).await?.abi_encode() == decision.abi_encode());
        ensure!(
            vault
                .view(chain, &IVaultViews::previewRedeemInKindCall { shares: WAD })
                .await?
                == redeem
        );
        ensure!(
            vault
                .view(
                    chain,
                    &IVaultViews::previewDepositInKindCall { shares: WAD }
                )
                .await?
                == deposit
        );

        // A rebalance makes the trades that were planned before the donations, and leaves them where they are.
        let surplus = |real: Vec<U256>, held: Vec<U256>| {
            real.into_iter()
                .zip(held)
                .map(|(real, held)| real - held)
                .collect::<Vec<_>>()
        };
        let before = surplus(vault.real_balances(chain).await?, views.balances.clone());
        let router = e2e::vault::holdings(chain, &vault.tokens(), vault.suite.router).await?;
        let (_, rebalanced) = vault.rebalance(chain, people.keeper).await?;
        ensure!(rebalanced.fills.len() == decision.trades.len());
        for (fill, trade) in rebalanced.fills.iter().zip(&decision.trades) {
            ensure!((fill.amountIn, fill.minOut) == (trade.amountIn, trade.minOut));
        }
        let after = surplus(
            vault.real_balances(chain).await?,
            vault.balances(chain).await?,
        );
        ensure!(
            before == after,
            "what was donated is neither spent nor accounted for"
        );
        ensure!(e2e::vault::holdings(chain, &vault.tokens(), vault.suite.router).await? == router);
        Ok(())
    });
}

#[test]
fn story_a_donation_gives_the_donor_nothing_back_and_no_depositor_loses() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        world.fund(people.alice, &vault.tokens()).await?;
        let tiny = U256::from(1_000_000);
        for (token, amount) in vault.tokens().into_iter().zip(vault.balances(chain).await?) {
            world
                .mint(token, vault.address, amount * U256::from(1_000))
                .await?;
        }
        let paid = vault.deposit(chain, people.alice, tiny).await?;
        let received = vault.redeem(chain, people.alice, tiny).await?;
        for (paid, received) in paid.iter().zip(&received) {
            ensure!(
                received <= paid && *paid - *received <= U256::from(1),
                "paid {paid}, received {received}"
            );
        }
        Ok(())
    });
}
