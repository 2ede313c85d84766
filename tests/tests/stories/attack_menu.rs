//! Several pools, some of them hostile or broken: what shows before a trade is left out of it, what shows during it undoes it all.

use alloy::primitives::{Address, I256, U160, U256, aliases::I24, aliases::U24, aliases::U112};
use alloy::sol_types::SolCall;
use anyhow::ensure;
use client::bindings::{
    IRouter::{
        AmountInNotTaken, PaymentUnexpected, PoolCallFailed, SwapInProgress,
        uniswapV3SwapCallbackCall,
    },
    IVault, Leg, Source, Venue, VenueKind,
};
use e2e::{
    actors::{Ending, IPuppet, Memory, Puppet, PuppetFactory, Script, step},
    invariants::router_holds_nothing,
    menu::{ASSET, IPayer, Payer, Pools, publish, quote},
    refusal::refused,
    stage::story,
    vault::rebalance_call,
    world::World,
};

use pool::{IPair, IPool};

mod pool {
    //! What the router asks of pools.
    alloy::sol! {
        #![sol(all_derives)]

        interface IPool {
            function slot0() external view returns (
                uint160 sqrtPriceX96, int24 tick, uint16 observationIndex, uint16 observationCardinality,
                uint16 observationCardinalityNext, uint8 feeProtocol, bool unlocked
            );
            function liquidity() external view returns (uint256);
            function tickSpacing() external view returns (int24);
            function tickBitmap(int16 word) external view returns (uint256);
            function ticks(int24 tick) external view returns (
                uint128 gross, int128 net, uint256 a, uint256 b, int56 c, uint160 d, uint32 e, bool initialized
            );
            function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes data)
                external returns (int256 amount0, int256 amount1);
            function flash(address recipient, uint256 amount0, uint256 amount1, bytes data) external;
            function uniswapV3FlashCallback(uint256 fee0, uint256 fee1, bytes data) external;
        }

        interface IPair {
            function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast);
            function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes data) external;
        }
    }
}

/// A dollar of the hub.
const AMOUNT: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);
/// With this liquidity and a price of 1e12, a hostile pool gets about the half of a leg.
const LIQUIDITY: u64 = 8_000_000_000;
const SPACING: i32 = 60;

/// The market's own pool, and a puppet where a hostile factory's pool would be, in one route; the hub is sold.
struct Scene<'a> {
    world: &'a World,
    hostile: Puppet,
    real: Address,
    venue: Venue,
    leg: Leg,
    payer: Payer,
    is_zero_sold: bool,
}

impl<'a> Scene<'a> {
    async fn set(world: &'a World, kind: VenueKind) -> anyhow::Result<Self> {
        let chain = &world.chain;
        let tokens = [
            world.market.asset(0)?.token,
            world.market.asset(ASSET)?.token,
        ];
        let factory = PuppetFactory::deploy(chain).await?;
        let hostile = match kind {
            VenueKind::UniswapV3 => factory.make_pool(chain, tokens, 3_000).await?,
            _ => factory.make_pair(chain, tokens).await?,
        };
        let uniswap = &world.market.uniswap;
        let sources = vec![
            uniswap.source(U24::from(500)),
            Source {
                kind,
                factory: factory.address,
                poolInitCodeHash: factory.init_code_hash,
                fee: U24::from(3_000),
            },
        ];
        let payer = Payer::deploy(chain).await?;
        let leg = Leg {
            tokenIn: tokens[0],
            tokenOut: tokens[1],
            poolFee: U24::from(0b11),
            amountIn: AMOUNT,
            minOut: U256::ONE,
        };
        world
            .mint(leg.tokenIn, payer.address, AMOUNT * U256::from(100))
            .await?;
        let scene = Self {
            world,
            hostile,
            real: uniswap
                .pool_of(tokens[0], tokens[1], U24::from(500))
                .address,
            venue: publish(world, 0, sources).await?,
            is_zero_sold: tokens[0] < tokens[1],
            leg,
            payer,
        };
        scene.learn_good_state().await?;
        Ok(scene)
    }

