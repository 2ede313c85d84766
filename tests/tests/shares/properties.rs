//! The properties that others publish for ERC-20, by their names, as ports of our own.
//!
//! Sources: crytic/properties (`ERC20-…`), the rules of OpenZeppelin's `fv/specs` (`OZ …`), Solady's `ERC20.t.sol` (`Solady …`). A row
//! says more than its names do: what a call leaves behind is compared with the whole ledger that it should leave, so whatever
//! else it changed is seen. `KEEL_SEQUENCES` and `PROPTEST_CASES` ask for more hits of each row (the long profile has thousands).
//!
//! Names without a row: `ERC20-PAUSABLE-001/002` want the opposite of ours (a pause stops deposits, never shares; that is a row);
//! `ERC20-ALLOWANCE-001/002` are about functions that ERC-20 does not have; Solady's `testApproveToPermit2` and
//! `testPermitToPermit2` are about a spender that is allowed everything, which ours has none of; `testDirectSpendAllowance`,
//! `testDirectTransfer` and OZ `useCheckedNonce` are about internals.

mod approvals;
mod supply;
mod transfers;

use alloy::{
    primitives::{Address, U256},
    sol_types::{SolCall, SolError},
};
use anyhow::ensure;
use client::bindings::{IVault, IVaultAdmin};
use e2e::{
    refusal, sequences,
    stage::story,
    vault::{NO_DEADLINE, Vault, approve},
    world::World,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::{collections::BTreeMap, pin::Pin};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// Who has shares, who may spend them: four people, the vault itself, nobody.
const ACCOUNTS: usize = 6;
const PEOPLE: usize = 4;
const ITSELF: usize = 4;
const NOBODY: usize = 5;

/// One or more published names, and what they demand.
struct Row {
    names: &'static [&'static str],
    play: for<'t, 'w> fn(&'t mut Trial<'w>) -> Played<'t>,
}

type Played<'t> = Pin<Box<dyn Future<Output = anyhow::Result<()>> + 't>>;

macro_rules! rows {
    ($($play:path: $($name:literal),+;)*) => {
        vec![$(Row { names: &[$($name),+], play: |trial| Box::pin($play(trial)) }),*]
    };
}

fn rows() -> Vec<Row> {
    rows! {
        transfers::transfer: "ERC20-BASE-013 test_ERC20_transfer", "ERC20-BASE-001 test_ERC20_constantSupply", "OZ transfer", "OZ noChangeTotalSupply", "Solady testTransfer";
        transfers::transfer_to_nobody: "ERC20-BASE-005 test_ERC20_transferToZeroAddress";
        transfers::transfer_to_oneself: "ERC20-BASE-007 test_ERC20_selfTransfer";
        transfers::transfer_too_much: "ERC20-BASE-009 test_ERC20_transferMoreThanBalance", "Solady testTransferInsufficientBalanceReverts";
        transfers::transfer_nothing: "ERC20-BASE-011 test_ERC20_transferZeroAmount";
        transfers::transfer_from: "ERC20-BASE-014 test_ERC20_transferFrom", "ERC20-BASE-017 test_ERC20_spendAllowanceAfterTransfer", "OZ transferFrom", "Solady testTransferFrom";
        transfers::transfer_from_for_ever: "Solady testInfiniteApproveTransferFrom";
        transfers::transfer_from_to_nobody: "ERC20-BASE-006 test_ERC20_transferFromToZeroAddress";
        transfers::transfer_from_to_oneself: "ERC20-BASE-008 test_ERC20_selfTransferFrom";
        transfers::transfer_from_too_much: "ERC20-BASE-010 test_ERC20_transferFromMoreThanBalance", "Solady testTransferFromInsufficientBalanceReverts";
        transfers::transfer_from_nothing: "ERC20-BASE-012 test_ERC20_transferFromZeroAmount";
        transfers::transfer_from_unallowed: "OZ onlyAuthorizedCanTransfer", "Solady testTransferFromInsufficientAllowanceReverts";
        approvals::approve_some: "ERC20-BASE-015 test_ERC20_setAllowance", "OZ approve", "OZ onlyHolderOfSpenderCanChangeAllowance", "Solady testApprove";
        approvals::approve_twice: "ERC20-BASE-016 test_ERC20_setAllowanceTwice";
        supply::burn: "ERC20-BURNABLE-001 test_ERC20_burn", "OZ burn", "Solady testBurn";
        supply::burn_too_much: "Solady testBurnInsufficientBalanceReverts";
        supply::burn_from: "ERC20-BURNABLE-002 test_ERC20_burnFrom", "ERC20-BURNABLE-003 test_ERC20_burnFromUpdateAllowance";
        supply::mint: "ERC20-MINTABLE-001 test_ERC20_mintTokens", "OZ mint", "Solady testMint";
        supply::mint_too_much: "Solady testMintOverMaxUintReverts";
        supply::metadata: "Solady testMetadata";
        approvals::permit_some: "OZ permit", "OZ useNonce", "OZ nonceOnlyIncrements", "Solady testPermit";
        approvals::permit_again: "Solady testPermitReplayReverts";
        approvals::permit_too_late: "Solady testPermitPastDeadlineReverts";
        approvals::permit_prolonged: "Solady testPermitBadDeadlineReverts";
        approvals::permit_out_of_turn: "Solady testPermitBadNonceReverts";
        supply::moves_while_paused: "the opposite of ERC20-PAUSABLE-001 and 002";
    }
}

