// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

error FeedFailed(address feed);

/// The answer of a Chainlink feed and nothing else of its round: by hand, because what Solidity decodes around it would make the
/// floors higher than they are.
function answerOf(address feed) view returns (int256 answer) {
    bool done;
    assembly ("memory-safe") {
        mstore(0, 0xfeaf968c) // latestRoundData()
        done := staticcall(gas(), feed, 0x1c, 0x04, 0, 0x40)
        done := and(done, gt(returndatasize(), 0x3f))
        answer := mload(0x20)
    }
    if (!done) revert FeedFailed(feed);
}
