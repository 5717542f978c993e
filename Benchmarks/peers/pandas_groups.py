"""pandas: the C engine with the columns needed and their types.

Stations' names are categories, so that groups are numbered while reading. Their codes can't be: pandas makes numbers of categories
that look like numbers, and 0311045010 loses its zero. All of a file's values are in memory.
"""

import pandas

from group_peer import STATION, TOP, VALUE, Answer, GroupWork, answer_groups, counted, grouped
from pandas_peer import statistics


def rows(frame: pandas.DataFrame) -> Answer:
    """A table of statistics by key as an answer."""
    return grouped(["key", *frame.columns], list(frame.itertuples(name=None)))


def extremes(work: GroupWork) -> Answer:
    """Smallest, mean and largest value by station."""
    types = {STATION: "category", VALUE: "float64"}
    read = pandas.read_csv(work.path, sep=";", header=None, names=list(types), dtype=types, engine="c", quoting=3, na_filter=False)
    return rows(read.groupby(STATION, observed=True)[VALUE].agg(["min", "mean", "max"]))


def describe(work: GroupWork) -> Answer:
    """All statistics by key."""
    types = {work.key: "str", work.column: "float64"}
    read = pandas.read_csv(work.path, usecols=list(types), dtype=types, engine="c")
    groups = read.groupby(work.key, sort=False)[work.column]
    return rows(pandas.DataFrame({key: statistics(values, work.rolling) for key, values in groups}).T)


def frequency(work: GroupWork) -> Answer:
    """Distinct values and their counts."""
    kind = {work.column: "int64" if work.column == "device" else "str"}
    counts = pandas.read_csv(work.path, usecols=[work.column], dtype=kind, engine="c")[work.column].value_counts(sort=False)
    ordered = counts.reset_index().sort_values(["count", work.column], ascending=[False, True])
    if work.counts:
        ordered.to_csv(work.counts, header=False, index=False)
        return counted(len(counts), [])
    return counted(len(counts), list(ordered.head(TOP).itertuples(index=False, name=None)))


if __name__ == "__main__":
    answer_groups(pandas.__version__, {"extremes": extremes, "describe": describe, "frequency": frequency})
