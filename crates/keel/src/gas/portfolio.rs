//! What all rows of one size have in common: tokens, amounts, feeds, and the swaps that bring a portfolio back to its targets.
//!
//! A million USD in equal parts, of which every asset but the hub is 20,000 USD beside its target: those with an odd index have
//! to be bought, the others to be sold. So a rebalance is a swap for each.

use super::stage::{Call, GRACE_S, Stage};
use crate::demo;
use alloy::{
    primitives::{Address, B256, U256},
    sol_types::SolEvent,
};
use anyhow::{Context, ensure};
use client::bindings::{
    Fill, IFactory, IVault, IVaultPriced, IVaultRebalance, IVaultViews, Policy, VaultConfig,
};

const WAD: u64 = 1_000_000_000_000_000_000;
const NAV_USD: u64 = 1_000_000;
/// How far an asset is from its target.
const OFF_USD: u64 = 20_000;
/// An answer is never stale here.
const MAX_AGE_S: u32 = 86_400;
/// Alice goes in with this part of all shares before anything is measured, and again when it is; then out with half of it.
const PART: u64 = 100;
/// Alice deposits this much of the hub at a price, before and when it is measured.
const HUB_USD: u64 = 1_000;
/// Far away, and a number like those that clients send.
const DEADLINE: u64 = 4_000_000_000;

/// A vault of ours and what others need to do the same.
pub(crate) struct Portfolio {
    /// Ours.
    pub(crate) vault: Address,
    pub(crate) config: VaultConfig,
    /// What a million USD of it is, token by token.
    pub(crate) held: Vec<U256>,
    /// What Alice goes in with, in kind.
    pub(crate) deposit: InKind,
    /// What she goes out with.
    pub(crate) redemption: InKind,
    /// What she deposits of the hub.
    pub(crate) hub_amount: U256,
    /// The swaps of a rebalance, in order.
    pub(crate) swaps: Vec<Fill>,
}

/// Shares, and what they are in tokens.
pub(crate) struct InKind {
    pub(crate) shares: U256,
    pub(crate) amounts: Vec<U256>,
}

impl Portfolio {
    /// Creates a vault, and has Alice go in both ways once.
    pub(crate) async fn create(stage: &Stage, size: usize) -> anyhow::Result<Self> {
        let held = amounts(stage, size).await?;
        let config = config(stage, size)?;
        let vault = birth(stage, &config, &held).await?;
        let alice = stage.people.alice;
        for (index, amount) in held.iter().enumerate() {
            stage.market.give(index, alice, *amount).await?;
            let token = stage.market.asset(index)?.token;
            stage.approve(token, alice, vault).await?;
        }
        let supply = stage.view(vault, &IVault::totalSupplyCall {}).await?;
        let shares = supply / U256::from(PART);
        let hub_amount = stage.market.worth(0, HUB_USD).await?;
        let mut portfolio = Self {
            vault,
            config,
            held,
            deposit: InKind {
                shares,
                amounts: Vec::new(),
            },
            redemption: InKind {
                shares: shares / U256::from(2_u64),
                amounts: Vec::new(),
            },
            hub_amount,
            swaps: Vec::new(),
        };
        portfolio.look(stage).await?;
        stage
            .send("depositing in kind", &portfolio.deposit_in_kind(alice))
            .await?;
        stage
            .send("depositing the hub", &portfolio.deposit_hub(alice))
            .await?;
        portfolio.look(stage).await?;
        Ok(portfolio)
    }

    /// What shares are in tokens now.
    async fn look(&mut self, stage: &Stage) -> anyhow::Result<()> {
        let shares = self.deposit.shares;
        let preview = IVaultViews::previewDepositInKindCall { shares };
        self.deposit.amounts = stage.view(self.vault, &preview).await?;
        let shares = self.redemption.shares;
        let preview = IVaultViews::previewRedeemInKindCall { shares };
        self.redemption.amounts = stage.view(self.vault, &preview).await?;
        Ok(())
    }

    /// Rebalances, writes down what was swapped, and undoes it.
    pub(crate) async fn learn_swaps(&mut self, stage: &Stage) -> anyhow::Result<()> {
        let call = self.rebalance(stage.people.keeper);
        let receipt = stage.spend("rebalancing", &call).await?.receipt;
        let event = receipt
            .logs()
            .iter()
            .find_map(|log| IVault::Rebalanced::decode_log(&log.inner).ok())
            .context("a rebalance has an event")?;
        self.swaps = event.data.fills;
        let expected = self.size().saturating_sub(1);
        let got = self.swaps.len();
        ensure!(
            got == expected,
            "the rebalance made {got} swaps instead of {expected}"
        );
        Ok(())
    }

