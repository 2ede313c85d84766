//! Gaining from a rebalance without touching a program: by trading around it, by moving in for one transaction, by calling it
//! often.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolError,
};
use anyhow::ensure;
use client::bindings::IVault;
use e2e::{
    actors::{Puppet, step},
    portfolio::Portfolio,
    stage::story,
    vault::{IERC20, Vault, deposit_call, holdings, rebalance_call},
    world::World,
};
use protocols::uniswap_v3::Swap;

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Swaps hundredths of a percent of the pool's depth in the direction that the vault is about to take.
async fn push_pool(world: &World, vault: &Vault, usd: u64) -> anyhow::Result<U256> {
    let (chain, mallory) = (&world.chain, world.chain.people.mallory);
    let pool = world
        .market
        .asset(1)?
        .pool
        .expect("the second asset has a pool");
    let token_in = vault.tokens()[1];
    let amount_in = world.market.worth(1, usd).await?;
    world.mint(token_in, mallory, amount_in).await?;
    let router = world.market.uniswap.swap_router;
    e2e::vault::approve(chain, token_in, mallory, router, U256::MAX).await?;
    let before = holdings(chain, &[vault.tokens()[0]], mallory).await?[0];
    let swap = Swap {
        account: mallory,
        token_in,
        amount_in,
        sqrt_price_limit: Default::default(),
    };
    world
        .market
        .uniswap
        .swap(chain.provider(), &pool, swap)
        .await?;
    Ok(holdings(chain, &[vault.tokens()[0]], mallory).await?[0] - before)
}

#[test]
fn attack_a_sandwich_either_stops_the_rebalance_or_costs_the_vault_at_most_its_budget() {
    for usd in [100_000, 200_000, 400_000, 1_000_000] {
        story(async |world| {
            let (chain, keeper) = (&world.chain, world.chain.people.keeper);
            let vault = world.vault(2).await?;
            world.move_price(1, 3_000).await?;
            push_pool(world, &vault, usd).await?;
            let before = Portfolio::of(chain, &vault).await?;
            match vault.send(chain, keeper, &rebalance_call()).await {
                Ok(_) => {
                    ensure!(usd < 1_000_000, "the price was pushed past the tolerance");
                    let after = Portfolio::of(chain, &vault).await?;
                    let turnover = before.values_e36[1] - after.values_e36[1];
                    let lost = before.nav_e36().saturating_sub(after.nav_e36());
                    let tolerance = U256::from(vault.config.policy.toleranceBps);
                    ensure!(
                        lost * U256::from(10_000) <= turnover * tolerance,
                        "{lost} of {turnover}"
                    );
                    println!(
                        "{usd} USD in front: {} bps of the turnover",
                        lost * U256::from(10_000) / turnover
                    );
                }
                Err(refused) => {
                    let reason = refused
                        .revert()
                        .map(ToString::to_string)
                        .unwrap_or_default();
                    ensure!(reason.starts_with("AmountOutBelowMinimum"), "{refused}");
                    println!("{usd} USD in front: refused");
                }
            }
            Ok(())
        });
    }
}

#[test]
fn attack_moving_in_before_a_rebalance_and_out_after_it_in_one_transaction_gains_nothing() {
    story(async |world| {
        let chain = &world.chain;
        let vault = world.vault(3).await?;
        world.move_price(1, 3_000).await?;
        let guest = Puppet::deploy(chain).await?;
        world.fund(guest.address, &vault.tokens()).await?;
        let before = wealth(world, &vault, guest.address).await?;
        // As much as everybody else together.
        let shares = WAD * U256::from(1_000);
        let mut steps: Vec<_> = vault
            .tokens()
            .into_iter()
            .map(|token| {
                step(
                    token,
                    &IERC20::approveCall {
                        spender: vault.address,
                        value: U256::MAX,
                    },
                )
            })
            .collect();
        steps.push(step(
            vault.address,
            &deposit_call(shares, vec![U256::MAX; 3], guest.address),
        ));
        steps.push(step(vault.address, &rebalance_call()));
        steps.push(step(
            vault.address,
            &vault.redeem_call(shares, guest.address),
        ));
        let outcomes = guest.perform(chain, chain.people.mallory, steps).await?;
        ensure!(outcomes.iter().all(|outcome| outcome.ok), "{outcomes:?}");
        let after = wealth(world, &vault, guest.address).await?;
        ensure!(after <= before, "the guest has {after} instead of {before}");
        Ok(())
    });
}

/// What an account's tokens are worth at the oracles' prices.
async fn wealth(world: &World, vault: &Vault, account: Address) -> anyhow::Result<U256> {
    let amounts = holdings(&world.chain, &vault.tokens(), account).await?;
    Ok(Portfolio::at(&world.chain, vault, &amounts)
        .await?
        .nav_e36())
}

#[test]
fn attack_two_rebalances_in_one_transaction_are_one() {
    story(async |world| {
        let chain = &world.chain;
        let vault = world.vault(3).await?;
        world.move_price(1, 3_000).await?;
        let caller = Puppet::deploy(chain).await?;
        let steps = vec![
            step(vault.address, &rebalance_call()),
            step(vault.address, &rebalance_call()),
            step(vault.address, &vault.redeem_call(WAD, caller.address)),
        ];
        let outcomes = caller.perform(chain, chain.people.mallory, steps).await?;
        ensure!(outcomes[0].ok && !outcomes[1].ok);
        ensure!(
            IVault::BandNotBreached::abi_decode(&outcomes[1].data).is_ok(),
            "{}",
            outcomes[1].data
        );
        // The lock is free again: what refuses the third call is that the caller owns nothing.
        let nothing: Bytes = IVault::ERC20InsufficientBalance {
            sender: caller.address,
            balance: U256::ZERO,
            needed: WAD,
        }
        .abi_encode()
        .into();
        ensure!(outcomes[2].data == nothing);
        ensure!(vault.views(chain).await?.epoch == U256::ONE);
        Ok(())
    });
}
