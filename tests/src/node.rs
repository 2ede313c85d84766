//! The node under test: a local chain of this process's own or, with `KEEL_RPC=URL`, one that somebody else runs.
//!
//! A foreign node is spoken to through JSON-RPC only, and everything that a story needs is deployed to it. Its accounts are
//! the first ten of `KEEL_MNEMONIC` (the standard test mnemonic if that is not set). Whoever of them has too little ether is
//! given some: by `anvil_setBalance` where the node has it, else from the first account.
//!
//! Going back, moving time and digests of the state are calls that only development nodes have. A story that needs one which
//! the node lacks is skipped, and says so.

use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, U256, utils::format_ether},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::TransactionRequest,
    signers::local::{MnemonicBuilder, PrivateKeySigner},
};
use anyhow::{Context, ensure};
use client::transaction;
use devnet::{DevnetConfig, Handle, TEST_MNEMONIC};
use protocols::{bytecode::Bytecode, predeployed};
use serde_json::{Value, json};
use std::fmt;

use crate::workspace;

/// Names the node to play on.
pub const RPC_VARIABLE: &str = "KEEL_RPC";
/// Names the accounts to play with.
pub const MNEMONIC_VARIABLE: &str = "KEEL_MNEMONIC";

/// Accounts of a world: people and those who drive the market.
const ACCOUNTS: u32 = 10;
/// Wei of each account of a chain of our own: deep pools take much wrapped ether.
const OWN_BALANCE_WEI: U256 = U256::from_limbs([0, 1 << 32, 0, 0]);
/// Wei that a world takes from the deployer at most, on a foreign node (some 300,000 ETH, most of it into pools).
const DEPLOYER_WEI: U256 = U256::from_limbs([0, 1 << 14, 0, 0]);
/// Wei that everyone else takes for gas (some 300 ETH).
const OTHERS_WEI: U256 = U256::from_limbs([0, 1 << 4, 0, 0]);

/// A call that only development nodes have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// Going back to an earlier moment: `evm_snapshot` and `evm_revert`.
    GoBack,
    /// Moving time: `evm_increaseTime`, `evm_setNextBlockTimestamp`, `evm_mine`.
    MoveTime,
    /// One word for the whole state: `keel_stateDigest`.
    Digest,
    /// Putting other code where a contract is: `anvil_setCode`.
    ReplaceCode,
}

/// Why a story was not played: the node has no such call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking(pub Ability);

impl fmt::Display for Lacking {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = self.0.method();
        write!(
            out,
            "the node has no {call}, which only development nodes have"
        )
    }
}

impl std::error::Error for Lacking {}

impl Ability {
    const ALL: [Self; 4] = [
        Self::GoBack,
        Self::MoveTime,
        Self::Digest,
        Self::ReplaceCode,
    ];

    /// The call that a node with this ability answers.
    pub fn method(self) -> &'static str {
        match self {
            Self::GoBack => "evm_snapshot",
            Self::MoveTime => "evm_increaseTime",
            Self::Digest => "keel_stateDigest",
            Self::ReplaceCode => "anvil_setCode",
        }
    }

    async fn is_there(self, provider: &DynProvider) -> bool {
        let harmless = match self {
            Self::GoBack => json!([]),
            Self::MoveTime => json!([0]),
            Self::Digest => json!([[]]),
            Self::ReplaceCode => json!([Address::ZERO, "0x"]),
        };
        let answer: Result<Value, _> = provider.raw_request(self.method().into(), harmless).await;
        answer.is_ok()
    }
}

/// A node with keys for everyone.
#[derive(Debug)]
pub struct Node {
    url: String,
    /// Signs for all accounts.
    pub(crate) provider: DynProvider,
    /// The accounts in their order.
    pub(crate) accounts: Vec<Address>,
    /// Their keys, for messages that are no transactions.
    pub(crate) signers: Vec<PrivateKeySigner>,
    abilities: Vec<Ability>,
    // Ends with the node.
    _own: Option<Handle>,
}

/// URL of the node that stories are to be played on, if it is not one of our own.
pub fn foreign() -> Option<String> {
    std::env::var(RPC_VARIABLE)
        .ok()
        .filter(|url| !url.is_empty())
}

impl Node {
    /// The node that the environment names, or one of our own.
    ///
    /// # Errors
    /// When it cannot be started or asked, or when its accounts have too little ether.
    pub async fn start() -> anyhow::Result<Self> {
        match foreign() {
            Some(url) => Self::connect(&url).await,
            None => Self::own().await,
        }
    }

