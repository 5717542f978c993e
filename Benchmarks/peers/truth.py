"""The true statistics, by simple means: numpy, exact sums by `math.fsum`, and every window's variance by itself.

Slow, and run once for each file. Nothing here is shared with Caudal or a peer: the file is read by Python's csv module.
"""

import array
import csv
import math

import numpy

from peer import PERCENTS, WINDOW, Statistics, Work, answer, percentile_name

WINDOWS_AT_ONCE = 20_000


def central_moments(values: numpy.ndarray) -> tuple[float, float, float, float]:
    """Mean and central moments of order 2, 3 and 4. Sums are exact; the mean's own rounding is corrected for."""
    count = len(values)
    mean = math.fsum(values) / count
    deviations = values - mean
    c, a, b, d = (math.fsum(deviations**power) / count for power in (1, 2, 3, 4))
    return mean, a - c**2, b - 3 * c * a + 2 * c**3, d - 4 * c * b + 6 * c**2 * a - 3 * c**4


def rolling_variance_sum(values: numpy.ndarray) -> float | None:
    """The sum of the variances of all windows but the last, each computed by itself; None without such a window."""
    if len(values) <= WINDOW:
        return None
    windows = numpy.lib.stride_tricks.sliding_window_view(values, WINDOW)[:-1]
    pieces = range(0, len(windows), WINDOWS_AT_ONCE)
    return math.fsum(math.fsum(windows[first : first + WINDOWS_AT_ONCE].var(axis=1)) for first in pieces)


def read(work: Work) -> tuple[int, numpy.ndarray]:
    """The number of rows, and the values of the column that are there."""
    values = array.array("d")
    rows = 0
    with work.path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        index = next(reader).index(work.column)
        for row in reader:
            rows += 1
            if row[index]:
                values.append(float(row[index]))
    return rows, numpy.frombuffer(values)


def describe(work: Work) -> Statistics:
    """All statistics of a column."""
    rows, values = read(work)
    return true_statistics(rows - len(values), values)


def true_statistics(missing: int, values: numpy.ndarray) -> Statistics:
    """All statistics of values, in their order."""
    mean, second, third, fourth = central_moments(values)
    distinct, frequencies = numpy.unique(values, return_counts=True)
    percentiles = numpy.percentile(values, PERCENTS)
    found: Statistics = {
        "count": len(values),
        "missing": missing,
        "mean": mean,
        "variance": second,
        "std": math.sqrt(second),
        "skewness": third / second**1.5,
        "kurtosis": fourth / second**2 - 3,
        "min": distinct[0],
        "max": distinct[-1],
        "mode": distinct[frequencies.argmax()],
        "mode_frequency": frequencies.max(),
    }
    found |= {percentile_name(percent): value for percent, value in zip(PERCENTS, percentiles, strict=True)}
    return found | {"rolling_variance_sum": rolling_variance_sum(values)}


if __name__ == "__main__":
    answer(numpy.__version__, describe)
