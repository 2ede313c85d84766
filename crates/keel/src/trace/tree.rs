//! The tree of calls, with what each said, emitted and ended in.

use super::{book, ether, grouped, names::Names};
use alloy::primitives::{Address, B256, Bytes, U64, U256};
use serde::Deserialize;
use std::{collections::BTreeSet, fmt::Write};

/// One call as `callTracer` gives it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Frame {
    #[serde(rename = "type")]
    kind: String,
    from: Address,
    pub(crate) to: Option<Address>,
    value: Option<U256>,
    gas_used: U64,
    #[serde(default)]
    input: Bytes,
    #[serde(default)]
    output: Bytes,
    error: Option<String>,
    #[serde(default)]
    calls: Vec<Frame>,
    #[serde(default)]
    logs: Vec<FrameLog>,
}

#[derive(Debug, Deserialize)]
struct FrameLog {
    address: Address,
    #[serde(default)]
    topics: Vec<B256>,
    #[serde(default)]
    data: Bytes,
    /// How many of the frame's calls came before it.
    position: Option<U64>,
}

/// What a frame did, in order.
enum Deed<'a> {
    Call(&'a Frame),
    Log(&'a FrameLog),
}

impl Frame {
    /// Everyone who takes part.
    pub(crate) fn addresses(&self) -> BTreeSet<Address> {
        let mut found = BTreeSet::from([self.from]);
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut BTreeSet<Address>) {
        found.extend(self.to);
        for call in &self.calls {
            call.collect(found);
        }
    }

    /// The tree, a line per deed.
    pub(crate) fn draw(&self, names: &Names) -> String {
        let mut text = String::new();
        self.line(&mut text, "", names);
        self.below(&mut text, "", names);
        text
    }

    fn line(&self, text: &mut String, start: &str, names: &Names) {
        let gas = grouped(self.gas_used.to());
        let kind = match self.kind.as_str() {
            "CALL" => "",
            "STATICCALL" => " [static]",
            "DELEGATECALL" => " [delegate]",
            "CALLCODE" => " [callcode]",
            _ => " [create]",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{start}[{gas}] {}{}{kind}",
            self.saying(names),
            self.sent()
        );
    }

    /// `who.function(arguments)`.
    fn saying(&self, names: &Names) -> String {
        let who = self
            .to
            .map_or_else(|| "nothing".to_owned(), |to| names.of(to));
        if self.kind.starts_with("CREATE") {
            return format!("new {who} ({} bytes of creation code)", self.input.len());
        }
        saying(&who, &self.input, names)
    }

    fn sent(&self) -> String {
        match self.value {
            // The value of a delegate call is its caller's, and moves nothing.
            Some(value) if !value.is_zero() && self.kind != "DELEGATECALL" => {
                format!(" {{value: {} ETH}}", ether(value))
            }
            _ => String::new(),
        }
    }

    fn below(&self, text: &mut String, indent: &str, names: &Names) {
        for deed in self.deeds() {
            match deed {
                Deed::Call(call) => {
                    call.line(text, &format!("{indent} ├─ "), names);
                    call.below(text, &format!("{indent} │ "), names);
                }
                Deed::Log(log) => {
                    let event = names.within(&book::event(&log.topics, &log.data));
                    let emitter = match self.to {
                        Some(to) if to == log.address => String::new(),
                        _ => format!("{}: ", names.of(log.address)),
                    };
                    let _ = writeln!(text, "{indent} ├─ emit {emitter}{event}");
                }
            }
        }
        let _ = writeln!(text, "{indent} └─ {}", names.within(&self.ending()));
    }

    fn deeds(&self) -> Vec<Deed<'_>> {
        let mut deeds = Vec::new();
        let mut logs = self.logs.iter().peekable();
        for (index, call) in self.calls.iter().enumerate() {
            while let Some(log) = logs.next_if(|log| {
                log.position
                    .is_some_and(|position| position <= U64::from(index))
            }) {
                deeds.push(Deed::Log(log));
            }
            deeds.push(Deed::Call(call));
        }
        deeds.extend(logs.map(Deed::Log));
        deeds
    }

    fn ending(&self) -> String {
        match &self.error {
            Some(error) if self.output.is_empty() => format!("✗ {error}"),
            Some(_) => format!("✗ {}", book::error(&self.output)),
            None if self.kind.starts_with("CREATE") => {
                format!("← {} bytes of code", self.output.len())
            }
            None => match book::call(&self.input) {
                Some(spoken) => format!("← {}", spoken.result(&self.output)),
                None => format!("← {}", book::raw(&self.output)),
            },
        }
    }
}

/// `who.function(arguments)`; calldata that no ABI explains is shown as it is.
pub(crate) fn saying(who: &str, input: &Bytes, names: &Names) -> String {
    match book::call(input) {
        Some(spoken) => format!("{who}.{}({})", spoken.name, names.within(&spoken.arguments)),
        None if input.is_empty() => format!("{who}.()"),
        None => format!("{who}.{}", book::raw(input)),
    }
}

/// Why a transaction failed: the error of its outermost call.
pub(crate) fn reason(root: &Frame) -> Option<String> {
    root.error
        .as_ref()
        .map(|error| match root.output.is_empty() {
            true => error.clone(),
            false => book::error(&root.output),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn frame() -> Frame {
        let (from, token) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let input = format!(
            "0xa9059cbb{}{}",
            "00".repeat(31) + "03",
            "00".repeat(31) + "07"
        );
        let topic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
        let word = |byte: u8| B256::with_last_byte(byte);
        serde_json::from_value(json!({
            "type": "CALL", "from": from, "to": token, "value": "0xde0b6b3a7640000",
            "gas": "0x186a0", "gasUsed": "0x5208", "input": input, "output": word(1),
            "calls": [{
                "type": "STATICCALL", "from": token, "to": Address::repeat_byte(4),
                "gas": "0x1", "gasUsed": "0x1", "input": "0x12345678", "error": "execution reverted",
                "output": "0x4e487b710000000000000000000000000000000000000000000000000000000000000011",
            }],
            "logs": [
                { "address": token, "topics": [topic, word(1), word(3)], "data": word(7), "position": "0x0" },
                { "address": token, "topics": [word(9)], "data": "0x", "position": "0x1" },
            ],
        }))
        .expect("a frame")
    }

    #[test]
    fn draw_puts_logs_and_calls_in_their_order_and_says_how_each_ended() {
        let mut names = Names::well_known();
        names.add("token", Address::repeat_byte(2));
        let text = frame().draw(&names);
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("[21,000] token.transfer("), "{text}");
        assert!(lines[0].ends_with("{value: 1 ETH}"), "{text}");
        assert!(
            lines[1].contains("├─ emit Transfer(") && lines[1].contains(": 7)"),
            "{text}"
        );
        assert!(lines[2].contains("0x12345678 [static]"), "{text}");
        assert!(lines[3].ends_with("└─ ✗ Panic(code: 0x11)"), "{text}");
        assert!(lines[4].contains("emit unknown event"), "{text}");
        assert!(lines[5].ends_with("└─ ← true"), "{text}");
        assert_eq!(lines.len(), 6, "{text}");
    }

    #[test]
    fn addresses_are_everyones_once() {
        let found = frame().addresses();
        let expected = [1, 2, 4].map(Address::repeat_byte);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    }
}
