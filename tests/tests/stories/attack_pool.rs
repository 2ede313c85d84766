//! A pool of one's own, where the router computes it to be: it is paid once, by whoever named it, and no more than agreed.

use crate::attack_callback::{callback, not_from_pool, pool::IPool};
use alloy::{
    primitives::{Address, Bytes, I256, U256},
    sol_types::SolCall,
};

use anyhow::ensure;

use client::bindings::{IRouter, IVault, Leg, Venue};

use e2e::{
    actors::{IPuppet, Memory, Puppet, PuppetFactory, Script, Step, step},
    refusal::{refused, refused_raw},
    stage::story,
    vault::{event, rebalance_call},
    world::World,
};

/// Hundredths of a bip; any tier does for a pool of one's own.
const FEE: u32 = 500;

const AMOUNT: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

/// A venue of Mallory's own: the router meets a puppet where it computes the pool to be.
struct OwnVenue {
    pool: Puppet,
    call: IRouter::swapCall,
    /// The sold token is the pool's first one.
    is_zero_sold: bool,
}

impl OwnVenue {
    async fn set_up(world: &World) -> anyhow::Result<Self> {
        let factory = PuppetFactory::deploy(&world.chain).await?;
        let (hub, other) = (world.market.asset(0)?.token, world.market.asset(1)?.token);
        let pool = factory.make_pool(&world.chain, [hub, other], FEE).await?;
        let venue = Venue {
            factory: factory.address,
            poolInitCodeHash: factory.init_code_hash,
        };
        let leg = Leg {
            tokenIn: hub,
            tokenOut: other,
            poolFee: FEE.to_string().parse()?,
            amountIn: AMOUNT,
            minOut: U256::from(10),
        };
        Ok(Self {
            pool,
            call: IRouter::swapCall {
                venue,
                legs: vec![leg],
            },
            is_zero_sold: hub < other,
        })
    }

    /// Amounts as the pool would give them: what goes in is positive.
    fn deltas(&self, due: i64, given: i64) -> (i64, i64) {
        if self.is_zero_sold {
            (due, -given)
        } else {
            (-given, due)
        }
    }

    fn calls_back(&self, router: Address, due: i64, given: i64) -> Step {
        let (amount0, amount1) = self.deltas(due, given);
        step(router, &callback(amount0, amount1))
    }

    /// The pool makes these calls when it is asked to swap, and answers with these amounts.
    async fn learn(
        &self,
        world: &World,
        steps: Vec<Step>,
        due: i64,
        given: i64,
    ) -> anyhow::Result<()> {
        let (amount0, amount1) = self.deltas(due, given);
        let answer = IPool::swapReturn {
            amount0: I256::try_from(amount0)?,
            amount1: I256::try_from(amount1)?,
        };
        let script = Script::answering::<IPool::swapCall>(&answer).after(Memory::Strict, steps);
        self.pool
            .learn::<IPool::swapCall>(&world.chain, script)
            .await
    }
}

#[test]
fn attack_a_pool_of_ones_own_is_paid_once_and_no_more_than_the_leg() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = world.suite().router;
        let own = OwnVenue::set_up(world).await?;
        let amount = i64::try_from(AMOUNT)?;
        let unexpected = |due: i64, given: i64, owed: U256| {
            let (amount0, amount1) = own.deltas(due, given);
            IRouter::PaymentUnexpected {
                amount0Delta: I256::try_from(amount0).expect("64 bits fit"),
                amount1Delta: I256::try_from(amount1).expect("64 bits fit"),
                owed,
            }
        };
        // More than owed, nothing, a negative amount, and an amount of both tokens.
        for (due, given) in [(amount + 1, 10), (0, 10), (-5, 10), (amount, -1)] {
            own.learn(world, vec![own.calls_back(router, due, given)], amount, 10)
                .await?;
            refused(
                chain,
                mallory,
                router,
                &own.call,
                &unexpected(due, given, AMOUNT),
            )
            .await?;
        }
        // Twice, even for less.
        let twice = vec![
            own.calls_back(router, 600_000, 10),
            own.calls_back(router, 1, 10),
        ];
        own.learn(world, twice, amount, 10).await?;
        refused(
            chain,
            mallory,
            router,
            &own.call,
            &unexpected(1, 10, U256::ZERO),
        )
        .await?;
        Ok(())
    });
}

#[test]
fn attack_only_the_running_pool_may_call_back() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = world.suite().router;
        let own = OwnVenue::set_up(world).await?;
        let accomplice = Puppet::deploy(chain).await?;
        let relayed = IPuppet::performAllCall {
            steps: vec![own.calls_back(router, 1_000, 10)],
        };
        own.learn(world, vec![step(accomplice.address, &relayed)], 1_000, 10)
            .await?;
        let forged = not_from_pool(accomplice.address, own.pool.address);
        refused(chain, mallory, router, &own.call, &forged).await?;
        Ok(())
    });
}

#[test]
fn attack_a_pool_cannot_start_another_swap_inside_its_own() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = world.suite().router;
        let own = OwnVenue::set_up(world).await?;
        own.learn(world, vec![step(router, &own.call)], 1_000_000, 10)
            .await?;
        let running = IRouter::SwapInProgress {};
        refused(chain, mallory, router, &own.call, &running).await?;
        Ok(())
    });
}

