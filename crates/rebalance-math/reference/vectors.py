#!/usr/bin/env python3
"""Reference vectors for rebalance-math's arithmetic, from mpmath and Python's integers.

    python3 -m pip install -r requirements.txt
    python3 vectors.py full vectors.csv     # every row (about 1.1 million), and its SHA-256
    python3 vectors.py sample sample.csv    # the named rows and every SAMPLE_EVERY-th other

One row is `function,arguments,floor,ceil,name`: arguments are integers separated by spaces, in the function's units;
floor and ceil are the truth rounded down and up, or `overflow`, `zero` (a zero divisor) and `logarithm` (of zero) when there
is none. Rows of the boundary list carry a name; random rows do not.

The random rows follow from SEED alone (only getrandbits of Python's Mersenne Twister is used), so the file has
one digest: digest.txt. Nothing here shares a line with the code under test: values are computed with 768 bits and
rounded once, roots and quotients with unbounded integers.
"""

import hashlib
import random
import sys
from math import isqrt

from mpmath import mp, mpf

SEED = 20_240_229
SAMPLE_EVERY = 650
WAD = 10**18
TOP = 2**256
mp.prec = 768
RANDOM = random.Random(SEED)

OVERFLOW, ZERO, LOGARITHM = "overflow", "zero", "logarithm"


# --- Truth -----------------------------------------------------------------------------------------------------------


def whole(value):
    """Both roundings of a real number known to 2^-400; closer to a whole number than that is that number."""
    nearest = int(mp.nint(value))
    if abs(value - nearest) < mpf(2) ** -400:
        return nearest, nearest
    floor = int(mp.floor(value))
    return floor, floor + 1


def unsigned(pair):
    return tuple(OVERFLOW if value >= TOP else value for value in pair)