    /// A price that nobody can refuse.
    fn slot0(&self) -> IPool::slot0Return {
        let one = U256::ONE << 96;
        let million = U256::from(1_000_000);
        let (root, tick) = if self.is_zero_sold {
            (one * million, 276_324)
        } else {
            (one / million, -276_325)
        };
        IPool::slot0Return {
            sqrtPriceX96: U160::from(root),
            tick: I24::try_from(tick).expect("24 bits"),
            observationIndex: 0,
            observationCardinality: 1,
            observationCardinalityNext: 1,
            feeProtocol: 0,
            unlocked: true,
        }
    }

    async fn answer<C: SolCall>(&self, value: &C::Return) -> anyhow::Result<()> {
        let script = Script::answering::<C>(value);
        self.hostile.learn::<C>(&self.world.chain, script).await
    }

    async fn learn_good_state(&self) -> anyhow::Result<()> {
        self.answer::<IPool::slot0Call>(&self.slot0()).await?;
        self.answer::<IPool::liquidityCall>(&U256::from(LIQUIDITY))
            .await?;
        self.answer::<IPool::tickSpacingCall>(&I24::try_from(SPACING)?)
            .await?;
        self.answer::<IPool::tickBitmapCall>(&U256::ZERO).await?;
        let (little, much) = (1_000_000, 585_000_000_000_000);
        self.learn_reserves(little, much).await
    }

    /// So much of the hub and of the asset.
    async fn learn_reserves(&self, hub: u128, asset: u128) -> anyhow::Result<()> {
        let (reserve0, reserve1) = if self.is_zero_sold {
            (hub, asset)
        } else {
            (asset, hub)
        };
        self.answer::<IPair::getReservesCall>(&IPair::getReservesReturn {
            reserve0: U112::from(reserve0),
            reserve1: U112::from(reserve1),
            blockTimestampLast: 0,
        })
        .await
    }

    /// The leg is made by the real pool alone.
    async fn is_left_out(&self, why: &str) -> anyhow::Result<()> {
        let parts = quote(self.world, &self.venue, &self.leg).await?;
        ensure!(
            parts.len() == 1 && parts[0].pool == self.real && parts[0].amountIn == AMOUNT,
            "{why}: {parts:?}"
        );
        let before = self.payments().await?;
        let fills = self
            .payer
            .swap(self.world, &self.venue, vec![self.leg.clone()])
            .await?;
        ensure!(fills[0].pool == self.real, "{why}: {fills:?}");
        ensure!(self.payments().await? - before == U256::ONE, "{why}");
        Ok(())
    }

    async fn payments(&self) -> anyhow::Result<U256> {
        let call = IPayer::paymentsCall {};
        Ok(self.world.chain.view(self.payer.address, &call).await?)
    }

    /// What the hostile pool is to take of the leg, after the real one took the rest.
    async fn share(&self) -> anyhow::Result<U256> {
        let parts = quote(self.world, &self.venue, &self.leg).await?;
        ensure!(
            parts.len() == 2 && parts[0].pool == self.real && parts[1].pool == self.hostile.address,
            "{parts:?}"
        );
        Ok(parts[1].amountIn)
    }

    async fn is_undone(&self, error: &impl alloy::sol_types::SolError) -> anyhow::Result<()> {
        let order = Payer::order(self.world, &self.venue, vec![self.leg.clone()]);
        let mallory = self.world.chain.people.mallory;
        refused(
            &self.world.chain,
            mallory,
            self.payer.address,
            &order,
            error,
        )
        .await?;
        Ok(())
    }

    fn deltas(&self, due: I256, given: I256) -> (I256, I256) {
        if self.is_zero_sold {
            (due, -given)
        } else {
            (-given, due)
        }
    }
}

