//! What must hold of a vault after anything that anyone did.

use crate::{
    chain::Chain,
    vault::{IERC20, Vault, holdings},
    world::World,
};
use alloy::primitives::{Address, U256};
use anyhow::ensure;
use client::bindings::{IVaultFees, IVaultViews};

/// Shares that nobody owns, which every proportion counts.
pub const VIRTUAL_SHARES: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

/// Balances and supply at one moment.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Accounted balances.
    pub balances: Vec<U256>,
    /// Share supply.
    pub supply: U256,
}

impl Moment {
    /// The vault now.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn of(chain: &Chain, vault: &Vault) -> anyhow::Result<Self> {
        Ok(Self {
            balances: vault.balances(chain).await?,
            supply: vault.supply(chain).await?,
        })
    }
}

/// The sum of all shares, and of the fees that nobody has collected yet, is the supply. `holders` is everyone who can have some.
///
/// # Errors
/// With both numbers.
pub async fn shares_sum_to_supply(
    chain: &Chain,
    vault: &Vault,
    holders: &[Address],
) -> anyhow::Result<()> {
    let mut sum = vault.view(chain, &IVaultFees::unclaimedFeesCall {}).await?;
    for holder in holders {
        sum += vault.shares_of(chain, *holder).await?;
    }
    let supply = vault.supply(chain).await?;
    ensure!(sum == supply, "shares sum to {sum}, the supply is {supply}");
    let of_nobody = vault.shares_of(chain, Address::ZERO).await?;
    ensure!(of_nobody == U256::ZERO, "nobody has {of_nobody} shares");
    Ok(())
}

/// The vault really holds at least what it accounts for and what it owes.
///
/// # Errors
/// With both amounts.
pub async fn accounts_are_covered(chain: &Chain, vault: &Vault) -> anyhow::Result<()> {
    let (held, real) = (
        vault.balances(chain).await?,
        vault.real_balances(chain).await?,
    );
    for ((token, held), real) in vault.tokens().into_iter().zip(&held).zip(&real) {
        let owed = vault
            .view(chain, &IVaultViews::owedTotalCall { token })
            .await?;
        ensure!(
            *held + owed <= *real,
            "{token}: {held} accounted for and {owed} owed, {real} there"
        );
    }
    Ok(())
}

/// The claims of each token are what it owes in all. `owners` is everyone who can have one.
///
/// # Errors
/// With both numbers.
pub async fn claims_sum_to_total(
    chain: &Chain,
    vault: &Vault,
    owners: &[Address],
) -> anyhow::Result<()> {
    for token in vault.tokens() {
        let mut sum = U256::ZERO;
        for owner in owners {
            let owed = IVaultViews::owedCall {
                token,
                owner: *owner,
            };
            sum += vault.view(chain, &owed).await?;
        }
        let total = vault
            .view(chain, &IVaultViews::owedTotalCall { token })
            .await?;
        ensure!(
            sum == total,
            "{token}: claims sum to {sum}, {total} owed in all"
        );
    }
    Ok(())
}

/// The vault has granted nothing to anyone who could spend it, and the router holds what strangers gave it and no more.
///
/// # Errors
/// With the amount.
pub async fn router_holds_nothing(
    world: &World,
    vault: &Vault,
    given: &[U256],
) -> anyhow::Result<()> {
    let (chain, router) = (&world.chain, vault.suite.router);
    let spenders = [
        router,
        world.market.uniswap.swap_router,
        world.market.uniswap.position_manager,
    ];
    for (token, given) in vault.tokens().into_iter().zip(given) {
        let held = chain
            .view(token, &IERC20::balanceOfCall { account: router })
            .await?;
        ensure!(
            held == *given,
            "the router holds {held} of {token}, strangers gave it {given}"
        );
        for spender in spenders {
            for owner in [vault.address, router] {
                let allowance = chain
                    .view(token, &IERC20::allowanceCall { owner, spender })
                    .await?;
                ensure!(
                    allowance == U256::ZERO,
                    "{owner} lets {spender} spend {allowance} of {token}"
                );
            }
        }
    }
    Ok(())
}

/// Every unit of every token is with someone who is known: nothing was lost on the way.
///
/// # Errors
/// With both sums.
pub async fn tokens_are_conserved(
    world: &World,
    vault: &Vault,
    everyone: &[Address],
) -> anyhow::Result<()> {
    for token in vault.tokens() {
        let mut sum = U256::ZERO;
        for account in everyone {
            sum += world
                .chain
                .view(token, &IERC20::balanceOfCall { account: *account })
                .await?;
        }
        let supply = world.chain.view(token, &IERC20::totalSupplyCall {}).await?;
        ensure!(sum == supply, "{token}: {sum} found, {supply} exist");
    }
    Ok(())
}

/// What stands behind a share, of each asset, did not fall: `b / (S + V)` by cross-multiplication.
///
/// # Errors
/// With the asset.
pub fn nobody_was_diluted(before: &Moment, after: &Moment) -> anyhow::Result<()> {
    for (index, (held_before, held_after)) in
        before.balances.iter().zip(&after.balances).enumerate()
    {
        let (left, right) = (
            held_after.widening_mul(before.supply + VIRTUAL_SHARES),
            held_before.widening_mul(after.supply + VIRTUAL_SHARES),
        );
        let (left, right): (alloy::primitives::U512, alloy::primitives::U512) = (left, right);
        ensure!(left >= right, "asset {index}: {before:?} -> {after:?}");
    }
    Ok(())
}

/// Everyone who can hold tokens in a world.
pub fn everyone(world: &World, vault: &Vault) -> Vec<Address> {
    let (people, roles) = (world.chain.people, world.chain.roles);
    let mut everyone = vec![
        people.deployer,
        people.owner,
        people.alice,
        people.bob,
        people.keeper,
        people.mallory,
        people.carol,
        roles.oracle,
        roles.arbitrageur,
        roles.reporter,
        vault.address,
        vault.suite.router,
        vault.suite.oracle,
        vault.suite.engine,
        vault.suite.implementation,
        world.factory(),
        world.market.uniswap.swap_router,
        world.market.uniswap.position_manager,
        world.market.uniswap.factory,
    ];
    everyone.extend(
        world
            .market
            .assets
            .iter()
            .filter_map(|asset| asset.pool)
            .map(|pool| pool.address),
    );
    everyone
}

/// Going in and out at once pays at most what it cost, of every asset.
///
/// # Errors
/// With both amounts.
pub async fn round_trip_never_profits(
    chain: &Chain,
    vault: &Vault,
    who: Address,
    shares: U256,
) -> anyhow::Result<()> {
    let before = holdings(chain, &vault.tokens(), who).await?;
    let amounts = vault
        .view(chain, &IVaultViews::previewDepositInKindCall { shares })
        .await?;
    vault
        .send(
            chain,
            who,
            &crate::vault::deposit_call(shares, amounts.clone(), who),
        )
        .await?;
    vault
        .send(chain, who, &vault.redeem_call(shares, who))
        .await?;
    let after = holdings(chain, &vault.tokens(), who).await?;
    for ((before, after), paid) in before.iter().zip(&after).zip(&amounts) {
        ensure!(
            after <= before,
            "{who} went in and out of {shares} shares and has {after} instead of {before}"
        );
        ensure!(
            *before - *after <= U256::ONE,
            "{who} lost {} of {paid}",
            *before - *after
        );
    }
    Ok(())
}
