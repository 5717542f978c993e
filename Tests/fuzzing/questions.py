"""What is asked of a table, and what the answer must be.

A question is a generator: it yields the runs that it wants to have made, a list, and gets their answers. What it draws
from the plan makes the command line, which many tables have in common, as it takes longer to be parsed than to be done.
"""

import collections
import csv
import io
import json
import math
from fractions import Fraction

from tables import MISSING, Exact, Table, double, key, mutated, near

# Of the program: see sysexits.h.
DOCUMENTED = {0, 64, 65, 66, 73, 74}


class Fault(Exception):
    """What a case has found."""


class Run:
    """A command line on a table, and the way in which it is to be run."""

    def __init__(self, plan, words, table, ranks=1):
        self.words, self.data, self.ranks = words, table.bytes, ranks
        # Files beside the table, and those that the run leaves, which go into the answer.
        self.others, self.leaves = {}, []
        # Many blocks take long.
        blocks = [1, 7, 64, 1000, 1 << 20] if len(table.rows) <= 30 else [64, 1000, 1 << 20]
        self.options = ["--threads", str(plan.randint(1, 4)), "--block-bytes", str(plan.choice(blocks))]
        self.means = plan.choice(["file"] * 5 + ["files"] * 2 + ["pipe", "gzip", "bz2", "xz", "zip"])
        self.table = table
        if ranks > 1 and self.means in ("file", "files"):
            self.options += ["--input", plan.choice(["shared", "scatter"])]


def checked(answer):
    """An answer that is no error."""
    if answer.code != 0:
        raise Fault(f"exit code {answer.code}: {answer.errors[:500]}")
    return answer.output


def check_numbers(report, texts, where):
    """Holds the statistics of a column against exact arithmetic."""
    exact = Exact(texts)
    for name, wanted in (("rows", exact.rows), ("count", exact.count), ("missing", exact.rows - exact.count)):
        if report[name] != wanted:
            raise Fault(f"{where}: {name} is {report[name]}, not {wanted}")
    if not exact.count:
        return
    # A rank such as 26.1 is a double, as in numpy: its fraction is exact to so many parts only.
    parts = exact.largest() * exact.count
    checks = [
        ("sum", (exact.sum, exact.unit), 1e-15 / 4, None),
        ("mean", (exact.sum, exact.unit * exact.count), 4e-16, None),
        ("min", (exact.values[0], exact.unit), 0, None),
        ("max", (exact.values[-1], exact.unit), 0, None),
        ("variance", exact.variance(), 1e-13, None),
        ("median", exact.percentile(50), 1e-15, parts),
    ]
    # Beyond 2⁵³ these are of all digits where the input can be read again, or a note says that they are undefined.
    beyond = report.get("rounded_values", 0) > 0
    for name, wanted, tolerance, scale in checks:
        if beyond and name in ("min", "max") and report.get(name) is None:
            continue
        if name in report and not near(report[name], wanted, tolerance, scale):
            raise Fault(f"{where}: {name} is {report[name]!r}, not {wanted[0] / wanted[1]!r}")
    for percent, found in (report.get("percentiles") or {}).items():
        if not near(found, exact.percentile(percent), 1e-15, parts):
            raise Fault(f"{where}: percentile {percent} is {found!r}")
    if beyond:
        return
    if "mode" in report:
        smallest, frequency = exact.mode()
        value = report["mode"]["value"]
        if report["mode"]["frequency"] != frequency or value != smallest / exact.unit:
            raise Fault(f"{where}: mode is {report['mode']}, not {smallest / exact.unit!r}, {frequency} times")
    if "distinct" in report and report["distinct"] != len(set(exact.values)):
        raise Fault(f"{where}: distinct is {report['distinct']}, not {len(set(exact.values))}")


def describe(plan, draw, table, ranks):
    words = ["describe", "--column", "x,n", "--statistics", "all", "--format", "json", *table.options()]
    (answer,) = yield [Run(plan, words, table, ranks)]
    document = json.loads(checked(answer))
    for number, name in enumerate(("x", "n"), 1):
        check_numbers(document["columns"][number - 1], [row[number] for row in table.rows], name)


def groups(plan, draw, table, ranks):
    names = "rows,count,missing,sum,mean,min,max,variance,median,mode,distinct"
    words = ["describe", "--column", "x", "--by", "k", "--statistics", names, "--format", "json", *table.options()]
    (answer,) = yield [Run(plan, words, table, ranks)]
    document = json.loads(checked(answer))
    wanted = collections.defaultdict(list)
    for row in table.rows:
        wanted[row[0]].append(row[1])
    found = [report["group"]["k"] for report in document["columns"]]
    if found != list(wanted):
        raise Fault(f"groups are {found[:5]}…, not {list(wanted)[:5]}…")
    for report in document["columns"]:
        check_numbers(report, wanted[report["group"]["k"]], repr(report["group"]["k"]))


