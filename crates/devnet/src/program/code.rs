//! How a program lies on chain: which code is a program, and how it is packed and unpacked.
//!
//! * classic: `EF F0 00`, a dictionary byte, a brotli stream of the module;
//! * fragment (ArbOS 60): `EF F0 01`, a slice of such a stream;
//! * root (ArbOS 60): `EF F0 02`, a dictionary byte, the module's length (u32 big-endian), fragment addresses.
//!
//! Only classic and root code runs. Unpacking is bounded: a hostile stream costs at most the caller's size
//! limit plus the window its header asks for (16 MiB, since large windows are off).

use std::io::Read;

use alloy_primitives::Address;
use brotli::enc::BrotliEncoderParams;

use super::params::ARBOS_FRAGMENTS;

/// First bytes of a classic program.
pub const CLASSIC_PREFIX: [u8; 3] = [0xef, 0xf0, 0x00];
/// First bytes of a fragment.
pub const FRAGMENT_PREFIX: [u8; 3] = [0xef, 0xf0, 0x01];
/// First bytes of a root program.
pub const ROOT_PREFIX: [u8; 3] = [0xef, 0xf0, 0x02];
/// The dictionary byte of a stream packed without a dictionary.
pub const NO_DICTIONARY: u8 = 0;
/// Length of the code that [`initcode`] puts in front of a program.
pub const PRELUDE_LEN: usize = 43;

const QUALITY: i32 = 11;
const WINDOW_BITS: i32 = 22;
/// First seven bits of a stream that uses the large window extension.
const LARGE_WINDOW_HEADER: u8 = 0x11;
const ADDRESS_LEN: usize = 20;

/// Why deployed bytes do not unpack to a module.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The code has none of the program prefixes.
    #[error("code of {len} bytes is not a program")]
    NotAProgram {
        /// Length of the code.
        len: usize,
    },
    /// The code is a fragment, which cannot be activated or called.
    #[error("code is a fragment of a program, not a program")]
    Fragment,
    /// The program is in fragments: [`decode_fragments`] unpacks it, given their code.
    #[error("program is in {count} fragments")]
    InFragments {
        /// Fragments named.
        count: usize,
    },
    /// The stream was packed with a dictionary this chain does not have.
    #[error("program is packed with dictionary {id}, only {NO_DICTIONARY} (none) is supported")]
    Dictionary {
        /// The dictionary byte found.
        id: u8,
    },
    /// A root program is shorter than its header, or ends inside an address.
    #[error("root program of {len} bytes does not end on an address")]
    RootLength {
        /// Length of the code.
        len: usize,
    },
    /// A root program names too few or too many fragments.
    #[error("root program names {found} fragments, allowed are 1 to {limit}")]
    FragmentCount {
        /// Fragments named.
        found: usize,
        /// Most fragments allowed.
        limit: u8,
    },
    /// The stream is not valid brotli, or ends early.
    #[error("brotli stream of {len} bytes does not unpack: {reason}")]
    Stream {
        /// Length of the stream.
        len: usize,
        /// What the decoder said.
        reason: String,
    },
    /// The module is larger than allowed.
    #[error("module is larger than {limit} bytes when unpacked")]
    TooLarge {
        /// Largest module allowed.
        limit: u32,
    },
    /// The fragments unpack to another length than the root says.
    #[error("fragments unpack to {found} bytes, the root says {declared}")]
    DeclaredLength {
        /// Bytes unpacked.
        found: usize,
        /// Bytes declared.
        declared: u32,
    },
}

/// Deployed program code, split into its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramCode<'a> {
    /// A program in one piece.
    Classic {
        /// Which dictionary the stream was packed with.
        dictionary: u8,
        /// The brotli stream.
        stream: &'a [u8],
    },
    /// A program in fragments.
    Root {
        /// Which dictionary the stream was packed with.
        dictionary: u8,
        /// Length of the module.
        module_len: u32,
        /// Accounts holding the fragments, in order.
        fragments: Vec<Address>,
    },
    /// A piece of a program.
    Fragment(&'a [u8]),
}

