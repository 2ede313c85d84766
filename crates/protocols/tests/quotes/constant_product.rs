//! Constant products: Uniswap V2.

use alloy::{
    primitives::{Address, Bytes, U256, aliases::U112},
    providers::Provider,
};
use protocols::uniswap_v2::{UniswapV2, UniswapV2Pair, UniswapV2Router};
use rebalance_math::execution::ConstantProduct;
use serde_json::{Value, json};

use crate::world::{Numbers, World, ours, theirs};

/// The fee that V2 has built in.
const FEE_PIPS: u32 = 3_000;

/// A reserve of any length that a pair can hold.
fn any_reserve(numbers: &mut Numbers) -> U256 {
    let bits = 1 + numbers.below(111) as usize;
    let raw: U256 = (U256::from(numbers.next()) << 64) | U256::from(numbers.next());
    match numbers.below(8) {
        0 => U256::from(1 + numbers.below(3)),
        1 => U256::from(U112::MAX),
        _ => raw.wrapping_shr(128 - bits).max(U256::ONE),
    }
}

fn pool(reserve_in: U256, reserve_out: U256) -> ConstantProduct {
    ConstantProduct {
        reserve_in: reserve_in.to(),
        reserve_out: reserve_out.to(),
        fee_pips: FEE_PIPS,
    }
}

/// The library's own two formulas, as the router answers them, at any reserves and amounts.
#[tokio::test(flavor = "multi_thread")]
async fn quotes_equal_those_of_the_real_router_in_every_integer() {
    let world = World::new().await;
    let uniswap = UniswapV2::deploy(&world.creator, world.ether)
        .await
        .expect("uniswap");
    let router = UniswapV2Router::new(uniswap.router, &world.creator.provider);
    let mut numbers = Numbers(20_200_505);
    let (mut compared, mut refused) = (0, 0);
    for _ in 0..1_500 {
        let (reserve_in, reserve_out) = (any_reserve(&mut numbers), any_reserve(&mut numbers));
        let amount = any_reserve(&mut numbers);
        let pool = pool(reserve_in, reserve_out);
        let theirs_out = router
            .getAmountOut(amount, reserve_in, reserve_out)
            .call()
            .await
            .expect("an output");
        assert_eq!(
            pool.amount_out_floor(ours(amount)).map(theirs),
            Ok(theirs_out),
            "{pool:?} {amount}"
        );
        let wanted = match numbers.below(3) {
            0 => theirs_out.max(U256::ONE),
            1 => reserve_out
                .saturating_sub(U256::from(1 + numbers.below(3)))
                .max(U256::ONE),
            _ => amount,
        };
        let theirs_in = router
            .getAmountIn(wanted, reserve_in, reserve_out)
            .call()
            .await;
        match pool.amount_in_ceil(ours(wanted)) {
            Ok(needed) => {
                assert_eq!(
                    theirs(needed),
                    theirs_in.expect("an input"),
                    "{pool:?} {wanted}"
                );
                compared += 1;
            }
            Err(refusal) => {
                assert!(theirs_in.is_err(), "{refusal}: {pool:?} {wanted}");
                refused += 1;
            }
        }
    }
    println!("1500 outputs and {compared} inputs equal, {refused} inputs refused by both");
    assert!(compared > 800 && refused > 100, "{compared} {refused}");
}

/// A pair of two tokens, at the point where it has none of either.
struct Pair {
    world: World,
    address: Address,
    /// In the pair's own order.
    tokens: [Address; 2],
    empty: U256,
}

impl Pair {
    async fn new() -> Self {
        let world = World::new().await;
        let creator = &world.creator;
        let uniswap = UniswapV2::deploy(creator, world.ether)
            .await
            .expect("uniswap");
        let [a, b] = world.tokens;
        let address = uniswap.create_pair(creator, a, b).await.expect("pair");
        let tokens = if a < b { [a, b] } else { [b, a] };
        let empty = snapshot(&world).await;
        Self {
            world,
            address,
            tokens,
            empty,
        }
    }

