//! A whole market on our own chain: real bytecode, ordinary transactions.

use alloy::{
    eips::BlockId,
    network::EthereumWallet,
    primitives::{Address, B256, I256, U256},
    providers::{DynProvider, Provider},
    signers::local::PrivateKeySigner,
    sol_types::SolValue,
};
use client::transaction::TransactionError;
use devnet::DevnetConfig;
use protocols::{
    Creator, ProtocolError,
    bytecode::Bytecode,
    market::{Market, MarketConfig, Roles, Tokens},
    tokens,
};
use std::path::{Path, PathBuf};

const DEPTH_USD: u64 = 50_000_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A chain and a market on it; the chain stops with the handle.
async fn market(assets: usize, seed: u64) -> (devnet::Handle, Market) {
    market_of(Tokens::Arbitrum, assets, seed).await
}

async fn market_of(kind: Tokens, assets: usize, seed: u64) -> (devnet::Handle, Market) {
    protocols::npm::ensure(&root(), &mut |_| {}).expect("packages");
    let config = DevnetConfig {
        // The pools hold 13,000 wrapped ether and more.
        balance_wei: U256::from(10_u8).pow(U256::from(24_u8)),
        ..DevnetConfig::default()
    };
    let chain = devnet::serve(config).await.expect("chain");
    let (provider, accounts) = connect(&chain);
    let creator = Creator {
        provider,
        account: accounts[0],
        bytecode: Bytecode::new(&root()),
    };
    let roles = Roles {
        oracle: accounts[1],
        arbitrageur: accounts[2],
        reporter: accounts[3],
    };
    let config = MarketConfig {
        assets,
        seed,
        depth_usd: DEPTH_USD,
        tokens: kind,
        ..MarketConfig::default()
    };
    let market = Market::deploy(creator, roles, config, &mut |_| {})
        .await
        .expect("market");
    (chain, market)
}

