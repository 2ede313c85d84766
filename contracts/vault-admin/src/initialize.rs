//! Birth: once, on a proxy of the suite's own programs.
//!
//! 1. The core has checked that the acting account is a proxy of `suite.implementation` and `suite.rebalance`, has taken the lock, and has
//!    delegated here. Nothing else can have taken the lock of an account without a constitution: so a lock that is not
//!    taken means that this program runs at its own address, or behind a proxy of its own, where there is no vault.
//! 2. The proxy must be untouched. The factory makes it and calls this in one transaction, so nobody can come between.
//! 3. Every program has code, every token answers with the decimals that its feed was scaled for, and the oracle has
//!    checked every feed against its live aggregator.
//! 4. The constitution is written into the code of a contract of our own, which nothing can change. A setting writes
//!    another one, with the same programs.

use alloy_primitives::{Address, U256};
use kit::abi::{Asset, IOracle, IVault, Suite, VaultConfig};
use kit::dispatch::revert;
use kit::event::emit;
use kit::policy::Constitution;
use kit::title::Title;
use kit::vault::Hot;
use kit::{Revert, call, erc20, lock, suite};
use rebalance_math::portfolio::LossLevels;
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::limits;
use crate::settings::not_stored;

impl Vault {
    pub(crate) fn initialize(
        &mut self,
        suite: Suite,
        config: VaultConfig,
        seeder: Address,
        amounts: &[U256],
    ) -> Result<U256, Revert> {
        self.check_unborn()?;
        limits::check(&config)?;
        self.check_programs(&suite, &config)?;
        self.check_triggers(suite.engine, &config.policy)?;
        self.check_assets(&suite, &config.assets)?;

        let VaultConfig {
            name,
            symbol,
            owner,
            sequencer,
            venue,
            policy,
            lossLimits: loss_limits,
            flowPolicy: flow_policy,
            assets,
        } = config;
        let title = Title::new(&name, &symbol).ok_or_else(not_stored)?;
        let constitution = Constitution {
            suite,
            sequencer,
            venue,
            policy,
            loss_limits,
            flow_policy,
            assets,
            title,
        };
        self.enact(&constitution, owner)?;
        self.seed_from(&constitution, seeder, amounts, seeder)
    }

    fn check_unborn(&self) -> Result<(), Revert> {
        if self.hot().constitution != 0 {
            return Err(revert(IVault::AlreadyInitialized {}));
        }
        if lock::is_taken() {
            Ok(())
        } else {
            Err(revert(IVault::ImplementationLocked {}))
        }
    }

    fn check_programs(&self, suite: &Suite, config: &VaultConfig) -> Result<(), Revert> {
        // A network without a sequencer feed says so with a zero; a mistyped feed would refuse prices for ever.
        let feed = Some(config.sequencer.feed).filter(|feed| !feed.is_zero());
        let named = suite::programs(suite).into_iter();
        for program in named.chain([config.venue.factory]).chain(feed) {
            if self.vm.code_size(program) == 0 {
                return Err(revert(IVault::SuiteWithoutCode { program }));
            }
        }
        Ok(())
    }

    pub(crate) fn check_assets(&self, suite: &Suite, assets: &[Asset]) -> Result<(), Revert> {
        for Asset { token, feed, .. } in assets {
            let token_decimals = erc20::decimals(&self.vm, *token)?;
            if feed.tokenDecimals != token_decimals {
                return Err(revert(IVault::FeedTokenMismatch {
                    token: *token,
                    feedTokenDecimals: feed.tokenDecimals,
                    tokenDecimals: token_decimals,
                }));
            }
            call::ask(
                &self.vm,
                suite.oracle,
                &IOracle::registerCall { feed: feed.clone() },
            )?;
        }
        Ok(())
    }

    fn enact(&mut self, constitution: &Constitution, owner: Address) -> Result<(), Revert> {
        let levels = LossLevels {
            at: self.vm.block_timestamp(),
            ..LossLevels::default()
        };
        self.set_hot(Hot {
            levels,
            ..Hot::default()
        });
        self.amend(constitution)?;
        self.set_owner(owner);
        emit(
            &self.vm,
            &IVault::OwnershipTransferred {
                previousOwner: Address::ZERO,
                newOwner: owner,
            },
        );
        emit(
            &self.vm,
            &IVault::Initialized {
                owner,
                suite: constitution.suite.clone(),
            },
        );
        Ok(())
    }
}
