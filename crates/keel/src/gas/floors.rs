//! The least that anything could take: contracts of ours in Solidity that do the same token transfers, swaps and reads of feeds,
//! and nothing else (`crates/keel/bench/gas/`).

use super::{
    portfolio::Portfolio,
    rows::{Measured, Op},
    stage::{Call, Stage},
};
use alloy::{primitives::Address, sol};

sol! {
    interface FloorInKind {
        function deposit(address[] calldata tokens, uint256[] calldata amounts, uint256 shares) external;
        function redeem(address[] calldata tokens, uint256[] calldata amounts, uint256 shares) external;
    }

    interface FloorPriced {
        function deposit(address token, uint256 amount, address[] calldata feeds, address sequencer) external;
        function depositUnpriced(address token, uint256 amount) external;
    }

    interface FloorSwaps {
        struct Swap {
            address pool;
            address tokenIn;
            bool zeroForOne;
            uint256 amountIn;
        }
        function swap(Swap[] calldata swaps) external;
        function swapPriced(Swap[] calldata swaps, address[] calldata feeds, address sequencer) external;
    }

    interface FloorReads {
        function read(address[] calldata feeds, address sequencer) external view returns (int256[] memory answers);
    }
}

macro_rules! sources {
    ($($name:literal),*) => {
        &[$(($name, include_str!(concat!("../../bench/gas/", $name)))),*]
    };
}

/// Every floor on a portfolio whose swaps are known.
pub(crate) async fn measure(stage: &Stage, portfolio: &Portfolio) -> anyhow::Result<Vec<Measured>> {
    let mut measured = in_kind(stage, portfolio).await?;
    measured.extend(priced(stage, portfolio).await?);
    measured.extend(swaps(stage, portfolio).await?);
    measured.push(reads(stage, portfolio).await?);
    Ok(measured)
}

async fn one(
    stage: &Stage,
    op: Op,
    id: &'static str,
    n: usize,
    call: Call,
) -> anyhow::Result<Measured> {
    let spent = stage.spend(id, &call).await?;
    Ok(spent.row(op, id, n))
}

async fn in_kind(stage: &Stage, portfolio: &Portfolio) -> anyhow::Result<Vec<Measured>> {
    let (alice, n) = (stage.people.alice, portfolio.size());
    let floor = stage
        .compile(sources!("InKind.sol"), "FloorInKind", &[], &[])
        .await?;
    for token in portfolio.tokens() {
        stage.approve(token, alice, floor).await?;
    }
    let tokens = portfolio.tokens();
    let deposit = FloorInKind::depositCall {
        tokens: tokens.clone(),
        amounts: portfolio.deposit.amounts.clone(),
        shares: portfolio.deposit.shares,
    };
    let redeem = FloorInKind::redeemCall {
        tokens,
        amounts: portfolio.redemption.amounts.clone(),
        shares: portfolio.redemption.shares,
    };
    // Once for good: Alice has shares before.
    stage
        .send("filling a floor", &Call::new(alice, floor, &deposit))
        .await?;
    let (deposit, redeem) = (
        Call::new(alice, floor, &deposit),
        Call::new(alice, floor, &redeem),
    );
    Ok(vec![
        one(stage, Op::DepositInKind, "floor_in_kind", n, deposit).await?,
        one(stage, Op::RedeemInKind, "floor_in_kind", n, redeem).await?,
    ])
}

async fn priced(stage: &Stage, portfolio: &Portfolio) -> anyhow::Result<Vec<Measured>> {
    let (alice, n) = (stage.people.alice, portfolio.size());
    let floor = stage
        .compile(sources!("Priced.sol", "Feed.sol"), "FloorPriced", &[], &[])
        .await?;
    let token = stage.market.asset(0)?.token;
    stage.approve(token, alice, floor).await?;
    let deposit = FloorPriced::depositCall {
        token,
        amount: portfolio.hub_amount,
        feeds: portfolio.feeds(),
        sequencer: portfolio.config.sequencer.feed,
    };
    let deposit = || Call::new(alice, floor, &deposit);
    stage.send("filling a floor", &deposit()).await?;
    let mut measured = vec![one(stage, Op::Deposit4626, "floor_priced", n, deposit()).await?];
    if n == super::rows::SIZES[0] {
        let unpriced = FloorPriced::depositUnpricedCall {
            token,
            amount: portfolio.hub_amount,
        };
        let unpriced = Call::new(alice, floor, &unpriced);
        measured.push(one(stage, Op::Deposit4626, "floor_4626", 1, unpriced).await?);
    }
    Ok(measured)
}

async fn swaps(stage: &Stage, portfolio: &Portfolio) -> anyhow::Result<Vec<Measured>> {
    let (keeper, n) = (stage.people.keeper, portfolio.size());
    let floor = stage
        .compile(sources!("Swaps.sol", "Feed.sol"), "FloorSwaps", &[], &[])
        .await?;
    for (index, amount) in portfolio.held.iter().enumerate() {
        stage.market.give(index, floor, *amount).await?;
    }
    let swaps: Vec<_> = portfolio
        .swaps
        .iter()
        .map(|fill| FloorSwaps::Swap {
            pool: fill.pool,
            tokenIn: fill.tokenIn,
            zeroForOne: fill.tokenIn < fill.tokenOut,
            amountIn: fill.amountIn,
        })
        .collect();
    let priced = FloorSwaps::swapPricedCall {
        swaps: swaps.clone(),
        feeds: portfolio.feeds(),
        sequencer: portfolio.config.sequencer.feed,
    };
    let priced = Call::new(keeper, floor, &priced);
    let plain = Call::new(keeper, floor, &FloorSwaps::swapCall { swaps });
    Ok(vec![
        one(stage, Op::Rebalance, "floor_v3_feeds", n, priced).await?,
        one(stage, Op::Rebalance, "floor_v3", n, plain).await?,
    ])
}

async fn reads(stage: &Stage, portfolio: &Portfolio) -> anyhow::Result<Measured> {
    let floor: Address = stage
        .compile(sources!("Reads.sol", "Feed.sol"), "FloorReads", &[], &[])
        .await?;
    let read = FloorReads::readCall {
        feeds: portfolio.feeds(),
        sequencer: portfolio.config.sequencer.feed,
    };
    let call = Call::new(stage.people.keeper, floor, &read);
    one(
        stage,
        Op::OracleRead,
        "floor_oracle",
        portfolio.size(),
        call,
    )
    .await
}
