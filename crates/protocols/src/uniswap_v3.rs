//! Uniswap V3: the factory, its periphery, pools at a price with full-range liquidity, and swaps.

use crate::{Creator, ProtocolError, bytecode::Contract, creator::send, pool_math};
use alloy::{
    primitives::{
        Address, B256, I256, U160, U256,
        aliases::{I24, U24},
        keccak256,
    },
    providers::DynProvider,
    rpc::types::TransactionReceipt,
    sol_types::SolValue,
};
use client::{
    bindings::{Source, VenueKind},
    transaction::During,
};

pub use interfaces::{PositionManager, QuoterV2, SwapRouter, UniswapV3Factory, UniswapV3Pool};

mod interfaces;

/// A deployment of Uniswap V3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniswapV3 {
    /// Makes pools.
    pub factory: Address,
    /// keccak256 of the pools' creation code.
    pub pool_init_code_hash: B256,
    /// Holds positions.
    pub position_manager: Address,
    /// Swaps for accounts.
    pub swap_router: Address,
    /// Quotes swaps.
    pub quoter_v2: Address,
}

/// One pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// Where it is.
    pub address: Address,
    /// The lower of the two token addresses.
    pub token0: Address,
    /// The higher one.
    pub token1: Address,
    /// Fee tier in hundredths of a bip.
    pub fee: U24,
}

/// A swap of an exact input, stopping at a price.
#[derive(Debug, Clone, Copy)]
pub struct Swap {
    /// Who pays and receives.
    pub account: Address,
    /// What is paid.
    pub token_in: Address,
    /// At most this much.
    pub amount_in: U256,
    /// Where to stop; zero for nowhere.
    pub sqrt_price_limit: U160,
}

impl UniswapV3 {
    /// Deploys the factory and its periphery.
    ///
    /// # Errors
    /// As [`Creator::create`].
    pub async fn deploy(creator: &Creator, wrapped_ether: Address) -> Result<Self, ProtocolError> {
        let factory = creator.create(Contract::UniswapV3Factory, &[]).await?;
        let pair = (factory, wrapped_ether).abi_encode_params();
        // The third address describes positions as pictures; without it everything but tokenURI works.
        let triple = (factory, wrapped_ether, Address::ZERO).abi_encode_params();
        Ok(Self {
            factory,
            pool_init_code_hash: creator.bytecode.pool_init_code_hash()?,
            position_manager: creator
                .create(Contract::NonfungiblePositionManager, &triple)
                .await?,
            swap_router: creator.create(Contract::SwapRouter, &pair).await?,
            quoter_v2: creator.create(Contract::QuoterV2, &pair).await?,
        })
    }

    /// The pool of two tokens, by CREATE2.
    pub fn pool_of(&self, token_a: Address, token_b: Address, fee: U24) -> Pool {
        let (token0, token1) = sorted(token_a, token_b);
        let salt = keccak256((token0, token1, U256::from(fee)).abi_encode());
        Pool {
            address: self.factory.create2(salt, self.pool_init_code_hash),
            token0,
            token1,
            fee,
        }
    }

    /// Creates a pool at a price.
    ///
    /// # Errors
    /// `Transaction` with the factory's reason; `AddressMismatch` when it is not where CREATE2 says.
    pub async fn create_pool(
        &self,
        creator: &Creator,
        token_a: Address,
        token_b: Address,
        fee: U24,
        sqrt_price_x96: U160,
    ) -> Result<Pool, ProtocolError> {
        let pool = self.pool_of(token_a, token_b, fee);
        let create = PositionManager::createAndInitializePoolIfNecessaryCall {
            token0: pool.token0,
            token1: pool.token1,
            fee,
            sqrtPriceX96: sqrt_price_x96,
        };
        creator
            .call("creating a pool", self.position_manager, &create)
            .await?;
        let factory = UniswapV3Factory::new(self.factory, &creator.provider);
        let got = factory
            .getPool(pool.token0, pool.token1, fee)
            .call()
            .await
            .during("asking for a pool")?;
        if got != pool.address {
            return Err(ProtocolError::AddressMismatch {
                what: "the pool".to_owned(),
                got,
                expected: pool.address,
            });
        }
        Ok(pool)
    }

    /// Adds liquidity over the whole range of prices from `account`, which has approved the position manager. Of one
    /// token a little stays behind where the amounts are not exactly at the pool's price.
    ///
    /// # Errors
    /// `FeeTierUnknown`, or `Transaction` with the pool's reason.
    pub async fn add_full_range(
        &self,
        provider: &DynProvider,
        account: Address,
        pool: &Pool,
        amount0: U256,
        amount1: U256,
    ) -> Result<(), ProtocolError> {
        let factory = UniswapV3Factory::new(self.factory, provider);
        let spacing = factory
            .feeAmountTickSpacing(pool.fee)
            .call()
            .await
            .during("asking for a tick spacing")?;
        let range =
            pool_math::full_range(spacing.as_i32()).ok_or(ProtocolError::FeeTierUnknown {
                factory: self.factory,
                fee: pool.fee.to(),
            })?;
        self.add_range(provider, account, pool, range, [amount0, amount1])
            .await
    }

