//! Who has which role of a vault, and settings that are submitted, waited for and executed.

use crate::{
    vault::{Vault, event},
    world::World,
};
use alloy::{
    primitives::{Address, Bytes, U256},
    rpc::types::TransactionReceipt,
    sol_types::SolCall,
};
use client::bindings::{IVault, IVaultAdmin, IVaultViews};

/// How long an operation waits where nobody set its timelock: a week.
pub const TIMELOCK_S: u64 = 604_800;
/// For how long it is executable afterwards: two weeks.
pub const GRACE_S: u64 = 1_209_600;
/// The shortest timelock: a day.
pub const TIMELOCK_MIN_S: u64 = 86_400;
/// The longest timelock: 90 days.
pub const TIMELOCK_MAX_S: u64 = 7_776_000;
/// When a pause ends by itself: after two weeks.
pub const PAUSE_S: u64 = 1_209_600;

/// A vault with all its roles filled.
#[derive(Debug, Clone)]
pub struct Governed {
    /// The vault.
    pub vault: Vault,
    /// Its owner.
    pub owner: Address,
    /// Its curator.
    pub curator: Address,
    /// Its guardian.
    pub guardian: Address,
}

impl Governed {
    /// Orders a vault, whose owner appoints a curator and a guardian.
    ///
    /// # Errors
    /// When the vault cannot be created.
    pub async fn order(world: &World, assets: usize) -> anyhow::Result<Self> {
        Self::appoint(world, world.vault(assets).await?).await
    }

    /// Has the owner of a vault appoint a curator and a guardian.
    ///
    /// # Errors
    /// When they are refused.
    pub async fn appoint(world: &World, vault: Vault) -> anyhow::Result<Self> {
        let people = world.chain.people;
        let (owner, curator, guardian) = (people.owner, people.bob, people.carol);
        let call = IVaultAdmin::setCuratorCall {
            newCurator: curator,
        };
        vault.send(&world.chain, owner, &call).await?;
        let call = IVaultAdmin::setGuardianCall {
            newGuardian: guardian,
        };
        vault.send(&world.chain, owner, &call).await?;
        Ok(Self {
            vault,
            owner,
            curator,
            guardian,
        })
    }

    /// The curator submits a setting; returns when it is executable.
    ///
    /// # Errors
    /// The vault's own.
    pub async fn submit(&self, world: &World, setting: &impl SolCall) -> anyhow::Result<u64> {
        let receipt = self
            .vault
            .send(&world.chain, self.curator, &submit_call(setting))
            .await?;
        let submitted: IVault::Submitted = event(&receipt)?;
        Ok(submitted.executableAt.saturating_to())
    }

    /// Lets the clock reach a timestamp, with answers that are not stale then.
    ///
    /// # Errors
    /// When time cannot be moved.
    pub async fn wait_until(&self, world: &World, timestamp: u64) -> anyhow::Result<()> {
        let now = world.chain.now().await?;
        if timestamp > now {
            world.chain.pass_time(timestamp - now).await?;
        }
        world.refresh_answers().await
    }

    /// Submits a setting, waits, and has a stranger execute it.
    ///
    /// # Errors
    /// The vault's own.
    pub async fn set(
        &mut self,
        world: &World,
        setting: &impl SolCall,
    ) -> anyhow::Result<TransactionReceipt> {
        let executable_at = self.submit(world, setting).await?;
        self.wait_until(world, executable_at).await?;
        let receipt = self
            .vault
            .send(
                &world.chain,
                world.chain.people.mallory,
                &execute_call(setting),
            )
            .await?;
        self.vault.config.assets = self
            .vault
            .view(&world.chain, &IVaultViews::assetsCall {})
            .await?;
        self.vault.config.policy = self
            .vault
            .view(&world.chain, &IVaultAdmin::policyCall {})
            .await?;
        Ok(receipt)
    }

    /// When an operation is executable, as the vault says.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn executable_at(
        &self,
        world: &World,
        setting: &impl SolCall,
    ) -> anyhow::Result<U256> {
        let call = IVaultAdmin::executableAtCall {
            data: data_of(setting),
        };
        Ok(self.vault.view(&world.chain, &call).await?)
    }
}

/// The calldata of a setting.
pub fn data_of(setting: &impl SolCall) -> Bytes {
    setting.abi_encode().into()
}

/// Announces a setting.
pub fn submit_call(setting: &impl SolCall) -> IVaultAdmin::submitCall {
    IVaultAdmin::submitCall {
        data: data_of(setting),
    }
}

/// Executes a setting.
pub fn execute_call(setting: &impl SolCall) -> IVaultAdmin::executeCall {
    IVaultAdmin::executeCall {
        data: data_of(setting),
    }
}

/// Revokes a setting.
pub fn revoke_call(setting: &impl SolCall) -> IVaultAdmin::revokeCall {
    IVaultAdmin::revokeCall {
        data: data_of(setting),
    }
}