/// Whether the VM runs `code` as a program: classic or root, not a fragment.
pub fn is_program(code: &[u8]) -> bool {
    code.len() > 3 && (code.starts_with(&CLASSIC_PREFIX) || code.starts_with(&ROOT_PREFIX))
}

/// Whether a creation may leave `code`, although it starts with `EF` (the exception to EIP-3541).
pub fn may_be_deployed(code: &[u8], arbos: u64) -> bool {
    let fragmented = code.starts_with(&FRAGMENT_PREFIX) || code.starts_with(&ROOT_PREFIX);
    code.len() > 3
        && (code.starts_with(&CLASSIC_PREFIX) || (arbos >= ARBOS_FRAGMENTS && fragmented))
}

/// Splits deployed code into its parts.
///
/// # Errors
/// [`CodeError::NotAProgram`] without a program prefix, [`CodeError::RootLength`] for a malformed root.
pub fn split(code: &[u8]) -> Result<ProgramCode<'_>, CodeError> {
    let not_a_program = CodeError::NotAProgram { len: code.len() };
    if code.len() <= 3 {
        return Err(not_a_program);
    }
    let (prefix, rest) = code.split_at(3);
    if prefix == CLASSIC_PREFIX {
        let (&dictionary, stream) = rest.split_first().ok_or(not_a_program)?;
        Ok(ProgramCode::Classic { dictionary, stream })
    } else if prefix == FRAGMENT_PREFIX {
        Ok(ProgramCode::Fragment(rest))
    } else if prefix == ROOT_PREFIX {
        split_root(code.len(), rest)
    } else {
        Err(not_a_program)
    }
}

fn split_root(len: usize, rest: &[u8]) -> Result<ProgramCode<'_>, CodeError> {
    let malformed = CodeError::RootLength { len };
    let (&[dictionary, a, b, c, d], addresses) =
        rest.split_first_chunk().ok_or(malformed.clone())?;
    let chunks = addresses.chunks_exact(ADDRESS_LEN);
    if !chunks.remainder().is_empty() {
        return Err(malformed);
    }
    let fragments = chunks.map(Address::from_slice).collect();
    Ok(ProgramCode::Root {
        dictionary,
        module_len: u32::from_be_bytes([a, b, c, d]),
        fragments,
    })
}

/// Unpacks a classic program to its module, of at most `limit` bytes.
///
/// # Errors
/// Whatever keeps `code` from being a classic program of that size, see [`CodeError`].
pub fn decode(code: &[u8], limit: u32) -> Result<Vec<u8>, CodeError> {
    match split(code)? {
        ProgramCode::Classic { dictionary, stream } => {
            require_no_dictionary(dictionary)?;
            unpack(stream, limit)
        }
        ProgramCode::Root { fragments, .. } => Err(CodeError::InFragments {
            count: fragments.len(),
        }),
        ProgramCode::Fragment(_) => Err(CodeError::Fragment),
    }
}

/// Unpacks a root program whose fragments' codes are `fragments`, in order.
///
/// # Errors
/// A fragment without its prefix, a wrong number of fragments, a stream that does not unpack to exactly
/// `module_len` bytes, or a module above `limit`.
pub fn decode_fragments(
    dictionary: u8,
    module_len: u32,
    fragments: &[&[u8]],
    max_fragments: u8,
    limit: u32,
) -> Result<Vec<u8>, CodeError> {
    if fragments.is_empty() || fragments.len() > usize::from(max_fragments) {
        return Err(CodeError::FragmentCount {
            found: fragments.len(),
            limit: max_fragments,
        });
    }
    if module_len > limit {
        return Err(CodeError::TooLarge { limit });
    }
    require_no_dictionary(dictionary)?;
    let mut stream = Vec::new();
    for code in fragments {
        match split(code)? {
            ProgramCode::Fragment(part) => stream.extend_from_slice(part),
            _ => return Err(CodeError::NotAProgram { len: code.len() }),
        }
    }
    let module = unpack(&stream, module_len)?;
    if u32::try_from(module.len()) != Ok(module_len) {
        return Err(CodeError::DeclaredLength {
            found: module.len(),
            declared: module_len,
        });
    }
    Ok(module)
}

