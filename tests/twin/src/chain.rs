//! A chain in memory: accounts, storage words, time, and the frames that run.
//!
//! It has no gas, no fees and no blocks but a timestamp. Everything that a call changes is a word, a log or a new account
//! and is noted in a journal, so that a frame that fails leaves nothing behind.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use alloy_primitives::{Address, B256};
use kit::VM;
use kit::dispatch::Answer;

use crate::feed::Feed;
use crate::frame::{self, Frame, Kind};
use crate::pool::Pool;
use crate::token::Token;

/// What a program is natively: the function that its WASM runs for each call.
pub type Program = fn(VM, &[u8]) -> Answer;

/// What answers at an address.
#[derive(Clone, Debug)]
pub enum Account {
    /// One of our programs, with the bytes that stand for its code.
    Program {
        /// What runs.
        run: Program,
        /// What its code hash is taken of.
        code: Rc<[u8]>,
    },
    /// Code that our programs have made: a clone, which delegates, or data, which does nothing.
    Code(Rc<[u8]>),
    /// A token.
    Token(Token),
    /// A price feed.
    Feed(Feed),
    /// A pool.
    Pool(Pool),
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Who emitted it.
    pub address: Address,
    /// Its topics.
    pub topics: Vec<B256>,
    /// Its data.
    pub data: Vec<u8>,
}

/// Which map of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Area {
    /// What stays.
    Storage,
    /// What ends with the transaction.
    Transient,
}

type Place = (Area, Address, B256);

/// What undoes one change.
#[derive(Clone, Debug)]
enum Change {
    Word(Place, B256),
    Created(Address),
    Nonce(Address),
}

/// Where a frame began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    changes: usize,
    logs: usize,
}

/// Everything there is.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    accounts: HashMap<Address, Account>,
    words: HashMap<Place, B256>,
    nonces: HashMap<Address, u64>,
    journal: Vec<Change>,
    logs: Vec<Log>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) timestamp: u64,
    pub(crate) chain_id: u64,
}

impl State {
    pub(crate) fn account(&self, address: Address) -> Option<&Account> {
        self.accounts.get(&address)
    }

    pub(crate) fn word(&self, area: Area, address: Address, key: B256) -> B256 {
        let place = (area, address, key);
        self.words.get(&place).copied().unwrap_or_default()
    }

    pub(crate) fn set_word(&mut self, area: Area, address: Address, key: B256, word: B256) {
        let place = (area, address, key);
        let old = self.words.insert(place, word).unwrap_or_default();
        self.journal.push(Change::Word(place, old));
    }

    /// The next nonce of a creator; contracts begin at one.
    pub(crate) fn take_nonce(&mut self, creator: Address) -> u64 {
        let nonce = self.nonces.entry(creator).or_insert(1);
        let taken = *nonce;
        *nonce = taken.wrapping_add(1);
        self.journal.push(Change::Nonce(creator));
        taken
    }

    /// Puts code at an address; `false` when somebody is there.
    pub(crate) fn create(&mut self, address: Address, code: Rc<[u8]>) -> bool {
        if self.accounts.contains_key(&address) {
            return false;
        }
        self.accounts.insert(address, Account::Code(code));
        self.journal.push(Change::Created(address));
        true
    }

    pub(crate) fn log(&mut self, log: Log) {
        self.logs.push(log);
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            changes: self.journal.len(),
            logs: self.logs.len(),
        }
    }

    pub(crate) fn undo_to(&mut self, mark: Mark) {
        self.logs.truncate(mark.logs);
        for change in self.journal.drain(mark.changes..).rev() {
            match change {
                Change::Word(place, old) => {
                    self.words.insert(place, old);
                }
                Change::Created(address) => {
                    self.accounts.remove(&address);
                }
                Change::Nonce(creator) => {
                    if let Some(nonce) = self.nonces.get_mut(&creator) {
                        *nonce = nonce.wrapping_sub(1);
                    }
                }
            }
        }
    }
}

thread_local! {
    /// The chain whose call is running on this thread; the hooks of the programs have no other way to it.
    static RUNNING: RefCell<Option<Rc<RefCell<State>>>> = const { RefCell::new(None) };
}

