"""Make groups_expected.json: true statistics by groups, and true frequencies of values and words.

The statistics of a group are computed like those of a column, from exact fractions (describe_oracle.py); who belongs to which group,
and every count, is computed twice: by Python's csv module and dictionaries, and by pandas. Words are found by Unicode's categories, and
again by the package regex. The shape is in README.md.
"""

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas
import regex

import describe_oracle
import hard_groups
from fixture_files import FIXTURES, MISSING_TOKENS, SAMPLE_NAME, VALUE_COLUMN, require, write_json

OUTPUT = "groups_expected.json"
DATE_COLUMN = "FechaObservacion"
DATE_FORMAT = "%m/%d/%Y %I:%M:%S %p"

Row = dict[str, str]
Key = tuple[str, ...]

# What is taken of a date `05/22/2017 12:00:00 AM`, here and by pandas.
DATE_PARTS: dict[str, tuple[Callable[[str], str], str]] = {
    f"year({DATE_COLUMN})": (lambda text: text[6:10], "%Y"),
    f"month({DATE_COLUMN})": (lambda text: text[0:2], "%m"),
}


@dataclass(frozen=True)
class Grouping:
    """A column, and what its rows are grouped by."""

    name: str
    file: str
    by: Key
    column: str


@dataclass(frozen=True)
class Table:
    """A table of frequencies: of keys, of numbers (then of one column), or of words."""

    name: str
    file: str
    columns: Key
    kind: str = "keys"


GROUPINGS = [
    Grouping("department", SAMPLE_NAME, ("Departamento",), VALUE_COLUMN),
    Grouping("station and sensor", SAMPLE_NAME, ("CodigoEstacion", "CodigoSensor"), VALUE_COLUMN),
    Grouping("year and month", SAMPLE_NAME, tuple(DATE_PARTS), VALUE_COLUMN),
    Grouping("hard keys", hard_groups.FILE, ("key",), "x"),
    Grouping("hard pairs of keys", hard_groups.FILE, ("key", "other"), "x"),
]

TABLES = [
    Table("departments", SAMPLE_NAME, ("Departamento",)),
    Table("departments and municipalities", SAMPLE_NAME, ("Departamento", "Municipio")),
    Table("values", SAMPLE_NAME, (VALUE_COLUMN,), "numbers"),
    Table("hard keys", hard_groups.FILE, ("key",)),
    Table("hard pairs of keys", hard_groups.FILE, ("key", "other")),
    Table("hard values", hard_groups.FILE, ("x",), "numbers"),
    Table("words of sensors", SAMPLE_NAME, ("DescripcionSensor",), "words"),
    Table("words of a text", hard_groups.TEXT_FILE, (), "words"),
]


def rows(path: Path) -> list[Row]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def frame(path: Path) -> pandas.DataFrame:
    """The same by pandas, every field as text."""
    return pandas.read_csv(path, dtype=str, keep_default_na=False, engine="python", skip_blank_lines=False)


def key_part(row: Row, name: str) -> str:
    """A part of a row's key."""
    return DATE_PARTS[name][0](row[DATE_COLUMN]) if name in DATE_PARTS else row[name]


def key_column(table: pandas.DataFrame, name: str) -> pandas.Series:
    """The same part of all rows' keys, by pandas."""
    if name in DATE_PARTS:
        return pandas.to_datetime(table[DATE_COLUMN], format=DATE_FORMAT).dt.strftime(DATE_PARTS[name][1])
    return table[name]


def fields_by_key(grouping: Grouping, path: Path) -> dict[Key, list[str]]:
    """The values' fields of every group, in the order of the file; groups as they are first seen."""
    groups: dict[Key, list[str]] = {}
    for row in rows(path):
        key = tuple(key_part(row, name) for name in grouping.by)
        groups.setdefault(key, []).append(row[grouping.column])
    table = frame(path)
    by = [key_column(table, name) for name in grouping.by]
    rival = {key: list(fields) for key, fields in table[grouping.column].groupby(by, sort=False)}
    require(list(groups.items()) == list(rival.items()), f"{grouping.name}: pandas groups otherwise")
    return groups


