//! Our shares beside OpenZeppelin's tokens: the same random calls end in the same answers, events, errors, balances and allowances.
//!
//! One side is a vault's shares, minted by deposits and burned by redemptions in kind; the other is OpenZeppelin's ERC-20, once
//! for Solidity and once for Stylus. Both start with the same balances. Where an answer names the token itself, each side has
//! its own address, and one word stands for both. Permits are signed by a library, for the domain of either side.
//!
//! One difference is known, and demanded: where no key can have made a signature, the Stylus token ends without a reason, and ours
//! with the error of the Solidity token.
//!
//! `KEEL_SEED` starts from other sequences, `PROPTEST_CASES` (or `KEEL_SEQUENCES`) asks for more of them.

mod call;
mod side;

use alloy::{
    primitives::{Address, Bytes, U256},
    providers::Provider,
    sol_types::SolError,
};
use anyhow::{Context, ensure};
use client::bindings::{IVault, IVaultAdmin};
use e2e::{
    openzeppelin::{self, SOLIDITY_NAME, STYLUS_NAME},
    permit, sequences,
    stage::story,
    vault::approve,
    world::World,
};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

use call::{FLAWS, Flaw, Move, Outcome, Who, named};
use side::Side;

const STEPS: u32 = 80;
const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// What the owner starts with: a seed mints a thousand shares.
const SEED: U256 = U256::from_limbs([3_875_820_019_684_212_736, 54, 0, 0]);
#[test]
fn shares_answer_every_call_as_openzeppelin_s_solidity_token_does() {
    plays(Reference::Solidity, 0);
}

#[test]
fn shares_answer_every_call_as_openzeppelin_s_stylus_token_does() {
    plays(Reference::Stylus, 1_000_000);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reference {
    Solidity,
    Stylus,
}

fn plays(reference: Reference, offset: u64) {
    let mut seen = BTreeMap::new();
    for seed in sequences::seeds(offset, 6, 250) {
        story(async |world| {
            let mut play = Play::begin(world, reference, seed).await?;
            for step in 0..STEPS {
                let context = format!("seed {seed}, step {step}");
                play.step().await.context(context)?;
            }
            play.compare_everything().await?;
            for (what, count) in play.seen {
                *seen.entry(what).or_insert(0_u64) += count;
            }
            Ok(())
        });
    }
    println!("beside {reference:?}: {seen:?}");
    // Otherwise the equalities above would be about nothing.
    for what in [
        "Transfer done",
        "Transfer ERC20InsufficientBalance",
        "Transfer ERC20InvalidReceiver",
        "Transfer ERC20InvalidSender",
        "Approve done",
        "Approve ERC20InvalidSpender",
        "Approve ERC20InvalidApprover",
        "TransferFrom done",
        "TransferFrom ERC20InsufficientAllowance",
        "TransferFrom ERC20InsufficientBalance",
        "TransferFrom ERC20InvalidReceiver",
        "TransferFrom ERC20InvalidApprover",
        "Mint done",
        "Mint ERC20InvalidReceiver",
        "Burn done",
        "Burn ERC20InsufficientBalance",
        "Burn ERC20InsufficientAllowance",
        "Permit done",
        "Permit ERC2612ExpiredSignature",
        "Permit ERC2612InvalidSigner",
        "Permit ECDSAInvalidSignature",
        "Permit ECDSAInvalidSignatureS",
        "Permit ERC20InvalidSpender",
    ] {
        assert!(seen.contains_key(what), "vacuous: {what} in {seen:?}");
    }
}

/// One sequence.
struct Play<'a> {
    world: &'a World,
    reference: Reference,
    people: [Address; 4],
    sides: [Side; 2],
    random: ChaCha8Rng,
    seen: BTreeMap<String, u64>,
}

