//! Bytes, grown from the front.

/// Bytes per word.
pub(super) const WORD: usize = 32;

/// Encoded bytes with a cursor in the head of the sequence that is being written. A dynamic value leaves its offset at
/// the cursor and goes to the end of the bytes.
pub struct Writer {
    bytes: Vec<u8>,
    start: usize,
    at: usize,
}

/// Where the sequence around a tail goes on.
pub struct Outer {
    start: usize,
    at: usize,
}

impl Writer {
    /// A sequence with a head of `words`, behind `prefix`.
    #[must_use]
    pub fn new(prefix: &[u8], words: usize) -> Self {
        let mut bytes = Vec::with_capacity(prefix.len().saturating_add(words.saturating_mul(WORD)));
        bytes.extend_from_slice(prefix);
        let mut writer = Self {
            bytes,
            start: 0,
            at: 0,
        };
        writer.open(words);
        writer
    }

    /// Begins a sequence with a head of `words` at the end of the bytes.
    #[inline(never)]
    pub fn open(&mut self, words: usize) -> Outer {
        let outer = Outer {
            start: self.start,
            at: self.at,
        };
        self.start = self.bytes.len();
        self.at = self.start;
        self.bytes
            .resize(self.start.saturating_add(words.saturating_mul(WORD)), 0);
        outer
    }

    /// Leaves the offset of the end of the bytes at the cursor, and begins a sequence there.
    #[inline(never)]
    pub fn open_tail(&mut self, words: usize) -> Outer {
        self.offset();
        self.open(words)
    }

    /// As [`open_tail`](Self::open_tail), for `length` elements with a head of `words` in all: the length comes first,
    /// and offsets count from behind it.
    #[inline(never)]
    pub fn open_array(&mut self, length: usize, words: usize) -> Outer {
        self.offset();
        self.bytes.extend_from_slice(&word_of(length));
        self.open(words)
    }

    /// Goes on with the sequence around the one that ends.
    pub const fn close(&mut self, outer: Outer) {
        self.start = outer.start;
        self.at = outer.at;
    }

    /// Writes a word at the cursor.
    #[inline(never)]
    pub fn word(&mut self, word: &[u8; WORD]) {
        let end = self.at.saturating_add(WORD);
        // Heads are sized by the same constants that count the words written into them.
        if let Some(slot) = self
            .bytes
            .get_mut(self.at..)
            .and_then(<[u8]>::first_chunk_mut)
        {
            *slot = *word;
        }
        self.at = end;
    }

    /// Writes a small number at the cursor.
    #[inline(never)]
    pub fn number(&mut self, number: u64) {
        let mut word = [0; WORD];
        if let Some(low) = word.last_chunk_mut() {
            *low = number.to_be_bytes();
        }
        self.word(&word);
    }

    /// Writes bytes of any length, padded to whole words.
    #[inline(never)]
    pub fn text(&mut self, text: &[u8]) {
        let outer = self.open_array(text.len(), text.len().div_ceil(WORD));
        let head = self.bytes.get_mut(self.at..).unwrap_or_default();
        head.iter_mut()
            .zip(text)
            .for_each(|(slot, byte)| *slot = *byte);
        self.close(outer);
    }

    /// The bytes.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn offset(&mut self) {
        let offset = self.bytes.len().saturating_sub(self.start);
        self.word(&word_of(offset));
    }
}

fn word_of(number: usize) -> [u8; WORD] {
    let mut word = [0; WORD];
    let bytes = number.to_be_bytes();
    if let Some(slot) = word.last_chunk_mut::<{ size_of::<usize>() }>() {
        *slot = bytes;
    }
    word
}
