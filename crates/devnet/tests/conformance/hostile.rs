//! Bytes nobody meant well: decoding and activation must refuse them or work, never panic, and what is accepted
//! must be a valid module.

use crate::stylus_vectors::{bytes, load, wasm};
use devnet::program::{StylusParams, activate, code};

const LIMIT: u32 = 128 * 1024;

/// SplitMix64: small, and the same on every machine, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next() as u8).collect()
    }

    /// A copy of `original` with a few bytes changed, removed, repeated or cut off.
    fn mutate(&mut self, original: &[u8]) -> Vec<u8> {
        let mut mutant = original.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(mutant.len());
            match self.below(6) {
                _ if mutant.is_empty() => {}
                0 => mutant[at] = self.next() as u8,
                1 => mutant[at] ^= 1 << self.below(8),
                2 => drop(mutant.remove(at)),
                3 => mutant.insert(at, self.next() as u8),
                4 => mutant.truncate(at),
                _ => {
                    let end = (at + self.below(32)).min(mutant.len());
                    let piece = mutant[at..end].to_vec();
                    let to = self.below(mutant.len());
                    mutant.splice(to..to, piece);
                }
            }
        }
        mutant
    }
}

/// Activates, and checks what was accepted. Returns whether it was.
fn activate_soundly(module: &[u8]) -> bool {
    let mut accepted = false;
    for arbos in [30, 51, 60] {
        for debug in [false, true] {
            let Ok(activated) = activate(module, &StylusParams::for_arbos(arbos), 0, debug) else {
                continue;
            };
            wasmparser::validate(&activated.instrumented)
                .expect("an accepted module is valid when instrumented");
            accepted = true;
        }
    }
    accepted
}

#[test]
fn activate_never_panics_when_given_noise() {
    let mut random = Random(1);
    for round in 0..20_000 {
        let len = random.below(200);
        let mut module = random.bytes(len);
        if round % 2 == 0 {
            let header = b"\0asm\x01\0\0\0";
            module.splice(..0, *header);
        }
        activate_soundly(&module);
    }
}

#[test]
fn activate_never_panics_when_given_damaged_programs() {
    let mut random = Random(2);
    let (mut accepted, mut refused) = (0, 0);
    for original in load()
        .iter()
        .filter_map(wasm)
        .filter(|module| module.len() < 4_000)
    {
        for _ in 0..30 {
            match activate_soundly(&random.mutate(&original)) {
                true => accepted += 1,
                false => refused += 1,
            }
        }
    }
    // Both outcomes must be common, or the damage tests nothing.
    assert!(
        accepted > 200 && refused > 200,
        "{accepted} accepted, {refused} refused"
    );
}

#[test]
fn decode_never_panics_when_given_noise() {
    let mut random = Random(3);
    let prefixes = [
        code::CLASSIC_PREFIX,
        code::FRAGMENT_PREFIX,
        code::ROOT_PREFIX,
    ];
    for round in 0..20_000usize {
        let len = random.below(300);
        let mut program = random.bytes(len);
        if round % 4 != 3 {
            program.splice(..0, prefixes[round % 4]);
        }
        if program.len() > 3 {
            program[3] = 0;
        }
        if let Ok(module) = code::decode(&program, LIMIT) {
            assert!(module.len() <= LIMIT as usize);
        }
        let _ = code::split(&program);
        let _ = code::is_program(&program);
    }
}

#[test]
fn decode_never_panics_when_given_damaged_streams() {
    let mut random = Random(4);
    let mut damaged = 0;
    for deployed in load()
        .iter()
        .filter_map(|vector| vector["code_hex"].as_str().map(bytes))
    {
        for _ in 0..20 {
            let mutant = random.mutate(&deployed[4..]);
            let program = [&deployed[..4], &mutant].concat();
            if let Ok(module) = code::decode(&program, LIMIT) {
                assert!(module.len() <= LIMIT as usize);
                activate_soundly(&module);
            }
            damaged += 1;
        }
    }
    assert!(damaged > 0);
}

#[test]
fn decode_stops_at_the_limit_when_the_stream_is_a_bomb() {
    let bomb = code::encode(&vec![0; 64 << 20]);
    assert!(bomb.len() < 24_576, "{} bytes would not deploy", bomb.len());
    assert_eq!(
        code::decode(&bomb, LIMIT),
        Err(code::CodeError::TooLarge { limit: LIMIT })
    );
}
