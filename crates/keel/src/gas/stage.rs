//! The chain that everybody runs on, and what a transaction takes there.

use crate::{deploy, progress::Progress};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, Bytes, U256, hex},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionReceipt, TransactionRequest},
    signers::local::PrivateKeySigner,
    sol_types::SolCall,
};
use anyhow::Context;
use client::{deployed::Deployed, network::Network, transaction};
use devnet::{DevnetConfig, Handle};
use protocols::{
    Creator,
    bytecode::Bytecode,
    market::{Market, MarketConfig, Roles, Tokens},
    npm::{self, Harness},
    predeployed,
    tokens::Erc20,
    uniswap_v3::Swap,
};
use serde_json::Value;
use std::path::{Path, PathBuf};

use super::{
    profile::{self, Profile},
    rows::{Measured, Op, SIZES},
};

/// Time is part of what programs compute with, so the chain's is always the same: it starts here, and every block is a second
/// after the one before it.
const START: u64 = 1_800_000_000;
/// Of the sequencer feed.
pub(crate) const GRACE_S: u32 = 3_600;
/// Longer than the grace, the shortest interval between rebalances, and what deposits are held back for.
const WAIT_S: u64 = 7_200;
/// Pools of 50 million USD a side hold some 13,000 ETH.
const ETHER_EACH: u64 = 10_000_000;
/// Each pool was traded in with this much in both directions before anything is measured.
const WARMING_USD: u64 = 1_000;
/// More than any row takes.
const GAS_LIMIT: u64 = 30_000_000;
/// What every transaction pays before it does anything.
const BASE_GAS: u64 = 21_000;
const ZERO_BYTE_GAS: u64 = 4;
const BYTE_GAS: u64 = 16;

/// Ordinary accounts of the chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct People {
    /// Deploys everything but our programs: so one program more moves no token and no pool, and with them no figure.
    pub(crate) deployer: Address,
    /// Owns vaults, funds and pools.
    pub(crate) owner: Address,
    /// Goes in and out.
    pub(crate) alice: Address,
    /// Rebalances.
    pub(crate) keeper: Address,
}

/// The chain.
pub(crate) struct Stage {
    root: PathBuf,
    pub(crate) provider: DynProvider,
    pub(crate) people: People,
    pub(crate) market: Market,
    pub(crate) deployed: Deployed,
    is_profiling: bool,
    // It runs as long as this is held.
    _chain: Handle,
}

/// A transaction.
pub(crate) struct Call {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) data: Bytes,
}

/// What a transaction took, and what it did before it was undone.
pub(crate) struct Spent {
    /// Of the receipt: after refunds.
    pub(crate) gas_used: u64,
    /// Without [`BASE_GAS`] and calldata.
    pub(crate) exec: u64,
    pub(crate) receipt: TransactionReceipt,
    /// What it went into, where that is wanted.
    pub(crate) profile: Option<Profile>,
}

impl Spent {
    /// As a row of the table.
    pub(crate) fn row(&self, op: Op, id: &'static str, n: usize) -> Measured {
        Measured {
            op,
            id,
            n,
            gas_used: self.gas_used,
            exec: self.exec,
            profile: self.profile,
        }
    }
}

impl Call {
    pub(crate) fn new(from: Address, to: Address, call: &impl SolCall) -> Self {
        Self {
            from,
            to,
            data: call.abi_encode().into(),
        }
    }
}

