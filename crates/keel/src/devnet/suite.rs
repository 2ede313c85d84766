//! Keel and a market on the chain: programs, feeds, pools, tokens for every account, and one vault.
//!
//! The market has keys of its own, so that the funded accounts start with nothing but what they are given.

use super::options::Options;
use crate::{demo, deploy, progress::Progress};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, B256, U256},
    providers::{DynProvider, Provider},
    rpc::types::TransactionRequest,
    signers::local::{MnemonicBuilder, PrivateKeySigner},
    sol_types::SolCall,
};
use anyhow::Context;
use client::{
    bindings::{IFactory, Policy, VaultConfig},
    network::Network,
    transaction::{self, During},
};
use devnet::Handle;
use protocols::{
    Creator,
    bytecode::Bytecode,
    market::{Market, MarketConfig, Roles},
    tokens::Erc20,
};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Assets of the market and of the vault.
const ASSETS: u8 = 5;
/// The vault is seeded with this much.
const SEED_USD: u64 = 200_000;
/// Every account gets this much of each asset.
const POCKET_USD: u64 = 100_000;
/// The first accounts get tokens; a thousand of them would take a minute.
const POCKETS: usize = 10;
/// Nobody submits prices here unless asked, so they stay fresh for a year.
const MAX_AGE_S: u32 = 31_536_000;
const SEQUENCER_GRACE_S: u32 = 3_600;
/// What the market's keys need: deep pools take thousands of wrapped ether.
const ETHER_EACH: u64 = 10_000_000;
/// The market's keys are the standard mnemonic's from here on.
const FIRST_KEY: u32 = 100_000;

/// Who drives the market: key by key in the order of [`FIRST_KEY`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Driver {
    name: String,
    address: Address,
    private_key: B256,
}

/// An asset of the market.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssetOnChain {
    symbol: String,
    address: Address,
    decimals: u8,
    feed: Address,
    aggregator: Address,
    pool: Option<Address>,
}

/// Where everything is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuiteOnChain {
    oracle: Address,
    observer: Address,
    guard: Address,
    engine: Address,
    router_menu: Address,
    risk: Address,
    risk_engine: Address,
    router: Address,
    vault_implementation: Address,
    vault_admin: Address,
    vault_priced: Address,
    vault_fees: Address,
    vault_permits: Address,
    vault_views: Address,
    vault_rebalance: Address,
    factory: Address,
    lens: Address,
    upkeep: Address,
    vault: Address,
    vault_owner: Address,
    uniswap_v3_factory: Address,
    uniswap_v3_position_manager: Address,
    uniswap_v3_swap_router: Address,
    uniswap_v3_quoter_v2: Address,
    sequencer_uptime_feed: Address,
    assets: Vec<AssetOnChain>,
    drivers: Vec<Driver>,
}

impl SuiteOnChain {
    /// Every address with a name, in the order of interest.
    pub(crate) fn addresses(&self) -> Vec<(String, Address)> {
        let mut rows: Vec<_> = [
            ("vault", self.vault),
            ("factory", self.factory),
            ("lens", self.lens),
            ("upkeep", self.upkeep),
            ("vault implementation", self.vault_implementation),
            ("vault admin", self.vault_admin),
            ("vault priced", self.vault_priced),
            ("vault fees", self.vault_fees),
            ("vault permits", self.vault_permits),
            ("vault views", self.vault_views),
            ("vault rebalance", self.vault_rebalance),
            ("oracle", self.oracle),
            ("observer", self.observer),
            ("guard", self.guard),
            ("engine", self.engine),
            ("risk", self.risk),
            ("risk engine program", self.risk_engine),
            ("router", self.router),
            ("router menu", self.router_menu),
            ("uniswap v3 factory", self.uniswap_v3_factory),
            (
                "uniswap v3 position manager",
                self.uniswap_v3_position_manager,
            ),
            ("uniswap v3 swap router", self.uniswap_v3_swap_router),
            ("uniswap v3 quoter v2", self.uniswap_v3_quoter_v2),
            ("sequencer uptime feed", self.sequencer_uptime_feed),
        ]
        .map(|(name, address)| (name.to_owned(), address))
        .into();
        for asset in &self.assets {
            rows.push((asset.symbol.clone(), asset.address));
            rows.push((format!("{} / USD feed", asset.symbol), asset.feed));
            if let Some(pool) = asset.pool {
                rows.push((format!("{} pool", asset.symbol), pool));
            }
        }
        for driver in &self.drivers {
            rows.push((driver.name.clone(), driver.address));
        }
        rows
    }

