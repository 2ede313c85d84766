//! `cargo keel deploy`: the suite on a network, activated, with its addresses written down.

use crate::{programs, progress::Progress, setup, workspace};
use alloy::{
    network::EthereumWallet,
    primitives::Address,
    signers::local::{MnemonicBuilder, PrivateKeySigner},
};
use anyhow::{Context, bail};
use clap::Args;
use client::{
    deploy::{Deployment, Programs},
    deployed::Deployed,
    network::Network,
};
use std::path::{Path, PathBuf};

/// Where the deployer's key is looked for; a key on the command line would stay in the shell's history.
const KEY_VARIABLE: &str = "KEEL_DEPLOYER_KEY";

/// The local chain's id: the one chain where a publicly known key is fine.
const LOCAL_CHAIN_ID: u64 = 412_346;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Node to deploy to
    #[arg(long, value_name = "URL")]
    rpc: String,

    /// Network file, such as deploy/networks/local.toml
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    setup::ensure(&root, &progress)?;
    let network = Network::load(&options.config)?;
    let signer = signer(&network, &progress)?;
    programs::build(&programs::ALL, &progress)?;
    let deployment = tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(deploy(&root, &options, &network, signer, &progress))?;
    println!("{}", table(&deployment));
    Ok(())
}

async fn deploy(
    root: &Path,
    options: &Options,
    network: &Network,
    signer: PrivateKeySigner,
    progress: &Progress,
) -> anyhow::Result<Deployment> {
    let deployer = signer.address();
    let provider = client::transaction::connect(&options.rpc, EthereumWallet::from(signer))?;
    let path = deployed_path(root, &options.config)?;
    // A hint where to look: what is there is checked by its code hash, so a local chain that was started anew is
    // deployed to anew.
    let known = Deployed::load(&path)?;
    let deployment = suite(root, &provider, deployer, network, known.as_ref(), progress).await?;
    deployment.deployed.save(&path)?;
    progress.step(&format!("wrote {}", workspace::relative(root, &path)));
    Ok(deployment)
}

/// Deploys and activates what of the suite is not there; the demo takes this very way.
pub(crate) async fn suite(
    root: &Path,
    provider: &alloy::providers::DynProvider,
    deployer: Address,
    network: &Network,
    known: Option<&Deployed>,
    progress: &Progress,
) -> anyhow::Result<Deployment> {
    let built = Programs::load(&root.join("target/keel/programs"))?;
    let mut report = |line: &str| progress.step(line);
    Ok(client::deploy::suite(provider, deployer, &built, network, known, &mut report).await?)
}

/// `deploy/deployed/NAME.json` for `…/NAME.toml`.
pub(crate) fn deployed_path(root: &Path, config: &Path) -> anyhow::Result<PathBuf> {
    let name = config
        .file_stem()
        .with_context(|| format!("{} has no file name", config.display()))?;
    Ok(root
        .join("deploy/deployed")
        .join(name)
        .with_extension("json"))
}

/// The deployer's key.
pub(crate) fn signer(network: &Network, progress: &Progress) -> anyhow::Result<PrivateKeySigner> {
    signer_of(KEY_VARIABLE, network.chain_id, progress)
}

/// The key in a variable; on the local chain, where there is none, that of its first account.
pub(crate) fn signer_of(
    variable: &str,
    chain_id: u64,
    progress: &Progress,
) -> anyhow::Result<PrivateKeySigner> {
    match std::env::var(variable) {
        Ok(key) => key.parse().ok().with_context(|| {
            format!("{variable} is not a private key: 32 bytes in hex are needed")
        }),
        Err(_) if chain_id == LOCAL_CHAIN_ID => {
            progress.step("using the local chain's first account");
            Ok(MnemonicBuilder::from_phrase(devnet::TEST_MNEMONIC).build()?)
        }
        Err(_) => bail!("{variable} is not set: put the private key for chain {chain_id} into it"),
    }
}

fn table(deployment: &Deployment) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::ASCII_MARKDOWN)
        .set_header([
            "program",
            "address",
            "code hash",
            "create gas",
            "activate gas",
        ]);
    for ((name, program), (_, gas)) in deployment
        .deployed
        .programs()
        .into_iter()
        .zip(&deployment.gas)
    {
        table.add_row([
            name.to_owned(),
            program.address.to_string(),
            program.code_hash.to_string(),
            gas.create.to_string(),
            gas.activate.to_string(),
        ]);
    }
    table
}
