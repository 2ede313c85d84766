//! Constant products: Uniswap V2.

use alloy::primitives::{U256, aliases::U112};
use protocols::uniswap_v2::{UniswapV2, UniswapV2Router};
use rebalance_math::execution::ConstantProduct;

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
