// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

/// The token of `token/` beside this file, for the EVM: same functions, same checks, same storage, same event.
contract Erc20 {
    event Transfer(address indexed from, address indexed to, uint256 value);

    error BalanceTooLow(address account, uint256 balance, uint256 needed);

    mapping(address => uint256) public balanceOf;
    uint256 public totalSupply;

    function mint(address to, uint256 value) external {
        totalSupply += value;
        unchecked {
            balanceOf[to] += value;
        }
        emit Transfer(address(0), to, value);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        uint256 balance = balanceOf[msg.sender];
        if (balance < value) revert BalanceTooLow(msg.sender, balance, value);
        unchecked {
            balanceOf[msg.sender] = balance - value;
            balanceOf[to] += value;
        }
        emit Transfer(msg.sender, to, value);
        return true;
    }
}
