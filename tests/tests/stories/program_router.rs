//! The router alone: a payer that is not a vault swaps on real pools, and hostile payers and pools try what they can.

use alloy::primitives::{Address, I256, U256, aliases::U24};
use anyhow::{Context, ensure};
use client::bindings::{
    Fill,
    IRouter::{
        AmountInNotTaken, AmountInZero, AmountOutBelowMinimum, CallbackNotFromPool, LegsEmpty,
        PaymentUnexpected, PoolCallFailed, PoolMissing, SwapInProgress, poolOfCall, swapCall,
        uniswapV3SwapCallbackCall,
    },
    IVault::{LengthMismatch, payCall},
    Leg, Venue,
};
use e2e::{
    actors::{Ending, IPuppet, Memory, Puppet, PuppetFactory, Script, Step, step},
    refusal::refused,
    stage::story,
    vault::IERC20::{balanceOfCall, transferCall},
    world::World,
};

alloy::sol! {
    interface IUniswapV3Pool {
        function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes data)
            external returns (int256 amount0, int256 amount1);
    }
}

/// A payer with tokens, and a swap of the second asset for the hub.
struct Scene<'a> {
    world: &'a World,
    payer: Puppet,
    router: Address,
    leg: Leg,
    pool: Address,
}

impl<'a> Scene<'a> {
    async fn set(world: &'a World) -> anyhow::Result<Self> {
        let payer = Puppet::deploy(&world.chain).await?;
        let [hub, other] = [0, 1].map(|index| world.market.assets[index].clone());
        let pool = other.pool.context("the second asset has a pool")?;
        let amount_in = world.market.worth(1, 10_000).await?;
        world
            .mint(other.token, payer.address, amount_in * U256::from(10))
            .await?;
        let leg = Leg {
            tokenIn: other.token,
            tokenOut: hub.token,
            poolFee: pool.fee,
            amountIn: amount_in,
            minOut: U256::ZERO,
        };
        Ok(Self {
            world,
            payer,
            router: world.deployed.router.address,
            leg,
            pool: pool.address,
        })
    }

    /// The payer pays `amount` of the input to the pool when it is asked to, after `others`.
    async fn will_pay(&self, amount: U256, others: Vec<Step>) -> anyhow::Result<()> {
        let pay = step(
            self.leg.tokenIn,
            &transferCall {
                to: self.pool,
                value: amount,
            },
        );
        let steps = others.into_iter().chain([pay]);
        let script = Script::returning(vec![]).after(Memory::Strict, steps);
        self.payer.learn::<payCall>(&self.world.chain, script).await
    }

    fn swap(&self, legs: Vec<Leg>) -> swapCall {
        swapCall {
            venue: self.world.market.venue(),
            legs,
        }
    }

    /// The payer calls the router with `call`, and passes on how it ended.
    async fn refused(
        &self,
        call: &swapCall,
        error: &impl alloy::sol_types::SolError,
    ) -> anyhow::Result<()> {
        let perform = IPuppet::performAllCall {
            steps: vec![step(self.router, call)],
        };
        refused(
            &self.world.chain,
            self.world.chain.people.mallory,
            self.payer.address,
            &perform,
            error,
        )
        .await?;
        Ok(())
    }

    async fn swapped(&self, call: &swapCall) -> anyhow::Result<Vec<Fill>> {
        let people = self.world.chain.people;
        let outcomes = self
            .payer
            .perform(
                &self.world.chain,
                people.alice,
                vec![step(self.router, call)],
            )
            .await?;
        let outcome = outcomes.last().context("it was called")?;
        ensure!(
            outcome.ok,
            "the swap failed: {}",
            client::revert::Revert::decode(&outcome.data)
        );
        Ok(<swapCall as alloy::sol_types::SolCall>::abi_decode_returns(
            &outcome.data,
        )?)
    }

    async fn balance(&self, token: Address, account: Address) -> anyhow::Result<U256> {
        Ok(self
            .world
            .chain
            .view(token, &balanceOfCall { account })
            .await?)
    }

    async fn check_router_is_empty(&self) -> anyhow::Result<()> {
        for token in [self.leg.tokenIn, self.leg.tokenOut] {
            ensure!(
                self.balance(token, self.router).await?.is_zero(),
                "the router kept some of {token}"
            );
        }
        Ok(())
    }
}

