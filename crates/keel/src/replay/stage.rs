//! The stage of a replay: a chain that starts before the history does, a market of its assets, the suite, and a vault for each plan.

use super::{
    plan::{Plan, Traded},
    prices::History,
};
use crate::{demo, deploy, progress::Progress};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, I256, U256},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionReceipt, TransactionRequest},
    signers::local::PrivateKeySigner,
    sol_types::SolCall,
};
use anyhow::Context;
use client::{
    bindings::{IFactory, VaultConfig},
    deployed::Deployed,
    network::Network,
    transaction::{self, During, TransactionError},
};
use devnet::{DevnetConfig, Handle};
use protocols::{
    Creator,
    bytecode::Bytecode,
    market::{Kind, Listing, Market, MarketConfig, Roles},
    predeployed,
    tokens::Erc20,
};
use std::path::Path;

/// Before the first row there are the deployment and the grace of the sequencer feed.
const LEAD_S: u64 = 10_800;
const SEQUENCER_GRACE_S: u32 = 3_600;
/// Feeds may be twice as old as the widest row, and never less than this.
const LEAST_MAX_AGE_S: u64 = 86_400;
/// What each vault is worth at its birth.
pub(crate) const SEED_USD: u64 = 1_000_000;
const DECIMALS: u8 = 18;
const HUB_DECIMALS: u8 = 6;
/// A block a second, so that a replay is the same every time.
const BLOCK_S: u64 = 1;

/// Where a history is replayed.
pub(crate) struct Stage {
    chain: Handle,
    pub(crate) provider: DynProvider,
    pub(crate) deployed: Deployed,
    pub(crate) market: Market,
    pub(crate) keeper: Address,
    owner: Address,
}

impl Stage {
    /// Starts the chain and puts everything on it.
    pub(crate) async fn set(
        root: &Path,
        traded: &[Traded],
        prices: &History,
        progress: &Progress,
    ) -> anyhow::Result<Self> {
        let first = prices.rows.first().context("a history has rows")?;
        let chain = devnet::serve(DevnetConfig {
            timestamp: Some(first.at.saturating_sub(LEAD_S)),
            genesis_steps: predeployed::steps(&Bytecode::new(root))?,
            ..DevnetConfig::default()
        })
        .await?;
        let mut wallet = EthereumWallet::default();
        let mut accounts = Vec::new();
        for account in chain.accounts() {
            let signer = PrivateKeySigner::from_bytes(&account.key)?;
            accounts.push(signer.address());
            wallet.register_signer(signer);
        }
        let account = |index: usize| accounts.get(index).copied().context("ten accounts");
        let provider = transaction::connect(&chain.url(), wallet)?;
        let _: serde_json::Value = provider
            .raw_request("evm_setBlockTimestampInterval".into(), [BLOCK_S])
            .await?;
        let network = Network::load(&root.join("deploy/networks/local.toml"))?;
        let deployer = account(0)?;
        let deployment = deploy::suite(root, &provider, deployer, &network, None, progress).await?;
        let creator = Creator {
            provider: provider.clone(),
            account: deployer,
            bytecode: Bytecode::new(root),
        };
        let roles = Roles {
            oracle: account(1)?,
            arbitrageur: account(2)?,
            reporter: account(3)?,
        };
        let listings = traded.iter().zip(&first.prices).enumerate();
        let listings: Vec<_> = listings
            .map(|(index, (asset, price))| listing(index, asset, *price))
            .collect();
        let mut report = |line: &str| progress.step(line);
        let market = Market::deploy_listed(
            creator,
            roles,
            MarketConfig::default(),
            &listings,
            &mut report,
        )
        .await?;
        Ok(Self {
            chain,
            provider,
            deployed: deployment.deployed,
            market,
            keeper: account(7)?,
            owner: account(4)?,
        })
    }

    pub(crate) async fn end(self) {
        self.chain.stop().await;
    }

    /// Gives the next block this time.
    pub(crate) async fn next_block_at(&self, at: u64) -> anyhow::Result<()> {
        let _: serde_json::Value = self
            .provider
            .raw_request("evm_setNextBlockTimestamp".into(), [at])
            .await?;
        Ok(())
    }

    /// A round of every feed, and the pools where it puts them.
    pub(crate) async fn play(&self, prices: &[u64]) -> anyhow::Result<()> {
        for (index, price) in prices.iter().enumerate() {
            let answer = I256::from_raw(U256::from(*price));
            self.market.submit(index, answer).await?;
        }
        self.settle().await
    }

    /// Pools back at the prices: a vault is not to pay for what the one before it has traded.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        for index in 1..self.market.assets.len() {
            self.market.arbitrage(index).await?;
        }
        Ok(())
    }

    /// Creates and seeds the vault of a plan.
    pub(crate) async fn vault(&self, plan: &Plan, prices: &History) -> anyhow::Result<Address> {
        let steps = prices.rows.windows(2).filter_map(|pair| match pair {
            [earlier, later] => Some(later.at.saturating_sub(earlier.at)),
            _ => None,
        });
        let widest = steps.max().unwrap_or(0);
        let max_age_s = u32::try_from(widest.saturating_mul(2).max(LEAST_MAX_AGE_S))
            .context("rows that are a century apart")?;
        let config = VaultConfig {
            name: format!("Replay {}", plan.name),
            symbol: "REPLAY".to_owned(),
            owner: self.owner,
            sequencer: self.market.sequencer_with_grace(SEQUENCER_GRACE_S),
            venue: self.market.venue(),
            policy: plan.policy.clone(),
            lossLimits: plan.loss_limits.clone(),
            flowPolicy: plan.flow_policy.clone(),
            assets: self
                .market
                .vault_assets(&plan.targets, max_age_s, demo::FEED_ERROR_BPS),
        };
        let suite = self.deployed.suite();
        let factory = self.deployed.factory.address;
        let vault = IFactory::new(factory, &self.provider)
            .predict(self.owner, suite.clone(), config.clone())
            .call()
            .await
            .during("predicting the vault's address")?;
        let mut amounts = Vec::with_capacity(plan.targets.len());
        for (index, target) in plan.targets.iter().enumerate() {
            let amount = demo::part(self.market.worth(index, SEED_USD).await?, *target)?;
            self.market.give(index, self.owner, amount).await?;
            let approve = Erc20::approveCall {
                spender: vault,
                amount,
            };
            let token = self.market.asset(index)?.token;
            self.send("approving the vault", self.owner, token, &approve)
                .await?;
            amounts.push(amount);
        }
        let create = IFactory::createCall {
            suite,
            config,
            amounts,
        };
        self.send("creating the vault", self.owner, factory, &create)
            .await?;
        Ok(vault)
    }

    /// Who has all shares.
    pub(crate) fn owner(&self) -> Address {
        self.owner
    }

    pub(crate) async fn send(
        &self,
        action: &str,
        from: Address,
        to: Address,
        call: &impl SolCall,
    ) -> Result<TransactionReceipt, TransactionError> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(call.abi_encode());
        transaction::send(&self.provider, action, request).await
    }
}

fn listing(index: usize, asset: &Traded, price: u64) -> Listing {
    // A market's names live as long as the program, and a replay has a dozen of them.
    let symbol: &'static str = Box::leak(asset.symbol.clone().into_boxed_str());
    Listing {
        symbol,
        name: symbol,
        decimals: if index == 0 { HUB_DECIMALS } else { DECIMALS },
        price,
        pool_fee: asset.pool_fee,
        kind: Kind::Plain,
    }
}
