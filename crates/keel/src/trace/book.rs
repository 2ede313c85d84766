//! Calls, results, events and errors in words, by every ABI that we know: Keel's own, the protocols', the standards'.

use alloy::{
    dyn_abi::{DynSolValue, EventExt, FunctionExt, JsonAbiExt},
    json_abi::{Event, Function, JsonAbi},
    primitives::{B256, Bytes, Selector},
};
use client::{revert::Revert, value};
use std::{collections::HashMap, sync::LazyLock};

/// What a book knows; two interfaces may share a selector, and then whichever fits the data is right.
struct Book {
    functions: HashMap<Selector, Vec<Function>>,
    events: HashMap<B256, Vec<Event>>,
    errors: HashMap<Selector, Vec<alloy::json_abi::Error>>,
}

static BOOK: LazyLock<Book> = LazyLock::new(Book::compile);

/// A call in words.
pub(crate) struct Spoken {
    /// Name of the function.
    pub(crate) name: String,
    /// Its arguments.
    pub(crate) arguments: String,
    function: Function,
}

impl Book {
    fn compile() -> Self {
        let mut book = Self {
            functions: HashMap::new(),
            events: HashMap::new(),
            errors: HashMap::new(),
        };
        for (_, abi) in client::abi::contracts() {
            book.add(abi);
        }
        book.add(client::arb_wasm::ArbWasm::abi::contract());
        for (_, abi) in protocols::abi::interfaces() {
            book.add(abi);
        }
        book
    }

    fn add(&mut self, abi: JsonAbi) {
        for function in abi.functions.into_values().flatten() {
            let known = self.functions.entry(function.selector()).or_default();
            known.push(function);
        }
        for event in abi.events.into_values().flatten() {
            self.events.entry(event.selector()).or_default().push(event);
        }
        for error in abi.errors.into_values().flatten() {
            self.errors.entry(error.selector()).or_default().push(error);
        }
    }
}

/// A call; `None` when no ABI explains it.
pub(crate) fn call(input: &[u8]) -> Option<Spoken> {
    let selector = Selector::try_from(input.get(..4)?).ok()?;
    let data = input.get(4..)?;
    BOOK.functions.get(&selector)?.iter().find_map(|function| {
        let values = function.abi_decode_input(data).ok()?;
        Some(Spoken {
            name: function.name.clone(),
            arguments: value::list(&value::named(&function.inputs, &values)),
            function: function.clone(),
        })
    })
}

impl Spoken {
    /// What the function returned; empty when it returns nothing, raw when it is not what the ABI says.
    pub(crate) fn result(&self, output: &Bytes) -> String {
        if self.function.outputs.is_empty() && output.is_empty() {
            return String::new();
        }
        match self.function.abi_decode_output(output) {
            Ok(values) => value::list(&value::named(&self.function.outputs, &values)),
            Err(_) => raw(output),
        }
    }
}

/// An event with its values in the order of its declaration.
pub(crate) fn event(topics: &[B256], data: &[u8]) -> String {
    topics
        .first()
        .and_then(|topic| BOOK.events.get(topic))
        .into_iter()
        .flatten()
        .find_map(|event| one_event(event, topics, data))
        .unwrap_or_else(|| {
            let topics: Vec<_> = topics.iter().map(B256::to_string).collect();
            format!(
                "unknown event (topics {}, data {})",
                topics.join(" "),
                raw(data)
            )
        })
}

fn one_event(event: &Event, topics: &[B256], data: &[u8]) -> Option<String> {
    let indexed = event.inputs.iter().filter(|input| input.indexed).count();
    if topics.len() != indexed.checked_add(1)? {
        return None;
    }
    let decoded = event.decode_log_parts(topics.iter().copied(), data).ok()?;
    let (mut from_topics, mut from_data) = (decoded.indexed.iter(), decoded.body.iter());
    let mut parts = Vec::new();
    for input in &event.inputs {
        let value: &DynSolValue = if input.indexed {
            from_topics.next()?
        } else {
            from_data.next()?
        };
        let parameter = alloy::json_abi::Param {
            ty: input.ty.clone(),
            name: input.name.clone(),
            components: input.components.clone(),
            internal_type: None,
        };
        parts.extend(value::named(
            std::slice::from_ref(&parameter),
            std::slice::from_ref(value),
        ));
    }
    Some(format!("{}({})", event.name, value::list(&parts)))
}

/// Revert data in words.
pub(crate) fn error(data: &Bytes) -> String {
    let revert = Revert::decode(data);
    if revert.name.is_some() || data.is_empty() {
        return revert.to_string();
    }
    let known = data
        .get(..4)
        .and_then(|selector| Selector::try_from(selector).ok())
        .and_then(|selector| BOOK.errors.get(&selector));
    known
        .into_iter()
        .flatten()
        .find_map(|error| {
            let values = error.abi_decode_input(data.get(4..)?).ok()?;
            let arguments = value::list(&value::named(&error.inputs, &values));
            Some(format!("{}({arguments})", error.name))
        })
        .unwrap_or_else(|| format!("unknown error {}", raw(data)))
}

/// Bytes, shortened in the middle when long.
pub(crate) fn raw(data: &[u8]) -> String {
    const SHOWN: usize = 36;
    match data.get(..SHOWN) {
        Some(start) if data.len() > SHOWN => {
            format!("{}… ({} bytes)", Bytes::copy_from_slice(start), data.len())
        }
        _ => Bytes::copy_from_slice(data).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{address, b256, hex};

    /// `transfer(address,uint256)` written out by hand.
    #[test]
    fn call_names_a_transfer_and_its_result() {
        let input = hex!(
            "a9059cbb"
            "000000000000000000000000639fe6ab55c921f74e7fac1ee960c0b6293ba612"
            "0000000000000000000000000000000000000000000000000000000000000007"
        );
        let spoken = call(&input).expect("everyone knows it");
        let to = address!("0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612");
        assert_eq!(spoken.name, "transfer");
        assert!(
            spoken.arguments.contains(&to.to_string()),
            "{}",
            spoken.arguments
        );
        assert!(spoken.arguments.ends_with(": 7"), "{}", spoken.arguments);
        let mut yes = [0_u8; 32];
        yes[31] = 1;
        assert_eq!(spoken.result(&Bytes::from(yes)), "true");
        assert!(call(&hex!("deadbeef")).is_none());
    }

    /// One topic for two standards: the number of topics tells an amount from a token's number.
    #[test]
    fn event_tells_a_transfer_of_an_amount_from_that_of_a_token_id() {
        let topic = b256!("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
        let word = |last: u8| B256::with_last_byte(last);
        let amount = event(&[topic, word(1), word(2)], word(9).as_slice());
        assert!(
            amount.starts_with("Transfer(from: 0x") && amount.ends_with("value: 9)"),
            "{amount}"
        );
        let token = event(&[topic, word(1), word(2), word(9)], &[]);
        assert!(token.ends_with("tokenId: 9)"), "{token}");
        let unknown = event(&[word(1)], &[]);
        assert!(unknown.starts_with("unknown event"), "{unknown}");
    }

    #[test]
    fn error_knows_the_standards_beside_our_own() {
        let data = hex!(
            "fb8f41b2"
            "000000000000000000000000639fe6ab55c921f74e7fac1ee960c0b6293ba612"
            "0000000000000000000000000000000000000000000000000000000000000001"
            "0000000000000000000000000000000000000000000000000000000000000002"
        );
        assert_eq!(
            error(&Bytes::from(data)),
            "ERC20InsufficientAllowance(spender: 0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612, allowance: 1, needed: 2)"
        );
    }
}