/// What holds of every ledger that was looked at.
const LAWS: [&str; 4] = [
    "ERC20-BASE-002 test_ERC20_userBalanceNotHigherThanSupply",
    "ERC20-BASE-003 test_ERC20_usersBalancesNotHigherThanSupply",
    "OZ totalSupplyIsSumOfBalances, Solady invariantBalanceSum",
    "ERC20-BASE-004 test_ERC20_zeroAddressBalance, OZ zeroAddressNoBalance",
];

#[test]
fn shares_have_the_published_properties_of_erc20() {
    let rows = rows();
    let mut hits: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in sequences::seeds(2_000_000, 6, 250) {
        story(async |world| {
            let mut trial = Trial::begin(world, seed).await?;
            for round in 0..2 {
                for row in &rows {
                    let played = (row.play)(&mut trial).await;
                    played.map_err(|error| {
                        error.context(format!("seed {seed}, round {round}: {:?}", row.names))
                    })?;
                    for name in row.names {
                        *hits.entry(name).or_default() += 1;
                    }
                }
            }
            for law in LAWS {
                *hits.entry(law).or_default() += trial.looks;
            }
            Ok(())
        });
    }
    println!("hits: {hits:#?}");
    let expected = rows.iter().map(|row| row.names.len()).sum::<usize>() + LAWS.len();
    assert_eq!(hits.len(), expected, "two rows have the same name");
    assert!(hits.values().all(|count| *count >= 12), "vacuous: {hits:?}");
}

/// Everything that a token knows about the accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ledger {
    supply: U256,
    balances: [U256; ACCOUNTS],
    allowances: [[U256; ACCOUNTS]; ACCOUNTS],
    nonces: [U256; ACCOUNTS],
}

struct Trial<'w> {
    world: &'w World,
    vault: Vault,
    accounts: [Address; ACCOUNTS],
    random: ChaCha8Rng,
    /// How many ledgers the laws were checked on.
    looks: u64,
}

impl<'w> Trial<'w> {
    async fn begin(world: &'w World, seed: u64) -> anyhow::Result<Self> {
        let people = world.chain.people;
        let vault = world.vault(2).await?;
        let accounts = [
            people.owner,
            people.alice,
            people.bob,
            people.mallory,
            vault.address,
            Address::ZERO,
        ];
        for person in &accounts[..PEOPLE] {
            world.fund(*person, &vault.tokens()).await?;
            for token in vault.tokens() {
                approve(&world.chain, token, *person, vault.address, U256::MAX).await?;
            }
        }
        Ok(Self {
            world,
            vault,
            accounts,
            random: ChaCha8Rng::seed_from_u64(seed),
            looks: 0,
        })
    }

    /// The ledger now; the laws hold of every one.
    async fn ledger(&mut self) -> anyhow::Result<Ledger> {
        let (chain, vault) = (&self.world.chain, &self.vault);
        let mut ledger = Ledger {
            supply: vault.supply(chain).await?,
            balances: [U256::ZERO; ACCOUNTS],
            allowances: [[U256::ZERO; ACCOUNTS]; ACCOUNTS],
            nonces: [U256::ZERO; ACCOUNTS],
        };
        let mut sum = U256::ZERO;
        for (index, account) in self.accounts.iter().enumerate() {
            let balance = vault.shares_of(chain, *account).await?;
            ledger.balances[index] = balance;
            sum += balance;
            let call = IVaultAdmin::noncesCall { owner: *account };
            ledger.nonces[index] = vault.view(chain, &call).await?;
            ensure!(balance <= ledger.supply, "{account} has {balance}");
            for (other, spender) in self.accounts.iter().enumerate() {
                let call = IVault::allowanceCall {
                    owner: *account,
                    spender: *spender,
                };
                ledger.allowances[index][other] = vault.view(chain, &call).await?;
            }
        }
        ensure!(sum == ledger.supply, "{sum} of {}", ledger.supply);
        ensure!(ledger.balances[NOBODY].is_zero());
        self.looks += 1;
        Ok(ledger)
    }

