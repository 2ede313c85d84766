//! ArbWasm: the precompile through which a chain activates Stylus programs and tells what they cost.

use alloy::primitives::{Address, address};

/// Where the precompile is on every Arbitrum chain.
pub const ARB_WASM: Address = address!("0x0000000000000000000000000000000000000071");

pub use interface::ArbWasm;

mod interface {
    #![allow(
        missing_docs,
        reason = "generated; named as in Arbitrum's documentation"
    )]

    alloy::sol! {
        #[sol(rpc, abi)]
        interface ArbWasm {
            event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);

            event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

            error ProgramNotWasm();
            error ProgramNotActivated();
            error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
            error ProgramExpired(uint64 ageInSeconds);
            error ProgramUpToDate();
            error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
            error ProgramInsufficientValue(uint256 have, uint256 want);

            function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
            function codehashKeepalive(bytes32 codehash) external payable;
            function expiryDays() external view returns (uint16 expiry);
            function keepaliveDays() external view returns (uint16 keepalive);
            function codehashVersion(bytes32 codehash) external view returns (uint16 version);
            function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
            function programMemoryFootprint(address program) external view returns (uint16 footprint);
            function programTimeLeft(address program) external view returns (uint64 secondsLeft);
            function stylusVersion() external view returns (uint16 version);
        }
    }
}
