//! A vault's constitution, packed into the code of a data contract.
//!
//! What never changes is stored as code: one read brings all of it for what a single cold storage word costs, however
//! many assets there are. The code is `00` (STOP, so that nobody can run it) and then, big-endian and without gaps:
//!
//! ```text
//! version u8 = 1 | assets u8
//! the programs of the suite (20 bytes each, in the order of the ABI)
//! sequencer feed 20 | grace seconds u32
//! venue factory 20 | pool init code hash 32
//! band bps u16 | minimum interval s u32 | tolerance bps u16 | maximum loss bps u16  | triggers 32
//! loss window bps u16, s u32 | loss fuse bps u16, s u32
//! base fee bps u16 | drift fee bps u16 | minimum hold s u32 | daily flow bps u16 | share cap u112
//! per asset: token 20 | target wad u64 | pool fee u24 | error bps u16 | aggregator 20 | maximum age s u32 | feed dec u8 | token dec u8
//! name and symbol (`title`)
//! ```
//!
//! 1. `decode(encode(c)) == c` for every constitution that [`encode`] accepts.
//! 2. [`decode`] accepts nothing else but for the title, which is read when it is asked for: for all bytes, `decode(b) = Some(c)` implies `encode(c) = b`. It never panics.

use alloy_primitives::aliases::{U24, U112};
use alloy_primitives::{Address, B256, U256};

use crate::abi::{Asset, Feed, FlowPolicy, LossLimits, Policy, Sequencer, Suite, Venue};
use crate::suite;
use crate::title::Title;

const STOP: u8 = 0;
const VERSION: u8 = 1;
/// How far the suite reaches: what is enough of the code for [`decode_suite`].
pub const SUITE_BYTES: usize = 3 + 20 * suite::PROGRAMS;
const HEADER_BYTES: usize = SUITE_BYTES + 154;
const ASSET_BYTES: usize = 59;
const TEXT_BYTES_MAX: usize = 256;

/// No constitution of 32 assets is longer.
pub const CODE_BYTES_MAX: usize = HEADER_BYTES + 32 * ASSET_BYTES + 2 * TEXT_BYTES_MAX;

/// All that is fixed when a vault is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constitution {
    /// The programs that the vault works with.
    pub suite: Suite,
    /// The uptime feed that prices depend on.
    pub sequencer: Sequencer,
    /// Where its pools are.
    pub venue: Venue,
    /// When it trades, and what a trade may cost.
    pub policy: Policy,
    /// What its trading may lose over time.
    pub loss_limits: LossLimits,
    /// What priced flows cost and how much of them there may be.
    pub flow_policy: FlowPolicy,
    /// Its constituents, the hub first.
    pub assets: Vec<Asset>,
    /// Name and symbol of the share token.
    pub title: Title,
}

