"""DuckDB: `read_csv` with declared types, so that nothing is guessed.

*describe* reads into a table of two columns, whose `rowid` is the order of the file. The rolling variance is `var_pop(v) OVER (…)`
here: running sums, which serve for a column as a whole, take half as long again where there are groups. *frequency* does without the
order of rows, which saves a tenth.
"""

import duckdb

from duckdb_peer import name, text, typed_source
from group_peer import STATION, TOP, VALUE, Answer, GroupWork, answer_groups, counted, grouped
from peer import PERCENTS, WINDOW, percentile_name

EXTREMES = "SELECT station, min(value) AS min, avg(value) AS mean, max(value) AS max FROM {source} GROUP BY station"

READ = "CREATE TEMP TABLE x AS SELECT {key} AS k, {column} AS v FROM {source}"

DESCRIBE = """
WITH
  aggregates AS (
    SELECT k, count(*) - count(v) AS missing, count(v) AS count, avg(v) AS mean, var_pop(v) AS variance,
      stddev_pop(v) AS std, skewness(v) AS skewness, kurtosis_pop(v) AS kurtosis, min(v) AS min, max(v) AS max,
      quantile_cont(v, [{fractions}]) AS percentiles
    FROM x GROUP BY k),
  frequencies AS (SELECT k, v, count(*) AS n FROM x WHERE v IS NOT NULL GROUP BY k, v),
  modes AS (SELECT k, arg_max(v, (n, -v)) AS mode, max(n) AS mode_frequency FROM frequencies GROUP BY k)
SELECT k, missing, count, mean, variance, std,
  skewness * (count - 2) / sqrt(count * (count - 1)) AS skewness, kurtosis, min, max, {percentiles}, mode, mode_frequency{rolling_name}
FROM aggregates LEFT JOIN modes USING (k){rolling_join}
"""

# Each group's last window is left out, as in the definition.
ROLLING = """
 LEFT JOIN (
  SELECT k, sum(variance) AS rolling_variance_sum
  FROM (
    SELECT k, var_pop(v) OVER windows AS variance, row_number() OVER windows AS i, lead(1) OVER (PARTITION BY k ORDER BY rowid) AS more
    FROM x WHERE v IS NOT NULL
    WINDOW windows AS (PARTITION BY k ORDER BY rowid ROWS BETWEEN {before} PRECEDING AND CURRENT ROW))
  WHERE i >= {window} AND more IS NOT NULL
  GROUP BY k) USING (k)
"""

FREQUENCIES = "frequencies AS MATERIALIZED (SELECT {column} AS k, count(*) AS n FROM {source} GROUP BY k)"
TOP_COUNTS = "WITH {frequencies} SELECT k, n, (SELECT count(*) FROM frequencies) FROM frequencies ORDER BY n DESC, k LIMIT {top}"
ALL_COUNTS = "COPY (WITH {frequencies} SELECT k, n FROM frequencies ORDER BY n DESC, k) TO {output} (FORMAT csv, HEADER false)"


def result(connection: duckdb.DuckDBPyConnection) -> Answer:
    """The result of a query by keys."""
    return grouped([column[0] for column in connection.description or []], connection.fetchall())


def extremes(work: GroupWork) -> Answer:
    """Smallest, mean and largest value by station."""
    columns = f"{{'{STATION}': 'VARCHAR', '{VALUE}': 'DOUBLE'}}"
    source = f"read_csv({text(str(work.path))}, header=false, delim=';', quote='', escape='', auto_detect=false, columns={columns})"
    return result(duckdb.connect().execute(EXTREMES.format(source=source)))


def describe(work: GroupWork) -> Answer:
    """All statistics by key."""
    connection = duckdb.connect()
    source = typed_source(work.path, {work.column: "DOUBLE"})
    connection.execute(READ.format(key=name(work.key), column=name(work.column), source=source))
    query = DESCRIBE.format(
        fractions=", ".join(str(percent / 100) for percent in PERCENTS),
        percentiles=", ".join(f"percentiles[{i + 1}] AS {percentile_name(percent)}" for i, percent in enumerate(PERCENTS)),
        rolling_name=", rolling_variance_sum" if work.rolling else "",
        rolling_join=ROLLING.format(before=WINDOW - 1, window=WINDOW) if work.rolling else "",
    )
    return result(connection.execute(query))


def frequency(work: GroupWork) -> Answer:
    """Distinct values and their counts."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    source = typed_source(work.path, {"device": "BIGINT"})
    frequencies = FREQUENCIES.format(column=name(work.column), source=source)
    if work.counts:
        (written,) = connection.execute(ALL_COUNTS.format(frequencies=frequencies, output=text(str(work.counts)))).fetchone() or (0,)
        return counted(written, [])
    found = connection.execute(TOP_COUNTS.format(frequencies=frequencies, top=TOP)).fetchall()
    return counted(found[0][2] if found else 0, [(value, count) for value, count, _ in found])


if __name__ == "__main__":
    answer_groups(duckdb.__version__, {"extremes": extremes, "describe": describe, "frequency": frequency})