#[test]
fn attack_a_pool_that_is_broken_before_the_trade_is_left_out_of_it() {
    story(async |world| {
        let scene = Scene::set(world, VenueKind::UniswapV3).await?;
        let chain = &world.chain;
        ensure!(!scene.share().await?.is_zero(), "a good state is believed");
        let whole = Script::answering::<IPool::slot0Call>(&scene.slot0());
        let mut cut = whole.clone();
        cut.answer = cut.answer.slice(..6 * 32);
        for (why, script) in [
            (
                "refuses",
                Script::ending(Ending::Revert, Default::default()),
            ),
            (
                "burns gas",
                Script::ending(Ending::BurnGas, Default::default()),
            ),
            ("says nothing", Script::returning(vec![])),
            ("says too little", cut),
        ] {
            scene
                .hostile
                .learn::<IPool::slot0Call>(chain, script)
                .await?;
            scene.is_left_out(why).await?;
        }
        // R11: what is too long is not copied, and what fits of it is the answer.
        scene
            .hostile
            .learn::<IPool::slot0Call>(chain, whole.padded(1 << 20))
            .await?;
        scene.is_left_out("says a megabyte").await?;
        for (why, change) in [
            ("is in the middle of something", 0),
            ("has no price", 1),
            ("has a tick beyond all", 2),
        ] {
            let mut slot0 = scene.slot0();
            match change {
                0 => slot0.unlocked = false,
                1 => slot0.sqrtPriceX96 = U160::ZERO,
                _ => slot0.tick = I24::MAX,
            }
            scene.answer::<IPool::slot0Call>(&slot0).await?;
            scene.is_left_out(why).await?;
        }
        scene.learn_good_state().await?;
        for liquidity in [U256::ZERO, U256::ONE << 128, U256::MAX] {
            scene.answer::<IPool::liquidityCall>(&liquidity).await?;
            scene
                .is_left_out(&format!("has liquidity {liquidity}"))
                .await?;
        }
        scene.learn_good_state().await?;
        for spacing in [0, -60, 16_384] {
            let spacing = I24::try_from(spacing)?;
            scene.answer::<IPool::tickSpacingCall>(&spacing).await?;
            scene
                .is_left_out(&format!("has a spacing of {spacing}"))
                .await?;
        }
        scene.learn_good_state().await?;
        // Every tick is initialised, and more liquidity leaves than there is.
        scene.answer::<IPool::tickBitmapCall>(&U256::MAX).await?;
        for net in [i128::MIN, i128::MAX] {
            scene
                .answer::<IPool::ticksCall>(&IPool::ticksReturn {
                    gross: u128::MAX,
                    net,
                    a: U256::ZERO,
                    b: U256::ZERO,
                    c: Default::default(),
                    d: U160::ZERO,
                    e: 0,
                    initialized: true,
                })
                .await?;
            scene.learn_amount(U256::from(LIQUIDITY)).await?;
            let parts = quote(world, &scene.venue, &scene.leg).await?;
            let sum: U256 = parts.iter().map(|part| part.amountIn).sum();
            ensure!(sum == AMOUNT && parts.iter().any(|part| part.pool == scene.real));
        }
        Ok(())
    });
}

impl Scene<'_> {
    async fn learn_amount(&self, liquidity: U256) -> anyhow::Result<()> {
        self.answer::<IPool::liquidityCall>(&liquidity).await
    }
}

