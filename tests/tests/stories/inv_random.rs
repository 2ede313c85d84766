//! Random sequences of what anyone can do to a vault, on the real programs and protocols; after every step the invariants
//! hold, and at the end enough has really happened for that to mean something.
//!
//! `KEEL_SEED` starts from other sequences, `PROPTEST_CASES` (or `KEEL_SEQUENCES`) asks for more of them.

use alloy::primitives::{Address, Bytes, U256};
use anyhow::{Context, ensure};
use client::{
    bindings::{IVault, IVaultAdmin, IVaultViews},
    revert::Revert,
    transaction::TransactionError,
};
use e2e::{
    invariants::{
        Moment, accounts_are_covered, claims_sum_to_total, everyone, nobody_was_diluted,
        round_trip_never_profits, router_holds_nothing, shares_sum_to_supply, tokens_are_conserved,
    },
    portfolio::Portfolio,
    sequences,
    stage::story,
    vault::{Vault, approve, deposit_call, holdings, rebalance_call},
    world::World,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

const STEPS: u32 = 50;
/// Codes of a token that pays nobody: it reverts, burns its gas, has none, or answers with a byte that is no boolean.
const REFUSALS: [&[u8]; 4] = [&[0x5f, 0x5f, 0xfd], &[0xfe], &[], &[0x60, 0x01, 0x5f, 0xf3]];
const WAD: u64 = 1_000_000_000_000_000_000;

#[test]
fn inv_hold_for_random_sequences_on_three_assets() {
    plays(3, 0);
}

#[test]
fn inv_hold_for_random_sequences_on_five_assets() {
    plays(5, 1_000_000);
}

fn plays(assets: usize, offset: u64) {
    let mut done = BTreeMap::new();
    for seed in sequences::seeds(offset, 6, 250) {
        story(async |world| {
            let vault = world.vault(assets).await?;
            let mut play = Play::begin(world, vault, seed).await?;
            for step in 0..STEPS {
                play.step(step).await.with_context(|| {
                    format!(
                        "seed {seed}, step {step}; before it: {}",
                        play.history.join(", ")
                    )
                })?;
            }
            play.end().await?;
            for (action, count) in play.done {
                *done.entry(action).or_insert(0_u64) += count;
            }
            Ok(())
        });
    }
    println!("{assets} assets: {done:?}");
    for action in [
        "deposit",
        "redeem",
        "transfer",
        "donate",
        "rebalance",
        "round trip",
        "pause",
        "exit past a frozen token",
        "claim",
    ] {
        assert!(
            done.get(action).copied().unwrap_or(0) >= 3,
            "vacuous: {action} in {done:?}"
        );
    }
}

/// One sequence.
struct Play<'a> {
    world: &'a World,
    vault: Vault,
    actors: [Address; 4],
    random: ChaCha8Rng,
    /// What strangers gave to the router.
    given: Vec<U256>,
    is_paused: bool,
    history: Vec<String>,
    done: BTreeMap<&'static str, u64>,
}

impl<'a> Play<'a> {
    async fn begin(world: &'a World, vault: Vault, seed: u64) -> anyhow::Result<Self> {
        let people = world.chain.people;
        let actors = [people.owner, people.alice, people.bob, people.mallory];
        for actor in actors {
            world.fund(actor, &vault.tokens()).await?;
            for token in vault.tokens() {
                approve(&world.chain, token, actor, vault.address, U256::MAX).await?;
            }
        }
        let given = vec![U256::ZERO; vault.asset_count()];
        let random = ChaCha8Rng::seed_from_u64(seed);
        Ok(Self {
            world,
            vault,
            actors,
            random,
            given,
            is_paused: false,
            history: Vec::new(),
            done: BTreeMap::new(),
        })
    }

