//! Keeping a real program alive on our own chain, through a year and its end.

use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, U256, address},
    providers::{DynProvider, Provider},
    signers::local::PrivateKeySigner,
};
use client::{
    deploy::{self, Program},
    renewal::{Kept, Periods, RenewalError},
    transaction::{self, TransactionError},
};
use devnet::DevnetConfig;
use std::path::Path;

const DAY_S: u64 = 86_400;
/// ArbOS counts in hours.
const HOUR_S: u64 = 3_600;
const NOBODY: Address = address!("0x00000000000000000000000000000000000a11ce");

async fn chain() -> (devnet::Handle, DynProvider, Address) {
    let chain = devnet::serve(DevnetConfig::default()).await.expect("chain");
    let first = chain.accounts().first().expect("account");
    let signer = PrivateKeySigner::from_bytes(&B256::from(first.key.0)).expect("key");
    let address = signer.address();
    let provider = transaction::connect(&chain.url(), EthereumWallet::from(signer)).expect("url");
    (chain, provider, address)
}

async fn pass(provider: &DynProvider, seconds: u64) {
    let _: serde_json::Value = provider
        .raw_request("evm_increaseTime".into(), [seconds])
        .await
        .expect("time moves");
    let _: serde_json::Value = provider
        .raw_request("evm_mine".into(), ())
        .await
        .expect("a block");
}

async fn now(provider: &DynProvider) -> u64 {
    let block = provider.get_block_by_number(alloy::eips::BlockNumberOrTag::Latest);
    let block = block.await.expect("it answers").expect("a block");
    block.header.timestamp
}

async fn deployed(provider: &DynProvider, deployer: Address) -> Kept {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/keel/programs");
    let program = Program::load(&folder, "oracle").expect("cargo keel build");
    let made = deploy::program(provider, deployer, &program, None, &mut |_| ()).await;
    let (made, _) = made.expect("deployed");
    let kept = Kept::at(provider, "oracle", made.address, Some(made.code_hash)).await;
    kept.expect("it is there")
}

