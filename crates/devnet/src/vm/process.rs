//! One running program: an instance, its future, and how it ended.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use wasmtime::{InstancePre, Store, StoreLimitsBuilder, Val};

use super::fault::{ProgramEnd, Stop};
use super::host::{FrameEnv, Handles, Host};
use super::mailbox::{Answer, Mailbox, Request};
use super::storage::StorageCache;
use super::trace::{HostCall, TraceSink};
use crate::program::{
    ENTRY_EXPORT, INK_LEFT_EXPORT, INK_STATUS_EXPORT, MEMORY_EXPORT, STACK_LEFT_EXPORT,
};

/// 128 pages: growth beyond is priced out of reach, this only keeps the host safe.
const MEMORY_LIMIT: usize = 128 * 65_536;

/// A program that ran to its end.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub(crate) end: ProgramEnd,
    pub(crate) ink_left: u64,
    /// What `write_result` left, for [`ProgramEnd::Success`] and [`ProgramEnd::Revert`].
    pub(crate) output: Vec<u8>,
    /// Size of the memory at the end.
    pub(crate) pages: u64,
}

/// The program did not run, through no fault of its own.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// All pooled slots are taken; the roomy engine has more.
    #[error("no free slot for another program")]
    NoSlot,
    /// The host failed.
    #[error("{0}")]
    Host(String),
}

/// What a poll of a program led to.
pub(crate) enum Step {
    /// It waits for an answer to this.
    Asked(Request),
    /// It is over.
    Ended(Result<Finished, StartError>),
}

type Running = Pin<Box<dyn Future<Output = Result<Finished, StartError>> + Send>>;

/// A program between its start and its end.
pub(crate) struct Process {
    running: Running,
    mail: Mailbox,
}

impl Process {
    /// Prepares a program; nothing runs before the first [`Self::step`].
    pub(crate) fn new(
        module: InstancePre<Host>,
        env: FrameEnv,
        ink: u64,
        max_stack_words: u32,
        trace: Option<TraceSink>,
    ) -> Self {
        let mail = Mailbox::default();
        let host = Host {
            env,
            mail: mail.clone(),
            handles: None,
            storage: StorageCache::default(),
            result: Vec::new(),
            return_data: alloy_primitives::Bytes::new(),
            last_code: None,
            trace,
            limits: StoreLimitsBuilder::new().memory_size(MEMORY_LIMIT).build(),
        };
        Self {
            running: Box::pin(run(module, host, ink, max_stack_words)),
            mail,
        }
    }

    /// Runs the program up to its next question or its end.
    pub(crate) fn step(&mut self) -> Step {
        let mut context = Context::from_waker(Waker::noop());
        match self.running.as_mut().poll(&mut context) {
            Poll::Ready(result) => Step::Ended(result),
            Poll::Pending => match self.mail.question() {
                Some(request) => Step::Asked(request),
                None => Step::Ended(Err(StartError::Host(
                    "a program waits without having asked".to_owned(),
                ))),
            },
        }
    }

    /// Answers the question of the last step.
    pub(crate) fn answer(&self, answer: Answer) {
        self.mail.reply(answer);
    }
}

