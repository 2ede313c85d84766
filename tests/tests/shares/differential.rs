//! Our shares beside OpenZeppelin's tokens: the same random calls end in the same answers, events, errors, balances and allowances.
//!
//! One side is a vault's shares, minted by deposits and burned by redemptions in kind; the other is OpenZeppelin's ERC-20, once
//! for Solidity and once for Stylus. Both start with the same balances. Where an answer names the token itself, each side has
//! its own address, and one word stands for both.
//!
//! `KEEL_SEED` starts from other sequences, `PROPTEST_CASES` (or `KEEL_SEQUENCES`) asks for more of them.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol_types::{SolCall, SolEvent},
};
use anyhow::{Context, ensure};
use client::{bindings::IVault, transaction::TransactionError};
use e2e::{
    openzeppelin::{self, IReferenceToken},
    sequences,
    stage::story,
    vault::{NO_DEADLINE, Vault, approve, deposit_call},
    world::World,
};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

const STEPS: u32 = 60;
const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// What the owner starts with: a seed mints a thousand shares.
const SEED: U256 = U256::from_limbs([3_875_820_019_684_212_736, 54, 0, 0]);
/// Stands for the address of either token.
const ITSELF: B256 = B256::repeat_byte(0x77);

#[test]
fn shares_answer_every_call_as_openzeppelin_s_solidity_token_does() {
    plays(Reference::Solidity, 0);
}

#[test]
fn shares_answer_every_call_as_openzeppelin_s_stylus_token_does() {
    plays(Reference::Stylus, 1_000_000);
}

#[derive(Debug, Clone, Copy)]
enum Reference {
    Solidity,
    Stylus,
}

/// Somebody, seen from either token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Person(usize),
    Nobody,
    Itself,
}

/// One call, on either token.
#[derive(Debug, Clone)]
enum Move {
    Transfer { to: Who, value: U256 },
    Approve { spender: Who, value: U256 },
    TransferFrom { from: Who, to: Who, value: U256 },
    Mint { to: Who, value: U256 },
    Burn { from: Who, value: U256 },
}

/// How a call ended: its answer and its share events, or its error data.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Done { answer: Bytes, events: Vec<Bytes> },
    Refused(Bytes),
}

/// One of the two tokens.
struct Side {
    token: Address,
    /// The vault whose shares they are, for ours.
    vault: Option<Vault>,
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
    ] {
        assert!(seen.contains_key(what), "vacuous: {what} in {seen:?}");
    }
}