    /// Empties the pair and gives it these reserves: what it holds beyond its records becomes them.
    async fn refill(&mut self, reserves: [U256; 2]) {
        let provider = &self.world.creator.provider;
        let reverted = provider.raw_request::<_, bool>("evm_revert".into(), (self.empty,));
        assert!(reverted.await.expect("the snapshot is there"));
        self.empty = snapshot(&self.world).await;
        for (token, reserve) in self.tokens.into_iter().zip(reserves) {
            self.receive(token, reserve).await;
        }
        let sync = UniswapV2Pair::syncCall {};
        let creator = &self.world.creator;
        creator
            .call("syncing", self.address, &sync)
            .await
            .expect("reserves");
        // The first swap of another second writes the price down, which takes gas: let it be another second for the estimate, too.
        for (method, arguments) in [("evm_increaseTime", json!([10])), ("evm_mine", json!([]))] {
            let done = provider.raw_request::<_, Value>(method.into(), arguments);
            done.await.expect("the clock moves");
        }
    }

    async fn receive(&self, token: Address, amount: U256) {
        let World {
            bridge, creator, ..
        } = &self.world;
        bridge
            .mint(&creator.provider, token, self.address, amount)
            .await
            .expect("tokens");
    }

    fn swap(&self, zero_for_one: bool, amount_out: U256) -> UniswapV2Pair::swapCall {
        let (amount0, amount1) = if zero_for_one {
            (U256::ZERO, amount_out)
        } else {
            (amount_out, U256::ZERO)
        };
        UniswapV2Pair::swapCall {
            amount0Out: amount0,
            amount1Out: amount1,
            to: self.world.creator.account,
            data: Bytes::new(),
        }
    }
}

async fn snapshot(world: &World) -> U256 {
    let provider = &world.creator.provider;
    let snapshot = provider.raw_request("evm_snapshot".into(), ());
    snapshot.await.expect("a snapshot")
}

/// The pair knows no formula: it takes whatever keeps its product. What we quote it pays, and not a unit more.
#[tokio::test(flavor = "multi_thread")]
async fn pairs_pay_what_we_quote_and_not_a_unit_more() {
    let mut pair = Pair::new().await;
    let mut numbers = Numbers(20_200_518);
    let mut paid = 0;
    for _ in 0..1_200 {
        // Half of what has room, so that a swap has room too.
        let reserves = [(); 2].map(|()| any_reserve(&mut numbers).wrapping_shr(1).max(U256::ONE));
        let amount = any_reserve(&mut numbers).wrapping_shr(1).max(U256::ONE);
        let zero_for_one = numbers.below(2) == 0;
        let [reserve0, reserve1] = reserves;
        let (token_in, pool) = if zero_for_one {
            (pair.tokens[0], pool(reserve0, reserve1))
        } else {
            (pair.tokens[1], pool(reserve1, reserve0))
        };
        let quoted = pool
            .amount_out_floor(ours(amount))
            .map(theirs)
            .expect("a quote");
        pair.refill(reserves).await;
        pair.receive(token_in, amount).await;

        let creator = &pair.world.creator;
        let more = pair.swap(zero_for_one, quoted + U256::ONE);
        let refused = creator.call("swapping", pair.address, &more).await;
        let refused = refused.expect_err("a unit more is refused").to_string();
        // An output of the whole reserve is refused before the product is looked at.
        let reason = if quoted + U256::ONE == U256::from(pool.reserve_out) {
            "INSUFFICIENT_LIQUIDITY"
        } else {
            "UniswapV2: K"
        };
        assert!(refused.contains(reason), "{refused}: {pool:?} {amount}");
        if quoted.is_zero() {
            continue;
        }
        let swap = pair.swap(zero_for_one, quoted);
        creator
            .call("swapping", pair.address, &swap)
            .await
            .unwrap_or_else(|error| panic!("{error}: {pool:?} {amount}"));
        let contract = UniswapV2Pair::new(pair.address, &creator.provider);
        let after = contract.getReserves().call().await.expect("reserves");
        let (got_in, got_out) = if zero_for_one {
            (after.reserve0, after.reserve1)
        } else {
            (after.reserve1, after.reserve0)
        };
        assert_eq!(U256::from(got_in), U256::from(pool.reserve_in) + amount);
        assert_eq!(U256::from(got_out), U256::from(pool.reserve_out) - quoted);
        paid += 1;
    }
    println!("{paid} swaps paid as quoted, 1200 refused a unit more");
    assert!(paid > 600, "{paid}");
}
