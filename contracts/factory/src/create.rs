//! Clone, initialise, seed, register: all or nothing.

use alloy_primitives::{Address, B256, keccak256};
use kit::abi::IFactory::createCall;
use kit::abi::{IFactory, IVaultAdmin, Suite, VaultConfig};
use kit::codec::{Abi, Writer};
use kit::dispatch::revert;
use kit::event::emit;
use kit::proxy::Programs;
use kit::{Revert, VM, account, call};
use stylus_sdk::prelude::*;

use crate::registry;

/// Makes a vault of the caller's, seeded from the caller's allowances to the vault's address.
///
/// # Errors
/// `SuiteWithoutCode` for the implementation, `VaultExists`, `CloneFailed`, and everything that `initialize` refuses.
pub(crate) fn create(vm: &VM, call: createCall) -> Result<Address, Revert> {
    let createCall {
        suite,
        config,
        amounts,
    } = call;
    let implementation = suite.implementation;
    // The vault checks the other programs; without this one there would be nobody to check them.
    if vm.code_size(implementation) == 0 {
        return Err(revert(IFactory::SuiteWithoutCode {
            program: implementation,
        }));
    }
    let creator = vm.msg_sender();
    let salt = salt_of(creator, &suite, &config);
    let programs = programs_of(&suite);
    let vault = programs.address_of(vm.contract_address(), salt);
    if vm.code_size(vault) != 0 {
        return Err(revert(IFactory::VaultExists { vault }));
    }
    if account::create2(&programs.init_code(), salt) != Some(vault) {
        return Err(revert(IFactory::CloneFailed {}));
    }
    call::ask(
        vm,
        vault,
        &IVaultAdmin::initializeCall {
            suite,
            config,
            seeder: creator,
            amounts,
        },
    )?;
    registry::register(vault, implementation)?;
    emit(
        vm,
        &IFactory::VaultCreated {
            vault,
            creator,
            implementation,
            salt,
        },
    );
    Ok(vault)
}

/// Where `creator` would make this vault.
pub(crate) fn predict(vm: &VM, creator: Address, suite: &Suite, config: &VaultConfig) -> Address {
    programs_of(suite).address_of(vm.contract_address(), salt_of(creator, suite, config))
}

const fn programs_of(suite: &Suite) -> Programs {
    Programs {
        core: suite.implementation,
        rebalance: suite.rebalance,
    }
}

/// `keccak256(abi.encode(creator, suite, config))`.
fn salt_of(creator: Address, suite: &Suite, config: &VaultConfig) -> B256 {
    const HEAD: usize =
        <Address as Abi>::WORDS + <Suite as Abi>::WORDS + <VaultConfig as Abi>::WORDS;
    let mut writer = Writer::new(&[], HEAD);
    creator.write(&mut writer);
    suite.write(&mut writer);
    config.write(&mut writer);
    keccak256(writer.finish())
}

#[cfg(test)]
mod tests {
    use alloy_primitives::U256;
    use alloy_sol_types::SolValue;
    use kit::abi::{Asset, Policy};

    use super::*;

    fn config() -> VaultConfig {
        VaultConfig {
            name: "A name that is longer than one word of thirty-two bytes".into(),
            symbol: "SYM".into(),
            owner: Address::repeat_byte(7),
            policy: Policy {
                bandBps: 1,
                minIntervalSeconds: 2,
                toleranceBps: 3,
                maxLossBps: 4,
                triggers: B256::ZERO,
            },
            assets: vec![
                Asset {
                    token: Address::repeat_byte(9),
                    targetWad: U256::from(5),
                    ..Asset::default()
                };
                3
            ],
            ..VaultConfig::default()
        }
    }

    #[test]
    fn salt_of_is_the_hash_of_solidity_s_encoding() {
        let (creator, suite, config) = (Address::repeat_byte(1), Suite::default(), config());
        let expected = keccak256((creator, suite.clone(), config.clone()).abi_encode_params());
        assert_eq!(salt_of(creator, &suite, &config), expected);
    }

    #[test]
    fn salt_of_changes_with_everything_that_it_commits_to() {
        let (creator, suite, config) = (Address::repeat_byte(1), Suite::default(), config());
        let salt = salt_of(creator, &suite, &config);
        assert_ne!(salt, salt_of(Address::repeat_byte(2), &suite, &config));
        assert_ne!(
            salt,
            salt_of(
                creator,
                &Suite {
                    router: creator,
                    ..suite.clone()
                },
                &config
            )
        );
        assert_ne!(
            salt,
            salt_of(
                creator,
                &suite,
                &VaultConfig {
                    symbol: "SYN".into(),
                    ..config.clone()
                }
            )
        );
        let mut assets = config.assets.clone();
        assets[2].feed.maxAgeSeconds = 1;
        assert_ne!(
            salt,
            salt_of(creator, &suite, &VaultConfig { assets, ..config })
        );
    }
}
