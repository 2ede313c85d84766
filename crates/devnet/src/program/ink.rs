//! Ink prices of what host functions do, apart from the gas they pass on.
//!
//! A host function first pays its base ([`super::host::HostFunction::base_ink`]), then for the bytes it moves
//! between the chain and the program's memory. Gas is priced in ink by [`of_gas`].

/// Entering a host function.
pub const HOSTIO: u64 = 8_400;
/// Writing one pointer's worth of data (32 bytes) into the program's memory.
pub const PTR: u64 = 5_040;
/// Asking the chain for something.
pub const EVM_API: u64 = 59_673;
/// A 256-bit division or remainder.
pub const DIV: u64 = 20_000;
/// A 256-bit modular addition.
pub const ADD_MOD: u64 = 21_000;
/// A 256-bit modular multiplication.
pub const MUL_MOD: u64 = 24_100;

const WRITE_BASE: u64 = PTR;
const WRITE_BYTE: u64 = 30;
const READ_BASE: u64 = 16_381;
const READ_BYTE: u64 = 55;
const INCLUDED_BYTES: u64 = 32;
const KECCAK_BASE: u64 = 121_800;
const KECCAK_WORD: u64 = 21_000;
const KECCAK_INCLUDED_WORDS: u64 = 2;
const POW_BASE: u64 = 3_000;
const POW_BYTE: u64 = 17_500;

/// Writing `bytes` into the program's memory.
pub fn write(bytes: u32) -> u64 {
    WRITE_BASE + WRITE_BYTE * u64::from(bytes).saturating_sub(INCLUDED_BYTES)
}

/// Reading `bytes` from the program's memory.
pub fn read(bytes: u32) -> u64 {
    READ_BASE + READ_BYTE * u64::from(bytes).saturating_sub(INCLUDED_BYTES)
}

/// Hashing `bytes`.
pub fn keccak(bytes: u32) -> u64 {
    let words = u64::from(bytes.div_ceil(32));
    KECCAK_BASE + KECCAK_WORD * words.saturating_sub(KECCAK_INCLUDED_WORDS)
}

/// Raising to the power of `exponent`, big-endian: the more significant bytes, the dearer.
pub fn pow(exponent: &[u8; 32]) -> u64 {
    let mut significant = 33;
    for byte in exponent {
        if *byte != 0 {
            break;
        }
        significant -= 1;
    }
    POW_BASE + POW_BYTE * significant
}

/// The ink of `gas`.
pub fn of_gas(gas: u64, ink_price: u32) -> u64 {
    gas.saturating_mul(u64::from(ink_price))
}

/// The whole gas in `ink`, rounded down: the program loses the rest.
pub fn to_gas_floor(ink: u64, ink_price: u32) -> u64 {
    ink / u64::from(ink_price.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_match_the_measured_calls() {
        assert_eq!(HOSTIO + write(68), 14_520);
        assert_eq!(HOSTIO + 2 * read(0), 41_162);
        assert_eq!(keccak(100), 163_800);
        assert_eq!(keccak(64), 121_800);
        assert_eq!(keccak(65), 142_800);
    }

    #[test]
    fn pow_counts_leading_zero_bytes() {
        let mut exponent = [0; 32];
        assert_eq!(pow(&exponent), 20_500);
        exponent[31] = 1;
        assert_eq!(pow(&exponent), 3_000 + 2 * 17_500);
        exponent[0] = 1;
        assert_eq!(pow(&exponent), 3_000 + 33 * 17_500);
    }

    #[test]
    fn of_gas_saturates_and_to_gas_rounds_down() {
        assert_eq!(of_gas(u64::MAX, 10_000), u64::MAX);
        assert_eq!(to_gas_floor(19_999, 10_000), 1);
    }
}
