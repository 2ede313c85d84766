//! Uniswap V3. Where is the pool of a pair? A factory creates it by CREATE2, so its address is arithmetic:
//! `keccak256(0xff ++ factory ++ keccak256(abi.encode(token0, token1, fee)) ++ initCodeHash)`, the last 20 bytes of it.
//!
//! Nothing is looked up and nothing is trusted: whoever calls from this address runs the code that the venue's init code
//! made, because no other code can get there.
//!
//! A pool sends the output to the caller first, then calls back for its input, then checks that it came. So nobody has
//! to approve anything, and what is unpaid is undone by the pool itself.

use alloy_primitives::{Address, B256, Bytes, I256, U160, U256, aliases::U24, keccak256};
use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

use crate::abi::{
    IProgram::MathOverflow,
    IRouter::{AmountInNotTaken, PoolCallFailed, PoolMissing},
    Venue,
};
use crate::call::{ANSWER_BYTES_MAX, send};
use crate::dispatch::revert;
use crate::{Revert, VM, codec};

sol! {
    /// The one function of a pool that is called.
    #[allow(missing_docs, reason = "Uniswap V3 itself")]
    interface IUniswapV3Pool {
        function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes data)
            external returns (int256 amount0, int256 amount1);
    }
}

crate::fields! {
    IUniswapV3Pool::swapCall { recipient, zeroForOne, amountSpecified, sqrtPriceLimitX96, data }
    IUniswapV3Pool::swapReturn { amount0, amount1 }
}

/// The lowest price limit that a pool accepts, 4295128740: one above the end of its range. A swap stops at its amount and
/// never at a price, for the floor on the output is the one limit.
const SQRT_PRICE_LOWEST: U160 = U160::from_limbs([4_295_128_740, 0, 0]);
/// The highest one, 1461446703485210103287273052203988822378723970341.
const SQRT_PRICE_HIGHEST: U160 =
    U160::from_limbs([0x5d95_1d52_6398_8d25, 0xefd1_fc6a_5064_8849, 0xfffd_8963]);

/// The side of a pool's pair that goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The token with the lower address is sold.
    Zero,
    /// The token with the higher address is sold.
    One,
}

impl Side {
    /// Pools order their tokens by address.
    #[must_use]
    pub fn of(token_in: Address, token_out: Address) -> Self {
        if token_in < token_out {
            Self::Zero
        } else {
            Self::One
        }
    }

    /// The price limit that never binds.
    #[must_use]
    pub const fn price_limit(self) -> U160 {
        match self {
            Self::Zero => SQRT_PRICE_LOWEST,
            Self::One => SQRT_PRICE_HIGHEST,
        }
    }
}

/// The address of the pool of two tokens, in either order, at a fee tier.
#[must_use]
pub fn pool_at(venue: &Venue, token_a: Address, token_b: Address, fee: U24) -> Address {
    let (token0, token1) = if token_a < token_b {
        (token_a, token_b)
    } else {
        (token_b, token_a)
    };
    let key = [
        token0.into_word(),
        token1.into_word(),
        B256::from(U256::from(fee)),
    ]
    .map(|word| word.0);
    let salt = keccak256(key.as_flattened());
    venue.factory.create2(salt, venue.poolInitCodeHash)
}

/// Swaps exactly `amount_in` for the acting account, which the pool asks for it in the callback, with `data`; the output
/// goes to `recipient`. Returns what the pool gave.
///
/// # Errors
/// The pool's own, `PoolMissing`, `PoolCallFailed`, `AmountInNotTaken`, or `MathOverflow` for what no pool can be asked.
pub fn swap_exact_in(
    vm: &VM,
    pool: Address,
    side: Side,
    recipient: Address,
    amount_in: U256,
    data: Bytes,
) -> Result<U256, Revert> {
    let (taken, amount_out) = ask_pool(vm, pool, side, recipient, amount_in, data)?;
    if taken == amount_in {
        Ok(amount_out)
    } else {
        Err(revert(AmountInNotTaken {
            pool,
            taken,
            amountIn: amount_in,
        }))
    }
}

/// What the pool took and what it gave.
fn ask_pool(
    vm: &VM,
    pool: Address,
    side: Side,
    recipient: Address,
    amount_in: U256,
    data: Bytes,
) -> Result<(U256, U256), Revert> {
    let specified = I256::from_raw(amount_in);
    if specified.is_negative() {
        return Err(revert(MathOverflow {}));
    }
    let call = IUniswapV3Pool::swapCall {
        recipient,
        zeroForOne: side == Side::Zero,
        amountSpecified: specified,
        sqrtPriceLimitX96: side.price_limit(),
        data,
    };
    let answer = match send(vm, pool, &codec::encode_call(&call), ANSWER_BYTES_MAX) {
        Ok(answer) => answer,
        Err(reason) if reason.is_empty() => return Err(revert(PoolCallFailed { pool })),
        Err(reason) => return Err(reason),
    };
    let Some(deltas) = codec::decode_result::<IUniswapV3Pool::swapReturn>(&answer) else {
        // A call to an account without code succeeds, with nothing in return.
        let is_absent = vm.code_size(pool) == 0;
        return Err(if is_absent {
            revert(PoolMissing { pool })
        } else {
            revert(PoolCallFailed { pool })
        });
    };
    let (taken, given) = match side {
        Side::Zero => (deltas.amount0, deltas.amount1),
        Side::One => (deltas.amount1, deltas.amount0),
    };
    Ok((magnitude(taken), magnitude(given.wrapping_neg())))
}

/// A positive number; anything else counts as nothing.
fn magnitude(number: I256) -> U256 {
    if number.is_positive() {
        number.into_raw()
    } else {
        U256::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{address, b256, uint};

    const MAINNET: Venue = Venue {
        factory: address!("1F98431c8aD98523631AE4a59f267346ea31F984"),
        poolInitCodeHash: b256!("e34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54"),
    };
    const USDC: Address = address!("A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
    const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    #[test]
    fn pool_at_finds_pools_that_exist_on_mainnet() {
        let five_bps = address!("88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640");
        assert_eq!(pool_at(&MAINNET, USDC, WETH, U24::from(500)), five_bps);
        assert_eq!(pool_at(&MAINNET, WETH, USDC, U24::from(500)), five_bps);
        let thirty_bps = address!("8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8");
        assert_eq!(pool_at(&MAINNET, USDC, WETH, U24::from(3_000)), thirty_bps);
        let stable = address!("5777d92f208679DB4b9778590Fa3CAB3aC9e2168");
        assert_eq!(pool_at(&MAINNET, DAI, USDC, U24::from(100)), stable);
    }

    #[test]
    fn price_limit_is_one_inside_the_range_of_a_pool() {
        assert_eq!(Side::of(USDC, WETH).price_limit(), uint!(4295128740_U160));
        let top = uint!(1461446703485210103287273052203988822378723970341_U160);
        assert_eq!(Side::of(WETH, USDC).price_limit(), top);
    }
}
