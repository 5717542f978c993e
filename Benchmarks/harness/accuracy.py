"""How far forecasts are off, over the command itself: M3, and nine hourly series from twenty origins each.

`accuracy/prepare.py` writes the tables and what came then; its head says how errors are defined.
"""

import csv
import math
import statistics
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from harness import measuring
from harness.data import REPOSITORY
from harness.measuring import Measurement

PREPARE = REPOSITORY / "Benchmarks" / "accuracy" / "prepare.py"
MODELS = ("auto", "combination", "ar", "arima", "ets", "theta", "seasonal-naive")
HORIZONS = (24, 48, 72)

# The tables of M3: the length of a step, and how many are forecast.
M3_TABLES = {"year": ("1year", 6), "quarter": ("3months", 8), "month": ("1month", 18), "other": ("1year", 8)}
M3_SERIES = 3003

# A series, or a series and its origin; and its forecasts by step.
Forecasts = dict[str, dict[int, float]]


@dataclass
class Accuracy:
    """How far a method is off; nothing where that wasn't measured."""

    smape: float | None = None
    mase: tuple[float, ...] = ()
    processor_seconds: float = 0.0


def prepare(python: Path, folder: Path, humidity: Path | None) -> None:
    """Write the tables, unless they are there."""
    if (folder / "m3" / "actual.csv").exists() and (not humidity or (folder / "weather" / "actual.csv").exists()):
        return
    command = [str(python), str(PREPARE), "--output", str(folder)]
    subprocess.run([*command, *(["--humidity", str(humidity)] if humidity else [])], check=True, stdout=sys.stderr)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def forecast(executable: Path, path: Path, step: str, horizon: int, model: str) -> tuple[Forecasts, Measurement]:
    """What Caudal forecasts of the series of a table."""
    question = ["forecast", str(path), "--time", "time", "--column", "value", "--by", "series"]
    options = ["--every", step, "--horizon", str(horizon), "--model", model, "--level", "80", "--format", "csv"]
    found: Forecasts = defaultdict(dict)
    run = measuring.measure([str(executable), *question, *options], {}, 0)
    for row in csv.DictReader(run.output.splitlines()):
        found[row["series"]][int(row["step"])] = float(row["mean"])
    return found, run


def smape_of_m3(executable: Path, folder: Path, model: str) -> tuple[float, float]:
    """sMAPE over all series, and the processor time that it took."""
    found: Forecasts = {}
    seconds = 0.0
    for table, (step, horizon) in M3_TABLES.items():
        some, run = forecast(executable, folder / f"{table}.csv", step, horizon, model)
        found |= some
        seconds += run.processor_seconds
    errors: dict[str, list[float]] = defaultdict(list)
    for row in rows(folder / "actual.csv"):
        value, mean = float(row["value"]), found[row["series"]][int(row["step"])]
        errors[row["series"]].append(200 * abs(value - mean) / (abs(value) + abs(mean)))
    if len(errors) != M3_SERIES:
        sys.exit(f"{len(errors)} series of M3 were forecast, not {M3_SERIES}")
    return statistics.fmean(map(statistics.fmean, errors.values())), seconds


def mase_of_weather(executable: Path, folder: Path, model: str) -> tuple[tuple[float, ...], float]:
    """MASE over 24, 48 and 72 hours, and the processor time that it took."""
    actual: dict[tuple[str, int], list[tuple[int, float, float]]] = defaultdict(list)
    for row in rows(folder / "actual.csv"):
        if row["value"]:
            entry = (int(row["step"]), float(row["value"]), float(row["scale"]))
            actual[row["series"], int(row["origin"])].append(entry)
    by_series: dict[str, list[list[float]]] = defaultdict(list)
    seconds = 0.0
    for path in sorted(folder.glob("[0-9]*.csv")):
        found, run = forecast(executable, path, "1h", HORIZONS[-1], model)
        seconds += run.processor_seconds
        for name, means in found.items():
            known = actual[name, int(path.stem)]
            errors = [[abs(value - means[step]) / scale for step, value, scale in known if step <= end] for end in HORIZONS]
            by_series[name].append([statistics.fmean(some) if some else math.nan for some in errors])
    means = []
    for place in range(len(HORIZONS)):
        origins = [[origin[place] for origin in every if not math.isnan(origin[place])] for every in by_series.values()]
        means.append(statistics.fmean(map(statistics.fmean, origins)))
    return tuple(means), seconds


def measure(executable: Path, folder: Path, model: str) -> Accuracy:
    """How far a method is off, where there are tables."""
    found = Accuracy()
    found.smape, found.processor_seconds = smape_of_m3(executable, folder / "m3", model)
    if (folder / "weather" / "actual.csv").exists():
        found.mase, seconds = mase_of_weather(executable, folder / "weather", model)
        found.processor_seconds += seconds
    return found
