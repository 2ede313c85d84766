//! What a token calls itself. Old tokens answer `symbol()` with 32 bytes instead of a string.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use kit::abi::IVault::{decimalsCall, symbolCall};
use kit::codec::{decode_result, text_of};

use crate::ask::{Asker, Source};

/// The symbol; empty when the token has none that is text.
pub(crate) fn symbol(asker: &mut Asker, token: Address) -> String {
    let (source, selector) = (Source::token(token), symbolCall::SELECTOR);
    asker
        .ask_raw(source, selector, &selector)
        .and_then(|answer| asker.readable(source, selector, &answer, symbol_of(&answer)))
        .unwrap_or_default()
}

/// The decimals; those that the feed was registered for when the token does not say.
pub(crate) fn decimals(asker: &mut Asker, token: Address, pinned: u8) -> u8 {
    asker
        .ask(Source::token(token), &decimalsCall {})
        .unwrap_or(pinned)
}

/// The text in an answer: a string, or one word of bytes that ends at its first zero.
fn symbol_of(answer: &[u8]) -> Option<String> {
    let word: Option<[u8; 32]> = answer.try_into().ok();
    match word {
        Some(word) => {
            let text: Vec<u8> = word.into_iter().take_while(|byte| *byte != 0).collect();
            text_of(&text).filter(|text| !text.is_empty())
        }
        None => decode_result(answer),
    }
}

#[cfg(test)]
mod tests {
    use alloy_sol_types::SolValue;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn symbol_of_reads_strings_and_words() {
        assert_eq!(
            symbol_of(&"WETH".to_owned().abi_encode()).as_deref(),
            Some("WETH")
        );
        assert_eq!(symbol_of(&String::new().abi_encode()).as_deref(), Some(""));
        let mut maker = [0; 32];
        maker[..3].copy_from_slice(b"MKR");
        assert_eq!(symbol_of(&maker).as_deref(), Some("MKR"));
        assert_eq!(
            symbol_of(&[b'x'; 32]).as_deref(),
            Some("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
        );
    }

    #[test]
    fn symbol_of_refuses_what_is_no_text() {
        let mut cut = "WETH".to_owned().abi_encode();
        cut.truncate(64);
        for answer in [
            vec![],
            vec![0; 31],
            vec![0; 32],
            vec![0xff; 32],
            vec![0xff; 96],
            cut,
        ] {
            assert_eq!(symbol_of(&answer), None, "{answer:02x?}");
        }
    }

    proptest! {
        #[test]
        fn prop_symbol_of_never_panics(answer in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = symbol_of(&answer);
        }
    }
}
