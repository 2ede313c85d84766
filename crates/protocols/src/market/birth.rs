//! How a market comes into being: protocols, then assets with their feeds, then pools at the feeds' prices.

use super::{
    MAX_ASSETS, MIN_ASSETS, Market, MarketAsset, MarketConfig, Roles, Tokens,
    catalogue::{CATALOGUE, Kind, Listing},
};
use crate::{
    Creator, ProtocolError,
    bytecode::Contract,
    chainlink::{self, Limits, PriceFeed},
    predeployed,
    sequencer::SequencerFeed,
    tokens::{self, Bridge, WrappedEther},
    uniswap_v2::UniswapV2,
    uniswap_v3::{Pool, UniswapV3},
};
use alloy::primitives::{Address, B256, U256, aliases::U24, keccak256};

impl Market {
    /// Deploys everything, pools included. `report` is told each step.
    ///
    /// # Errors
    /// `AssetCountOutOfRange` before anything is sent, `EtherShort` when the creator cannot wrap enough ether for the
    /// depth, and whatever the chain refuses.
    pub async fn deploy(
        creator: Creator,
        roles: Roles,
        config: MarketConfig,
        report: &mut dyn FnMut(&str),
    ) -> Result<Self, ProtocolError> {
        if !(MIN_ASSETS..=MAX_ASSETS).contains(&config.assets) {
            return Err(ProtocolError::AssetCountOutOfRange {
                got: config.assets,
                minimum: MIN_ASSETS,
                maximum: MAX_ASSETS,
            });
        }
        let listings = CATALOGUE.get(..config.assets).unwrap_or_default();
        Self::deploy_listed(creator, roles, config, listings, report).await
    }

    /// As [`Market::deploy`], with assets of one's own, the hub first; `config.assets` is not looked at.
    ///
    /// # Errors
    /// `AssetCountOutOfRange` for fewer than two, and as [`Market::deploy`].
    pub async fn deploy_listed(
        creator: Creator,
        roles: Roles,
        config: MarketConfig,
        listings: &[Listing],
        report: &mut dyn FnMut(&str),
    ) -> Result<Self, ProtocolError> {
        if listings.len() < MIN_ASSETS {
            return Err(ProtocolError::AssetCountOutOfRange {
                got: listings.len(),
                minimum: MIN_ASSETS,
                maximum: MAX_ASSETS,
            });
        }
        report("deploying Arbitrum's tokens, Uniswap V3 and Chainlink");
        let bridge = Bridge::deploy(&creator).await?;
        let wrapped_ether = if config.own_wrapped_ether {
            WrappedEther::deploy(&creator).await?
        } else {
            WrappedEther::find_or_deploy(&creator).await?
        };
        let uniswap = UniswapV3::deploy(&creator, wrapped_ether.token).await?;
        let link = chainlink::deploy_link(&creator).await?;
        let sequencer = SequencerFeed::deploy(&creator, roles.reporter).await?;
        let multicall3 = creator
            .find_or_create(predeployed::MULTICALL3, Contract::Multicall3)
            .await?;
        let mut market = Self {
            creator,
            roles,
            assets: Vec::with_capacity(listings.len()),
            uniswap,
            sequencer,
            bridge,
            wrapped_ether,
            link,
            multicall3,
        };
        for entry in listings {
            report(&format!("creating {} with its price feed", entry.symbol));
            let kind = match config.tokens {
                Tokens::Arbitrum => entry.kind,
                Tokens::Plain => Kind::Plain,
            };
            let asset = market.create_asset(entry, kind, config.seed).await?;
            market.assets.push(asset);
        }
        for (index, listing) in listings.iter().enumerate().skip(1) {
            let asset = market.asset(index)?;
            report(&format!(
                "opening the pool {}/{} with {} USD a side",
                asset.symbol,
                market.asset(0)?.symbol,
                config.depth_usd
            ));
            let fee = U24::from(listing.pool_fee);
            market.open_pool(index, fee, config.depth_usd).await?;
        }
        Ok(market)
    }

