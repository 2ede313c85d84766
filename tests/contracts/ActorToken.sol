// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

import {Scripted} from "./Scripted.sol";

/// A test actor: an ERC-20 that anyone may mint, and that anyone may tell to misbehave in each way tokens are known for.
contract ActorToken is Scripted {
    enum Manner {
        Honest,
        /// Moves nothing and returns false.
        ReturnFalse,
        /// Moves nothing and reverts with a reason.
        Refuse,
        /// Moves nothing and reverts without one.
        RefuseSilently,
        /// Moves the amount and returns nothing, as some old tokens do.
        ReturnNothing,
        /// Moves the amount and returns the number two.
        ReturnTwo,
        /// The receiver gets one part in a hundred less.
        TakeFee,
        /// Says true and moves nothing.
        Pretend,
        /// Moves the amount and returns a megabyte that starts with true.
        ReturnMegabyte,
        /// Reverts with a megabyte.
        RefuseWithMegabyte,
        BurnGas,
        /// Refuses to move nothing.
        RefuseZero,
        /// Moves the amount and returns false.
        MoveAndReturnFalse,
        /// Refuses, as it is, when it is given less gas than a careful token wants.
        RefuseLowGas,
        /// Does not say what anyone holds, and refuses to move.
        RefuseAndHide
    }

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error GasRefused(uint256 got, uint256 needed);
    error TransferRefused(address from, address to, uint256 value);
    error BalanceTooLow(address account, uint256 balance, uint256 needed);
    error AllowanceTooLow(address spender, uint256 allowance, uint256 needed);

    uint256 private constant CAREFUL_GAS = 300_000;

    string public name = "Actor";
    string public symbol = "ACT";
    uint8 public immutable decimals;
    uint256 public totalSupply;
    mapping(address => uint256) private balances;
    mapping(address => mapping(address => uint256)) public allowance;

    Manner public manner;
    mapping(address => bool) public blocked;
    Step[] private hook;
    Memory private hookMode;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    function behave(Manner manner_) external {
        manner = manner_;
    }

    function balanceOf(address account) external view returns (uint256) {
        if (manner == Manner.RefuseAndHide) {
            revert();
        }
        return balances[account];
    }

    /// From now on the account can neither send nor receive.
    function block_(address account) external {
        blocked[account] = true;
    }

    function unblock(address account) external {
        blocked[account] = false;
    }

    /// Calls made in the middle of every transfer, after the sender's balance fell and before the receiver's grew.
    function hookOn(Step[] calldata steps, Memory mode) external {
        delete hook;
        hookMode = mode;
        for (uint256 i = 0; i < steps.length; i++) {
            hook.push(steps[i]);
        }
    }

    function mint(address to, uint256 value) external {
        totalSupply += value;
        balances[to] += value;
        emit Transfer(address(0), to, value);
    }

    function burn(address from, uint256 value) external {
        totalSupply -= value;
        balances[from] -= value;
        emit Transfer(from, address(0), value);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    /// Answers and does nothing, as a token does whose fallback answers anything.
    function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external {}

    function transfer(address to, uint256 value) external returns (bool) {
        move(msg.sender, to, value);
        return answer();
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < value) {
            revert AllowanceTooLow(msg.sender, allowed, value);
        }
        if (allowed != type(uint256).max) {
            allowance[from][msg.sender] = allowed - value;
        }
        move(from, to, value);
        return answer();
    }

    function move(address from, address to, uint256 value) private {
        bool empty = manner == Manner.RefuseZero && value == 0;
        if (manner == Manner.Refuse || empty || blocked[from] || blocked[to]) {
            revert TransferRefused(from, to, value);
        }
        if (manner == Manner.RefuseLowGas && gasleft() < CAREFUL_GAS) {
            revert GasRefused(gasleft(), CAREFUL_GAS);
        }
        if (manner == Manner.RefuseSilently || manner == Manner.RefuseAndHide) {
            assembly {
                revert(0, 0)
            }
        }
        if (manner == Manner.RefuseWithMegabyte) {
            assembly {
                // Fresh memory, so that every byte of it is zero.
                revert(0x1000, 0x100000)
            }
        }
        if (manner == Manner.BurnGas) {
            assembly {
                invalid()
            }
        }
        if (manner == Manner.ReturnFalse || manner == Manner.Pretend) {
            return;
        }
        uint256 held = balances[from];
        if (held < value) {
            revert BalanceTooLow(from, held, value);
        }
        balances[from] = held - value;
        take(hook, hookMode);
        uint256 fee = manner == Manner.TakeFee ? value / 100 : 0;
        totalSupply -= fee;
        balances[to] += value - fee;
        emit Transfer(from, to, value - fee);
    }

    function answer() private view returns (bool) {
        if (manner == Manner.ReturnNothing) {
            assembly {
                return(0, 0)
            }
        }
        if (manner == Manner.ReturnTwo) {
            assembly {
                mstore(0, 2)
                return(0, 0x20)
            }
        }
        if (manner == Manner.ReturnMegabyte) {
            assembly {
                mstore(0, 1)
                return(0, 0x100000)
            }
        }
        return manner != Manner.ReturnFalse && manner != Manner.MoveAndReturnFalse;
    }
}
