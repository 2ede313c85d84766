//! The scriptable program (`script.wat`) and the scripts it runs.

use revm::primitives::{Address, U256};

/// Its source.
pub(crate) const SOURCE: &str = include_str!("script.wat");

/// A script for the scriptable program.
#[derive(Clone, Default)]
pub(crate) struct Script(Vec<u8>);

/// How a script calls.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Call,
    Delegate,
    Static,
}

impl Script {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn op(mut self, op: u8, operands: &[&[u8]]) -> Self {
        self.0.push(op);
        for operand in operands {
            self.0.extend_from_slice(operand);
        }
        self
    }

    pub(crate) fn set(self, slot: u64, value: u64) -> Self {
        self.op(1, &[&word(slot), &word(value)])
    }

    pub(crate) fn flush(self) -> Self {
        self.op(2, &[])
    }

    pub(crate) fn get(self, slot: u64) -> Self {
        self.op(3, &[&word(slot)])
    }

    pub(crate) fn call(self, kind: Kind, to: Address, value: u64, input: &[u8]) -> Self {
        let len = u16::try_from(input.len())
            .expect("short input")
            .to_be_bytes();
        self.op(
            4,
            &[&[kind as u8], to.as_slice(), &word(value), &len, input],
        )
    }

    pub(crate) fn create(self, salt: Option<u64>, value: u64, init: &[u8]) -> Self {
        let len = u16::try_from(init.len()).expect("short code").to_be_bytes();
        let kind = [u8::from(salt.is_some())];
        self.op(
            5,
            &[&kind, &word(value), &word(salt.unwrap_or(0)), &len, init],
        )
    }

    pub(crate) fn reentrant(self) -> Self {
        self.op(6, &[])
    }

    /// Appends own address, sender and value.
    pub(crate) fn whoami(self) -> Self {
        self.op(7, &[])
    }

    pub(crate) fn set_transient(self, slot: u64, value: u64) -> Self {
        self.op(8, &[&word(slot), &word(value)])
    }

    pub(crate) fn get_transient(self, slot: u64) -> Self {
        self.op(9, &[&word(slot)])
    }

    pub(crate) fn log(self, topics: u8, data: &[u8]) -> Self {
        let len = u16::try_from(data.len()).expect("short data").to_be_bytes();
        self.op(10, &[&[topics], &len, data])
    }

    pub(crate) fn code(self, of: Address) -> Self {
        self.op(11, &[of.as_slice()])
    }

    pub(crate) fn trap(self) -> Self {
        self.op(12, &[])
    }

    pub(crate) fn grow(self, pages: u8) -> Self {
        self.op(13, &[&[pages]])
    }

    pub(crate) fn number(self) -> Self {
        self.op(14, &[])
    }

    /// Ends with this status and the output so far.
    pub(crate) fn exit(self, status: u8) -> Self {
        self.op(15, &[&[status]])
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.clone()
    }
}

pub(crate) fn word(value: u64) -> [u8; 32] {
    U256::from(value).to_be_bytes()
}
