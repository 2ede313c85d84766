// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

interface IERC20 {
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// The least that a basket with shares can do: every token moves once, shares are minted or burnt. It keeps no balances and no
/// list of tokens, measures nothing, checks no maximum, and believes its caller how much of each token a share is.
contract FloorInKind {
    event Transfer(address indexed from, address indexed to, uint256 value);

    error TransferFailed(address token);

    mapping(address => uint256) public balanceOf;
    uint256 public totalSupply;

    function deposit(address[] calldata tokens, uint256[] calldata amounts, uint256 shares) external {
        for (uint256 i; i < tokens.length; ++i) {
            if (!IERC20(tokens[i]).transferFrom(msg.sender, address(this), amounts[i])) revert TransferFailed(tokens[i]);
        }
        totalSupply += shares;
        unchecked {
            balanceOf[msg.sender] += shares;
        }
        emit Transfer(address(0), msg.sender, shares);
    }

    function redeem(address[] calldata tokens, uint256[] calldata amounts, uint256 shares) external {
        balanceOf[msg.sender] -= shares;
        unchecked {
            totalSupply -= shares;
        }
        emit Transfer(msg.sender, address(0), shares);
        for (uint256 i; i < tokens.length; ++i) {
            if (!IERC20(tokens[i]).transfer(msg.sender, amounts[i])) revert TransferFailed(tokens[i]);
        }
    }
}
