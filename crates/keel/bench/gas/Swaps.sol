// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.24;

import {answerOf} from "Feed.sol";

interface IERC20 {
    function transfer(address to, uint256 value) external returns (bool);
}

interface IPool {
    function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes calldata data)
        external
        returns (int256 amount0, int256 amount1);
}

/// The least that a holder of tokens can do to swap them on Uniswap V3: it calls each pool and pays what the pool asks for. It
/// does not know what a pool is, checks no output and keeps nothing; anyone could empty it. `swapPriced` also asks the sequencer
/// and reads N feeds, and does nothing with what they say.
contract FloorSwaps {
    struct Swap {
        address pool;
        address tokenIn;
        bool zeroForOne;
        uint256 amountIn;
    }

    error TransferFailed(address token);

    uint160 private constant LOWEST = 4295128740;
    uint160 private constant HIGHEST = 1461446703485210103287273052203988822378723970341;

    function swap(Swap[] calldata swaps) external {
        run(swaps);
    }

    function swapPriced(Swap[] calldata swaps, address[] calldata feeds, address sequencer) external {
        answerOf(sequencer);
        for (uint256 i; i < feeds.length; ++i) {
            answerOf(feeds[i]);
        }
        run(swaps);
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
        address token = abi.decode(data, (address));
        if (!IERC20(token).transfer(msg.sender, uint256(amount0 > 0 ? amount0 : amount1))) revert TransferFailed(token);
    }

    function run(Swap[] calldata swaps) private {
        for (uint256 i; i < swaps.length; ++i) {
            Swap calldata leg = swaps[i];
            IPool(leg.pool).swap(
                address(this),
                leg.zeroForOne,
                int256(leg.amountIn),
                leg.zeroForOne ? LOWEST : HIGHEST,
                abi.encode(leg.tokenIn)
            );
        }
    }
}
