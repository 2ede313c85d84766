//! Which numbers govern programs: the Stylus parameters of a chain, and their packing into one storage word.
//!
//! The word holds the fields big-endian, in the order of the struct, from byte 0; unused bytes are zero.

use alloy_primitives::B256;

/// First ArbOS version with Stylus.
pub const ARBOS_STYLUS: u64 = 30;
/// Stylus version 2, return data pays EVM memory gas.
pub const ARBOS_STYLUS_V2: u64 = 31;
/// Corrected charges: storage API cost in gas, activation pays for module length, import limit.
pub const ARBOS_CHARGING_FIXES: u64 = 32;
/// The decompressed size limit becomes a stored parameter.
pub const ARBOS_MAX_WASM_SIZE: u64 = 40;
/// Stack depth capped to 22,000 words; running short in a flush is out of gas.
pub const ARBOS_STACK_CAP: u64 = 50;
/// Fragments, activation gas, block-local recent programs.
pub const ARBOS_FRAGMENTS: u64 = 60;

/// What `ArbWasm.pageRamp` answers. Not stored; the prices that follow from it are a table in `costs`.
pub const PAGE_RAMP: u64 = 620_674_314;
/// One unit of `min_init_gas` in gas.
pub const MIN_INIT_GAS_UNIT: u64 = 128;
/// One unit of `min_cached_init_gas` in gas.
pub const MIN_CACHED_GAS_UNIT: u64 = 32;
/// One unit of the cost scalars in percent.
pub const COST_SCALAR_PERCENT: u64 = 2;
/// Largest `ink_price`: the field is 24 bits wide.
pub const MAX_INK_PRICE: u32 = (1 << 24) - 1;

/// The Stylus parameters of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StylusParams {
    /// ArbOS version whose rules apply. Not part of the word: the chain stores it elsewhere.
    pub arbos: u64,
    /// Stylus version; a program activated under another one must be activated again.
    pub version: u16,
    /// Ink per gas, 24 bits.
    pub ink_price: u32,
    /// Stack words a program may use.
    pub max_stack_depth: u32,
    /// Pages a transaction may open without paying.
    pub free_pages: u16,
    /// Gas per page beyond the free ones.
    pub page_gas: u16,
    /// Most pages that may be open for a program to activate.
    pub page_limit: u16,
    /// Least gas to start an uncached program, in units of 128 gas.
    pub min_init_gas: u8,
    /// Least gas to start a cached program, in units of 32 gas.
    pub min_cached_init_gas: u8,
    /// Scale of the start cost, in units of 2 %.
    pub init_cost_scalar: u8,
    /// Scale of the cached start cost, in units of 2 %.
    pub cached_cost_scalar: u8,
    /// Days until an activation expires.
    pub expiry_days: u16,
    /// Days before an activation may be prolonged.
    pub keepalive_days: u16,
    /// Programs remembered per block as recently used.
    pub block_cache_size: u16,
    /// Largest decompressed module in bytes (stored from ArbOS 40 on).
    pub max_wasm_size: u32,
    /// Most fragments a root program may name (stored from ArbOS 60 on).
    pub max_fragment_count: u8,
}

impl StylusParams {
    /// The parameters a chain starts with when it is born at ArbOS `version`.
    pub fn for_arbos(version: u64) -> Self {
        Self {
            arbos: version,
            version: if version >= ARBOS_STYLUS_V2 { 2 } else { 1 },
            ink_price: 10_000,
            max_stack_depth: if version >= ARBOS_STACK_CAP {
                22_000
            } else {
                4 * 65_536
            },
            free_pages: 2,
            page_gas: 1_000,
            page_limit: 128,
            min_init_gas: if version >= ARBOS_STYLUS_V2 { 69 } else { 72 },
            min_cached_init_gas: 11,
            init_cost_scalar: 50,
            cached_cost_scalar: 50,
            expiry_days: 365,
            keepalive_days: 31,
            block_cache_size: 32,
            max_wasm_size: 128 * 1024,
            max_fragment_count: if version >= ARBOS_FRAGMENTS { 2 } else { 0 },
        }
    }

