//! In and out in kind: users pay and receive their part of every asset, whatever the prices.

use alloy::primitives::U256;
use anyhow::ensure;
use client::bindings::{IVault, IVaultAdmin, IVaultViews};
use e2e::{
    refusal::refused,
    stage::story,
    vault::{NO_DEADLINE, deposit_call, event, holdings},
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// Every seed mints this many shares.
const SEED_SHARES: U256 = U256::from_limbs([0x35c9_adc5_dea0_0000, 0x36, 0, 0]);
/// Shares that nobody owns, which every proportion counts.
const VIRTUAL_SHARES: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

#[test]
fn story_two_users_deposit_and_redeem_their_part_of_every_asset() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(5).await?;
        let seeded = vault.balances(chain).await?;
        ensure!(vault.supply(chain).await? == SEED_SHARES);
        world.fund(people.alice, &vault.tokens()).await?;
        world.fund(people.bob, &vault.tokens()).await?;
        let before = holdings(chain, &vault.tokens(), people.alice).await?;

        // 100 of 1,000 shares cost a tenth of everything, rounded up over the virtual shares.
        let hundred = U256::from(100) * WAD;
        let paid = vault.deposit(chain, people.alice, hundred).await?;
        for (paid, held) in paid.iter().zip(&seeded) {
            ensure!(
                *paid == (*held * hundred).div_ceil(SEED_SHARES + VIRTUAL_SHARES),
                "{paid} of {held}"
            );
        }
        let after = holdings(chain, &vault.tokens(), people.alice).await?;
        ensure!(
            before
                .iter()
                .zip(&after)
                .zip(&paid)
                .all(|((before, after), paid)| *before - *after == *paid)
        );
        ensure!(vault.shares_of(chain, people.alice).await? == hundred);

        vault
            .deposit(chain, people.bob, U256::from(50) * WAD)
            .await?;
        world.move_price(1, -2_000).await?;

        // The amounts of a redemption depend on no price, and 40 shares are 40/1,150 of what the vault holds.
        let (held, supply) = (vault.balances(chain).await?, vault.supply(chain).await?);
        ensure!(supply == U256::from(1_150) * WAD);
        let forty = U256::from(40) * WAD;
        let received = vault.redeem(chain, people.alice, forty).await?;
        for (received, held) in received.iter().zip(&held) {
            ensure!(
                *received == *held * forty / (supply + VIRTUAL_SHARES),
                "{received} of {held}"
            );
        }
        let last = holdings(chain, &vault.tokens(), people.alice).await?;
        ensure!(
            after
                .iter()
                .zip(&last)
                .zip(&received)
                .all(|((before, after), got)| *before + *got == *after)
        );
        ensure!(vault.shares_of(chain, people.alice).await? == U256::from(60) * WAD);
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

#[test]
fn story_a_redemption_by_another_account_spends_its_allowance_and_pays_the_receiver() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        let (shares, allowed) = (U256::from(10) * WAD, U256::from(15) * WAD);
        let call = IVault::redeemInKindCall {
            shares,
            minAmounts: vec![U256::ZERO; 2],
            receiver: people.carol,
            owner: people.owner,
            deadline: NO_DEADLINE,
        };
        let short = IVault::ERC20InsufficientAllowance {
            spender: people.bob,
            allowance: U256::ZERO,
            needed: shares,
        };
        refused(chain, people.bob, vault.address, &call, &short).await?;
        vault
            .send(
                chain,
                people.owner,
                &IVault::approveCall {
                    spender: people.bob,
                    value: allowed,
                },
            )
            .await?;
        let receipt = vault.send(chain, people.bob, &call).await?;
        let redeemed: IVault::RedeemedInKind = event(&receipt)?;
        ensure!(
            (redeemed.sender, redeemed.receiver, redeemed.owner)
                == (people.bob, people.carol, people.owner)
        );
        ensure!(holdings(chain, &vault.tokens(), people.carol).await? == redeemed.amounts);
        let left = vault
            .view(
                chain,
                &IVault::allowanceCall {
                    owner: people.owner,
                    spender: people.bob,
                },
            )
            .await?;
        ensure!(left == allowed - shares);
        let short = IVault::ERC20InsufficientAllowance {
            spender: people.bob,
            allowance: left,
            needed: shares,
        };
        refused(chain, people.bob, vault.address, &call, &short).await?;
        Ok(())
    });
}

#[test]
fn story_the_last_redeemer_empties_the_vault_and_the_owner_seeds_it_anew() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(3).await?;
        let seeded = vault.balances(chain).await?;
        vault.redeem(chain, people.owner, SEED_SHARES).await?;
        ensure!(vault.supply(chain).await? == U256::ZERO);
        // All but the virtual shares' part, which is a part in 1e15, is out.
        for (left, seeded) in vault.real_balances(chain).await?.iter().zip(&seeded) {
            ensure!(
                *left <= seeded.div_ceil(SEED_SHARES / VIRTUAL_SHARES),
                "{left} of {seeded} stayed"
            );
        }
        let deposit = deposit_call(WAD, vec![U256::MAX; 3], people.alice);
        refused(
            chain,
            people.alice,
            vault.address,
            &deposit,
            &IVault::SupplyZero {},
        )
        .await?;

        world.fund(people.owner, &vault.tokens()).await?;
        let amounts = world.amounts(&vault.config, 10_000).await?;
        for (token, amount) in vault.tokens().into_iter().zip(&amounts) {
            e2e::vault::approve(chain, token, people.owner, vault.address, *amount).await?;
        }
        let seed = IVaultAdmin::seedCall {
            amounts: amounts.clone(),
            receiver: people.alice,
        };
        vault.send(chain, people.owner, &seed).await?;
        ensure!(vault.shares_of(chain, people.alice).await? == SEED_SHARES);
        ensure!(
            vault.balances(chain).await? == amounts,
            "what the virtual shares kept is nobody's"
        );
        Ok(())
    });
}

#[test]
fn story_limits_and_deadlines_protect_a_user_from_a_change_before_the_transaction() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        world.fund(people.alice, &vault.tokens()).await?;
        let tokens = vault.tokens();
        let quoted = vault
            .view(
                chain,
                &IVaultViews::previewDepositInKindCall { shares: WAD },
            )
            .await?;
        let mut tight = quoted.clone();
        tight[1] -= U256::from(1);
        let above = IVault::AmountAboveMaximum {
            token: tokens[1],
            amount: quoted[1],
            maximum: tight[1],
        };
        refused(
            chain,
            people.alice,
            vault.address,
            &deposit_call(WAD, tight, people.alice),
            &above,
        )
        .await?;

        let quoted = vault
            .view(chain, &IVaultViews::previewRedeemInKindCall { shares: WAD })
            .await?;
        let mut greedy = quoted.clone();
        greedy[0] += U256::from(1);
        let mut call = vault.redeem_call(WAD, people.owner);
        call.minAmounts = greedy.clone();
        let below = IVault::AmountBelowMinimum {
            token: tokens[0],
            amount: quoted[0],
            minimum: greedy[0],
        };
        refused(chain, people.owner, vault.address, &call, &below).await?;
        call.minAmounts = quoted;
        vault.send(chain, people.owner, &call).await?;
        Ok(())
    });
}
