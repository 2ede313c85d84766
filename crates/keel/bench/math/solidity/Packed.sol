// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// Drift, plan and covariances of `rebalance-math` for the EVM: the same results, with everything left out that the
/// stated ranges make needless. Words lie in memory unpacked, which is what computing on them costs least.
///
/// Every function is called so many times, with the first number one larger each time; the last result is returned.
contract Bench {
    error OutOfRange();

    uint256 private constant WAD = 1e18;
    uint256 private constant E36 = 1e36;
    uint256 private constant DUST_UNITS = 10;

    /// rounds, pairs of value (below 2^128) and target (at most 1e18).
    function drift(uint256[] calldata a) external pure returns (uint256[] memory r) {
        uint256 count = (a.length - 1) / 2;
        uint256[] memory pairs = copied(a[1:]);
        uint256 nav;
        for (uint256 i; i < count; ++i) nav += pairs[2 * i];
        r = new uint256[](1);
        for (uint256 round; round < a[0]; ++round) {
            pairs[0] += 1;
            r[0] = maxDriftCeil(pairs, nav);
        }
    }

    /// The largest |value / nav - target|, in wad, rounded up.
    function maxDriftCeil(uint256[] memory pairs, uint256 nav) private pure returns (uint256 drifted) {
        if (nav == 0 || nav >> 128 != 0) revert OutOfRange();
        assembly ("memory-safe") {
            let pair := add(pairs, 0x20)
            let end := add(pair, shl(5, mload(pairs)))
            for {} lt(pair, end) { pair := add(pair, 0x40) } {
                // Both below 2^192: their difference is a signed word.
                let away := sub(mul(mload(pair), WAD), mul(mload(add(pair, 0x20)), nav))
                let sign := sar(255, away)
                away := sub(xor(away, sign), sign)
                if gt(away, drifted) { drifted := away }
            }
            drifted := div(add(drifted, sub(nav, 1)), nav)
        }
    }

    /// rounds, pairs of amount and price.
    function values(uint256[] calldata a) external pure returns (uint256[] memory r) {
        uint256[] memory pairs = copied(a[1:]);
        r = new uint256[](pairs.length / 2);
        for (uint256 round; round < a[0]; ++round) {
            pairs[0] += 1;
            valued(pairs, r);
        }
    }

    /// amount * price / 1e36 of each pair, and their sum.
    function valued(uint256[] memory pairs, uint256[] memory worths) private pure returns (uint256 nav) {
        bool beyond;
        uint256 pair = start(pairs);
        uint256 slot = start(worths);
        uint256 end;
        unchecked {
            end = pair + 0x20 * pairs.length;
        }
        while (pair < end) {
            assembly ("memory-safe") {
                let amount := mload(pair)
                let price := mload(add(pair, 0x20))
                let worth := mul(amount, price)
                beyond := or(beyond, iszero(eq(div(worth, price), amount)))
                beyond := or(beyond, iszero(price))
                worth := div(worth, E36)
                mstore(slot, worth)
                // 2^137 each at most.
                nav := add(nav, worth)
                pair := add(pair, 0x40)
                slot := add(slot, 0x20)
            }
        }
        if (beyond) revert OutOfRange();
    }

    /// rounds, number of assets, tolerance; then amount, price and target of each asset.
    function plan(uint256[] calldata a) external pure returns (uint256[] memory r) {
        uint256 count = a[1];
        uint256 tolerance = a[2];
        uint256[] memory assets = copied(a[3:]);
        uint256 free = freePointer();
        for (uint256 round; round < a[0]; ++round) {
            // As if it were the first call: memory that was never used costs more.
            setFreePointer(free);
            assets[0] += 1;
            r = planned(assets, count, tolerance);
        }
    }

    /// sell, buy, amountIn and minOut of each trade that brings the portfolio to its targets through the first asset.
    function planned(uint256[] memory assets, uint256 count, uint256 tolerance)
        private
        pure
        returns (uint256[] memory trades)
    {
        if (count < 2 || count > 32 || tolerance >= WAD) revert OutOfRange();
        unchecked {
            // From here on, what the trades keep.
            tolerance = WAD - tolerance;
        }
        // Low and high value of each; later the deficit.
        uint256[] memory bounds = new uint256[](2 * count);
        (uint256 navLow, uint256 navHigh) = measured(assets, bounds);
        trades = new uint256[](4 * (count - 1));
        uint256 end = start(trades);
        uint256 budget;
        uint256 wanted;
        unchecked {
            uint256 hubPrice = load(start(assets) + 0x20);
            uint256 bound = start(bounds) + 0x40;
            uint256 asset = start(assets) + 0x60;
            for (uint256 i = 1; i < count; ++i) {
                uint256 target;
                uint256 low;
                assembly ("memory-safe") {
                    target := mload(add(asset, 0x40))
                    low := mload(bound)
                }
                uint256 targetHigh = (target * navHigh + (WAD - 1)) / WAD;
                if (low > targetHigh) {
                    uint256 price;
                    assembly ("memory-safe") {
                        price := mload(add(asset, 0x20))
                    }
                    uint256 amountIn = (low - targetHigh) * E36 / price;
                    uint256 minOut = minOutCeil(amountIn, price, hubPrice, tolerance);
                    if (minOut != 0) {
                        budget += minOut * hubPrice / E36;
                        assembly ("memory-safe") {
                            mstore(end, i)
                            mstore(add(end, 0x20), 0)
                            mstore(add(end, 0x40), amountIn)
                            mstore(add(end, 0x60), minOut)
                            end := add(end, 0x80)
                        }
                    }
                    assembly ("memory-safe") {
                        mstore(bound, 0)
                    }
                } else {
                    uint256 deficit = target * navLow / WAD;
                    assembly ("memory-safe") {
                        let high := mload(add(bound, 0x20))
                        deficit := mul(gt(deficit, high), sub(deficit, high))
                        mstore(bound, deficit)
                    }
                    wanted += deficit;
                }
                bound += 0x40;
                asset += 0x60;
            }
            budget += load(start(bounds));
            uint256 hubTarget = (load(start(assets) + 0x40) * navHigh + (WAD - 1)) / WAD;
            budget = budget > hubTarget ? budget - hubTarget : 0;
            end = bought(assets, bounds, tolerance, [wanted, budget], end);
            end = (end - start(trades)) / 0x20;
        }
        assembly ("memory-safe") {
            mstore(trades, end)
        }
    }

    /// Writes low and high values, and sums them.
    function measured(uint256[] memory assets, uint256[] memory bounds)
        private
        pure
        returns (uint256 navLow, uint256 navHigh)
    {
        uint256 targets;
        bool beyond;
        uint256 bound = start(bounds);
        uint256 asset = start(assets);
        uint256 end;
        unchecked {
            end = asset + 0x20 * assets.length;
        }
        while (asset < end) {
            assembly ("memory-safe") {
                let amount := mload(asset)
                let price := mload(add(asset, 0x20))
                let worth := mul(amount, price)
                // No price, or a product of more than a word.
                beyond := or(beyond, iszero(eq(div(worth, price), amount)))
                beyond := or(beyond, iszero(price))
                let low := div(worth, E36)
                let high := add(low, lt(mul(low, E36), worth))
                mstore(bound, low)
                mstore(add(bound, 0x20), high)
                navLow := add(navLow, low)
                navHigh := add(navHigh, high)
                targets := add(targets, mload(add(asset, 0x40)))
                bound := add(bound, 0x40)
                asset := add(asset, 0x60)
            }
        }
        // Then no product exceeds a word, but for those that are checked.
        if (beyond || navLow == 0 || navHigh >> 136 != 0 || targets != WAD) revert OutOfRange();
    }

    /// Buys every deficit, or its part when the budget does not pay for all.
    function bought(
        uint256[] memory assets,
        uint256[] memory bounds,
        uint256 kept,
        uint256[2] memory wantedAndBudget,
        uint256 end
    ) private pure returns (uint256) {
        unchecked {
            uint256 hubPrice = load(start(assets) + 0x20);
            uint256 wanted = wantedAndBudget[0];
            uint256 budget = wantedAndBudget[1];
            uint256 count = bounds.length / 2;
            uint256 bound = start(bounds);
            uint256 asset = start(assets) + 0x20;
            for (uint256 i = 1; i < count; ++i) {
                bound += 0x40;
                asset += 0x60;
                uint256 deficit;
                uint256 price;
                assembly ("memory-safe") {
                    deficit := mload(bound)
                    price := mload(asset)
                }
                if (deficit == 0) continue;
                if (wanted > budget) deficit = mulDiv(deficit, budget, wanted);
                uint256 amountIn = deficit * E36 / hubPrice;
                uint256 minOut = minOutCeil(amountIn, hubPrice, price, kept);
                if (minOut == 0) continue;
                assembly ("memory-safe") {
                    mstore(end, 0)
                    mstore(add(end, 0x20), i)
                    mstore(add(end, 0x40), amountIn)
                    mstore(add(end, 0x60), minOut)
                    end := add(end, 0x80)
                }
            }
        }
        return end;
    }

    /// ceil(ceil(amountIn * priceIn / priceOut) * kept / 1e18), or zero when losing ten units on either side would miss it. The
    /// first product is below a word, where a value is.
    function minOutCeil(uint256 amountIn, uint256 priceIn, uint256 priceOut, uint256 kept)
        private
        pure
        returns (uint256 least)
    {
        bool beyond;
        assembly ("memory-safe") {
            let worth := mul(amountIn, priceIn)
            let fair := div(worth, priceOut)
            fair := add(fair, lt(mul(fair, priceOut), worth))
            let scaled := mul(fair, kept)
            beyond := shr(196, fair)
            least := div(scaled, WAD)
            least := add(least, lt(mul(least, WAD), scaled))
            // A minimum of zero leaves no room for a loss of ten units either.
            let lost := sub(worth, mul(DUST_UNITS, priceIn))
            let missed := lt(div(lost, priceOut), add(least, DUST_UNITS))
            least := mul(least, iszero(or(lt(amountIn, DUST_UNITS), missed)))
        }
        if (beyond) revert OutOfRange();
    }

    /// Of factors below 2^136: the product may exceed a word (Remco Bloemen's method).
    function mulDiv(uint256 x, uint256 y, uint256 d) private pure returns (uint256 z) {
        assembly ("memory-safe") {
            z := mul(x, y)
            let high := sub(mulmod(x, y, not(0)), z)
            high := sub(high, gt(z, add(high, z)))
            switch high
            case 0 { z := div(z, d) }
            default {
                let rest := mulmod(x, y, d)
                high := sub(high, gt(rest, z))
                z := sub(z, rest)
                let twos := and(d, sub(0, d))
                d := div(d, twos)
                z := or(div(z, twos), mul(high, add(div(sub(0, twos), twos), 1)))
                let inverse := xor(2, mul(3, d))
                inverse := mul(inverse, sub(2, mul(d, inverse)))
                inverse := mul(inverse, sub(2, mul(d, inverse)))
                inverse := mul(inverse, sub(2, mul(d, inverse)))
                inverse := mul(inverse, sub(2, mul(d, inverse)))
                inverse := mul(inverse, sub(2, mul(d, inverse)))
                inverse := mul(inverse, sub(2, mul(d, inverse)))
                z := mul(z, inverse)
            }
        }
    }

    /// rounds, number of assets, keep, gain, shift, returns, covariances (lower triangle).
    function covariances(uint256[] calldata a) external pure returns (uint256[] memory r) {
        uint256 count = a[1];
        uint256[] memory returned = copied(a[5:5 + count]);
        r = copied(a[5 + count:]);
        for (uint256 round; round < a[0]; ++round) {
            unchecked {
                returned[0] += 1;
            }
            update(r, returned, a[2], a[3], a[4]);
        }
    }

    /// c * keep / 2^64 + r_i * r_j * gain / 2^shift, each towards zero.
    function update(uint256[] memory packed, uint256[] memory returned, uint256 keep, uint256 gain, uint256 shift)
        private
        pure
    {
        uint256 beyond;
        assembly ("memory-safe") {
            let entry := add(packed, 0x20)
            let first := add(returned, 0x20)
            let end := add(first, shl(5, mload(returned)))
            let unit := shl(shift, 1)
            for { let i := first } lt(i, end) { i := add(i, 0x20) } {
                // Below 2^63 * 2^64.
                let own := mul(mload(i), gain)
                for { let j := first } iszero(gt(j, i)) { j := add(j, 0x20) } {
                    let next := add(sdiv(mul(mload(entry), keep), 0x10000000000000000), sdiv(mul(own, mload(j)), unit))
                    mstore(entry, next)
                    // Magnitudes below 2^96, and -2^96 itself, have no bit beyond.
                    beyond := or(beyond, shr(97, add(next, 0x1000000000000000000000000)))
                    entry := add(entry, 0x20)
                }
            }
        }
        if (beyond != 0) revert OutOfRange();
    }

    function copied(uint256[] calldata a) private pure returns (uint256[] memory) {
        return a;
    }

    function start(uint256[] memory words) private pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := add(words, 0x20)
        }
    }

    function load(uint256 pointer) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(pointer)
        }
    }

    function freePointer() private pure returns (uint256 pointer) {
        assembly {
            pointer := mload(0x40)
        }
    }

    function setFreePointer(uint256 pointer) private pure {
        assembly {
            mstore(0x40, pointer)
        }
    }
}
