//! A host function's view of its program: ink, memory, chain and trace.

use alloy_primitives::{Address, B256, U256};
use wasmtime::{Caller, Val};

use super::fault::Fault;
use super::host::{Handles, Host};
use super::mailbox::{Answer, Request};
use super::trace::HostCall;
use crate::program::host::HostFunction;
use crate::program::ink;

/// One host call in progress.
pub(crate) struct Guest<'a> {
    caller: Caller<'a, Host>,
    handles: Handles,
    function: HostFunction,
    start_ink: u64,
}

impl<'a> Guest<'a> {
    /// Starts a host call by buying its base ink.
    pub(crate) fn enter(caller: Caller<'a, Host>, function: HostFunction) -> Result<Self, Fault> {
        let handles = caller.data().handles.ok_or(Fault::Protocol)?;
        let mut guest = Self {
            caller,
            handles,
            function,
            start_ink: 0,
        };
        guest.start_ink = guest.ink();
        // Memory growth pays its base only when it opens no page.
        if function != HostFunction::PayForMemoryGrow {
            guest.buy(function.base_ink())?;
        }
        Ok(guest)
    }

    pub(crate) fn host(&self) -> &Host {
        self.caller.data()
    }

    pub(crate) fn host_mut(&mut self) -> &mut Host {
        self.caller.data_mut()
    }

    /// Ink left.
    pub(crate) fn ink(&mut self) -> u64 {
        match self.handles.ink_left.get(&mut self.caller) {
            Val::I64(ink) => ink.cast_unsigned(),
            _ => 0,
        }
    }

    fn set_ink(&mut self, ink: u64) -> Result<(), Fault> {
        self.handles
            .ink_left
            .set(&mut self.caller, Val::I64(ink.cast_signed()))
            .map_err(|_| Fault::Protocol)
    }

    /// Spends ink, or ends the program.
    pub(crate) fn buy(&mut self, ink: u64) -> Result<(), Fault> {
        match self.ink().checked_sub(ink) {
            Some(left) => self.set_ink(left),
            None => self.exhaust(),
        }
    }

    /// Ends the program as if it had spent all its ink.
    pub(crate) fn exhaust(&mut self) -> Result<(), Fault> {
        self.set_ink(0)?;
        self.handles
            .ink_status
            .set(&mut self.caller, Val::I32(1))
            .map_err(|_| Fault::Protocol)?;
        Err(Fault::OutOfInk)
    }

    fn ink_of(&self, gas: u64) -> u64 {
        ink::of_gas(gas, self.host().env.ink_price)
    }

    /// Gas left, rounded down.
    pub(crate) fn gas_left(&mut self) -> u64 {
        let price = self.host().env.ink_price;
        ink::to_gas_floor(self.ink(), price)
    }

    /// Spends gas.
    pub(crate) fn buy_gas(&mut self, gas: u64) -> Result<(), Fault> {
        self.buy(self.ink_of(gas))
    }

    /// Checks that `gas` could be paid, without spending it.
    pub(crate) fn require_gas(&mut self, gas: u64) -> Result<(), Fault> {
        if self.ink() < self.ink_of(gas) {
            return self.exhaust();
        }
        Ok(())
    }

    /// Pays for the host writing `len` bytes into the program.
    pub(crate) fn buy_write(&mut self, len: usize) -> Result<(), Fault> {
        self.buy(ink::write(u32::try_from(len).unwrap_or(u32::MAX)))
    }

    /// Pays for the host reading `len` bytes from the program.
    pub(crate) fn buy_read(&mut self, len: u32) -> Result<(), Fault> {
        self.buy(ink::read(len))
    }

    /// Bytes of the program's memory.
    pub(crate) fn bytes(&mut self, ptr: u32, len: u32) -> Result<&[u8], Fault> {
        let out = Fault::OutOfBounds { ptr, len };
        let start = usize::try_from(ptr).map_err(|_| Fault::Protocol)?;
        let size = usize::try_from(len).map_err(|_| Fault::Protocol)?;
        let end = start.checked_add(size).ok_or(out.clone())?;
        self.handles
            .memory
            .data(&self.caller)
            .get(start..end)
            .ok_or(out)
    }

    /// A 32-byte word of the program's memory.
    pub(crate) fn word(&mut self, ptr: u32) -> Result<B256, Fault> {
        Ok(B256::from_slice(self.bytes(ptr, 32)?))
    }

    /// A 256-bit big-endian number of the program's memory.
    pub(crate) fn number(&mut self, ptr: u32) -> Result<U256, Fault> {
        Ok(U256::from_be_slice(self.bytes(ptr, 32)?))
    }

    /// A 20-byte address of the program's memory.
    pub(crate) fn address(&mut self, ptr: u32) -> Result<Address, Fault> {
        Ok(Address::from_slice(self.bytes(ptr, 20)?))
    }

    /// Writes into the program's memory.
    pub(crate) fn write(&mut self, ptr: u32, bytes: &[u8]) -> Result<(), Fault> {
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let start = usize::try_from(ptr).map_err(|_| Fault::Protocol)?;
        self.handles
            .memory
            .write(&mut self.caller, start, bytes)
            .map_err(|_| Fault::OutOfBounds { ptr, len })
    }

    /// Writes a length the way wasm reads an `i32`.
    pub(crate) fn write_u32(&mut self, ptr: u32, value: u32) -> Result<(), Fault> {
        self.write(ptr, &value.to_le_bytes())
    }

    /// Suspends the program until the chain has answered.
    pub(crate) async fn ask(&self, request: Request) -> Answer {
        let mail = self.host().mail.clone();
        mail.ask(request).await
    }

    /// Whether host calls are recorded; callers may skip building arguments when they are not.
    pub(crate) fn traced(&self) -> bool {
        self.host().trace.is_some()
    }

    /// Ends a host call by recording it.
    pub(crate) fn done(&mut self, args: &[&[u8]], outs: &[&[u8]]) {
        if !self.traced() {
            return;
        }
        let call = HostCall {
            name: self.function.name(),
            args: args.concat(),
            outs: outs.concat(),
            start_ink: self.start_ink,
            end_ink: self.ink(),
            depth: self.host().env.depth,
        };
        if let Some(trace) = &self.host().trace {
            trace.push(call);
        }
    }
}
