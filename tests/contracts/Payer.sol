// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

interface IToken {
    function transfer(address to, uint256 value) external returns (bool);
}

/// A payer that is no vault: it pays whatever anyone asks it to, so that a test sees what the router alone does.
contract Payer {
    error NotPaid(address token, uint256 amount);

    bytes public answer;
    uint256 public payments;

    function pay(address token, uint256 amount, address to) external {
        payments += 1;
        if (!IToken(token).transfer(to, amount)) {
            revert NotPaid(token, amount);
        }
    }

    /// Calls, and keeps the answer; what the callee reverts with is passed on.
    function order(address to, bytes calldata data) external {
        (bool ok, bytes memory result) = to.call(data);
        if (!ok) {
            assembly {
                revert(add(result, 32), mload(result))
            }
        }
        answer = result;
    }
}
