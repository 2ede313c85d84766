// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Empty} from "./Empty.sol";

/// OpenZeppelin's functions, each called for every argument.
contract Bench is Empty {
    function mulDivFloor(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 3);
        for (uint256 i; i < r.length; ++i) r[i] = Math.mulDiv(a[3 * i], a[3 * i + 1], a[3 * i + 2]);
    }

    function mulDivCeil(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length / 3);
        for (uint256 i; i < r.length; ++i) {
            r[i] = Math.mulDiv(a[3 * i], a[3 * i + 1], a[3 * i + 2], Math.Rounding.Ceil);
        }
    }

    function sqrt(uint256[] calldata a) external pure returns (uint256[] memory r) {
        r = new uint256[](a.length);
        for (uint256 i; i < r.length; ++i) r[i] = Math.sqrt(a[i]);
    }
}
