#!/usr/bin/env python3
"""The arguments of `cargo keel bench math` and the truth about them, from mpmath and Python's integers.

    python3 -m pip install -r ../../../rebalance-math/reference/requirements.txt
    python3 arguments.py > arguments.csv

One row is `set,arguments,truth`: arguments are integers separated by spaces, in the functions' units; truth is the exact
result in the same unit, cut off nine digits behind the point. Everything follows from SEED.
"""

import random

from mpmath import mp, mpf

WAD = 10**18
TOP = 2**256
ROWS = 40
DIGITS = 9
mp.prec = 1_200
RANDOM = random.Random(20_261_121)


def between(low, high):
    return RANDOM.randint(low, high)


def of_bits(low, high):
    """Any length of so many bits is as likely as any other."""
    bits = between(low, high)
    return between(2 ** (bits - 1), 2**bits - 1)


def text(value):
    """A number that is known to far more than DIGITS digits, cut off behind them."""
    scaled = int(mp.floor(value * 10**DIGITS))
    sign, scaled = ("-", -scaled) if scaled < 0 else ("", scaled)
    return f"{sign}{scaled // 10**DIGITS}.{scaled % 10**DIGITS:0{DIGITS}}"


def ratio(numerator, denominator):
    scaled = numerator * 10**DIGITS // denominator
    return f"{scaled // 10**DIGITS}.{scaled % 10**DIGITS:0{DIGITS}}"


def show(name, arguments, truth):
    print(f"{name},{' '.join(map(str, arguments))},{truth}")


def mul_div(name, factor_bits, divisor_bits):
    rows = 0
    while rows < ROWS:
        a, b, d = of_bits(*factor_bits), of_bits(*factor_bits), of_bits(*divisor_bits)
        if a * b // d < TOP - 1:
            show(name, (a, b, d), ratio(a * b, d))
            rows += 1


def root(name, bits):
    for _ in range(ROWS):
        x = of_bits(*bits)
        show(f"sqrt {name}", (x,), text(mp.sqrt(mpf(x))))
        show(f"cbrt {name}", (x,), text(mp.cbrt(mpf(x))))


def of_one(name, draw, function):
    for _ in range(ROWS):
        x = draw()
        show(name, (x,), text(function(mpf(x) / WAD) * WAD))


def power(name, draw_x, draw_y):
    for _ in range(ROWS):
        x, y = draw_x(), draw_y()
        show(name, (x, y), text(mp.power(mpf(x) / WAD, mpf(y) / WAD) * WAD))


def main():
    print("set,arguments,truth")
    mul_div("mul_div small", (40, 110), (40, 110))
    mul_div("mul_div large", (129, 256), (129, 256))
    root("small", (2, 64))
    root("large", (193, 256))
    of_one("exp small", lambda: between(0, WAD), mp.exp)
    of_one("exp large", lambda: between(WAD, 130 * WAD), mp.exp)
    of_one("exp negative", lambda: between(-41 * WAD, 0), mp.exp)
    of_one("exp2 small", lambda: between(0, WAD), lambda x: mpf(2) ** x)
    of_one("exp2 large", lambda: between(WAD, 190 * WAD), lambda x: mpf(2) ** x)
    for name, function in (("ln", mp.log), ("log2", lambda x: mp.log(x) / mp.log(2))):
        of_one(f"{name} small", lambda: between(WAD, 2 * WAD), function)
        of_one(f"{name} large", lambda: of_bits(62, 255), function)
        of_one(f"{name} below one", lambda: of_bits(30, 59), function)
    power("pow small", lambda: between(WAD // 16, 16 * WAD), lambda: between(0, 4 * WAD))
    power("pow large", lambda: between(16 * WAD, 1_000 * WAD), lambda: between(4 * WAD, 8 * WAD))
    of_one("normal_cdf", lambda: between(-6 * WAD, 6 * WAD), mp.ncdf)


if __name__ == "__main__":
    main()