impl Stage {
    /// Starts the chain and puts tokens, feeds, pools and our programs on it.
    pub(crate) async fn open(
        root: &Path,
        tokens: Tokens,
        arbos_version: u64,
        is_profiling: bool,
        progress: &Progress,
    ) -> anyhow::Result<Self> {
        progress.step("starting the chain");
        let chain = devnet::serve(DevnetConfig {
            arbos_version,
            timestamp: Some(START),
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
        let account = |index: usize| accounts.get(index).copied().context("ten accounts");
        let provider = transaction::connect(&chain.url(), wallet)?;
        let _: Value = provider
            .raw_request("evm_setBlockTimestampInterval".into(), [1])
            .await?;
        let people = People {
            deployer: account(7)?,
            owner: account(4)?,
            alice: account(5)?,
            keeper: account(6)?,
        };
        let roles = Roles {
            oracle: account(1)?,
            arbitrageur: account(2)?,
            reporter: account(3)?,
        };
        let network = Network::load(&root.join("deploy/networks/local.toml"))?;
        let quiet = Progress::new(true);
        progress.step("deploying our programs");
        let deployment =
            deploy::suite(root, &provider, account(0)?, &network, None, &quiet).await?;
        progress.step("deploying tokens, feeds and pools");
        let creator = Creator {
            provider: provider.clone(),
            account: people.deployer,
            bytecode: Bytecode::new(root),
        };
        let config = MarketConfig {
            assets: SIZES.into_iter().max().unwrap_or_default(),
            tokens,
            ..MarketConfig::default()
        };
        let market = Market::deploy(creator, roles, config, &mut |_| {}).await?;
        let stage = Self {
            root: root.to_owned(),
            provider,
            people,
            market,
            deployed: deployment.deployed,
            is_profiling,
            _chain: chain,
        };
        stage.warm_pools().await?;
        stage.settle().await?;
        Ok(stage)
    }

    /// Trades in both directions of every pool, and leaves them at their prices: a pool's first fee in a token writes a word
    /// that was zero.
    async fn warm_pools(&self) -> anyhow::Result<()> {
        let (market, account) = (&self.market, self.people.deployer);
        let router = market.uniswap.swap_router;
        let hub = market.asset(0)?.token;
        let amount_in = market.worth(0, WARMING_USD).await?;
        self.approve(hub, account, router).await?;
        for index in 1..market.assets.len() {
            let Some(pool) = market.asset(index)?.pool else {
                continue;
            };
            market.give(0, account, amount_in).await?;
            let swap = Swap {
                account,
                token_in: hub,
                amount_in,
                sqrt_price_limit: Default::default(),
            };
            market.uniswap.swap(&self.provider, &pool, swap).await?;
            market.arbitrage(index).await?;
        }
        Ok(())
    }

    /// Lets time pass and has every feed answer again.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        let block = self.provider.get_block(Default::default()).await?;
        let now = block.context("there is a latest block")?.header.timestamp;
        let _: Value = self
            .provider
            .raw_request(
                "evm_setNextBlockTimestamp".into(),
                [now.saturating_add(WAIT_S)],
            )
            .await?;
        Ok(self.market.refresh().await?)
    }

    /// Buys every program a place in the chain's cache, as anyone can.
    pub(crate) async fn cache_programs(&self) -> anyhow::Result<()> {
        for (name, program) in self.deployed.programs() {
            let bid = predeployed::CacheManager::placeBidCall {
                program: program.address,
            };
            let call = Call::new(self.people.deployer, predeployed::CACHE_MANAGER, &bid);
            self.send(&format!("caching {name}"), &call).await?;
        }
        Ok(())
    }

    /// Sends a transaction that stays.
    pub(crate) async fn send(
        &self,
        action: &str,
        call: &Call,
    ) -> anyhow::Result<TransactionReceipt> {
        let request = TransactionRequest::default()
            .with_from(call.from)
            .with_to(call.to)
            .with_gas_limit(GAS_LIMIT)
            .with_input(call.data.clone());
        Ok(transaction::send(&self.provider, action, request).await?)
    }

    /// A moment to go back to, once.
    pub(crate) async fn remember(&self) -> anyhow::Result<U256> {
        let method = "evm_snapshot".into();
        Ok(self.provider.raw_request(method, ()).await?)
    }

    /// Undoes everything since a moment.
    pub(crate) async fn go_back(&self, moment: U256) -> anyhow::Result<()> {
        let method = "evm_revert".into();
        let undone: bool = self.provider.raw_request(method, [moment]).await?;
        anyhow::ensure!(undone, "the chain has no moment {moment}");
        Ok(())
    }

    /// Sends a transaction, says what it took and undoes it.
    pub(crate) async fn spend(&self, action: &str, call: &Call) -> anyhow::Result<Spent> {
        let moment = self.remember().await?;
        let receipt = self.send(action, call).await?;
        let before = BASE_GAS.saturating_add(calldata_gas(&call.data));
        let profile = if self.is_profiling {
            Some(profile::of(self, receipt.transaction_hash, before).await?)
        } else {
            None
        };
        self.go_back(moment).await?;
        Ok(Spent {
            gas_used: receipt.gas_used,
            exec: receipt.gas_used.saturating_sub(before),
            receipt,
            profile,
        })
    }

    /// Calls a view.
    pub(crate) async fn view<C: SolCall>(
        &self,
        to: Address,
        call: &C,
    ) -> anyhow::Result<C::Return> {
        let request = TransactionRequest::default()
            .with_to(to)
            .with_input(call.abi_encode());
        let answer = self
            .provider
            .call(request)
            .await
            .with_context(|| format!("asking {}", C::SIGNATURE))?;
        Ok(C::abi_decode_returns(&answer)?)
    }

    /// Lets a spender take whatever it asks for.
    pub(crate) async fn approve(
        &self,
        token: Address,
        owner: Address,
        spender: Address,
    ) -> anyhow::Result<()> {
        let approve = Erc20::approveCall {
            spender,
            amount: U256::MAX,
        };
        self.send("approving", &Call::new(owner, token, &approve))
            .await?;
        Ok(())
    }

    /// Compiles and deploys a contract of `bench/gas/`.
    pub(crate) async fn compile(
        &self,
        sources: &[(&str, &str)],
        contract: &str,
        packages: &[&str],
        arguments: &[u8],
    ) -> anyhow::Result<Address> {
        let harness = Harness {
            sources,
            contract,
            packages,
            via_ir: true,
        };
        let mut code = hex::decode(npm::harness(&self.root, &harness)?)?;
        code.extend_from_slice(arguments);
        self.create(contract, code.into()).await
    }

    /// Deploys a contract out of a package of theirs.
    pub(crate) async fn theirs(
        &self,
        package: &str,
        path: &str,
        arguments: &[u8],
    ) -> anyhow::Result<Address> {
        let bytecode = &self.market.creator.bytecode;
        let mut code = bytecode.artifact(package, path)?.to_vec();
        code.extend_from_slice(arguments);
        self.create(path, code.into()).await
    }

    /// Deploys a contract.
    pub(crate) async fn create(&self, name: &str, code: Bytes) -> anyhow::Result<Address> {
        let action = format!("deploying {name}");
        let deployer = self.people.deployer;
        let (address, _) = transaction::create(&self.provider, &action, deployer, code).await?;
        Ok(address)
    }
}

fn calldata_gas(data: &[u8]) -> u64 {
    data.iter()
        .map(|byte| if *byte == 0 { ZERO_BYTE_GAS } else { BYTE_GAS })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::calldata_gas;

    /// The protocol's own prices: 4 gas for a zero byte, 16 for any other.
    #[test]
    fn calldata_gas_charges_by_the_byte() {
        assert_eq!(calldata_gas(&[]), 0);
        assert_eq!(calldata_gas(&[0, 1, 255, 0]), 40);
    }
}