#[test]
fn attack_real_pools_that_are_empty_one_sided_or_busy_are_left_out() {
    story(async |world| {
        let (chain, market) = (&world.chain, &world.market);
        let payer = Payer::deploy(chain).await?;
        let (hub, asset) = (market.asset(0)?.token, market.asset(ASSET)?.token);
        let uniswap_v2 =
            protocols::uniswap_v2::UniswapV2::deploy(&market.creator, market.wrapped_ether.token)
                .await?;
        // A pair without reserves, a pool without liquidity, a tier without a pool, and one that is good.
        uniswap_v2.create_pair(&market.creator, hub, asset).await?;
        let price = market.oracle_sqrt_price(ASSET).await?;
        let uniswap = &market.uniswap;
        let empty = uniswap
            .create_pool(&market.creator, hub, asset, U24::from(10_000), price)
            .await?;
        let sources = vec![
            uniswap_v2.source(),
            uniswap.source(U24::from(10_000)),
            uniswap.source(U24::from(3_000)),
            uniswap.source(U24::from(500)),
        ];
        let venue = publish(world, 0, sources).await?;
        let real = uniswap.pool_of(hub, asset, U24::from(500)).address;
        for sells_hub in [true, false] {
            let sold = usize::from(!sells_hub) * ASSET;
            let leg = Leg {
                tokenIn: if sells_hub { hub } else { asset },
                tokenOut: if sells_hub { asset } else { hub },
                poolFee: U24::from(0b1111),
                amountIn: market.worth(sold, 5_000).await?,
                minOut: U256::ONE,
            };
            world.mint(leg.tokenIn, payer.address, leg.amountIn).await?;
            let fills = payer.swap(world, &venue, vec![leg.clone()]).await?;
            ensure!(fills[0].pool == real, "{fills:?}");
        }

        // All of its liquidity on the side of the asset: it sells that and buys nothing.
        let usd = market.worth(ASSET, 500_000).await?;
        let creator = market.creator.account;
        market.give(ASSET, creator, usd).await?;
        let is_zero = asset == empty.token0;
        let pool = protocols::uniswap_v3::UniswapV3Pool::new(empty.address, chain.provider());
        let tick = pool.slot0().call().await?.tick.as_i32().div_euclid(200) * 200;
        let (range, amounts) = if is_zero {
            ((tick + 200, tick + 2_200), [usd, U256::ZERO])
        } else {
            ((tick - 2_200, tick - 200), [U256::ZERO, usd])
        };
        uniswap
            .add_range(chain.provider(), creator, &empty, range, amounts)
            .await?;
        let leg = |token_in, token_out, amount_in| Leg {
            tokenIn: token_in,
            tokenOut: token_out,
            poolFee: U24::from(0b1010),
            amountIn: amount_in,
            minOut: U256::ONE,
        };
        let sale = leg(asset, hub, market.worth(ASSET, 2_000_000).await?);
        let parts = quote(world, &venue, &sale).await?;
        ensure!(parts.len() == 1 && parts[0].pool == real, "{parts:?}");
        // Of a large purchase it sells what it has for what it is worth.
        let purchase = leg(hub, asset, market.worth(0, 20_000_000).await?);
        let parts = quote(world, &venue, &purchase).await?;
        ensure!(parts.len() == 2, "{parts:?}");
        world.mint(hub, payer.address, purchase.amountIn).await?;
        let fills = payer.swap(world, &venue, vec![purchase]).await?;
        ensure!(fills[0].amountOut == parts.iter().map(|part| part.amountOut).sum::<U256>());
        Ok(())
    });
}

#[test]
fn attack_a_menu_that_names_a_pool_twice_trades_in_it_once() {
    story(async |world| {
        let pools = Pools::open(world, 2_000_000, 2_000_000).await?;
        let payer = Payer::deploy(&world.chain).await?;
        let once = pools.sources(world);
        let twice = [once.clone(), once.clone()].concat();
        let mut leg = Leg {
            tokenIn: world.market.asset(0)?.token,
            tokenOut: world.market.asset(ASSET)?.token,
            poolFee: U24::from(0b111),
            amountIn: world.market.worth(0, 400_000).await?,
            minOut: U256::ONE,
        };
        let honest = quote(world, &publish(world, 0, once).await?, &leg).await?;
        ensure!(honest.len() > 1, "{honest:?}");
        leg.poolFee = U24::from(0b11_1111);
        let venue = publish(world, 0, twice).await?;
        let parts = quote(world, &venue, &leg).await?;
        ensure!(parts == honest, "{parts:?} {honest:?}");
        world.mint(leg.tokenIn, payer.address, leg.amountIn).await?;
        let fills = payer.swap(world, &venue, vec![leg]).await?;
        let promised: U256 = parts.iter().map(|part| part.amountOut).sum();
        ensure!(fills[0].amountOut == promised, "{fills:?}");
        Ok(())
    });
}

