// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

import {answerOf} from "Feed.sol";

interface IERC20 {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// The least that a deposit of one token can do: one transfer, shares minted. `deposit` prices them by N feeds and asks the
/// sequencer first; it keeps no balances, so what it prices them with is no NAV, and no answer's age is looked at.
contract FloorPriced {
    event Transfer(address indexed from, address indexed to, uint256 value);

    error TransferFailed(address token);
    error SequencerDown();

    mapping(address => uint256) public balanceOf;
    uint256 public totalSupply;

    function deposit(address token, uint256 amount, address[] calldata feeds, address sequencer) external {
        if (answerOf(sequencer) != 0) revert SequencerDown();
        uint256 worth;
        for (uint256 i; i < feeds.length; ++i) {
            worth += uint256(answerOf(feeds[i]));
        }
        take(token, amount);
        mint(amount * 1e18 / worth);
    }

    /// Without a price: one share for one token.
    function depositUnpriced(address token, uint256 amount) external {
        take(token, amount);
        mint(amount);
    }

    function take(address token, uint256 amount) private {
        if (!IERC20(token).transferFrom(msg.sender, address(this), amount)) revert TransferFailed(token);
    }

    function mint(uint256 shares) private {
        totalSupply += shares;
        unchecked {
            balanceOf[msg.sender] += shares;
        }
        emit Transfer(address(0), msg.sender, shares);
    }
}