fn connect(chain: &devnet::Handle) -> (DynProvider, Vec<Address>) {
    let signers: Vec<PrivateKeySigner> = chain
        .accounts()
        .iter()
        .map(|account| PrivateKeySigner::from_bytes(&B256::from(account.key.0)).expect("key"))
        .collect();
    let mut wallet = EthereumWallet::default();
    for signer in &signers {
        wallet.register_signer(signer.clone());
    }
    let provider = client::transaction::connect(&chain.url(), wallet).expect("url");
    (
        provider,
        signers.iter().map(PrivateKeySigner::address).collect(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_tokens_are_minted_by_their_creator_alone_and_stand_behind_nothing() {
    let (_chain, market) = market_of(Tokens::Plain, 3, 0).await;
    let provider = &market.creator.provider;
    let stranger = market.roles.oracle;
    for (index, asset) in market.assets.iter().enumerate() {
        let erc20 = tokens::Erc20::new(asset.token, provider);
        let decimals = erc20.decimals().call().await.expect("decimals");
        assert_eq!(decimals, asset.decimals);
        let seven = U256::from(7_u8);
        market.give(index, stranger, seven).await.expect("minted");
        let got = tokens::balance(provider, asset.token, stranger).await;
        assert_eq!(got.expect("balance"), seven);
        let theft = tokens::mint_plain(provider, asset.token, stranger, stranger, seven).await;
        let Err(ProtocolError::Transaction(TransactionError::Reverted { reason, .. })) = theft
        else {
            panic!("{theft:?}");
        };
        // keccak256("NotTheCreator(address)"), and who it was.
        let said = reason.to_string();
        assert!(said.contains(&format!("{stranger:x}")), "{said}");
        // OpenZeppelin's token keeps balances in its first word; a proxy keeps them elsewhere.
        let word = alloy::primitives::keccak256((stranger, U256::ZERO).abi_encode());
        let held = provider.get_storage_at(asset.token, word.into()).await;
        assert_eq!(held.expect("storage"), seven);
    }
}

fn answer(value: i64) -> I256 {
    I256::try_from(value).expect("64 bits fit")
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_opens_pools_of_the_stated_depth_at_the_feeds_prices() {
    let (_chain, market) = market(4, 1).await;
    let provider = &market.creator.provider;
    let decimals: Vec<_> = market.assets.iter().map(|asset| asset.decimals).collect();
    assert_eq!(decimals, [6, 18, 8, 18]);
    for (index, asset) in market.assets.iter().enumerate() {
        let erc20 = tokens::Erc20::new(asset.token, provider);
        assert_eq!(
            erc20.decimals().call().await.expect("decimals"),
            asset.decimals
        );
        assert_eq!(erc20.symbol().call().await.expect("symbol"), asset.symbol);
        let Some(pool) = asset.pool else {
            assert_eq!(index, 0, "only the hub has no pool");
            continue;
        };
        let price = pool.sqrt_price(provider).await.expect("price");
        assert_eq!(
            price,
            market.oracle_sqrt_price(index).await.expect("oracle")
        );
        for (side, token) in [(index, asset.token), (0, market.assets[0].token)] {
            let wanted = market.worth(side, DEPTH_USD).await.expect("worth");
            let got = tokens::balance(provider, token, pool.address)
                .await
                .expect("balance");
            assert!(got <= wanted, "{}: {got} above {wanted}", asset.symbol);
            // Rounding of liquidity leaves less than a millionth behind.
            let missing = wanted - got;
            assert!(
                missing * U256::from(1_000_000_u64) <= wanted,
                "{}: {missing}",
                asset.symbol
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn move_price_moves_feed_and_pool_both_ways_and_nothing_else() {
    let (_chain, market) = market(3, 0).await;
    let provider = &market.creator.provider;
    let other = market.assets[2].pool.expect("pool");
    let other_before = other.sqrt_price(provider).await.expect("price");
    for (bps, expected) in [
        (-2_500, 288_768_750_000_i64),
        (4_000, 404_276_250_000),
        (1, 404_316_677_625),
    ] {
        let moved = market.move_price(1, bps).await.expect("move");
        assert_eq!(moved, answer(expected));
        assert_eq!(market.answer(1).await.expect("answer"), answer(expected));
        let pool = market.assets[1].pool.expect("pool");
        assert_eq!(
            pool.sqrt_price(provider).await.expect("price"),
            market.oracle_sqrt_price(1).await.expect("oracle"),
        );
    }
    assert_eq!(
        other.sqrt_price(provider).await.expect("price"),
        other_before
    );
    // The hub is in every pool, so all of them follow it.
    market.move_price(0, -50).await.expect("move");
    assert_ne!(
        other.sqrt_price(provider).await.expect("price"),
        other_before
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn move_price_changes_nothing_when_the_move_is_impossible() {
    let (_chain, market) = market(2, 0).await;
    let provider = &market.creator.provider;
    let block = provider.get_block_number().await.expect("block");
    match market.move_price(1, -10_000).await {
        Err(ProtocolError::MoveOutOfRange { symbol, bps, .. }) => {
            assert_eq!((symbol.as_str(), bps), ("WETH", -10_000))
        }
        other => panic!("{other:?}"),
    }
    match market.move_price(2, 100).await {
        Err(ProtocolError::AssetUnknown { index, count }) => assert_eq!((index, count), (2, 2)),
        other => panic!("{other:?}"),
    }
    assert_eq!(provider.get_block_number().await.expect("block"), block);
}

#[tokio::test(flavor = "multi_thread")]
async fn feed_carries_zero_and_negative_answers_and_refuses_a_stranger() {
    let (_chain, market) = market(2, 0).await;
    for value in [0, -5] {
        market.submit(1, answer(value)).await.expect("submit");
        assert_eq!(market.answer(1).await.expect("answer"), answer(value));
        match market.arbitrage(1).await {
            Err(ProtocolError::PriceOutOfRange { asset, .. }) => assert_eq!(asset, answer(value)),
            other => panic!("{other:?}"),
        }
    }
    let mut feed = market.assets[1].feed.clone();
    feed.oracle = market.roles.arbitrageur;
    let refused = feed
        .submit(&market.creator.provider, answer(1))
        .await
        .expect_err("a stranger");
    assert!(
        refused.to_string().contains("not enabled oracle"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sequencer_feed_takes_reports_from_its_aliased_sender_only() {
    let (_chain, market) = market(2, 0).await;
    let provider = &market.creator.provider;
    let feed = market.sequencer;
    assert!(!feed.status(provider).await.expect("status").down);
    let block = provider
        .get_block(BlockId::latest())
        .await
        .expect("block")
        .expect("latest");
    let now = block.header.timestamp;

    feed.report(provider, true, now).await.expect("down");
    let down = feed.status(provider).await.expect("status");
    assert_eq!((down.down, down.since), (true, U256::from(now)));
    feed.report(provider, false, now + 7).await.expect("up");
    let up = feed.status(provider).await.expect("status");
    assert_eq!((up.down, up.since), (false, U256::from(now + 7)));

    let mut stranger = feed;
    stranger.reporter = market.roles.oracle;
    match stranger.report(provider, true, now + 8).await {
        Err(ProtocolError::Transaction(TransactionError::Reverted { reason, .. })) => {
            // InvalidSender() of the feed.
            assert_eq!(reason.data.to_string(), "0xddb5de5e");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_refuses_counts_that_no_market_has() {
    for assets in [0, 1, 11] {
        let chain = devnet::serve(DevnetConfig::default()).await.expect("chain");
        let (provider, accounts) = connect(&chain);
        let creator = Creator {
            provider,
            account: accounts[0],
            bytecode: Bytecode::new(&root()),
        };
        let roles = Roles {
            oracle: accounts[1],
            arbitrageur: accounts[2],
            reporter: accounts[3],
        };
        let config = MarketConfig {
            assets,
            ..MarketConfig::default()
        };
        match Market::deploy(creator, roles, config, &mut |_| {}).await {
            Err(ProtocolError::AssetCountOutOfRange {
                got,
                minimum,
                maximum,
            }) => {
                assert_eq!((got, minimum, maximum), (assets, 2, 10));
            }
            other => panic!("{:?}", other.map(|_| ())),
        }
    }
}
