"""Read what programs answer, and judge it by the truth."""

import json

from harness.programs import Statistics

TOLERANCE = 1e-9
EXACT = {"count", "missing", "min", "max", "mode", "mode_frequency"}


def caudal_statistics(column: dict) -> Statistics:
    """The statistics in Caudal's JSON, as many as there are, under the names that peers use."""
    names = ("count", "missing", "mean", "variance", "std", "skewness", "kurtosis", "min", "max")
    found: Statistics = {name: column[name] for name in names if name in column}
    found |= {f"p{percent}": value for percent, value in column.get("percentiles", {}).items()}
    if "mode" in column:
        mode = column["mode"] or {"value": None, "frequency": None}
        found |= {"mode": mode["value"], "mode_frequency": mode["frequency"]}
    if "rolling_variance" in column:
        found["rolling_variance_sum"] = column["rolling_variance"]["sum"]
    return found


def parse(output: str) -> tuple[Statistics, str | None]:
    """The statistics that a program printed, and its version if it said so."""
    answer = json.loads(output[output.index("{") :])
    if "columns" in answer:
        return caudal_statistics(answer["columns"][0]), None
    return answer["statistics"], answer["version"]


def relative_error(found: float | None, true: float | None) -> float:
    """How far a value is from the true one, relative to that; infinite where only one is defined."""
    if found == true:
        return 0.0
    if found is None or true is None or true == 0:
        return float("inf")
    return abs(found - true) / abs(true)


def errors(found: Statistics, truth: Statistics, rolling: bool) -> dict[str, float]:
    """The relative error of every statistic that was asked for."""
    wanted = [name for name in truth if rolling or name != "rolling_variance_sum"]
    return {name: relative_error(found.get(name), truth[name]) for name in wanted}


def wrong(found: dict[str, float]) -> dict[str, float]:
    """Those errors that are more than rounding."""
    return {name: error for name, error in found.items() if error > (0 if name in EXACT else TOLERANCE)}
