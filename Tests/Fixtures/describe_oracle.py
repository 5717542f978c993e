"""Make describe_expected.json: the true statistics of the sample's values and of columns that are hard.

Means, moments and rolling variances come from exact fractions (exact.py) and are checked against a second computation with mpmath, and
against numpy, scipy and pandas on columns where those are right. Percentiles are numpy's, to the bit. The shape is in README.md.
"""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy
import pandas
import scipy.stats
from mpmath import mp, mpf

import columns
from exact import SMALLEST_NORMAL, ExactColumn, OutOfRange, Pair, known, nearest, pair
from fixture_files import FIXTURES, numbers, require, write_json
from nist_sets import NISTSet

OUTPUT = "describe_expected.json"
WINDOWS = (500, 7, 1, 2)
PERCENTILES = (0, 1, 10, 25, 50, 75, 90, 99.9, 100)
PLAIN_TOLERANCE = 1e-9
SECOND_DIGITS = 120
SECOND_TOLERANCE = Fraction(1, 10**60)

Moments = dict[str, Fraction | None]


def true_moments(exact: ExactColumn) -> Moments:
    """The exact value of everything that is not counted or picked; None where undefined."""
    values: Moments = {
        "mean": exact.mean() if exact.count else None,
        "variance": exact.variance(),
        "std": exact.std(),
        "variance_ddof1": exact.variance(1),
        "std_ddof1": exact.std(1),
        "skewness": exact.skewness(),
        "kurtosis": exact.kurtosis(),
    }
    deviation, mean = values["std"], values["mean"]
    values["cv"] = None if deviation is None or not mean else deviation / mean
    for width in WINDOWS:
        values[rolling_name(width)] = exact.rolling_variance_sum(width)
    return values


def rolling_name(width: int) -> str:
    """What a window's sum is called among the moments."""
    return f"rolling_variance_sum {width}"


def percentiles(values: list[float]) -> dict[str, float | None]:
    """numpy's percentiles, which must also be those of the formula in README.md."""
    if not values:
        return {str(p): None for p in PERCENTILES}
    ordered = sorted(values)
    found: dict[str, float | None] = {str(p): float(numpy.percentile(numpy.array(values), p)) for p in PERCENTILES}
    for p in PERCENTILES:
        require(found[str(p)] == interpolated(ordered, p), f"percentile {p}")
    return found


def interpolated(ordered: list[float], p: float) -> float:
    """The same with plain double arithmetic, one rounding at each step."""
    position = (len(ordered) - 1) * (p / 100)
    below = math.floor(position)
    fraction = position - below
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    if fraction >= 0.5:
        return high - (high - low) * (1 - fraction)
    return low + (high - low) * fraction


def as_pairs(truth: Moments) -> tuple[dict[str, Pair | None], list[str], list[str]]:
    """The values as `[hi, lo]`, and the names of those that a double can't hold, or holds only as zero or a subnormal."""
    pairs: dict[str, Pair | None] = {}
    overflows, underflows = [], []
    for name, value in truth.items():
        try:
            pairs[name] = None if value is None else pair(value)
            if value and abs(nearest(value)) < SMALLEST_NORMAL:
                underflows.append(name)
        except OutOfRange:
            pairs[name] = None
            overflows.append(name)
    return pairs, overflows, underflows


def scale(exact: ExactColumn) -> dict[str, float | None]:
    """The size of the terms that a moment is the sum of."""
    skewness, kurtosis = exact.skewness(absolute=True), exact.kurtosis(excess=False)
    return {
        "max_abs": max(map(abs, exact.values), default=None),
        "abs_mean": abs(nearest(exact.mean())) if exact.count else None,
        "skewness": None if skewness is None else nearest(skewness),
        "kurtosis": None if kurtosis is None else nearest(kurtosis),
    }


def without_sign_of_zero(value: float) -> float:
    """The value, with 0 for -0."""
    return value + 0.0


def picked(exact: ExactColumn) -> dict[str, Any]:
    """Sum, extrema, mode, distinct values and percentiles."""
    if exact.count == 0:
        nothing = dict.fromkeys(("sum", "min", "max", "range", "mode", "median", "iqr"))
        return nothing | {"distinct": 0, "percentiles": percentiles([])}
    value, frequency = exact.mode()
    series = pandas.Series(exact.values)
    require(series.mode().iloc[0] == value and (series == value).sum() == frequency, "mode")
    found = percentiles(exact.values)
    with numpy.errstate(over="ignore"):
        iqr, extent = float(numpy.subtract(*numpy.percentile(exact.values, [75, 25]))), float(numpy.ptp(exact.values))
    return {
        "sum": rounded_sum(exact),
        "min": without_sign_of_zero(min(exact.values)),
        "max": without_sign_of_zero(max(exact.values)),
        "range": finite(extent),
        "mode": {"value": without_sign_of_zero(value), "frequency": frequency},
        "distinct": int(series.nunique()),
        "median": found["50"],
        "iqr": finite(iqr),
        "percentiles": found,
    }


def finite(value: float) -> float | None:
    """The value, unless it is beyond the largest double."""
    return value if math.isfinite(value) else None


def rounded_sum(exact: ExactColumn) -> float | None:
    """The sum, rounded once; None beyond the largest double."""
    try:
        total = nearest(sum(map(Fraction, exact.values), Fraction(0)))
    except (OutOfRange, OverflowError):
        return None
    require(total == math.fsum(exact.values), "sum")
    return without_sign_of_zero(total)


