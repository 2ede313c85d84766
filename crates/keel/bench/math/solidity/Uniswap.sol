// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {FullMath} from "@uniswap/v3-core/contracts/libraries/FullMath.sol";
import {Empty} from "./Empty.sol";

/// Uniswap V3's functions, each called for every argument.
contract Bench is Empty {
    function mulDivFloor(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 3);
        for (uint256 i; i < r.length; ++i) r[i] = FullMath.mulDiv(a[3 * i], a[3 * i + 1], a[3 * i + 2]);
    }

    function mulDivCeil(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 3);
        for (uint256 i; i < r.length; ++i) r[i] = FullMath.mulDivRoundingUp(a[3 * i], a[3 * i + 1], a[3 * i + 2]);
    }
}
