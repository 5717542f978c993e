"""Rows that become a regular grid in time, as Python's fractions and clocks have it, beside pandas: `regular_expected.json`.

From the top of the repository:

    python3 Tests/Fixtures/make_all.py
"""

import csv
import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from fixture_files import FIXTURES, MISSING_TOKENS, SAMPLE_NAME, require, write_json

SEED = 20171029
EPOCH = datetime(1970, 1, 1)
DAY = 86_400
UNITS = {"min": 60, "h": 3600, "d": DAY, "month": 0}
HALVES = "%m/%d/%Y %I:%M:%S %p"
ISO = "%Y-%m-%d %H:%M:%S"


@dataclass
class Grid:
    """A grid: steps of so many units, on the clock of a zone, of UTC or on the wall."""

    count: int
    unit: str
    zone: str | None = None
    has_offsets: bool = False

    @property
    def is_of_true_time(self) -> bool:
        """Whether steps are of one length, whatever the clock does."""
        return self.unit in ("min", "h") and self.count * UNITS[self.unit] <= 3600

    def clock(self, moment: datetime) -> datetime:
        """What the clock shows at a moment of UTC, or on the wall."""
        return moment if self.zone is None else moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def moment(self, clock: datetime) -> datetime:
        """The first moment at which the clock shows a time; of one that is left out, the moment of the change."""
        if self.zone is None:
            return clock
        moment = clock.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC).replace(tzinfo=None)
        if self.clock(moment) == clock:
            return moment
        # Minute by minute back to the change.
        while self.clock(moment - timedelta(minutes=1)) >= clock:
            moment -= timedelta(minutes=1)
        return moment

    def floor(self, clock: datetime) -> datetime:
        """What the clock shows at the beginning of a step."""
        midnight = clock.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.unit == "month":
            months = clock.year * 12 + clock.month - 1
            months -= months % self.count
            return datetime(months // 12, months % 12 + 1, 1)
        if self.unit == "d":
            return midnight - timedelta(days=(midnight - datetime(1, 1, 1)).days % self.count)
        seconds = int((clock - midnight).total_seconds())
        return midnight + timedelta(seconds=seconds - seconds % (self.count * UNITS[self.unit]))

    def start(self, moment: datetime) -> datetime:
        """The beginning of the step of a moment."""
        clock = self.clock(moment)
        floor = self.floor(clock)
        return moment - (clock - floor) if self.is_of_true_time else self.moment(floor)

    def next(self, start: datetime) -> datetime:
        """The beginning of the step behind another."""
        if self.is_of_true_time:
            return start + timedelta(seconds=self.count * UNITS[self.unit])
        floor = self.floor(self.clock(start))
        if self.unit == "month":
            months = floor.year * 12 + floor.month - 1 + self.count
            return self.moment(datetime(months // 12, months % 12 + 1, 1))
        # Through the day, or the night, behind it.
        return self.moment(self.floor(floor + timedelta(seconds=self.count * UNITS[self.unit])))

    def name(self, start: datetime) -> str:
        """How the step is called."""
        clock = self.clock(start)
        if self.unit in ("d", "month"):
            return f"{clock:%Y-%m-%d}"
        if self.zone is None or self.zone == "UTC":
            return f"{clock:{ISO}}" + ("Z" if self.zone or self.has_offsets else "")
        minutes = int((clock - start).total_seconds()) // 60
        return f"{clock:{ISO}}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"

    @property
    def option(self) -> str:
        """The step as an option."""
        return f"{self.count} {self.unit}"


@dataclass
class Case:
    """Rows of a time, groups and values, and what is asked for."""

    name: str
    grid: Grid
    header: list[str]
    rows: list[list[str]]
    groups: list[str]
    aggregates: dict[str, str]
    read: Callable[[str], datetime]
    options: list[str] = field(default_factory=list)
    fill: str = "none"
    longest: tuple[int, str] | None = None
    delimiter: str = ","
    decimal: str = "."


def present(text: str) -> bool:
    """Whether a field has a value."""
    return text.strip() not in MISSING_TOKENS


def shortest(value: float) -> str:
    """The shortest text of a double, whole numbers without a point."""
    text = repr(value + 0)
    # Up to 60 digits are written out.
    return format(Decimal(text), "f") if "e+" in text and abs(value) < 1e60 else text.removesuffix(".0")


def result(values: list[float], aggregate: str) -> float | None:
    """The aggregate of a step's values, rounded once."""
    if aggregate == "count":
        return len(values)
    if not values:
        return None
    if aggregate in ("mean", "sum"):
        total = sum(map(Fraction, values))
        return float(total / len(values) if aggregate == "mean" else total)
    return {"min": min, "max": max, "first": lambda values: values[0], "last": lambda values: values[-1]}[aggregate](values)


def is_short(case: Case, start: datetime, end: datetime) -> bool:
    """Whether a gap is filled."""
    if case.longest is None:
        return True
    count, unit = case.longest
    if unit == "d":
        start, end = case.grid.clock(start), case.grid.clock(end)
    return end - start <= timedelta(seconds=count * UNITS[unit])


def filled(case: Case, starts: list[datetime], values: list[float | None]) -> list[float | None]:
    """A series with its gaps filled."""
    values = list(values)
    step = 0
    while case.fill != "none" and step < len(values):
        if values[step] is not None:
            step += 1
            continue
        first = step
        while step < len(values) and values[step] is None:
            step += 1
        before = starts[first - 1] if first else case.grid.start(starts[0] - timedelta(seconds=1))
        behind = starts[step] if step < len(values) else case.grid.next(starts[-1])
        if not is_short(case, before, behind):
            continue
        for gap in range(first, step):
            if case.fill == "previous":
                values[gap] = values[first - 1] if first else None
            elif case.fill != "linear":
                values[gap] = float(case.fill)
            elif first and step < len(values):
                share = Fraction((starts[gap] - before) // timedelta(seconds=1), (behind - before) // timedelta(seconds=1))
                ends = Fraction(shortest(values[first - 1])), Fraction(shortest(values[step]))
                values[gap] = float(ends[0] + (ends[1] - ends[0]) * share)
    return values


def order(key: tuple[str | None, ...], are_numbers: list[bool]) -> list[tuple[bool, Fraction, bytes]]:
    """What groups are ordered by: numbers by size, texts by bytes, missing ones last."""
    return [(text is None, Fraction(text) if text is not None and number else Fraction(0), (text or "").encode())
            for text, number in zip(key, are_numbers, strict=True)]


def is_number(text: str | None) -> bool:
    """Whether a text is a number, or missing."""
    try:
        return text is None or math.isfinite(float(text))
    except ValueError:
        return False


def value(case: Case, text: str) -> float | str:
    """What a field holds."""
    text = text.replace(case.decimal, ".") if case.decimal != "." else text
    return float(text) if is_number(text) else text


def expect(case: Case) -> tuple[list[list[str]], list[int]]:
    """The rows of the grid, and the counts of ``RegularSummary``."""
    place = {name: number for number, name in enumerate(case.header)}
    series: dict[tuple[str | None, ...], dict[datetime, dict[str, list]]] = {}
    counts = {"rows": 0, "timeless": 0, "off": 0}
    rows_of: dict[tuple, int] = {}
    for row in case.rows:
        if not present(row[0]):
            counts["timeless"] += 1
            continue
        moment = case.read(row[0])
        start = case.grid.start(moment)
        counts["rows"] += 1
        counts["off"] += start != moment
        key = tuple(row[place[name]] if present(row[place[name]]) else None for name in case.groups)
        rows_of[key, start] = rows_of.get((key, start), 0) + 1
        values = series.setdefault(key, {}).setdefault(start, {name: [] for name in case.aggregates})
        for name in case.aggregates:
            if present(row[place[name]]):
                values[name].append(value(case, row[place[name]]))
    are_numbers = [all(is_number(key[number]) for key in series) for number in range(len(case.groups))]
    output, steps, fills, missing = [], 0, 0, 0
    for key in sorted(series, key=lambda key: order(key, are_numbers)):
        starts = [min(series[key])]
        while starts[-1] < max(series[key]):
            starts.append(case.grid.next(starts[-1]))
        require(set(series[key]) <= set(starts), f"{case.name}: the steps follow on each other")
        steps += len(starts)
        columns = []
        for name, aggregate in case.aggregates.items():
            none = 0 if aggregate == "count" else None
            found = [result(series[key][start][name], aggregate) if start in series[key] else none for start in starts]
            if all(entry is None or not isinstance(entry, str) for entry in found):
                done = filled(case, starts, found)
            else:
                done = filled(case, starts, found) if case.fill == "previous" else found
            fills += sum(one is None and other is not None for one, other in zip(found, done, strict=True))
            missing += sum(one is None for one in done)
            columns.append(done)
        for number, start in enumerate(starts):
            texts = ["" if column[number] is None else column[number] if isinstance(column[number], str)
                     else shortest(float(column[number])).replace(".", case.decimal) for column in columns]
            output.append([case.grid.name(start), *(text or "" for text in key), *texts])
    summary = [counts["rows"], counts["timeless"], counts["off"], len(series), steps, steps - len(rows_of),
               sum(count > 1 for count in rows_of.values()), fills, missing]
    return output, summary


def check_with_pandas(case: Case, output: list[list[str]]) -> None:
    """Compare with pandas, where it means the same: one value column, means, no groups that are missing."""
    (name, aggregate), = case.aggregates.items()
    place = case.header.index(name)
    frame = pd.DataFrame(
        [[case.read(row[0]), *(row[case.header.index(group)] for group in case.groups),
          float(row[place]) if present(row[place]) else math.nan] for row in case.rows if present(row[0])],
        columns=["time", *case.groups, "value"])
    frame["time"] = pd.to_datetime(frame["time"])
    if case.grid.zone:
        frame["time"] = frame["time"].dt.tz_localize("UTC").dt.tz_convert(case.grid.zone)
    rule = f"{case.grid.count}{ {'d': 'D', 'month': 'MS'}.get(case.grid.unit, case.grid.unit)}"
    groups = frame.groupby(case.groups) if case.groups else [((), frame)]
    found = {}
    for key, part in groups:
        resampled = part.set_index("time")["value"].resample(rule, label="left", closed="left").agg(aggregate)
        if case.fill == "previous":
            resampled = resampled.ffill()
        elif case.fill == "linear":
            resampled = resampled.interpolate(method="time", limit_area="inside")
        for start, number in resampled.items():
            utc = start.tz_convert("UTC").tz_localize(None).to_pydatetime() if case.grid.zone else start.to_pydatetime()
            found[(case.grid.name(utc), *key)] = number
    own = {tuple(row[:1 + len(case.groups)]): row[-1] for row in output}
    require(own.keys() == found.keys(), f"{case.name}: pandas has the same steps")
    for key, text in own.items():
        close = math.isnan(found[key]) if text == "" else math.isclose(float(text), found[key], rel_tol=1e-9, abs_tol=1e-12)
        require(close, f"{case.name}: {key}: {text}, and {found[key]} in pandas")


def wall(form: str) -> Callable[[str], datetime]:
    """Reads times on the wall."""
    return lambda text: datetime.strptime(text, form)


def zoned(zone: str) -> Callable[[str], datetime]:
    """Reads times of a zone, with or without an offset, as moments of UTC."""
    def read(text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(UTC).replace(tzinfo=None)
    return read


def logger(source: random.Random, start: datetime, hours: int, stations: list[str], minutes: int = 60) -> list[list[str]]:
    """Rows of several loggers, with gaps, repeated rows, times off the grid and missing values."""
    rows = []
    for station in stations:
        moment = start + timedelta(minutes=minutes * source.randrange(5))
        while moment < start + timedelta(hours=hours):
            if source.random() < 0.1:
                moment += timedelta(minutes=minutes * source.randrange(1, 9))
            shift = timedelta(minutes=source.randrange(1, minutes)) if source.random() < 0.2 else timedelta()
            number = source.choice(["", "NA"]) if source.random() < 0.1 else f"{source.randrange(-50, 400) / 10}"
            rows.append([f"{moment + shift:{ISO}}", station, number, source.choice(["0", "0.2", "1.4", ""]), source.choice(["ok", "low", ""])])
            if source.random() < 0.1:
                rows.append([rows[-1][0], station, f"{source.randrange(300) / 10}", "0.1", "again"])
            moment += timedelta(minutes=minutes)
    return rows


def cases(source: random.Random, directory: Path) -> list[Case]:
    """All cases."""
    header = ["time", "station", "temp", "rain", "state"]
    start = datetime(2021, 3, 26, 20)
    rows = logger(source, start, 60, ["b", "a", "10", "9"])
    shuffled = rows + [["", "a", "7", "1", "ok"], ["NA", "b", "7", "1", "ok"], ["2021-03-27 05:30:00", "", "1", "", "x"], ["2021-03-27 09:30:00", "NA", "2", "", "y"]]
    source.shuffle(shuffled)
    numbers = logger(source, start, 30, ["10", "9", "0009", "-1.5"], 10)
    source.shuffle(numbers)
    every = {"temp": "mean", "rain": "sum", "state": "last"}
    made = []
    for fill, longest in [("none", None), ("previous", None), ("linear", None), ("-1.5", None), ("linear", (3, "h")), ("previous", (2, "h")), ("0", (4, "h"))]:
        made.append(Case(f"loggers, {fill} {longest}", Grid(1, "h"), header, shuffled, ["station"], every, wall(ISO), fill=fill, longest=longest))
    for aggregate in ["mean", "sum", "min", "max", "first", "last", "count"]:
        made.append(Case(f"each {aggregate}", Grid(30, "min"), header, shuffled, ["station"], {"temp": aggregate, "rain": aggregate}, wall(ISO)))
    for grid in [Grid(10, "min"), Grid(6, "h"), Grid(1, "d"), Grid(7, "d"), Grid(1, "month")]:
        for fill in ["none", "linear"] if grid.unit == "min" else ["linear"]:
            made.append(Case(f"numbers for names, {grid.option}, {fill}", grid, header, numbers, ["station"], {"temp": "mean"}, wall(ISO), fill=fill))
    for zone, at in [("Europe/Madrid", datetime(2021, 3, 27, 12)), ("Europe/Madrid", datetime(2021, 10, 30, 12)), ("America/Bogota", datetime(2021, 3, 27, 12)), ("Asia/Kolkata", datetime(2021, 3, 27, 12)), ("America/Santiago", datetime(2021, 9, 4, 18))]:
        moments = logger(source, at, 70, ["a", "b"], 30)
        for row in moments:
            row[0] += "Z"
        source.shuffle(moments)
        grids = [(Grid(1, "h", zone), "none", None), (Grid(1, "d", zone), "none", None), (Grid(30, "min", zone), "linear", (2, "h")), (Grid(6, "h", zone), "linear", None), (Grid(1, "d", zone), "linear", (2, "d"))]
        is_changed = zone in ("Europe/Madrid", "America/Santiago")
        for grid, fill, longest in grids if is_changed else grids[:2]:
            made.append(Case(f"{zone}, {at:%B}, {grid.option}, {fill}", grid, header, moments, ["station"], {"temp": "mean"}, zoned(zone), ["--time-zone", zone], fill=fill, longest=longest))
        if not is_changed:
            continue
        universal = Grid(1, "h", None, has_offsets=True)
        made.append(Case(f"{zone}, {at:%B}, of UTC", universal, header, moments, ["station"], {"temp": "mean"}, zoned("UTC")))
    months = [[f"{datetime(2020, 1, 31, 7) + timedelta(days=source.randrange(800)):{ISO}}", source.choice("xy"), f"{number / 4}", "", ""] for number in range(40)]
    for grid in [Grid(1, "month"), Grid(3, "month"), Grid(12, "month"), Grid(30, "d")]:
        made.append(Case(f"{grid.option} in a row", grid, header, months, ["station"], {"temp": "mean"}, wall(ISO), fill="linear"))
    commas = [[row[0], row[1], row[2].replace(".", ","), row[3].replace(".", ","), row[4]] for row in rows]
    made.append(Case("decimal commas", Grid(2, "h"), header, commas, ["station"], every, wall(ISO), fill="linear", delimiter=";", decimal=","))
    made.append(Case("one row", Grid(1, "h"), header, [["2020-02-29 23:59:59", "s", "0.1", "", "x"]], ["station"], every, wall(ISO), fill="linear"))
    made.append(Case("no groups", Grid(1, "h"), header, rows, [], {"temp": "mean"}, wall(ISO), fill="previous"))
    made.append(Case("two keys", Grid(3, "h"), header, shuffled, ["state", "station"], {"temp": "max"}, wall(ISO)))
    large = [[f"2020-01-01 0{hour}:00:00", "s", text, "", ""] for hour, text in [(0, "1e300"), (0, "-1e300"), (0, "1e-300"), (1, "1e16"), (1, "1"), (1, "-1e16"), (4, "0.1"), (4, "0.2"), (4, "0.3"), (7, "123456.789"), (7, "5e-324"), (9, "1.7976931348623157e308")]]
    for aggregate in ["mean", "sum", "min"]:
        made.append(Case(f"large and small, {aggregate}", Grid(1, "h"), header, large, ["station"], {"temp": aggregate}, wall(ISO)))
    with (directory / SAMPLE_NAME).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    halves = [[row["FechaObservacion"], row["CodigoEstacion"], row["ValorObservado"], "", ""] for row in table if row["FechaObservacion"][6:10] == "2017"]
    for grid in [Grid(1, "d"), Grid(7, "d")]:
        made.append(Case(f"the sample in 2017, {grid.option}", grid, header, halves, ["station"], {"temp": "mean"}, wall(HALVES), fill="none"))
    return made


def document(case: Case) -> dict:
    """A case with what is expected of it."""
    output, summary = expect(case)
    plain = len(case.aggregates) == 1 and case.longest is None and case.fill in ("none", "previous", "linear") and case.decimal == "."
    # In pandas, steps of several days and months begin elsewhere, and some hours are those of the first day.
    if plain and (case.grid.unit, case.grid.count) in [("h", 1), ("min", 30), ("min", 10), ("d", 1), ("month", 1)] and case.aggregates.get("temp") in ("mean", "min", "max") and "large" not in case.name and not any(not present(row[case.header.index(group)]) for group in case.groups for row in case.rows):
        check_with_pandas(case, output)
        case.name += " (pandas agrees)"
    text = io.StringIO()
    csv.writer(text, delimiter=case.delimiter, lineterminator="\n").writerows([case.header, *case.rows])
    rows = io.StringIO()
    csv.writer(rows, delimiter=case.delimiter, lineterminator="\n").writerows([["time", *case.groups, *case.aggregates], *output])
    options = ["--every", case.grid.option, "--time", "time", "--columns", ", ".join(case.aggregates),
               "--aggregate", ", ".join(f"{name} {aggregate}" for name, aggregate in case.aggregates.items()), "--fill=" + case.fill, *case.options]
    if case.groups:
        options += ["--by", ", ".join(case.groups)]
    if case.longest:
        options += ["--max-gap", f"{case.longest[0]}{case.longest[1]}"]
    return {"name": case.name, "options": options, "table": text.getvalue(), "rows": rows.getvalue(), "summary": summary}


def make(directory: Path) -> None:
    """Write regular_expected.json."""
    documents = [document(case) for case in cases(random.Random(SEED), directory)]
    tables = list(dict.fromkeys(case["table"] for case in documents))
    for case in documents:
        case["table"] = tables.index(case["table"])
    write_json(directory / "regular_expected.json", {"seed": SEED, "tables": [[table] for table in tables], "cases": documents})


if __name__ == "__main__":
    make(FIXTURES)