#[tokio::test(flavor = "multi_thread")]
async fn story_a_program_is_renewed_after_a_month_and_dies_after_a_year() {
    let (_chain, provider, payer) = chain().await;
    let periods = Periods::of(&provider).await.expect("the chain says so");
    // Nitro's own.
    let expected = Periods {
        expiry_s: 365 * DAY_S,
        keepalive_s: 31 * DAY_S,
    };
    assert_eq!(periods, expected);
    let kept = deployed(&provider, payer).await;
    let born = now(&provider).await;

    let life = kept.lifetime(&provider, periods).await.expect("it lives");
    assert_eq!(life.fee, None);
    assert!(
        life.expires_at.abs_diff(born + 365 * DAY_S) <= HOUR_S,
        "{life:?}"
    );
    assert_eq!(life.expires_at - life.renewable_at, 334 * DAY_S);

    // Too soon, by name and date, to the hour that ArbOS counts in.
    let balance = provider.get_balance(payer).await.expect("a balance");
    match kept.renew(&provider, payer, periods).await {
        Err(RenewalError::TooSoon {
            program,
            code_hash,
            age_s,
            renewable_at,
        }) => {
            assert_eq!((program.as_str(), code_hash), ("oracle", kept.code_hash));
            assert_eq!(renewable_at, life.renewable_at);
            assert!(age_s <= HOUR_S, "{age_s}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        provider.get_balance(payer).await.expect("a balance"),
        balance,
        "nothing was sent"
    );
    match kept
        .pay(&provider, payer, U256::from(1_u64) << 60, periods)
        .await
    {
        Err(RenewalError::TooSoon { renewable_at, .. }) => {
            assert!(renewable_at.abs_diff(life.renewable_at) <= 2);
        }
        other => panic!("{other:?}"),
    }
    pass(&provider, life.renewable_at - now(&provider).await - 10).await;
    let early = kept.lifetime(&provider, periods).await.expect("it lives");
    assert_eq!(early, life);
    pass(&provider, 10).await;

    // Renewable: for the fee and not for less, and by whoever can pay it.
    let due = kept.lifetime(&provider, periods).await.expect("it lives");
    let fee = due.fee.expect("a fee");
    assert_eq!(
        (due.renewable_at, due.expires_at),
        (life.renewable_at, life.expires_at)
    );
    match kept.pay(&provider, payer, fee - U256::ONE, periods).await {
        Err(RenewalError::InsufficientValue {
            program,
            have,
            want,
        }) => {
            assert_eq!((program.as_str(), have), ("oracle", fee - U256::ONE));
            // The demand that the fee follows falls with time.
            assert!(want <= fee && want > have || want == fee, "{want} {fee}");
        }
        other => panic!("{other:?}"),
    }
    match kept.renew(&provider, NOBODY, periods).await {
        Err(RenewalError::FeeAboveBalance {
            payer,
            balance,
            fee: offer,
            ..
        }) => {
            assert_eq!((payer, balance), (NOBODY, U256::ZERO));
            assert!(offer > fee);
        }
        other => panic!("{other:?}"),
    }
    let balance = provider.get_balance(payer).await.expect("a balance");
    let paid = kept
        .renew(&provider, payer, periods)
        .await
        .expect("renewed");
    assert!(paid <= fee && !paid.is_zero());
    let spent = balance - provider.get_balance(payer).await.expect("a balance");
    assert!(spent >= paid, "{spent} {paid}");
    let after = kept.lifetime(&provider, periods).await.expect("it lives");
    assert!(
        after
            .expires_at
            .abs_diff(now(&provider).await + 365 * DAY_S)
            <= HOUR_S
    );
    assert_eq!(after.fee, None);

    // A year without anybody.
    pass(&provider, after.expires_at - now(&provider).await + HOUR_S).await;
    match kept.renew(&provider, payer, periods).await {
        Err(RenewalError::Expired {
            program,
            code_hash,
            age_s,
        }) => {
            assert_eq!((program.as_str(), code_hash), ("oracle", kept.code_hash));
            assert!(
                age_s > 365 * DAY_S && age_s <= 365 * DAY_S + 2 * HOUR_S,
                "{age_s}"
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_living_program_is_named() {
    let (_chain, provider, payer) = chain().await;
    let periods = Periods::of(&provider).await.expect("the chain says so");
    match Kept::at(&provider, "nobody", NOBODY, None).await {
        Err(RenewalError::WithoutCode { program, address }) => {
            assert_eq!((program.as_str(), address), ("nobody", NOBODY));
        }
        other => panic!("{other:?}"),
    }
    let kept = deployed(&provider, payer).await;
    match Kept::at(&provider, "oracle", kept.address, Some(B256::ZERO)).await {
        Err(RenewalError::CodeHashMismatch { expected, got, .. }) => {
            assert_eq!((expected, got), (B256::ZERO, kept.code_hash));
        }
        other => panic!("{other:?}"),
    }
    // A contract of the EVM.
    let code = alloy::primitives::bytes!("600160005560016000f3");
    let (made, _) = transaction::create(&provider, "creating", payer, code)
        .await
        .expect("made");
    let evm = Kept::at(&provider, "evm", made, None)
        .await
        .expect("it has code");
    match evm.lifetime(&provider, periods).await {
        Err(RenewalError::NotActivated { program, code_hash }) => {
            assert_eq!((program.as_str(), code_hash), ("evm", evm.code_hash));
        }
        other => panic!("{other:?}"),
    }
    // Nobody answers at all.
    let nowhere =
        transaction::connect("http://127.0.0.1:9", EthereumWallet::default()).expect("a URL");
    match Periods::of(&nowhere).await {
        Err(RenewalError::Transaction(TransactionError::Refused { .. })) => {}
        other => panic!("{other:?}"),
    }
}
