//! Which pools may a leg use? Those of its route, on the menu that the vault's venue stands for.
//!
//! A venue without an init code hash stands for the menu at its address: no factory has pools of such a hash.

use alloy_primitives::{Address, U256, aliases::U24};
use kit::abi::{
    IRouterMenu::{MenuMissing, RouteUnknown},
    Menu, Source,
};
use kit::dispatch::revert;
use kit::menu::{CODE_BYTES_MAX, decode};
use kit::{Revert, account};

/// The menu at an address.
pub(crate) fn at(address: Address) -> Result<Menu, Revert> {
    // One byte more than the longest, so that a longer code is no menu.
    let code = account::code_up_to(address, CODE_BYTES_MAX.saturating_add(1));
    decode(&code).ok_or_else(|| revert(MenuMissing { menu: address }))
}

/// The sources of a route: bit `i` of it is source `i`.
pub(crate) fn chosen(menu: &Menu, route: U24) -> Result<Vec<&Source>, Revert> {
    let bits = U256::from(route);
    let count = menu.sources.len();
    if bits.is_zero() || bits.bit_len() > count {
        return Err(revert(RouteUnknown {
            route,
            sources: U256::from(count),
        }));
    }
    let is_chosen = |index: &usize| bits.bit(*index);
    Ok((0..)
        .zip(&menu.sources)
        .filter(|(index, _)| is_chosen(index))
        .map(|(_, source)| source)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{Address, B256};
    use alloy_sol_types::SolError;
    use kit::abi::VenueKind;

    fn menu(sources: u8) -> Menu {
        let source = |index| Source {
            kind: VenueKind::UniswapV3,
            factory: Address::repeat_byte(index + 1),
            poolInitCodeHash: B256::ZERO,
            fee: U24::ZERO,
        };
        Menu {
            sources: (0..sources).map(source).collect(),
            ..Menu::default()
        }
    }

    #[test]
    fn chosen_takes_the_sources_whose_bits_are_set_and_refuses_the_rest() {
        let menu = menu(3);
        let factories = |route: u32| -> Vec<_> {
            let sources = chosen(&menu, U24::from(route)).unwrap();
            sources.iter().map(|source| source.factory[0]).collect()
        };
        assert_eq!(factories(0b001), [1]);
        assert_eq!(factories(0b110), [2, 3]);
        assert_eq!(factories(0b111), [1, 2, 3]);
        for route in [0, 0b1000, 0b1001, 0xff_ffff] {
            let error = RouteUnknown {
                route: U24::from(route),
                sources: U256::from(3),
            };
            assert_eq!(chosen(&menu, U24::from(route)), Err(error.abi_encode()));
        }
    }
}