#[test]
fn attack_a_pool_that_somebody_is_borrowing_from_is_left_out() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let pools = Pools::open(world, 10_000_000, 10_000_000).await?;
        let venue = publish(world, 0, pools.sources(world)).await?;
        let payer = Payer::deploy(chain).await?;
        let leg = Leg {
            tokenIn: world.market.asset(0)?.token,
            tokenOut: world.market.asset(ASSET)?.token,
            poolFee: U24::from(0b011),
            amountIn: AMOUNT,
            minOut: U256::ONE,
        };
        world.mint(leg.tokenIn, payer.address, AMOUNT).await?;
        let borrower = Puppet::deploy(chain).await?;
        let inside = step(payer.address, &Payer::order(world, &venue, vec![leg]));
        let script = Script::returning(Vec::new()).after(Memory::Strict, [inside]);
        borrower
            .learn::<IPool::uniswapV3FlashCallbackCall>(chain, script)
            .await?;
        let flash = IPool::flashCall {
            recipient: borrower.address,
            amount0: U256::ZERO,
            amount1: U256::ZERO,
            data: Default::default(),
        };
        let call = IPuppet::performAllCall {
            steps: vec![step(pools.tiers[0].address, &flash)],
        };
        chain.send(mallory, borrower.address, &call).await?;
        let answer = chain.view(payer.address, &IPayer::answerCall {}).await?;
        let fills = client::bindings::IRouter::swapCall::abi_decode_returns(&answer)?;
        ensure!(fills[0].pool == pools.tiers[1].address, "{fills:?}");
        Ok(())
    });
}

#[test]
fn attack_inv_r10_a_pool_that_fails_after_another_has_traded_undoes_everything() {
    story(async |world| {
        let scene = Scene::set(world, VenueKind::UniswapV3).await?;
        let (chain, router) = (&world.chain, world.suite().router);
        let share = scene.share().await?;
        let part = I256::from_raw(share);
        let learn = async |script| scene.hostile.learn::<IPool::swapCall>(chain, script).await;
        learn(Script::ending(Ending::Revert, Default::default())).await?;
        let failed = PoolCallFailed {
            pool: scene.hostile.address,
        };
        scene.is_undone(&failed).await?;

        let answer = |due, given| {
            let (amount0, amount1) = scene.deltas(due, given);
            Script::answering::<IPool::swapCall>(&IPool::swapReturn { amount0, amount1 })
        };
        learn(answer(part - I256::ONE, I256::ONE)).await?;
        let partial = AmountInNotTaken {
            pool: scene.hostile.address,
            taken: share - U256::ONE,
            amountIn: share,
        };
        scene.is_undone(&partial).await?;

        // R6: it may ask for its part of the leg, not for the leg.
        let (amount0, amount1) = scene.deltas(part + I256::ONE, I256::ONE);
        let ask = uniswapV3SwapCallbackCall {
            amount0Delta: amount0,
            amount1Delta: amount1,
            data: Default::default(),
        };
        learn(answer(part, I256::ONE).after(Memory::Strict, [step(router, &ask)])).await?;
        let greedy = PaymentUnexpected {
            amount0Delta: amount0,
            amount1Delta: amount1,
            owed: share,
        };
        scene.is_undone(&greedy).await?;

        let again = client::bindings::IRouter::swapCall {
            venue: scene.venue.clone(),
            legs: vec![scene.leg.clone()],
        };
        learn(answer(part, I256::ONE).after(Memory::Strict, [step(router, &again)])).await?;
        scene.is_undone(&SwapInProgress {}).await
    });
}