/// A vault trades with its pools itself: what is going on in the router is none of its business.
#[test]
fn attack_a_pool_that_starts_a_vaults_rebalance_inside_its_swap_changes_nothing_about_it() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = world.suite().router;
        let vault = world.vault(3).await?;
        world.move_price(1, 2_500).await?;
        let decision = vault.decision(chain).await?;
        let own = OwnVenue::set_up(world).await?;
        let amount = i64::try_from(AMOUNT)?;
        let steps = vec![
            step(vault.address, &rebalance_call()),
            own.calls_back(router, amount, 10),
        ];
        own.learn(world, steps, amount, 10).await?;
        let receipt = chain.send(mallory, router, &own.call).await?;
        let rebalanced: IVault::Rebalanced = event(&receipt)?;
        ensure!(rebalanced.keeper == own.pool.address);
        ensure!(rebalanced.maxDriftBeforeWad == decision.maxDriftWad);
        ensure!(rebalanced.fills.len() == decision.trades.len());
        Ok(())
    });
}

#[test]
fn attack_a_pool_that_lies_about_its_swap_is_refused() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = world.suite().router;
        let own = OwnVenue::set_up(world).await?;
        let (pool, amount) = (own.pool.address, i64::try_from(AMOUNT)?);
        own.learn(
            world,
            vec![own.calls_back(router, amount, 10)],
            amount - 1,
            10,
        )
        .await?;
        let partial = IRouter::AmountInNotTaken {
            pool,
            taken: AMOUNT - U256::ONE,
            amountIn: AMOUNT,
        };
        refused(chain, mallory, router, &own.call, &partial).await?;
        own.learn(world, vec![own.calls_back(router, amount, 10)], amount, 9)
            .await?;
        let less = IRouter::AmountOutBelowMinimum {
            pool,
            amountOut: U256::from(9),
            minOut: U256::from(10),
        };
        refused(chain, mallory, router, &own.call, &less).await?;
        own.learn(world, vec![own.calls_back(router, amount, 10)], amount, -10)
            .await?;
        let taken = IRouter::AmountOutBelowMinimum {
            pool,
            amountOut: U256::ZERO,
            minOut: U256::from(10),
        };
        refused(chain, mallory, router, &own.call, &taken).await?;
        // And one that gives what was agreed, to somebody who has nobody to ask for payment, only fools its own trader.
        own.learn(world, vec![own.calls_back(router, amount, 10)], amount, 10)
            .await?;
        chain.send(mallory, router, &own.call).await?;
        Ok(())
    });
}

#[test]
fn attack_a_stranger_cannot_ask_a_vault_to_pay() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let vault = world.vault(2).await?;
        for caller in [mallory, chain.people.owner, chain.people.keeper] {
            let pay = IVault::payCall {
                token: vault.tokens()[0],
                amount: U256::ONE,
                to: caller,
            };
            refused(
                chain,
                caller,
                vault.address,
                &pay,
                &IVault::NotPaying { caller },
            )
            .await?;
        }
        // The router pays for whoever swaps, so a swap of one's own never reaches a vault's tokens.
        let held = vault.real_balances(chain).await?;
        let own = OwnVenue::set_up(world).await?;
        own.learn(
            world,
            vec![own.calls_back(world.suite().router, 1_000_000, 10)],
            1_000_000,
            10,
        )
        .await?;
        chain.send(mallory, world.suite().router, &own.call).await?;
        ensure!(vault.real_balances(chain).await? == held);
        Ok(())
    });
}

#[test]
fn attack_a_pool_that_is_absent_or_fails_without_a_reason_is_named() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = world.suite().router;
        let own = OwnVenue::set_up(world).await?;
        let mut elsewhere = own.call.clone();
        elsewhere.legs[0].poolFee = "3000".parse()?;
        let of = |call: &IRouter::swapCall| IRouter::poolOfCall {
            venue: call.venue.clone(),
            tokenA: call.legs[0].tokenIn,
            tokenB: call.legs[0].tokenOut,
            poolFee: call.legs[0].poolFee,
        };
        let missing = chain.view(router, &of(&elsewhere)).await?;
        refused(
            chain,
            mallory,
            router,
            &elsewhere,
            &IRouter::PoolMissing { pool: missing },
        )
        .await?;
        ensure!(chain.view(router, &of(&own.call)).await? == own.pool.address);
        let endings = [
            Script::ending(e2e::actors::Ending::Revert, Bytes::new()),
            Script::ending(e2e::actors::Ending::BurnGas, Bytes::new()),
            Script::returning(Vec::new()),
            Script::returning(vec![1; 63]),
        ];
        for ending in endings {
            own.pool.learn::<IPool::swapCall>(chain, ending).await?;
            let failed = IRouter::PoolCallFailed {
                pool: own.pool.address,
            };
            refused(chain, mallory, router, &own.call, &failed).await?;
        }
        // A pool's own words are passed on as they are, and no more than the router's limit of them.
        let long =
            Script::ending(e2e::actors::Ending::Revert, vec![0xab; 32].into()).padded(1 << 20);
        own.pool.learn::<IPool::swapCall>(chain, long).await?;
        let mut expected = vec![0xab; 32];
        expected.resize(1 << 14, 0);
        refused_raw(chain, mallory, router, own.call.abi_encode().into(), |_| {
            expected.into()
        })
        .await?;
        Ok(())
    });
}
