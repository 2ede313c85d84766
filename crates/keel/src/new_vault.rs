//! `cargo keel new-vault`: creates and seeds a vault from a template, on a network that the suite is deployed to.
//!
//! The amounts are worth the value that is asked for at the feeds' last answers; the signer has to hold them. The address is
//! predicted and approved first, and the factory creates and seeds in one transaction.

use crate::{deploy, progress::Progress, workspace};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, U256},
    providers::{DynProvider, Provider},
    rpc::types::TransactionRequest,
    sol_types::SolCall,
};
use anyhow::{Context, bail, ensure};
use clap::Args;
use client::{
    bindings::{IFactory, IOracle, IRiskEngine, Suite, VaultConfig},
    deployed::Deployed,
    explain::amount,
    network::Network,
    template::Template,
    transaction::{self, During},
    triggers::needs_risk,
};
use protocols::tokens::Erc20;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// A template: a name of deploy/templates/, or a file
    #[arg(long, value_name = "NAME|FILE")]
    template: String,

    /// Network file, such as deploy/networks/arbitrum-one.toml
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// Node to create it on
    #[arg(long, value_name = "URL")]
    rpc: String,

    /// The deployment to use; without it, deploy/deployed/NAME.json for the network file NAME.toml
    #[arg(long, value_name = "FILE")]
    deployed: Option<PathBuf>,

    /// What the seed is worth, in whole units of the numeraire
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    worth: u64,

    /// Who owns the vault; without it, whoever signs
    #[arg(long, value_name = "ADDRESS")]
    owner: Option<Address>,

    /// Say what would be created and what it needs, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What is about to be created.
struct Order {
    deployed: Deployed,
    suite: Suite,
    creator: Address,
    config: VaultConfig,
    symbols: Vec<String>,
    amounts: Vec<U256>,
    vault: Address,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let progress = Progress::new(options.json);
    let network = Network::load(&options.config)?;
    let template = Template::load(&template_path(&options.template)?)?;
    let deployed = deployment(&options)?;
    ensure!(
        deployed.chain_id == network.chain_id,
        "the deployment is on chain {}, network '{}' is chain {}",
        deployed.chain_id,
        network.name,
        network.chain_id
    );
    let signer = deploy::signer(&network, &progress)?;
    let creator = signer.address();
    let config = template.config(&network, options.owner.unwrap_or(creator))?;
    let symbols = template.assets.iter().map(|asset| asset.symbol.clone());
    let symbols: Vec<_> = symbols.collect();
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async {
            let provider = transaction::connect(&options.rpc, EthereumWallet::from(signer))?;
            client::deploy::check_chain(&provider, &network).await?;
            let amounts = amounts(&provider, &deployed, &config, options.worth).await?;
            let suite = suite_of(&provider, &deployed, &config).await?;
            let vault = IFactory::new(deployed.factory.address, &provider)
                .predict(creator, suite.clone(), config.clone())
                .call()
                .await
                .during("predicting the vault's address")?;
            let order = Order {
                deployed,
                suite,
                creator,
                config,
                symbols,
                amounts,
                vault,
            };
            if !options.dry_run {
                order.check_pockets(&provider).await?;
                order.create(&provider, &progress).await?;
            }
            order.tell(&options);
            Ok(())
        })
}

pub(crate) fn template_path(name: &str) -> anyhow::Result<PathBuf> {
    let file = Path::new(name);
    if file.extension().is_some() || file.components().count() > 1 {
        return Ok(file.to_owned());
    }
    let folder = workspace::root()?.join("deploy/templates");
    Ok(folder.join(format!("{name}.toml")))
}

fn deployment(options: &Options) -> anyhow::Result<Deployed> {
    let path = match &options.deployed {
        Some(path) => path.clone(),
        None => deploy::deployed_path(&workspace::root()?, &options.config)?,
    };
    match Deployed::load(&path)? {
        Some(deployed) => Ok(deployed),
        None => bail!(
            "{} is absent: run `cargo keel deploy --rpc {} --config {}` first",
            path.display(),
            options.rpc,
            options.config.display()
        ),
    }
}

/// Base units of each asset that are worth its part of `worth`, rounded up.
async fn amounts(
    provider: &DynProvider,
    deployed: &Deployed,
    config: &VaultConfig,
    worth: u64,
) -> anyhow::Result<Vec<U256>> {
    let feeds = config.assets.iter().map(|asset| asset.feed.clone());
    let prices = IOracle::new(deployed.oracle.address, provider)
        .readLast(feeds.collect())
        .call()
        .await
        .during("asking the oracle for the last prices")?;
    ensure!(
        prices.len() == config.assets.len(),
        "the oracle gave {} prices for {} assets",
        prices.len(),
        config.assets.len()
    );
    let e36 = U256::from(10_u64).pow(U256::from(36_u64));
    let mut amounts = Vec::with_capacity(prices.len());
    for (asset, price) in config.assets.iter().zip(prices) {
        // The target is a wad and the worth whole, so this is a value in wad.
        let value = U256::from(worth).saturating_mul(asset.targetWad);
        let exact = rebalance_math::mul_div_ceil(value, e36, price);
        amounts.push(exact.with_context(|| format!("{} at the price {price}", asset.token))?);
    }
    Ok(amounts)
}

