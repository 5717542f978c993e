"""Statistics of doubles without any rounding.

A double is an integer times a power of two, so sums, powers and quotients of doubles are exact fractions of integers. Only standard
deviation and skewness need a square root; that is taken to 400 bits. Results are given as two doubles `[hi, lo]`: `hi` is the nearest
double, and `lo` the double nearest to what is left, so that hi + lo is the true value to about 32 digits.
"""

from collections import Counter
from fractions import Fraction
from itertools import accumulate
from math import isqrt

ROOT_BITS = 400
SMALLEST_NORMAL = 2.0**-1022

Pair = list[float]


class OutOfRange(ArithmeticError):
    """The true value is larger than the largest double."""


def known(value: Fraction | None) -> Fraction:
    """The value of a statistic that must be defined."""
    if value is None:
        raise ValueError("an undefined statistic")
    return value


def nearest(value: Fraction) -> float:
    """The nearest double (ties to even)."""
    try:
        return value.numerator / value.denominator
    except OverflowError as error:
        raise OutOfRange from error


def pair(value: Fraction) -> Pair:
    """The value as `[hi, lo]`."""
    high = nearest(value)
    return [high, nearest(value - Fraction(high))]


def square_root(value: Fraction) -> Fraction:
    """The square root, rounded down at a relative error below 2^-400; exact for squares of doubles."""
    shift = max(0, 2 * ROOT_BITS - value.numerator.bit_length() + value.denominator.bit_length() + 2) // 2 + 1
    return Fraction(isqrt((value.numerator << 2 * shift) // value.denominator), 1 << shift)


class ExactColumn:
    """The non-missing values of a column as integers over one power of two."""

    def __init__(self, values: list[float]) -> None:
        """Find the smallest common denominator, and each value's distance from the mean."""
        ratios = [value.as_integer_ratio() for value in values]
        self.values = values
        self.count = len(values)
        self.unit = max((denominator for _, denominator in ratios), default=1)
        self.integers = [numerator * (self.unit // denominator) for numerator, denominator in ratios]
        self.total = sum(self.integers)
        self.deviations = [self.count * integer - self.total for integer in self.integers]  # n·unit times too large

    def mean(self) -> Fraction:
        """Σx / n."""
        return Fraction(self.total, self.count * self.unit)

    def central_moment(self, order: int, *, absolute: bool = False) -> Fraction:
        """Σ(x − mean)^order / n, or with |x − mean|."""
        total = sum((abs(d) if absolute else d) ** order for d in self.deviations)
        return Fraction(total, self.count * (self.count * self.unit) ** order)

    def variance(self, ddof: int = 0) -> Fraction | None:
        """The variance, or None where n ≤ ddof."""
        return self.central_moment(2) * self.count / (self.count - ddof) if self.count > ddof else None

    def std(self, ddof: int = 0) -> Fraction | None:
        """The square root of the variance, or None where n ≤ ddof."""
        variance = self.variance(ddof)
        return None if variance is None else square_root(variance)

    def skewness(self, *, absolute: bool = False) -> Fraction | None:
        """m3 / m2^1.5, or None for a constant column; `absolute` gives the size of its terms."""
        m2 = self.variance()
        return self.central_moment(3, absolute=absolute) / (m2 * square_root(m2)) if m2 else None

    def kurtosis(self, *, excess: bool = True) -> Fraction | None:
        """m4 / m2² − 3, or None for a constant column; without `excess` the 3 stays."""
        m2 = self.variance()
        return self.central_moment(4) / m2**2 - (3 if excess else 0) if m2 else None

    def windows(self, width: int) -> int:
        """How many windows the rolling variance has: one ends before each of the values width … n − 1."""
        return max(0, self.count - width)

    def rolling_variance_sum(self, width: int) -> Fraction | None:
        """Σ over i = width … n − 1 of the variance of values i − width … i − 1, or None without a window."""
        windows = self.windows(width)
        if windows == 0:
            return None
        sums = [0, *accumulate(self.integers)]
        squares = [0, *accumulate(integer * integer for integer in self.integers)]
        total = sum(width * (squares[i + width] - squares[i]) - (sums[i + width] - sums[i]) ** 2 for i in range(windows))
        return Fraction(total, (width * self.unit) ** 2)

    def mode(self) -> tuple[float, int]:
        """The most frequent value, ties to the smallest, and its frequency."""
        value, frequency = min(Counter(self.values).items(), key=lambda item: (-item[1], item[0]))
        return value, frequency
