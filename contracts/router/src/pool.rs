//! Where is the pool of a pair? A Uniswap V3 factory creates it by CREATE2, so its address is arithmetic:
//! `keccak256(0xff ++ factory ++ keccak256(abi.encode(token0, token1, fee)) ++ initCodeHash)`, the last 20 bytes of it.
//!
//! Nothing is looked up and nothing is trusted: whoever calls from this address runs the code that the venue's init code
//! made, because no other code can get there.

use alloy_primitives::{Address, B256, U160, U256, aliases::U24, keccak256};
use kit::abi::Venue;

/// The lowest price limit that a pool accepts, 4295128740: one above the end of its range. A swap stops at its amount and
/// never at a price, for the floor on the output is the one limit.
const SQRT_PRICE_LOWEST: U160 = U160::from_limbs([4_295_128_740, 0, 0]);
/// The highest one, 1461446703485210103287273052203988822378723970341.
const SQRT_PRICE_HIGHEST: U160 =
    U160::from_limbs([0x5d95_1d52_6398_8d25, 0xefd1_fc6a_5064_8849, 0xfffd_8963]);

/// The side of a pool's pair that goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The token with the lower address is sold.
    Zero,
    /// The token with the higher address is sold.
    One,
}

impl Side {
    /// Pools order their tokens by address.
    pub(crate) fn of(token_in: Address, token_out: Address) -> Self {
        if token_in < token_out {
            Self::Zero
        } else {
            Self::One
        }
    }

    /// The price limit that never binds.
    pub(crate) const fn price_limit(self) -> U160 {
        match self {
            Self::Zero => SQRT_PRICE_LOWEST,
            Self::One => SQRT_PRICE_HIGHEST,
        }
    }
}

/// The address of the pool of two tokens, in either order, at a fee tier.
pub(crate) fn pool_of(venue: &Venue, token_a: Address, token_b: Address, fee: U24) -> Address {
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
    fn pool_of_finds_pools_that_exist_on_mainnet() {
        let five_bps = address!("88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640");
        assert_eq!(pool_of(&MAINNET, USDC, WETH, U24::from(500)), five_bps);
        assert_eq!(pool_of(&MAINNET, WETH, USDC, U24::from(500)), five_bps);
        let thirty_bps = address!("8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8");
        assert_eq!(pool_of(&MAINNET, USDC, WETH, U24::from(3_000)), thirty_bps);
        let stable = address!("5777d92f208679DB4b9778590Fa3CAB3aC9e2168");
        assert_eq!(pool_of(&MAINNET, DAI, USDC, U24::from(100)), stable);
    }

    #[test]
    fn price_limit_is_one_inside_the_range_of_a_pool() {
        assert_eq!(Side::of(USDC, WETH).price_limit(), uint!(4295128740_U160));
        let top = uint!(1461446703485210103287273052203988822378723970341_U160);
        assert_eq!(Side::of(WETH, USDC).price_limit(), top);
    }
}
