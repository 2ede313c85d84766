//! Calls and creations out of a program.

use alloy_primitives::{Address, B256, Bytes, U256};

use crate::vm::fault::Fault;
use crate::vm::guest::Guest;
use crate::vm::mailbox::{Answer, CallKind, CallRequest, CreateRequest, Request};

/// Status byte of a failed call; success is 0.
const FAILED: u32 = 2;

/// `CALL`.
pub(super) async fn call(
    guest: Guest<'_>,
    to: u32,
    data: u32,
    len: u32,
    value: u32,
    gas: u64,
    ret_len: u32,
) -> Result<u32, Fault> {
    make_call(guest, to, data, len, gas, ret_len, Flavour::Call { value }).await
}

/// `DELEGATECALL`.
pub(super) async fn delegate_call(
    guest: Guest<'_>,
    to: u32,
    data: u32,
    len: u32,
    gas: u64,
    ret_len: u32,
) -> Result<u32, Fault> {
    make_call(guest, to, data, len, gas, ret_len, Flavour::Delegate).await
}

/// `STATICCALL`.
pub(super) async fn static_call(
    guest: Guest<'_>,
    to: u32,
    data: u32,
    len: u32,
    gas: u64,
    ret_len: u32,
) -> Result<u32, Fault> {
    make_call(guest, to, data, len, gas, ret_len, Flavour::Static).await
}

/// The three calls differ only in where their value comes from.
enum Flavour {
    Call { value: u32 },
    Delegate,
    Static,
}

async fn make_call(
    mut guest: Guest<'_>,
    to: u32,
    data: u32,
    len: u32,
    gas: u64,
    ret_len: u32,
    flavour: Flavour,
) -> Result<u32, Fault> {
    guest.buy_read(len)?;
    guest.buy_read(len)?;
    let gas_left = guest.gas_left();
    let target = guest.address(to)?;
    let input = Bytes::copy_from_slice(guest.bytes(data, len)?);
    let kind = match flavour {
        Flavour::Call { value } => CallKind::Call(guest.number(value)?),
        Flavour::Delegate => CallKind::Delegate,
        Flavour::Static => CallKind::Static,
    };
    let request = CallRequest {
        kind,
        to: target,
        input: input.clone(),
        gas_wanted: gas.min(gas_left),
        gas_left,
    };
    let Answer::Called {
        success,
        output,
        gas: cost,
    } = guest.ask(Request::Call(request)).await
    else {
        return Err(Fault::Protocol);
    };
    guest.buy_gas(cost)?;
    let returned = keep_return_data(&mut guest, output);
    guest.write_u32(ret_len, returned)?;
    let status = if success { 0 } else { FAILED };
    record_call(&mut guest, kind, target, gas, &input, returned, status);
    Ok(status)
}

fn record_call(
    guest: &mut Guest<'_>,
    kind: CallKind,
    to: Address,
    gas: u64,
    input: &[u8],
    returned: u32,
    status: u32,
) {
    let value = match kind {
        CallKind::Call(value) => value.to_be_bytes_vec(),
        CallKind::Delegate | CallKind::Static => Vec::new(),
    };
    let [.., status] = status.to_be_bytes();
    guest.done(
        &[to.as_slice(), &gas.to_be_bytes(), &value, input],
        &[&returned.to_be_bytes(), &[status]],
    );
}

/// `CREATE`.
pub(super) async fn create1(
    guest: Guest<'_>,
    code: u32,
    len: u32,
    endowment: u32,
    dst: u32,
    ret_len: u32,
) -> Result<(), Fault> {
    make_account(guest, code, len, endowment, None, dst, ret_len).await
}

/// `CREATE2`.
pub(super) async fn create2(
    guest: Guest<'_>,
    code: u32,
    len: u32,
    endowment: u32,
    salt: u32,
    dst: u32,
    ret_len: u32,
) -> Result<(), Fault> {
    make_account(guest, code, len, endowment, Some(salt), dst, ret_len).await
}

async fn make_account(
    mut guest: Guest<'_>,
    code: u32,
    len: u32,
    endowment: u32,
    salt: Option<u32>,
    dst: u32,
    ret_len: u32,
) -> Result<(), Fault> {
    guest.buy_read(len)?;
    guest.buy_read(len)?;
    let init = Bytes::copy_from_slice(guest.bytes(code, len)?);
    let endowment = guest.number(endowment)?;
    let salt = salt.map(|ptr| guest.word(ptr)).transpose()?;
    let gas_left = guest.gas_left();
    let request = CreateRequest {
        code: init.clone(),
        endowment,
        salt,
        gas_left,
    };
    let (address, output, cost) = match guest.ask(Request::Create(request)).await {
        Answer::Created {
            address,
            output,
            gas,
        } => (address, output, gas),
        Answer::CreateRefused => return Err(Fault::Refused("the creation could not be attempted")),
        _ => return Err(Fault::Protocol),
    };
    guest.buy_gas(cost)?;
    let returned = keep_return_data(&mut guest, output);
    guest.write_u32(ret_len, returned)?;
    guest.write(dst, address.as_slice())?;
    record_creation(&mut guest, endowment, salt, &init, address, returned);
    Ok(())
}

fn record_creation(
    guest: &mut Guest<'_>,
    endowment: U256,
    salt: Option<B256>,
    init: &[u8],
    address: Address,
    returned: u32,
) {
    let salt = salt.map(|salt| salt.to_vec()).unwrap_or_default();
    guest.done(
        &[&endowment.to_be_bytes::<32>(), &salt, init],
        &[address.as_slice(), &returned.to_be_bytes()],
    );
}

fn keep_return_data(guest: &mut Guest<'_>, output: Bytes) -> u32 {
    let len = u32::try_from(output.len()).unwrap_or(u32::MAX);
    guest.host_mut().return_data = output;
    len
}
