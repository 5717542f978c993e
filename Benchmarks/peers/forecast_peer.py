"""What the peers that forecast share: their question, the series, and the form of their answer.

    python NAME_forecasts.py TASK FILE [--series COUNT]

The answer is an object with the program's name and version, the processor time of the fits and forecasts alone, and of each series the
logarithm of the likelihood (null where the program doesn't say) and the last value forecast.
"""

import argparse
import csv
import json
import time
from collections.abc import Callable
from importlib.metadata import version

import numpy

HORIZON = 72

# Lags and harmonics of the task `harmonic`.
LAGS = [*range(1, 26), 47, 48, 49, 71, 72, 73, 167, 168, 169]
DAY, YEAR = (24, 4), (8766, 2)

# The logarithm of a likelihood, if it is known, and the values forecast.
Fitted = tuple[float | None, "numpy.ndarray"]


def read(path: str, count: int | None) -> dict[str, "numpy.ndarray"]:
    """The series of a file, NaN where a value is missing: its columns, or those below each other."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        series: dict[str, list[float]] = {}
        if header[0] == "series":
            for name, _, value in rows:
                series.setdefault(name, []).append(float(value or "nan"))
        else:
            columns = list(zip(*rows, strict=True))[1:]
            series = {name: [float(value or "nan") for value in column] for name, column in zip(header[1:], columns, strict=True)}
    return {name: numpy.array(series[name]) for name in list(series)[:count]}


def harmonics(first: int, count: int) -> "numpy.ndarray":
    """The harmonics of day and year, a column each."""
    steps = numpy.arange(first, first + count)
    columns = []
    for period, number in (DAY, YEAR):
        for harmonic in range(1, number + 1):
            angle = 2 * numpy.pi * harmonic * steps / period
            columns += [numpy.cos(angle), numpy.sin(angle)]
    return numpy.column_stack(columns)


def answer(package: str, tasks: dict[str, Callable[["numpy.ndarray"], Fitted]]) -> None:
    """Do the task that is asked for, and print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=sorted(tasks))
    parser.add_argument("file")
    parser.add_argument("--series", type=int, help="so many of the first series, instead of all")
    arguments = parser.parse_args()
    series = read(arguments.file, arguments.series)
    start = time.process_time()
    found = {name: tasks[arguments.task](values) for name, values in series.items()}
    seconds = time.process_time() - start
    results = {name: {"loglikelihood": logarithm, "last": float(means[-1])} for name, (logarithm, means) in found.items()}
    print(json.dumps({"program": package, "version": version(package), "seconds": seconds, "series": results}))
