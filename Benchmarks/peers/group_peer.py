"""What the peers of `compare-groups` share: their command line, and the forms of the answers.

A peer is started as `python NAME_groups.py TASK FILE …` and prints one JSON object with its version and its answer:

- `extremes FILE`: min, mean and max by station, of a file of the One Billion Row Challenge: `groups`, the statistics by key.
- `describe FILE --by KEY --column COLUMN [--rolling]`: all statistics by key: `groups`.
- `frequency FILE --column COLUMN`: `distinct`, the number of distinct values, and `top`, the most frequent ones with their counts, of
  equally frequent ones the smallest first. With `--counts OUTPUT` all values are written there instead, in that order, as
  `value,count` without a header, and `top` is empty.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peer import Statistics, plain

TOP = 10
STATION, VALUE = "station", "value"

# The fields of an answer but for the version.
Answer = dict[str, Any]


@dataclass(frozen=True)
class GroupWork:
    """What a peer is asked to do; what a task has no use for is empty."""

    path: Path
    key: str
    column: str
    rolling: bool
    counts: Path | None


Tasks = dict[str, Callable[[GroupWork], Answer]]


def grouped(names: list[str], rows: list[tuple[Any, ...]]) -> Answer:
    """Rows of a key and its statistics as an answer."""
    groups: dict[str, Statistics] = {}
    for key, *values in rows:
        groups[str(key)] = {name: plain(value) for name, value in zip(names[1:], values, strict=True)}
    return {"groups": groups}


def counted(distinct: int, top: list[tuple[Any, int]]) -> Answer:
    """A number of distinct values and the most frequent ones as an answer."""
    return {"distinct": int(distinct), "top": [[str(value), int(count)] for value, count in top]}


def work(tasks: Tasks) -> tuple[str, GroupWork]:
    """The command line: a task, and what it is to be done to."""
    parser = argparse.ArgumentParser(description="Answer a question about groups of a CSV file.")
    parser.add_argument("task", choices=sorted(tasks))
    parser.add_argument("path", type=Path)
    parser.add_argument("--by", default="", help="the column of keys")
    parser.add_argument("--column", default="", help="the column of values")
    parser.add_argument("--rolling", action="store_true", help="the rolling variance sum, too")
    parser.add_argument("--counts", type=Path, help="write the counts of all values to this file")
    options = parser.parse_args()
    return options.task, GroupWork(options.path, options.by, options.column, options.rolling, options.counts)


def answer_groups(version: str, tasks: Tasks) -> None:
    """Read the command line, do the work and print the answer."""
    task, asked = work(tasks)
    print(json.dumps({"version": version, **tasks[task](asked)}, ensure_ascii=False))
