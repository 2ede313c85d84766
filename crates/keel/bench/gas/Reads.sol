// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

import {answerOf} from "Feed.sol";

/// The least that a reader of feeds can do: the sequencer's answer and those of N feeds, as they are.
contract FloorReads {
    function read(address[] calldata feeds, address sequencer) external view returns (int256[] memory answers) {
        answerOf(sequencer);
        answers = new int256[](feeds.length);
        for (uint256 i; i < feeds.length; ++i) {
            answers[i] = answerOf(feeds[i]);
        }
    }
}
