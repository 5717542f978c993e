"""The columns whose statistics are hard to get right, as the fields that would stand in a CSV file.

Only the arithmetic of random.Random is used for random values, so that they are the same on every machine.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import nist_sets
from fixture_files import sample_fields


@dataclass(frozen=True)
class Column:
    """A named column. `plain` says that numpy, scipy and pandas are right to 1e-9 on it; `certified` is NIST's."""

    name: str
    fields: list[str]
    plain: bool = False
    certified: nist_sets.NISTSet | None = None


def texts(values: list[float]) -> list[str]:
    """Shortest texts that read back as the same doubles."""
    return [repr(value) for value in values]


def normal(count: int, mean: float, sigma: float, seed: int) -> list[float]:
    """Normal values."""
    rng = random.Random(seed)
    return [rng.normalvariate(mean, sigma) for _ in range(count)]


def uniform() -> list[str]:
    """1,500 values between 1 and 1000."""
    rng = random.Random(101)
    return texts([rng.uniform(1, 1000) for _ in range(1500)])


def rare_outliers() -> list[str]:
    """Everyday values with six of 1e9 among them."""
    values = normal(2000, 20, 3, 105)
    for index in (3, 499, 500, 777, 1204, 1999):
        values[index] = 1e9
    return texts(values)


def mode_ties() -> list[str]:
    """Integers in which 3, 7 and 12 are equally frequent, and 12 is first."""
    rng = random.Random(106)
    fields = [str(rng.choice([1, 2, 5, 9, 20])) for _ in range(400)] + ["3", "7", "12"] * 150
    rng.shuffle(fields)
    return ["12", "12", *fields, "7", "3", "3", "7"]


def signed_zeros() -> list[str]:
    """Values and zeros of both signs."""
    rng = random.Random(107)
    return [rng.choice(["-0.0", "0.0", "0", "-0", "-1.5", "-2.25", "-3", "-40.125", "2.5"]) for _ in range(600)]


def many_exponents(count: int, largest: int, seed: int) -> list[str]:
    """Both signs, 17 significant digits, decimal exponents between -largest and largest."""
    rng = random.Random(seed)
    return [f"{rng.choice(['', '-'])}{rng.randint(1, 9)}.{rng.randrange(10**16):016}e{rng.randint(-largest, largest)}" for _ in range(count)]


def scaled(exponent: int, seed: int) -> list[str]:
    """Values around 10^exponent, whose squares no longer fit a double."""
    rng = random.Random(seed)
    return [f"{rng.uniform(0.5, 9.5)!r}e{exponent}" for _ in range(600)]


def near_the_largest() -> list[str]:
    """Values whose plain sum is infinite."""
    rng = random.Random(112)
    return [f"1.{rng.randint(1, 7)}{rng.randrange(1000):03}e308" for _ in range(40)]


def subnormals() -> list[str]:
    """Values below the smallest normal double."""
    rng = random.Random(113)
    return [f"{rng.randint(1, 4000)}e-323" for _ in range(40)]


def one_decimal() -> list[str]:
    """5,000 fields as a sensor gives them; exactly 1 % are missing."""
    rng = random.Random(109)
    fields = [f"{rng.normalvariate(18, 4):.1f}" for _ in range(5000)]
    for index in rng.sample(range(5000), 50):
        fields[index] = ""
    return fields


def missing_tokens() -> list[str]:
    """Every text that means missing, between values."""
    return ["", "1", "NA", "2.5", "N/A", "NaN", "-3", "nan", "null", "4", "NULL", ""]


def slow_trend() -> list[str]:
    """A line with noise."""
    rng = random.Random(110)
    return [f"{1000 + 0.37 * i + rng.normalvariate(0, 0.8):.3f}" for i in range(1200)]


def cancelling() -> list[str]:
    """Large values that cancel, and small ones that must survive."""
    rng = random.Random(114)
    fields = []
    for _ in range(200):
        large = rng.randrange(10**15, 10**16)
        fields += [str(large), f"{rng.uniform(-1, 1):.6f}", str(-large)]
    return fields


def hard_columns() -> list[Column]:
    """Every made column."""
    return [
        Column("uniform 1 to 1000", uniform(), plain=True),
        Column("normal, offset 0", texts(normal(1500, 0, 1, 102)), plain=True),
        Column("normal, offset 1e6", texts(normal(1500, 1e6, 1, 103))),
        Column("normal, offset 1e9", texts(normal(1500, 1e9, 1, 104))),
        Column("steps of one at 1e9", [str(10**9 + i) for i in range(1200)]),
        Column("steps of a thousandth at 1e9", [f"1000000000.{i:03}" for i in range(1000)]),
        Column("rare outliers", rare_outliers()),
        Column("constant", ["20"] * 700),
        Column("constant, not a binary fraction", ["0.1"] * 1001),
        Column("constant but for one", ["0.1"] * 600 + ["0.2"] + ["0.1"] * 399, plain=True),
        Column("no rows", []),
        Column("all missing", [""] * 5),
        Column("single value", ["42.5"]),
        Column("single value among missing", ["", "", "-7.25", ""]),
        Column("two values", ["1", "2"], plain=True),
        Column("two equal values", ["0.3", "0.3"]),
        Column("three values", ["1", "2", "4"], plain=True),
        Column("missing tokens", missing_tokens(), plain=True),
        Column("as many values as the window", texts(normal(500, 5, 2, 115)), plain=True),
        Column("one value more than the window", texts(normal(501, 5, 2, 116)), plain=True),
        Column("two values more than the window", texts(normal(502, 5, 2, 117)), plain=True),
        Column("alternating signs", ["1.5", "-1.5"] * 501, plain=True),
        Column("duplicates and mode ties", mode_ties(), plain=True),
        Column("negative values and signed zeros", signed_zeros(), plain=True),
        Column("seventeen digits, many exponents", many_exponents(800, 15, 108)),
        Column("huge range", many_exponents(700, 300, 111)),
        Column("around 1e200", scaled(200, 118)),
        Column("around 1e-200", scaled(-200, 119)),
        Column("near the largest double", near_the_largest()),
        Column("subnormal", subnormals()),
        Column("cancelling", cancelling()),
        Column("one decimal, one per cent missing", one_decimal(), plain=True),
        Column("slow trend and noise", slow_trend(), plain=True),
    ]


def nist_columns(directory: Path) -> list[Column]:
    """NIST's sets; the last three NumAcc sets are hard for numpy."""
    return [
        Column(nist.name, nist_sets.read_fields(directory, nist.name), nist.name in {"PiDigits", "Lottery", "Lew"}, nist) for nist in nist_sets.SETS
    ]


def all_columns(directory: Path) -> list[Column]:
    """The sample, the made columns and NIST's."""
    return [Column("sample", sample_fields(directory), plain=True), *hard_columns(), *nist_columns(directory)]