def ratio(numerator, denominator):
    if denominator == 0:
        return ZERO, ZERO
    return unsigned((numerator // denominator, -(-numerator // denominator)))


def exponential(x, base):
    if abs(x) > 200 * WAD:
        return (0, 1) if x < 0 else (OVERFLOW, OVERFLOW)
    return unsigned(whole(base ** (mpf(x) / WAD) * WAD))


def exp(x):
    return exponential(x, mp.e)


def exp2(x):
    return exponential(x, mpf(2))


def ln(x):
    return whole(mp.log(mpf(x) / WAD) * WAD) if x else (LOGARITHM, LOGARITHM)


def log2(x):
    return whole(mp.log(mpf(x) / WAD) / mp.ln2 * WAD) if x else (LOGARITHM, LOGARITHM)


def power(x, y):
    if y == 0:
        return WAD, WAD
    if x == 0:
        return (ZERO, ZERO) if y < 0 else (0, 0)
    if x == WAD:
        return WAD, WAD
    logarithm = mp.log(mpf(x) / WAD) * y / WAD
    if logarithm > 200:
        return OVERFLOW, OVERFLOW
    if logarithm < -200:
        return 0, 1
    return unsigned(whole(mp.exp(logarithm) * WAD))


def root2(n):
    floor = isqrt(n)
    return floor, floor + (floor * floor != n)


def root3(n):
    low, high = 0, 1 << (n.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**3 <= n:
            low = middle
        else:
            high = middle - 1
    return low, low + (low**3 != n)


def normal_cdf(z):
    if abs(z) > 40 * WAD:
        return (WAD - 1, WAD) if z > 0 else (0, 1)
    with mp.workprec(320):
        # Known to far more than 2^-100, and a whole number at zero only.
        value = mp.ncdf(mpf(z) / WAD) * WAD
        floor = int(mp.floor(value))
    return (WAD // 2, WAD // 2) if z == 0 else (floor, floor + 1)


TRUTH = {
    "exp": exp,
    "exp2": exp2,
    "ln": ln,
    "log2": log2,
    "pow": power,
    "sqrt": root2,
    "sqrt_wad": lambda x: root2(x * WAD),
    "cbrt": root3,
    "cbrt_wad": lambda x: root3(x * WAD * WAD),
    "mul_div": lambda a, b, d: ratio(a * b, d),
    "mul_wad": lambda a, b: ratio(a * b, WAD),
    "div_wad": lambda a, b: ratio(a * WAD, b),
    "normal_cdf": normal_cdf,
}


# --- Arguments -------------------------------------------------------------------------------------------------------


def below(limit):
    """Uniform below a limit."""
    bits = (limit - 1).bit_length()
    while True:
        value = RANDOM.getrandbits(bits)
        if value < limit:
            return value


def of_length(longest, shortest=0):
    """Of a uniformly random length in bits."""
    bits = shortest + below(longest - shortest + 1)
    return RANDOM.getrandbits(bits - 1) | 1 << (bits - 1) if bits > 1 else bits


def sign():
    return -1 if RANDOM.getrandbits(1) else 1


def clamp(value):
    return max(0, min(TOP - 1, value))


def edge():
    """Zero, one, powers of two and ten moved by one, the largest, any length."""
    kind = below(8)
    if kind == 0:
        return below(4)
    if kind == 1:
        return clamp((1 << below(257)) + below(3) - 1)
    if kind == 2:
        return clamp(10 ** below(78) + below(3) - 1)
    if kind == 3:
        return TOP - 1 - below(4)
    return of_length(256)


def near_one():
    return clamp(WAD + sign() * of_length(59))


def some_exp():
    kind = below(4)
    if kind == 0:
        return (sign() * of_length(68),)
    if kind == 1:
        # Around multiples of ln 2, where the reduced exponent is almost zero or almost one.
        return (int((below(260) - 60) * mp.ln2 * WAD) + sign() * of_length(10),)
    return (below(178 * WAD) - 42 * WAD,)


def some_exp2():
    kind = below(4)
    if kind == 0:
        return (sign() * of_length(68),)
    if kind == 1:
        # Around sixteenths of an octave.
        return ((below(16 * 260) - 16 * 61) * WAD // 16 + sign() * of_length(6),)
    return (below(257 * WAD) - 60 * WAD,)


def some_logarithm():
    kind = below(8)
    if kind == 0:
        return (max(1, edge()),)
    if kind < 3:
        return (max(1, near_one()),)
    if kind == 3:
        # Half-way between two entries of a table of sixteenths of an octave.
        middle = mpf(2) ** (mpf(below(16 * 250) - 16 * 59) / 16 + mpf(1) / 32)
        return (max(1, clamp(int(middle * WAD) + sign() * of_length(8))),)
    return (max(1, of_length(256)),)


def some_pow():
    kind = below(8)
    if kind == 0:
        # Whole powers and even roots.
        base = max(1, of_length(12))
        order = 1 + below(6)
        return clamp(base**order * WAD // 10 ** below(3)), sign() * (1 + below(12)) * WAD // order
    if kind == 1:
        return edge(), sign() * below(3 * WAD)
    if kind == 2:
        return max(1, near_one()), sign() * of_length(125)
    if kind < 5:
        return WAD // 16 + below(16 * WAD), below(4 * WAD)
    # An exponent that keeps the result in range, or just not.
    x = max(1, of_length(256))
    if x == WAD:
        return x, below(WAD)
    logarithm = mp.log(mpf(x) / WAD)
    target = mpf(below(180 * WAD)) / WAD - 43
    return x, int(target / logarithm * WAD)


def some_sqrt():
    root = of_length(128)
    return (clamp(root * root + below(3) - 1) if below(2) else edge(),)


def some_sqrt_wad():
    root = of_length(157)
    return (clamp(root * root // WAD + below(3) - 1) if below(2) else edge(),)


def some_cbrt():
    root = of_length(86)
    return (clamp(root**3 + below(3) - 1) if below(2) else edge(),)


def some_cbrt_wad():
    root = of_length(125)
    return (clamp(root**3 // WAD**2 + below(3) - 1) if below(2) else edge(),)


def some_mul_div():
    kind = below(3)
    if kind == 0:
        return edge(), edge(), edge()
    if kind == 1:
        a = edge()
        return a, edge(), clamp(a + below(3) - 1)
    # A quotient that is in range.
    a, b = of_length(256), of_length(256)
    shortest = max(1, (a * b).bit_length() - 256)
    return a, b, of_length(256, shortest)


def some_normal_cdf():
    kind = below(4)
    if kind == 0:
        return (sign() * of_length(64),)
    return (below(19 * WAD) - 95 * WAD // 10,)


COUNTS = [
    ("exp", 200_000, some_exp),
    ("exp2", 80_000, some_exp2),
    ("ln", 160_000, some_logarithm),
    ("log2", 80_000, some_logarithm),
    ("pow", 240_000, some_pow),
    ("sqrt", 50_000, some_sqrt),
    ("sqrt_wad", 50_000, some_sqrt_wad),
    ("cbrt", 40_000, some_cbrt),
    ("cbrt_wad", 40_000, some_cbrt_wad),
    ("mul_div", 100_000, some_mul_div),
    ("mul_wad", 20_000, lambda: (edge(), edge())),
    ("div_wad", 20_000, lambda: (edge(), edge())),
    ("normal_cdf", 60_000, some_normal_cdf),
]

LARGEST_EXP = int(mp.floor(mp.log(mpf(TOP) / WAD) * WAD))
LARGEST_EXP2 = int(mp.floor(mp.log(mpf(TOP) / WAD) / mp.ln2 * WAD))
LARGEST = TOP - 1

NAMED = [
    ("exp_of_zero", "exp", 0),
    ("exp_of_one", "exp", WAD),
    ("exp_of_minus_one", "exp", -WAD),
    ("exp_of_one_unit", "exp", 1),
    ("exp_of_minus_one_unit", "exp", -1),
    ("exp_last_that_is_not_zero", "exp", -41446531673892822312),
    ("exp_first_that_is_zero", "exp", -41446531673892822313),
    ("exp_largest", "exp", LARGEST_EXP),
    ("exp_first_overflow", "exp", LARGEST_EXP + 1),
    ("exp_signed_limit_of_others", "exp", 135305999368893231588),
    ("exp_beyond_signed_limit_of_others", "exp", 135305999368893231589),
    ("exp_of_the_largest", "exp", LARGEST),
    ("exp_of_the_smallest", "exp", -LARGEST),
    ("exp2_of_zero", "exp2", 0),
    ("exp2_of_one", "exp2", WAD),
    ("exp2_of_minus_one", "exp2", -WAD),
    ("exp2_of_half", "exp2", WAD // 2),
    ("exp2_last_exact_fraction", "exp2", -18 * WAD),
    ("exp2_first_inexact_fraction", "exp2", -19 * WAD),
    ("exp2_largest_whole", "exp2", 196 * WAD),
    ("exp2_largest", "exp2", LARGEST_EXP2),
    ("exp2_first_overflow", "exp2", LARGEST_EXP2 + 1),
    ("exp2_of_the_largest", "exp2", LARGEST),
    ("exp2_of_the_smallest", "exp2", -LARGEST),
    ("ln_of_zero", "ln", 0),
    ("ln_of_one_unit", "ln", 1),
    ("ln_of_one", "ln", WAD),
    ("ln_just_below_one", "ln", WAD - 1),
    ("ln_just_above_one", "ln", WAD + 1),
    ("ln_of_e_rounded_down", "ln", 2718281828459045235),
    ("ln_of_e_rounded_up", "ln", 2718281828459045236),
    ("ln_of_two", "ln", 2 * WAD),
    ("ln_of_half", "ln", WAD // 2),
    ("ln_of_ten", "ln", 10 * WAD),
    ("ln_longest_exact_input", "ln", 2**168 - 1),
    ("ln_first_shortened_input", "ln", 2**168 + 1),
    ("ln_of_the_largest", "ln", LARGEST),
    ("log2_of_zero", "log2", 0),
    ("log2_of_one_unit", "log2", 1),
    ("log2_of_one", "log2", WAD),
    ("log2_of_the_largest", "log2", LARGEST),
    ("log2_of_the_largest_power", "log2", WAD << 196),
    ("log2_of_the_smallest_power", "log2", WAD >> 18),
    ("pow_zero_to_the_zero", "pow", 0, 0),
    ("pow_zero_to_one_unit", "pow", 0, 1),
    ("pow_zero_to_minus_one_unit", "pow", 0, -1),
    ("pow_largest_to_the_zero", "pow", LARGEST, 0),
    ("pow_largest_to_the_one", "pow", LARGEST, WAD),
    ("pow_largest_to_just_above_one", "pow", LARGEST, WAD + 1),
    ("pow_largest_to_just_below_one", "pow", LARGEST, WAD - 1),
    ("pow_largest_to_minus_one", "pow", LARGEST, -WAD),
    ("pow_one_unit_to_the_one", "pow", 1, WAD),
    ("pow_one_unit_to_minus_one", "pow", 1, -WAD),
    ("pow_one_unit_to_minus_three", "pow", 1, -3 * WAD),
    ("pow_one_unit_to_minus_four", "pow", 1, -4 * WAD),
    ("pow_one_to_the_largest", "pow", WAD, LARGEST),
    ("pow_one_to_the_smallest", "pow", WAD, -LARGEST),
    ("pow_just_above_one_to_the_largest", "pow", WAD + 1, LARGEST),
    ("pow_just_below_one_to_the_largest", "pow", WAD - 1, LARGEST),
    ("pow_just_above_one_in_range", "pow", WAD + 1, 135 * 10**36),
    ("pow_just_below_one_in_range", "pow", WAD - 1, 40 * 10**36),
    ("pow_just_below_one_to_a_negative", "pow", WAD - 1, -135 * 10**36),
    ("pow_root_of_four", "pow", 4 * WAD, WAD // 2),
    ("pow_root_of_two", "pow", 2 * WAD, WAD // 2),
    ("pow_cube_of_two", "pow", 2 * WAD, 3 * WAD),
    ("pow_cube_of_half", "pow", WAD // 2, 3 * WAD),
    ("pow_inverse_cube_of_two", "pow", 2 * WAD, -3 * WAD),
    ("pow_largest_power_of_two", "pow", 2 * WAD, 196 * WAD),
    ("pow_first_power_of_two_too_large", "pow", 2 * WAD, 197 * WAD),
    ("pow_power_of_ten_of_the_smallest", "pow", 10 * WAD, -18 * WAD),
    ("pow_power_of_ten_below_a_unit", "pow", 10 * WAD, -19 * WAD),
    ("pow_square_of_three_halves", "pow", 3 * WAD // 2, 2 * WAD),
    ("pow_power_of_three_beyond_2_150", "pow", 3 * WAD, 110 * WAD),
    ("pow_fifth_root_of_243", "pow", 243 * WAD, WAD // 5),
    ("pow_sixteenth_root_of_65536", "pow", 65536 * WAD, WAD // 16),
    ("sqrt_of_zero", "sqrt", 0),
    ("sqrt_of_one", "sqrt", 1),
    ("sqrt_of_two", "sqrt", 2),
    ("sqrt_of_three", "sqrt", 3),
    ("sqrt_below_the_largest_square", "sqrt", (2**128 - 1) ** 2 - 1),
    ("sqrt_of_the_largest_square", "sqrt", (2**128 - 1) ** 2),
    ("sqrt_of_the_largest", "sqrt", LARGEST),
    ("sqrt_wad_of_zero", "sqrt_wad", 0),
    ("sqrt_wad_of_one_unit", "sqrt_wad", 1),
    ("sqrt_wad_of_one", "sqrt_wad", WAD),
    ("sqrt_wad_of_four", "sqrt_wad", 4 * WAD),
    ("sqrt_wad_of_the_largest", "sqrt_wad", LARGEST),
    ("cbrt_of_zero", "cbrt", 0),
    ("cbrt_of_one", "cbrt", 1),
    ("cbrt_of_seven", "cbrt", 7),
    ("cbrt_of_eight", "cbrt", 8),
    ("cbrt_of_nine", "cbrt", 9),
    ("cbrt_below_the_largest_cube", "cbrt", root3(LARGEST)[0] ** 3 - 1),
    ("cbrt_of_the_largest_cube", "cbrt", root3(LARGEST)[0] ** 3),
    ("cbrt_of_the_largest", "cbrt", LARGEST),
    ("cbrt_wad_of_zero", "cbrt_wad", 0),
    ("cbrt_wad_of_one_unit", "cbrt_wad", 1),
    ("cbrt_wad_of_eight", "cbrt_wad", 8 * WAD),
    ("cbrt_wad_of_the_largest", "cbrt_wad", LARGEST),
    ("mul_div_by_zero", "mul_div", 1, 1, 0),
    ("mul_div_of_zero_by_zero", "mul_div", 0, 0, 0),
    ("mul_div_largest_by_itself", "mul_div", LARGEST, LARGEST, LARGEST),
    ("mul_div_largest_overflow_by_one", "mul_div", LARGEST, LARGEST, LARGEST - 1),
    ("mul_div_ceil_alone_overflows", "mul_div", LARGEST, 2**255 + 1, 2**255),
    ("mul_div_largest_quotient_with_rest", "mul_div", LARGEST, LARGEST - 1, LARGEST),
    ("mul_wad_of_ones", "mul_wad", WAD, WAD),
    ("mul_wad_of_units", "mul_wad", 1, 1),
    ("mul_wad_of_the_largest", "mul_wad", LARGEST, LARGEST),
    ("div_wad_by_zero", "div_wad", 1, 0),
    ("div_wad_by_three", "div_wad", WAD, 3 * WAD),
    ("div_wad_of_the_largest", "div_wad", LARGEST, WAD),
    ("normal_cdf_of_zero", "normal_cdf", 0),
    ("normal_cdf_of_one_unit", "normal_cdf", 1),
    ("normal_cdf_of_minus_one_unit", "normal_cdf", -1),
    ("normal_cdf_of_one", "normal_cdf", WAD),
    ("normal_cdf_of_minus_one", "normal_cdf", -WAD),
    ("normal_cdf_of_1_96", "normal_cdf", 1959963984540054235),
    ("normal_cdf_of_minus_eight", "normal_cdf", -8 * WAD),
    ("normal_cdf_last_above_a_unit", "normal_cdf", -8757290348782315063),
    ("normal_cdf_first_below_a_unit", "normal_cdf", -8757290348782315064),
    ("normal_cdf_of_nine", "normal_cdf", 9 * WAD),
    ("normal_cdf_of_minus_nine", "normal_cdf", -9 * WAD),
    ("normal_cdf_of_the_largest", "normal_cdf", LARGEST),
    ("normal_cdf_of_the_smallest", "normal_cdf", -LARGEST),
]


def row(function, arguments, name=""):
    floor, ceil = TRUTH[function](*arguments)
    return f"{function},{' '.join(map(str, arguments))},{floor},{ceil},{name}\n"


def rows():
    """Every row, and whether it belongs to the sample."""
    for name, function, *arguments in NAMED:
        yield row(function, arguments, name), True
    for function, count, arguments in COUNTS:
        for index in range(count):
            # Drawn always, so that the sample is a part of the whole; computed below only when asked for.
            yield (function, arguments()), index % SAMPLE_EVERY == 0


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("full", "sample"):
        sys.exit(__doc__)
    is_full = sys.argv[1] == "full"
    digest, written = hashlib.sha256(), 0
    with open(sys.argv[2], "w", encoding="ascii") as out:
        for line, is_sampled in rows():
            if is_full or is_sampled:
                line = line if isinstance(line, str) else row(*line)
                out.write(line)
                digest.update(line.encode())
                written += 1
    print(f"{digest.hexdigest()} {written} rows")


if __name__ == "__main__":
    main()