def certified(nist: NISTSet, truth: Moments) -> dict[str, dict[str, float]]:
    """NIST's values, and how far the doubles nearest to NIST's decimal data are from them."""
    result = {}
    for name, text in (("mean", nist.mean), ("std_ddof1", nist.std)):
        difference = abs(known(truth[name]) - Fraction(text)) / abs(Fraction(text))
        require(difference < Fraction(1, 10**7), f"{nist.name}: certified {name}")
        result[name] = {"value": float(text), "difference": nearest(difference)}
    return result


def statistics(name: str, fields: list[str], plain: bool) -> dict[str, Any]:
    """Counts and statistics of fields; those that are plain are compared with what libraries say."""
    values = numbers(fields)
    exact = ExactColumn(values)
    truth = true_moments(exact)
    check_second_way(name, exact, truth)
    if plain:
        check_plain(name, values, truth)
    pairs, overflows, underflows = as_pairs(truth)
    expected: dict[str, Any] = {name: value for name, value in pairs.items() if " " not in name}
    expected |= picked(exact)
    expected["windows"] = {str(width): exact.windows(width) for width in WINDOWS}
    expected["rolling_variance_sum"] = {str(width): pairs[rolling_name(width)] for width in WINDOWS}
    return {
        "count": len(values),
        "missing": len(fields) - len(values),
        "expected": expected,
        "scale": scale(exact),
        "overflows": overflows,
        "underflows": underflows,
    }


def case(column: columns.Column) -> dict[str, Any]:
    """Everything the file says of one column."""
    result = {"name": column.name, **statistics(column.name, column.fields, column.plain)}
    if column.certified:
        result["certified"] = certified(column.certified, true_moments(ExactColumn(numbers(column.fields))))
    return result | {"values": column.fields}


def check_second_way(name: str, exact: ExactColumn, truth: Moments) -> None:
    """Compare with the textbook formulas in floating point of many digits."""
    if exact.count == 0:
        return
    largest = Fraction(max(map(abs, exact.values)))
    with mp.workdps(SECOND_DIGITS):
        for statistic, value in textbook(exact.values):
            reference = truth[statistic]
            if value is None or reference is None:
                require(value is None and reference is None, f"{name}: {statistic} is undefined in one way only")
                continue
            difference = abs(as_fraction(value) - reference)
            floor = Fraction(1) if statistic in {"skewness", "kurtosis"} else largest / 10**40
            size = max(abs(reference), floor)
            require(difference <= size * SECOND_TOLERANCE, f"{name}: {statistic} differs between two exact ways")


def as_fraction(value: mpf) -> Fraction:
    """The exact value of an mpmath number."""
    sign, mantissa, exponent, _ = value._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


def textbook(values: list[float]) -> Iterator[tuple[str, mpf | None]]:
    """Each statistic by its definition."""
    numbers_ = [mpf(value) for value in values]
    count = len(numbers_)
    mean = mp.fsum(numbers_) / count
    deviations = [value - mean for value in numbers_]
    m2, m3, m4 = (mp.fsum(d**k for d in deviations) / count for k in (2, 3, 4))
    constant = min(values) == max(values)
    yield "mean", mean
    if not constant:
        yield "variance", m2
        yield "std", mp.sqrt(m2)
        yield "variance_ddof1", m2 * count / (count - 1)
        yield "std_ddof1", mp.sqrt(m2 * count / (count - 1))
        yield "cv", mp.sqrt(m2) / mean if mean else None
    yield "skewness", None if constant else m3 / m2 ** mpf(1.5)
    yield "kurtosis", None if constant else m4 / m2**2 - 3
    if not constant and count > 7:
        yield rolling_name(7), mp.fsum(window_variance(numbers_[i - 7 : i]) for i in range(7, count))


def window_variance(window: list[mpf]) -> mpf:
    """The variance of a few values."""
    mean = mp.fsum(window) / len(window)
    return mp.fsum((value - mean) ** 2 for value in window) / len(window)


def check_plain(name: str, values: list[float], truth: Moments) -> None:
    """Compare with numpy, scipy and pandas."""
    array, series = numpy.array(values), pandas.Series(values)
    rivals: dict[str, list[Callable[[], float]]] = {
        "mean": [array.mean, series.mean],
        "variance": [array.var, lambda: series.var(ddof=0)],
        "std": [array.std, lambda: series.std(ddof=0)],
        "variance_ddof1": [lambda: array.var(ddof=1), series.var],
        "std_ddof1": [lambda: array.std(ddof=1), series.std],
        "skewness": [lambda: scipy.stats.skew(array)],
        "kurtosis": [lambda: scipy.stats.kurtosis(array)],
    }
    if truth["cv"] is not None:
        rivals["cv"] = [lambda: scipy.stats.variation(array)]
    for width in WINDOWS:
        if len(values) > width:
            rivals[rolling_name(width)] = [partial(rolling_with_numpy, array, width)]
    for statistic, computations in rivals.items():
        for computation in computations:
            found, reference = float(computation()), nearest(known(truth[statistic]))
            close = math.isclose(found, reference, rel_tol=PLAIN_TOLERANCE, abs_tol=PLAIN_TOLERANCE * 1e-3)
            require(close, f"{name}: {statistic} is {reference}, but a library says {found}")


def rolling_with_numpy(array: numpy.ndarray, width: int) -> float:
    """The sum over windows that end before the last value."""
    return float(numpy.lib.stride_tricks.sliding_window_view(array, width)[:-1].var(axis=1).sum())


def make(directory: Path) -> None:
    """Write the file; the sample and the NIST sets must be there."""
    cases = [case(column) for column in columns.all_columns(directory)]
    write_json(directory / OUTPUT, {"windows": list(WINDOWS), "percentiles": list(map(str, PERCENTILES)), "columns": cases})


if __name__ == "__main__":
    make(FIXTURES)
