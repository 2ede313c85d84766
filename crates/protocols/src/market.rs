//! A whole market on a chain: tokens, a price feed for each, and a Uniswap pool against the hub for each but the hub.
//!
//! Pools start at the feeds' prices with a stated depth over the full range. [`Market::move_price`] moves both the feed
//! and the pools: the oracle submits an answer, and an arbitrageur swaps through the real router until each pool it
//! concerns is exactly at the new price. Everything is done by ordinary signed transactions.

mod birth;
mod catalogue;
mod vault;

pub use catalogue::{Kind, Listing};

use crate::{
    Creator, ProtocolError,
    chainlink::{FEED_DECIMALS, PriceFeed},
    pool_math::{self, Side},
    sequencer::SequencerFeed,
    tokens::{self, Bridge, WrappedEther},
    uniswap_v3::{Pool, Swap, UniswapV3},
};
use alloy::{
    primitives::{Address, I256, U160, U256, aliases::U24},
    providers::DynProvider,
};
use catalogue::CATALOGUE;

/// A market needs a hub and something to trade.
pub const MIN_ASSETS: usize = 2;
/// As many as there are names for.
pub const MAX_ASSETS: usize = CATALOGUE.len();

const BPS: i64 = 10_000;

/// What the tokens of a market are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tokens {
    /// As on Arbitrum: behind the bridge's beacon, and ether wrapped behind a transparent proxy.
    #[default]
    Arbitrum,
    /// OpenZeppelin's ERC-20 for all of them, behind nothing: the cheapest that a real token gets. Its creator mints.
    Plain,
}

/// What a market is made with.
#[derive(Debug, Clone, Copy)]
pub struct MarketConfig {
    /// How many assets, the hub included.
    pub assets: usize,
    /// Decides token addresses and, when not 0, moves the starting prices a little.
    pub seed: u64,
    /// Depth of each side of each pool, in whole USD.
    pub depth_usd: u64,
    /// What the tokens are.
    pub tokens: Tokens,
    /// Whether to deploy wrapped ether of one's own even where there is the usual one: on a chain that others use, too,
    /// only of one's own is every unit accounted for.
    pub own_wrapped_ether: bool,
}

impl Default for MarketConfig {
    fn default() -> Self {
        Self {
            assets: 3,
            seed: 0,
            depth_usd: 50_000_000,
            tokens: Tokens::Arbitrum,
            own_wrapped_ether: false,
        }
    }
}

/// Accounts, beside the creator, whose keys the provider has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Submits prices.
    pub oracle: Address,
    /// Brings pools to the prices.
    pub arbitrageur: Address,
    /// Reports the sequencer's status.
    pub reporter: Address,
}

/// One asset.
#[derive(Debug, Clone)]
pub struct MarketAsset {
    /// Its symbol.
    pub symbol: &'static str,
    /// Its token.
    pub token: Address,
    /// Its decimals.
    pub decimals: u8,
    /// How it comes into being.
    pub kind: Kind,
    /// Its price in USD.
    pub feed: PriceFeed,
    /// Its pool against the hub; the hub has none.
    pub pool: Option<Pool>,
}

/// The market.
#[derive(Debug, Clone)]
pub struct Market {
    /// Who made it, mints, and provides the liquidity.
    pub creator: Creator,
    /// The other accounts.
    pub roles: Roles,
    /// The hub first.
    pub assets: Vec<MarketAsset>,
    /// Uniswap V3.
    pub uniswap: UniswapV3,
    /// The sequencer uptime feed.
    pub sequencer: SequencerFeed,
    /// Behind the bridged tokens.
    pub bridge: Bridge,
    /// Wrapped ether.
    pub wrapped_ether: WrappedEther,
    /// Chainlink's own token.
    pub link: Address,
    /// Multicall3, at its usual address where it is there.
    pub multicall3: Address,
}

impl Market {
    /// The asset of an index, the hub being 0.
    ///
    /// # Errors
    /// `AssetUnknown`.
    pub fn asset(&self, index: usize) -> Result<&MarketAsset, ProtocolError> {
        self.assets.get(index).ok_or(ProtocolError::AssetUnknown {
            index,
            count: self.assets.len(),
        })
    }