#[test]
fn router_swaps_exactly_the_input_on_a_real_pool_and_keeps_nothing() {
    story(async |world| {
        let scene = Scene::set(world).await?;
        let (payer, leg) = (scene.payer.address, &scene.leg);
        scene.will_pay(leg.amountIn, vec![]).await?;
        let before = scene.balance(leg.tokenIn, payer).await?;
        // Twice in one transaction: the first leg leaves nothing behind that the second one could trip over.
        let fills = scene
            .swapped(&scene.swap(vec![leg.clone(), leg.clone()]))
            .await?;
        let received = scene.balance(leg.tokenOut, payer).await?;
        ensure!(before - scene.balance(leg.tokenIn, payer).await? == leg.amountIn * U256::from(2));
        ensure!(
            fills.iter().map(|fill| fill.amountOut).sum::<U256>() == received
                && !received.is_zero()
        );
        ensure!(
            fills
                .iter()
                .all(|fill| fill.pool == scene.pool && fill.amountIn == leg.amountIn)
        );
        ensure!(
            fills[1].amountOut < fills[0].amountOut,
            "a swap moves the price"
        );
        scene.check_router_is_empty().await?;

        // And the other way, with what came out.
        let back = Leg {
            tokenIn: leg.tokenOut,
            tokenOut: leg.tokenIn,
            amountIn: fills[0].amountOut,
            ..leg.clone()
        };
        let scene = Scene {
            leg: back.clone(),
            ..scene
        };
        scene.will_pay(back.amountIn, vec![]).await?;
        let fills = scene.swapped(&scene.swap(vec![back])).await?;
        ensure!(!fills[0].amountOut.is_zero());
        scene.check_router_is_empty().await
    });
}

#[test]
fn router_derives_the_pools_that_the_factory_made() {
    story(async |world| {
        let router = world.deployed.router.address;
        let hub = world.market.assets[0].token;
        for asset in &world.market.assets[1..] {
            let pool = asset.pool.context("it has a pool")?;
            for (token_a, token_b) in [(hub, asset.token), (asset.token, hub)] {
                let call = poolOfCall {
                    venue: world.market.venue(),
                    tokenA: token_a,
                    tokenB: token_b,
                    poolFee: pool.fee,
                };
                ensure!(
                    world.chain.view(router, &call).await? == pool.address,
                    "{}",
                    asset.symbol
                );
            }
        }
        Ok(())
    });
}

#[test]
fn router_refuses_legs_that_cannot_be_swapped() {
    story(async |world| {
        let scene = Scene::set(world).await?;
        let leg = scene.leg.clone();
        scene.will_pay(leg.amountIn, vec![]).await?;
        scene.refused(&scene.swap(vec![]), &LegsEmpty {}).await?;
        let nothing = Leg {
            amountIn: U256::ZERO,
            ..leg.clone()
        };
        let zero = AmountInZero { index: U256::ONE };
        scene
            .refused(&scene.swap(vec![leg.clone(), nothing]), &zero)
            .await?;

        let elsewhere = Leg {
            poolFee: U24::from(123),
            ..leg.clone()
        };
        let call = scene.swap(vec![elsewhere.clone()]);
        let pool = world
            .market
            .uniswap
            .pool_of(leg.tokenIn, leg.tokenOut, elsewhere.poolFee)
            .address;
        scene.refused(&call, &PoolMissing { pool }).await?;

        // One base unit more than this very pool gives.
        let amount_out = scene.swapped(&scene.swap(vec![leg.clone()])).await?[0].amountOut;
        let greedy = Leg {
            minOut: amount_out + U256::ONE,
            ..leg.clone()
        };
        let perform = IPuppet::performAllCall {
            steps: vec![step(scene.router, &scene.swap(vec![greedy]))],
        };
        let (got, _) = world
            .chain
            .fail(
                world.chain.people.mallory,
                scene.payer.address,
                alloy::sol_types::SolCall::abi_encode(&perform).into(),
            )
            .await?;
        let below = <AmountOutBelowMinimum as alloy::sol_types::SolError>::abi_decode(&got.data)?;
        ensure!((below.pool, below.minOut) == (scene.pool, amount_out + U256::ONE));
        ensure!(below.amountOut < amount_out);
        Ok(())
    });
}

#[test]
fn router_passes_on_what_the_payer_says() {
    story(async |world| {
        let scene = Scene::set(world).await?;
        let error = LengthMismatch {
            got: U256::from(7),
            expected: U256::from(8),
        };
        scene
            .payer
            .learn::<payCall>(&world.chain, Script::refusing(&error))
            .await?;
        scene
            .refused(&scene.swap(vec![scene.leg.clone()]), &error)
            .await
    });
}

