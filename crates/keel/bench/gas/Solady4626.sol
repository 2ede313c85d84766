// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

import {ERC4626} from "solady/src/tokens/ERC4626.sol";

/// Solady's vault of one asset, as it is.
contract Peer4626 is ERC4626 {
    address private immutable ASSET;

    constructor(address asset_) {
        ASSET = asset_;
    }

    function asset() public view override returns (address) {
        return ASSET;
    }

    function name() public pure override returns (string memory) {
        return "Peer";
    }

    function symbol() public pure override returns (string memory) {
        return "PEER";
    }
}
