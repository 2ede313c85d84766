//! A room of the vault: its birth, its owner, how it is configured, and approvals of its shares by signature.
//!
//! The core of a vault delegates here what it does not answer itself, so that this program acts on the storage and the
//! tokens of the vault, for the caller of the vault. What is called here is rarely called: it costs a delegation more
//! and keeps the core small.
//!
//! # Invariants
//! 1. Every entry but `initialize` needs a constitution, and `initialize` a core that has taken the lock. At its own
//!    address the program has neither and can get neither: there nothing is ever stored, and everything is refused.
//! 2. The sum of all share balances and of the fee shares that nobody has collected yet is the supply, and the vault
//!    holds what it accounts for, as in the core.
//! 3. Every state-changing entry is `Locked` while a flow of any room is running: the lock belongs to the vault.
//! 4. As in every room, storage is written back once, at the end of a call that succeeded.
//!
//! # Trust
//! The owner can seed at zero supply, pause, hand over, and appoint curator and guardian. The curator can announce
//! settings, which anyone may execute after their timelock (`timelock`), within hard limits (`limits`). The guardian can
//! pause, lower caps and revoke what is announced. None of them can move a balance, or make a share other than by a
//! bounded fee (`vault-fees`), and no one can close the way out in kind.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod assets;
mod holding;
mod initialize;
mod limits;
mod ownership;
mod pause;
mod permit;
mod seed;
mod settings;
mod timelock;
mod triggers;

use kit::VM;
use kit::abi::IVaultAdmin::*;
use kit::dispatch::{Answer, decode, done, reply, reply_several};
use kit::vault::State;

kit::entrypoint!(answer);
kit::vault_room!();

/// Answers one call.
///
/// # Errors
/// The typed errors of `IProgram` and `IVault`, and those of the programs it asks.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    use IVaultAdminCalls as Call;
    let mut vault = Vault(State::new(vm));
    let call = decode(calldata)?;
    if !matches!(call, Call::initialize(_)) {
        vault.check_born()?;
    }
    match call {
        Call::initialize(c) => {
            reply::<initializeCall>(vault.initialize(c.suite, c.config, c.seeder, &c.amounts))
        }
        Call::seed(c) => reply::<seedCall>(vault.seed(&c.amounts, c.receiver)),

        Call::owner(_) => reply::<ownerCall>(Ok(vault.owner())),
        Call::pendingOwner(_) => reply::<pendingOwnerCall>(Ok(vault.pending_owner())),
        Call::transferOwnership(c) => done(vault.transfer_ownership(c.newOwner)),
        Call::acceptOwnership(_) => done(vault.accept_ownership()),
        Call::setCurator(c) => done(vault.appoint_curator(c.newCurator)),
        Call::setGuardian(c) => done(vault.appoint_guardian(c.newGuardian)),
        Call::curator(_) => reply::<curatorCall>(Ok(vault.curator())),
        Call::guardian(_) => reply::<guardianCall>(Ok(vault.guard().guardian)),

        Call::pause(_) => done(vault.pause()),
        Call::unpause(_) => done(vault.unpause()),
        Call::paused(_) => reply::<pausedCall>(Ok(vault.is_paused())),
        Call::pausedUntil(_) => reply::<pausedUntilCall>(Ok(vault.paused_until())),
        Call::lowerCaps(c) => done(vault.lower_caps(c.dailyFlowBps, c.shareCap)),

        Call::timelock(c) => reply::<timelockCall>(vault.timelock_seconds(c.selector)),
        Call::isAbdicated(c) => reply::<isAbdicatedCall>(vault.is_abdicated(c.selector)),
        Call::executableAt(c) => reply::<executableAtCall>(Ok(vault.executable_at(&c.data))),
        Call::submit(c) => reply::<submitCall>(vault.submit(c.data)),
        Call::revoke(c) => done(vault.revoke(c.data)),
        Call::execute(c) => done(vault.execute(c.data)),
        Call::setTimelock(c) => done(vault.lengthen_timelock(&c)),
        Call::abdicate(_)
        | Call::setPolicy(_)
        | Call::setFlowPolicy(_)
        | Call::setLossLimits(_)
        | Call::setTargets(_)
        | Call::setVenue(_)
        | Call::setPoolFee(_)
        | Call::setFeed(_)
        | Call::addAsset(_)
        | Call::retireAsset(_)
        | Call::removeAsset(_)
        | Call::setKeepers(_)
        | Call::setFees(_) => Err(timelock::skipped(calldata)),

        Call::isKeeper(c) => reply::<isKeeperCall>(Ok(vault.is_keeper(c.account))),
        Call::keepersOnly(_) => reply::<keepersOnlyCall>(Ok(vault.hot().keepers_only)),
        Call::dismissKeeper(c) => done(vault.dismiss_keeper(c.keeper)),

        Call::permit(c) => done(vault.permit(c)),
        Call::nonces(c) => reply::<noncesCall>(Ok(vault.nonce(c.owner))),
        Call::DOMAIN_SEPARATOR(_) => reply::<DOMAIN_SEPARATORCall>(vault.domain_separator()),
        Call::version(_) => reply::<versionCall>(Ok(permit::VERSION.into())),
        Call::eip712Domain(_) => reply_several::<eip712DomainCall>(vault.eip712_domain()),

        Call::lockedShares(c) => reply::<lockedSharesCall>(Ok(vault.locked_shares(c.account))),

        Call::policy(_) => reply::<policyCall>(vault.constitution().map(|c| c.policy)),
        Call::flowPolicy(_) => reply::<flowPolicyCall>(vault.constitution().map(|c| c.flow_policy)),
        Call::sequencer(_) => reply::<sequencerCall>(vault.constitution().map(|c| c.sequencer)),
        Call::venue(_) => reply::<venueCall>(vault.constitution().map(|c| c.venue)),
    }
}
