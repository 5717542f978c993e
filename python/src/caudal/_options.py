"""The version, and the options of the commands, by make_options.py."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, TypedDict, Union

#: What stands for one value: a number, a path, or a text as it is typed.
Word = Union[str, int, float, "os.PathLike[str]"]
#: One value or several.
Words = Union[Word, Sequence[Word]]

#: The version of the program to which this package belongs.
VERSION = "0.1.0"


class DescribeOptions(TypedDict, total=False):
    """The options of `caudal describe`."""

    column: Words
    all: bool
    by: Words
    where: Words
    statistics: Words
    sort: Literal[
        "first",
        "key",
        "rows",
        "count",
        "missing",
        "sum",
        "mean",
        "variance",
        "std",
        "cv",
        "skewness",
        "kurtosis",
        "min",
        "max",
        "range",
        "mode",
        "distinct",
        "median",
        "iqr",
        "rolling_variance",
    ]
    reverse: bool
    top: Words
    percentiles: Words
    rolling: Literal["mean", "min", "max", "var", "sum"]
    window: Words
    ddof: Words
    histogram: bool
    digits: Literal["all"]
    title: Words
    language: Literal["en", "es"]
    null: Words
    delimiter: Words
    quote: Words
    escape: Words
    comment: Words
    decimal: Words
    thousands: Literal["comma", "point", "blank", "apostrophe", "none"]
    number_style: Words
    encoding: Words
    header: Literal["auto", "yes", "no"]
    no_header: bool
    skip_rows: Words
    skip_after_header: Words
    date_format: Words
    time_zone: Words
    year_starts: Words
    on_error: Literal["fail", "skip", "missing"]
    max_errors: Words
    fill_ragged: bool
    rejects: Words
    input: Literal["auto", "shared", "scatter"]
    csv_safe: bool
    scratch: Words
    memory_limit: Words
    threads: Words
    progress: bool
    no_progress: bool
    status: Words
    history: Words
    patience: Words


class FrequencyOptions(TypedDict, total=False):
    """The options of `caudal frequency`."""

    column: Words
    numbers: bool
    words: bool
    top: Words
    min_count: Words
    sort: Literal["count", "key"]
    where: Words
    null: Words
    delimiter: Words
    quote: Words
    escape: Words
    comment: Words
    decimal: Words
    thousands: Literal["comma", "point", "blank", "apostrophe", "none"]
    number_style: Words
    encoding: Words
    header: Literal["auto", "yes", "no"]
    no_header: bool
    skip_rows: Words
    skip_after_header: Words
    date_format: Words
    time_zone: Words
    year_starts: Words
    on_error: Literal["fail", "skip", "missing"]
    max_errors: Words
    fill_ragged: bool
    rejects: Words
    input: Literal["auto", "shared", "scatter"]
    csv_safe: bool
    scratch: Words
    memory_limit: Words
    threads: Words
    progress: bool
    no_progress: bool
    status: Words
    history: Words
    patience: Words


class SelectOptions(TypedDict, total=False):
    """The options of `caudal select`."""

    columns: Words
    where: Words
    sort: Words
    distinct: bool
    distinct_by: Words
    sample: Words
    seed: Words
    head: Words
    output_delimiter: Words
    output_format: Literal["csv", "jsonl", "parquet"]
    table: Words
    append: bool
    job: Words
    primary_key: Words
    index: Words
    connections: Words
    unpivot: Words
    into: Words
    partition: Words
    max_partitions: Words
    join: Words
    on: Words
    how: Words
    join_options: Words
    asof: bool
    direction: Literal["backward", "forward", "nearest"]
    tolerance: Words
    expect_unique: bool
    max_growth: Words
    every: Words
    time: Words
    by: Words
    aggregate: Words
    fill: Words
    max_gap: Words
    null: Words
    delimiter: Words
    quote: Words
    escape: Words
    comment: Words
    decimal: Words
    thousands: Literal["comma", "point", "blank", "apostrophe", "none"]
    number_style: Words
    encoding: Words
    header: Literal["auto", "yes", "no"]
    no_header: bool
    skip_rows: Words
    skip_after_header: Words
    date_format: Words
    time_zone: Words
    year_starts: Words
    on_error: Literal["fail", "skip", "missing"]
    max_errors: Words
    fill_ragged: bool
    rejects: Words
    input: Literal["auto", "shared", "scatter"]
    csv_safe: bool
    scratch: Words
    memory_limit: Words
    threads: Words
    progress: bool
    no_progress: bool
    status: Words
    history: Words
    patience: Words


class ForecastOptions(TypedDict, total=False):
    """The options of `caudal forecast`."""

    columns: Words
    column: Words
    where: Words
    every: Words
    time: Words
    by: Words
    aggregate: Words
    horizon: Words
    model: Literal[
        "auto",
        "combination",
        "arima",
        "ar",
        "ets",
        "theta",
        "mstl",
        "naive",
        "seasonal-naive",
        "seasonal-mean",
    ]
    season: Words
    order: Words
    seasonal: Words
    lags: Words
    fourier: Words
    level: Words
    backtest: Words
    intervals: Literal["model", "backtest"]
    in_order: bool
    save: Words
    models: Words
    unit: Words
    null: Words
    delimiter: Words
    quote: Words
    escape: Words
    comment: Words
    decimal: Words
    thousands: Literal["comma", "point", "blank", "apostrophe", "none"]
    number_style: Words
    encoding: Words
    header: Literal["auto", "yes", "no"]
    no_header: bool
    skip_rows: Words
    skip_after_header: Words
    date_format: Words
    time_zone: Words
    year_starts: Words
    on_error: Literal["fail", "skip", "missing"]
    max_errors: Words
    fill_ragged: bool
    rejects: Words
    input: Literal["auto", "shared", "scatter"]
    csv_safe: bool
    scratch: Words
    memory_limit: Words
    threads: Words
    progress: bool
    no_progress: bool
    status: Words
    history: Words
    patience: Words


class FollowOptions(TypedDict, total=False):
    """The options of `caudal follow`."""

    column: Words
    by: Words
    count: Words
    words: bool
    where: Words
    statistics: Words
    percentiles: Words
    top: Words
    window: Words
    slide: Words
    time: Words
    lateness: Words
    late: Words
    idle: Words
    mode: Literal["complete", "update", "append"]
    interval: Words
    until_end: bool
    output: Words
    table: Words
    checkpoint: Words
    checkpoint_interval: Words
    spool: Words
    null: Words
    delimiter: Words
    quote: Words
    escape: Words
    comment: Words
    decimal: Words
    thousands: Literal["comma", "point", "blank", "apostrophe", "none"]
    number_style: Words
    encoding: Words
    header: Literal["auto", "yes", "no"]
    no_header: bool
    skip_rows: Words
    skip_after_header: Words
    date_format: Words
    time_zone: Words
    year_starts: Words
    on_error: Literal["fail", "skip", "missing"]
    max_errors: Words
    fill_ragged: bool
    status: Words
    history: Words
    patience: Words


class CheckOptions(TypedDict, total=False):
    """The options of `caudal check`."""

    timeout: Words


#: By command and name: whether it is a flag, and whether it repeats.
OPTIONS: dict[str, dict[str, tuple[bool, bool]]] = {
    "describe": {
        "column": (False, True),
        "all": (True, False),
        "by": (False, True),
        "where": (False, True),
        "statistics": (False, True),
        "sort": (False, False),
        "reverse": (True, False),
        "top": (False, False),
        "percentiles": (False, False),
        "rolling": (False, False),
        "window": (False, False),
        "ddof": (False, False),
        "histogram": (True, False),
        "format": (False, False),
        "digits": (False, False),
        "title": (False, False),
        "language": (False, False),
        "null": (False, True),
        "delimiter": (False, False),
        "quote": (False, False),
        "escape": (False, False),
        "comment": (False, False),
        "decimal": (False, False),
        "thousands": (False, False),
        "number-style": (False, False),
        "encoding": (False, False),
        "header": (False, False),
        "no-header": (True, False),
        "skip-rows": (False, False),
        "skip-after-header": (False, False),
        "date-format": (False, True),
        "time-zone": (False, False),
        "year-starts": (False, False),
        "on-error": (False, False),
        "max-errors": (False, False),
        "fill-ragged": (True, False),
        "rejects": (False, False),
        "input": (False, False),
        "output": (False, False),
        "csv-safe": (True, False),
        "scratch": (False, False),
        "memory-limit": (False, False),
        "explain": (False, False),
        "threads": (False, False),
        "progress": (True, False),
        "no-progress": (True, False),
        "status": (False, False),
        "history": (False, False),
        "patience": (False, False),
    },
    "report": {
        "column": (False, True),
        "by": (False, True),
        "where": (False, True),
        "title": (False, False),
        "language": (False, False),
        "null": (False, True),
        "delimiter": (False, False),
        "quote": (False, False),
        "escape": (False, False),
        "comment": (False, False),
        "decimal": (False, False),
        "thousands": (False, False),
        "number-style": (False, False),
        "encoding": (False, False),
        "header": (False, False),
        "no-header": (True, False),
        "skip-rows": (False, False),
        "skip-after-header": (False, False),
        "date-format": (False, True),
        "time-zone": (False, False),
        "year-starts": (False, False),
        "on-error": (False, False),
        "max-errors": (False, False),
        "fill-ragged": (True, False),
        "rejects": (False, False),
        "input": (False, False),
        "output": (False, False),
        "csv-safe": (True, False),
        "scratch": (False, False),
        "memory-limit": (False, False),
        "explain": (False, False),
        "threads": (False, False),
        "progress": (True, False),
        "no-progress": (True, False),
        "status": (False, False),
        "history": (False, False),
        "patience": (False, False),
    },
    "columns": {
        "column": (False, True),
        "format": (False, False),
        "output": (False, False),
        "null": (False, True),
        "delimiter": (False, False),
        "quote": (False, False),
        "escape": (False, False),
        "comment": (False, False),
        "decimal": (False, False),
        "thousands": (False, False),
        "number-style": (False, False),
        "encoding": (False, False),
        "header": (False, False),
        "no-header": (True, False),
        "skip-rows": (False, False),
        "skip-after-header": (False, False),
        "date-format": (False, True),
        "time-zone": (False, False),
        "year-starts": (False, False),
        "on-error": (False, False),
        "max-errors": (False, False),
        "fill-ragged": (True, False),
    },
    "head": {
        "column": (False, True),
        "format": (False, False),
        "output": (False, False),
        "null": (False, True),
        "delimiter": (False, False),
        "quote": (False, False),
        "escape": (False, False),
        "comment": (False, False),
        "decimal": (False, False),
        "thousands": (False, False),
        "number-style": (False, False),
        "encoding": (False, False),
        "header": (False, False),
        "no-header": (True, False),
        "skip-rows": (False, False),
        "skip-after-header": (False, False),
        "date-format": (False, True),
        "time-zone": (False, False),
        "year-starts": (False, False),
        "on-error": (False, False),
        "max-errors": (False, False),
        "fill-ragged": (True, False),
        "rows": (False, False),
        "where": (False, True),
    },
    "frequency": {
        "column": (False, True),
        "numbers": (True, False),
        "words": (True, False),
        "top": (False, False),
        "min-count": (False, False),
        "sort": (False, False),
        "where": (False, True),
        "format": (False, False),
        "null": (False, True),
        "delimiter": (False, False),
        "quote": (False, False),
        "escape": (False, False),
        "comment": (False, False),
        "decimal": (False, False),
        "thousands": (False, False),
        "number-style": (False, False),
        "encoding": (False, False),
        "header": (False, False),
        "no-header": (True, False),
        "skip-rows": (False, False),
        "skip-after-header": (False, False),
        "date-format": (False, True),
        "time-zone": (False, False),
        "year-starts": (False, False),
        "on-error": (False, False),
        "max-errors": (False, False),
        "fill-ragged": (True, False),
        "rejects": (False, False),
        "input": (False, False),
        "output": (False, False),
        "csv-safe": (True, False),
        "scratch": (False, False),
        "memory-limit": (False, False),
        "explain": (False, False),
        "threads": (False, False),
        "progress": (True, False),
        "no-progress": (True, False),
        "status": (False, False),
        "history": (False, False),
        "patience": (False, False),
    },
    "select": {
        "columns": (False, False),
        "where": (False, True),
        "sort": (False, False),
        "distinct": (True, False),
        "distinct-by": (False, False),
        "sample": (False, False),
        "seed": (False, False),
        "head": (False, False),
        "output-delimiter": (False, False),
        "output-format": (False, False),
        "table": (False, False),
        "append": (True, False),
        "job": (False, False),
        "primary-key": (False, False),
        "index": (False, True),
        "connections": (False, False),
        "unpivot": (False, False),
        "into": (False, False),
        "partition": (False, False),
        "max-partitions": (False, False),
        "join": (False, True),
        "on": (False, True),
        "how": (False, True),
        "join-options": (False, True),
        "asof": (True, False),
        "direction": (False, False),
        "tolerance": (False, False),
        "expect-unique": (True, False),
        "max-growth": (False, False),
        "every": (False, False),
        "time": (False, False),
        "by": (False, False),
        "aggregate": (False, False),
        "fill": (False, False),
        "max-gap": (False, False),
        "null": (False, True),
        "delimiter": (False, False),
        "quote": (False, False),
        "escape": (False, False),
        "comment": (False, False),
        "decimal": (False, False),
        "thousands": (False, False),
        "number-style": (False, False),
        "encoding": (False, False),
        "header": (False, False),
        "no-header": (True, False),
        "skip-rows": (False, False),
        "skip-after-header": (False, False),
        "date-format": (False, True),
        "time-zone": (False, False),
        "year-starts": (False, False),
        "on-error": (False, False),
        "max-errors": (False, False),
        "fill-ragged": (True, False),
        "rejects": (False, False),
        "input": (False, False),
        "output": (False, False),
        "csv-safe": (True, False),
        "scratch": (False, False),
        "memory-limit": (False, False),
        "explain": (False, False),
        "threads": (False, False),
        "progress": (True, False),
        "no-progress": (True, False),
        "status": (False, False),
        "history": (False, False),
        "patience": (False, False),
    },
    "forecast": {
        "columns": (False, False),
        "column": (False, False),
        "where": (False, True),
        "every": (False, False),
        "time": (False, False),
        "by": (False, False),
        "aggregate": (False, False),
        "horizon": (False, False),
        "model": (False, False),
        "season": (False, False),
        "order": (False, False),
        "seasonal": (False, False),
        "lags": (False, False),
        "fourier": (False, False),
        "level": (False, False),
        "backtest": (False, False),
        "intervals": (False, False),
        "in-order": (True, False),
        "save": (False, False),
        "models": (False, False),
        "unit": (False, True),
        "format": (False, False),
        "null": (False, True),
        "delimiter": (False, False),
        "quote": (False, False),
        "escape": (False, False),
        "comment": (False, False),
        "decimal": (False, False),
        "thousands": (False, False),
        "number-style": (False, False),
        "encoding": (False, False),
        "header": (False, False),
        "no-header": (True, False),
        "skip-rows": (False, False),
        "skip-after-header": (False, False),
        "date-format": (False, True),
        "time-zone": (False, False),
        "year-starts": (False, False),
        "on-error": (False, False),
        "max-errors": (False, False),
        "fill-ragged": (True, False),
        "rejects": (False, False),
        "input": (False, False),
        "output": (False, False),
        "csv-safe": (True, False),
        "scratch": (False, False),
        "memory-limit": (False, False),
        "explain": (False, False),
        "threads": (False, False),
        "progress": (True, False),
        "no-progress": (True, False),
        "status": (False, False),
        "history": (False, False),
        "patience": (False, False),
    },
    "serve": {
        "models": (False, True),
        "host": (False, False),
        "port": (False, False),
        "threads": (False, False),
        "temperature": (False, False),
        "humidity": (False, False),
        "max-age": (False, False),
        "drain": (False, False),
        "log": (False, False),
    },
    "follow": {
        "column": (False, True),
        "by": (False, True),
        "count": (False, True),
        "words": (True, False),
        "where": (False, True),
        "statistics": (False, True),
        "percentiles": (False, False),
        "top": (False, False),
        "window": (False, False),
        "slide": (False, False),
        "time": (False, False),
        "lateness": (False, False),
        "late": (False, False),
        "idle": (False, False),
        "mode": (False, False),
        "interval": (False, False),
        "until-end": (True, False),
        "format": (False, False),
        "output": (False, False),
        "table": (False, False),
        "checkpoint": (False, False),
        "checkpoint-interval": (False, False),
        "spool": (False, False),
        "null": (False, True),
        "delimiter": (False, False),
        "quote": (False, False),
        "escape": (False, False),
        "comment": (False, False),
        "decimal": (False, False),
        "thousands": (False, False),
        "number-style": (False, False),
        "encoding": (False, False),
        "header": (False, False),
        "no-header": (True, False),
        "skip-rows": (False, False),
        "skip-after-header": (False, False),
        "date-format": (False, True),
        "time-zone": (False, False),
        "year-starts": (False, False),
        "on-error": (False, False),
        "max-errors": (False, False),
        "fill-ragged": (True, False),
        "status": (False, False),
        "history": (False, False),
        "patience": (False, False),
    },
    "check": {
        "timeout": (False, False),
        "format": (False, False),
        "output": (False, False),
    },
    "jobs": {
        "state": (False, True),
        "last": (False, False),
        "history": (False, False),
        "format": (False, False),
    },
    "status": {
        "port": (False, False),
        "history": (False, False),
        "nodes": (False, False),
    },
    "manual": {
        "all": (False, False),
    },
}
