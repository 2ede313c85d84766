// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// The loops of the benchmark around nothing: what they cost is taken off what they cost around a function.
abstract contract Empty {
    function one(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = a[i];
    }

    function two(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 2);
        for (uint256 i; i < r.length; ++i) r[i] = a[2 * i] ^ a[2 * i + 1];
    }

    function three(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 3);
        for (uint256 i; i < r.length; ++i) r[i] = a[3 * i] ^ a[3 * i + 1] ^ a[3 * i + 2];
    }
}
