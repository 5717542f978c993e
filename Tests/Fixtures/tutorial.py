"""Make tutorial_expected.json: what averaging three parts gives for the sample, beside the true values of the whole.

The tutorial's way: cut the rows in three, compute every statistic of each part, then take the mean of the parts' means, variances,
standard deviations, skewnesses, kurtoses and percentiles, the largest maximum, the smallest minimum, the most frequent of the three
modes, and the sum of the rolling variance sums. The parts are cut with their missing values, and each part drops its own before it
computes. The tutorial's scripts don't drop them: there a single missing value turns the part's mean, variance, skewness, kurtosis,
percentiles and rolling sum into NaN, and so the combined ones.
"""

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import scipy.stats

from exact import ExactColumn, known, nearest
from fixture_files import FIXTURES, numbers, require, sample_fields, write_json

OUTPUT = "tutorial_expected.json"
PARTS = 3
WINDOW = 500
PERCENTILES = (10, 25, 50, 75, 90)
TOLERANCE = 1e-9

# The columns of the tutorial's combined_results.csv, by our names; percentiles are listed one by one.
TUTORIAL_NAMES = {
    "mean": "temperatura_promedio",
    "max": "max_value",
    "min": "min_value",
    "mode": "moda",
    "variance": "varianza",
    "std": "desviacion_estandar",
    "kurtosis": "curtosis",
    "skewness": "asimetria",
    "rolling_variance_sum": "suma_varianza_movil",
} | {f"percentile {p}": "percentiles" for p in PERCENTILES}


@dataclass(frozen=True)
class Part:
    """One of the tutorial's parts: how many rows, and its statistics by name."""

    rows: int
    count: int
    statistics: dict[str, float]


def cut(fields: list[str]) -> list[list[str]]:
    """Three runs of rows as numpy.array_split makes them: the first ones get a row more where three doesn't divide."""
    size, longer = divmod(len(fields), PARTS)
    starts = [index * size + min(index, longer) for index in range(PARTS + 1)]
    return [fields[start:end] for start, end in pairwise(starts)]


def average(values: list[float]) -> float:
    """The mean, with one rounding in the sum."""
    return math.fsum(values) / len(values)


def spread(values: list[float]) -> float:
    """The variance, by n."""
    mean = average(values)
    return average([(value - mean) * (value - mean) for value in values])


def standardised(values: list[float], order: int) -> float:
    """The mean of ((x − mean) / std)^order."""
    mean, std = average(values), math.sqrt(spread(values))
    return average([math.prod([(value - mean) / std] * order) for value in values])


def part(fields: list[str]) -> Part:
    """A part's own statistics, over its non-missing values."""
    values = numbers(fields)
    statistics = {
        "mean": average(values),
        "max": max(values),
        "min": min(values),
        "mode": Counter(values).most_common(1)[0][0],
        "variance": spread(values),
        "std": math.sqrt(spread(values)),
        "kurtosis": standardised(values, 4) - 3,
        "skewness": standardised(values, 3),
        "rolling_variance_sum": math.fsum(spread(values[end - WINDOW : end]) for end in range(WINDOW, len(values))),
    } | {f"percentile {p}": float(numpy.percentile(values, p)) for p in PERCENTILES}
    check(values, statistics)
    return Part(len(fields), len(values), statistics)


def check(values: list[float], statistics: dict[str, float]) -> None:
    """Compare with the libraries that the tutorial calls."""
    rivals = {"variance": numpy.var, "std": numpy.std, "kurtosis": scipy.stats.kurtosis, "skewness": scipy.stats.skew}
    for name, function in rivals.items():
        require(math.isclose(function(values), statistics[name], rel_tol=TOLERANCE), f"{name} of a part")
    windows = numpy.lib.stride_tricks.sliding_window_view(numpy.array(values), WINDOW)[:-1]
    require(math.isclose(windows.var(axis=1).sum(), statistics["rolling_variance_sum"], rel_tol=TOLERANCE), "rolling variance of a part")


def combined(parts: list[Part]) -> dict[str, float]:
    """The tutorial's last step."""
    columns = {name: [p.statistics[name] for p in parts] for name in TUTORIAL_NAMES}
    result = {name: average(values) for name, values in columns.items()}
    modes = Counter(columns["mode"])
    return result | {
        "max": max(columns["max"]),
        "min": min(columns["min"]),
        "mode": min(modes, key=lambda value: (-modes[value], value)),
        "rolling_variance_sum": math.fsum(columns["rolling_variance_sum"]),
    }


def truth(values: list[float]) -> dict[str, float]:
    """The statistics of the whole, correctly rounded."""
    exact = ExactColumn(values)
    return {
        "mean": nearest(exact.mean()),
        "max": max(values),
        "min": min(values),
        "mode": exact.mode()[0],
        "variance": nearest(known(exact.variance())),
        "std": nearest(known(exact.std())),
        "kurtosis": nearest(known(exact.kurtosis())),
        "skewness": nearest(known(exact.skewness())),
        "rolling_variance_sum": nearest(known(exact.rolling_variance_sum(WINDOW))),
    } | {f"percentile {p}": float(numpy.percentile(values, p)) for p in PERCENTILES}


def relative_error(found: float, true: float) -> float | None:
    """How far `found` is from the truth; None where the truth is zero and `found` isn't."""
    if found == true:
        return 0.0
    return abs(found - true) / abs(true) if true else None


def make(directory: Path) -> None:
    """Write the file; the sample must be there."""
    fields = sample_fields(directory)
    parts = [part(rows) for rows in cut(fields)]
    averaged, true = combined(parts), truth(numbers(fields))
    statistics: list[dict[str, Any]] = [
        {
            "statistic": name,
            "tutorial_name": tutorial_name,
            "averaged": averaged[name],
            "true": true[name],
            "relative_error": relative_error(averaged[name], true[name]),
        }
        for name, tutorial_name in TUTORIAL_NAMES.items()
    ]
    described = [{"rows": p.rows, "count": p.count, "statistics": p.statistics} for p in parts]
    write_json(directory / OUTPUT, {"window": WINDOW, "parts": described, "statistics": statistics})


if __name__ == "__main__":
    make(FIXTURES)
