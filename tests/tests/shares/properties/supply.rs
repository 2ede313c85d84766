//! Shares are made and ended, and keep their names.

use alloy::{
    primitives::U256,
    sol_types::{Revert as Reason, SolError},
};
use anyhow::ensure;
use client::bindings::{IVault, IVaultAdmin};
use e2e::vault::deposit_call;
use rand::Rng;

use super::{NOBODY, PEOPLE, Trial};

pub(super) async fn burn(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, mut before) = trial.holder().await?;
    let shares = trial.part_of(before.balances[owner]);
    trial.send(owner, &trial.redeem_call(owner, shares)).await?;
    before.balances[owner] -= shares;
    before.supply -= shares;
    trial.becomes(&before).await
}

pub(super) async fn burn_too_much(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, before) = trial.holder().await?;
    let balance = before.balances[owner];
    let shares = trial.above(balance);
    let (call, error) = (
        trial.redeem_call(owner, shares),
        trial.not_enough(owner, balance, shares),
    );
    trial.refused(owner, &call, &error).await
}

pub(super) async fn burn_from(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, mut before) = trial.holder().await?;
    let spender = trial.other_than(owner);
    let shares = trial.part_of(before.balances[owner]);
    let allowed = shares + U256::from(trial.random.random::<u32>());
    trial.allow(owner, spender, allowed).await?;
    let call = trial.redeem_call(owner, shares);
    trial.send(spender, &call).await?;
    before.balances[owner] -= shares;
    before.supply -= shares;
    before.allowances[owner][spender] = allowed - shares;
    trial.becomes(&before).await
}

pub(super) async fn mint(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let mut before = trial.ledger().await?;
    let (by, to) = (trial.person(), trial.random.random_range(0..NOBODY));
    let shares = U256::from(trial.random.random_range(1..u64::MAX / 8));
    let receiver = trial.accounts[to];
    let call = deposit_call(shares, vec![U256::MAX; 2], receiver);
    trial.send(by, &call).await?;
    before.balances[to] += shares;
    before.supply += shares;
    trial.becomes(&before).await
}

pub(super) async fn mint_too_much(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let before = trial.ledger().await?;
    let by = trial.person();
    let shares = U256::MAX - before.supply + U256::ONE;
    let call = deposit_call(shares, vec![U256::MAX; 2], trial.accounts[by]);
    // Shares cost assets in proportion, and nobody has as much of any token: it is the first token that refuses.
    let error = IVault::TokenCallReverted {
        token: trial.vault.tokens()[0],
        reason: Reason::from("ERC20: transfer amount exceeds balance")
            .abi_encode()
            .into(),
    };
    trial.refused(by, &call, &error).await
}

pub(super) async fn metadata(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (chain, vault) = (&trial.world.chain, &trial.vault);
    ensure!(vault.view(chain, &IVault::nameCall {}).await? == "Keel of 2");
    ensure!(vault.view(chain, &IVault::symbolCall {}).await? == "KEEL2");
    ensure!(vault.view(chain, &IVault::decimalsCall {}).await? == 18);
    Ok(())
}

pub(super) async fn moves_while_paused(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    const OWNER: usize = 0;
    trial.holder().await?;
    trial.send(OWNER, &IVaultAdmin::pauseCall {}).await?;
    // A pause stops what is priced; shares move as ever.
    let before = trial.ledger().await?;
    let holders = (0..PEOPLE).filter(|who| before.balances[*who] > U256::ZERO);
    let from = holders
        .max_by_key(|who| before.balances[*who])
        .unwrap_or(OWNER);
    let (spender, to) = (trial.person(), trial.other_than(from));
    let value = trial.part_of(before.balances[from]);
    trial.send(from, &trial.transfer_call(to, value)).await?;
    let between = before.moved(from, to, value);
    trial.becomes(&between).await?;
    trial.allow(to, spender, value).await?;
    let back = trial.transfer_from_call(to, from, value);
    trial.send(spender, &back).await?;
    let mut expected = between.moved(to, from, value);
    expected.allowances[to][spender] = U256::ZERO;
    trial.becomes(&expected).await?;
    trial.send(OWNER, &IVaultAdmin::unpauseCall {}).await
}
