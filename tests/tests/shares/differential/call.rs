//! A call on either token, and how it ended.

use alloy::primitives::{Bytes, U256};

/// Somebody, seen from either token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Person(usize),
    Nobody,
    Itself,
}

/// One call, on either token.
#[derive(Debug, Clone)]
pub(super) enum Move {
    Transfer {
        to: Who,
        value: U256,
    },
    Approve {
        spender: Who,
        value: U256,
    },
    TransferFrom {
        from: Who,
        to: Who,
        value: U256,
    },
    Mint {
        to: Who,
        value: U256,
    },
    Burn {
        from: Who,
        value: U256,
    },
    Permit {
        owner: Who,
        spender: Who,
        value: U256,
        flaw: Flaw,
    },
}

/// What is wrong with a permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    None,
    Expired,
    NextNonce,
    LastNonce,
    OtherValue,
    OtherKey,
    OtherChain,
    OtherToken,
    UpperForm,
    V(u8),
    NoR,
    NoS,
    LargeR,
}

pub(super) const FLAWS: [Flaw; 16] = [
    Flaw::Expired,
    Flaw::NextNonce,
    Flaw::LastNonce,
    Flaw::OtherValue,
    Flaw::OtherKey,
    Flaw::OtherChain,
    Flaw::OtherToken,
    Flaw::UpperForm,
    Flaw::V(0),
    Flaw::V(1),
    Flaw::V(26),
    Flaw::V(29),
    Flaw::V(255),
    Flaw::NoR,
    Flaw::NoS,
    Flaw::LargeR,
];

/// How a call ended: its answer and its share events, or its error data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Done { answer: Bytes, events: Vec<Bytes> },
    Refused(Bytes),
}

impl Move {
    /// Everybody whose balance or allowance it could change.
    pub(super) fn touched(&self, by: Who) -> Vec<Who> {
        let mut whom = match *self {
            Self::Transfer { to, .. } | Self::Mint { to, .. } => vec![by, to],
            Self::Approve { spender, .. } => vec![by, spender],
            Self::TransferFrom { from, to, .. } => vec![by, from, to],
            Self::Burn { from, .. } => vec![by, from],
            Self::Permit { owner, spender, .. } => vec![by, owner, spender],
        };
        whom.dedup();
        whom
    }
}

/// Kind of call and how it ended.
pub(super) fn named(call: &Move, outcome: &Outcome) -> String {
    let kind = format!("{call:?}");
    let kind = kind.split_whitespace().next().unwrap_or_default();
    match outcome {
        Outcome::Done { .. } => format!("{kind} done"),
        Outcome::Refused(data) => {
            let error = client::revert::Revert::decode(data);
            format!("{kind} {}", error.name.unwrap_or(error.data.to_string()))
        }
    }
}
