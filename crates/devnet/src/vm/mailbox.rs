//! The protocol between a suspended program and the frame loop that polls it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use alloy_primitives::{Address, B256, Bytes, Log, U256};

use super::fault::Fault;

/// Which EVM call a program makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// `CALL` with a value.
    Call(U256),
    /// `DELEGATECALL`: caller and value of the frame are kept.
    Delegate,
    /// `STATICCALL`.
    Static,
}

/// A call out of a program.
#[derive(Clone, Debug)]
pub(crate) struct CallRequest {
    pub(crate) kind: CallKind,
    pub(crate) to: Address,
    pub(crate) input: Bytes,
    /// Gas the program wants to pass, already capped to what it has.
    pub(crate) gas_wanted: u64,
    /// Gas the program has.
    pub(crate) gas_left: u64,
}

/// A contract creation out of a program.
#[derive(Clone, Debug)]
pub(crate) struct CreateRequest {
    pub(crate) code: Bytes,
    pub(crate) endowment: U256,
    pub(crate) salt: Option<B256>,
    /// Gas the program has.
    pub(crate) gas_left: u64,
}

/// What a program asks of the chain.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// A storage slot of the acting account.
    Load(B256),
    /// Write these slots, spending at most `budget`.
    Flush {
        slots: Vec<(B256, B256)>,
        budget: u64,
    },
    /// A transient slot of the acting account.
    TransientLoad(B256),
    /// Write a transient slot.
    TransientStore(B256, B256),
    /// Call another account.
    Call(CallRequest),
    /// Create an account.
    Create(CreateRequest),
    /// Emit a log of the acting account.
    Log(Log),
    /// Balance of an account.
    Balance(Address),
    /// Code of an account.
    Code(Address),
    /// Code hash of an account.
    CodeHash(Address),
    /// Open this many more wasm pages.
    AddPages(u16),
}

/// How a flush went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlushOutcome {
    /// Everything is written.
    Written,
    /// The budget did not suffice.
    OutOfGas,
    /// The frame may not write.
    ReadOnly,
}

/// What the chain answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A word, and what reading it costs in gas.
    Word { value: B256, gas: u64 },
    /// Code, and what reading it costs in gas.
    Code { code: Bytes, gas: u64 },
    /// Outcome of a flush and its gas.
    Flushed { outcome: FlushOutcome, gas: u64 },
    /// The effect happened.
    Done,
    /// The frame is read-only, so it did not.
    ReadOnly,
    /// A call ended.
    Called {
        success: bool,
        output: Bytes,
        gas: u64,
    },
    /// A creation ended; `address` is zero if it failed.
    Created {
        address: Address,
        output: Bytes,
        gas: u64,
    },
    /// A creation could not be attempted.
    CreateRefused,
    /// Price of the opened pages in gas.
    Pages { gas: u64 },
}

#[derive(Debug, Default)]
enum Letter {
    #[default]
    Empty,
    Question(Request),
    Waiting,
    Reply(Answer),
}

/// One letter at a time between a program and its frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mailbox(Arc<Mutex<Letter>>);

impl Mailbox {
    /// Puts a question and waits for its answer (program side).
    pub(crate) async fn ask(&self, request: Request) -> Answer {
        *self.letter() = Letter::Question(request);
        std::future::poll_fn(|_| {
            let mut letter = self.letter();
            match std::mem::take(&mut *letter) {
                Letter::Reply(answer) => Poll::Ready(answer),
                other => {
                    *letter = other;
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// The open question (frame side); taking it leaves the program waiting.
    pub(crate) fn question(&self) -> Option<Request> {
        let mut letter = self.letter();
        match std::mem::replace(&mut *letter, Letter::Waiting) {
            Letter::Question(request) => Some(request),
            other => {
                *letter = other;
                None
            }
        }
    }

    /// Answers the question taken before (frame side).
    pub(crate) fn reply(&self, answer: Answer) {
        *self.letter() = Letter::Reply(answer);
    }

    // A panic while the lock is held is impossible: only moves happen under it.
    fn letter(&self) -> MutexGuard<'_, Letter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer {
    /// The word of [`Answer::Word`].
    pub(crate) fn word(self) -> Result<(B256, u64), Fault> {
        match self {
            Self::Word { value, gas } => Ok((value, gas)),
            _ => Err(Fault::Protocol),
        }
    }

    /// Success of an effect that read-only frames may not have.
    pub(crate) fn effect(self, what: &'static str) -> Result<(), Fault> {
        match self {
            Self::Done => Ok(()),
            Self::ReadOnly => Err(Fault::Refused(what)),
            _ => Err(Fault::Protocol),
        }
    }
}