/// Packs a module into deployable classic program code.
pub fn encode(wasm: &[u8]) -> Vec<u8> {
    let mut code = Vec::from(CLASSIC_PREFIX);
    code.push(NO_DICTIONARY);
    let params = BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW_BITS,
        size_hint: wasm.len(),
        large_window: false,
        ..Default::default()
    };
    let mut input = wasm;
    // Both ends are memory: the only errors brotli reports here are those of reading and writing.
    brotli::BrotliCompress(&mut input, &mut code, &params)
        .expect("reading and writing memory does not fail");
    code
}

/// The creation code that deploys `code`: it copies everything after itself and returns it.
pub fn initcode(code: &[u8]) -> Vec<u8> {
    let mut init = Vec::with_capacity(PRELUDE_LEN + code.len());
    init.push(0x7f); // PUSH32 length
    init.extend_from_slice(&[0; 24]);
    init.extend_from_slice(&u64::try_from(code.len()).unwrap_or(u64::MAX).to_be_bytes());
    init.push(0x80); // DUP1
    init.extend_from_slice(&[0x60, PRELUDE_LEN as u8]); // PUSH1 offset of the code
    init.extend_from_slice(&[0x60, 0x00]); // PUSH1 memory offset
    init.push(0x39); // CODECOPY
    init.extend_from_slice(&[0x60, 0x00]); // PUSH1 memory offset
    init.push(0xf3); // RETURN
    init.push(0x00); // prelude version
    init.extend_from_slice(code);
    init
}

fn require_no_dictionary(id: u8) -> Result<(), CodeError> {
    if id == NO_DICTIONARY {
        Ok(())
    } else {
        Err(CodeError::Dictionary { id })
    }
}

