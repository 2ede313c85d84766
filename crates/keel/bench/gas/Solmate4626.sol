// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

import {ERC20} from "solmate/src/tokens/ERC20.sol";
import {ERC4626} from "solmate/src/tokens/ERC4626.sol";

/// Solmate's vault of one asset, as it is; what it holds is what it is worth.
contract Peer4626 is ERC4626 {
    constructor(address asset_) ERC4626(ERC20(asset_), "Peer", "PEER") {}

    function totalAssets() public view override returns (uint256) {
        return asset.balanceOf(address(this));
    }
}