    /// What to do with it.
    pub(crate) fn hints(&self) -> String {
        format!(
            "The vault is owned by {}; the first {POCKETS} accounts hold {POCKET_USD} USD of each asset.\nPrices move when the \
             oracle's key submits to an aggregator; --json has that key and every address.",
            self.vault_owner
        )
    }
}

/// Deploys all of it.
///
/// # Errors
/// Whatever the chain refuses.
pub(crate) async fn deploy(
    root: &Path,
    chain: &Handle,
    options: &Options,
    progress: &Progress,
) -> anyhow::Result<SuiteOnChain> {
    let stage = Stage::set(root, chain, progress).await?;
    let network = Network {
        chain_id: options.chain_id,
        ..Network::load(&root.join("deploy/networks/local.toml"))?
    };
    let deployer = stage.market.creator.account;
    let deployment =
        deploy::suite(root, &stage.provider, deployer, &network, None, progress).await?;
    progress.step("an hour passes, the grace of the sequencer feed");
    stage
        .pass(u64::from(SEQUENCER_GRACE_S).saturating_add(1))
        .await?;
    stage.market.refresh().await?;
    stage.fill_pockets(progress).await?;
    progress.step("the first account creates and seeds a vault");
    let suite = deployment.deployed.suite();
    let factory = deployment.deployed.factory.address;
    let vault = stage.create_vault(factory, &suite).await?;
    let market = &stage.market;
    Ok(SuiteOnChain {
        oracle: suite.oracle,
        observer: deployment.deployed.observer.address,
        guard: deployment.deployed.guard.address,
        engine: suite.engine,
        router_menu: deployment.deployed.router_menu.address,
        risk: deployment.deployed.risk.address,
        risk_engine: deployment.deployed.risk_engine.address,
        router: suite.router,
        vault_implementation: suite.implementation,
        vault_admin: suite.admin,
        vault_priced: suite.priced,
        vault_fees: suite.fees,
        vault_permits: suite.permits,
        vault_views: suite.views,
        vault_rebalance: suite.rebalance,
        factory,
        lens: deployment.deployed.lens.address,
        upkeep: deployment.deployed.upkeep.address,
        vault,
        vault_owner: stage.owner()?,
        uniswap_v3_factory: market.uniswap.factory,
        uniswap_v3_position_manager: market.uniswap.position_manager,
        uniswap_v3_swap_router: market.uniswap.swap_router,
        uniswap_v3_quoter_v2: market.uniswap.quoter_v2,
        sequencer_uptime_feed: market.sequencer.proxy,
        assets: market
            .assets
            .iter()
            .map(|asset| AssetOnChain {
                symbol: asset.symbol.to_owned(),
                address: asset.token,
                decimals: asset.decimals,
                feed: asset.feed.proxy,
                aggregator: asset.feed.aggregator,
                pool: asset.pool.map(|pool| pool.address),
            })
            .collect(),
        drivers: stage.drivers,
    })
}

/// A market, and everyone's keys.
struct Stage {
    provider: DynProvider,
    market: Market,
    holders: Vec<Address>,
    drivers: Vec<Driver>,
}

impl Stage {
    async fn set(root: &Path, chain: &Handle, progress: &Progress) -> anyhow::Result<Self> {
        let (drivers, provider) = connect(chain)?;
        let driver = |index: usize| {
            let found = drivers.get(index).map(|driver| driver.address);
            found.context("there are four drivers")
        };
        for driver in &drivers {
            let wei =
                U256::from(ETHER_EACH).saturating_mul(U256::from(10_u64).pow(U256::from(18_u64)));
            let _: serde_json::Value = provider
                .raw_request("anvil_setBalance".into(), (driver.address, wei))
                .await
                .context("funding the market")?;
        }
        let roles = Roles {
            oracle: driver(1)?,
            arbitrageur: driver(2)?,
            reporter: driver(3)?,
        };
        let creator = Creator {
            provider: provider.clone(),
            account: driver(0)?,
            bytecode: Bytecode::new(root),
        };
        let config = MarketConfig {
            assets: usize::from(ASSETS),
            ..MarketConfig::default()
        };
        let mut report = |line: &str| progress.step(line);
        let market = Market::deploy(creator, roles, config, &mut report).await?;
        let accounts = chain.accounts().iter().take(POCKETS);
        Ok(Self {
            provider,
            market,
            holders: accounts.map(|account| account.address).collect(),
            drivers,
        })
    }

