//! Persistent and transient storage of the acting account.

use super::gas::{CACHE_FEE_GAS, COLD_SLOAD_GAS, SSTORE_SENTRY_GAS, WARM_GAS};
use crate::vm::fault::Fault;
use crate::vm::guest::Guest;
use crate::vm::mailbox::{Answer, FlushOutcome, Request};

/// Reads a slot through the frame's cache.
pub(super) async fn load(mut guest: Guest<'_>, key: u32, dst: u32) -> Result<(), Fault> {
    let api_gas = guest.host().api_gas();
    guest.require_gas(
        COLD_SLOAD_GAS
            .saturating_add(CACHE_FEE_GAS)
            .saturating_add(api_gas),
    )?;
    let key = guest.word(key)?;
    let fee = guest.host_mut().storage.read_fee();
    let (value, gas) = match guest.host().storage.get(&key) {
        Some(value) => (value, fee),
        None => {
            let (value, gas) = guest.ask(Request::Load(key)).await.word()?;
            guest.host_mut().storage.learn(key, value);
            (value, fee.saturating_add(api_gas).saturating_add(gas))
        }
    };
    guest.buy_gas(gas)?;
    guest.write(dst, value.as_slice())?;
    guest.done(&[key.as_slice()], &[value.as_slice()]);
    Ok(())
}

/// Writes a slot into the frame's cache; even a read-only frame may, as long as it does not flush.
pub(super) async fn cache(mut guest: Guest<'_>, key: u32, value: u32) -> Result<(), Fault> {
    guest.require_gas(SSTORE_SENTRY_GAS.saturating_add(CACHE_FEE_GAS))?;
    let key = guest.word(key)?;
    let value = guest.word(value)?;
    let fee = guest.host_mut().storage.write_fee();
    guest.host_mut().storage.set(key, value);
    guest.buy_gas(fee)?;
    guest.done(&[key.as_slice(), value.as_slice()], &[]);
    Ok(())
}

/// Writes the dirty slots to the chain.
pub(super) async fn flush(mut guest: Guest<'_>, clear: u32) -> Result<(), Fault> {
    guest.require_gas(SSTORE_SENTRY_GAS)?;
    // One more than is left: a flush that costs exactly everything must still be told from one that runs short.
    let budget = guest.gas_left().saturating_add(1);
    let slots = guest.host_mut().storage.take_dirty(clear != 0);
    if !slots.is_empty() {
        let Answer::Flushed { outcome, gas } = guest.ask(Request::Flush { slots, budget }).await
        else {
            return Err(Fault::Protocol);
        };
        let arbos = guest.host().env.arbos_version;
        match outcome {
            FlushOutcome::ReadOnly => {
                return Err(Fault::Refused(
                    "storage of a read-only frame cannot be written",
                ));
            }
            FlushOutcome::OutOfGas if arbos >= 50 => return guest.exhaust(),
            FlushOutcome::OutOfGas => {
                return Err(Fault::Refused("the gas does not suffice to flush storage"));
            }
            // Before ArbOS 32 flushing was free by mistake.
            FlushOutcome::Written if arbos >= 32 => guest.buy_gas(gas)?,
            FlushOutcome::Written => {}
        }
    }
    guest.done(&[&[u8::from(clear != 0)]], &[]);
    Ok(())
}

/// Reads a transient slot.
pub(super) async fn transient_load(mut guest: Guest<'_>, key: u32, dst: u32) -> Result<(), Fault> {
    guest.buy_gas(WARM_GAS)?;
    let key = guest.word(key)?;
    let (value, _) = guest.ask(Request::TransientLoad(key)).await.word()?;
    guest.write(dst, value.as_slice())?;
    guest.done(&[key.as_slice()], &[value.as_slice()]);
    Ok(())
}

/// Writes a transient slot.
pub(super) async fn transient_store(
    mut guest: Guest<'_>,
    key: u32,
    value: u32,
) -> Result<(), Fault> {
    guest.buy_gas(WARM_GAS)?;
    let key = guest.word(key)?;
    let value = guest.word(value)?;
    guest
        .ask(Request::TransientStore(key, value))
        .await
        .effect("transient storage of a read-only frame cannot be written")?;
    guest.done(&[key.as_slice(), value.as_slice()], &[]);
    Ok(())
}
