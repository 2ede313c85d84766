// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {FixedPointMathLib as F} from "solady/src/utils/FixedPointMathLib.sol";
import {Empty} from "./Empty.sol";

/// Solady's functions, each called for every argument.
contract Bench is Empty {
    function mulDivFloor(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 3);
        for (uint256 i; i < r.length; ++i) r[i] = F.fullMulDiv(a[3 * i], a[3 * i + 1], a[3 * i + 2]);
    }

    function mulDivCeil(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 3);
        for (uint256 i; i < r.length; ++i) r[i] = F.fullMulDivUp(a[3 * i], a[3 * i + 1], a[3 * i + 2]);
    }

    function sqrt(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = F.sqrt(a[i]);
    }

    function cbrt(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = F.cbrt(a[i]);
    }

    function exp(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = uint256(F.expWad(int256(a[i])));
    }

    function ln(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = uint256(F.lnWad(int256(a[i])));
    }

    function pow(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 2);
        for (uint256 i; i < r.length; ++i) r[i] = uint256(F.powWad(int256(a[2 * i]), int256(a[2 * i + 1])));
    }
}