def groups(grouping: Grouping, directory: Path) -> Iterator[dict[str, Any]]:
    """Everything the file says of the groups."""
    for key, fields in fields_by_key(grouping, directory / grouping.file).items():
        name = f"{grouping.name} {key}"
        # Libraries are right where there is something to be right about, and no large offset.
        values = {float(field) for field in fields if field not in MISSING_TOKENS}
        plain = len(values) > 1 and max(map(abs, values)) < hard_groups.OFFSET
        statistics = describe_oracle.statistics(name, fields, plain)
        yield {"grouping": grouping.name, "key": key, "rows": len(fields), **statistics}


def number_text(value: float) -> str:
    """The shortest digits that read back as the same number."""
    text = repr(value + 0.0)
    return text.removesuffix(".0")


def is_of_word(character: str) -> bool:
    """Whether a character belongs to words: letters, marks, decimal digits and the low line."""
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd" or character == "_"


def words(text: str) -> list[str]:
    """The words of a text."""
    found = "".join(character if is_of_word(character) else " " for character in text).split(" ")
    result = [word for word in found if word]
    require(result == regex.findall(r"[\p{L}\p{M}\p{Nd}_]+", text), f"the words of {text}")
    return result


def keys(table: Table, directory: Path) -> tuple[list[Key], int]:
    """Everything that is counted, in order, and how many fields are missing instead."""
    path = directory / table.file
    if table.kind == "words" and not table.columns:
        return [(word,) for word in words(path.read_bytes().decode())], 0
    fields = [tuple(row[name] for name in table.columns) for row in rows(path)]
    if table.kind == "words":
        return [(word,) for (field,) in fields for word in words(field)], 0
    if table.kind == "numbers":
        present = [field for (field,) in fields if field not in MISSING_TOKENS]
        return [(number_text(float(field)),) for field in present], len(fields) - len(present)
    return fields, 0


def pandas_counts(table: Table, directory: Path) -> dict[Key, int]:
    """The counts by pandas, which finds no words."""
    read = frame(directory / table.file)[list(table.columns)]
    if table.kind == "numbers":
        # Adding zero takes the sign from a zero.
        numbers = pandas.to_numeric(read[table.columns[0]].replace(list(MISSING_TOKENS), None)).dropna() + 0.0
        return {(number_text(float(value)),): int(count) for value, count in numbers.value_counts().items()}
    return {tuple(key): int(count) for key, count in read.value_counts().items()}


def frequencies(table: Table, directory: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the file says of a table, and of each of its rows: the most frequent first, equally frequent ones by their bytes."""
    counted, missing = keys(table, directory)
    counts = Counter(counted)
    if table.kind != "words":
        require(counts == pandas_counts(table, directory), f"{table.name}: pandas counts otherwise")
    ordered = sorted(counts.items(), key=lambda item: (-item[1], [part.encode() for part in item[0]]))
    total = counts.total()
    running = accumulate(count for _, count in ordered)
    entries = [
        {"table": table.name, "key": key, "count": count, "share": count / total, "cumulative_share": below / total}
        for (key, count), below in zip(ordered, running, strict=True)
    ]
    summary = {"name": table.name, "file": table.file, "columns": table.columns, "kind": table.kind}
    return summary | {"total": total, "missing": missing, "distinct": len(ordered)}, entries


def make(directory: Path) -> None:
    """Write the file; the sample must be there. What is hard is written, too."""
    hard_groups.make(directory)
    found = [group for grouping in GROUPINGS for group in groups(grouping, directory)]
    groupings = [
        {"name": g.name, "file": g.file, "by": g.by, "column": g.column, "groups": sum(group["grouping"] == g.name for group in found)}
        for g in GROUPINGS
    ]
    tables, entries = [], []
    for table in TABLES:
        summary, counts = frequencies(table, directory)
        tables.append(summary)
        entries += counts
    windows, percentiles = list(describe_oracle.WINDOWS), list(map(str, describe_oracle.PERCENTILES))
    document = {"windows": windows, "percentiles": percentiles, "groupings": groupings, "groups": found, "tables": tables, "counts": entries}
    write_json(directory / OUTPUT, document)


if __name__ == "__main__":
    make(FIXTURES)
