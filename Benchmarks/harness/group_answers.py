"""Read what programs answer about groups and frequencies, and judge it by the truth."""

import csv
import itertools
import json
import math
from collections.abc import Iterable
from pathlib import Path

from harness import answers
from harness.programs import GroupAnswer

WRONG = math.inf

# The rows of a file, as lists of fields.
Rows = Iterable[list[str]]


def parse(output: str) -> tuple[GroupAnswer, str | None]:
    """What a program answered, and its version if it said so."""
    answer = json.loads(output[output.index("{") :])
    if "version" in answer:
        return answer, answer["version"]
    if "columns" in answer:
        return {"groups": {only(column["group"]): answers.caudal_statistics(column) for column in answer["columns"]}}, None
    return {"distinct": answer["distinct"], "top": [[only(value["key"]), value["count"]] for value in answer["values"]]}, None


def only(key: dict[str, str]) -> str:
    """The key of a group by one column."""
    (value,) = key.values()
    return value


def errors(found: GroupAnswer, truth: GroupAnswer, rolling: bool) -> dict[str, float]:
    """The errors of an answer: of each statistic the largest of all groups, and infinite for what must be equal and isn't."""
    if "groups" not in truth:
        return {name: 0.0 if found.get(name) == truth[name] else WRONG for name in ("distinct", "top")}
    if found["groups"].keys() != truth["groups"].keys():
        return {"groups": WRONG}
    worst: dict[str, float] = {"groups": 0.0}
    for key, statistics in truth["groups"].items():
        for name, error in answers.errors(found["groups"][key], statistics, rolling).items():
            worst[name] = max(error, worst.get(name, 0.0))
    return worst


def count_errors(found: Path, truth: Path) -> dict[str, float]:
    """Compare the counts of all values, in their order, with the true ones: `value,count`, and shares if there is a header.

    Row by row: what this process holds, the programs that it starts are taken to hold, too.
    """
    with truth.open(encoding="utf-8", newline="") as file:
        total = sum(int(count) for _, count in csv.reader(file))
    with truth.open(encoding="utf-8", newline="") as true_file, found.open(encoding="utf-8", newline="") as found_file:
        true_rows, found_rows = csv.reader(true_file), csv.reader(found_file)
        first = next(found_rows, [])
        if first[1:] != ["count", "share", "cumulative_share"]:
            return of_counts(true_rows, itertools.chain([first], found_rows))
        return of_counts_and_shares(true_rows, found_rows, total)


def of_counts(true_rows: Rows, found_rows: Rows) -> dict[str, float]:
    """Whether all rows are equal."""
    equal = all(true == found for true, found in itertools.zip_longest(true_rows, found_rows))
    return {"counts": 0.0 if equal else WRONG}


def of_counts_and_shares(true_rows: Rows, found_rows: Rows, total: int) -> dict[str, float]:
    """Whether all values and counts are equal, and how far shares and cumulative shares are from what the counts say."""
    running, shares, cumulative = 0, 0.0, 0.0
    for true, found in itertools.zip_longest(true_rows, found_rows):
        if true is None or found is None or true != found[:2]:
            return {"counts": WRONG}
        count = int(true[1])
        running += count
        shares = max(shares, answers.relative_error(float(found[2]), count / total))
        cumulative = max(cumulative, answers.relative_error(float(found[3]), running / total))
    return {"counts": 0.0, "share": shares, "cumulative_share": cumulative}
