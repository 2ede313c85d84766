//! Calling back into the vault from the middle of its own flows: every state-changing entry is `Locked`, whoever calls and
//! from wherever.

use alloy::{
    primitives::{Address, Bytes, I256, U256},
    sol_types::SolError,
};
use anyhow::ensure;
use client::bindings::{IRouter, IVault, IVaultAdmin, IVaultViews};
use e2e::{
    actors::{ActorToken, Memory, Outcome, Script, step},
    hostile::{Stooge, entries, with_token},
    portfolio::Portfolio,
    refusal::refused,
    stage::story,
    vault::{Vault, deposit_call, rebalance_call},
    world::World,
};
use protocols::pool_math::{Side, sqrt_price_x96};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// Depth of each side of the actor token's pool.
const DEPTH_USD: U256 = U256::from_limbs([20_000_000, 0, 0, 0]);

fn locked() -> Bytes {
    IVault::Locked {}.abi_encode().into()
}

/// Every attempt was refused with `Locked`.
fn all_locked(vault: &Vault, who: Address, outcomes: &[Outcome]) -> anyhow::Result<()> {
    let tried = entries(vault, who);
    ensure!(
        outcomes.len().is_multiple_of(tried.len()) && !outcomes.is_empty(),
        "{} attempts",
        outcomes.len()
    );
    for (index, outcome) in outcomes.iter().enumerate() {
        let name = tried[index % tried.len()].0;
        ensure!(
            !outcome.ok && outcome.data == locked(),
            "{name} in the middle: ok {}, {}",
            outcome.ok,
            outcome.data
        );
    }
    Ok(())
}

#[test]
fn attack_a_token_that_calls_back_during_deposit_or_redemption_finds_every_entry_locked() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let (token, vault) = with_token(world).await?;
        world.fund(alice, &vault.tokens()).await?;
        let attempts: Vec<_> = entries(&vault, alice)
            .into_iter()
            .map(|(_, step)| step)
            .collect();
        token
            .hook_on(chain, Memory::Recording, attempts.clone())
            .await?;
        let paid = vault.deposit(chain, alice, WAD).await?;
        all_locked(&vault, alice, &token.outcomes(chain).await?)?;

        // One at a time on the way out: all of them together take more gas than a token is given there.
        let part = WAD / U256::from(attempts.len() + 1);
        for attempt in attempts.clone() {
            token
                .hook_on(chain, Memory::Recording, vec![attempt])
                .await?;
            let received = vault.redeem(chain, alice, part).await?;
            ensure!(
                received
                    .iter()
                    .zip(&paid)
                    .all(|(received, paid)| received <= paid)
            );
        }
        let outcomes = token.outcomes(chain).await?;
        ensure!(
            outcomes.len() == 2 * attempts.len(),
            "the hook ran in both flows"
        );
        all_locked(&vault, alice, &outcomes)?;
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

#[test]
fn attack_a_token_cannot_call_pay_or_initialise_in_the_middle_either() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let (token, vault) = with_token(world).await?;
        world.fund(alice, &vault.tokens()).await?;
        let pay = IVault::payCall {
            token: token.address,
            amount: U256::ONE,
            to: alice,
        };
        let again = IVaultAdmin::initializeCall {
            suite: vault.suite.clone(),
            config: vault.config.clone(),
            seeder: alice,
            amounts: vec![U256::ONE; 3],
        };
        token
            .hook_on(
                chain,
                Memory::Recording,
                vec![step(vault.address, &pay), step(vault.address, &again)],
            )
            .await?;
        vault.deposit(chain, alice, WAD).await?;
        let outcomes = token.outcomes(chain).await?;
        let not_paying: Bytes = IVault::NotPaying {
            caller: token.address,
        }
        .abi_encode()
        .into();
        let born: Bytes = IVault::AlreadyInitialized {}.abi_encode().into();
        ensure!(outcomes.len() == 2 && outcomes[0].data == not_paying && outcomes[1].data == born);
        Ok(())
    });
}

#[test]
fn attack_a_failing_call_back_undoes_the_whole_deposit() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let (token, vault) = with_token(world).await?;
        world.fund(alice, &vault.tokens()).await?;
        let amounts = vault
            .view(
                chain,
                &IVaultViews::previewDepositInKindCall { shares: WAD },
            )
            .await?;
        for (asset, amount) in vault.tokens().into_iter().zip(&amounts) {
            e2e::vault::approve(chain, asset, alice, vault.address, *amount).await?;
        }
        token
            .hook_on(
                chain,
                Memory::Strict,
                vec![step(vault.address, &vault.redeem_call(WAD, alice))],
            )
            .await?;
        let wrapped = IVault::TokenCallReverted {
            token: token.address,
            reason: locked(),
        };
        refused(
            chain,
            alice,
            vault.address,
            &deposit_call(WAD, amounts, alice),
            &wrapped,
        )
        .await?;
        Ok(())
    });
}

