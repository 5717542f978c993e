"""Results as tables: the program's documents, flattened as its CSV is."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Union

if TYPE_CHECKING:
    import pandas

Value = Union[str, int, float, None]

#: Columns that are whole numbers by their meaning. All others are doubles, even if whole.
COUNTS = frozenset(
    [
        *("rows", "count", "missing", "rejected", "distinct", "rounded_values", "mode_frequency"),
        *("rolling_window", "rolling_windows", "column_number", "step"),
        *("shortest", "longest", "gaps", "most_frequent_count", "misfit_row"),
    ]
)


class Table(NamedTuple):
    """Named columns in order; names may come twice, as those of a key and a statistic."""

    names: list[str]
    rows: list[list[Value]]
    keys: int = 0

    def frame(self, about: Mapping[str, Any] | None = None) -> pandas.DataFrame:
        """The table as pandas has it.

        Args:
            about: what `attrs["caudal"]` says of it.

        Raises:
            ImportError: if pandas is missing.

        """
        require_pandas()
        import pandas

        columns = [
            _column(name, [row[index] for row in self.rows], index < self.keys)
            for index, name in enumerate(self.names)
        ]
        frame: pandas.DataFrame = pandas.DataFrame(dict(enumerate(columns)))
        frame.columns = pandas.Index(self.names, dtype="object")
        if about is not None:
            frame.attrs["caudal"] = dict(about)
        return frame


def require_pandas() -> None:
    """Say what to do if pandas is missing.

    Raises:
        ImportError: if it is.

    """
    try:
        importlib.import_module("pandas")
    except ImportError:
        raise ImportError(
            "a table is a pandas.DataFrame, and pandas is missing: pip install pandas; "
            "with as_dict=True the result is the document that caudal prints"
        ) from None


def _column(name: str, values: list[Value], is_key: bool) -> pandas.Series[Any]:
    import pandas

    kind = "text" if is_key else _kind(name, values)
    if kind == "text":
        return pandas.Series(values, dtype="object")
    if kind == "count":
        return pandas.Series(values, dtype="Int64" if None in values else "int64")
    if kind == "exact":
        return pandas.Series(values, dtype="object")
    return pandas.Series([float("nan") if v is None else float(v) for v in values], dtype="float64")


def _kind(name: str, values: Iterable[Value]) -> str:
    """What a column holds: text, counts, doubles, or whole numbers that no double can hold."""
    present = [value for value in values if value is not None]
    if any(isinstance(value, str) for value in present):
        return "text"
    if name in COUNTS and all(isinstance(value, int) for value in present):
        return "count"
    if any(isinstance(value, int) and int(float(value)) != value for value in present):
        return "exact"
    return "double"


def parse(text: str) -> Any:
    """A document of the program; its numbers have all their bits.

    A whole number is an int, but for −0, which only a float can be.
    """
    return json.loads(text, parse_int=_whole)


def _whole(digits: str) -> int | float:
    return -0.0 if digits == "-0" else int(digits)


def statistics_table(
    columns: Sequence[Mapping[str, Any]], before: Sequence[tuple[str, Value]] = ()
) -> Table:
    """The columns of `describe` and of a window of `follow`, each with its group, as rows."""
    flat = [_flattened(entry) for entry in columns]
    keys = [list(entry.get("group", {}).items()) for entry in columns]
    names = list(dict.fromkeys(name for row in flat for name in row))
    key_names = [name for name, _ in before] + ([name for name, _ in keys[0]] if keys else [])
    rows = [
        [value for _, value in [*before, *key]] + [row.get(name) for name in names]
        for key, row in zip(keys, flat)
    ]
    return Table(key_names + names, rows, len(key_names))


def _flattened(entry: Mapping[str, Any]) -> dict[str, Value]:
    row: dict[str, Value] = {}
    for name, value in entry.items():
        if name in ("group", "histogram"):
            continue
        if name == "mode":
            mode = value or {}
            row["mode"], row["mode_frequency"] = mode.get("value"), mode.get("frequency")
        elif name == "percentiles":
            row.update({f"p{percent}": number for percent, number in value.items()})
        elif name == "rolling_variance":
            row["rolling_window"], row["rolling_windows"] = value["window"], value["windows"]
            row["rolling_variance_sum"] = value["sum"]
        elif name == "most_frequent":
            first = value[0] if value else {}
            row["most_frequent"] = first.get("value")
            row["most_frequent_count"] = first.get("count")
        elif name == "misfit":
            row["misfit"], row["misfit_row"] = value["value"], value["row"]
        else:
            row[name] = value
    return row


def frequency_table(
    values: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    before: Sequence[tuple[str, Value]] = (),
) -> Table:
    """The values of `frequency`, each with its count and share."""
    names = list(dict.fromkeys(name for entry in values for name in entry if name != "key"))
    names = names or ["count", "share", "cumulative_share"]
    rows = [
        [value for _, value in before]
        + list(entry["key"].values())
        + [entry.get(name) for name in names]
        for entry in values
    ]
    key_names = [name for name, _ in before] + list(keys)
    return Table(key_names + names, rows, len(key_names))


def forecast_table(series: Sequence[Mapping[str, Any]]) -> Table:
    """The steps of all series, one below the other, with the bounds of their intervals."""
    keys = list(series[0].get("group", {})) if series else []
    levels = [interval["level"] for interval in series[0]["intervals"]] if series else []
    bounds = [f"{side}_{level}" for level in levels for side in ("lower", "upper")]
    rows: list[list[Value]] = []
    for one in series:
        group = list(one.get("group", {}).values())
        for step, (time, mean) in enumerate(zip(one["times"], one["mean"])):
            row = [*group, one["column"], step + 1, time, mean]
            for interval in one["intervals"]:
                row += [interval["lower"][step], interval["upper"][step]]
            rows.append(row)
    return Table([*keys, "column", "step", "time", "mean", *bounds], rows, len(keys))


def rows_table(text: str) -> Table:
    """The rows of `select`, which come as JSON lines, each value of the type of its column."""
    # Ends of lines within texts are escaped, so that all rows can be read as one list.
    rows = _fast_parse(f"[{text.rstrip().replace(chr(10), ',')}]")
    names = list(rows[0]) if rows else []
    return Table(names, [list(row.values()) for row in rows])


def _fast_parse(text: str) -> Any:
    """As `parse`; a −0, which takes a call for each whole number, is looked for first."""
    return parse(text) if re.search(r":-0[,}]", text) else json.loads(text)


def rows_frame(table: Table) -> pandas.DataFrame:
    """The rows of `select` as pandas has them: whole numbers stay so, also beside missing ones."""
    import pandas

    columns = {}
    for index in range(len(table.names)):
        values = [row[index] for row in table.rows]
        columns[index] = pandas.Series(values, dtype=_row_type(values))
    frame: pandas.DataFrame = pandas.DataFrame(columns)
    frame.columns = pandas.Index(table.names, dtype="object")
    return frame


def _row_type(values: Sequence[Value]) -> str:
    present = [value for value in values if value is not None]
    kinds = {type(value) for value in present}
    is_whole = len(present) == len(values)
    if kinds == {bool}:
        return "bool" if is_whole else "boolean"
    if kinds == {int} and all(-(1 << 63) <= int(value) < 1 << 63 for value in present):
        return "int64" if is_whole else "Int64"
    if kinds in ({float}, {int, float}) and all(float(value) == value for value in present):
        return "float64"
    return "object"
