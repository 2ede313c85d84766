//! Deploying a real program to our own chain, once and again.

use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, Bytes, U256, keccak256},
    providers::{DynProvider, Provider},
    signers::local::PrivateKeySigner,
};
use client::{
    bindings::IOracle,
    deploy::{self, DeployError, Program, ProgramGas, Programs},
    network::Network,
    transaction,
};
use devnet::DevnetConfig;
use std::path::{Path, PathBuf};

fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/keel/programs")
}

fn network(name: &str) -> Network {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/networks");
    Network::load(&folder.join(name)).expect(name)
}

async fn chain() -> (devnet::Handle, DynProvider, Address) {
    let chain = devnet::serve(DevnetConfig::default()).await.expect("chain");
    let first = chain.accounts().first().expect("account");
    let signer = PrivateKeySigner::from_bytes(&B256::from(first.key.0)).expect("key");
    let address = signer.address();
    let provider = transaction::connect(&chain.url(), EthereumWallet::from(signer)).expect("url");
    (chain, provider, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn program_is_created_and_activated_once() {
    let (_chain, provider, deployer) = chain().await;
    let oracle = Program::load(&programs(), "oracle").expect("cargo keel build");
    let mut said = Vec::new();
    let (first, gas) = deploy::program(&provider, deployer, &oracle, None, &mut |line| {
        said.push(line.to_owned())
    })
    .await
    .expect("deploy");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        gas.create > 1_000_000 && gas.activate > 1_000_000,
        "{gas:?}"
    );
    let code = provider.get_code_at(first.address).await.expect("code");
    assert_eq!(code, oracle.code);
    assert_eq!(first.code_hash, keccak256(&code));
    assert!(
        deploy::is_active(&provider, first.code_hash)
            .await
            .expect("active")
    );
    let facts = deploy::facts(&provider, first.address)
        .await
        .expect("facts");
    assert_eq!(facts.initial_pages, 1);
    assert!(
        facts.entry_gas_cached < facts.entry_gas_uncached,
        "{facts:?}"
    );

    // It answers: nothing is registered in a fresh oracle.
    let bound = IOracle::new(first.address, &provider);
    assert!(!bound.isRegistered(B256::ZERO).call().await.expect("answer"));

    let block = provider.get_block_number().await.expect("block");
    let balance = provider.get_balance(deployer).await.expect("balance");
    let (again, gas) = deploy::program(
        &provider,
        deployer,
        &oracle,
        Some(first.address),
        &mut |line| panic!("{line}"),
    )
    .await
    .expect("again");
    assert_eq!((again, gas), (first.clone(), ProgramGas::default()));
    assert_eq!(provider.get_block_number().await.expect("block"), block);
    assert_eq!(
        provider.get_balance(deployer).await.expect("balance"),
        balance
    );

    // The same code elsewhere is active already.
    let (second, gas) = deploy::program(&provider, deployer, &oracle, None, &mut |_| {})
        .await
        .expect("second");
    assert_ne!(second.address, first.address);
    assert_eq!(gas.activate, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn activation_refunds_the_margin_over_the_data_fee() {
    let (_chain, provider, deployer) = chain().await;
    let engine = Program::load(&programs(), "engine").expect("cargo keel build");
    let before = provider.get_balance(deployer).await.expect("balance");
    let (_, gas) = deploy::program(&provider, deployer, &engine, None, &mut |_| {})
        .await
        .expect("deploy");
    let after = provider.get_balance(deployer).await.expect("balance");
    let gas_price = U256::from(provider.get_gas_price().await.expect("gas price"));
    let gas_cost = U256::from(gas.create + gas.activate) * gas_price * U256::from(2_u8);
    let fee_ceiling = U256::from(1_000_000_000_000_000_u64);
    assert!(
        before - after < gas_cost + fee_ceiling,
        "{}",
        before - after
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn program_says_what_is_wrong_when_the_code_is_no_module() {
    let (_chain, provider, deployer) = chain().await;
    let broken = Program {
        name: "broken".to_owned(),
        code: Bytes::from_static(&[0xef, 0xf0, 0x00, 0x00, 0x01, 0x02, 0x03]),
    };
    let error = deploy::program(&provider, deployer, &broken, None, &mut |_| {})
        .await
        .expect_err("no module");
    assert!(matches!(error, DeployError::Transaction(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn suite_refuses_another_chain_before_sending_anything() {
    let (_chain, provider, deployer) = chain().await;
    let oracle = Program::load(&programs(), "oracle").expect("cargo keel build");
    let programs = Programs {
        engine: oracle.clone(),
        router_menu: oracle.clone(),
        risk: oracle.clone(),
        risk_engine: oracle.clone(),
        router: oracle.clone(),
        vault_admin: oracle.clone(),
        vault_priced: oracle.clone(),
        vault_views: oracle.clone(),
        vault_rebalance: oracle.clone(),
        vault: oracle.clone(),
        factory: oracle.clone(),
        vault_fees: oracle.clone(),
        vault_permits: oracle.clone(),
        lens: oracle.clone(),
        upkeep: oracle.clone(),
        observer: oracle.clone(),
        guard: oracle.clone(),
        oracle,
    };
    let network = network("arbitrum-one.toml");
    match deploy::suite(
        &provider,
        deployer,
        &programs,
        &network,
        None,
        &mut |line| panic!("{line}"),
    )
    .await
    {
        Err(DeployError::ChainIdMismatch { expected, got, .. }) => {
            assert_eq!((expected, got), (42_161, 412_346))
        }
        other => panic!("{:?}", other.map(|_| ())),
    }
    assert_eq!(provider.get_block_number().await.expect("block"), 0);
    assert_eq!(
        provider
            .get_transaction_count(deployer)
            .await
            .expect("nonce"),
        0
    );
}
