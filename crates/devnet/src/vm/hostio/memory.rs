//! Arguments, results, hashing and memory growth.

use alloy_primitives::keccak256;

use crate::program::ink;
use crate::vm::fault::Fault;
use crate::vm::guest::Guest;
use crate::vm::mailbox::{Answer, Request};

/// Copies the calldata into the program.
pub(super) async fn read_args(mut guest: Guest<'_>, dst: u32) -> Result<(), Fault> {
    let calldata = guest.host().env.calldata.clone();
    guest.buy_write(calldata.len())?;
    guest.write(dst, &calldata)?;
    guest.done(&[], &[&calldata]);
    Ok(())
}

/// Sets the return data of the frame. Reading is paid twice: into the host, and from the host into the chain.
pub(super) async fn write_result(mut guest: Guest<'_>, ptr: u32, len: u32) -> Result<(), Fault> {
    guest.buy_read(len)?;
    guest.buy_read(len)?;
    let result = guest.bytes(ptr, len)?.to_vec();
    guest.done(&[&result], &[]);
    guest.host_mut().result = result;
    Ok(())
}

/// Ends the program without returning through its frames; nothing is flushed.
pub(super) async fn exit_early(mut guest: Guest<'_>, status: u32) -> Result<(), Fault> {
    guest.done(&[&status.to_be_bytes()], &[]);
    Err(Fault::Exit(status))
}

/// Pays for pages before `memory.grow`; the count is a `u16` by the ABI, so higher bits are lost.
pub(super) async fn pay_for_memory_grow(mut guest: Guest<'_>, pages: u32) -> Result<(), Fault> {
    let [high, low] = [pages.to_be_bytes()[2], pages.to_be_bytes()[3]];
    let pages = u16::from_be_bytes([high, low]);
    if pages == 0 {
        guest.buy(ink::HOSTIO)?;
    } else {
        let Answer::Pages { gas } = guest.ask(Request::AddPages(pages)).await else {
            return Err(Fault::Protocol);
        };
        guest.buy_gas(gas)?;
    }
    guest.done(&[&pages.to_be_bytes()], &[]);
    Ok(())
}

/// Hashes bytes of the program.
pub(super) async fn native_keccak256(
    mut guest: Guest<'_>,
    ptr: u32,
    len: u32,
    dst: u32,
) -> Result<(), Fault> {
    guest.buy(ink::keccak(len))?;
    let preimage = guest.bytes(ptr, len)?;
    let hash = keccak256(preimage);
    let preimage = if guest.traced() {
        guest.bytes(ptr, len)?.to_vec()
    } else {
        Vec::new()
    };
    guest.write(dst, hash.as_slice())?;
    guest.done(&[&preimage], &[hash.as_slice()]);
    Ok(())
}

/// Copies what overlaps with the last return data and returns how much that was.
pub(super) async fn read_return_data(
    mut guest: Guest<'_>,
    dst: u32,
    offset: u32,
    size: u32,
) -> Result<u32, Fault> {
    let data = guest.host().return_data.clone();
    let start = usize::try_from(offset)
        .unwrap_or(usize::MAX)
        .min(data.len());
    let wanted = usize::try_from(size).unwrap_or(usize::MAX);
    let end = start.saturating_add(wanted).min(data.len());
    let part = data.slice(start..end);
    guest.buy_write(part.len())?;
    // With nothing to copy the destination is not looked at, so it may lie anywhere.
    if !part.is_empty() {
        guest.write(dst, &part)?;
    }
    guest.done(&[&offset.to_be_bytes(), &size.to_be_bytes()], &[&part]);
    Ok(u32::try_from(part.len()).unwrap_or(u32::MAX))
}

/// Length of the last return data.
pub(super) async fn return_data_size(mut guest: Guest<'_>) -> Result<u32, Fault> {
    let len = u32::try_from(guest.host().return_data.len()).unwrap_or(u32::MAX);
    guest.done(&[], &[&len.to_be_bytes()]);
    Ok(len)
}