/// The code of the data contract; `None` when a value is wider than its field.
#[must_use]
pub fn encode(constitution: &Constitution) -> Option<Vec<u8>> {
    let Constitution {
        suite,
        sequencer,
        venue,
        policy,
        loss_limits,
        flow_policy,
        assets,
        title,
    } = constitution;
    let count = u8::try_from(assets.len()).ok()?;
    let mut code = Vec::with_capacity(CODE_BYTES_MAX);
    code.extend_from_slice(&[STOP, VERSION, count]);
    for program in suite::programs(suite) {
        code.extend_from_slice(program.as_slice());
    }
    code.extend_from_slice(sequencer.feed.as_slice());
    code.extend_from_slice(&sequencer.graceSeconds.to_be_bytes());
    code.extend_from_slice(venue.factory.as_slice());
    code.extend_from_slice(venue.poolInitCodeHash.as_slice());
    code.extend_from_slice(&policy.bandBps.to_be_bytes());
    code.extend_from_slice(&policy.minIntervalSeconds.to_be_bytes());
    code.extend_from_slice(&policy.toleranceBps.to_be_bytes());
    code.extend_from_slice(&policy.maxLossBps.to_be_bytes());
    code.extend_from_slice(policy.triggers.as_slice());
    code.extend_from_slice(&loss_limits.windowBps.to_be_bytes());
    code.extend_from_slice(&loss_limits.windowSeconds.to_be_bytes());
    code.extend_from_slice(&loss_limits.fuseBps.to_be_bytes());
    code.extend_from_slice(&loss_limits.fuseSeconds.to_be_bytes());
    code.extend_from_slice(&flow_policy.baseFeeBps.to_be_bytes());
    code.extend_from_slice(&flow_policy.driftFeeBps.to_be_bytes());
    code.extend_from_slice(&flow_policy.minHoldSeconds.to_be_bytes());
    code.extend_from_slice(&flow_policy.dailyFlowBps.to_be_bytes());
    code.extend_from_slice(&flow_policy.shareCap.to_be_bytes::<14>());
    for Asset {
        token,
        targetWad,
        poolFee,
        errorBps,
        feed,
    } in assets
    {
        code.extend_from_slice(token.as_slice());
        code.extend_from_slice(&u64::try_from(*targetWad).ok()?.to_be_bytes());
        code.extend_from_slice(&poolFee.to_be_bytes::<3>());
        code.extend_from_slice(&errorBps.to_be_bytes());
        code.extend_from_slice(feed.aggregator.as_slice());
        code.extend_from_slice(&feed.maxAgeSeconds.to_be_bytes());
        code.extend_from_slice(&[feed.feedDecimals, feed.tokenDecimals]);
    }
    code.extend_from_slice(title.packed());
    Some(code)
}

/// The constitution in the code of a data contract; `None` for any other code.
#[must_use]
pub fn decode(code: &[u8]) -> Option<Constitution> {
    let mut reader = Reader {
        rest: code,
        is_broken: false,
    };
    let (count, suite) = reader.head()?;
    let sequencer = Sequencer {
        feed: reader.address(),
        graceSeconds: reader.u32(),
    };
    let venue = Venue {
        factory: reader.address(),
        poolInitCodeHash: reader.word(),
    };
    let policy = Policy {
        bandBps: reader.u16(),
        minIntervalSeconds: reader.u32(),
        toleranceBps: reader.u16(),
        maxLossBps: reader.u16(),
        triggers: reader.word(),
    };
    let loss_limits = LossLimits {
        windowBps: reader.u16(),
        windowSeconds: reader.u32(),
        fuseBps: reader.u16(),
        fuseSeconds: reader.u32(),
    };
    let flow_policy = FlowPolicy {
        baseFeeBps: reader.u16(),
        driftFeeBps: reader.u16(),
        minHoldSeconds: reader.u32(),
        dailyFlowBps: reader.u16(),
        shareCap: U112::from_be_bytes(reader.take::<14>()),
    };
    let mut assets = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        assets.push(reader.asset());
    }
    (!reader.is_broken).then(|| Constitution {
        suite,
        sequencer,
        venue,
        policy,
        loss_limits,
        flow_policy,
        assets,
        title: Title::from_packed(reader.rest),
    })
}

/// The suite alone, from the first [`SUITE_BYTES`] of the code; `None` for any other code.
#[must_use]
pub fn decode_suite(code: &[u8]) -> Option<Suite> {
    let mut reader = Reader {
        rest: code,
        is_broken: false,
    };
    let (_, suite) = reader.head()?;
    (!reader.is_broken).then_some(suite)
}

/// Init code that deploys `code` as it is; `None` when it is longer than 65,535 bytes.
#[must_use]
pub fn init_code(code: &[u8]) -> Option<Vec<u8>> {
    const PUSH2: u8 = 0x61;
    // DUP1, PUSH1 10 (where the code starts in this init code), PUSH0, CODECOPY, PUSH0, RETURN
    const COPY_AND_RETURN: [u8; 7] = [0x80, 0x60, 10, 0x5f, 0x39, 0x5f, 0xf3];
    let [high, low] = u16::try_from(code.len()).ok()?.to_be_bytes();
    Some([&[PUSH2, high, low], COPY_AND_RETURN.as_slice(), code].concat())
}

