//! The ERC-4626 vaults that most others are made from. They hold one asset and know no price.

use super::super::{
    portfolio::Portfolio,
    rows::{Measured, Op},
    stage::{Call, Stage},
};
use alloy::sol_types::SolValue;
use client::bindings::IVaultPriced;

/// Row, source and package of each.
const PEERS: [(&str, (&str, &str), &str); 3] = [
    (
        "peer_openzeppelin_4626",
        (
            "OpenZeppelin4626.sol",
            include_str!("../../../bench/gas/OpenZeppelin4626.sol"),
        ),
        "@openzeppelin/contracts@5.6.1",
    ),
    (
        "peer_solmate_4626",
        (
            "Solmate4626.sol",
            include_str!("../../../bench/gas/Solmate4626.sol"),
        ),
        "solmate@6.8.0",
    ),
    (
        "peer_solady_4626",
        (
            "Solady4626.sol",
            include_str!("../../../bench/gas/Solady4626.sol"),
        ),
        "solady@0.1.24",
    ),
];

/// A deposit of the hub into each, by somebody who has shares already.
pub(crate) async fn measure(stage: &Stage, portfolio: &Portfolio) -> anyhow::Result<Vec<Measured>> {
    let alice = stage.people.alice;
    let token = stage.market.asset(0)?.token;
    let mut measured = Vec::new();
    for (id, source, package) in PEERS {
        let vault = stage
            .compile(&[source], "Peer4626", &[package], &token.abi_encode())
            .await?;
        stage.approve(token, alice, vault).await?;
        let deposit = IVaultPriced::depositCall {
            assets: portfolio.hub_amount,
            receiver: alice,
        };
        let call = Call::new(alice, vault, &deposit);
        stage.send("depositing", &call).await?;
        let spent = stage.spend(id, &call).await?;
        measured.push(spent.row(Op::Deposit4626, id, 1));
    }
    Ok(measured)
}
