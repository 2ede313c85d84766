//! Balance and code of accounts.

use alloy_primitives::{Address, Bytes};

use super::gas::COLD_ACCOUNT_GAS;
use crate::vm::fault::Fault;
use crate::vm::guest::Guest;
use crate::vm::mailbox::{Answer, Request};

/// Balance of an account.
pub(super) async fn balance(mut guest: Guest<'_>, address: u32, dst: u32) -> Result<(), Fault> {
    guest.require_gas(COLD_ACCOUNT_GAS)?;
    let address = guest.address(address)?;
    let (value, gas) = guest.ask(Request::Balance(address)).await.word()?;
    guest.buy_gas(gas)?;
    guest.write(dst, value.as_slice())?;
    guest.done(&[address.as_slice()], &[value.as_slice()]);
    Ok(())
}

/// Copies a part of an account's code and returns how much; what lies past its end is not zeroed.
pub(super) async fn code(
    mut guest: Guest<'_>,
    address: u32,
    offset: u32,
    size: u32,
    dst: u32,
) -> Result<u32, Fault> {
    guest.require_gas(COLD_ACCOUNT_GAS)?;
    let address = guest.address(address)?;
    let (code, gas) = fetch(&mut guest, address).await?;
    guest.buy_gas(gas)?;
    // The whole code is paid for, whatever part is copied.
    guest.buy_write(code.len())?;
    let start = usize::try_from(offset)
        .unwrap_or(usize::MAX)
        .min(code.len());
    let wanted = usize::try_from(size).unwrap_or(usize::MAX);
    let end = start.saturating_add(wanted).min(code.len());
    let part = code.slice(start..end);
    guest.write(dst, &part)?;
    guest.done(
        &[
            address.as_slice(),
            &offset.to_be_bytes(),
            &size.to_be_bytes(),
        ],
        &[&part],
    );
    Ok(u32::try_from(part.len()).unwrap_or(u32::MAX))
}

/// Length of an account's code.
pub(super) async fn code_size(mut guest: Guest<'_>, address: u32) -> Result<u32, Fault> {
    guest.require_gas(COLD_ACCOUNT_GAS)?;
    let address = guest.address(address)?;
    let (code, gas) = fetch(&mut guest, address).await?;
    guest.buy_gas(gas)?;
    let len = u32::try_from(code.len()).unwrap_or(u32::MAX);
    guest.done(&[address.as_slice()], &[&len.to_be_bytes()]);
    Ok(len)
}

/// Code hash of an account; zero if there is none.
pub(super) async fn code_hash(mut guest: Guest<'_>, address: u32, dst: u32) -> Result<(), Fault> {
    guest.require_gas(COLD_ACCOUNT_GAS)?;
    let address = guest.address(address)?;
    let (hash, gas) = guest.ask(Request::CodeHash(address)).await.word()?;
    guest.buy_gas(gas)?;
    guest.write(dst, hash.as_slice())?;
    guest.done(&[address.as_slice()], &[hash.as_slice()]);
    Ok(())
}

/// The code of `address` and the gas of reading it, which is zero for the account read last.
async fn fetch(guest: &mut Guest<'_>, address: Address) -> Result<(Bytes, u64), Fault> {
    if let Some((known, code)) = &guest.host().last_code
        && *known == address
    {
        return Ok((code.clone(), 0));
    }
    let Answer::Code { code, gas } = guest.ask(Request::Code(address)).await else {
        return Err(Fault::Protocol);
    };
    // From ArbOS 40 on, empty code is asked for each time, because a creation may fill it.
    if !code.is_empty() || guest.host().env.arbos_version < 40 {
        guest.host_mut().last_code = Some((address, code.clone()));
    }
    Ok((code, gas))
}
