// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// OpenZeppelin's token as it is, with decimals of its own and a mint for its creator.
contract PlainToken is ERC20 {
    uint8 private immutable OWN_DECIMALS;
    address private immutable CREATOR;

    error NotTheCreator(address caller);

    constructor(string memory name_, string memory symbol_, uint8 decimals_) ERC20(name_, symbol_) {
        OWN_DECIMALS = decimals_;
        CREATOR = msg.sender;
    }

    function decimals() public view override returns (uint8) {
        return OWN_DECIMALS;
    }

    function mint(address to, uint256 value) external {
        if (msg.sender != CREATOR) revert NotTheCreator(msg.sender);
        _mint(to, value);
    }
}
