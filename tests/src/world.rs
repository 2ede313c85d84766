//! What a story finds when it begins: a chain, a market of ten assets on real protocols, the suite, and people with keys.
//!
//! There is no vault yet; a story orders the one it needs.

use crate::{
    actors::ActorToken,
    chain::Chain,
    node::{self, Ability},
    portfolio::Portfolio,
    vault::Vault,
    workspace,
};
use alloy::{
    primitives::{Address, B256, I256, U256, aliases::U112},
    providers::Provider,
};
use anyhow::Context;
use client::{
    bindings::{FlowPolicy, LossLimits, Policy, Suite, VaultConfig},
    deploy::{self, Programs},
    deployed::Deployed,
    network::Network,
};
use protocols::{
    Creator,
    bytecode::Bytecode,
    market::{Market, MarketConfig},
};

use std::time::Duration;

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// Assets of the market: as many as the largest portfolio of the stories.
const ASSETS: usize = 10;
/// Depth of each side of each pool. A rebalance of a vault worth [`NAV_USD`] stays well inside the tolerance.
const DEPTH_USD: u64 = 50_000_000;
/// What an ordered vault is worth at its birth.
pub const NAV_USD: u64 = 1_000_000;
/// An older answer is stale.
pub const MAX_AGE_S: u32 = 86_400;
/// How far an answer may be from the market.
pub const ERROR_BPS: u16 = 25;
/// Priced deposits are held back for this long.
pub const HOLD_S: u32 = 3_600;
/// Wide, so that a story can rebalance as often as it likes; one about budgets orders its own.
pub const LOSS_LIMITS: LossLimits = LossLimits {
    windowBps: 1_000,
    windowSeconds: 86_400,
    fuseBps: 2_000,
    fuseSeconds: 2_592_000,
};
/// Prices are refused for this long after the sequencer came back.
pub const GRACE_S: u32 = 3_600;
/// The same where an hour would have to be waited for.
const SHORT_GRACE_S: u32 = 1;

/// Everything a story can reach.
#[derive(Debug)]
pub struct World {
    /// The chain, with everyone's keys.
    pub chain: Chain,
    /// Tokens, feeds, pools, the sequencer feed.
    pub market: Market,
    /// The programs.
    pub deployed: Deployed,
    /// Grace of the sequencer feed in every vault: [`GRACE_S`], or a moment where time cannot be moved.
    pub grace_s: u32,
}

impl World {
    /// Starts a chain, deploys the market and the suite.
    ///
    /// # Errors
    /// Names what is missing, such as programs that are not built.
    pub async fn build() -> anyhow::Result<Self> {
        let programs = Programs::load(&workspace::programs())?;
        let chain = Chain::start().await?;
        let network = Network {
            chain_id: chain.provider().get_chain_id().await?,
            ..Network::load(&workspace::root().join("deploy/networks/local.toml"))?
        };
        let deployer = chain.people.deployer;
        let mut silent = |_: &str| ();
        let deployment = deploy::suite(
            chain.provider(),
            deployer,
            &programs,
            &network,
            None,
            &mut silent,
        )
        .await?;
        let creator = Creator {
            provider: chain.provider().clone(),
            account: deployer,
            bytecode: Bytecode::new(&workspace::root()),
        };
        let config = MarketConfig {
            assets: ASSETS,
            depth_usd: DEPTH_USD,
            own_wrapped_ether: node::foreign().is_some(),
            ..MarketConfig::default()
        };
        let market = Market::deploy(creator, chain.roles, config, &mut silent).await?;
        // The sequencer came up when its feed was made; prices flow once its grace has passed.
        let grace_s = if chain.node.can(Ability::MoveTime) {
            chain.pass_time(u64::from(GRACE_S) + 1).await?;
            GRACE_S
        } else {
            tokio::time::sleep(Duration::from_secs(u64::from(SHORT_GRACE_S) + 1)).await;
            SHORT_GRACE_S
        };
        market.refresh().await?;
        Ok(Self {
            chain,
            market,
            deployed: deployment.deployed,
            grace_s,
        })
    }

    /// The programs that a vault is ordered with.
    pub fn suite(&self) -> Suite {
        self.deployed.suite()
    }

    /// The factory.
    pub fn factory(&self) -> Address {
        self.deployed.factory.address
    }

    /// The lens.
    pub fn lens(&self) -> Address {
        self.deployed.lens.address
    }

    /// A configuration on the market's first assets. The hub has a fifth and the second asset two fifths (a half each
    /// when there are no others), so that the second one's price alone can breach the band.
    pub fn config(&self, assets: usize) -> VaultConfig {
        VaultConfig {
            name: format!("Keel of {assets}"),
            symbol: format!("KEEL{assets}"),
            owner: self.chain.people.owner,
            sequencer: self.market.sequencer_with_grace(self.grace_s),
            venue: self.market.venue(),
            policy: Policy {
                bandBps: 500,
                minIntervalSeconds: 600,
                toleranceBps: 100,
                maxLossBps: 100,
                triggers: B256::ZERO,
            },
            lossLimits: LOSS_LIMITS,
            flowPolicy: FlowPolicy {
                baseFeeBps: 10,
                driftFeeBps: 10,
                minHoldSeconds: HOLD_S,
                dailyFlowBps: 500,
                shareCap: U112::MAX,
            },
            assets: self
                .market
                .vault_assets(&targets_wad(assets), MAX_AGE_S, ERROR_BPS),
        }
    }

