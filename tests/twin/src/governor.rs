//! What a curator, a guardian and those who would like to be one do.

use alloy_primitives::aliases::U112;
use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::SolCall;
use kit::abi::IVaultAdmin;
use kit::abi::{Fees, FlowPolicy, LossLimits, Policy};
use kit::triggers::{ABSOLUTE, ALL, CALENDAR, RELATIVE, Triggers};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::player::{Player, Step};
use crate::world::World;

/// None, or bands, dates and ends of a trade, most of which a vault accepts.
fn triggers(random: &mut ChaCha8Rng) -> B256 {
    if random.random_bool(0.5) {
        return B256::ZERO;
    }
    let kinds = [
        ABSOLUTE,
        RELATIVE | ABSOLUTE,
        CALENDAR | ABSOLUTE,
        ALL | ABSOLUTE | CALENDAR,
    ];
    let kinds = *kinds.get(random.random_range(0..4)).unwrap_or(&ABSOLUTE);
    let has = |kind: u8| kinds & kind != 0;
    let triggers = Triggers {
        kinds,
        absolute_bps: random.random_range(0..800),
        relative_bps: if has(RELATIVE) { 2_000 } else { 0 },
        period_s: if has(CALENDAR) { 3_600 } else { 0 },
        jitter_percent: random.random_range(0..28),
        return_percent: random.random_range(0..95),
        ..Triggers::default()
    };
    triggers.to_word()
}

/// Longer than any timelock that is set here.
const LONGEST_DELAY_S: u64 = 710_000;

impl Player {
    /// The owner acts in every role; sometimes somebody else tries.
    pub(crate) fn govern(&mut self, world: &World) -> Step {
        let [owner, ..] = world.people;
        let from = if self.chance(8) {
            self.person(world)
        } else {
            owner
        };
        match self.below(8) {
            0 => {
                if !self.chance(3) {
                    let unpause = self.by("unpause", world, owner, IVaultAdmin::unpauseCall {});
                    self.agenda.push_back(unpause);
                }
                self.by("pause", world, from, IVaultAdmin::pauseCall {})
            }
            1..=3 => self.by("unpause", world, from, IVaultAdmin::unpauseCall {}),
            4..=5 => {
                let data = self.setting(world);
                self.submitted.push(data.clone());
                if !self.chance(4) {
                    let call = IVaultAdmin::executeCall { data: data.clone() };
                    let execute = self.by("execute", world, owner, call);
                    self.agenda
                        .extend([Step::Wait(LONGEST_DELAY_S), Step::Refresh, execute]);
                }
                self.by("submit", world, from, IVaultAdmin::submitCall { data })
            }
            _ => {
                let Some(data) = self.submitted.last().cloned() else {
                    return self.wait();
                };
                if self.chance(2) {
                    self.submitted.pop();
                }
                if self.chance(6) {
                    return self.by("revoke", world, from, IVaultAdmin::revokeCall { data });
                }
                self.by("execute", world, from, IVaultAdmin::executeCall { data })
            }
        }
    }

    fn setting(&mut self, world: &World) -> Bytes {
        let small = |random: &mut ChaCha8Rng, end: u16| random.random_range(0..end);
        let random = &mut self.random;
        let data = match random.random_range(0..6) {
            0 => {
                let [manager, protocol, ..] = world.people;
                let fees = Fees {
                    managementBps: small(random, 520),
                    performanceBps: small(random, 3_100),
                    protocolBps: small(random, 5_100),
                    manager,
                    protocol,
                };
                IVaultAdmin::setFeesCall { newFees: fees }.abi_encode()
            }
            1 => {
                let policy = Policy {
                    bandBps: small(random, 1_000),
                    minIntervalSeconds: u32::from(small(random, 2_000)),
                    toleranceBps: small(random, 300),
                    maxLossBps: small(random, 300),
                    triggers: triggers(random),
                };
                IVaultAdmin::setPolicyCall { newPolicy: policy }.abi_encode()
            }
            2 => {
                let policy = FlowPolicy {
                    baseFeeBps: small(random, 60),
                    driftFeeBps: small(random, 40),
                    minHoldSeconds: u32::from(small(random, 7_200)),
                    dailyFlowBps: small(random, 2_000),
                    shareCap: U112::MAX,
                };
                IVaultAdmin::setFlowPolicyCall {
                    newFlowPolicy: policy,
                }
                .abi_encode()
            }
            3 => {
                let limits = LossLimits {
                    windowBps: small(random, 1_100),
                    windowSeconds: random.random_range(80_000..700_000),
                    fuseBps: small(random, 2_100),
                    fuseSeconds: random.random_range(2_500_000..40_000_000),
                };
                IVaultAdmin::setLossLimitsCall {
                    newLossLimits: limits,
                }
                .abi_encode()
            }
            4 => {
                let mut targets: Vec<_> = world
                    .config
                    .assets
                    .iter()
                    .map(|asset| asset.targetWad)
                    .collect();
                let turn = random.random_range(0..targets.len());
                targets.rotate_left(turn);
                IVaultAdmin::setTargetsCall {
                    targetsWad: targets,
                }
                .abi_encode()
            }
            _ => {
                let selector = IVaultAdmin::setPolicyCall::SELECTOR.into();
                let delay = U256::from(random.random_range(80_000..700_000));
                IVaultAdmin::setTimelockCall {
                    selector,
                    delaySeconds: delay,
                }
                .abi_encode()
            }
        };
        data.into()
    }
}
