// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

import {Scripted} from "./Scripted.sol";

/// A test actor that plays any contract: pool, aggregator, router, engine, oracle, borrower, attacker. For each selector it
/// is taught a script; what it was not taught it refuses.
contract Puppet is Scripted {
    mapping(bytes4 => bytes) private scripts;

    /// `script` is `abi.encode(Script)`.
    function learn(bytes4 selector, bytes calldata script) external {
        scripts[selector] = script;
    }

    /// Makes several calls in one transaction; a failing one is recorded and does not stop the others.
    function perform(Step[] calldata steps) external {
        take(steps, Memory.Recording);
    }

    /// Makes several calls in one transaction, or none: the first error ends them all.
    function performAll(Step[] calldata steps) external {
        take(steps, Memory.Strict);
    }

    fallback() external {
        bytes memory script = scripts[msg.sig];
        if (script.length == 0) {
            revert Unscripted(msg.sig);
        }
        run(script);
    }
}

/// Puts puppets where a Uniswap factory would put pools: whoever names this as its venue meets them.
contract PuppetFactory {
    function make(bytes32 salt) external returns (address) {
        return address(new Puppet{salt: salt}());
    }

    function initCodeHash() external pure returns (bytes32) {
        return keccak256(type(Puppet).creationCode);
    }
}