/// What is left to read. What is not there reads as zero, and is noted.
struct Reader<'a> {
    rest: &'a [u8],
    is_broken: bool,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let Some((taken, rest)) = self.rest.split_first_chunk() else {
            self.is_broken = true;
            return [0; N];
        };
        self.rest = rest;
        *taken
    }

    /// The number of assets and the suite; `None` for another kind of code.
    #[inline(never)]
    fn head(&mut self) -> Option<(u8, Suite)> {
        let [stop, version, count] = self.take();
        if (stop, version) != (STOP, VERSION) {
            return None;
        }
        let mut programs = [Address::ZERO; suite::PROGRAMS];
        for program in &mut programs {
            *program = self.address();
        }
        Some((count, suite::of_programs(programs)))
    }

    #[inline(never)]
    fn word(&mut self) -> B256 {
        B256::new(self.take())
    }

    #[inline(never)]
    fn u16(&mut self) -> u16 {
        u16::from_be_bytes(self.take())
    }

    #[inline(never)]
    fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.take())
    }

    #[inline(never)]
    fn address(&mut self) -> Address {
        Address::new(self.take())
    }

    #[inline(never)]
    fn asset(&mut self) -> Asset {
        let token = self.address();
        let target = u64::from_be_bytes(self.take());
        let [fee0, fee1, fee2] = self.take();
        let error_bps = self.u16();
        let aggregator = self.address();
        let max_age_seconds = self.u32();
        let [feed_decimals, token_decimals] = self.take();
        Asset {
            token,
            targetWad: U256::from_limbs([target, 0, 0, 0]),
            poolFee: U24::from_be_bytes([fee0, fee1, fee2]),
            errorBps: error_bps,
            feed: Feed {
                aggregator,
                maxAgeSeconds: max_age_seconds,
                feedDecimals: feed_decimals,
                tokenDecimals: token_decimals,
            },
        }
    }
}

