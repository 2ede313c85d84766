// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {mulDiv, sqrt as root} from "@prb/math/src/Common.sol";
import {SD59x18, exp as signedExp, ln as signedLn, log2 as signedLog2} from "@prb/math/src/SD59x18.sol";
import {
    UD60x18,
    exp as unsignedExp,
    exp2 as unsignedExp2,
    ln as unsignedLn,
    log2 as unsignedLog2,
    pow as unsignedPow
} from "@prb/math/src/UD60x18.sol";
import {Empty} from "./Empty.sol";

/// PRBMath's functions, each called for every argument: UD60x18 where it serves the arguments, else SD59x18.
contract Bench is Empty {
    function mulDivFloor(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 3);
        for (uint256 i; i < r.length; ++i) r[i] = mulDiv(a[3 * i], a[3 * i + 1], a[3 * i + 2]);
    }

    function sqrt(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = root(a[i]);
    }

    function exp(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = UD60x18.unwrap(unsignedExp(UD60x18.wrap(a[i])));
    }

    function expOfNegative(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) {
            r[i] = uint256(SD59x18.unwrap(signedExp(SD59x18.wrap(int256(a[i])))));
        }
    }

    function exp2(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = UD60x18.unwrap(unsignedExp2(UD60x18.wrap(a[i])));
    }

    function ln(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = UD60x18.unwrap(unsignedLn(UD60x18.wrap(a[i])));
    }

    function lnBelowOne(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) {
            r[i] = uint256(SD59x18.unwrap(signedLn(SD59x18.wrap(int256(a[i])))));
        }
    }

    function log2(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = UD60x18.unwrap(unsignedLog2(UD60x18.wrap(a[i])));
    }

    function log2BelowOne(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) {
            r[i] = uint256(SD59x18.unwrap(signedLog2(SD59x18.wrap(int256(a[i])))));
        }
    }

    function pow(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 2);
        for (uint256 i; i < r.length; ++i) {
            r[i] = UD60x18.unwrap(unsignedPow(UD60x18.wrap(a[2 * i]), UD60x18.wrap(a[2 * i + 1])));
        }
    }
}
