//! The chain that both sides run on, and what a call of either costs there.

use alloy::{
    network::EthereumWallet,
    primitives::{Address, Bytes, U256, hex, keccak256},
    providers::{DynProvider, Provider},
    signers::local::PrivateKeySigner,
};
use anyhow::{Context, bail};
use client::{deploy, transaction};
use devnet::{DevnetConfig, Handle};
use protocols::npm::{self, Harness};
use serde::Deserialize;
use serde_json::json;
use std::path::{Path, PathBuf};

const WORD: usize = 32;

/// Enough for any call that is measured.
const GAS: u64 = 45_000_000;

/// The chain.
pub(crate) struct Stage {
    root: PathBuf,
    provider: DynProvider,
    deployer: Address,
    // It runs as long as this is held.
    _chain: Handle,
}

/// What can be called: a program's functions by number, a contract's by name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Function {
    /// Of a Stylus program.
    Program(Address, u8),
    /// Of a contract, with one argument `uint256[]`.
    Contract(Address, &'static str),
}

/// What a call gave and took.
pub(crate) struct Answer {
    /// Of the whole transaction.
    pub(crate) gas: u64,
    /// The results.
    pub(crate) words: Vec<U256>,
}

/// As `callTracer` writes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    gas_used: U256,
    output: Option<Bytes>,
    error: Option<String>,
}

impl Stage {
    /// Starts a chain of its own.
    pub(crate) async fn open(root: &Path) -> anyhow::Result<Self> {
        let chain = devnet::serve(DevnetConfig::default()).await?;
        let account = chain
            .accounts()
            .first()
            .context("the chain funds accounts")?;
        let signer = PrivateKeySigner::from_bytes(&account.key)?;
        let deployer = signer.address();
        let provider = transaction::connect(&chain.url(), EthereumWallet::from(signer))?;
        Ok(Self {
            root: root.to_owned(),
            provider,
            deployer,
            _chain: chain,
        })
    }

    /// Deploys and activates a built program.
    pub(crate) async fn program(&self, name: &str) -> anyhow::Result<Address> {
        let program = deploy::Program::load(&self.root.join("target/keel/programs"), name)?;
        let (deployed, _) =
            deploy::program(&self.provider, self.deployer, &program, None, &mut |_| {}).await?;
        Ok(deployed.address)
    }

    /// Compiles and deploys a harness.
    pub(crate) async fn contract(&self, harness: &Harness<'_>) -> anyhow::Result<Address> {
        let code = hex::decode(npm::harness(&self.root, harness)?)?;
        let action = "deploying a library's harness";
        let (address, _) =
            transaction::create(&self.provider, action, self.deployer, code.into()).await?;
        Ok(address)
    }

    /// Calls a function with a list of words.
    pub(crate) async fn ask(&self, function: Function, words: &[U256]) -> anyhow::Result<Answer> {
        let (to, data) = function.question(words);
        let call = json!({ "from": self.deployer, "to": to, "data": Bytes::from(data), "gas": U256::from(GAS) });
        let frame: Frame = self
            .provider
            .raw_request(
                "debug_traceCall".into(),
                json!([call, "latest", { "tracer": "callTracer" }]),
            )
            .await
            .with_context(|| format!("measuring {function:?}"))?;
        if let Some(error) = frame.error {
            bail!("{function:?} refused what it was asked: {error}");
        }
        let output = frame.output.unwrap_or_default();
        Ok(Answer {
            gas: frame.gas_used.to(),
            words: function.answer(&output),
        })
    }
}

impl Function {
    fn question(self, words: &[U256]) -> (Address, Vec<u8>) {
        let bytes = words.iter().flat_map(|word| word.to_be_bytes::<WORD>());
        match self {
            Self::Program(address, number) => {
                let number = U256::from(number).to_be_bytes::<WORD>();
                (address, number.into_iter().chain(bytes).collect())
            }
            Self::Contract(address, name) => {
                let selector = keccak256(format!("{name}(uint256[])"));
                let head = [U256::from(WORD), U256::from(words.len())];
                let head = head.iter().flat_map(|word| word.to_be_bytes::<WORD>());
                let selector = selector.into_iter().take(4);
                (address, selector.chain(head).chain(bytes).collect())
            }
        }
    }

    fn answer(self, output: &[u8]) -> Vec<U256> {
        // A contract's list comes with its offset and its length.
        let head = match self {
            Self::Program(..) => 0,
            Self::Contract(..) => 2,
        };
        output
            .chunks_exact(WORD)
            .skip(head)
            .map(U256::from_be_slice)
            .collect()
    }
}