    /// [`Self::config`] with an asset replaced by a token of 18 decimals at the replaced one's price.
    pub fn config_with(&self, assets: usize, index: usize, token: Address) -> VaultConfig {
        let mut config = self.config(assets);
        config.assets[index].token = token;
        config.assets[index].feed.tokenDecimals = 18;
        config
    }

    /// Base units of each asset of a configuration that are worth its target part of `usd`, rounded up.
    ///
    /// # Errors
    /// When a feed has no positive answer.
    pub async fn amounts(&self, config: &VaultConfig, usd: u64) -> anyhow::Result<Vec<U256>> {
        let mut amounts = Vec::with_capacity(config.assets.len());
        for asset in &config.assets {
            let one = Portfolio::value_e36(&self.chain, asset, U256::from(1)).await?;
            amounts.push((U256::from(usd) * asset.targetWad * WAD).div_ceil(one));
        }
        Ok(amounts)
    }

    /// A vault on the real suite, worth [`NAV_USD`] and at its targets.
    ///
    /// # Errors
    /// When it cannot be created.
    pub async fn vault(&self, assets: usize) -> anyhow::Result<Vault> {
        self.vault_of(self.suite(), self.config(assets)).await
    }

    /// A vault on any suite and of any configuration, worth [`NAV_USD`] and at its targets.
    ///
    /// # Errors
    /// When it cannot be created.
    pub async fn vault_of(&self, suite: Suite, config: VaultConfig) -> anyhow::Result<Vault> {
        let owner = self.chain.people.owner;
        let amounts = self.amounts(&config, NAV_USD).await?;
        for (asset, amount) in config.assets.iter().zip(&amounts) {
            self.mint(asset.token, owner, *amount).await?;
        }
        Vault::create(&self.chain, self.factory(), owner, suite, config, amounts).await
    }

    /// Mints a token of the market, or an actor token.
    ///
    /// # Errors
    /// The token's own.
    pub async fn mint(&self, token: Address, to: Address, value: U256) -> anyhow::Result<()> {
        match self
            .market
            .assets
            .iter()
            .position(|asset| asset.token == token)
        {
            Some(index) => Ok(self.market.give(index, to, value).await?),
            None => {
                ActorToken { address: token }
                    .mint(&self.chain, to, value)
                    .await
            }
        }
    }

    /// Gives an account a million of each token, in whole tokens.
    ///
    /// # Errors
    /// The tokens' own.
    pub async fn fund(&self, who: Address, tokens: &[Address]) -> anyhow::Result<()> {
        for token in tokens {
            let decimals = self
                .chain
                .view(*token, &crate::vault::IERC20::decimalsCall {})
                .await?;
            self.mint(
                *token,
                who,
                U256::from(10).pow(U256::from(decimals)) * U256::from(1_000_000),
            )
            .await?;
        }
        Ok(())
    }

    /// Moves the price of one of the market's assets, feed and pool alike.
    ///
    /// # Errors
    /// When the market refuses.
    pub async fn move_price(&self, index: usize, bps: i32) -> anyhow::Result<()> {
        self.market.move_price(index, bps).await?;
        Ok(())
    }

    /// Moves the feed's answer and leaves the pool where it is.
    ///
    /// # Errors
    /// When the feed refuses.
    pub async fn move_answer(&self, index: usize, bps: i64) -> anyhow::Result<()> {
        let answer = self.market.answer(index).await?;
        let factor = I256::try_from(10_000_i64.checked_add(bps).context("bps")?)?;
        self.market
            .submit(index, answer * factor / I256::try_from(10_000_i64)?)
            .await?;
        Ok(())
    }

    /// The oracles repeat their answers, so that none is stale.
    ///
    /// # Errors
    /// When a feed refuses.
    pub async fn refresh_answers(&self) -> anyhow::Result<()> {
        Ok(self.market.refresh().await?)
    }

    /// Reports the sequencer as down, or as up again, from this moment on.
    ///
    /// # Errors
    /// When the feed refuses.
    pub async fn report_sequencer(&self, is_down: bool) -> anyhow::Result<()> {
        let now = self.chain.now().await?;
        Ok(self
            .market
            .sequencer
            .report(self.chain.provider(), is_down, now)
            .await?)
    }
}

fn targets_wad(assets: usize) -> Vec<U256> {
    let fifth = WAD / U256::from(5);
    if assets == 2 {
        return vec![WAD / U256::from(2); 2];
    }
    let second = fifth * U256::from(2);
    let each = second / U256::from(assets - 2);
    let mut targets = vec![each; assets];
    targets[1] = second;
    targets[0] = WAD - second - each * U256::from(assets - 2);
    targets
}
