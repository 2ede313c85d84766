//! Whether bytes are text.
//!
//! The standard library's own check is made for speed on long texts and carries a table; every byte of static data
//! costs every call of a program. Names are short.

/// Whether `bytes` are UTF-8 (RFC 3629: shortest forms only, no surrogates, nothing above U+10FFFF).
#[must_use]
pub(super) fn is_utf8(mut bytes: &[u8]) -> bool {
    while let Some((first, rest)) = bytes.split_first() {
        bytes = rest;
        let (following, second) = match *first {
            0x00..=0x7f => continue,
            0xc2..=0xdf => (1, 0x80..=0xbf),
            0xe0 => (2, 0xa0..=0xbf),
            0xed => (2, 0x80..=0x9f),
            0xe1..=0xef => (2, 0x80..=0xbf),
            0xf0 => (3, 0x90..=0xbf),
            0xf1..=0xf3 => (3, 0x80..=0xbf),
            0xf4 => (3, 0x80..=0x8f),
            _ => return false,
        };
        let Some((following, rest)) = bytes.split_at_checked(following) else {
            return false;
        };
        bytes = rest;
        let is_second_good = following.first().is_some_and(|byte| second.contains(byte));
        if !is_second_good || following.iter().any(|byte| !(0x80..=0xbf).contains(byte)) {
            return false;
        }
    }
    true
}

/// The text in `bytes`, if they are text.
#[must_use]
pub fn text_of(bytes: &[u8]) -> Option<String> {
    // SAFETY: `is_utf8` accepts exactly what the standard library accepts; the tests compare them.
    is_utf8(bytes).then(|| unsafe { String::from_utf8_unchecked(bytes.to_vec()) })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn agrees(bytes: &[u8]) -> bool {
        is_utf8(bytes) == core::str::from_utf8(bytes).is_ok()
    }

    #[test]
    fn is_utf8_agrees_with_the_standard_library_on_all_short_bytes() {
        assert!(agrees(&[]));
        for first in 0..=u8::MAX {
            assert!(agrees(&[first]));
            for second in 0..=u8::MAX {
                assert!(agrees(&[first, second]));
                for third in [0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff] {
                    assert!(agrees(&[first, second, third]));
                    for fourth in [0x7f, 0x80, 0xbf, 0xc0] {
                        assert!(
                            agrees(&[first, second, third, fourth]),
                            "{first} {second} {third} {fourth}"
                        );
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn prop_is_utf8_agrees_with_the_standard_library(bytes in vec(any::<u8>(), 0..12)) {
            prop_assert!(agrees(&bytes));
        }

        #[test]
        fn prop_is_utf8_accepts_text_and_not_what_is_cut_out_of_it(text in "\\PC{0,20}", cut in 0_usize..4) {
            prop_assert!(is_utf8(text.as_bytes()));
            prop_assert!(agrees(text.as_bytes().get(cut..).unwrap_or_default()));
        }
    }
}