#[test]
fn attack_a_hostile_pair_is_paid_its_part_once_and_nothing_for_calling_back() {
    story(async |world| {
        let scene = Scene::set(world, VenueKind::UniswapV2).await?;
        let (chain, router) = (&world.chain, world.suite().router);
        let share = scene.share().await?;
        let learn = async |script| scene.hostile.learn::<IPair::swapCall>(chain, script).await;
        for due in [I256::ONE, I256::from_raw(share)] {
            let (amount0, amount1) = scene.deltas(due, I256::ONE);
            let ask = uniswapV3SwapCallbackCall {
                amount0Delta: amount0,
                amount1Delta: amount1,
                data: Default::default(),
            };
            learn(Script::returning(vec![]).after(Memory::Strict, [step(router, &ask)])).await?;
            let unexpected = PaymentUnexpected {
                amount0Delta: amount0,
                amount1Delta: amount1,
                owed: U256::ZERO,
            };
            scene.is_undone(&unexpected).await?;
        }
        let again = client::bindings::IRouter::swapCall {
            venue: scene.venue.clone(),
            legs: vec![scene.leg.clone()],
        };
        learn(Script::returning(vec![]).after(Memory::Strict, [step(router, &again)])).await?;
        scene.is_undone(&SwapInProgress {}).await?;
        for ending in [Ending::Revert, Ending::BurnGas] {
            learn(Script::ending(ending, Default::default())).await?;
            let failed = PoolCallFailed {
                pool: scene.hostile.address,
            };
            scene.is_undone(&failed).await?;
        }
        // Reserves that no pair has: it is left out.
        for reserve in [U112::ZERO, U112::MAX] {
            scene
                .answer::<IPair::getReservesCall>(&IPair::getReservesReturn {
                    reserve0: reserve,
                    reserve1: reserve,
                    blockTimestampLast: 0,
                })
                .await?;
            scene
                .is_left_out(&format!("has reserves of {reserve}"))
                .await?;
        }
        Ok(())
    });
}

#[test]
fn attack_a_pair_that_takes_and_does_not_give_takes_nothing_of_a_vault() {
    story(async |world| {
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let scene = Scene::set(world, VenueKind::UniswapV2).await?;
        let mut config = world.config(2);
        config.venue = scene.venue.clone();
        config.assets[ASSET].poolFee = U24::from(0b11);
        let vault = world.vault_of(world.suite(), config).await?;
        // The hub is sold, and the pair offers three times what the asset costs.
        world.move_price(ASSET, -3_000).await?;
        scene
            .learn_reserves(1_000_000_000_000, 1_200_000_000_000_000_000_000)
            .await?;
        let silent = Script::returning(vec![]);
        scene
            .hostile
            .learn::<IPair::swapCall>(chain, silent)
            .await?;
        let before = vault.real_balances(chain).await?;
        let digest = chain.digest(&[keeper]).await?;
        let data = rebalance_call().abi_encode();
        let (reason, _) = chain.fail(keeper, vault.address, data.into()).await?;
        ensure!(
            reason
                .data
                .starts_with(&<IVault::FillNotMeasured as alloy::sol_types::SolError>::SELECTOR),
            "{reason}"
        );
        ensure!(chain.digest(&[keeper]).await? == digest);
        ensure!(vault.real_balances(chain).await? == before);

        // Once the pair is seen to be empty, the vault trades without it.
        scene
            .answer::<IPair::getReservesCall>(&IPair::getReservesReturn {
                reserve0: U112::ZERO,
                reserve1: U112::ZERO,
                blockTimestampLast: 0,
            })
            .await?;
        let (_, rebalanced) = vault.rebalance(chain, keeper).await?;
        ensure!(rebalanced.fills[0].pool == scene.real);
        let given = vec![U256::ZERO; vault.asset_count()];
        router_holds_nothing(world, &vault, &given).await
    });
}