/// What an engine of risk is made of.
fn risk_parts(deployed: &Deployed) -> IRiskEngine::createCall {
    IRiskEngine::createCall {
        engine: deployed.engine.address,
        risk: deployed.risk.address,
        observer: deployed.observer.address,
    }
}

/// The suite, with an engine of risk for a policy that a plain one refuses.
async fn suite_of(
    provider: &DynProvider,
    deployed: &Deployed,
    config: &VaultConfig,
) -> anyhow::Result<Suite> {
    let suite = deployed.suite();
    if !needs_risk(config.policy.triggers) {
        return Ok(suite);
    }
    let parts = risk_parts(deployed);
    let engine = IRiskEngine::new(deployed.risk_engine.address, provider)
        .create(parts.engine, parts.risk, parts.observer)
        .call()
        .await
        .during("finding the engine of risk")?;
    Ok(Suite { engine, ..suite })
}

impl Order {
    async fn check_pockets(&self, provider: &DynProvider) -> anyhow::Result<()> {
        for ((asset, symbol), needed) in self
            .config
            .assets
            .iter()
            .zip(&self.symbols)
            .zip(&self.amounts)
        {
            let held = Erc20::new(asset.token, provider)
                .balanceOf(self.creator)
                .call()
                .await
                .during("looking into the signer's pockets")?;
            let decimals = asset.feed.tokenDecimals;
            ensure!(
                held >= *needed,
                "{} has {} {symbol} and the seed needs {}",
                self.creator,
                amount(held, decimals),
                amount(*needed, decimals)
            );
        }
        Ok(())
    }

    async fn create(&self, provider: &DynProvider, progress: &Progress) -> anyhow::Result<()> {
        let engine = provider.get_code_at(self.suite.engine).await?;
        if engine.is_empty() {
            let (program, parts) = (
                self.deployed.risk_engine.address,
                risk_parts(&self.deployed),
            );
            self.send(
                provider,
                progress,
                "making the engine of risk",
                program,
                &parts,
            )
            .await?;
        }
        for ((asset, symbol), value) in self
            .config
            .assets
            .iter()
            .zip(&self.symbols)
            .zip(&self.amounts)
        {
            let approve = Erc20::approveCall {
                spender: self.vault,
                amount: *value,
            };
            let action = format!("approving the vault for {symbol}");
            self.send(provider, progress, &action, asset.token, &approve)
                .await?;
        }
        let create = IFactory::createCall {
            suite: self.suite.clone(),
            config: self.config.clone(),
            amounts: self.amounts.clone(),
        };
        let factory = self.deployed.factory.address;
        self.send(provider, progress, "creating the vault", factory, &create)
            .await
    }

    async fn send(
        &self,
        provider: &DynProvider,
        progress: &Progress,
        action: &str,
        to: Address,
        call: &impl SolCall,
    ) -> anyhow::Result<()> {
        progress.step(action);
        let request = TransactionRequest::default()
            .with_from(self.creator)
            .with_to(to)
            .with_input(call.abi_encode());
        transaction::send(provider, action, request).await?;
        Ok(())
    }

    fn tell(&self, options: &Options) {
        let seed = self
            .config
            .assets
            .iter()
            .zip(&self.symbols)
            .zip(&self.amounts);
        if options.json {
            let seed: Vec<_> = seed
                .map(|((asset, symbol), value)| {
                    json!({
                        "symbol": symbol, "token": asset.token, "amount": value.to_string(),
                        "target_wad": asset.targetWad.to_string(),
                    })
                })
                .collect();
            let report = json!({
                "vault": self.vault, "name": self.config.name, "symbol": self.config.symbol,
                "owner": self.config.owner, "is_created": !options.dry_run, "seed": seed,
            });
            println!("{report:#}");
            return;
        }
        let seed: Vec<_> = seed
            .map(|((asset, symbol), value)| {
                format!("{} {symbol}", amount(*value, asset.feed.tokenDecimals))
            })
            .collect();
        let word = if options.dry_run { "would be" } else { "is" };
        println!(
            "{} ({}) {word} at {}, owned by {}, seeded with {}",
            self.config.name,
            self.config.symbol,
            self.vault,
            self.config.owner,
            seed.join(", ")
        );
    }
}