fn unpack(stream: &[u8], limit: u32) -> Result<Vec<u8>, CodeError> {
    // A header asking for a large window is no valid brotli without that extension, and could ask for 1 GiB.
    if stream
        .first()
        .is_some_and(|byte| byte & 0x7f == LARGE_WINDOW_HEADER)
    {
        return Err(CodeError::Stream {
            len: stream.len(),
            reason: "large window".to_owned(),
        });
    }
    let decoder = brotli::Decompressor::new(stream, 4096);
    let mut module = Vec::new();
    decoder
        .take(u64::from(limit) + 1)
        .read_to_end(&mut module)
        .map_err(|error| CodeError::Stream {
            len: stream.len(),
            reason: error.to_string(),
        })?;
    if module.len() > limit as usize {
        return Err(CodeError::TooLarge { limit });
    }
    Ok(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u32 = 128 * 1024;

    fn module() -> Vec<u8> {
        (0..20_000u32).flat_map(|i| (i / 7).to_le_bytes()).collect()
    }

    #[test]
    fn decode_restores_what_encode_packed() {
        for module in [Vec::new(), vec![0], module()] {
            let code = encode(&module);
            assert!(code.starts_with(&[0xef, 0xf0, 0x00, 0x00]));
            assert!(is_program(&code));
            assert_eq!(decode(&code, LIMIT), Ok(module));
        }
    }

    #[test]
    fn decode_refuses_a_module_when_one_byte_too_large() {
        let code = encode(&module());
        assert_eq!(decode(&code, 80_000), Ok(module()));
        assert_eq!(
            decode(&code, 79_999),
            Err(CodeError::TooLarge { limit: 79_999 })
        );
    }

    #[test]
    fn decode_refuses_a_stream_when_it_ends_early() {
        let code = encode(&module());
        let cut = decode(&code[..code.len() - 1], LIMIT);
        assert!(
            matches!(cut, Err(CodeError::Stream { len, .. }) if len == code.len() - 5),
            "{cut:?}"
        );
    }

    #[test]
    fn decode_refuses_a_stream_when_it_asks_for_a_large_window() {
        let large = [&CLASSIC_PREFIX[..], &[NO_DICTIONARY, 0x11, 0x1e, 0x03]].concat();
        let refused = Err(CodeError::Stream {
            len: 3,
            reason: "large window".to_owned(),
        });
        assert_eq!(decode(&large, LIMIT), refused);
    }

    #[test]
    fn decode_names_the_reason_when_code_is_no_classic_program() {
        assert_eq!(decode(&[], LIMIT), Err(CodeError::NotAProgram { len: 0 }));
        assert_eq!(
            decode(&CLASSIC_PREFIX, LIMIT),
            Err(CodeError::NotAProgram { len: 3 })
        );
        assert_eq!(
            decode(&[0x60, 0, 0, 0], LIMIT),
            Err(CodeError::NotAProgram { len: 4 })
        );
        assert_eq!(
            decode(&[0xef, 0xf0, 0x00, 0x01, 0x3b], LIMIT),
            Err(CodeError::Dictionary { id: 1 })
        );
        assert_eq!(
            decode(&[0xef, 0xf0, 0x01, 0x00], LIMIT),
            Err(CodeError::Fragment)
        );
        assert_eq!(
            decode(&[0xef, 0xf0, 0x02, 0x00], LIMIT),
            Err(CodeError::RootLength { len: 4 })
        );
    }

    #[test]
    fn is_program_excludes_fragments_and_bare_prefixes() {
        assert!(is_program(&[0xef, 0xf0, 0x00, 0x00]));
        assert!(is_program(&[0xef, 0xf0, 0x02, 0x00]));
        assert!(!is_program(&[0xef, 0xf0, 0x01, 0x00]));
        assert!(!is_program(&[0xef, 0xf0, 0x00]));
        assert!(!is_program(&[0xef, 0x01, 0x00, 0x00]));
    }

    #[test]
    fn may_be_deployed_allows_fragments_when_arbos_has_them() {
        for (kind, before) in [(0, true), (1, false), (2, false), (3, false)] {
            let code = [0xef, 0xf0, kind, 0];
            assert_eq!(may_be_deployed(&code, 51), before);
            assert_eq!(may_be_deployed(&code, 60), kind < 3);
        }
    }

    #[test]
    fn decode_fragments_restores_a_program_cut_in_two() {
        let module = module();
        let packed = encode(&module);
        let (first, second) = packed[4..].split_at(100);
        let first = [&FRAGMENT_PREFIX, first].concat();
        let second = [&FRAGMENT_PREFIX, second].concat();
        let fragments = [first.as_slice(), second.as_slice()];
        let decode = |len, max| decode_fragments(NO_DICTIONARY, len, &fragments, max, LIMIT);
        assert_eq!(decode(80_000, 2), Ok(module));
        assert_eq!(
            decode(80_000, 1),
            Err(CodeError::FragmentCount { found: 2, limit: 1 })
        );
        assert_eq!(
            decode(79_999, 2),
            Err(CodeError::TooLarge { limit: 79_999 })
        );
        assert_eq!(
            decode(80_001, 2),
            Err(CodeError::DeclaredLength {
                found: 80_000,
                declared: 80_001
            })
        );
        assert_eq!(
            decode(LIMIT + 1, 2),
            Err(CodeError::TooLarge { limit: LIMIT })
        );
    }

    #[test]
    fn split_reads_the_fields_of_a_root() {
        let address = [7; 20];
        let root = [&ROOT_PREFIX[..], &[0, 0, 1, 0, 2], &address].concat();
        let expected = ProgramCode::Root {
            dictionary: 0,
            module_len: 0x0001_0002,
            fragments: vec![Address::new(address)],
        };
        assert_eq!(split(&root), Ok(expected));
        assert_eq!(
            decode(&root, LIMIT),
            Err(CodeError::InFragments { count: 1 })
        );
    }

    #[test]
    fn initcode_puts_the_measured_prelude_in_front() {
        let init = initcode(&[1, 2, 3]);
        assert_eq!(init.len(), PRELUDE_LEN + 3);
        // PUSH32 3, DUP1, PUSH1 43, PUSH1 0, CODECOPY, PUSH1 0, RETURN, version 0
        assert_eq!(init[0], 0x7f);
        assert_eq!(init[1..32], [0; 31]);
        assert_eq!(
            init[32..43],
            [3, 0x80, 0x60, 43, 0x60, 0, 0x39, 0x60, 0, 0xf3, 0]
        );
        assert_eq!(init[43..], [1, 2, 3]);
    }
}
