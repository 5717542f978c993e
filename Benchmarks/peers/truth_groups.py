"""The true answers about groups, by simple means: exact sums, Python's csv module, and a count of lines.

Slow, and run once for each file. Nothing here is shared with Caudal or a peer.
"""

import array
import csv
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import islice

import numpy

from group_peer import TOP, Answer, GroupWork, answer_groups, counted
from peer import Statistics, plain
from truth import true_statistics

LINES_AT_ONCE = 1_000_000


def extremes(work: GroupWork) -> Answer:
    """Smallest, mean and largest value by station: equal lines are counted, each different one is read once."""
    lines: Counter[bytes] = Counter()
    with work.path.open("rb") as file:
        while piece := list(islice(file, LINES_AT_ONCE)):
            lines.update(piece)
    values: dict[str, Counter[float]] = defaultdict(Counter)
    for line, count in lines.items():
        station, value = line.decode().rstrip("\n").split(";")
        values[station][float(value)] += count
    return {"groups": {station: of_counts(counts) for station, counts in values.items()}}


def of_counts(counts: Counter[float]) -> Statistics:
    """Smallest, mean and largest of values that are counted; the mean is exact but for its last rounding."""
    total = sum(Fraction(value) * count for value, count in counts.items())
    return {"min": min(counts), "mean": float(total / counts.total()), "max": max(counts)}


def describe(work: GroupWork) -> Answer:
    """All statistics by key."""
    values: dict[str, array.array[float]] = defaultdict(lambda: array.array("d"))
    missing: Counter[str] = Counter()
    with work.path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        key, value = header.index(work.key), header.index(work.column)
        for row in reader:
            if row[value]:
                values[row[key]].append(float(row[value]))
            else:
                missing[row[key]] += 1
    groups = {}
    for name, found in values.items():
        statistics = true_statistics(missing[name], numpy.frombuffer(found))
        groups[name] = {statistic: plain(number) for statistic, number in statistics.items()}
    return {"groups": groups}


def frequency(work: GroupWork) -> Answer:
    """Distinct values and their counts; the counts of all of them are written, too."""
    assert work.counts
    with work.path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        index = next(reader).index(work.column)
        counts = Counter(row[index] for row in reader)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))
    with work.counts.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(ordered)
    return counted(len(ordered), ordered[:TOP])


if __name__ == "__main__":
    answer_groups(numpy.__version__, {"extremes": extremes, "describe": describe, "frequency": frequency})
