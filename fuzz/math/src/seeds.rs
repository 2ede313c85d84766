//! The inputs the fuzzers start from, and the words they may use.

use std::io;
use std::path::Path;

use crate::TARGETS;

/// Writes the seeds as files into `folder` and the dictionary beside them; returns how many seeds.
///
/// # Errors
/// If there is no such target, or a file cannot be written.
pub fn write(target: &str, folder: &Path, dictionary: &Path) -> io::Result<usize> {
    if !TARGETS.iter().any(|(name, _)| *name == target) {
        let problem = format!("there is no target {target:?}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
    }
    std::fs::create_dir_all(folder)?;
    let seeds = inputs(64);
    for (index, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{index:04}")), seed)?;
    }
    std::fs::write(dictionary, words())?;
    Ok(seeds.len())
}

/// Nothing, equal bytes, and reproducible ones of many lengths: every target reads any bytes.
#[must_use]
pub fn inputs(count: u64) -> Vec<Vec<u8>> {
    let mut inputs = vec![Vec::new()];
    inputs.extend([0x00, 0x01, 0x07, 0xff].map(|byte| vec![byte; 512]));
    for index in 0..count {
        let length = 32_u64 << (index % 8);
        let mut state = index;
        let bytes = (0..length).map(|_| mixed(&mut state));
        inputs.push(bytes.collect());
    }
    inputs
}

/// A byte of SplitMix64.
fn mixed(state: &mut u64) -> u8 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed >> 56) as u8
}

/// One in wad, its neighbours, a basis point, the ends of a word: as bytes of a little-endian integer.
fn words() -> String {
    let one = 1_000_000_000_000_000_000_u64;
    let numbers = [
        one,
        one - 1,
        one + 1,
        one / 10_000,
        1 << 32,
        1 << 63,
        u64::MAX,
    ];
    let line = |number: u64| {
        let bytes: String = number
            .to_le_bytes()
            .iter()
            .map(|byte| format!("\\x{byte:02x}"))
            .collect();
        format!("\"{bytes}\"\n")
    };
    numbers.map(line).concat()
}
