"""DuckDB: `read_csv` with declared types, so that nothing is guessed, into a table of one column; then one query.

The rolling variance as `var_pop(v) OVER (ROWS BETWEEN 499 PRECEDING AND CURRENT ROW)` takes half as long again as here. With
windows that begin at the first row DuckDB streams: the running sums of the deviations from the mean and of their squares, less
those of 500 rows before, give each window's variance. (Where values vary over many orders of magnitude that loses digits.) The
table is there because rows of a common table expression come in no particular order.
"""

import csv
from pathlib import Path

import duckdb

from peer import PERCENTS, WINDOW, Statistics, Work, answer, percentile_name, skewness_of_population

READ = "CREATE TEMP TABLE x AS SELECT {column} AS v FROM {source}"

DESCRIBE = """
WITH
  aggregates AS (
    SELECT count(*) - count(v) AS missing, count(v) AS count, avg(v) AS mean, var_pop(v) AS variance,
      stddev_pop(v) AS std, skewness(v) AS skewness, kurtosis_pop(v) AS kurtosis, min(v) AS min, max(v) AS max,
      quantile_cont(v, [{fractions}]) AS percentiles
    FROM x),
  frequencies AS (SELECT v AS mode, count(*) AS mode_frequency FROM x WHERE v IS NOT NULL GROUP BY v)
SELECT aggregates.*, best.*
FROM aggregates, (FROM frequencies ORDER BY mode_frequency DESC, mode LIMIT 1) AS best
"""

ROLLING = """
WITH
  running AS (
    SELECT row_number() OVER () AS i, sum(v - {mean}) OVER before AS s, sum((v - {mean}) * (v - {mean})) OVER before AS q
    FROM x WHERE v IS NOT NULL
    WINDOW before AS (ROWS UNBOUNDED PRECEDING)),
  lagged AS (
    SELECT i, s, q, lag(s, {window}, 0) OVER () AS s0, lag(q, {window}, 0) OVER () AS q0 FROM running)
SELECT sum((q - q0) / {window} - ((s - s0) / {window}) * ((s - s0) / {window})) FROM lagged WHERE i >= {window} AND i < {count}
"""


def text(value: str) -> str:
    """A string as it stands in SQL."""
    return "'" + value.replace("'", "''") + "'"


def name(column: str) -> str:
    """A name as it stands in SQL."""
    return '"' + column.replace('"', '""') + '"'


def typed_source(path: Path, types: dict[str, str]) -> str:
    """The call of `read_csv`, with the types of all columns; those that have none given are text."""
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    columns = ", ".join(f"{text(column)}: {text(types.get(column, 'VARCHAR'))}" for column in names)
    return f"read_csv({text(str(path))}, header=true, delim=',', quote='\"', columns={{{columns}}})"


def describe(work: Work) -> Statistics:
    """All statistics of a column."""
    connection = duckdb.connect()
    source = typed_source(work.path, {work.column: "DOUBLE"})
    connection.execute(READ.format(column=name(work.column), source=source))
    result = connection.execute(DESCRIBE.format(fractions=", ".join(str(percent / 100) for percent in PERCENTS)))
    names = [column[0] for column in result.description or []]
    found = dict(zip(names, result.fetchone() or (), strict=True))
    percentiles = found.pop("percentiles")
    found |= {percentile_name(percent): value for percent, value in zip(PERCENTS, percentiles, strict=True)}
    if work.rolling:
        query = ROLLING.format(mean=repr(found["mean"]) + "::DOUBLE", window=WINDOW, count=found["count"])
        (found["rolling_variance_sum"],) = connection.execute(query).fetchone() or (None,)
    return found | {"skewness": skewness_of_population(found["skewness"], found["count"])}


if __name__ == "__main__":
    answer(duckdb.__version__, describe)