/// Reads or changes the running chain; never held while a frame runs.
pub(crate) fn with<T>(act: impl FnOnce(&mut State) -> T) -> T {
    RUNNING.with_borrow(|running| {
        let state = running
            .as_ref()
            .expect("hooks are called by running programs alone");
        act(&mut state.borrow_mut())
    })
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What was returned, or the error data.
    pub answer: Result<Vec<u8>, Vec<u8>>,
    /// The events in order; none when it failed.
    pub logs: Vec<Log>,
}

/// A chain.
#[derive(Debug, Default)]
pub struct Chain(Rc<RefCell<State>>);

impl Chain {
    /// An empty chain.
    #[must_use]
    pub fn new(chain_id: u64, timestamp: u64) -> Self {
        let chain = Self::default();
        chain.edit(|state| {
            state.chain_id = chain_id;
            state.timestamp = timestamp;
        });
        chain
    }

    /// Another chain in the same state.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(Rc::new(RefCell::new(self.0.borrow().clone())))
    }

    fn edit<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.borrow_mut())
    }

    /// Puts something at an address, in place of what was there.
    pub fn place(&self, address: Address, account: Account) {
        self.edit(|state| state.accounts.insert(address, account));
    }

    /// What is at an address.
    #[must_use]
    pub fn account(&self, address: Address) -> Option<Account> {
        self.edit(|state| state.account(address).cloned())
    }

    /// The time of the next call.
    #[must_use]
    pub fn timestamp(&self) -> u64 {
        self.edit(|state| state.timestamp)
    }

    /// Sets the time of the next call.
    pub fn set_timestamp(&self, timestamp: u64) {
        self.edit(|state| state.timestamp = timestamp);
    }

    /// Every word of an account's storage that is not zero.
    #[must_use]
    pub fn storage(&self, address: Address) -> HashMap<B256, B256> {
        self.edit(|state| {
            let words = state.words.iter();
            words
                .filter(|((area, owner, _), word)| {
                    *area == Area::Storage && *owner == address && !word.is_zero()
                })
                .map(|((_, _, key), word)| (*key, *word))
                .collect()
        })
    }

    /// A word of an account's storage.
    #[must_use]
    pub fn word(&self, address: Address, key: B256) -> B256 {
        self.edit(|state| state.word(Area::Storage, address, key))
    }

    /// Sets a word of an account's storage from outside.
    pub fn set_word(&self, address: Address, key: B256, word: B256) {
        self.edit(|state| {
            state.set_word(Area::Storage, address, key, word);
            state.journal.clear();
        });
    }

    /// Calls as a transaction of `from` does: what it changes stays, if it does not fail.
    #[must_use]
    pub fn send(&self, from: Address, to: Address, input: &[u8]) -> Outcome {
        self.run(from, to, Kind::Call, input, true)
    }

    /// Calls and keeps nothing.
    #[must_use]
    pub fn view(&self, from: Address, to: Address, input: &[u8]) -> Outcome {
        self.run(from, to, Kind::Call, input, false)
    }

    /// Has the code at `program` act on `account`, as a delegating call of the account does when `from` calls it.
    #[must_use]
    pub fn act_as(
        &self,
        from: Address,
        account: Address,
        program: Address,
        input: &[u8],
    ) -> Outcome {
        let kind = Kind::Delegate {
            account,
            sender: from,
        };
        self.run(from, program, kind, input, true)
    }

    fn run(&self, from: Address, to: Address, kind: Kind, input: &[u8], is_kept: bool) -> Outcome {
        RUNNING.set(Some(Rc::clone(&self.0)));
        let mark = with(|state| state.mark());
        let answer = frame::call(from, to, kind, input);
        RUNNING.set(None);
        self.edit(|state| {
            let logs = state.logs.clone();
            if !is_kept {
                state.undo_to(mark);
            }
            state.journal.clear();
            state.logs.clear();
            state.words.retain(|(area, ..), _| *area == Area::Storage);
            Outcome { answer, logs }
        })
    }
}