def frequency(plan, draw, table, ranks):
    words = ["frequency", "--column", "k,n", "--format", "json", *table.options()]
    (answer,) = yield [Run(plan, words, table, ranks)]
    document = json.loads(checked(answer))
    wanted = collections.Counter((row[0], row[2]) for row in table.rows)
    found = {(value["key"]["k"], value["key"]["n"]): value["count"] for value in document["values"]}
    if found != dict(wanted):
        raise Fault(f"counts are {list(found.items())[:5]}…")
    counts = [value["count"] for value in document["values"]]
    if counts != sorted(counts, reverse=True):
        raise Fault("counts are not in order")


def known(text, test):
    """Whether a test holds of a number; None if it is missing."""
    return None if text in MISSING else test(double(text))


def simple_condition(draw, table):
    """A condition without others in it, and what it says of a row: true, false, or None if it isn't known."""
    limit = draw.randint(-5, 9)
    name = key(draw, table.delimiter)
    quoted = "'" + name.replace("'", "''") + "'"
    letter = draw.choice("abk ñ#")
    return draw.choice(
        [
            (f"n >= {limit}", lambda row: int(row[2]) >= limit),
            (f"n in ({limit}, 3, 7)", lambda row: int(row[2]) in (limit, 3, 7)),
            (f"n * 2 - {limit} > n + 1", lambda row: int(row[2]) * 2 - limit > int(row[2]) + 1),
            (f"n between {limit} and 6", lambda row: limit <= int(row[2]) <= 6),
            (f"k = {quoted}", lambda row: row[0] == name),
            (f"k != {quoted}", lambda row: row[0] != name),
            (f"k like '%{letter}_'", lambda row: row[0][-2:-1] == letter),
            (f"x < {limit}", lambda row: known(row[1], lambda value: value < limit)),
            ("x > n", lambda row: known(row[1], lambda value: value > int(row[2]))),
            (f"x not between {limit} and 50", lambda row: known(row[1], lambda value: not limit <= value <= 50)),
            ("x is missing", lambda row: row[1] in MISSING),
        ]
    )


def logic(draw, table, depth=0):
    """A condition, and what it says of a row: in the logic of SQL, of three values."""
    if draw.random() < 0.25 * (depth + 1):
        return simple_condition(draw, table)
    first, one = logic(draw, table, depth + 1)
    if draw.random() < 0.25:
        return f"not ({first})", lambda row: None if one(row) is None else not one(row)
    second, two = logic(draw, table, depth + 1)
    if draw.random() < 0.5:
        return f"({first}) and ({second})", lambda row: both(one(row), two(row))
    return f"({first}) or ({second})", lambda row: either(one(row), two(row))


def both(one, two):
    return False if one is False or two is False else None if one is None or two is None else True


def either(one, two):
    return True if one or two else None if one is None or two is None else False


def condition(draw, table):
    """A condition, and whether it chooses a row."""
    text, says = logic(draw, table)
    return text, lambda row: says(row) is True


def rows_of(output, table):
    """The rows that were written, the first of which is a header."""
    text = output.decode()
    delimiter = table.delimiter if table.delimiter in text.split("\n")[0] else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def select(plan, draw, table, ranks):
    text, holds = condition(plan, table)
    words = ["select", "--columns", "k,n,x", "--where", text, *table.options()]
    written = zip(table.rows, table.written)
    rows = [(row[0], row[2], kept[1]) for row, kept in written if holds(row)]
    kind = plan.randrange(6)
    if kind == 1:
        words += ["--sort", "n desc"]
        rows.sort(key=lambda row: -int(row[1]))
    elif kind == 2:
        words += ["--distinct-by", "k"]
        rows = list({row[0]: row for row in reversed(rows)}.values())[::-1]
        rows.sort(key=[(row[0], row[2], kept[1]) for row, kept in zip(table.rows, table.written) if holds(row)].index)
    elif kind == 3:
        words += ["--sort", "k desc, n"]
        rows.sort(key=lambda row: int(row[1]))
        rows.sort(key=lambda row: row[0].encode(), reverse=True)
    elif kind == 4:
        words += ["--distinct"]
        rows = list(dict.fromkeys(rows))
    elif kind == 5:
        words += ["--sort", "x desc"]
        number = {kept[1]: row[1] for row, kept in zip(table.rows, table.written)}
        rows.sort(key=lambda row: -Fraction(number[row[2]]) if number[row[2]] not in MISSING else math.inf)
    (answer,) = yield [Run(plan, words, table, ranks)]
    found = rows_of(checked(answer), table)
    if found[0] != ["k", "n", "x"]:
        raise Fault(f"the header is {found[0]}")
    if [tuple(row) for row in found[1:]] != rows:
        wrong = next((pair for pair in zip(found[1:], rows) if tuple(pair[0]) != pair[1]), None)
        raise Fault(f"{text}: {len(found) - 1} rows, not {len(rows)}; the first that differ: {wrong}")