#[test]
fn attack_a_router_that_calls_back_during_a_rebalance_finds_every_entry_locked() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let stooge = Stooge::order(world, world.config(3)).await?;
        world.move_price(1, 2_500).await?;
        let deeds = stooge.honest_deeds(chain).await?;
        let attempts: Vec<_> = entries(&stooge.vault, people.mallory)
            .into_iter()
            .map(|(_, step)| step)
            .collect();
        let count = attempts.len();
        let mut steps = attempts.clone();
        steps.extend(stooge.steps(&deeds));
        steps.extend(attempts);
        let fills: Vec<_> = deeds.iter().filter_map(|deed| deed.says.clone()).collect();
        let script = Script::answering::<IRouter::swapCall>(&fills).after(Memory::Recording, steps);
        stooge
            .router
            .learn::<IRouter::swapCall>(chain, script)
            .await?;
        stooge.vault.rebalance(chain, people.keeper).await?;
        let mut outcomes = stooge.router.outcomes(chain).await?;
        let after = outcomes.split_off(outcomes.len() - count);
        outcomes.truncate(count);
        all_locked(&stooge.vault, people.mallory, &outcomes)?;
        all_locked(&stooge.vault, people.mallory, &after)?;

        // As the top-level error: a router that insists.
        chain.pass_time(3_600).await?;
        world.move_price(1, 3_500).await?;
        let insisting = Script::returning(Vec::new()).after(
            Memory::Strict,
            [step(stooge.vault.address, &rebalance_call())],
        );
        stooge
            .router
            .learn::<IRouter::swapCall>(chain, insisting)
            .await?;
        refused(
            chain,
            people.keeper,
            stooge.vault.address,
            &rebalance_call(),
            &IVault::Locked {},
        )
        .await?;
        Ok(())
    });
}

#[test]
fn attack_a_traded_token_that_calls_back_from_a_real_pools_swap_finds_every_entry_locked() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, vault) = traded_token(world).await?;
        // What the second asset has above its target buys the token.
        world.move_price(1, 6_000).await?;
        let mut attempts: Vec<_> = entries(&vault, people.mallory)
            .into_iter()
            .map(|(_, step)| step)
            .collect();
        let count = attempts.len();
        let pay = IVault::payCall {
            token: token.address,
            amount: U256::ONE,
            to: people.mallory,
        };
        attempts.push(step(vault.address, &pay));
        let forged = IVault::uniswapV3SwapCallbackCall {
            amount0Delta: I256::ONE,
            amount1Delta: I256::MINUS_ONE,
            data: token.address.into_word().into(),
        };
        attempts.push(step(vault.address, &forged));
        token.hook_on(chain, Memory::Recording, attempts).await?;

        let real = vault.real_balances(chain).await?;
        let decision = vault.decision(chain).await?;
        ensure!(
            decision
                .trades
                .iter()
                .any(|trade| trade.sell == 2 || trade.buy == 2),
            "the token is traded"
        );
        vault.rebalance(chain, people.keeper).await?;
        ensure!(vault.real_balances(chain).await? != real);
        let outcomes = token.outcomes(chain).await?;
        ensure!(outcomes.len() >= count + 2, "the hook ran inside the swap");
        all_locked(&vault, people.mallory, &outcomes[..count])?;
        let not_paying: Bytes = IVault::NotPaying {
            caller: token.address,
        }
        .abi_encode()
        .into();
        ensure!(outcomes[count].data == not_paying);
        ensure!(outcomes[count + 1].data == not_paying);
        Ok(())
    });
}

/// A vault whose third asset is an actor token with a real pool at its feed's price.
async fn traded_token(world: &World) -> anyhow::Result<(ActorToken, Vault)> {
    let chain = &world.chain;
    let token = ActorToken::deploy(chain, 18).await?;
    let config = world.config_with(3, 2, token.address);
    let (market, hub) = (&world.market, world.market.asset(0)?);
    let price = async |index: usize| anyhow::Ok(market.answer(index).await?.unsigned_abs());
    let own = Side {
        price: price(2).await?,
        decimals: 18,
    };
    let base = Side {
        price: price(0).await?,
        decimals: hub.decimals,
    };
    let root = if token.address < hub.token {
        sqrt_price_x96(own, base)
    } else {
        sqrt_price_x96(base, own)
    };
    let root = root.ok_or_else(|| anyhow::anyhow!("the prices are in the range of pools"))?;
    let fee = config.assets[2].poolFee;
    let pool = market
        .uniswap
        .create_pool(&market.creator, token.address, hub.token, fee, root)
        .await?;
    let provider = chain.people.deployer;
    let unit = Portfolio::value_e36(chain, &config.assets[2], U256::ONE).await?;
    let (depth_own, depth_hub) = (
        DEPTH_USD * WAD * WAD / unit,
        market.worth(0, DEPTH_USD.to()).await?,
    );
    for (asset, amount) in [(token.address, depth_own), (hub.token, depth_hub)] {
        world.mint(asset, provider, amount).await?;
        e2e::vault::approve(
            chain,
            asset,
            provider,
            market.uniswap.position_manager,
            U256::MAX,
        )
        .await?;
    }
    let (amount0, amount1) = if token.address == pool.token0 {
        (depth_own, depth_hub)
    } else {
        (depth_hub, depth_own)
    };
    market
        .uniswap
        .add_full_range(chain.provider(), provider, &pool, amount0, amount1)
        .await?;
    Ok((token, world.vault_of(world.suite(), config).await?))
}