    /// A person who has at least two units, with the ledger.
    async fn holder(&mut self) -> anyhow::Result<(usize, Ledger)> {
        let who = self.person();
        if self
            .vault
            .shares_of(&self.world.chain, self.accounts[who])
            .await?
            < U256::from(2)
        {
            let shares = U256::from(self.random.random_range(2..u64::MAX / 4));
            self.vault
                .deposit(&self.world.chain, self.accounts[who], shares)
                .await?;
            for token in self.vault.tokens() {
                let (owner, spender) = (self.accounts[who], self.vault.address);
                approve(&self.world.chain, token, owner, spender, U256::MAX).await?;
            }
        }
        Ok((who, self.ledger().await?))
    }

    fn person(&mut self) -> usize {
        self.random.random_range(0..PEOPLE)
    }

    fn other_than(&mut self, who: usize) -> usize {
        (who + self.random.random_range(1..PEOPLE)) % PEOPLE
    }

    /// From one to all of it.
    fn part_of(&mut self, whole: U256) -> U256 {
        match self.random.random_range(0..4) {
            0 => U256::ONE,
            1 => whole,
            _ => U256::from(self.random.random::<u64>()) % whole + U256::ONE,
        }
    }

    /// More than `amount`, by one or by a lot.
    fn above(&mut self, amount: U256) -> U256 {
        match self.random.random_range(0..3) {
            0 => U256::MAX - U256::ONE,
            1 => amount + WAD,
            _ => amount + U256::ONE,
        }
    }

    async fn send(&self, by: usize, call: &impl SolCall) -> anyhow::Result<()> {
        self.vault
            .send(&self.world.chain, self.accounts[by], call)
            .await?;
        Ok(())
    }

    async fn refused(
        &mut self,
        by: usize,
        call: &impl SolCall,
        error: &impl SolError,
    ) -> anyhow::Result<()> {
        let (chain, from) = (&self.world.chain, self.accounts[by]);
        refusal::refused(chain, from, self.vault.address, call, error).await?;
        self.ledger().await?;
        Ok(())
    }

    async fn becomes(&mut self, expected: &Ledger) -> anyhow::Result<()> {
        let got = self.ledger().await?;
        ensure!(got == *expected, "expected {expected:?}, got {got:?}");
        Ok(())
    }

    async fn allow(&mut self, owner: usize, spender: usize, value: U256) -> anyhow::Result<()> {
        let spender = self.accounts[spender];
        self.send(owner, &IVault::approveCall { spender, value })
            .await
    }

    fn redeem_call(&self, owner: usize, shares: U256) -> IVault::redeemInKindCall {
        IVault::redeemInKindCall {
            shares,
            minAmounts: vec![U256::ZERO; self.vault.asset_count()],
            receiver: self.accounts[0],
            owner: self.accounts[owner],
            deadline: NO_DEADLINE,
        }
    }

    fn transfer_call(&self, to: usize, value: U256) -> IVault::transferCall {
        let to = self.accounts[to];
        IVault::transferCall { to, value }
    }

    fn transfer_from_call(&self, from: usize, to: usize, value: U256) -> IVault::transferFromCall {
        let (from, to) = (self.accounts[from], self.accounts[to]);
        IVault::transferFromCall { from, to, value }
    }

    fn no_receiver() -> IVault::ERC20InvalidReceiver {
        IVault::ERC20InvalidReceiver {
            receiver: Address::ZERO,
        }
    }

    fn not_enough(&self, sender: usize, balance: U256, needed: U256) -> impl SolError + use<> {
        IVault::ERC20InsufficientBalance {
            sender: self.accounts[sender],
            balance,
            needed,
        }
    }
}

impl Ledger {
    fn moved(mut self, from: usize, to: usize, value: U256) -> Self {
        self.balances[from] -= value;
        self.balances[to] += value;
        self
    }

    fn spent(mut self, owner: usize, spender: usize, value: U256) -> Self {
        self.allowances[owner][spender] -= value;
        self
    }
}
