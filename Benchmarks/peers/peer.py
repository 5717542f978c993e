"""What all peers share: their command line, the names of the statistics, and the form of the answer.

A peer is started as `python NAME_peer.py FILE COLUMN [--rolling]` and prints one JSON object. Everything that it needs to
start (interpreter, imports) is part of its time, as it is for who uses it.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PERCENTS = (10, 25, 50, 75, 90)
WINDOW = 500

# Names of statistics and their values, as in the answer of every program.
Statistics = dict[str, float | None]


@dataclass(frozen=True)
class Work:
    """What a peer is asked to do."""

    path: Path
    column: str
    rolling: bool


def percentile_name(percent: int) -> str:
    """What a percentile is called."""
    return f"p{percent}"


def skewness_of_population(sample_skewness: float, count: int) -> float:
    """The skewness m₃/m₂^1.5, from one that is corrected for bias (G₁ = g₁·√(n(n−1))/(n−2))."""
    return sample_skewness * (count - 2) / (count * (count - 1)) ** 0.5


def kurtosis_of_population(sample_kurtosis: float, count: int) -> float:
    """The excess m₄/m₂² − 3, from one that is corrected for bias."""
    n = count
    return (sample_kurtosis * (n - 2) * (n - 3) / (n - 1) - 6) / (n + 1)


def answer(version: str, describe: Callable[[Work], Statistics]) -> None:
    """Read the command line, do the work and print the answer."""
    parser = argparse.ArgumentParser(description="Describe a column of a CSV file.")
    parser.add_argument("path", type=Path)
    parser.add_argument("column")
    parser.add_argument("--rolling", action="store_true", help="the rolling variance sum, too")
    options = parser.parse_args()
    statistics = describe(Work(options.path, options.column, options.rolling))
    print(json.dumps({"version": version, "statistics": {name: plain(value) for name, value in statistics.items()}}))


def plain(value: object) -> float | None:
    """A number of any library as one of Python's; what is undefined, as None."""
    return None if value is None or value != value else float(value)  # type: ignore[arg-type]