    /// Gives an account tokens: minted by the bridge, or wrapped from the creator's ether.
    ///
    /// # Errors
    /// `AssetUnknown`, `EtherShort`, or the token's reason.
    pub async fn give(&self, index: usize, to: Address, amount: U256) -> Result<(), ProtocolError> {
        let asset = self.asset(index)?;
        let provider = self.provider();
        match asset.kind {
            Kind::Bridged => self.bridge.mint(provider, asset.token, to, amount).await,
            Kind::Plain => {
                let from = self.creator.account;
                tokens::mint_plain(provider, asset.token, from, to, amount).await
            }
            Kind::WrappedEther => {
                let from = self.creator.account;
                self.wrapped_ether.wrap(provider, from, to, amount).await
            }
        }
    }

    /// The feed's latest answer.
    ///
    /// # Errors
    /// `AssetUnknown`, or the feed's reason.
    pub async fn answer(&self, index: usize) -> Result<I256, ProtocolError> {
        self.asset(index)?.feed.answer(self.provider()).await
    }

    /// Base units of an asset worth this many whole USD at its feed's price, rounded down.
    ///
    /// # Errors
    /// `AssetUnknown`, or `AmountOutOfRange`.
    pub async fn worth(&self, index: usize, usd: u64) -> Result<U256, ProtocolError> {
        let side = self.side(index).await?;
        pool_math::base_units(U256::from(usd), side, FEED_DECIMALS)
            .ok_or(ProtocolError::AmountOutOfRange { what: "a depth" })
    }

    /// Submits an answer and leaves the pools where they are.
    ///
    /// # Errors
    /// `AssetUnknown`, or the aggregator's reason.
    pub async fn submit(&self, index: usize, answer: I256) -> Result<(), ProtocolError> {
        self.asset(index)?
            .feed
            .submit(self.provider(), answer)
            .await
    }

    /// Submits every feed's answer again, so that none is stale.
    ///
    /// # Errors
    /// The aggregators' reasons.
    pub async fn refresh(&self) -> Result<(), ProtocolError> {
        for index in 0..self.assets.len() {
            self.submit(index, self.answer(index).await?).await?;
        }
        Ok(())
    }

    /// Moves the price of an asset by `bps`, feed and pools alike, and returns the new answer.
    ///
    /// # Errors
    /// `MoveOutOfRange` before anything is sent, or as [`Market::arbitrage`].
    pub async fn move_price(&self, index: usize, bps: i32) -> Result<I256, ProtocolError> {
        let answer = moved(self.asset(index)?.symbol, self.answer(index).await?, bps)?;
        self.submit(index, answer).await?;
        // The hub is on one side of every pool.
        let concerned = if index == 0 {
            1..self.assets.len()
        } else {
            index..index.saturating_add(1)
        };
        for pool in concerned {
            self.arbitrage(pool).await?;
        }
        Ok(answer)
    }

    /// Swaps through the router until the asset's pool is exactly at the feeds' price. Does nothing when it is.
    ///
    /// # Errors
    /// `PriceOutOfRange`, `EtherShort`, `PoolNotAtPrice`, or the router's reason.
    pub async fn arbitrage(&self, index: usize) -> Result<(), ProtocolError> {
        let Some(pool) = self.asset(index)?.pool else {
            return Ok(());
        };
        let provider = self.provider();
        let expected = self.oracle_sqrt_price(index).await?;
        let current = pool.sqrt_price(provider).await?;
        if current == expected {
            return Ok(());
        }
        let token_in = if expected < current {
            pool.token0
        } else {
            pool.token1
        };
        let amount_in =
            arbitrage_input(pool.liquidity(provider).await?, current, expected, pool.fee).ok_or(
                ProtocolError::AmountOutOfRange {
                    what: "an arbitrage",
                },
            )?;
        let account = self.roles.arbitrageur;
        self.give(self.index_of(token_in)?, account, amount_in)
            .await?;
        tokens::approve_all(provider, token_in, account, self.uniswap.swap_router).await?;
        let swap = Swap {
            account,
            token_in,
            amount_in,
            sqrt_price_limit: expected,
        };
        self.uniswap.swap(provider, &pool, swap).await?;
        let got = pool.sqrt_price(provider).await?;
        if got != expected {
            return Err(ProtocolError::PoolNotAtPrice {
                symbol: self.asset(index)?.symbol.to_owned(),
                pool: pool.address,
                got: U256::from(got),
                expected: U256::from(expected),
            });
        }
        Ok(())
    }

