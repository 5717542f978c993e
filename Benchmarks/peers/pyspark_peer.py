"""Spark on this machine, all cores, by its SQL. A rolling window over a whole file has one partition, whatever one does."""

import csv

import pyspark
from pyspark.sql import SparkSession

from peer import PERCENTS, WINDOW, Statistics, Work, answer, percentile_name

AGGREGATES = """
SELECT count(*) - count(v) AS missing, count(v) AS count, avg(v) AS mean, var_pop(v) AS variance, stddev_pop(v) AS std,
  skewness(v) AS skewness, kurtosis(v) AS kurtosis, min(v) AS min, max(v) AS max, percentile(v, array({fractions})) AS percentiles
FROM x
"""
MODE = "SELECT v AS mode, count(*) AS mode_frequency FROM x WHERE v IS NOT NULL GROUP BY v ORDER BY 2 DESC, 1 LIMIT 1"
ROLLING = """
SELECT sum(r) AS rolling_variance_sum FROM (
  SELECT var_pop(v) OVER (ORDER BY i ROWS BETWEEN {before} PRECEDING AND CURRENT ROW) AS r, row_number() OVER (ORDER BY i) AS n
  FROM (SELECT v, monotonically_increasing_id() AS i FROM x WHERE v IS NOT NULL))
WHERE n >= {window} AND n < (SELECT count(v) FROM x)
"""


def describe(work: Work) -> Statistics:
    """All statistics of a column."""
    with work.path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    schema = ", ".join(f"`{name}` {'DOUBLE' if name == work.column else 'STRING'}" for name in names)
    builder = SparkSession.builder.master("local[*]").config("spark.driver.memory", "6g").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    table = spark.read.csv(str(work.path), header=True, schema=schema, escape='"')
    table.selectExpr(f"`{work.column}` AS v").cache().createOrReplaceTempView("x")
    found = spark.sql(AGGREGATES.format(fractions=", ".join(str(percent / 100) for percent in PERCENTS))).first().asDict()
    percentiles = found.pop("percentiles")
    found |= {percentile_name(percent): value for percent, value in zip(PERCENTS, percentiles, strict=True)}
    found |= spark.sql(MODE).first().asDict()
    if work.rolling:
        found |= spark.sql(ROLLING.format(before=WINDOW - 1, window=WINDOW)).first().asDict()
    spark.stop()
    return found


if __name__ == "__main__":
    answer(pyspark.__version__, describe)
