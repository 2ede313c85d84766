//! Uniswap V2: the factory, its router, and pairs.

use crate::{Creator, ProtocolError, bytecode::Contract, tokens::Erc20};
use alloy::{
    primitives::{Address, B256, U256, aliases::U24, keccak256},
    sol_types::SolValue,
};
use client::{
    bindings::{Source, VenueKind},
    transaction::During,
};

pub use interfaces::{UniswapV2Factory, UniswapV2Pair, UniswapV2Router};

mod interfaces {
    #![allow(
        missing_docs,
        reason = "generated; named as in the contracts' own sources"
    )]

    alloy::sol! {
        #[sol(rpc)]
        interface UniswapV2Factory {
            function createPair(address tokenA, address tokenB) external returns (address pair);
            function getPair(address tokenA, address tokenB) external view returns (address pair);
        }

        #[sol(rpc)]
        interface UniswapV2Pair {
            function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast);
            function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes data) external;
            function sync() external;
            function mint(address to) external returns (uint256 liquidity);
            function token0() external view returns (address);
        }

        #[sol(rpc)]
        interface UniswapV2Router {
            function getAmountOut(uint256 amountIn, uint256 reserveIn, uint256 reserveOut) external pure returns (uint256 amountOut);
            function getAmountIn(uint256 amountOut, uint256 reserveIn, uint256 reserveOut) external pure returns (uint256 amountIn);
        }
    }
}

/// A deployment of Uniswap V2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniswapV2 {
    /// Makes pairs.
    pub factory: Address,
    /// Quotes and swaps for accounts.
    pub router: Address,
    /// keccak256 of the pairs' creation code.
    pub pair_init_code_hash: B256,
}

/// What a pair keeps of an input, in hundredths of a bip; built into its code.
const FEE_PIPS: u16 = 3_000;

impl UniswapV2 {
    /// Deploys the factory, whose fee nobody may switch on, and the router.
    ///
    /// # Errors
    /// As [`Creator::create`].
    pub async fn deploy(creator: &Creator, wrapped_ether: Address) -> Result<Self, ProtocolError> {
        let nobody = Address::ZERO.abi_encode();
        let factory = creator.create(Contract::UniswapV2Factory, &nobody).await?;
        let both = (factory, wrapped_ether).abi_encode_params();
        let router = creator.create(Contract::UniswapV2Router, &both).await?;
        Ok(Self {
            factory,
            router,
            pair_init_code_hash: creator.bytecode.pair_init_code_hash()?,
        })
    }

    /// Creates the pair of two tokens.
    ///
    /// # Errors
    /// `Transaction` with the factory's reason.
    pub async fn create_pair(
        &self,
        creator: &Creator,
        token_a: Address,
        token_b: Address,
    ) -> Result<Address, ProtocolError> {
        let create = UniswapV2Factory::createPairCall {
            tokenA: token_a,
            tokenB: token_b,
        };
        creator
            .call("creating a pair", self.factory, &create)
            .await?;
        let factory = UniswapV2Factory::new(self.factory, &creator.provider);
        let pair = factory.getPair(token_a, token_b).call().await;
        Ok(pair.during("asking for a pair")?)
    }

    /// The pair of two tokens, by CREATE2.
    pub fn pair_of(&self, token_a: Address, token_b: Address) -> Address {
        let (token0, token1) = (token_a.min(token_b), token_a.max(token_b));
        let salt = keccak256((token0, token1).abi_encode_packed());
        self.factory.create2(salt, self.pair_init_code_hash)
    }

    /// Puts the creator's tokens into a pair, and takes the pair's shares for it.
    ///
    /// # Errors
    /// `Transaction` with a token's or the pair's reason.
    pub async fn add_liquidity(
        &self,
        creator: &Creator,
        pair: Address,
        amounts: [(Address, U256); 2],
    ) -> Result<(), ProtocolError> {
        for (token, amount) in amounts {
            let transfer = Erc20::transferCall { to: pair, amount };
            creator.call("filling a pair", token, &transfer).await?;
        }
        let mint = UniswapV2Pair::mintCall {
            to: creator.account,
        };
        creator.call("opening a pair", pair, &mint).await?;
        Ok(())
    }

    /// As a menu names it.
    pub fn source(&self) -> Source {
        Source {
            kind: VenueKind::UniswapV2,
            factory: self.factory,
            poolInitCodeHash: self.pair_init_code_hash,
            fee: U24::from(FEE_PIPS),
        }
    }
}
