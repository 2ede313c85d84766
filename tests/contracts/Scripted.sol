// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

/// A test actor, deployed by the tests only: it makes the calls it was told to make, remembers how each ended, and then
/// answers with the bytes it was told to answer.
abstract contract Scripted {
    struct Step {
        address target;
        bytes data;
    }

    /// What becomes of a step's outcome. Recording writes storage, so it is not for static calls.
    enum Memory {
        /// Remembered, whatever it is.
        Recording,
        /// Forgotten, whatever it is.
        Quiet,
        /// A failed step ends the whole script with the step's own error data.
        Strict,
        /// As Recording, with the hash of what came back: it fits into less gas.
        Hashing
    }

    enum Ending {
        Return,
        Revert,
        BurnGas
    }

    struct Script {
        Step[] steps;
        Memory mode;
        Ending ending;
        bytes answer;
        /// Zero bytes after the answer: a return bomb of any size from a small script.
        uint256 padding;
    }

    struct Outcome {
        bool ok;
        bytes data;
    }

    error Unscripted(bytes4 selector);

    Outcome[] private recorded;

    function outcomes() external view returns (Outcome[] memory) {
        return recorded;
    }

    function run(bytes memory encoded) internal {
        Script memory script = abi.decode(encoded, (Script));
        take(script.steps, script.mode);
        end(script);
    }

    function take(Step[] memory steps, Memory mode) internal {
        for (uint256 i = 0; i < steps.length; i++) {
            (bool ok, bytes memory data) = steps[i].target.call(steps[i].data);
            if (mode == Memory.Recording) {
                recorded.push(Outcome(ok, data));
            } else if (mode == Memory.Hashing) {
                recorded.push(Outcome(ok, abi.encode(keccak256(data))));
            } else if (mode == Memory.Strict && !ok) {
                assembly {
                    revert(add(data, 0x20), mload(data))
                }
            }
        }
    }

    function end(Script memory script) private pure {
        if (script.ending == Ending.BurnGas) {
            assembly {
                invalid()
            }
        }
        bytes memory answer = script.answer;
        uint256 padding = script.padding;
        bool reverting = script.ending == Ending.Revert;
        assembly {
            let length := mload(answer)
            let start := mload(0x40)
            for { let i := 0 } lt(i, length) { i := add(i, 0x20) } {
                mstore(add(start, i), mload(add(add(answer, 0x20), i)))
            }
            // Bytes between the answer's last word and here may be dirty; a script with padding has whole words.
            switch reverting
            case 0 { return(start, add(length, padding)) }
            default { revert(start, add(length, padding)) }
        }
    }
}