    /// `sqrtPriceX96` of an asset's pool at the feeds' prices.
    ///
    /// # Errors
    /// `PriceOutOfRange` when an answer is not positive or no pool can be there.
    pub async fn oracle_sqrt_price(&self, index: usize) -> Result<U160, ProtocolError> {
        let (asset, hub) = (self.asset(index)?, self.asset(0)?);
        let (asset_side, hub_side) = (self.side(index).await?, self.side(0).await?);
        let root = if asset.token < hub.token {
            pool_math::sqrt_price_x96(asset_side, hub_side)
        } else {
            pool_math::sqrt_price_x96(hub_side, asset_side)
        };
        match root {
            Some(root) => Ok(root),
            None => Err(ProtocolError::PriceOutOfRange {
                symbol: asset.symbol.to_owned(),
                asset: self.answer(index).await?,
                hub: self.answer(0).await?,
            }),
        }
    }

    fn provider(&self) -> &DynProvider {
        &self.creator.provider
    }

    fn index_of(&self, token: Address) -> Result<usize, ProtocolError> {
        let count = self.assets.len();
        self.assets
            .iter()
            .position(|asset| asset.token == token)
            .ok_or(ProtocolError::AssetUnknown {
                index: count,
                count,
            })
    }

    /// The asset's side of a pool at its feed's price; a price that is not positive counts as zero, which no pool has.
    async fn side(&self, index: usize) -> Result<Side, ProtocolError> {
        let answer = self.answer(index).await?;
        Ok(Side {
            price: if answer.is_positive() {
                answer.unsigned_abs()
            } else {
                U256::ZERO
            },
            decimals: self.asset(index)?.decimals,
        })
    }
}

/// Input, fee included, and a thousandth on top: what is too much stays with the arbitrageur, for the swap stops at
/// the price, while a unit too little would leave the pool short of it.
fn arbitrage_input(liquidity: u128, from: U160, to: U160, fee: U24) -> Option<U256> {
    let before_fee = pool_math::input_between(liquidity, from, to)?;
    let exact = pool_math::with_fee(before_fee, fee.to())?;
    exact
        .checked_add(exact.div_ceil(U256::from(1_000_u64)))?
        .checked_add(U256::from(1_000_u64))
}

/// The answer moved by `bps`, rounded down, still positive.
fn moved(symbol: &str, answer: I256, bps: i32) -> Result<I256, ProtocolError> {
    let factor = BPS
        .checked_add(i64::from(bps))
        .and_then(|factor| I256::try_from(factor).ok());
    let scaled = factor
        .and_then(|factor| answer.checked_mul(factor))
        .and_then(|product| product.checked_div(I256::try_from(BPS).ok()?))
        .filter(|moved| moved.is_positive());
    scaled.ok_or_else(|| ProtocolError::MoveOutOfRange {
        symbol: symbol.to_owned(),
        answer,
        bps,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moved_scales_down_and_refuses_what_is_not_positive() {
        let answer = I256::try_from(385_025_000_000_i64).expect("small");
        let down = moved("WETH", answer, -2_500).expect("in range");
        assert_eq!(down.to_string(), "288768750000");
        assert_eq!(
            moved("WETH", answer, 1).expect("in range").to_string(),
            "385063502500"
        );
        match moved("WETH", answer, -10_000) {
            Err(ProtocolError::MoveOutOfRange { symbol, bps, .. }) => {
                assert_eq!((symbol.as_str(), bps), ("WETH", -10_000));
            }
            other => panic!("{other:?}"),
        }
    }
}