    async fn create_asset(
        &self,
        entry: &Listing,
        kind: Kind,
        seed: u64,
    ) -> Result<MarketAsset, ProtocolError> {
        let token = match kind {
            Kind::Plain => {
                tokens::create_plain(&self.creator, entry.name, entry.symbol, entry.decimals)
                    .await?
            }
            Kind::WrappedEther => self.wrapped_ether.token,
            Kind::Bridged => {
                let salt = salt(seed, entry.symbol);
                self.bridge
                    .token(
                        &self.creator,
                        entry.name,
                        entry.symbol,
                        entry.decimals,
                        salt,
                    )
                    .await?
            }
        };
        let description = format!("{} / USD", entry.symbol);
        let oracle = self.roles.oracle;
        let feed = PriceFeed::deploy(
            &self.creator,
            self.link,
            oracle,
            &description,
            Limits::default(),
        )
        .await?;
        feed.submit(self.provider(), entry.first_answer(seed))
            .await?;
        Ok(MarketAsset {
            symbol: entry.symbol,
            token,
            decimals: entry.decimals,
            kind,
            feed,
            // A hub has no fee tier; the address is filled in when the pool is opened.
            pool: None,
        })
    }

    async fn open_pool(
        &mut self,
        index: usize,
        fee: U24,
        depth_usd: u64,
    ) -> Result<(), ProtocolError> {
        let pool = self.open_tier(index, fee, depth_usd).await?;
        if let Some(asset) = self.assets.get_mut(index) {
            asset.pool = Some(pool);
        }
        Ok(())
    }

    /// Opens a pool of any tier for an asset against the hub, over the full range and at the feeds' price. The market moves
    /// its own pools alone: this one stays where trades leave it.
    ///
    /// # Errors
    /// `AssetUnknown`, `EtherShort`, or the protocols' reasons.
    pub async fn open_tier(
        &self,
        index: usize,
        fee: U24,
        depth_usd: u64,
    ) -> Result<Pool, ProtocolError> {
        let account = self.creator.account;
        let (asset, hub) = (self.asset(index)?.token, self.asset(0)?.token);
        let price = self.oracle_sqrt_price(index).await?;
        let pool = self
            .uniswap
            .create_pool(&self.creator, asset, hub, fee, price)
            .await?;
        let amounts = self.depth(index, depth_usd).await?;
        for (token, _) in amounts {
            let manager = self.uniswap.position_manager;
            tokens::approve_all(self.provider(), token, account, manager).await?;
        }
        let [(_, asset_amount), (_, hub_amount)] = amounts;
        let (amount0, amount1) = if asset == pool.token0 {
            (asset_amount, hub_amount)
        } else {
            (hub_amount, asset_amount)
        };
        self.uniswap
            .add_full_range(self.provider(), account, &pool, amount0, amount1)
            .await?;
        Ok(pool)
    }

    /// Opens the pair of an asset and the hub on a deployment of Uniswap V2, at the feeds' price. It stays where trades
    /// leave it.
    ///
    /// # Errors
    /// `AssetUnknown`, `EtherShort`, or the protocols' reasons.
    pub async fn open_pair(
        &self,
        uniswap: &UniswapV2,
        index: usize,
        depth_usd: u64,
    ) -> Result<Address, ProtocolError> {
        let (asset, hub) = (self.asset(index)?.token, self.asset(0)?.token);
        let pair = uniswap.create_pair(&self.creator, asset, hub).await?;
        let amounts = self.depth(index, depth_usd).await?;
        uniswap.add_liquidity(&self.creator, pair, amounts).await?;
        Ok(pair)
    }

    /// Gives the creator an asset and the hub, so much of each.
    async fn depth(
        &self,
        index: usize,
        depth_usd: u64,
    ) -> Result<[(Address, U256); 2], ProtocolError> {
        let asset = self.worth(index, depth_usd).await?;
        let hub = self.worth(0, depth_usd).await?;
        let amounts = [(index, asset), (0, hub)];
        for (which, amount) in amounts {
            self.give(which, self.creator.account, amount).await?;
        }
        Ok([
            (self.asset(index)?.token, asset),
            (self.asset(0)?.token, hub),
        ])
    }
}

fn salt(seed: u64, symbol: &str) -> B256 {
    let mut input = seed.to_be_bytes().to_vec();
    input.extend_from_slice(symbol.as_bytes());
    keccak256(input)
}
