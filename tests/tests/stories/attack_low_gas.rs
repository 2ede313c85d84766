//! Making a healthy token fail by giving it too little gas, to turn somebody's payment into a claim.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, U256},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolError},
};
use anyhow::{Context, ensure};
use client::{
    bindings::{IVault, IVaultViews},
    revert::Revert,
};
use e2e::{
    actors::Manner,
    chain::Chain,
    hostile::with_token,
    stage::story,
    vault::{Vault, holdings},
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// From less than a transaction costs to more than any redemption of three assets needs.
const GAS_FROM: u64 = 30_000;
const GAS_TO: u64 = 1_500_000;
const STEP: u64 = 14_700;
/// Around the limit, unit by unit.
const NEAR: u64 = 12;

/// What a redemption with so much gas came to.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Paid,
    TooLow,
    /// Out of gas, where nobody can say anything any more.
    Silent,
}

#[test]
fn attack_no_amount_of_gas_makes_a_healthy_token_owe() {
    // The second token refuses whenever it is given less than it deems safe: the easiest one to make fail.
    for manner in [Manner::Honest, Manner::RefuseLowGas] {
        story(async |world| {
            let (chain, owner) = (&world.chain, world.chain.people.owner);
            let (token, vault) = with_token(world).await?;
            token.behave(chain, manner).await?;
            let mut counts = [0_u32; 3];
            let (mut most_refused, mut least_paid) = (0, u64::MAX);
            let mut gas = GAS_FROM;
            while gas < GAS_TO {
                match redeemed(chain, &vault, owner, gas).await? {
                    Outcome::Paid => {
                        counts[0] += 1;
                        least_paid = least_paid.min(gas);
                    }
                    Outcome::TooLow => {
                        counts[1] += 1;
                        most_refused = most_refused.max(gas);
                    }
                    Outcome::Silent => counts[2] += 1,
                }
                gas += STEP;
            }
            println!(
                "{manner:?}: {counts:?} paid, refused and silent; limit {most_refused}..{least_paid}"
            );
            ensure!(counts[0] > 20 && counts[1] > 20, "{counts:?}");
            ensure!(most_refused < least_paid, "more gas is never worse");
            // And unit by unit where one becomes the other.
            while least_paid - most_refused > 1 {
                let middle = most_refused + (least_paid - most_refused) / 2;
                match redeemed(chain, &vault, owner, middle).await? {
                    Outcome::Paid => least_paid = middle,
                    _ => most_refused = middle,
                }
            }
            for gas in most_refused - NEAR..=least_paid + NEAR {
                let got = redeemed(chain, &vault, owner, gas).await?;
                ensure!(
                    (got == Outcome::Paid) == (gas >= least_paid),
                    "{gas} gas: {got:?}"
                );
            }
            Ok(())
        });
    }
}

/// Redeems with so much gas, holds the outcome to be an honest one, and goes back.
async fn redeemed(chain: &Chain, vault: &Vault, who: Address, gas: u64) -> anyhow::Result<Outcome> {
    let moment = chain.remember().await?;
    let request = TransactionRequest::default()
        .with_to(vault.address)
        .with_input(vault.redeem_call(WAD, who).abi_encode())
        .with_gas_limit(gas)
        .with_from(who)
        .with_max_fee_per_gas(1_000_000_000)
        .with_max_priority_fee_per_gas(0);
    let digest = chain.digest(&[who]).await?;
    let before = holdings(chain, &vault.tokens(), who).await?;
    let due = vault
        .view(chain, &IVaultViews::previewRedeemInKindCall { shares: WAD })
        .await?;
    let outcome = match chain.provider().send_transaction(request.clone()).await {
        // Less than the transaction itself costs.
        Err(_) if gas < 2 * GAS_FROM => Outcome::Silent,
        sent => {
            let receipt = sent?.get_receipt().await?;
            if receipt.status() {
                let after = holdings(chain, &vault.tokens(), who).await?;
                for (index, token) in vault.tokens().into_iter().enumerate() {
                    let owed = vault
                        .view(chain, &IVaultViews::owedTotalCall { token })
                        .await?;
                    ensure!(
                        owed == U256::ZERO && after[index] == before[index] + due[index],
                        "{gas} gas: {owed} of {token} is owed"
                    );
                }
                Outcome::Paid
            } else {
                ensure!(
                    chain.digest(&[who]).await? == digest,
                    "{gas} gas: refused with a trace"
                );
                refusal(chain, request).await?
            }
        }
    };
    chain.go_back(moment).await?;
    Ok(outcome)
}

/// Why, from the same call on the same state.
async fn refusal(chain: &Chain, request: TransactionRequest) -> anyhow::Result<Outcome> {
    let gas = request.gas.context("the limit")?;
    let Err(error) = chain.provider().call(request).await else {
        anyhow::bail!("{gas} gas: it fails in a block and not in a call");
    };
    let Some(reason) = Revert::of(&error).filter(|reason| !reason.data.is_empty()) else {
        return Ok(Outcome::Silent);
    };
    let Ok(refused) = IVault::GasTooLow::abi_decode(&reason.data) else {
        anyhow::bail!("{gas} gas: refused with {reason}");
    };
    ensure!(
        refused.got < refused.needed && refused.got < U256::from(gas),
        "{gas} gas: {reason}"
    );
    Ok(Outcome::TooLow)
}