/// One sequence.
struct Play<'a> {
    world: &'a World,
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
        let token = match reference {
            Reference::Solidity => openzeppelin::solidity(chain).await?,
            Reference::Stylus => openzeppelin::stylus(chain).await?,
        };
        openzeppelin::mint(chain, token, who.owner, SEED).await?;
        let ours = Side {
            token: vault.address,
            vault: Some(vault),
        };
        Ok(Self {
            world,
            people,
            sides: [ours, Side { token, vault: None }],
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
        let kinds = if by == Who::Nobody { 16 } else { 20 };
        let call = self.draw(by, kinds).await?;
        let context = format!("{by:?} calls {call:?}");
        let ours = self.sides[0].play(self, by, &call).await.context("ours")?;
        let theirs = self.sides[1]
            .play(self, by, &call)
            .await
            .context("theirs")?;
        ensure!(
            ours == theirs,
            "{context}\nours:   {ours:?}\ntheirs: {theirs:?}"
        );
        *self.seen.entry(named(&call, &ours)).or_default() += 1;
        self.compare(&call.touched(by)).await.context(context)
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
            16..=17 => Move::Mint {
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

impl Side {
    fn address(&self, play: &Play<'_>, who: Who) -> Address {
        match who {
            Who::Person(index) => play.people[index],
            Who::Nobody => Address::ZERO,
            Who::Itself => self.token,
        }
    }

    async fn play(&self, play: &Play<'_>, by: Who, call: &Move) -> anyhow::Result<Outcome> {
        let chain = &play.world.chain;
        let (from, data) = (self.address(play, by), self.calldata(play, by, call));
        let answer = match chain.ask(from, self.token, data.clone()).await {
            Ok(answer) => answer,
            Err(TransactionError::Reverted { reason, .. }) => {
                return Ok(Outcome::Refused(self.impersonal(&reason.data)));
            }
            Err(other) => return Err(other.into()),
        };
        let mut events = Vec::new();
        if by != Who::Nobody {
            let receipt = chain.send_raw(from, self.token, data).await?;
            for log in receipt.logs() {
                let is_ours = log.topic0().is_some_and(is_share_event);
                if log.address() == self.token && is_ours {
                    let topics = log
                        .topics()
                        .iter()
                        .flat_map(|topic| topic.0)
                        .collect::<Vec<_>>();
                    let whole = [topics.as_slice(), &log.inner.data.data].concat();
                    events.push(self.impersonal(&whole.into()));
                }
            }
        }
        // A deposit and a redemption answer with amounts of assets, which a reference has none of.
        let answer = match call {
            Move::Mint { .. } | Move::Burn { .. } => Bytes::new(),
            _ => self.impersonal(&answer),
        };
        Ok(Outcome::Done { answer, events })
    }

    fn calldata(&self, play: &Play<'_>, by: Who, call: &Move) -> Bytes {
        let of = |who| self.address(play, who);
        let data = match *call {
            Move::Transfer { to, value } => IVault::transferCall { to: of(to), value }.abi_encode(),
            Move::Approve { spender, value } => IVault::approveCall {
                spender: of(spender),
                value,
            }
            .abi_encode(),
            Move::TransferFrom { from, to, value } => IVault::transferFromCall {
                from: of(from),
                to: of(to),
                value,
            }
            .abi_encode(),
            Move::Mint { to, value } => match &self.vault {
                Some(vault) => {
                    deposit_call(value, vec![U256::MAX; vault.asset_count()], of(to)).abi_encode()
                }
                None => IReferenceToken::mintCall { to: of(to), value }.abi_encode(),
            },
            Move::Burn { from, value } => match &self.vault {
                Some(vault) => IVault::redeemInKindCall {
                    shares: value,
                    minAmounts: vec![U256::ZERO; vault.asset_count()],
                    receiver: play.people[0],
                    owner: of(from),
                    deadline: NO_DEADLINE,
                }
                .abi_encode(),
                None if from == by => IReferenceToken::burnCall { value }.abi_encode(),
                None => IReferenceToken::burnFromCall {
                    from: of(from),
                    value,
                }
                .abi_encode(),
            },
        };
        data.into()
    }

    /// The same words, with the token's own address replaced. Error data has a selector before its words.
    fn impersonal(&self, data: &Bytes) -> Bytes {
        let (selector, words) = data.split_at(data.len() % 32);
        let own = self.token.into_word();
        let words = words.chunks(32).flat_map(|word| {
            if word == own.as_slice() {
                ITSELF.to_vec()
            } else {
                word.to_vec()
            }
        });
        selector.iter().copied().chain(words).collect()
    }
}

impl Move {
    /// Everybody whose balance or allowance it could change.
    fn touched(&self, by: Who) -> Vec<Who> {
        let mut whom = match *self {
            Self::Transfer { to, .. } | Self::Mint { to, .. } => vec![by, to],
            Self::Approve { spender, .. } => vec![by, spender],
            Self::TransferFrom { from, to, .. } => vec![by, from, to],
            Self::Burn { from, .. } => vec![by, from],
        };
        whom.dedup();
        whom
    }
}

fn is_share_event(topic: &B256) -> bool {
    [
        IVault::Transfer::SIGNATURE_HASH,
        IVault::Approval::SIGNATURE_HASH,
    ]
    .contains(topic)
}

/// Kind of call and how it ended.
fn named(call: &Move, outcome: &Outcome) -> String {
    let kind = format!("{call:?}");
    let kind = kind.split_whitespace().next().unwrap_or_default();
    match outcome {
        Outcome::Done { .. } => format!("{kind} done"),
        Outcome::Refused(data) => {
            let error = client::revert::Revert::decode(data);
            format!("{kind} {}", error.name.unwrap_or(error.data.to_string()))
        }
    }
}