#[cfg(test)]
#[allow(non_snake_case, reason = "fields have the names of the ABI")]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn address() -> impl Strategy<Value = Address> {
        any::<[u8; 20]>().prop_map(Address::new)
    }

    fn asset() -> impl Strategy<Value = Asset> {
        (
            address(),
            any::<u64>(),
            any::<[u8; 3]>(),
            address(),
            any::<(u16, u32, u8, u8)>(),
        )
            .prop_map(
                |(
                    token,
                    target,
                    fee,
                    aggregator,
                    (errorBps, maxAgeSeconds, feedDecimals, tokenDecimals),
                )| {
                    Asset {
                        token,
                        targetWad: U256::from(target),
                        poolFee: U24::from_be_bytes(fee),
                        errorBps,
                        feed: Feed {
                            aggregator,
                            maxAgeSeconds,
                            feedDecimals,
                            tokenDecimals,
                        },
                    }
                },
            )
    }

    prop_compose! {
        fn constitution()(
            programs in proptest::array::uniform10(address()),
            feed in address(),
            factory in address(),
            poolInitCodeHash in any::<[u8; 32]>().prop_map(B256::new),
            (graceSeconds, minIntervalSeconds) in any::<(u32, u32)>(),
            (bandBps, toleranceBps, maxLossBps) in any::<(u16, u16, u16)>(),
            triggers in any::<[u8; 32]>().prop_map(B256::new),
            (windowBps, windowSeconds, fuseBps, fuseSeconds) in any::<(u16, u32, u16, u32)>(),
            (baseFeeBps, driftFeeBps, minHoldSeconds, dailyFlowBps) in any::<(u16, u16, u32, u16)>(),
            shareCap in any::<[u8; 14]>().prop_map(U112::from_be_bytes),
            assets in vec(asset(), 0..40),
            (name, symbol) in ("\\PC{0,60}", "\\PC{0,20}"),
        ) -> Constitution {
            Constitution {
                suite: suite::of_programs(programs),
                sequencer: Sequencer { feed, graceSeconds },
                venue: Venue { factory, poolInitCodeHash },
                policy: Policy { bandBps, minIntervalSeconds, toleranceBps, maxLossBps, triggers },
                loss_limits: LossLimits { windowBps, windowSeconds, fuseBps, fuseSeconds },
                flow_policy: FlowPolicy { baseFeeBps, driftFeeBps, minHoldSeconds, dailyFlowBps, shareCap },
                assets,
                title: Title::new(&name, &symbol).unwrap_or_default(),
            }
        }
    }

    fn smallest() -> Constitution {
        Constitution {
            suite: Suite::default(),
            sequencer: Sequencer::default(),
            venue: Venue::default(),
            policy: Policy::default(),
            loss_limits: LossLimits::default(),
            flow_policy: FlowPolicy::default(),
            assets: Vec::new(),
            title: Title::default(),
        }
    }

    #[test]
    fn encode_has_the_documented_length_and_order() {
        let mut constitution = smallest();
        constitution.suite.router = Address::repeat_byte(0xab);
        constitution.policy.maxLossBps = 0x0102;
        constitution.loss_limits.fuseSeconds = 0x0506_0708;
        constitution.flow_policy.shareCap = U112::from(0x0304);
        constitution.assets = vec![
            Asset {
                targetWad: U256::from(3),
                ..Asset::default()
            };
            32
        ];
        constitution.title = Title::new("Name", "").unwrap();
        let code = encode(&constitution).unwrap();
        assert_eq!(code.len(), 357 + 32 * 59 + 1 + 4 + 1);
        assert_eq!(code[..3], [0, 1, 32]);
        assert_eq!(code[183..203], [0xab; 20]);
        assert_eq!(code[287..289], [1, 2]);
        assert_eq!(code[329..333], [5, 6, 7, 8]);
        assert_eq!(code[355..357], [3, 4]);
        assert_eq!(code[357 + 20..357 + 28], [0, 0, 0, 0, 0, 0, 0, 3]);
        assert_eq!(code[code.len() - 6..], *b"\x04Name\x00");
    }

    #[test]
    fn encode_refuses_a_value_that_is_wider_than_its_field() {
        let mut constitution = smallest();
        constitution.assets = vec![Asset {
            targetWad: U256::from(u64::MAX) + U256::ONE,
            ..Asset::default()
        }];
        assert_eq!(encode(&constitution), None);
        constitution.assets = vec![Asset::default(); 256];
        assert_eq!(encode(&constitution), None);
    }

    #[test]
    fn init_code_copies_what_follows_it() {
        let code = [0, 1, 2, 3];
        assert_eq!(
            init_code(&code).unwrap(),
            [
                0x61, 0, 4, 0x80, 0x60, 10, 0x5f, 0x39, 0x5f, 0xf3, 0, 1, 2, 3
            ]
        );
        assert_eq!(init_code(&[0; 65_536]), None);
    }

    proptest! {
        #[test]
        fn prop_decode_inverts_encode(constitution in constitution()) {
            let code = encode(&constitution);
            prop_assume!(code.is_some());
            let code = code.unwrap();
            prop_assert_eq!(decode_suite(&code[..SUITE_BYTES]), Some(constitution.suite.clone()));
            prop_assert_eq!(decode_suite(&code[..SUITE_BYTES - 1]), None);
            prop_assert_eq!(decode(&code), Some(constitution));
        }

        #[test]
        fn prop_decode_refuses_what_ends_before_the_title(constitution in constitution(), cut in 1_usize..400) {
            let code = encode(&constitution);
            prop_assume!(code.is_some());
            let code = code.unwrap();
            let end = code.len().saturating_sub(constitution.title.packed().len());
            prop_assert_eq!(decode(&code[..end.saturating_sub(cut)]), None);
        }

        #[test]
        fn prop_decode_is_strict_on_damaged_bytes(constitution in constitution(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let code = encode(&constitution);
            prop_assume!(code.is_some());
            let mut code = code.unwrap();
            let at = at.index(code.len());
            code[at] = byte;
            if let Some(other) = decode(&code) {
                prop_assert_eq!(encode(&other), Some(code));
            }
        }

        #[test]
        fn prop_decode_never_panics(code in vec(any::<u8>(), 0..600)) {
            if let Some(constitution) = decode(&code) {
                prop_assert_eq!(encode(&constitution), Some(code));
            }
        }
    }
}