impl<'a> Play<'a> {
    async fn begin(world: &'a World, reference: Reference, seed: u64) -> anyhow::Result<Self> {
        let (chain, who) = (&world.chain, world.chain.people);
        let people = [who.owner, who.alice, who.bob, who.mallory];
        let vault = world.vault(2).await?;
        for person in people {
            world.fund(person, &vault.tokens()).await?;
            for token in vault.tokens() {
                approve(chain, token, person, vault.address, U256::MAX).await?;
            }
        }
        let (token, name) = match reference {
            Reference::Solidity => (openzeppelin::solidity(chain).await?, SOLIDITY_NAME),
            Reference::Stylus => (openzeppelin::stylus(chain).await?, STYLUS_NAME),
        };
        let chain_id = chain.provider().get_chain_id().await?;
        openzeppelin::mint(chain, token, who.owner, SEED).await?;
        let ours = Side {
            token: vault.address,
            domain: permit::domain(&vault.config.name, chain_id, vault.address),
            vault: Some(vault),
        };
        let theirs = Side {
            token,
            domain: permit::domain(name, chain_id, token),
            vault: None,
        };
        for side in [&ours, &theirs] {
            let call = IVaultAdmin::DOMAIN_SEPARATORCall {};
            ensure!(chain.view(side.token, &call).await? == side.domain.separator());
        }
        Ok(Self {
            world,
            reference,
            people,
            sides: [ours, theirs],
            random: ChaCha8Rng::seed_from_u64(seed),
            seen: BTreeMap::new(),
        })
    }

    async fn step(&mut self) -> anyhow::Result<()> {
        // Nobody can ask, and cannot send; a deposit and a redemption are not the reference's calls, so nobody asks for them.
        let by = match self.random.random_range(0..12) {
            0 => Who::Nobody,
            _ => self.person(),
        };
        let kinds = if by == Who::Nobody { 22 } else { 26 };
        let mut call = self.draw(by, kinds).await?;
        // Into an empty vault nobody deposits: its owner seeds it.
        while matches!(call, Move::Mint { .. }) && self.is_empty().await? {
            call = self.draw(by, kinds).await?;
        }
        let context = format!("{by:?} calls {call:?}");
        let ours = self.sides[0].play(self, by, &call).await.context("ours")?;
        let theirs = self.sides[1]
            .play(self, by, &call)
            .await
            .context("theirs")?;
        ensure!(
            ours == theirs || self.is_known(&ours, &theirs),
            "{context}\nours:   {ours:?}\ntheirs: {theirs:?}"
        );
        *self.seen.entry(named(&call, &ours)).or_default() += 1;
        self.compare(&call.touched(by)).await.context(context)
    }

    async fn is_empty(&self) -> anyhow::Result<bool> {
        let supply = IVault::totalSupplyCall {};
        let chain = &self.world.chain;
        Ok(chain.view(self.sides[0].token, &supply).await?.is_zero())
    }

    /// The one difference that is demanded.
    fn is_known(&self, ours: &Outcome, theirs: &Outcome) -> bool {
        let nobodys = IVault::ECDSAInvalidSignature {}.abi_encode();
        self.reference == Reference::Stylus
            && *theirs == Outcome::Refused(Bytes::new())
            && *ours == Outcome::Refused(nobodys.into())
    }

    /// A call whose numbers are near what decides it.
    async fn draw(&mut self, by: Who, kinds: u32) -> anyhow::Result<Move> {
        Ok(match self.random.random_range(0..kinds) {
            0..=4 => {
                let value = self.value(by, None).await?;
                Move::Transfer {
                    to: self.anybody(),
                    value,
                }
            }
            5..=8 => {
                let spender = self.anybody();
                Move::Approve {
                    spender,
                    value: self.value(by, None).await?,
                }
            }
            9..=15 => {
                // Most who may spend are persons of whom they may.
                let from = match self.random.random_range(0..3) {
                    0 => self.anybody(),
                    _ => self.allower(by).await?,
                };
                Move::TransferFrom {
                    from,
                    to: self.anybody(),
                    value: self.value(from, Some(by)).await?,
                }
            }
            16..=21 => {
                let (owner, spender) = (self.person(), self.anybody());
                let flaw = match self.random.random_range(0..5) {
                    0..=1 => Flaw::None,
                    _ => *FLAWS.choose(&mut self.random).context("flaws")?,
                };
                Move::Permit {
                    // Nobody has no key, and a token none either.
                    owner: match self.random.random_range(0..8) {
                        0 => self.anybody(),
                        _ => owner,
                    },
                    spender,
                    value: self.value(owner, None).await?,
                    flaw,
                }
            }
            22..=23 => Move::Mint {
                to: self.anybody(),
                value: U256::from(self.random.random_range(1..5_000_000_000_000_000_000_u64)),
            },
            _ => {
                let from = self.anybody();
                Move::Burn {
                    from,
                    // Of nothing a redemption has an error of its own.
                    value: self.value(from, Some(by)).await?.max(U256::ONE),
                }
            }
        })
    }

