//! Calls and creations: one frame runs on top of another, and one that fails leaves nothing behind.

use std::collections::HashMap;
use std::rc::Rc;

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;
use kit::abi::IVaultRebalance::rebalanceCall;
use kit::dispatch;
use kit::proxy::Programs;

use crate::chain::{Account, Area, Program, with};

/// How a frame is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The callee acts on its own storage.
    Call,
    /// It may change nothing.
    Static,
    /// It acts as `account`, for the sender of whoever delegates.
    Delegate {
        /// Whose storage it is.
        account: Address,
        /// Who called the account.
        sender: Address,
    },
}

/// A program that runs.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The acting account.
    pub(crate) address: Address,
    pub(crate) sender: Address,
    pub(crate) is_static: bool,
    pub(crate) input: Vec<u8>,
    pub(crate) output: Vec<u8>,
    /// What its last call returned.
    pub(crate) returned: Vec<u8>,
    /// Words read, and words written but not flushed.
    pub(crate) cache: HashMap<B256, Cached>,
    /// It did what ends a program without error data, such as a write inside a static call.
    pub(crate) is_trapped: bool,
}

/// A word of a frame's storage cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cached {
    pub(crate) word: B256,
    pub(crate) is_dirty: bool,
}

/// What a contract that is no program of ours knows of its call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) address: Address,
    pub(crate) sender: Address,
    pub(crate) is_static: bool,
}

/// Calls `to`; what it returns, or its error data.
pub(crate) fn call(
    from: Address,
    to: Address,
    kind: Kind,
    input: &[u8],
) -> Result<Vec<u8>, Vec<u8>> {
    let (mark, account, is_static) = with(|state| {
        let is_static = state.frames.last().is_some_and(|frame| frame.is_static);
        (state.mark(), state.account(to).cloned(), is_static)
    });
    let (address, sender) = match kind {
        Kind::Call | Kind::Static => (to, from),
        Kind::Delegate { account, sender } => (account, sender),
    };
    let context = Context {
        address,
        sender,
        is_static: is_static || kind == Kind::Static,
    };
    let answer = match account {
        None => Ok(Vec::new()),
        Some(Account::Program { run, .. }) => run_program(context, run, input),
        Some(Account::Code(code)) => run_proxy(context, &code, input),
        Some(Account::Token(token)) => token.call(context, input),
        Some(Account::Feed(feed)) => feed.call(input),
        Some(Account::Pool(pool)) => pool.call(context, input),
    };
    if answer.is_err() {
        with(|state| state.undo_to(mark));
    }
    answer
}

fn run_program(context: Context, run: Program, input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    with(|state| {
        state.frames.push(Frame {
            address: context.address,
            sender: context.sender,
            is_static: context.is_static,
            input: input.to_vec(),
            output: Vec::new(),
            returned: Vec::new(),
            cache: HashMap::new(),
            is_trapped: false,
        });
    });
    let status = dispatch::enter(input.len(), run);
    let frame = with(|state| state.frames.pop()).expect("the frame that was pushed above");
    if frame.is_trapped {
        return Err(Vec::new());
    }
    if status == 0 {
        Ok(frame.output)
    } else {
        Err(frame.output)
    }
}

/// A proxy delegates everything; any other code begins with STOP.
fn run_proxy(context: Context, code: &[u8], input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let program = Programs::of_code(code)
        .map(
            |programs| match input.starts_with(&rebalanceCall::SELECTOR) {
                true => programs.rebalance,
                false => programs.core,
            },
        )
        .and_then(|address| with(|state| state.account(address).cloned()));
    match program {
        Some(Account::Program { run, .. }) => run_program(context, run, input),
        _ => Ok(Vec::new()),
    }
}

/// Creates what `init_code` of ours makes; `None` when somebody is there, or the code is none of ours.
pub(crate) fn create(creator: Address, init_code: &[u8], salt: Option<B256>) -> Option<Address> {
    let code: Rc<[u8]> = made_by(init_code)?.into();
    with(|state| {
        let nonce = state.take_nonce(creator);
        let address = match salt {
            Some(salt) => creator.create2_from_code(salt, init_code),
            None => creator.create(nonce),
        };
        state.create(address, code).then_some(address)
    })
}

/// What our two kinds of init code leave behind: a proxy, or the bytes of a constitution.
fn made_by(init_code: &[u8]) -> Option<Vec<u8>> {
    let of_proxy = init_code.get(10..).and_then(Programs::of_code);
    if let Some(programs) = of_proxy {
        return (programs.init_code() == init_code).then(|| programs.runtime());
    }
    let code = init_code.get(10..)?;
    let is_data = kit::policy::init_code(code).is_some_and(|expected| expected == init_code);
    is_data.then(|| code.to_vec())
}

/// A word as a frame sees it: its own cache first.
pub(crate) fn load(key: B256) -> B256 {
    with(|state| {
        let Some(frame) = state.frames.last() else {
            return B256::ZERO;
        };
        if let Some(cached) = frame.cache.get(&key) {
            return cached.word;
        }
        let word = state.word(Area::Storage, frame.address, key);
        let cached = Cached {
            word,
            is_dirty: false,
        };
        if let Some(frame) = state.frames.last_mut() {
            frame.cache.insert(key, cached);
        }
        word
    })
}

/// Writes what a frame has cached back to the state.
pub(crate) fn flush(is_cleared: bool) {
    with(|state| {
        let Some(frame) = state.frames.last_mut() else {
            return;
        };
        let address = frame.address;
        let mut written = Vec::new();
        for (key, cached) in &mut frame.cache {
            if cached.is_dirty {
                cached.is_dirty = false;
                written.push((*key, cached.word));
            }
        }
        if is_cleared {
            frame.cache.clear();
        }
        if !written.is_empty() && frame.is_static {
            frame.is_trapped = true;
            return;
        }
        for (key, word) in written {
            state.set_word(Area::Storage, address, key, word);
        }
    });
}