    async fn step(&mut self, step: u32) -> anyhow::Result<()> {
        let before = Moment::of(&self.world.chain, &self.vault).await?;
        let action = match self.random.random_range(0..24) {
            0..=3 => self.deposit().await,
            4..=6 => self.redeem().await,
            7..=8 => self.transfer().await,
            9..=10 => self.donate().await,
            11..=13 => self.move_price().await,
            14..=16 => self.rebalance().await,
            17 => self.round_trip().await,
            18 => self.pass_time().await,
            19..=20 => self.redeem_frozen().await,
            21..=22 => self.claim().await,
            _ => self.pause_or_not().await,
        };
        let action = action.with_context(|| format!("after {}", self.history.join(", ")))?;
        let (chain, vault) = (&self.world.chain, &self.vault);
        if action != "rebalance" {
            nobody_was_diluted(&before, &Moment::of(chain, vault).await?)?;
        }
        accounts_are_covered(chain, vault).await?;
        shares_sum_to_supply(chain, vault, &self.actors).await?;
        claims_sum_to_total(chain, vault, &self.actors).await?;
        if step.is_multiple_of(8) {
            self.check_tokens().await?;
        }
        self.history.push(action.to_owned());
        Ok(())
    }

    async fn end(&self) -> anyhow::Result<()> {
        self.check_tokens().await?;
        // However it went, everybody can leave.
        for actor in self.actors {
            let shares = self.vault.shares_of(&self.world.chain, actor).await?;
            if shares > U256::ZERO {
                self.vault
                    .redeem(&self.world.chain, actor, shares)
                    .await
                    .context("leaving at the end")?;
            }
        }
        ensure!(self.vault.supply(&self.world.chain).await? == U256::ZERO);
        // Claims outlive all shares.
        for (token, owner) in self.claims().await? {
            let claim = IVault::claimCall { token, owner };
            self.vault.send(&self.world.chain, owner, &claim).await?;
        }
        claims_sum_to_total(&self.world.chain, &self.vault, &[]).await?;
        accounts_are_covered(&self.world.chain, &self.vault).await
    }

    async fn check_tokens(&self) -> anyhow::Result<()> {
        router_holds_nothing(self.world, &self.vault, &self.given).await?;
        tokens_are_conserved(self.world, &self.vault, &everyone(self.world, &self.vault)).await
    }

    fn actor(&mut self) -> Address {
        self.actors[self.random.random_range(0..self.actors.len())]
    }

    /// From a few units to some hundred shares: rounding and bulk alike.
    fn shares(&mut self) -> U256 {
        let magnitude = self.random.random_range(0..22);
        U256::from(10).pow(U256::from(magnitude)) * U256::from(self.random.random_range(1..10_u64))
            / U256::from(7)
            + U256::ONE
    }

