//! What a program knows about its call, transaction and block.

use crate::vm::fault::Fault;
use crate::vm::guest::Guest;
use crate::vm::host::word;

/// A getter that writes a value through a pointer.
fn give(mut guest: Guest<'_>, dst: u32, value: &[u8]) -> Result<(), Fault> {
    guest.write(dst, value)?;
    guest.done(&[], &[value]);
    Ok(())
}

/// A getter that returns a 64-bit number.
fn give_u64(mut guest: Guest<'_>, value: u64) -> Result<u64, Fault> {
    guest.done(&[], &[&value.to_be_bytes()]);
    Ok(value)
}

/// A getter that returns a 32-bit number.
fn give_u32(mut guest: Guest<'_>, value: u32) -> Result<u32, Fault> {
    guest.done(&[], &[&value.to_be_bytes()]);
    Ok(value)
}

/// Gas left after this call was paid.
pub(super) async fn evm_gas_left(mut guest: Guest<'_>) -> Result<u64, Fault> {
    let gas = guest.gas_left();
    give_u64(guest, gas)
}

/// Ink left after this call was paid.
pub(super) async fn evm_ink_left(mut guest: Guest<'_>) -> Result<u64, Fault> {
    let ink = guest.ink();
    give_u64(guest, ink)
}

pub(super) async fn block_basefee(guest: Guest<'_>, dst: u32) -> Result<(), Fault> {
    let value = word(guest.host().env.base_fee);
    give(guest, dst, value.as_slice())
}

pub(super) async fn block_coinbase(guest: Guest<'_>, dst: u32) -> Result<(), Fault> {
    let value = guest.host().env.coinbase;
    give(guest, dst, value.as_slice())
}

pub(super) async fn block_gas_limit(guest: Guest<'_>) -> Result<u64, Fault> {
    let value = guest.host().env.block_gas_limit;
    give_u64(guest, value)
}

/// The L1 block number.
pub(super) async fn block_number(guest: Guest<'_>) -> Result<u64, Fault> {
    let value = guest.host().env.block_number;
    give_u64(guest, value)
}

pub(super) async fn block_timestamp(guest: Guest<'_>) -> Result<u64, Fault> {
    let value = guest.host().env.timestamp;
    give_u64(guest, value)
}

pub(super) async fn chainid(guest: Guest<'_>) -> Result<u64, Fault> {
    let value = guest.host().env.chain_id;
    give_u64(guest, value)
}

pub(super) async fn contract_address(guest: Guest<'_>, dst: u32) -> Result<(), Fault> {
    let value = guest.host().env.address;
    give(guest, dst, value.as_slice())
}

/// Whether the acting account already has another open frame of its own.
pub(super) async fn msg_reentrant(guest: Guest<'_>) -> Result<u32, Fault> {
    let value = u32::from(guest.host().env.reentrant);
    give_u32(guest, value)
}

pub(super) async fn msg_sender(guest: Guest<'_>, dst: u32) -> Result<(), Fault> {
    let value = guest.host().env.sender;
    give(guest, dst, value.as_slice())
}

pub(super) async fn msg_value(guest: Guest<'_>, dst: u32) -> Result<(), Fault> {
    let value = word(guest.host().env.value);
    give(guest, dst, value.as_slice())
}

pub(super) async fn tx_gas_price(guest: Guest<'_>, dst: u32) -> Result<(), Fault> {
    let value = word(guest.host().env.gas_price);
    give(guest, dst, value.as_slice())
}

pub(super) async fn tx_ink_price(guest: Guest<'_>) -> Result<u32, Fault> {
    let value = guest.host().env.ink_price;
    give_u32(guest, value)
}

pub(super) async fn tx_origin(guest: Guest<'_>, dst: u32) -> Result<(), Fault> {
    let value = guest.host().env.origin;
    give(guest, dst, value.as_slice())
}
