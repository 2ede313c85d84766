//! Name and symbol of a share token, packed: length u8, name | length u8, symbol.
//!
//! Most rooms read a constitution and never ask what the shares are called: so the texts stay bytes until somebody does.

use crate::codec::text::text_of;

/// The texts, packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title(Vec<u8>);

impl Title {
    /// Packs the texts; `None` when one is longer than 255 bytes.
    #[must_use]
    pub fn new(name: &str, symbol: &str) -> Option<Self> {
        let mut packed =
            Vec::with_capacity(name.len().saturating_add(symbol.len()).saturating_add(2));
        for text in [name, symbol] {
            packed.push(u8::try_from(text.len()).ok()?);
            packed.extend_from_slice(text.as_bytes());
        }
        Some(Self(packed))
    }

    /// What was packed before, as it is.
    #[must_use]
    pub fn from_packed(packed: &[u8]) -> Self {
        Self(packed.to_vec())
    }

    /// As bytes.
    #[must_use]
    pub fn packed(&self) -> &[u8] {
        &self.0
    }

    /// Of the share token; `None` for bytes that [`Self::new`] never makes.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        split(&self.0).and_then(|(name, _)| text_of(name))
    }

    /// Of the share token; `None` for bytes that [`Self::new`] never makes.
    #[must_use]
    pub fn symbol(&self) -> Option<String> {
        let (_, rest) = split(&self.0)?;
        let (symbol, rest) = split(rest)?;
        rest.is_empty().then(|| text_of(symbol)).flatten()
    }
}

fn split(packed: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = packed.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn new_refuses_a_text_that_is_longer_than_its_length_can_say() {
        assert_eq!(Title::new(&"n".repeat(256), ""), None);
        assert_eq!(Title::new("", &"s".repeat(256)), None);
        let packed = Title::new("Name", "S").unwrap();
        assert_eq!(packed.packed(), b"\x04Name\x01S");
    }

    proptest! {
        #[test]
        fn prop_texts_are_those_that_were_packed(name in "\\PC{0,60}", symbol in "\\PC{0,20}") {
            if let Some(title) = Title::new(&name, &symbol) {
                prop_assert_eq!(title.name(), Some(name));
                prop_assert_eq!(title.symbol(), Some(symbol));
                prop_assert_eq!(Title::from_packed(title.packed()), title);
            }
        }

        #[test]
        fn prop_any_bytes_are_answered(packed in vec(any::<u8>(), 0..300)) {
            let title = Title::from_packed(&packed);
            if let (Some(name), Some(symbol)) = (title.name(), title.symbol()) {
                prop_assert_eq!(Title::new(&name, &symbol), Some(title));
            }
        }
    }
}
