//! Several pools for one pair of tokens: a menu with Uniswap V3 and V2 in it, and a payer that swaps through the router
//! without being a vault.

use crate::{chain::Chain, solidity, world::World};
use alloy::{
    primitives::{Address, Bytes, U256, aliases::U24, aliases::U112},
    sol_types::SolCall,
};
use client::bindings::{
    Fill, IFactory::publishCall, IRouter::swapCall, IRouterMenu::quoteCall, Leg, Menu, Part,
    Source, Venue,
};
use protocols::{
    uniswap_v2::{UniswapV2, UniswapV2Pair, UniswapV2Router},
    uniswap_v3::Pool,
};

pub use actor::IPayer;

mod actor {
    #![allow(
        missing_docs,
        reason = "generated; its documentation is in tests/contracts"
    )]

    alloy::sol! {
        #![sol(all_derives)]

        interface IPayer {
            error NotPaid(address token, uint256 amount);

            function order(address to, bytes calldata data) external;
            function answer() external view returns (bytes memory);
            function payments() external view returns (uint256);
        }
    }
}

/// The asset that is traded against the hub.
pub const ASSET: usize = 1;
/// The second tier of Uniswap V3, beside the market's own of 500.
pub const SECOND_TIER: u32 = 3_000;

/// Three pools of one pair: the market's own tier of Uniswap V3, a second tier, and a pair of Uniswap V2.
#[derive(Debug, Clone)]
pub struct Pools {
    /// Uniswap V2.
    pub uniswap_v2: UniswapV2,
    /// Uniswap V3: the market's own tier, then the second one.
    pub tiers: [Pool; 2],
    /// Uniswap V2.
    pub pair: Address,
}

impl Pools {
    /// Opens the second tier and the pair at the feeds' prices, so deep each.
    ///
    /// # Errors
    /// The protocols' own.
    pub async fn open(world: &World, tier_usd: u64, pair_usd: u64) -> anyhow::Result<Self> {
        let market = &world.market;
        let wrapped = market.wrapped_ether.token;
        let uniswap_v2 = UniswapV2::deploy(&market.creator, wrapped).await?;
        let second = market
            .open_tier(ASSET, U24::from(SECOND_TIER), tier_usd)
            .await?;
        let pair = market.open_pair(&uniswap_v2, ASSET, pair_usd).await?;
        let first = market
            .uniswap
            .pool_of(second.token0, second.token1, U24::from(500));
        Ok(Self {
            uniswap_v2,
            tiers: [first, second],
            pair,
        })
    }

    /// As a menu names them: bit 0 and 1 of a route are the tiers, bit 2 is the pair.
    pub fn sources(&self, world: &World) -> Vec<Source> {
        let uniswap = &world.market.uniswap;
        vec![
            uniswap.source(self.tiers[0].fee),
            uniswap.source(self.tiers[1].fee),
            self.uniswap_v2.source(),
        ]
    }

    /// What each pool returns for an input, by its own protocol's quoter; `None` when it cannot take that.
    ///
    /// # Errors
    /// When a node cannot be asked.
    pub async fn own_quotes(
        &self,
        world: &World,
        token_in: Address,
        amount_in: U256,
    ) -> anyhow::Result<[Option<U256>; 3]> {
        let mut quotes = [Some(U256::ZERO); 3];
        if amount_in.is_zero() {
            return Ok(quotes);
        }
        let provider = world.chain.provider();
        for (quote, tier) in quotes.iter_mut().zip(&self.tiers) {
            let uniswap = &world.market.uniswap;
            *quote = uniswap
                .quote(provider, tier, token_in, amount_in)
                .await
                .ok();
        }
        let pair = UniswapV2Pair::new(self.pair, provider);
        let reserves = pair.getReserves().call().await?;
        let (zero, one) = (U256::from(reserves.reserve0), U256::from(reserves.reserve1));
        let (reserve_in, reserve_out) = if token_in == self.tiers[0].token0 {
            (zero, one)
        } else {
            (one, zero)
        };
        let library = UniswapV2Router::new(self.uniswap_v2.router, provider);
        let quote = library.getAmountOut(amount_in, reserve_in, reserve_out);
        quotes[2] = quote.call().await.ok();
        Ok(quotes)
    }
}

/// Publishes a menu, and says how a vault names it.
///
/// # Errors
/// The factory's own.
pub async fn publish(
    world: &World,
    hub_per_ether: u64,
    sources: Vec<Source>,
) -> anyhow::Result<Venue> {
    let menu = Menu {
        program: world.deployed.router_menu.address,
        hub: world.market.asset(0)?.token,
        hubPerEther: U112::from(hub_per_ether),
        sources,
    };
    let (chain, factory) = (&world.chain, world.factory());
    let call = publishCall { menu };
    let at = chain.view(factory, &call).await?;
    chain.send(chain.people.mallory, factory, &call).await?;
    Ok(Venue {
        factory: at,
        poolInitCodeHash: Default::default(),
    })
}

/// What the router says that it would do.
///
/// # Errors
/// The router's own.
pub async fn quote(world: &World, venue: &Venue, leg: &Leg) -> anyhow::Result<Vec<Part>> {
    let call = quoteCall {
        venue: venue.clone(),
        leg: leg.clone(),
    };
    Ok(world
        .chain
        .view(world.deployed.router_menu.address, &call)
        .await?)
}

/// What the parts return together.
pub fn total(parts: &[Part]) -> U256 {
    parts.iter().map(|part| part.amountOut).sum()
}

/// A payer that is no vault.
#[derive(Debug, Clone, Copy)]
pub struct Payer {
    /// Where it is.
    pub address: Address,
}

impl Payer {
    /// Deploys one.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn deploy(chain: &Chain) -> anyhow::Result<Self> {
        let code = solidity::creation_code("Payer")?;
        let address = chain.create("deploying a payer", code).await?;
        Ok(Self { address })
    }

    /// A swap in its name.
    pub fn order(world: &World, venue: &Venue, legs: Vec<Leg>) -> IPayer::orderCall {
        let swap = swapCall {
            venue: venue.clone(),
            legs,
        };
        IPayer::orderCall {
            to: world.suite().router,
            data: Bytes::from(swap.abi_encode()),
        }
    }

    /// Swaps, and says what the router answered.
    ///
    /// # Errors
    /// The router's own.
    pub async fn swap(
        &self,
        world: &World,
        venue: &Venue,
        legs: Vec<Leg>,
    ) -> anyhow::Result<Vec<Fill>> {
        let (chain, call) = (&world.chain, Self::order(world, venue, legs));
        chain
            .send(chain.people.mallory, self.address, &call)
            .await?;
        let answer = chain.view(self.address, &IPayer::answerCall {}).await?;
        Ok(swapCall::abi_decode_returns(&answer)?)
    }
}