    /// A success of its kind, or a refusal for one of the expected reasons.
    fn outcome<T>(
        &mut self,
        action: &'static str,
        result: Result<T, TransactionError>,
        expected: &[&str],
    ) -> anyhow::Result<&'static str> {
        match result {
            Ok(_) => {
                *self.done.entry(action).or_default() += 1;
                Ok(action)
            }
            Err(TransactionError::Reverted { reason, .. }) => {
                let is_expected = |reason: &Revert| expected.iter().any(|name| reason.is(name));
                ensure!(is_expected(&reason), "{action} was refused with {reason}");
                *self.done.entry("refused").or_default() += 1;
                Ok("refused")
            }
            Err(other) => Err(other.into()),
        }
    }

    async fn deposit(&mut self) -> anyhow::Result<&'static str> {
        let (who, shares) = (self.actor(), self.shares());
        let call = deposit_call(shares, vec![U256::MAX; self.vault.asset_count()], who);
        let sent = self.vault.send(&self.world.chain, who, &call).await;
        // In kind, a pause stops nobody.
        self.outcome("deposit", sent, &["TokenCallReverted", "SupplyZero"])
    }

    async fn redeem(&mut self) -> anyhow::Result<&'static str> {
        let (who, wanted) = (self.actor(), self.shares());
        let owned = self.vault.shares_of(&self.world.chain, who).await?;
        let shares = if self.random.random_range(0..4) == 0 {
            wanted
        } else {
            wanted.min(owned)
        };
        let sent = self
            .vault
            .send(&self.world.chain, who, &self.vault.redeem_call(shares, who))
            .await;
        let expected = if owned == U256::ZERO {
            ["SharesZero", "ERC20InsufficientBalance"]
        } else {
            ["ERC20InsufficientBalance"; 2]
        };
        ensure!(
            sent.is_ok() || shares > owned || shares == U256::ZERO,
            "an owner could not redeem {shares} of {owned}"
        );
        self.outcome("redeem", sent, &expected)
    }

    /// One token, or all of them, refuses for the time of one redemption; what it would have paid is owed to the unit.
    async fn redeem_frozen(&mut self) -> anyhow::Result<&'static str> {
        let (chain, who, shares) = (&self.world.chain, self.actor(), self.shares());
        let shares = shares.min(self.vault.shares_of(chain, who).await?);
        if shares == U256::ZERO {
            return Ok("refused");
        }
        let expected = self
            .vault
            .view(chain, &IVaultViews::previewRedeemInKindCall { shares })
            .await?;
        let tokens = self.vault.tokens();
        let only = self.random.random_range(0..=tokens.len());
        let frozen: Vec<_> = tokens
            .iter()
            .enumerate()
            .filter(|(index, _)| only == tokens.len() || only == *index)
            .map(|(_, token)| *token)
            .collect();
        let before = holdings(chain, &tokens, who).await?;
        let owed_before = self.owed_to(who).await?;
        let refusal = REFUSALS[self.random.random_range(0..REFUSALS.len())];
        let mut codes = Vec::new();
        for token in &frozen {
            let refusal = Bytes::from_static(refusal);
            codes.push(chain.replace_code(*token, refusal).await?);
        }
        let sent = self
            .vault
            .send(chain, who, &self.vault.redeem_call(shares, who))
            .await;
        for (token, code) in frozen.iter().zip(codes) {
            chain.replace_code(*token, code).await?;
        }
        let after = holdings(chain, &tokens, who).await?;
        let owed_after = self.owed_to(who).await?;
        for (index, token) in tokens.iter().enumerate() {
            let (paid, owed) = (
                after[index] - before[index],
                owed_after[index] - owed_before[index],
            );
            let due = if frozen.contains(token) {
                (U256::ZERO, expected[index])
            } else {
                (expected[index], U256::ZERO)
            };
            ensure!(
                (paid, owed) == due,
                "{token}: paid {paid} and owed {owed}, expected {due:?}"
            );
        }
        self.outcome("exit past a frozen token", sent, &[])
    }

    /// A stranger claims for someone, who has a claim or not.
    async fn claim(&mut self) -> anyhow::Result<&'static str> {
        let chain = &self.world.chain;
        let (stranger, mut owner) = (self.world.chain.people.keeper, self.actor());
        let mut token = self.vault.tokens()[self.random.random_range(0..self.vault.asset_count())];
        let claims = self.claims().await?;
        if !claims.is_empty() && self.random.random_range(0..4) != 0 {
            (token, owner) = claims[self.random.random_range(0..claims.len())];
        }
        let owed = self
            .vault
            .view(chain, &IVaultViews::owedCall { token, owner })
            .await?;
        let before = (
            holdings(chain, &[token], owner).await?[0],
            self.vault.views(chain).await?,
        );
        let claim = IVault::claimCall { token, owner };
        let sent = self.vault.send(chain, stranger, &claim).await;
        ensure!(
            sent.is_ok() == (owed > U256::ZERO),
            "{owed} of {token} is owed to {owner}"
        );
        let after = (
            holdings(chain, &[token], owner).await?[0],
            self.vault.views(chain).await?,
        );
        ensure!(
            after == (before.0 + owed, before.1),
            "a claim pays its owner and nothing else"
        );
        self.outcome("claim", sent, &["NothingOwed"])
    }

    /// Every token and owner with something owed.
    async fn claims(&self) -> anyhow::Result<Vec<(Address, Address)>> {
        let mut claims = Vec::new();
        for owner in self.actors {
            let owed = self.owed_to(owner).await?;
            let tokens = self.vault.tokens().into_iter().zip(owed);
            claims.extend(
                tokens
                    .filter(|(_, owed)| *owed > U256::ZERO)
                    .map(|(token, _)| (token, owner)),
            );
        }
        Ok(claims)
    }

    async fn owed_to(&self, owner: Address) -> anyhow::Result<Vec<U256>> {
        let mut owed = Vec::new();
        for token in self.vault.tokens() {
            let call = IVaultViews::owedCall { token, owner };
            owed.push(self.vault.view(&self.world.chain, &call).await?);
        }
        Ok(owed)
    }

    async fn transfer(&mut self) -> anyhow::Result<&'static str> {
        let (from, to, value) = (self.actor(), self.actor(), self.shares());
        let sent = self
            .vault
            .send(&self.world.chain, from, &IVault::transferCall { to, value })
            .await;
        self.outcome("transfer", sent, &["ERC20InsufficientBalance"])
    }

    /// To the vault or to the router; neither says anything else afterwards.
    async fn donate(&mut self) -> anyhow::Result<&'static str> {
        let index = self.random.random_range(0..self.vault.asset_count());
        let token = self.vault.tokens()[index];
        let value = U256::from(self.random.random_range(1..1_000_000_u64));
        let before = self.vault.views(&self.world.chain).await?;
        let drift = self
            .vault
            .decision(&self.world.chain)
            .await
            .map(|decision| decision.maxDriftWad)
            .ok();
        if self.random.random() {
            self.world.mint(token, self.vault.address, value).await?;
        } else {
            self.world
                .mint(token, self.vault.suite.router, value)
                .await?;
            self.given[index] += value;
        }
        ensure!(
            self.vault.views(&self.world.chain).await? == before,
            "a donation changed a view"
        );
        let after = self
            .vault
            .decision(&self.world.chain)
            .await
            .map(|decision| decision.maxDriftWad)
            .ok();
        ensure!(
            after == drift,
            "a donation changed the drift: {drift:?} -> {after:?}"
        );
        *self.done.entry("donate").or_default() += 1;
        Ok("donate")
    }

    async fn move_price(&mut self) -> anyhow::Result<&'static str> {
        let index = self.random.random_range(1..self.vault.asset_count());
        let bps = self.random.random_range(-4_000..5_000);
        self.world.move_price(index, bps).await?;
        *self.done.entry("move price").or_default() += 1;
        Ok("move price")
    }

    async fn rebalance(&mut self) -> anyhow::Result<&'static str> {
        if self.random.random() {
            // Otherwise most rebalances would find nothing to do.
            let bps = [-3_000, 4_000][self.random.random_range(0..2_usize)];
            self.world.move_price(1, bps).await?;
            self.world
                .chain
                .pass_time(u64::from(self.vault.config.policy.minIntervalSeconds))
                .await?;
        }
        let before = Portfolio::of(&self.world.chain, &self.vault).await?;
        let who = self.world.chain.people.keeper;
        let sent = self
            .vault
            .send(&self.world.chain, who, &rebalance_call())
            .await;
        if sent.is_ok() {
            let after = Portfolio::of(&self.world.chain, &self.vault).await?;
            ensure!(
                after.max_drift_wad() < before.max_drift_wad(),
                "the drift did not shrink"
            );
            let kept = U256::from(10_000 - self.vault.config.policy.maxLossBps);
            ensure!(
                after.nav_e36() * U256::from(10_000)
                    + U256::from(WAD) * U256::from(10_000) * U256::from(10)
                    >= before.nav_e36() * kept
            );
        }
        let expected = [
            "BandNotBreached",
            "IntervalNotElapsed",
            "EnforcedPause",
            "NothingToTrade",
            "SupplyZero",
            "NavZero",
            // Deposits can make the vault larger than its pools are deep.
            "LossAboveBudget",
            "LossAboveWindow",
            "AmountOutBelowMinimum",
        ];
        self.outcome("rebalance", sent, &expected)
    }

    async fn round_trip(&mut self) -> anyhow::Result<&'static str> {
        let (who, shares) = (
            self.actor(),
            self.shares().min(U256::from(WAD) * U256::from(100)),
        );
        let supply = self.vault.supply(&self.world.chain).await?;
        if self.is_paused || supply == U256::ZERO {
            return Ok("refused");
        }
        round_trip_never_profits(&self.world.chain, &self.vault, who, shares).await?;
        *self.done.entry("round trip").or_default() += 1;
        Ok("round trip")
    }

    async fn pass_time(&mut self) -> anyhow::Result<&'static str> {
        self.world
            .chain
            .pass_time(self.random.random_range(1..2_000))
            .await?;
        self.world.refresh_answers().await?;
        Ok("pass time")
    }

    async fn pause_or_not(&mut self) -> anyhow::Result<&'static str> {
        let owner = self.world.chain.people.owner;
        if self.is_paused {
            self.vault
                .send(&self.world.chain, owner, &IVaultAdmin::unpauseCall {})
                .await?;
        } else {
            self.vault
                .send(&self.world.chain, owner, &IVaultAdmin::pauseCall {})
                .await?;
        }
        self.is_paused = !self.is_paused;
        *self.done.entry("pause").or_default() += 1;
        Ok("pause")
    }
}
