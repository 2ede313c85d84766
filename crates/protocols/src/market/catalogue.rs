//! The assets that a market can have: names, decimals and fee tiers as on Arbitrum One, and prices to start from.

use alloy::primitives::{I256, U256, keccak256};

/// How a token comes into being.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Minted by its bridge.
    Bridged,
    /// Ether, wrapped.
    WrappedEther,
    /// Minted by its creator.
    Plain,
}

/// An asset that a market is to have.
#[derive(Debug, Clone, Copy)]
pub struct Listing {
    /// The token's symbol.
    pub symbol: &'static str,
    /// The token's name.
    pub name: &'static str,
    /// The token's decimals.
    pub decimals: u8,
    /// USD with 8 decimals.
    pub price: u64,
    /// Fee tier of the pool against the hub, in hundredths of a bip; 0 for the hub itself.
    pub pool_fee: u16,
    /// How the token comes into being.
    pub kind: Kind,
}

const fn bridged(
    symbol: &'static str,
    name: &'static str,
    decimals: u8,
    price: u64,
    pool_fee: u16,
) -> Listing {
    Listing {
        symbol,
        name,
        decimals,
        price,
        pool_fee,
        kind: Kind::Bridged,
    }
}

/// The hub first.
pub(crate) const CATALOGUE: [Listing; 10] = [
    bridged("USDC", "USD Coin", 6, 100_000_000, 0),
    Listing {
        symbol: "WETH",
        name: "Wrapped Ether",
        decimals: 18,
        price: 385_025_000_000,
        pool_fee: 500,
        kind: Kind::WrappedEther,
    },
    bridged("WBTC", "Wrapped BTC", 8, 10_843_210_000_000, 500),
    bridged("ARB", "Arbitrum", 18, 41_250_000, 3_000),
    bridged("LINK", "ChainLink Token", 18, 1_783_000_000, 3_000),
    bridged("UNI", "Uniswap", 18, 791_500_000, 3_000),
    bridged("AAVE", "Aave Token", 18, 24_360_000_000, 3_000),
    bridged("GMX", "GMX", 18, 1_342_000_000, 3_000),
    bridged("PENDLE", "Pendle", 18, 437_000_000, 3_000),
    bridged("CRV", "Curve DAO Token", 18, 62_150_000, 3_000),
];

/// The widest move of a starting price by a seed.
const JITTER_BPS: u64 = 300;
const BPS: u64 = 10_000;

impl Listing {
    /// The first answer of its feed. Seed 0 is the catalogue's price; any other moves it by up to 3 % either way, the
    /// hub's excepted.
    pub(crate) fn first_answer(&self, seed: u64) -> I256 {
        let is_hub = self.pool_fee == 0;
        let factor_bps = if seed == 0 || is_hub {
            BPS
        } else {
            jittered(seed, self.symbol)
        };
        let scaled = u128::from(self.price).saturating_mul(u128::from(factor_bps));
        I256::from_raw(U256::from(scaled.div_euclid(u128::from(BPS))))
    }
}

/// Between 9,700 and 10,300, evenly.
fn jittered(seed: u64, symbol: &str) -> u64 {
    let mut input = seed.to_be_bytes().to_vec();
    input.extend_from_slice(symbol.as_bytes());
    let hash = U256::from_be_bytes(keccak256(input).0);
    let span = JITTER_BPS.saturating_mul(2).saturating_add(1);
    let offset: u64 = hash.wrapping_rem(U256::from(span)).to();
    BPS.saturating_sub(JITTER_BPS).saturating_add(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_answer_moves_with_the_seed_within_three_percent() {
        let weth = CATALOGUE[1];
        assert_eq!(weth.first_answer(0).to_string(), "385025000000");
        let mut seen = std::collections::BTreeSet::new();
        for seed in 1..200 {
            let answer: u64 = weth
                .first_answer(seed)
                .to_string()
                .parse()
                .expect("positive");
            assert!(
                (373_474_250_000..=396_575_750_000).contains(&answer),
                "{answer}"
            );
            seen.insert(answer);
            assert_eq!(weth.first_answer(seed), weth.first_answer(seed));
            assert_eq!(CATALOGUE[0].first_answer(seed).to_string(), "100000000");
        }
        assert!(seen.len() > 100, "{}", seen.len());
    }
}
