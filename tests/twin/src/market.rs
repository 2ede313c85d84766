//! Tokens, feeds and pools, made and moved.

use std::rc::Rc;

use alloy_primitives::aliases::{U24, U80, U112};
use alloy_primitives::{Address, B256, I256, U256, keccak256};
use kit::abi::{
    Asset, Feed as FeedOf, FlowPolicy, LossLimits, Policy, Sequencer, VaultConfig, Venue,
};
use rebalance_math::execution::tick_at_sqrt_ratio;
use rebalance_math::{WAD, mul_div_floor, sqrt_floor};

use crate::chain::{Account, Chain};
use crate::feed::Feed;
use crate::pool::{self, Pool};
use crate::token::Token;
use crate::world::{World, named};

/// Liquidity of a pool that is worth this many whole units of the numeraire on each side.
const DEPTH: u64 = 1_000_000_000;
pub(crate) const FEED_DECIMALS: u8 = 8;
const MAX_AGE_S: u32 = 86_400;
const GRACE_S: u32 = 3_600;
/// Decimals and price, in cents, of the hub and of what can come beside it.
const CATALOGUE: [(u8, u64); 5] = [
    (6, 100),
    (18, 311_740),
    (8, 6_721_000),
    (18, 42),
    (18, 1_873),
];

impl World {
    /// Moves a feed's answer by a part, and the pools to the price that follows, as arbitrageurs do.
    pub fn move_price(&self, index: usize, bps: i64) {
        let factor = U256::from(10_000_i64.saturating_add(bps).max(1));
        let answer = self.feed(index).answer.into_raw() * factor / U256::from(10_000);
        self.report(
            index,
            answer.max(U256::from(100)).min(U256::from(1_u64 << 53)),
        );
        let concerned = if index == 0 {
            1..self.config.assets.len()
        } else {
            index..index + 1
        };
        for pool in concerned {
            self.place_pool(pool);
        }
    }

    /// A pool of the hub and the asset at the feeds' prices, as deep as [`DEPTH`].
    pub(crate) fn place_pool(&self, index: usize) {
        let (hub, token) = (self.token(0), self.token(index));
        let is_first = token < hub;
        let (lower, upper) = if is_first { (index, 0) } else { (0, index) };
        let (price0, price1) = (self.price_e36(lower), self.price_e36(upper));
        // sqrt(p0 / p1) * 2^96, and L = sqrt(amount0 * amount1).
        let ratio = mul_div_floor(price0, U256::ONE << 192, price1).expect("a price below 2^64");
        let sqrt_price = sqrt_floor(ratio);
        let side = |price| U256::from(DEPTH) * WAD * WAD / price;
        let (amount0, amount1) = (side(price0), side(price1));
        let asset = &self.config.assets[index];
        let fee = asset.poolFee;
        let place = pool_address(
            &self.config.venue,
            self.token(lower),
            self.token(upper),
            fee,
        );
        let pool = Pool {
            token0: self.token(lower),
            token1: self.token(upper),
            fee: u32::try_from(fee).unwrap_or_default(),
            tick_spacing: 60,
            liquidity: sqrt_floor(amount0 * amount1).saturating_to(),
        };
        self.chain.place(place, Account::Pool(pool));
        let tick = tick_at_sqrt_ratio(sqrt_price).expect("a price in range");
        pool::set_price(&self.chain, place, sqrt_price, tick);
        for (side, amount) in [(lower, amount0), (upper, amount1)] {
            let missing = (amount * U256::from(4)).saturating_sub(self.holding(side, place));
            self.mint(side, place, missing);
        }
    }
}

/// Uniswap V3's address of a pool.
pub(crate) fn pool_address(venue: &Venue, token0: Address, token1: Address, fee: U24) -> Address {
    let key = [
        token0.into_word(),
        token1.into_word(),
        B256::from(U256::from(fee)),
    ];
    let salt = keccak256(key.map(|word| word.0).as_flattened());
    venue.factory.create2(salt, venue.poolInitCodeHash)
}

/// Tokens and feeds, and a configuration of them.
pub(crate) fn config(chain: &Chain, assets: usize, owner: Address) -> VaultConfig {
    let now = chain.timestamp();
    let feed = |name: &str, answer: u64, at: u64| {
        let place = named(name);
        let feed = Feed {
            decimals: FEED_DECIMALS,
            round_id: U80::ONE,
            answer: I256::unchecked_from(answer),
            started_at: at,
            updated_at: at,
        };
        chain.place(place, Account::Feed(feed));
        place
    };
    let sequencer = feed("sequencer", 0, now - 10 * u64::from(GRACE_S));
    let venue = Venue {
        factory: named("venue"),
        poolInitCodeHash: keccak256("pool"),
    };
    let code = Rc::from([0xfe].as_slice());
    chain.place(venue.factory, Account::Code(code));
    // The hub has a fifth, the second asset two fifths, the others the rest in equal parts.
    let fifths = |count: u64| U256::from(count) * WAD / U256::from(5);
    let mut constituents: Vec<_> = CATALOGUE
        .iter()
        .take(assets)
        .enumerate()
        .map(|(index, (decimals, cents))| {
            let token = named(&format!("token {index}"));
            let model = Token {
                decimals: *decimals,
                is_frozen: false,
            };
            chain.place(token, Account::Token(model));
            Asset {
                token,
                targetWad: match (index, assets) {
                    (0, 2) => fifths(2),
                    (1, 2) => fifths(3),
                    (0, _) => fifths(1),
                    (1, _) => fifths(2),
                    _ => fifths(2) / U256::from(assets - 2),
                },
                poolFee: U24::from(if index == 0 { 0 } else { 3_000 }),
                errorBps: 25,
                feed: FeedOf {
                    aggregator: feed(&format!("feed {index}"), cents * 1_000_000, now),
                    maxAgeSeconds: MAX_AGE_S,
                    feedDecimals: FEED_DECIMALS,
                    tokenDecimals: *decimals,
                },
            }
        })
        .collect();
    let sum: U256 = constituents.iter().map(|asset| asset.targetWad).sum();
    if let Some(last) = constituents.last_mut() {
        last.targetWad += WAD - sum;
    }
    VaultConfig {
        name: "Native twin".into(),
        symbol: "TWIN".into(),
        owner,
        sequencer: Sequencer {
            feed: sequencer,
            graceSeconds: GRACE_S,
        },
        venue,
        policy: Policy {
            bandBps: 500,
            minIntervalSeconds: 600,
            toleranceBps: 100,
            maxLossBps: 100,
            triggers: B256::ZERO,
        },
        // Wide: a sequence rebalances more often than a vault would.
        lossLimits: LossLimits {
            windowBps: 1_000,
            windowSeconds: 86_400,
            fuseBps: 2_000,
            fuseSeconds: 2_592_000,
        },
        flowPolicy: FlowPolicy {
            baseFeeBps: 10,
            driftFeeBps: 10,
            minHoldSeconds: 3_600,
            dailyFlowBps: 500,
            shareCap: U112::MAX,
        },
        assets: constituents,
    }
}