    /// Packs the parameters into their storage word.
    ///
    /// `ink_price` is stored in 24 bits: whoever sets it refuses more than [`MAX_INK_PRICE`].
    pub fn to_word(&self) -> B256 {
        let mut word = WordWriter::default();
        word.put(&self.version.to_be_bytes());
        word.put(&self.ink_price.to_be_bytes()[1..]);
        word.put(&self.max_stack_depth.to_be_bytes());
        word.put(&self.free_pages.to_be_bytes());
        word.put(&self.page_gas.to_be_bytes());
        word.put(&self.page_limit.to_be_bytes());
        word.put(&[self.min_init_gas, self.min_cached_init_gas]);
        word.put(&[self.init_cost_scalar, self.cached_cost_scalar]);
        word.put(&self.expiry_days.to_be_bytes());
        word.put(&self.keepalive_days.to_be_bytes());
        word.put(&self.block_cache_size.to_be_bytes());
        if self.arbos >= ARBOS_MAX_WASM_SIZE {
            word.put(&self.max_wasm_size.to_be_bytes());
        }
        if self.arbos >= ARBOS_FRAGMENTS {
            word.put(&[self.max_fragment_count]);
        }
        word.finish()
    }

    /// Reads the parameters back from their storage word on a chain at ArbOS `arbos`.
    pub fn from_word(word: B256, arbos: u64) -> Self {
        let initial = Self::for_arbos(arbos);
        let mut word = WordReader::new(word);
        Self {
            arbos,
            version: word.u16(),
            ink_price: word.u24(),
            max_stack_depth: word.u32(),
            free_pages: word.u16(),
            page_gas: word.u16(),
            page_limit: word.u16(),
            min_init_gas: word.u8(),
            min_cached_init_gas: word.u8(),
            init_cost_scalar: word.u8(),
            cached_cost_scalar: word.u8(),
            expiry_days: word.u16(),
            keepalive_days: word.u16(),
            block_cache_size: word.u16(),
            max_wasm_size: if arbos >= ARBOS_MAX_WASM_SIZE {
                word.u32()
            } else {
                initial.max_wasm_size
            },
            max_fragment_count: if arbos >= ARBOS_FRAGMENTS {
                word.u8()
            } else {
                initial.max_fragment_count
            },
        }
    }
}

/// Appends big-endian fields to a storage word.
#[derive(Default)]
pub(super) struct WordWriter {
    word: [u8; 32],
    at: usize,
}

impl WordWriter {
    /// Appends `bytes`; the callers' field lists are shorter than a word.
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.word[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }

    pub(super) fn finish(self) -> B256 {
        B256::new(self.word)
    }
}

/// Takes big-endian fields off a storage word.
pub(super) struct WordReader {
    word: [u8; 32],
    at: usize,
}

impl WordReader {
    pub(super) fn new(word: B256) -> Self {
        Self {
            word: word.0,
            at: 0,
        }
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.word[self.at..self.at + N]);
        self.at += N;
        bytes
    }

    pub(super) fn u8(&mut self) -> u8 {
        self.take::<1>()[0]
    }

    pub(super) fn u16(&mut self) -> u16 {
        u16::from_be_bytes(self.take())
    }

    pub(super) fn u24(&mut self) -> u32 {
        let [a, b, c] = self.take();
        u32::from_be_bytes([0, a, b, c])
    }

    pub(super) fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::b256;

    #[test]
    fn to_word_places_fields_in_order_when_defaults_of_arbos_51() {
        let expected = b256!("0002002710000055f0000203e80080450b3232016d001f002000020000000000");
        assert_eq!(StylusParams::for_arbos(51).to_word(), expected);
    }

    #[test]
    fn from_word_restores_every_field_when_all_differ() {
        for arbos in [30, 31, 32, 40, 50, 51, 60] {
            let mut params = StylusParams::for_arbos(arbos);
            params.version = 0x0102;
            params.ink_price = 0x0003_0405;
            params.max_stack_depth = 0x0607_0809;
            params.free_pages = 0x0a0b;
            params.page_gas = 0x0c0d;
            params.page_limit = 0x0e0f;
            params.min_init_gas = 0x10;
            params.min_cached_init_gas = 0x11;
            params.init_cost_scalar = 0x12;
            params.cached_cost_scalar = 0x13;
            params.expiry_days = 0x1415;
            params.keepalive_days = 0x1617;
            params.block_cache_size = 0x1819;
            if arbos >= ARBOS_MAX_WASM_SIZE {
                params.max_wasm_size = 0x1a1b_1c1d;
            }
            if arbos >= ARBOS_FRAGMENTS {
                params.max_fragment_count = 0x1e;
            }
            assert_eq!(StylusParams::from_word(params.to_word(), arbos), params);
        }
    }
}
