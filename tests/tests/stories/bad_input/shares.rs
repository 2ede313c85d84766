//! Shares as a token.

use super::{Row, WAD, invalid_receiver, not_allowed, of_vault, row, sends};

use alloy::primitives::{Address, U256};

use client::bindings::IVault;

use e2e::{refusal::Refused, world::World};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!(
            "ERC20InsufficientBalance",
            "more is transferred than owned",
            transfer_above
        ),
        row!(
            "ERC20InsufficientAllowance",
            "a stranger transfers",
            transfer_from
        ),
        row!(
            "ERC20InvalidReceiver",
            "shares are sent to nobody",
            to_nobody
        ),
        row!(
            "ERC20InvalidApprover",
            "nothing is transferred from nobody",
            from_nobody
        ),
        row!("ERC20InvalidSpender", "nobody is approved", approve_nobody),
        row!(
            "AssetUnknown",
            "the balance of a foreign token is asked for",
            asset_unknown
        ),
    ]
}

async fn transfer_above(world: &World) -> anyhow::Result<Refused> {
    let people = world.chain.people;
    let balance = U256::from(1_000) * WAD;
    let needed = balance + U256::ONE;
    of_vault(world, |_| {
        sends!(
            people.owner,
            IVault::transferCall {
                to: people.alice,
                value: needed
            },
            IVault::ERC20InsufficientBalance {
                sender: people.owner,
                balance,
                needed
            }
        )
    })
    .await
}

async fn transfer_from(world: &World) -> anyhow::Result<Refused> {
    let people = world.chain.people;
    let call = IVault::transferFromCall {
        from: people.owner,
        to: people.mallory,
        value: WAD,
    };
    of_vault(world, |_| {
        sends!(people.mallory, call, not_allowed(people.mallory))
    })
    .await
}

async fn to_nobody(world: &World) -> anyhow::Result<Refused> {
    let call = IVault::transferCall {
        to: Address::ZERO,
        value: WAD,
    };
    of_vault(world, |_| {
        sends!(
            world.chain.people.owner,
            call,
            invalid_receiver(Address::ZERO)
        )
    })
    .await
}

async fn from_nobody(world: &World) -> anyhow::Result<Refused> {
    let mallory = world.chain.people.mallory;
    let call = IVault::transferFromCall {
        from: Address::ZERO,
        to: mallory,
        value: U256::ZERO,
    };
    of_vault(world, |_| {
        sends!(
            mallory,
            call,
            IVault::ERC20InvalidApprover {
                approver: Address::ZERO
            }
        )
    })
    .await
}

async fn approve_nobody(world: &World) -> anyhow::Result<Refused> {
    let call = IVault::approveCall {
        spender: Address::ZERO,
        value: WAD,
    };
    let error = IVault::ERC20InvalidSpender {
        spender: Address::ZERO,
    };
    of_vault(world, |_| sends!(world.chain.people.owner, call, error)).await
}

async fn asset_unknown(world: &World) -> anyhow::Result<Refused> {
    let token = world.market.asset(5)?.token;
    let call = IVault::assetBalanceCall { token };
    of_vault(world, |_| {
        sends!(
            world.chain.people.alice,
            call,
            IVault::AssetUnknown { token }
        )
    })
    .await
}
