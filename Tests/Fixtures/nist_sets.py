"""The univariate data sets of NIST's Statistical Reference Datasets, with their certified values.

Lottery, Lew, Mavro and Michelson are measurements; their files under nist/ are data. PiDigits and the NumAcc sets follow a rule and
are made here. Every set is checked against its certified mean, standard deviation and lag-1 autocorrelation, to all certified digits.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from mpmath import mp

from exact import square_root
from fixture_files import require

# NIST's five thousand digits of pi have a 3 at this index where pi has an 8. The certified values are those of NIST's digits.
PI_DIGITS = 5_000
PI_WRONG_INDEX = 956
PI_WRONG_DIGIT = "3"


@dataclass(frozen=True)
class NISTSet:
    """A data set and what NIST certifies, as printed."""

    name: str
    count: int
    mean: str
    std: str
    autocorrelation: str
    measured: bool


SETS = [
    NISTSet("PiDigits", 5000, "4.53480000000000", "2.86733906028871", "-0.00355099287237972", False),
    NISTSet("Lottery", 218, "518.958715596330", "291.699727470969", "-0.120948622967393", True),
    NISTSet("Lew", 200, "-177.435000000000", "277.332168044316", "-0.307304800605679", True),
    NISTSet("Mavro", 50, "2.00185600000000", "0.000429123454003053", "0.937989183438248", True),
    NISTSet("Michelson", 100, "299.852400000000", "0.0790105478190518", "0.535199668621283", True),
    NISTSet("NumAcc1", 3, "10000002", "1", "-0.5", False),
    NISTSet("NumAcc2", 1001, "1.2", "0.1", "-0.999", False),
    NISTSet("NumAcc3", 1001, "1000000.2", "0.1", "-0.999", False),
    NISTSet("NumAcc4", 1001, "10000000.2", "0.1", "-0.999", False),
]


def pi_digits() -> list[str]:
    """NIST's digits of pi, its one slip included."""
    with mp.workdps(PI_DIGITS + 50):
        digits = list(mp.nstr(mp.pi, PI_DIGITS + 20).replace(".", "")[:PI_DIGITS])
    digits[PI_WRONG_INDEX] = PI_WRONG_DIGIT
    return digits


def around(first: str, low: str, high: str) -> list[str]:
    """The NumAcc2–4 pattern: the mean, then 500 pairs around it."""
    return [first] + [low, high] * 500


def made_fields(name: str) -> list[str]:
    """The values of a set that follows a rule."""
    match name:
        case "PiDigits":
            return pi_digits()
        case "NumAcc1":
            return ["10000001", "10000003", "10000002"]
        case "NumAcc2":
            return around("1.2", "1.1", "1.3")
        case "NumAcc3":
            return around("1000000.2", "1000000.1", "1000000.3")
        case "NumAcc4":
            return around("10000000.2", "10000000.1", "10000000.3")
    raise ValueError(f"{name} follows no rule")


def data_path(directory: Path, name: str) -> Path:
    """Where a set's file is."""
    return directory / "nist" / f"{name}.txt"


def read_fields(directory: Path, name: str) -> list[str]:
    """The values in a set's file: one a line, after lines that start with #."""
    lines = data_path(directory, name).read_text(encoding="ascii").splitlines()
    return [line for line in lines if not line.startswith("#")]


def file_text(nist: NISTSet, fields: list[str]) -> str:
    """What a set's file holds."""
    return (
        f"# {nist.name}: NIST Statistical Reference Datasets, univariate summary statistics. Public domain.\n"
        f"# certified mean {nist.mean}\n"
        f"# certified standard deviation (n - 1) {nist.std}\n"
        f"# certified lag-1 autocorrelation {nist.autocorrelation}\n" + "".join(f"{field}\n" for field in fields)
    )


def agrees(value: Fraction, certified: str) -> bool:
    """Whether the value is the certified one, to half a unit (and a little) of its fifteenth significant digit."""
    reference = Fraction(certified)
    return abs(value - reference) <= Fraction(6, 10**15) * abs(reference)


def check(nist: NISTSet, fields: list[str]) -> None:
    """Compare the decimal values, not the doubles nearest to them, with what NIST certifies."""
    values = [Fraction(field) for field in fields]
    require(len(values) == nist.count, nist.name)
    mean = sum(values, Fraction(0)) / len(values)
    deviations = [value - mean for value in values]
    squares = sum((d * d for d in deviations), Fraction(0))
    require(agrees(mean, nist.mean), nist.name)
    require(agrees(square_root(squares / (len(values) - 1)), nist.std), nist.name)
    neighbours = sum((a * b for a, b in pairwise(deviations)), Fraction(0))
    require(agrees(neighbours / squares, nist.autocorrelation), nist.name)


def make(directory: Path) -> None:
    """Write the sets that follow a rule, and check all."""
    for nist in SETS:
        if not nist.measured:
            text = file_text(nist, made_fields(nist.name))
            data_path(directory, nist.name).write_bytes(text.encode("ascii"))
        check(nist, read_fields(directory, nist.name))
