//! The host functions that a program imports, as symbols of this library.
//!
//! A program's crate declares them as it does for WASM, where the host is the Stylus VM; natively the linker finds these. Their
//! names and signatures are the platform's (module `vm_hooks`). Gas is endless, and nothing is charged.
#![allow(
    clippy::missing_safety_doc,
    missing_docs,
    reason = "the contract of each is the platform's: pointers are valid for the lengths that come with them"
)]

use std::slice;

use alloy_primitives::{Address, B256, Bytes, keccak256};

use crate::chain::{Account, Area, Log, with};
use crate::frame::{self, Cached, Frame, Kind};

/// What a program that asks is told: more than any of them sets aside.
const GAS: u64 = 1 << 40;
/// Status of a call that failed.
const FAILED: u8 = 2;

unsafe fn bytes<'a>(ptr: *const u8, len: usize) -> &'a [u8] {
    // SAFETY: the caller's.
    unsafe { slice::from_raw_parts(ptr, len) }
}

unsafe fn address(ptr: *const u8) -> Address {
    // SAFETY: the caller's: 20 bytes.
    Address::from_slice(unsafe { bytes(ptr, 20) })
}

unsafe fn word(ptr: *const u8) -> B256 {
    // SAFETY: the caller's: 32 bytes.
    B256::from_slice(unsafe { bytes(ptr, 32) })
}

unsafe fn put(dst: *mut u8, from: &[u8]) {
    // SAFETY: the caller's: room for as many bytes.
    unsafe { std::ptr::copy_nonoverlapping(from.as_ptr(), dst, from.len()) }
}

