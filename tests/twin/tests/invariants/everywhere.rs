//! States that random sequences lead to.

use alloy_primitives::{Address, U256};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use twin::World;
use twin::play::{Witness, happen};
use twin::player::{Player, Step};

/// How often a property must really have been put to the test.
const HITS: u64 = 1_000;
/// Calls after which a property that was not is vacuous.
const PATIENCE: u64 = 400 * HITS;
const STEPS: u64 = 150;

/// What a check has to say: whether it was one, or why the property does not hold.
pub(crate) type Checked = Result<bool, String>;

fn seed() -> u64 {
    let given = std::env::var("KEEL_SEED").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(7)
}

/// Checks every step of random sequences, until enough of them counted.
pub(crate) fn after_every_step(
    mut check: impl FnMut(&World, &World, &Step, &Witness, bool) -> Checked,
) {
    play(|before, after, step, witness, is_done, _| check(before, after, step, witness, is_done));
}

/// Tries something in copies of the worlds that random sequences lead to, until enough of it worked.
pub(crate) fn everywhere(mut attempt: impl FnMut(&World, &mut ChaCha8Rng) -> Checked) {
    play(|_, after, step, _, is_done, random| match step {
        Step::Call { .. } if !is_done => Ok(false),
        _ => attempt(&after.copy(), random),
    });
}

fn play(mut check: impl FnMut(&World, &World, &Step, &Witness, bool, &mut ChaCha8Rng) -> Checked) {
    let (mut hits, mut steps) = (0, 0);
    let mut random = ChaCha8Rng::seed_from_u64(seed());
    for number in seed().wrapping_mul(1_000_003).. {
        let world = World::new(random.random_range(2..=5));
        let mut player = Player::new(number);
        let mut witness = Witness::new(&world);
        for index in 0..STEPS {
            let step = player.next(&world);
            let before = world.copy();
            let outcome = happen(&world, &step);
            let is_done = outcome
                .as_ref()
                .is_some_and(|outcome| outcome.answer.is_ok());
            if let Some(outcome) = &outcome {
                witness.read(&world, &step, outcome);
            }
            match check(&before, &world, &step, &witness, is_done, &mut random) {
                Ok(is_hit) => hits += u64::from(is_hit),
                Err(broken) => panic!("sequence {number}, step {index}, after {step:?}: {broken}"),
            }
            steps += 1;
        }
        if hits >= HITS {
            return;
        }
        assert!(steps < PATIENCE, "vacuous: {hits} hits in {steps} steps");
    }
}

/// One of the people.
pub(crate) fn person(world: &World, random: &mut ChaCha8Rng) -> Address {
    world.people[random.random_range(0..world.people.len())]
}

/// One of the people who has free shares, and how many.
pub(crate) fn holder(world: &World, random: &mut ChaCha8Rng) -> Option<(Address, U256)> {
    let from = random.random_range(0..world.people.len());
    let turned = world
        .people
        .iter()
        .cycle()
        .skip(from)
        .take(world.people.len());
    turned
        .map(|person| (*person, free_shares(world, *person)))
        .find(|(_, free)| !free.is_zero())
}

/// Shares of an account that no lot holds back.
pub(crate) fn free_shares(world: &World, account: Address) -> U256 {
    let locked = world
        .ask(&kit::abi::IVaultAdmin::lockedSharesCall { account })
        .map(|locked| locked.shares);
    world.shares_of(account) - locked.unwrap_or_default()
}

/// From one to `most`, of any magnitude.
pub(crate) fn up_to(most: U256, random: &mut ChaCha8Rng) -> U256 {
    let bits = random.random_range(0..=most.bit_len().max(1));
    let number = U256::from(random.random::<u128>());
    let part = number.checked_rem(U256::ONE << bits).unwrap_or(number);
    part.clamp(U256::ONE, most.max(U256::ONE))
}

/// What a number of base units of each asset is worth at the feeds' answers, in 1e-36 of the numeraire.
pub(crate) fn worth(world: &World, amounts: &[U256]) -> U256 {
    amounts
        .iter()
        .enumerate()
        .map(|(index, amount)| amount * world.price_e36(index))
        .sum()
}

/// What somebody holds of each asset.
pub(crate) fn purse(world: &World, account: Address) -> Vec<U256> {
    (0..world.config.assets.len())
        .map(|index| world.holding(index, account))
        .collect()
}
