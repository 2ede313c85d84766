//! The stage of the demo: a chain, the suite on it, and a market.

use crate::{demo::Options, deploy, progress::Progress};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, U256},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionReceipt, TransactionRequest},
    signers::local::PrivateKeySigner,
    sol_types::SolCall,
};
use anyhow::Context;
use client::{deploy::Deployment, network::Network, transaction};
use devnet::{DevnetConfig, Handle};
use protocols::{
    Creator,
    bytecode::Bytecode,
    market::{Market, MarketConfig, Roles},
    predeployed,
};
use std::path::Path;

/// After the sequencer comes back (on a new chain: after its feed's first report) prices are refused for this long.
pub(super) const SEQUENCER_GRACE_S: u32 = 3_600;

/// Pools of 50 million USD a side hold some 13,000 ETH, and a large move needs more of it.
const ETHER_EACH: u64 = 10_000_000;

/// The people of the story: ordinary accounts of the chain.
pub(super) struct People {
    /// Deploys the programs and the market.
    pub(super) deployer: Address,
    /// Creates and seeds the vault.
    pub(super) treasury: Address,
    /// Two holders.
    pub(super) alice: Address,
    /// Redeems at the end.
    pub(super) bob: Address,
    /// Rebalances; has no role anywhere.
    pub(super) keeper: Address,
}

/// The stage.
pub(super) struct Scene {
    chain: Handle,
    pub(super) provider: DynProvider,
    pub(super) people: People,
    pub(super) deployment: Deployment,
    pub(super) market: Market,
    pub(super) depth_usd: u64,
}

impl Scene {
    /// Starts the chain and puts everything on it.
    pub(super) async fn set(
        root: &Path,
        options: &Options,
        progress: &Progress,
    ) -> anyhow::Result<Self> {
        progress.step("starting the chain");
        let chain = devnet::serve(DevnetConfig {
            port: options.port,
            balance_wei: U256::from(ETHER_EACH) * U256::from(10).pow(U256::from(18)),
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
        let account = |index: usize| {
            accounts
                .get(index)
                .copied()
                .context("the chain funds ten accounts")
        };
        let provider = transaction::connect(&chain.url(), wallet)?;
        let people = People {
            deployer: account(0)?,
            treasury: account(4)?,
            alice: account(5)?,
            bob: account(6)?,
            keeper: account(7)?,
        };

        let network = Network::load(&root.join("deploy/networks/local.toml"))?;
        let deployment =
            deploy::suite(root, &provider, people.deployer, &network, None, progress).await?;

        let config = MarketConfig {
            assets: usize::from(options.assets),
            seed: options.seed,
            ..MarketConfig::default()
        };
        let creator = Creator {
            provider: provider.clone(),
            account: people.deployer,
            bytecode: Bytecode::new(root),
        };
        let roles = Roles {
            oracle: account(1)?,
            arbitrageur: account(2)?,
            reporter: account(3)?,
        };
        let mut report = |line: &str| progress.step(line);
        let market = Market::deploy(creator, roles, config, &mut report).await?;

        let scene = Self {
            chain,
            provider,
            people,
            deployment,
            market,
            depth_usd: config.depth_usd,
        };
        progress.step("an hour passes, the grace of the sequencer feed");
        scene.pass(u64::from(SEQUENCER_GRACE_S) + 1).await?;
        Ok(scene)
    }

    pub(super) fn url(&self) -> String {
        self.chain.url()
    }

    pub(super) async fn end(self) {
        self.chain.stop().await;
    }

    /// Lets time pass on the chain.
    pub(super) async fn pass(&self, seconds: u64) -> anyhow::Result<()> {
        let _offset: serde_json::Value = self
            .provider
            .raw_request("evm_increaseTime".into(), [seconds])
            .await?;
        let _mined: serde_json::Value = self.provider.raw_request("evm_mine".into(), ()).await?;
        Ok(())
    }

    /// A transaction from one of the people.
    pub(super) async fn send(
        &self,
        action: &str,
        from: Address,
        to: Address,
        call: &impl SolCall,
    ) -> anyhow::Result<TransactionReceipt> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(call.abi_encode());
        Ok(transaction::send(&self.provider, action, request).await?)
    }
}