    /// Assets, the hub included.
    pub(crate) fn size(&self) -> usize {
        self.config.assets.len()
    }

    /// The hub first.
    pub(crate) fn tokens(&self) -> Vec<Address> {
        self.config.assets.iter().map(|asset| asset.token).collect()
    }

    /// Of every token.
    pub(crate) fn feeds(&self) -> Vec<Address> {
        self.config
            .assets
            .iter()
            .map(|asset| asset.feed.aggregator)
            .collect()
    }

    pub(crate) fn deposit_in_kind(&self, who: Address) -> Call {
        let call = IVault::depositInKindCall {
            shares: self.deposit.shares,
            maxAmounts: self.deposit.amounts.clone(),
            receiver: who,
            deadline: U256::from(DEADLINE),
        };
        Call::new(who, self.vault, &call)
    }

    pub(crate) fn redeem_in_kind(&self, who: Address) -> Call {
        let call = IVault::redeemInKindCall {
            shares: self.redemption.shares,
            minAmounts: self.redemption.amounts.clone(),
            receiver: who,
            owner: who,
            deadline: U256::from(DEADLINE),
        };
        Call::new(who, self.vault, &call)
    }

    pub(crate) fn deposit_hub(&self, who: Address) -> Call {
        let call = IVaultPriced::depositCall {
            assets: self.hub_amount,
            receiver: who,
        };
        Call::new(who, self.vault, &call)
    }

    pub(crate) fn rebalance(&self, who: Address) -> Call {
        let call = IVaultRebalance::rebalanceCall {
            deadline: U256::from(DEADLINE),
        };
        Call::new(who, self.vault, &call)
    }
}

/// What of each token a portfolio holds that is [`OFF_USD`] beside its targets.
async fn amounts(stage: &Stage, size: usize) -> anyhow::Result<Vec<U256>> {
    let each = NAV_USD
        .checked_div(u64::try_from(size)?)
        .context("a size")?;
    let mut amounts = Vec::new();
    let mut others = 0;
    for index in 1..size {
        let usd = if index % 2 == 1 {
            each.saturating_sub(OFF_USD)
        } else {
            each.saturating_add(OFF_USD)
        };
        others += usd;
        amounts.push(stage.market.worth(index, usd).await?);
    }
    let hub = stage
        .market
        .worth(0, NAV_USD.saturating_sub(others))
        .await?;
    amounts.insert(0, hub);
    Ok(amounts)
}

fn config(stage: &Stage, size: usize) -> anyhow::Result<VaultConfig> {
    let market = &stage.market;
    let each = WAD.checked_div(u64::try_from(size)?).context("a size")?;
    let rest = WAD.checked_rem(u64::try_from(size)?).unwrap_or_default();
    let mut targets = vec![U256::from(each); size];
    if let Some(hub) = targets.first_mut() {
        *hub = U256::from(each.saturating_add(rest));
    }
    Ok(VaultConfig {
        name: format!("Keel of {size}"),
        symbol: format!("KEEL{size}"),
        owner: stage.people.owner,
        sequencer: market.sequencer_with_grace(GRACE_S),
        venue: market.venue(),
        policy: Policy {
            bandBps: 100,
            minIntervalSeconds: 600,
            toleranceBps: 100,
            maxLossBps: 100,
            triggers: B256::ZERO,
        },
        lossLimits: demo::LOSS_LIMITS,
        flowPolicy: demo::flow_policy(),
        assets: market.vault_assets(&targets, MAX_AGE_S, demo::FEED_ERROR_BPS),
    })
}

async fn birth(stage: &Stage, config: &VaultConfig, amounts: &[U256]) -> anyhow::Result<Address> {
    let owner = stage.people.owner;
    let (suite, factory) = (stage.deployed.suite(), stage.deployed.factory.address);
    let predict = IFactory::predictCall {
        creator: owner,
        suite: suite.clone(),
        config: config.clone(),
    };
    let vault = stage.view(factory, &predict).await?;
    for (index, amount) in amounts.iter().enumerate() {
        stage.market.give(index, owner, *amount).await?;
        let token = stage.market.asset(index)?.token;
        stage.approve(token, owner, vault).await?;
    }
    let create = IFactory::createCall {
        suite,
        config: config.clone(),
        amounts: amounts.to_vec(),
    };
    stage
        .send("creating the vault", &Call::new(owner, factory, &create))
        .await?;
    Ok(vault)
}
