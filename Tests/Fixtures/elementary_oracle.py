"""Make elementary_expected.json: elementary functions at hard arguments, to twice the precision of a double.

The values are mpmath's with 60 digits.
"""

import random
from pathlib import Path

import mpmath

from fixture_files import FIXTURES, require, write_json

OUTPUT = "elementary_expected.json"
SEED = 1752
COUNT = 150


def arguments(function: str, source: random.Random) -> list[float]:
    """Arguments of all sizes, and those at which something changes."""
    small = [source.choice([-1, 1]) * 10 ** source.uniform(-20, 0) for _ in range(COUNT // 4)]
    if function == "exp":
        return small + [source.uniform(-708, 709.7) for _ in range(COUNT)] + [source.uniform(-1, 1) for _ in range(COUNT)] + [0.0, 709.78, -708.39, 0.34657359027997264, 0.34657359027997267]
    if function == "expm1":
        return small + [source.uniform(-3, 3) for _ in range(COUNT)] + [0.35, 0.35000000000000003, -0.35, -40.0]
    if function == "log":
        return [10 ** source.uniform(-307, 308) for _ in range(COUNT)] + [source.uniform(0.5, 2) for _ in range(COUNT)] + [1.0, 5e-324, 1.7976931348623157e308, 1.0000000000000002, 0.9999999999999999, 1.4142135623730951, 0.7071067811865476]
    if function == "log1p":
        return small + [source.uniform(-0.999, 3) for _ in range(COUNT)] + [1e300, 0.5, -0.5]
    if function == "tanh":
        return small + [source.uniform(-19, 19) for _ in range(COUNT)] + [source.uniform(-1, 1) for _ in range(COUNT)] + [0.5, 0.4999999999999999, 25.0, -25.0]
    if function == "atanh":
        return small + [source.uniform(-1, 1) for _ in range(COUNT)] + [0.9999999999999999, -0.999]
    return [source.uniform(0, 1) for _ in range(COUNT)] + [10 ** source.uniform(-300, -1) for _ in range(COUNT)] + [0.075, 0.925, 0.5, 0.975, 0.9999999999999999, 0.0013, 1e-12]


def value(function: str, x: float) -> mpmath.mpf:
    """A function's value."""
    number = mpmath.mpf(x)
    if function == "quantile":
        # By Newton's method on the logarithm of the distribution, from the one that is known to be good to some digits.
        if number > 0.5:
            return -value_of_tail(1 - number)
        return value_of_tail(number)
    return getattr(mpmath, function)(number)


def value_of_tail(probability: mpmath.mpf) -> mpmath.mpf:
    """The normal quantile of a probability up to a half."""
    if probability == mpmath.mpf(1) / 2:
        return mpmath.mpf(0)
    guess = -mpmath.sqrt(-2 * mpmath.log(2 * probability)) if probability < 0.4 else (probability - 0.5) * mpmath.sqrt(2 * mpmath.pi)
    for _ in range(200):
        below = mpmath.erfc(-guess / mpmath.sqrt(2)) / 2
        step = (mpmath.log(below) - mpmath.log(probability)) * below / mpmath.npdf(guess)
        guess -= step
        if abs(step) < mpmath.mpf(10) ** -50 * max(1, abs(guess)):
            return guess
    raise AssertionError(f"no quantile of {probability}")


def parts(number: mpmath.mpf) -> list[float]:
    """The nearest double, and the double nearest to what is left."""
    high = float(number)
    return [high, float(number - mpmath.mpf(high))]


def make(directory: Path) -> None:
    """Write the fixture."""
    with mpmath.workdps(60):
        source = random.Random(SEED)
        functions = []
        for name in ["exp", "expm1", "log", "log1p", "tanh", "atanh", "quantile"]:
            cases = [[x, *parts(value(name, x))] for x in arguments(name, source)]
            functions.append({"name": name, "cases": cases})
        turns = []
        for denominator in [1, 2, 4, 7, 8, 12, 24, 48, 168, 365, 8766, 99991, 1 << 40]:
            for _ in range(20):
                numerator = source.randrange(-3 * denominator, 3 * denominator)
                angle = 2 * mpmath.pi * mpmath.mpf(numerator) / denominator
                cosine, sine = mpmath.cos(angle), mpmath.sin(angle)
                exact = [mpmath.mpf(0) if abs(v) < mpmath.mpf(10) ** -40 else v for v in (cosine, sine)]
                turns.append([numerator, denominator, *parts(exact[0]), *parts(exact[1])])
        require(abs(value("quantile", 0.975) - mpmath.mpf("1.959963984540054235524594430520551527955")) < mpmath.mpf(10) ** -15, "quantile")
        write_json(directory / OUTPUT, {"functions": functions, "turns": turns})


if __name__ == "__main__":
    make(FIXTURES)
