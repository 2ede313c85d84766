//! Uniswap V2 and its forks: pairs of two reserves, one pair for two tokens, one fee for all pairs of a factory.
//!
//! A pair has no memory of who paid: it compares its balances with the reserves that it wrote down last. So the payer
//! pays first, exactly once, and the pair is then asked for what its reserves give for that. It refuses more (its `K`),
//! and a payment that did not arrive makes it refuse everything, payment included.

use alloy_primitives::{Address, U256, keccak256};
use alloy_sol_types::{SolCall, sol};
use kit::abi::{IRouter::PoolCallFailed, IVault, Part, Source};
use kit::call::{ANSWER_BYTES_MAX, ask, send};
use kit::dispatch::revert;
use kit::router::running::{self, Running};
use kit::uniswap_v3::Side;
use kit::{Revert, VM, codec};
use rebalance_math::execution::ConstantProduct;

use crate::read::{NOTHING, words};

sol! {
    /// What the router asks of a pair.
    #[allow(missing_docs, reason = "Uniswap V2 itself")]
    interface IUniswapV2Pair {
        function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast);
        function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes data) external;
    }
}

kit::fields! {
    IUniswapV2Pair::swapCall { amount0Out, amount1Out, to, data }
}

/// Bits of a reserve; a pair refuses a balance of more.
const RESERVE_BITS: usize = 112;

/// The address of the pair of two tokens, in either order.
pub(crate) fn pair_of(source: &Source, token_a: Address, token_b: Address) -> Address {
    let (token0, token1) = if token_a < token_b {
        (token_a, token_b)
    } else {
        (token_b, token_a)
    };
    let salt = keccak256([token0.0.0, token1.0.0].as_flattened());
    source.factory.create2(salt, source.poolInitCodeHash)
}

/// The pair as a swap sees it; `None` for one that is not there, does not answer or is empty.
pub(crate) fn read(vm: &VM, pair: Address, source: &Source, side: Side) -> Option<ConstantProduct> {
    let selector = IUniswapV2Pair::getReservesCall::SELECTOR;
    let reserves = words(vm, pair, selector, NOTHING, 3)?;
    let [reserve0, reserve1, _] = *reserves.as_slice() else {
        return None;
    };
    let (reserve_in, reserve_out) = match side {
        Side::Zero => (reserve0, reserve1),
        Side::One => (reserve1, reserve0),
    };
    Some(ConstantProduct {
        reserve_in: reserve(reserve_in)?,
        reserve_out: reserve(reserve_out)?,
        fee_pips: u32::try_from(source.fee).ok()?,
    })
}

/// Whether the pair can hold so much more.
pub(crate) fn has_room(pool: &ConstantProduct, amount_in: U256) -> bool {
    U256::from(pool.reserve_in)
        .checked_add(amount_in)
        .is_some_and(|balance| balance.bit_len() <= RESERVE_BITS)
}

/// Has the payer pay the part's input to the pair, and the pair send the output to the payer. While that goes on, no swap
/// starts, and nobody is paid for a callback: nothing more is owed.
pub(crate) fn swap(
    vm: &VM,
    payer: Address,
    [token_in, token_out]: [Address; 2],
    part: &Part,
) -> Result<(), Revert> {
    let pair = part.pool;
    let side = Side::of(token_in, token_out);
    running::open(&Running {
        pool: pair,
        side,
        payer,
        token: token_in,
        owed: U256::ZERO,
    });
    ask(
        vm,
        payer,
        &IVault::payCall {
            token: token_in,
            amount: part.amountIn,
            to: pair,
        },
    )?;
    let (amount0_out, amount1_out) = match side {
        Side::Zero => (U256::ZERO, part.amountOut),
        Side::One => (part.amountOut, U256::ZERO),
    };
    let call = IUniswapV2Pair::swapCall {
        amount0Out: amount0_out,
        amount1Out: amount1_out,
        to: payer,
        data: Default::default(),
    };
    match send(vm, pair, &codec::encode_call(&call), ANSWER_BYTES_MAX) {
        Ok(_) => {
            running::close();
            Ok(())
        }
        Err(reason) if reason.is_empty() => Err(revert(PoolCallFailed { pool: pair })),
        Err(reason) => Err(reason),
    }
}

/// At least one unit, in 112 bits.
fn reserve(word: U256) -> Option<u128> {
    (!word.is_zero() && word.bit_len() <= RESERVE_BITS)
        .then(|| u128::try_from(word).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{address, aliases::U24, b256};
    use kit::abi::VenueKind;

    #[test]
    fn pair_of_finds_a_pair_that_exists_on_mainnet() {
        let source = Source {
            kind: VenueKind::UniswapV2,
            factory: address!("5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f"),
            poolInitCodeHash: b256!(
                "96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f"
            ),
            fee: U24::from(3_000),
        };
        let usdc = address!("A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let pair = address!("B4e16d0168e52d35CaCD2c6185b44281Ec28C9Dc");
        assert_eq!(pair_of(&source, usdc, weth), pair);
        assert_eq!(pair_of(&source, weth, usdc), pair);
    }

    #[test]
    fn reserve_is_positive_and_fits_in_112_bits() {
        assert_eq!(reserve(U256::ZERO), None);
        assert_eq!(reserve(U256::ONE), Some(1));
        let largest = (U256::ONE << 112) - U256::ONE;
        assert_eq!(reserve(largest), Some((1 << 112) - 1));
        assert_eq!(reserve(largest + U256::ONE), None);
        assert_eq!(reserve(U256::MAX), None);
    }

    #[test]
    fn has_room_up_to_the_last_unit_of_a_reserve() {
        let pool = ConstantProduct {
            reserve_in: 1,
            reserve_out: 1,
            fee_pips: 3_000,
        };
        let most = (U256::ONE << 112) - U256::from(2);
        assert!(has_room(&pool, most));
        assert!(!has_room(&pool, most + U256::ONE));
        assert!(!has_room(&pool, U256::MAX));
    }
}
