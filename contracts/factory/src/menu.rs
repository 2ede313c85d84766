//! Writing a menu of pools into code, once: its address follows from what it says, so anyone may, and nobody owns it.

use alloy_primitives::{Address, B256, U256};
use kit::abi::{
    IFactory::{MenuMissing, MenuNotStored, MenuPublished, SourceFeeOutOfRange, SourcesOutOfRange},
    Menu,
};
use kit::dispatch::revert;
use kit::event::emit;
use kit::menu::{CODE_BYTES_MAX, MAX_FEE, MAX_SOURCES, decode, encode, is_fee};
use kit::{Revert, VM, account, policy};
use stylus_sdk::prelude::*;

/// A vault's salt is never zero: it is a hash.
const SALT: B256 = B256::ZERO;

/// Writes a menu, unless it is there already, and says where it is.
pub(crate) fn publish(vm: &VM, menu: &Menu) -> Result<Address, Revert> {
    check(menu)?;
    let not_stored = || revert(MenuNotStored {});
    let init_code = policy::init_code(&encode(menu)).ok_or_else(not_stored)?;
    let address = vm.contract_address().create2_from_code(SALT, &init_code);
    if vm.code_size(address) != 0 {
        return Ok(address);
    }
    let made = account::create2(&init_code, SALT).ok_or_else(not_stored)?;
    emit(vm, &MenuPublished { menu: made });
    Ok(made)
}

/// The menu at an address.
pub(crate) fn at(address: Address) -> Result<Menu, Revert> {
    // One byte more than the longest, so that a longer code is no menu.
    decode(&account::code_up_to(
        address,
        CODE_BYTES_MAX.saturating_add(1),
    ))
    .ok_or_else(|| revert(MenuMissing { menu: address }))
}

fn check(menu: &Menu) -> Result<(), Revert> {
    let got = menu.sources.len();
    if !(1..=MAX_SOURCES).contains(&got) {
        return Err(revert(SourcesOutOfRange {
            got: U256::from(got),
            maximum: U256::from(MAX_SOURCES),
        }));
    }
    match menu.sources.iter().find(|source| !is_fee(source.fee)) {
        None => Ok(()),
        Some(source) => Err(revert(SourceFeeOutOfRange {
            got: U256::from(source.fee),
            maximum: U256::from(MAX_FEE),
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::aliases::U24;
    use alloy_sol_types::SolError;
    use kit::abi::{Source, VenueKind};

    fn menu(sources: usize) -> Menu {
        Menu {
            sources: vec![
                Source {
                    kind: VenueKind::UniswapV2,
                    factory: Address::ZERO,
                    poolInitCodeHash: B256::ZERO,
                    fee: U24::ZERO,
                };
                sources
            ],
            ..Menu::default()
        }
    }

    #[test]
    fn check_refuses_too_few_and_too_many_sources_and_a_fee_of_one() {
        let count = |got| {
            let error = SourcesOutOfRange {
                got: U256::from(got),
                maximum: U256::from(8),
            };
            Err(error.abi_encode())
        };
        assert_eq!(check(&menu(0)), count(0));
        assert_eq!(check(&menu(9)), count(9));
        let mut whole = menu(8);
        assert_eq!(check(&whole), Ok(()));
        whole.sources[7].fee = U24::from(1_000_000);
        let error = SourceFeeOutOfRange {
            got: U256::from(1_000_000),
            maximum: U256::from(999_999),
        };
        assert_eq!(check(&whole), Err(error.abi_encode()));
    }
}