def where(plan, draw, table, ranks):
    text, holds = condition(plan, table)
    words = ["describe", "--column", "x", "--where", text, "--format", "json", *table.options()]
    (answer,) = yield [Run(plan, words, table, ranks)]
    document = json.loads(checked(answer))
    check_numbers(document["columns"][0], [row[1] for row in table.rows if holds(row)], text)


def join(plan, draw, table, ranks):
    other = Table(plan, draw, draw.randint(1, 30))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["k", "z"])
    writer.writerows((row[0], row[2]) for row in other.rows)
    # Whole numbers don't tell what marks decimals.
    other_way = f"--delimiter , --decimal {table.decimal}"
    words = ["select", "--columns", "k,n,z", "--join", "other.csv", "--on", "k", "--join-options", other_way]
    words += [*table.options(), "--max-growth", "1000000"]
    matches = collections.defaultdict(list)
    for row in other.rows:
        matches[row[0]].append(row[2])
    rows = [(row[0], row[2], match) for row in table.rows for match in matches[row[0]]]
    run = Run(plan, words, table, ranks)
    run.others = {"other.csv": out.getvalue().encode()}
    (answer,) = yield [run]
    found = [tuple(row) for row in rows_of(checked(answer), table)][1:]
    if found != rows:
        raise Fault(f"{len(found)} joined rows, not {len(rows)}")


DAMAGED = [
    ["describe", "--column", "2", "--statistics", "all", "--format", "csv"],
    ["describe", "--format", "csv"],
    ["describe", "--column", "2", "--by", "1", "--format", "csv"],
    ["frequency", "--column", "1", "--format", "csv"],
    ["frequency", "--words", "--format", "csv"],
    ["select", "--sort", "1"],
    ["select", "--sort", "2 desc, 1"],
    ["select", "--distinct"],
    ["select", "--output-format", "jsonl"],
    ["select", "--on-error", "skip", "--fill-ragged"],
    ["describe", "--column", "2", "--on-error", "skip", "--format", "csv"],
    ["describe", "--column", "2,3", "--on-error", "missing", "--format", "csv"],
    ["describe", "--column", "2", "--rolling", "mean", "--window", "3"],
    ["describe", "--column", "3", "--where", "n > 3 or x < 1", "--format", "csv"],
    ["columns", "--format", "csv"],
]


def changed(plan, draw, table, ranks):
    """A table with changed bytes: nobody says what is right, but every way says the same."""
    words = plan.choice(DAMAGED)
    if "--words" not in words and plan.random() < 0.5:
        words = words + table.options()
    runs = [Run(plan, words, table), Run(plan, words, table, ranks)]
    data = mutated(draw, table.bytes)
    for run in runs:
        # What is compressed, or comes from a pipe, is refused in other words.
        run.means, run.data = "file", data
    first, second = yield runs
    outputs = sorted([first.output, second.output], key=len)
    if first.code != 0 and outputs[1].startswith(outputs[0]):
        # Rows go to standard output as they come: how many of them, before an error, is a matter of time.
        first.output = second.output
    if (first.code, first.output, first.errors) != (second.code, second.output, second.errors):
        raise Fault(
            f"exit codes {first.code} and {second.code}: {first.errors[:300]!r}, {first.output[:500]!r}, but"
            f" {second.errors[:300]!r}, {second.output[:500]!r}"
        )


def checkpoint(plan, draw, table, ranks):
    """A job that goes on from its checkpoint, or from one with changed bytes, which must be refused."""
    words = ["follow", "--column", "n", "--statistics", "count,sum", "--until-end", "--format", "csv"]
    words += ["--checkpoint", "state", "--output", "out.csv", *table.options()]
    runs = [Run(plan, words, table, ranks) for _ in range(2)]
    for run in runs:
        run.means, run.options, run.leaves = "file", [], ["state", "out.csv"]
    (first,) = yield runs[:1]
    checked(first)
    count, total = len(table.rows), sum(int(row[2]) for row in table.rows)
    state, rows = first.left["state"], first.left["out.csv"].decode().split("\n")
    if rows[1].split(",")[1:] != ["n", str(count), str(total)]:
        raise Fault(f"followed: {rows}, not {count} values with the sum {total}")
    damaged = state if draw.random() < 0.2 else mutated(draw, state)
    runs[1].others = {"state": damaged, "out.csv": first.left["out.csv"]}
    (second,) = yield runs[1:]
    if second.code != (0 if damaged == state else 65) or second.left["out.csv"] != first.left["out.csv"]:
        raise Fault(f"from a checkpoint: {second.code}, {second.errors[:300]!r}, {second.left}")


QUESTIONS = [describe, groups, frequency, where, select, join]
