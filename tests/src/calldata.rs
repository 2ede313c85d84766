//! Calldata for any function of an ABI: well-typed with numbers at the edges, and damaged in the ways that decoders fear.

use alloy::{
    dyn_abi::{DynSolType, DynSolValue, Specifier},
    json_abi::{Function, JsonAbi},
    primitives::{Address, Bytes, I256, U256},
};
use client::abi;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The interface of a program, by the name of its contract, or of a program of a vault by the name of its crate.
///
/// # Panics
/// When there is none of this name.
pub fn interface(name: &str) -> JsonAbi {
    let found = abi::contracts()
        .into_iter()
        .chain(abi::rooms())
        .find(|(known, _)| *known == name);
    found
        .unwrap_or_else(|| panic!("Keel.sol has an interface {name}"))
        .1
}

/// Words at the edges of what programs compute with.
const EDGES: [U256; 9] = [
    U256::ZERO,
    U256::ONE,
    U256::from_limbs([2, 0, 0, 0]),
    U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]),
    U256::from_limbs([u64::MAX, 0, 0, 0]),
    U256::from_limbs([u64::MAX, u64::MAX, 0, 0]),
    U256::from_limbs([0, 0, 1, 0]),
    U256::from_limbs([0, 0, 0, 1 << 63]),
    U256::MAX,
];

/// Well-typed calldata of a function; addresses are mostly those of `known`.
///
/// # Panics
/// When a type of the ABI is none, which its parser excludes.
pub fn well_typed(function: &Function, known: &[Address], random: &mut ChaCha8Rng) -> Bytes {
    let values: Vec<_> = function
        .inputs
        .iter()
        .map(|input| value(&input.resolve().expect("the ABI has types"), known, random))
        .collect();
    let mut data = function.selector().to_vec();
    data.extend(DynSolValue::Tuple(values).abi_encode_params());
    data.into()
}

/// Calldata of a function that is damaged somewhere; it may still decode.
pub fn damaged(function: &Function, known: &[Address], random: &mut ChaCha8Rng) -> Bytes {
    let mut data = well_typed(function, known, random).to_vec();
    match random.random_range(0..5) {
        0 => data.truncate(random.random_range(4..=data.len())),
        1 => data.extend((0..random.random_range(1..100)).map(|_| 0xff_u8)),
        2 if data.len() > 4 => {
            let at = random.random_range(4..data.len());
            data[at] ^= 1 << random.random_range(0..8);
        }
        3 if data.len() >= 36 => {
            // A word that may be an offset or a length becomes an edge.
            let word = random.random_range(0..(data.len() - 4) / 32);
            let edge = EDGES[random.random_range(0..EDGES.len())].to_be_bytes::<32>();
            data[4 + word * 32..36 + word * 32].copy_from_slice(&edge);
        }
        _ => {
            let length = random.random_range(0..300);
            data.truncate(4);
            data.extend((0..length).map(|_| random.random::<u8>()));
        }
    }
    data.into()
}

fn value(kind: &DynSolType, known: &[Address], random: &mut ChaCha8Rng) -> DynSolValue {
    match kind {
        DynSolType::Bool => DynSolValue::Bool(random.random()),
        DynSolType::Int(bits) => {
            DynSolValue::Int(I256::from_raw(narrow(number(random), *bits - 1)), *bits)
        }
        DynSolType::Uint(bits) => DynSolValue::Uint(narrow(number(random), *bits), *bits),
        DynSolType::Address => DynSolValue::Address(address(known, random)),
        DynSolType::FixedBytes(size) => {
            let mut word: [u8; 32] = number(random).to_be_bytes();
            word[*size..].fill(0);
            DynSolValue::FixedBytes(word.into(), *size)
        }
        DynSolType::Bytes => DynSolValue::Bytes(bytes(random)),
        DynSolType::String => DynSolValue::String("k".repeat(random.random_range(0..70))),
        DynSolType::Array(inner) => {
            let length = random.random_range(0..5);
            DynSolValue::Array((0..length).map(|_| value(inner, known, random)).collect())
        }
        DynSolType::FixedArray(inner, size) => {
            DynSolValue::FixedArray((0..*size).map(|_| value(inner, known, random)).collect())
        }
        DynSolType::Tuple(inner) => DynSolValue::Tuple(
            inner
                .iter()
                .enumerate()
                .map(|(index, kind)| match (index, kind) {
                    // An enumeration, to the ABI: the only struct that goes in and starts with one has two values.
                    (0, DynSolType::Uint(8)) => {
                        DynSolValue::Uint(U256::from(random.random::<bool>()), 8)
                    }
                    _ => value(kind, known, random),
                })
                .collect(),
        ),
        other => panic!("no ABI of ours has the type {other}"),
    }
}

fn number(random: &mut ChaCha8Rng) -> U256 {
    match random.random_range(0..3) {
        0 => EDGES[random.random_range(0..EDGES.len())],
        1 => U256::from(random.random_range(0..10_u64)),
        _ => U256::from_limbs(random.random()) >> random.random_range(0..256_usize),
    }
}

fn narrow(number: U256, bits: usize) -> U256 {
    if bits >= 256 {
        number
    } else {
        number & ((U256::ONE << bits) - U256::ONE)
    }
}

fn address(known: &[Address], random: &mut ChaCha8Rng) -> Address {
    match random.random_range(0..10) {
        0 => Address::ZERO,
        1 => Address::from(random.random::<[u8; 20]>()),
        _ => known[random.random_range(0..known.len())],
    }
}

fn bytes(random: &mut ChaCha8Rng) -> Vec<u8> {
    let length = random.random_range(0..100);
    (0..length).map(|_| random.random()).collect()
}