async fn run(
    module: InstancePre<Host>,
    host: Host,
    ink: u64,
    max_stack_words: u32,
) -> Result<Finished, StartError> {
    let calldata_len = u32::try_from(host.env.calldata.len()).unwrap_or(u32::MAX);
    let mut store = Store::new(module.module().engine(), host);
    store.limiter(|host| &mut host.limits);
    let instance = module
        .instantiate_async(&mut store)
        .await
        .map_err(start_error)?;
    let host_error = |what: &str| StartError::Host(format!("the instrumented module lacks {what}"));
    let handles = Handles {
        memory: instance
            .get_memory(&mut store, MEMORY_EXPORT)
            .ok_or_else(|| host_error("its memory"))?,
        ink_left: instance
            .get_global(&mut store, INK_LEFT_EXPORT)
            .ok_or_else(|| host_error("its ink"))?,
        ink_status: instance
            .get_global(&mut store, INK_STATUS_EXPORT)
            .ok_or_else(|| host_error("its ink status"))?,
        stack_left: instance
            .get_global(&mut store, STACK_LEFT_EXPORT)
            .ok_or_else(|| host_error("its stack"))?,
    };
    store.data_mut().handles = Some(handles);
    let set = |error: wasmtime::Error| StartError::Host(error.to_string());
    handles
        .ink_left
        .set(&mut store, Val::I64(ink.cast_signed()))
        .map_err(set)?;
    handles
        .stack_left
        .set(&mut store, Val::I32(max_stack_words.cast_signed()))
        .map_err(set)?;
    let entry = instance
        .get_typed_func::<u32, u32>(&mut store, ENTRY_EXPORT)
        .map_err(set)?;
    record(
        store.data(),
        "user_entrypoint",
        Some(calldata_len),
        None,
        ink,
    );
    let result = entry.call_async(&mut store, calldata_len).await;
    let status = match &result {
        Ok(status) => Ok(*status),
        Err(error) => match (Stop::classify(error), global(&handles, &mut store)) {
            (Stop::Exit(status), _) => Ok(status),
            (Stop::Host, _) => return Err(StartError::Host(error.to_string())),
            (Stop::NativeStack, _) | (_, Meters { stack: 0, .. }) => Err(ProgramEnd::OutOfStack),
            (Stop::OutOfInk, _)
            | (
                _,
                Meters {
                    exhausted: true, ..
                },
            ) => Err(ProgramEnd::OutOfInk),
            (Stop::Trap, _) if is_slot_error(error) => return Err(StartError::NoSlot),
            (Stop::Trap, _) => Err(ProgramEnd::Trap),
        },
    };
    let ink_left = global(&handles, &mut store).ink;
    let pages = handles.memory.size(&store);
    let (end, output) = match status {
        Ok(status) => {
            record(store.data(), "user_returned", None, Some(status), ink);
            let end = if status == 0 {
                ProgramEnd::Success
            } else {
                ProgramEnd::Revert
            };
            (end, std::mem::take(&mut store.data_mut().result))
        }
        Err(end) => (end, Vec::new()),
    };
    Ok(Finished {
        end,
        ink_left,
        output,
        pages,
    })
}

struct Meters {
    ink: u64,
    exhausted: bool,
    stack: u32,
}

fn global(handles: &Handles, store: &mut Store<Host>) -> Meters {
    let ink = match handles.ink_left.get(&mut *store) {
        Val::I64(ink) => ink.cast_unsigned(),
        _ => 0,
    };
    let exhausted = !matches!(handles.ink_status.get(&mut *store), Val::I32(0));
    let stack = match handles.stack_left.get(&mut *store) {
        Val::I32(stack) => stack.cast_unsigned(),
        _ => 0,
    };
    Meters {
        ink,
        exhausted,
        stack,
    }
}

fn is_slot_error(error: &wasmtime::Error) -> bool {
    error.is::<wasmtime::PoolConcurrencyLimitError>()
}

fn start_error(error: wasmtime::Error) -> StartError {
    if is_slot_error(&error) {
        StartError::NoSlot
    } else {
        StartError::Host(format!("a program could not be instantiated: {error:#}"))
    }
}

/// The first and last entry of a frame's trace; both carry the ink the frame started with.
fn record(host: &Host, name: &'static str, args: Option<u32>, outs: Option<u32>, ink: u64) {
    let bytes = |value: Option<u32>| {
        value
            .map(|value| value.to_be_bytes().to_vec())
            .unwrap_or_default()
    };
    if let Some(trace) = &host.trace {
        trace.push(HostCall {
            name,
            args: bytes(args),
            outs: bytes(outs),
            start_ink: ink,
            end_ink: ink,
            depth: host.env.depth,
        });
    }
}
