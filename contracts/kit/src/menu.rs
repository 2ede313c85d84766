//! Which pools may a vault trade in? A menu names up to eight sources of pools, each of them a factory and what it takes
//! to compute where its pools are; an asset's route is the set of those that it may use.
//!
//! A menu is code, as a vault's constitution is: it starts with `00` (STOP), so nobody can run, change or destroy it, and
//! whoever knows its address knows all of it. Big-endian and without gaps:
//!
//! ```text
//! 00 | version u8 = 1 | program 20 | hub 20 | hub per ether u112 | sources u8
//! per source: kind u8 (0: Uniswap V2, 1: Uniswap V3) | factory 20 | pool init code hash 32 | fee u24
//! ```
//!
//! `decode(encode(m)) == m` for every menu within the limits, and [`decode`] accepts nothing else.

use alloy_primitives::{Address, B256, aliases::U24, aliases::U112};

use crate::abi::{Menu, Source, VenueKind};

/// Every source of a route is read before a trade; more of them cost more than they bring.
pub const MAX_SOURCES: usize = 8;
/// Hundredths of a bip; a pool that keeps everything is none.
pub const MAX_FEE: u32 = 999_999;

const VERSION: u8 = 1;
const HEAD_BYTES: usize = 57;
const SOURCE_BYTES: usize = 56;
/// So many bytes of a menu say which program trades by it.
pub const PROGRAM_END: usize = 22;
/// No menu is longer.
pub const CODE_BYTES_MAX: usize = HEAD_BYTES + MAX_SOURCES * SOURCE_BYTES;

/// Whether a fee is one that a pool can take.
#[must_use]
pub fn is_fee(fee: U24) -> bool {
    fee <= U24::from(MAX_FEE)
}

/// The code of a menu within the limits.
#[must_use]
pub fn encode(menu: &Menu) -> Vec<u8> {
    let mut code = Vec::with_capacity(CODE_BYTES_MAX);
    code.extend_from_slice(&[0, VERSION]);
    code.extend_from_slice(menu.program.as_slice());
    code.extend_from_slice(menu.hub.as_slice());
    code.extend_from_slice(&menu.hubPerEther.to_be_bytes::<14>());
    // At most eight: looked at before.
    code.push(u8::try_from(menu.sources.len()).unwrap_or(u8::MAX));
    for source in &menu.sources {
        code.push(match source.kind {
            VenueKind::UniswapV2 | VenueKind::__Invalid => 0,
            VenueKind::UniswapV3 => 1,
        });
        code.extend_from_slice(source.factory.as_slice());
        code.extend_from_slice(source.poolInitCodeHash.as_slice());
        code.extend_from_slice(&source.fee.to_be_bytes::<3>());
    }
    code
}

/// The program that trades by the menu whose first bytes these are; `None` for the bytes of anything else.
#[must_use]
pub fn program_of(code: &[u8]) -> Option<Address> {
    let program = code.strip_prefix(&[0, VERSION])?.first_chunk::<20>()?;
    Some(Address::new(*program))
}

/// The menu in a code; `None` for any other code.
#[must_use]
pub fn decode(code: &[u8]) -> Option<Menu> {
    let (head, mut rest) = code.split_first_chunk::<HEAD_BYTES>()?;
    let head = head.strip_prefix(&[0, VERSION])?;
    let (program, head) = head.split_first_chunk::<20>()?;
    let (hub, head) = head.split_first_chunk::<20>()?;
    let (per_ether, count) = head.split_first_chunk::<14>()?;
    let mut sources = Vec::with_capacity(MAX_SOURCES);
    while !rest.is_empty() {
        let (source, behind) = rest.split_first_chunk::<SOURCE_BYTES>()?;
        sources.push(decode_source(source)?);
        rest = behind;
    }
    let menu = Menu {
        program: Address::new(*program),
        hub: Address::new(*hub),
        hubPerEther: U112::from_be_bytes(*per_ether),
        sources,
    };
    let got = menu.sources.len();
    let is_counted = usize::from(*count.first()?) == got;
    let is_within = (1..=MAX_SOURCES).contains(&got);
    (is_counted && is_within && menu.sources.iter().all(|source| is_fee(source.fee)))
        .then_some(menu)
}

fn decode_source(source: &[u8; SOURCE_BYTES]) -> Option<Source> {
    let (kind, rest) = source.split_first()?;
    let (factory, rest) = rest.split_first_chunk::<20>()?;
    let (hash, fee) = rest.split_first_chunk::<32>()?;
    Some(Source {
        kind: match kind {
            0 => VenueKind::UniswapV2,
            1 => VenueKind::UniswapV3,
            _ => return None,
        },
        factory: Address::new(*factory),
        poolInitCodeHash: B256::new(*hash),
        fee: U24::from_be_bytes::<3>(*fee.first_chunk()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menu(sources: u8) -> Menu {
        Menu {
            program: Address::repeat_byte(0x22),
            hub: Address::repeat_byte(0x11),
            hubPerEther: U112::from(3_850_250_000_u64),
            sources: (0..sources)
                .map(|index| Source {
                    kind: if index % 2 == 0 {
                        VenueKind::UniswapV3
                    } else {
                        VenueKind::UniswapV2
                    },
                    factory: Address::repeat_byte(index.wrapping_add(1)),
                    poolInitCodeHash: B256::repeat_byte(index.wrapping_add(101)),
                    fee: U24::from(999_999_u32.wrapping_sub(u32::from(index))),
                })
                .collect(),
        }
    }

    #[test]
    fn encode_has_the_documented_length_and_order() {
        let code = encode(&menu(2));
        assert_eq!(code.len(), 57 + 2 * 56);
        assert_eq!(code[..3], [0, 1, 0x22]);
        assert_eq!(code[22], 0x11);
        assert_eq!(code[56..59], [2, 1, 1]);
        assert_eq!(code[110..113], [0x0f, 0x42, 0x3f]);
        assert_eq!(code[113..115], [0, 2]);
    }

    #[test]
    fn program_of_reads_the_first_bytes_of_a_menu_and_of_nothing_else() {
        let code = encode(&menu(3));
        let program = Some(Address::repeat_byte(0x22));
        assert_eq!(program_of(&code), program);
        assert_eq!(program_of(&code[..PROGRAM_END]), program);
        assert_eq!(program_of(&code[..PROGRAM_END - 1]), None);
        assert_eq!(program_of(&code[1..]), None);
        assert_eq!(program_of(&[]), None);
    }

    #[test]
    fn decode_inverts_encode_and_accepts_nothing_else() {
        for sources in 1..=8 {
            let code = encode(&menu(sources));
            assert_eq!(decode(&code), Some(menu(sources)));
            for length in 0..code.len() {
                assert_eq!(decode(&code[..length]), None, "{length} bytes");
            }
            assert_eq!(decode(&[code.as_slice(), &[0]].concat()), None);
            for at in 0..code.len() {
                for bit in 0..8 {
                    let mut damaged = code.clone();
                    damaged[at] ^= 1 << bit;
                    if let Some(other) = decode(&damaged) {
                        assert_eq!(encode(&other), damaged, "byte {at}");
                    }
                }
            }
        }
        assert_eq!(decode(&encode(&menu(0))), None);
        assert_eq!(decode(&encode(&menu(9))), None);
    }
}
