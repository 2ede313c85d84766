//! Bytes, read with suspicion.

use super::writer::WORD;

/// The bytes of one sequence, from its start to the end of the data, and a cursor in its head.
///
/// Whatever is wrong is noted once for the whole reading, and what cannot be read reads as zero: so readers of types
/// need no way out, which makes them a third of the size. Nobody may use a value before [`is_sound`](Self::is_sound).
pub struct Reader<'a> {
    sequence: &'a [u8],
    rest: &'a [u8],
    is_broken: bool,
}

/// Where the sequence around a tail goes on.
pub struct Around<'a> {
    sequence: &'a [u8],
    rest: &'a [u8],
}

const ZERO: [u8; WORD] = [0; WORD];

impl<'a> Reader<'a> {
    /// A sequence that starts with `data`.
    #[must_use]
    pub const fn new(data: &'a [u8]) -> Self {
        Self {
            sequence: data,
            rest: data,
            is_broken: false,
        }
    }

    /// Whether everything read so far was there and valid.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        !self.is_broken
    }

    /// Notes that something is wrong.
    pub const fn reject(&mut self) {
        self.is_broken = true;
    }

    /// The word at the cursor.
    #[inline(never)]
    pub fn word(&mut self) -> &'a [u8; WORD] {
        let Some((word, rest)) = self.rest.split_first_chunk() else {
            self.reject();
            return &ZERO;
        };
        self.rest = rest;
        word
    }

    /// The low `N` bytes of the word at the cursor, whose other bytes must be zero.
    pub fn low<const N: usize>(&mut self) -> [u8; N] {
        let word = self.word();
        let (high, low) = word.split_at(WORD.saturating_sub(N));
        if high.iter().any(|byte| *byte != 0) {
            self.reject();
        }
        low.first_chunk().copied().unwrap_or([0; N])
    }

    /// The small number at the cursor, at most `maximum`.
    #[inline(never)]
    pub fn number(&mut self, maximum: u64) -> u64 {
        let number = u64::from_be_bytes(self.low());
        if number > maximum {
            self.reject();
            return 0;
        }
        number
    }

    /// Goes to the sequence that the offset at the cursor leads to.
    #[inline(never)]
    pub fn open_tail(&mut self) -> Around<'a> {
        let offset = self.length();
        let around = Around {
            sequence: self.sequence,
            rest: self.rest,
        };
        let tail = self.sequence.get(offset..).unwrap_or_else(|| {
            self.reject();
            &[]
        });
        self.sequence = tail;
        self.rest = tail;
        around
    }

    /// Goes to the elements of the array that the offset at the cursor leads to. Returns how many there are: not more
    /// than the data can hold when each takes `words` in the head.
    #[inline(never)]
    pub fn open_array(&mut self, words: usize) -> (usize, Around<'a>) {
        let around = self.open_tail();
        let length = self.length();
        self.sequence = self.rest;
        match length
            .checked_mul(words)
            .and_then(|words| words.checked_mul(WORD))
        {
            Some(head) if head <= self.rest.len() => (length, around),
            _ => {
                self.reject();
                (0, around)
            }
        }
    }

    /// Goes on with the sequence around the one that ends.
    pub const fn close(&mut self, around: Around<'a>) {
        self.sequence = around.sequence;
        self.rest = around.rest;
    }

    /// The bytes that the offset at the cursor leads to. As in Solidity, their padding need not be there.
    #[inline(never)]
    pub fn text(&mut self) -> &'a [u8] {
        let around = self.open_tail();
        let length = self.length();
        let rest = self.rest;
        self.close(around);
        rest.get(..length).unwrap_or_else(|| {
            self.reject();
            &[]
        })
    }

    fn length(&mut self) -> usize {
        usize::try_from(self.number(u64::from(u32::MAX))).unwrap_or(usize::MAX)
    }
}