#[test]
fn attack_router_refuses_a_forged_callback_and_a_swap_inside_a_swap() {
    story(async |world| {
        let scene = Scene::set(world).await?;
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let forged = uniswapV3SwapCallbackCall {
            amount0Delta: I256::ONE,
            amount1Delta: I256::MINUS_ONE,
            data: Default::default(),
        };
        // While nothing runs, nobody is expected.
        let refusal = CallbackNotFromPool {
            caller: mallory,
            expected: Address::ZERO,
        };
        refused(chain, mallory, scene.router, &forged, &refusal).await?;

        // While a swap runs, the payer is not its pool.
        scene
            .will_pay(scene.leg.amountIn, vec![step(scene.router, &forged)])
            .await?;
        let call = scene.swap(vec![scene.leg.clone()]);
        let refusal = CallbackNotFromPool {
            caller: scene.payer.address,
            expected: scene.pool,
        };
        scene.refused(&call, &refusal).await?;

        scene
            .will_pay(scene.leg.amountIn, vec![step(scene.router, &call)])
            .await?;
        scene.refused(&call, &SwapInProgress {}).await
    });
}

#[test]
fn attack_router_pays_a_hostile_pool_once_and_no_more_than_the_leg() {
    story(async |world| {
        let scene = Scene::set(world).await?;
        let chain = &world.chain;
        let factory = PuppetFactory::deploy(chain).await?;
        let leg = scene.leg.clone();
        let tokens = [leg.tokenIn, leg.tokenOut];
        let pool = factory.make_pool(chain, tokens, leg.poolFee.to()).await?;
        let scene = Scene {
            pool: pool.address,
            ..scene
        };
        let venue = Venue {
            factory: factory.address,
            poolInitCodeHash: factory.init_code_hash,
        };
        let call = swapCall {
            venue,
            legs: vec![leg.clone()],
        };
        let is_zero_in = leg.tokenIn < leg.tokenOut;
        let (amount, one) = (I256::from_raw(leg.amountIn), I256::ONE);
        let deltas = |due: I256, other: I256| {
            if is_zero_in {
                (due, other)
            } else {
                (other, due)
            }
        };
        let ask = |due, other| {
            let (amount0, amount1) = deltas(due, other);
            let data = Default::default();
            step(
                scene.router,
                &uniswapV3SwapCallbackCall {
                    amount0Delta: amount0,
                    amount1Delta: amount1,
                    data,
                },
            )
        };
        let answer = |due, other| {
            let (amount0, amount1) = deltas(due, other);
            Script::answering::<IUniswapV3Pool::swapCall>(&IUniswapV3Pool::swapReturn {
                amount0,
                amount1,
            })
        };
        let learn = async |script| pool.learn::<IUniswapV3Pool::swapCall>(chain, script).await;
        let unexpected = |due, other, owed| {
            let (amount0, amount1) = deltas(due, other);
            PaymentUnexpected {
                amount0Delta: amount0,
                amount1Delta: amount1,
                owed,
            }
        };
        scene.will_pay(leg.amountIn, vec![]).await?;

        // More than the leg; nothing; the other token as well.
        for (due, other) in [
            (amount + one, -one),
            (I256::ZERO, -one),
            (-one, I256::ZERO),
            (one, one),
            (I256::MAX, I256::MIN),
        ] {
            learn(answer(amount, -one).after(Memory::Strict, [ask(due, other)])).await?;
            scene
                .refused(&call, &unexpected(due, other, leg.amountIn))
                .await?;
        }
        // Twice.
        learn(answer(amount, -one).after(Memory::Strict, [ask(amount, -one), ask(one, -one)]))
            .await?;
        scene
            .refused(&call, &unexpected(one, -one, U256::ZERO))
            .await?;
        // It says that it took less, or it gave nothing although something was agreed.
        learn(answer(amount - one, -one)).await?;
        let taken = AmountInNotTaken {
            pool: pool.address,
            taken: leg.amountIn - U256::ONE,
            amountIn: leg.amountIn,
        };
        scene.refused(&call, &taken).await?;
        let floor = U256::from(5);
        let floored = swapCall {
            legs: vec![Leg {
                minOut: floor,
                ..leg.clone()
            }],
            ..call.clone()
        };
        for (given, amount_out) in [
            (one, U256::ZERO),
            (I256::ZERO, U256::ZERO),
            (-one, U256::ONE),
        ] {
            learn(answer(amount, given).after(Memory::Strict, [ask(amount, -one)])).await?;
            let below = AmountOutBelowMinimum {
                pool: pool.address,
                amountOut: amount_out,
                minOut: floor,
            };
            scene.refused(&floored, &below).await?;
        }
        // No answer, half an answer, a silent refusal.
        let failed = PoolCallFailed { pool: pool.address };
        for script in [
            Script::returning(vec![]),
            Script::returning(vec![0; 63]),
            Script::ending(Ending::Revert, Default::default()),
        ] {
            learn(script).await?;
            scene.refused(&call, &failed).await?;
        }
        scene.check_router_is_empty().await
    });
}