    /// Adds liquidity between two ticks of the pool's grid, as [`UniswapV3::add_full_range`] does over all of them.
    ///
    /// # Errors
    /// `AmountOutOfRange` for ticks that are none, or `Transaction` with the pool's reason.
    pub async fn add_range(
        &self,
        provider: &DynProvider,
        account: Address,
        pool: &Pool,
        (lower, upper): (i32, i32),
        [amount0, amount1]: [U256; 2],
    ) -> Result<(), ProtocolError> {
        let params = PositionManager::MintParams {
            token0: pool.token0,
            token1: pool.token1,
            fee: pool.fee,
            tickLower: tick(lower)?,
            tickUpper: tick(upper)?,
            amount0Desired: amount0,
            amount1Desired: amount1,
            amount0Min: U256::ZERO,
            amount1Min: U256::ZERO,
            recipient: account,
            deadline: U256::MAX,
        };
        let mint = PositionManager::mintCall { params };
        let action = "adding liquidity";
        send(
            provider,
            action,
            account,
            self.position_manager,
            &mint,
            U256::ZERO,
        )
        .await?;
        Ok(())
    }

    /// A tier, as a menu names it.
    pub fn source(&self, fee: U24) -> Source {
        Source {
            kind: VenueKind::UniswapV3,
            factory: self.factory,
            poolInitCodeHash: self.pool_init_code_hash,
            fee,
        }
    }

    /// Swaps through the router, which the account has approved.
    ///
    /// # Errors
    /// `Transaction` with the router's reason.
    pub async fn swap(
        &self,
        provider: &DynProvider,
        pool: &Pool,
        swap: Swap,
    ) -> Result<TransactionReceipt, ProtocolError> {
        let params = SwapRouter::ExactInputSingleParams {
            tokenIn: swap.token_in,
            tokenOut: pool.other(swap.token_in),
            fee: pool.fee,
            recipient: swap.account,
            deadline: U256::MAX,
            amountIn: swap.amount_in,
            amountOutMinimum: U256::ZERO,
            sqrtPriceLimitX96: swap.sqrt_price_limit,
        };
        let call = SwapRouter::exactInputSingleCall { params };
        send(
            provider,
            "swapping",
            swap.account,
            self.swap_router,
            &call,
            U256::ZERO,
        )
        .await
    }

    /// What a swap of an exact input would bring at this moment.
    ///
    /// # Errors
    /// `Transaction` with the pool's reason.
    pub async fn quote(
        &self,
        provider: &DynProvider,
        pool: &Pool,
        token_in: Address,
        amount_in: U256,
    ) -> Result<U256, ProtocolError> {
        let quoter = QuoterV2::new(self.quoter_v2, provider);
        let params = QuoterV2::QuoteExactInputSingleParams {
            tokenIn: token_in,
            tokenOut: pool.other(token_in),
            amountIn: amount_in,
            fee: pool.fee,
            sqrtPriceLimitX96: U160::ZERO,
        };
        let quoted = quoter.quoteExactInputSingle(params).call().await;
        Ok(quoted.during("quoting a swap")?.amountOut)
    }
}

impl Pool {
    /// The token on the other side.
    pub fn other(&self, token: Address) -> Address {
        if token == self.token0 {
            self.token1
        } else {
            self.token0
        }
    }

    /// The pool's price, as `sqrtPriceX96`.
    ///
    /// # Errors
    /// `Transaction` when the pool cannot be asked.
    pub async fn sqrt_price(&self, provider: &DynProvider) -> Result<U160, ProtocolError> {
        let pool = UniswapV3Pool::new(self.address, provider);
        let slot0 = pool.slot0().call().await.during("reading a pool's price")?;
        Ok(slot0.sqrtPriceX96)
    }

    /// The liquidity at the pool's price.
    ///
    /// # Errors
    /// `Transaction` when the pool cannot be asked.
    pub async fn liquidity(&self, provider: &DynProvider) -> Result<u128, ProtocolError> {
        let pool = UniswapV3Pool::new(self.address, provider);
        Ok(pool
            .liquidity()
            .call()
            .await
            .during("reading a pool's liquidity")?)
    }
}

/// Two tokens in the order in which Uniswap names them.
fn sorted(token_a: Address, token_b: Address) -> (Address, Address) {
    if token_a < token_b {
        (token_a, token_b)
    } else {
        (token_b, token_a)
    }
}

fn tick(value: i32) -> Result<I24, ProtocolError> {
    I24::try_from(value).map_err(|_| ProtocolError::AmountOutOfRange { what: "a tick" })
}

/// Both deltas of a pool's swap event: positive is what the pool received.
pub fn swap_amounts(receipt: &TransactionReceipt, pool: Address) -> Option<(I256, I256)> {
    receipt
        .logs()
        .iter()
        .filter(|log| log.address() == pool)
        .find_map(|log| log.log_decode::<UniswapV3Pool::Swap>().ok())
        .map(|log| (log.inner.amount0, log.inner.amount1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{address, b256};

    /// Arbitrum One's WETH/USDC.e 0.05 % pool, a public fact.
    #[test]
    fn pool_of_derives_the_live_pool_of_arbitrum_one() {
        let none = Address::ZERO;
        let uniswap = UniswapV3 {
            factory: address!("0x1F98431c8aD98523631AE4a59f267346ea31F984"),
            pool_init_code_hash: b256!(
                "0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54"
            ),
            position_manager: none,
            swap_router: none,
            quoter_v2: none,
        };
        let weth = address!("0x82aF49447D8a07e3bd95BD0d56f35241523fBab1");
        let usdc_e = address!("0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8");
        let pool = uniswap.pool_of(usdc_e, weth, U24::from(500_u16));
        assert_eq!(
            pool.address,
            address!("0xC31E54c7a869B9FcBEcc14363CF510d1c41fa443")
        );
        assert_eq!(pool, uniswap.pool_of(weth, usdc_e, U24::from(500_u16)));
    }
}
