//! A Uniswap V3 pool with liquidity over the whole range, integer for integer: the math crate's quotes, which equal those of
//! real pools, and the order of transfers and callback that a real one has.

use alloy_primitives::{Address, B256, I256, U256};
use alloy_sol_types::{SolCall, sol};
use rebalance_math::execution::{ConcentratedPool, SwapAmount};

use crate::chain::{Area, Chain, with};
use crate::frame::{self, Context, Kind};
use crate::token;

sol! {
    #[allow(missing_docs, reason = "Uniswap V3 itself")]
    #[sol(all_derives)]
    interface IPool {
        function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes data)
            external returns (int256 amount0, int256 amount1);
        function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata data) external;
    }
}

const PRICE: B256 = B256::ZERO;
const TICK: B256 = B256::with_last_byte(1);

/// A pool; its price and tick are words of its storage.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    /// The lower token.
    pub token0: Address,
    /// The higher token.
    pub token1: Address,
    /// Fee in millionths.
    pub fee: u32,
    /// Distance of usable ticks.
    pub tick_spacing: i32,
    /// Liquidity, the same everywhere.
    pub liquidity: u128,
}

/// Sets the price of the pool at `address` from outside, with the tick that it is in.
pub fn set_price(chain: &Chain, address: Address, sqrt_price_x96: U256, tick: i32) {
    chain.set_word(address, PRICE, sqrt_price_x96.into());
    chain.set_word(address, TICK, I256::unchecked_from(tick).into_raw().into());
}

/// The price of the pool at `address`.
#[must_use]
pub fn sqrt_price_x96(chain: &Chain, address: Address) -> U256 {
    chain.word(address, PRICE).into()
}

impl Pool {
    pub(crate) fn call(self, context: Context, input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        let call = IPool::swapCall::abi_decode(input).map_err(|_| Vec::new())?;
        let pool = context.address;
        if context.is_static || !call.amountSpecified.is_positive() {
            return Err(Vec::new());
        }
        let swap = self.quote(pool, &call)?;
        let set =
            |key, word: U256| with(|state| state.set_word(Area::Storage, pool, key, word.into()));
        set(PRICE, swap.sqrt_price_x96);
        set(TICK, I256::unchecked_from(swap.tick).into_raw());

        let (token_in, token_out) = if call.zeroForOne {
            (self.token0, self.token1)
        } else {
            (self.token1, self.token0)
        };
        let paid = token::transfer_call(call.recipient, swap.amount_out);
        frame::call(pool, token_out, Kind::Call, &paid)?;
        let due = I256::from_raw(swap.amount_in);
        let given = I256::from_raw(swap.amount_out).wrapping_neg();
        let (amount0, amount1) = if call.zeroForOne {
            (due, given)
        } else {
            (given, due)
        };
        let before = token::balance(token_in, pool);
        let callback = IPool::uniswapV3SwapCallbackCall {
            amount0Delta: amount0,
            amount1Delta: amount1,
            data: call.data,
        };
        frame::call(pool, context.sender, Kind::Call, &callback.abi_encode())?;
        if token::balance(token_in, pool) < before.saturating_add(swap.amount_in) {
            return Err(Vec::new());
        }
        Ok(IPool::swapCall::abi_encode_returns(&IPool::swapReturn {
            amount0,
            amount1,
        }))
    }

    fn quote(
        self,
        pool: Address,
        call: &IPool::swapCall,
    ) -> Result<rebalance_math::execution::ConcentratedSwap, Vec<u8>> {
        let word = |key| with(|state| state.word(Area::Storage, pool, key));
        let tick = I256::from_raw(word(TICK).into());
        let state = ConcentratedPool {
            sqrt_price_x96: word(PRICE).into(),
            tick: i32::try_from(tick).map_err(|_| Vec::new())?,
            liquidity: self.liquidity,
            fee_pips: self.fee,
            tick_spacing: self.tick_spacing,
            ticks: &[],
        };
        let amount = SwapAmount::ExactIn(call.amountSpecified.into_raw());
        let limit = U256::from(call.sqrtPriceLimitX96);
        state
            .swap(amount, call.zeroForOne, Some(limit))
            .map_err(|_| Vec::new())
    }
}