    fn person(&mut self) -> Who {
        Who::Person(self.random.random_range(0..self.people.len()))
    }

    fn anybody(&mut self) -> Who {
        match self.random.random_range(0..10) {
            0 => Who::Nobody,
            1 => Who::Itself,
            _ => self.person(),
        }
    }

    /// A person who allowed `spender` something, or anybody when nobody did.
    async fn allower(&mut self, spender: Who) -> anyhow::Result<Who> {
        let first = self.random.random_range(0..self.people.len());
        for step in 0..self.people.len() {
            let owner = Who::Person((first + step) % self.people.len());
            if self.allowance(0, owner, spender).await? > U256::ZERO {
                return Ok(owner);
            }
        }
        Ok(self.anybody())
    }

    /// Nothing, one, a part, the balance or the allowance to the unit, one more, everything that a word holds.
    async fn value(&mut self, from: Who, spender: Option<Who>) -> anyhow::Result<U256> {
        let balance = self.balance(0, from).await?;
        let bound = match spender {
            Some(spender) => self.allowance(0, from, spender).await?.min(balance),
            None => balance,
        };
        let part = U256::from(self.random.random::<u64>()) % (WAD * U256::from(8));
        let choices = [
            U256::ZERO,
            U256::ONE,
            part,
            part.min(bound),
            part.min(bound),
            bound,
            balance,
            bound.saturating_add(U256::ONE),
            balance.saturating_add(U256::ONE),
            U256::MAX - U256::ONE,
            U256::MAX,
        ];
        Ok(*choices.choose(&mut self.random).context("choices")?)
    }

    async fn balance(&self, side: usize, who: Who) -> anyhow::Result<U256> {
        let side = &self.sides[side];
        let account = side.address(self, who);
        let call = IVault::balanceOfCall { account };
        Ok(self.world.chain.view(side.token, &call).await?)
    }

    async fn allowance(&self, side: usize, owner: Who, spender: Who) -> anyhow::Result<U256> {
        let side = &self.sides[side];
        let call = IVault::allowanceCall {
            owner: side.address(self, owner),
            spender: side.address(self, spender),
        };
        Ok(self.world.chain.view(side.token, &call).await?)
    }

    async fn nonce(&self, side: usize, who: Who) -> anyhow::Result<U256> {
        let side = &self.sides[side];
        side.nonce(self, side.address(self, who)).await
    }

    async fn supply(&self, side: usize) -> anyhow::Result<U256> {
        let token = self.sides[side].token;
        Ok(self
            .world
            .chain
            .view(token, &IVault::totalSupplyCall {})
            .await?)
    }

    /// Balances, allowances and supply of those who had to do with a call.
    async fn compare(&self, whom: &[Who]) -> anyhow::Result<()> {
        ensure!(self.supply(0).await? == self.supply(1).await?, "supply");
        for who in whom {
            let nonces = [self.nonce(0, *who).await?, self.nonce(1, *who).await?];
            ensure!(nonces[0] == nonces[1], "nonces of {who:?}: {nonces:?}");
            let balances = [self.balance(0, *who).await?, self.balance(1, *who).await?];
            ensure!(
                balances[0] == balances[1],
                "balance of {who:?}: {balances:?}"
            );
            for spender in whom {
                let allowances = [
                    self.allowance(0, *who, *spender).await?,
                    self.allowance(1, *who, *spender).await?,
                ];
                ensure!(
                    allowances[0] == allowances[1],
                    "allowance of {spender:?} by {who:?}: {allowances:?}"
                );
            }
        }
        Ok(())
    }

    async fn compare_everything(&self) -> anyhow::Result<()> {
        let people = (0..self.people.len()).map(Who::Person);
        let everybody: Vec<_> = people.chain([Who::Nobody, Who::Itself]).collect();
        self.compare(&everybody).await?;
        let mut sum = U256::ZERO;
        for who in &everybody {
            sum += self.balance(0, *who).await?;
        }
        ensure!(
            sum == self.supply(0).await?,
            "all balances sum to the supply"
        );
        Ok(())
    }
}