fn with_frame<T>(act: impl FnOnce(&mut Frame) -> T) -> T {
    with(|state| {
        act(state
            .frames
            .last_mut()
            .expect("only a running program calls a hook"))
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn read_args(dst: *mut u8) {
    with_frame(|frame| unsafe { put(dst, &frame.input) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn write_result(data: *const u8, len: usize) {
    let output = unsafe { bytes(data, len) }.to_vec();
    with_frame(|frame| frame.output = output);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn pay_for_memory_grow(_pages: u16) {}

#[unsafe(no_mangle)]
unsafe extern "C" fn native_keccak256(data: *const u8, len: usize, dst: *mut u8) {
    unsafe { put(dst, keccak256(bytes(data, len)).as_slice()) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn read_return_data(dst: *mut u8, offset: usize, size: usize) -> usize {
    with_frame(|frame| {
        let from = frame.returned.get(offset..).unwrap_or_default();
        let copied = from.get(..size).unwrap_or(from);
        unsafe { put(dst, copied) };
        copied.len()
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn return_data_size() -> usize {
    with_frame(|frame| frame.returned.len())
}

#[unsafe(no_mangle)]
unsafe extern "C" fn storage_load_bytes32(key: *const u8, dst: *mut u8) {
    unsafe { put(dst, frame::load(word(key)).as_slice()) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn storage_cache_bytes32(key: *const u8, value: *const u8) {
    let (key, word) = unsafe { (word(key), word(value)) };
    let cached = Cached {
        word,
        is_dirty: true,
    };
    with_frame(|frame| frame.cache.insert(key, cached));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn storage_flush_cache(clear: bool) {
    frame::flush(clear);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn transient_load_bytes32(key: *const u8, dst: *mut u8) {
    let key = unsafe { word(key) };
    let found = with(|state| {
        let acting = state.frames.last().map(|frame| frame.address);
        state.word(Area::Transient, acting.unwrap_or_default(), key)
    });
    unsafe { put(dst, found.as_slice()) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn transient_store_bytes32(key: *const u8, value: *const u8) {
    let (key, word) = unsafe { (word(key), word(value)) };
    with(|state| {
        let Some(frame) = state.frames.last_mut() else {
            return;
        };
        let acting = frame.address;
        if frame.is_static {
            frame.is_trapped = true;
        } else {
            state.set_word(Area::Transient, acting, key, word);
        }
    });
}

/// The program that runs calls; what comes back is kept for it.
fn call(to: Address, input: &[u8], kind: Kind, returned_len: *mut usize) -> u8 {
    let from = with_frame(|frame| frame.address);
    let (status, returned) = match frame::call(from, to, kind, input) {
        Ok(data) => (0, data),
        Err(data) => (FAILED, data),
    };
    // SAFETY: the pointer is the program's, for one length.
    unsafe { *returned_len = returned.len() };
    with_frame(|frame| frame.returned = returned);
    status
}

#[unsafe(no_mangle)]
unsafe extern "C" fn call_contract(
    to: *const u8,
    data: *const u8,
    len: usize,
    _value: *const u8,
    _gas: u64,
    returned_len: *mut usize,
) -> u8 {
    let (to, input) = unsafe { (address(to), bytes(data, len)) };
    call(to, input, Kind::Call, returned_len)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn static_call_contract(
    to: *const u8,
    data: *const u8,
    len: usize,
    _gas: u64,
    returned_len: *mut usize,
) -> u8 {
    let (to, input) = unsafe { (address(to), bytes(data, len)) };
    call(to, input, Kind::Static, returned_len)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn delegate_call_contract(
    to: *const u8,
    data: *const u8,
    len: usize,
    _gas: u64,
    returned_len: *mut usize,
) -> u8 {
    let (to, input) = unsafe { (address(to), bytes(data, len)) };
    let kind = with_frame(|frame| Kind::Delegate {
        account: frame.address,
        sender: frame.sender,
    });
    call(to, input, kind, returned_len)
}

unsafe fn make(code: &[u8], salt: Option<B256>, dst: *mut u8, returned_len: *mut usize) {
    let (creator, is_static) = with_frame(|frame| (frame.address, frame.is_static));
    let made = if is_static {
        with_frame(|frame| frame.is_trapped = true);
        None
    } else {
        frame::create(creator, code, salt)
    };
    with_frame(|frame| frame.returned.clear());
    unsafe {
        put(dst, made.unwrap_or_default().as_slice());
        *returned_len = 0;
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn create1(
    code: *const u8,
    len: usize,
    _endowment: *const u8,
    dst: *mut u8,
    returned_len: *mut usize,
) {
    unsafe { make(bytes(code, len), None, dst, returned_len) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn create2(
    code: *const u8,
    len: usize,
    _endowment: *const u8,
    salt: *const u8,
    dst: *mut u8,
    returned_len: *mut usize,
) {
    unsafe { make(bytes(code, len), Some(word(salt)), dst, returned_len) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn emit_log(data: *const u8, len: usize, topics: usize) {
    let data = unsafe { bytes(data, len) };
    let (topics, data) = data.split_at(topics.saturating_mul(32).min(len));
    let topics = topics.chunks_exact(32).map(B256::from_slice).collect();
    with(|state| {
        let Some(frame) = state.frames.last_mut() else {
            return;
        };
        let address = frame.address;
        if frame.is_static {
            frame.is_trapped = true;
            return;
        }
        state.log(Log {
            address,
            topics,
            data: data.to_vec(),
        });
    });
}

/// The bytes that stand for an account's code. What is no program of ours has some byte: it exists.
fn code_of(account: &Account) -> Bytes {
    match account {
        Account::Program { code, .. } | Account::Code(code) => Bytes::copy_from_slice(code),
        Account::Token(_) | Account::Feed(_) | Account::Pool(_) => Bytes::from_static(&[0xfe]),
    }
}

fn code_at(address: Address) -> Option<Bytes> {
    with(|state| state.account(address).map(code_of))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn account_code(
    of: *const u8,
    offset: usize,
    size: usize,
    dst: *mut u8,
) -> usize {
    let code = code_at(unsafe { address(of) }).unwrap_or_default();
    let from = code.get(offset..).unwrap_or_default();
    let copied = from.get(..size).unwrap_or(from);
    unsafe { put(dst, copied) };
    copied.len()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn account_code_size(of: *const u8) -> usize {
    code_at(unsafe { address(of) }).map_or(0, |code| code.len())
}

#[unsafe(no_mangle)]
unsafe extern "C" fn account_codehash(of: *const u8, dst: *mut u8) {
    let hash = code_at(unsafe { address(of) }).map(keccak256);
    unsafe { put(dst, hash.unwrap_or_default().as_slice()) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn evm_gas_left() -> u64 {
    GAS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn block_timestamp() -> u64 {
    with(|state| state.timestamp)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn chainid() -> u64 {
    with(|state| state.chain_id)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn contract_address(dst: *mut u8) {
    with_frame(|frame| unsafe { put(dst, frame.address.as_slice()) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn msg_sender(dst: *mut u8) {
    with_frame(|frame| unsafe { put(dst, frame.sender.as_slice()) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn msg_value(dst: *mut u8) {
    unsafe { put(dst, B256::ZERO.as_slice()) };
}