    async fn own() -> anyhow::Result<Self> {
        let handle = devnet::serve(DevnetConfig {
            accounts: ACCOUNTS,
            balance_wei: OWN_BALANCE_WEI,
            genesis_steps: predeployed::steps(&Bytecode::new(&workspace::root()))?,
            ..DevnetConfig::default()
        })
        .await?;
        let keys = handle.accounts().iter().map(|account| &account.key);
        let signers = keys
            .map(PrivateKeySigner::from_bytes)
            .collect::<Result<Vec<_>, _>>()?;
        let url = handle.url();
        Ok(Self {
            accounts: signers.iter().map(PrivateKeySigner::address).collect(),
            provider: signing(&url, &signers)?,
            signers,
            url,
            abilities: Ability::ALL.into(),
            _own: Some(handle),
        })
    }

    async fn connect(url: &str) -> anyhow::Result<Self> {
        let phrase = std::env::var(MNEMONIC_VARIABLE).unwrap_or_else(|_| TEST_MNEMONIC.to_owned());
        let mut signers = Vec::new();
        for index in 0..ACCOUNTS {
            signers.push(
                MnemonicBuilder::from_phrase(&phrase)
                    .index(index)?
                    .build()?,
            );
        }
        let accounts: Vec<_> = signers.iter().map(PrivateKeySigner::address).collect();
        let provider = signing(url, &signers)?;
        provider
            .get_chain_id()
            .await
            .with_context(|| format!("{RPC_VARIABLE}={url} does not answer"))?;
        // The deployer last: it pays for the others where the node cannot.
        for account in accounts.iter().skip(1) {
            fund(&provider, accounts[0], *account, OTHERS_WEI).await?;
        }
        fund(&provider, accounts[0], accounts[0], DEPLOYER_WEI).await?;
        let mut abilities = Vec::new();
        for ability in Ability::ALL {
            if ability.is_there(&provider).await {
                abilities.push(ability);
            }
        }
        Ok(Self {
            url: url.to_owned(),
            provider,
            accounts,
            signers,
            abilities,
            _own: None,
        })
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether it has an ability.
    pub fn can(&self, ability: Ability) -> bool {
        self.abilities.contains(&ability)
    }

    /// Stops a story whose node lacks an ability.
    ///
    /// # Errors
    /// [`Lacking`], which the stage takes for a skip.
    pub fn need(&self, ability: Ability) -> Result<(), Lacking> {
        if self.can(ability) {
            Ok(())
        } else {
            Err(Lacking(ability))
        }
    }
}

/// Makes sure that an account has what a world takes.
async fn fund(
    provider: &DynProvider,
    rich: Address,
    account: Address,
    needed: U256,
) -> anyhow::Result<()> {
    let has = provider.get_balance(account).await?;
    if has >= needed {
        return Ok(());
    }
    let set: Result<Value, _> = provider
        .raw_request("anvil_setBalance".into(), (account, OWN_BALANCE_WEI))
        .await;
    if set.is_ok() {
        return Ok(());
    }
    let available = provider.get_balance(rich).await?;
    ensure!(
        account != rich && available > needed,
        "account {account} has {} ETH and needs {}: the node has no anvil_setBalance, and the first account {rich} of \
         {MNEMONIC_VARIABLE} has {}",
        format_ether(has),
        format_ether(needed),
        format_ether(available)
    );
    let gift = TransactionRequest::default()
        .with_from(rich)
        .with_to(account)
        .with_value(needed);
    transaction::send(provider, "funding an account", gift).await?;
    Ok(())
}

fn signing(url: &str, signers: &[PrivateKeySigner]) -> anyhow::Result<DynProvider> {
    let mut wallet = EthereumWallet::default();
    for signer in signers {
        wallet.register_signer(signer.clone());
    }
    let url = url
        .parse()
        .with_context(|| format!("'{url}' is not a URL of a JSON-RPC node"))?;
    Ok(ProviderBuilder::new()
        .disable_recommended_fillers()
        .with_gas_estimation()
        // Nonces are asked for each time: one that is remembered is wrong after going back to a moment.
        .with_simple_nonce_management()
        .fetch_chain_id()
        .wallet(wallet)
        .connect_http(url)
        .erased())
}
