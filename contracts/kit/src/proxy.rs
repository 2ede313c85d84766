//! The account of a vault: a minimal proxy of two programs, and where CREATE2 puts it.
//!
//! Its runtime code delegates `rebalance` to one program and every other call to another, the core. It is ERC-1167's with
//! a comparison more, and has no other behaviour, so an account with exactly this code is known to run exactly these
//! programs. Were the core to pass a rebalance on, its frame and its page of memory would stay open below every
//! program and pool that the rebalance calls, which costs more than all that the comparison ever will.
//!
//! ```text
//! 36 3d 3d 37                      the calldata, to memory
//! 3d 3d 3d 36 3d                   0, and: nothing out, calldata in
//! 73 REBALANCE 73 CORE             both programs
//! 3d 35 60 e0 1c 63 SELECTOR 14    is the selector that of `rebalance`?
//! 60 42 57 90 5b 50                then drop the core, else the other
//! 5a f4                            delegate with all gas
//! 3d 82 80 3e 90 3d 91             what came back, to memory
//! 60 51 57 fd 5b f3                revert or return with it
//! ```

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;

use crate::abi::IVaultRebalance::rebalanceCall;

/// Bytes of the runtime code.
pub const RUNTIME_BYTES: usize = 83;
/// Copies the bytes that follow these ten into the account.
const DEPLOY: [u8; 10] = [0x3d, 0x60, 0x53, 0x80, 0x60, 0x0a, 0x3d, 0x39, 0x81, 0xf3];
const BEFORE_REBALANCE: [u8; 10] = [0x36, 0x3d, 0x3d, 0x37, 0x3d, 0x3d, 0x3d, 0x36, 0x3d, 0x73];
const BEFORE_CORE: [u8; 1] = [0x73];
const BEFORE_SELECTOR: [u8; 6] = [0x3d, 0x35, 0x60, 0xe0, 0x1c, 0x63];
const AFTER_SELECTOR: [u8; 22] = [
    0x14, 0x60, 0x42, 0x57, 0x90, 0x5b, 0x50, 0x5a, 0xf4, 0x3d, 0x82, 0x80, 0x3e, 0x90, 0x3d, 0x91,
    0x60, 0x51, 0x57, 0xfd, 0x5b, 0xf3,
];

/// The programs of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Programs {
    /// What answers every call but one.
    pub core: Address,
    /// What answers `rebalance`.
    pub rebalance: Address,
}

impl Programs {
    /// The code of an account that runs these programs.
    #[must_use]
    pub fn runtime(&self) -> Vec<u8> {
        [
            BEFORE_REBALANCE.as_slice(),
            self.rebalance.as_slice(),
            &BEFORE_CORE,
            self.core.as_slice(),
            &BEFORE_SELECTOR,
            &rebalanceCall::SELECTOR,
            &AFTER_SELECTOR,
        ]
        .concat()
    }

    /// Init code that makes such an account.
    #[must_use]
    pub fn init_code(&self) -> Vec<u8> {
        [DEPLOY.as_slice(), &self.runtime()].concat()
    }

    /// Where `creator` makes such an account under `salt`.
    #[must_use]
    pub fn address_of(&self, creator: Address, salt: B256) -> Address {
        creator.create2_from_code(salt, self.init_code())
    }

    /// The programs that an account with this code runs; `None` when it is no such proxy.
    #[must_use]
    pub fn of_code(code: &[u8]) -> Option<Self> {
        let rest = code.strip_prefix(&BEFORE_REBALANCE)?;
        let (rebalance, rest) = rest.split_first_chunk::<20>()?;
        let (core, _) = rest.strip_prefix(&BEFORE_CORE)?.split_first_chunk::<20>()?;
        let programs = Self {
            core: Address::new(*core),
            rebalance: Address::new(*rebalance),
        };
        (programs.runtime() == code).then_some(programs)
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{address, b256, hex};

    use super::*;

    const PROGRAMS: Programs = Programs {
        core: Address::repeat_byte(0xbe),
        rebalance: Address::repeat_byte(0xaf),
    };

    #[test]
    fn init_code_returns_all_of_the_runtime() {
        let code = PROGRAMS.init_code();
        assert_eq!(code[..10], hex!("3d605380600a3d3981f3"));
        assert_eq!(code[10..], PROGRAMS.runtime());
        assert_eq!(PROGRAMS.runtime().len(), RUNTIME_BYTES);
    }

    #[test]
    fn runtime_jumps_to_its_own_jump_destinations() {
        let code = PROGRAMS.runtime();
        for (push, target) in [(62, 0x42), (77, 0x51)] {
            assert_eq!((code[push], code[push + 1]), (0x60, target));
            assert_eq!(code[push + 2], 0x57);
            assert_eq!(code[usize::from(target)], 0x5b);
        }
    }

    #[test]
    fn of_code_reads_a_proxy_and_nothing_else() {
        let code = PROGRAMS.runtime();
        assert_eq!(Programs::of_code(&code), Some(PROGRAMS));
        assert_eq!(Programs::of_code(&[code.as_slice(), &[0]].concat()), None);
        assert_eq!(Programs::of_code(&[]), None);
        for at in (0..10).chain(30..31).chain(51..83) {
            let mut damaged = code.clone();
            damaged[at] ^= 1;
            assert_eq!(Programs::of_code(&damaged), None, "byte {at}");
        }
    }

    #[test]
    fn address_of_follows_create2() {
        // keccak256(0xff ++ creator ++ salt ++ keccak256(init code)), computed with another keccak.
        let creator = address!("00000000000000000000000000000000deadbeef");
        let salt = b256!("00000000000000000000000000000000000000000000000000000000cafebabe");
        assert_eq!(
            PROGRAMS.address_of(creator, salt),
            address!("f4c7729b61dc291e32e6db69359330a2c31a33fd")
        );
    }
}