    fn owner(&self) -> anyhow::Result<Address> {
        self.holders
            .first()
            .copied()
            .context("the chain has an account")
    }

    async fn pass(&self, seconds: u64) -> anyhow::Result<()> {
        let _shift: serde_json::Value = self
            .provider
            .raw_request("evm_increaseTime".into(), [seconds])
            .await?;
        let _mined: serde_json::Value = self.provider.raw_request("evm_mine".into(), ()).await?;
        Ok(())
    }

    async fn fill_pockets(&self, progress: &Progress) -> anyhow::Result<()> {
        progress.step(&format!(
            "giving {} accounts {POCKET_USD} USD of each asset",
            self.holders.len()
        ));
        for index in 0..self.market.assets.len() {
            let amount = self.market.worth(index, POCKET_USD).await?;
            for holder in &self.holders {
                self.market.give(index, *holder, amount).await?;
            }
        }
        Ok(())
    }

    /// The first account's vault, at its targets.
    async fn create_vault(
        &self,
        factory: Address,
        suite: &client::bindings::Suite,
    ) -> anyhow::Result<Address> {
        let owner = self.owner()?;
        let targets: Vec<U256> = demo::target_weights(ASSETS)?
            .into_iter()
            .map(U256::from)
            .collect();
        let config = VaultConfig {
            name: "Keel local portfolio".to_owned(),
            symbol: "KEEL".to_owned(),
            owner,
            sequencer: self.market.sequencer_with_grace(SEQUENCER_GRACE_S),
            venue: self.market.venue(),
            policy: Policy {
                bandBps: 500,
                minIntervalSeconds: 600,
                toleranceBps: 100,
                maxLossBps: 100,
                triggers: B256::ZERO,
            },
            lossLimits: demo::LOSS_LIMITS,
            flowPolicy: demo::flow_policy(),
            assets: self
                .market
                .vault_assets(&targets, MAX_AGE_S, demo::FEED_ERROR_BPS),
        };
        let vault = IFactory::new(factory, &self.provider)
            .predict(owner, suite.clone(), config.clone())
            .call()
            .await
            .during("predicting the vault's address")?;
        let mut amounts = Vec::with_capacity(targets.len());
        for (index, target) in targets.iter().enumerate() {
            let worth = self.market.worth(index, SEED_USD).await?;
            let amount = demo::part(worth, *target)?;
            self.market.give(index, owner, amount).await?;
            let approve = Erc20::approveCall {
                spender: vault,
                amount,
            };
            let token = self.market.asset(index)?.token;
            self.send("approving the vault", owner, token, &approve)
                .await?;
            amounts.push(amount);
        }
        let create = IFactory::createCall {
            suite: suite.clone(),
            config,
            amounts,
        };
        self.send("creating the vault", owner, factory, &create)
            .await?;
        Ok(vault)
    }

    async fn send(
        &self,
        action: &str,
        from: Address,
        to: Address,
        call: &impl SolCall,
    ) -> anyhow::Result<()> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(call.abi_encode());
        transaction::send(&self.provider, action, request).await?;
        Ok(())
    }
}

/// A connection with the keys of the market and of the accounts.
fn connect(chain: &Handle) -> anyhow::Result<(Vec<Driver>, DynProvider)> {
    let mut wallet = EthereumWallet::default();
    for account in chain.accounts() {
        wallet.register_signer(PrivateKeySigner::from_bytes(&account.key)?);
    }
    let mut drivers = Vec::new();
    for (name, index) in [
        "deployer",
        "price oracle",
        "arbitrageur",
        "sequencer reporter",
    ]
    .into_iter()
    .zip(FIRST_KEY..)
    {
        let signer = MnemonicBuilder::from_phrase(devnet::TEST_MNEMONIC)
            .index(index)?
            .build()?;
        drivers.push(Driver {
            name: name.to_owned(),
            address: signer.address(),
            private_key: signer.to_bytes(),
        });
        wallet.register_signer(signer);
    }
    Ok((drivers, transaction::connect(&chain.url(), wallet)?))
}
