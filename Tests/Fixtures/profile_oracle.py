#!/usr/bin/env python3
"""Make a table with columns of every kind, or say what `caudal describe` should find in its columns.

    profile_oracle.py make SEED FILE
    profile_oracle.py check FILE DOCUMENT

The second reads the table by Python's csv module, computes everything anew by exact fractions and simple loops, and compares.
"""

import csv
import json
import math
import random
import sys
from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction

MISSING = {"", "NA", "N/A", "NaN", "nan", "null", "NULL"}
FORMS = {"iso": "%Y-%m-%d %H:%M:%S", "american": "%m/%d/%Y %I:%M:%S %p", "day": "%d.%m.%Y %H:%M"}
PAIRS = [{"true", "false"}, {"yes", "no"}, {"sí", "no"}]


def make(seed: int, path: str) -> None:
    """Write a table."""
    random.seed(seed)
    rows = random.choice([1, 40, 3000])
    form = random.choice(list(FORMS))
    clock = datetime(2023, random.randint(1, 12), random.randint(13, 28))
    step = timedelta(minutes=random.choice([1, 10, 60, 1440]))
    late = random.randrange(rows)
    pair = sorted(random.choice(PAIRS))
    words = ["río", "BOGOTÁ D.C.", "a,b", 'the "one"', "x" * 40, "日本", "-", "7th"]
    names = ["whole", "decimal", "code", "time", "flag", "text", "nothing", "late", "late time", "unique"]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row in range(rows):
            if random.random() < 0.97:
                clock += step
            elif random.random() < 0.5:
                clock += step * random.randint(2, 50)
            values = [
                str(random.randint(-20, 20)),
                random.choice(["0.5", "1.25", "-3", "1e3", repr(random.gauss(20, 5)), repr(random.gauss(20, 5))]),
                f"{random.randint(0, 300):05d}",
                clock.strftime(FORMS[form]),
                random.choice(pair),
                random.choice(words),
                "",
                "Ice" if row == late and rows > 1 else str(row % 17),
                "unknown" if row == late and rows > 1 else clock.strftime(FORMS["iso"]),
                f"id-{row}",
            ]
            writer.writerow([value if random.random() < 0.95 else random.choice(["", "NA"]) for value in values])


def number(text: str) -> Fraction | None:
    """The number that a double makes of a text."""
    try:
        return Fraction(float(text)) if not text.strip().lower().lstrip("+-").startswith(("inf", "nan")) else None
    except ValueError:
        return None


def time(text: str, form: str) -> datetime | None:
    """The time that a text is."""
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def near(found: float | None, exact: float | None, relative: float) -> bool:
    """Whether two numbers are the same but for rounding."""
    if found is None or exact is None:
        return found is exact
    return math.isclose(found, exact, rel_tol=relative, abs_tol=1e-300)


def numbers(found: dict, values: list[Fraction]) -> None:
    """Compare the statistics of numbers."""
    ordered = sorted(float(value) for value in values)
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    counts = Counter(ordered)
    most = max(counts.values())
    assert found["distinct"] == len(counts)
    assert (found["min"], found["max"]) == (ordered[0], ordered[-1])
    assert near(found["mean"], float(mean), 1e-15), (found["mean"], float(mean))
    assert near(found["std"], math.sqrt(variance), 1e-14), (found["std"], math.sqrt(variance))
    assert found["sum"] == float(sum(values))
    assert found["mode"] == {"value": min(value for value, count in counts.items() if count == most), "frequency": most}
    for percent, value in found["percentiles"].items():
        place = float(percent) / 100 * (len(ordered) - 1)
        low = math.floor(place)
        high = min(low + 1, len(ordered) - 1)
        expected = ordered[low] + (place - low) * (ordered[high] - ordered[low])
        assert near(value, expected, 1e-12), (percent, value, expected)


def texts(found: dict, values: list[str]) -> None:
    """Compare what there is of texts."""
    counts = Counter(values)
    ordered = sorted(counts, key=lambda text: text.encode())
    lengths = [len(text) for text in counts]
    frequent = sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))[:5]
    assert found["distinct"] == len(counts)
    assert (found["min"], found["max"]) == (ordered[0], ordered[-1])
    assert (found["shortest"], found["longest"]) == (min(lengths), max(lengths))
    assert [(item["value"], item["count"]) for item in found["most_frequent"]] == frequent


def times(found: dict, values: list[datetime]) -> None:
    """Compare what there is of times."""
    ordered = sorted(set(values))
    assert found["distinct"] == len(ordered)
    assert (found["min"], found["max"]) == (f"{ordered[0]}", f"{ordered[-1]}")
    distances = [(later - earlier).total_seconds() for earlier, later in zip(ordered, ordered[1:])]
    if not distances:
        assert found["step_seconds"] is None
        return
    counts = Counter(distances)
    step = min(counts, key=lambda distance: (-counts[distance], distance))
    assert found["step_seconds"] == step
    assert found["gaps"] == sum(distance > step for distance in distances)
    assert found["longest_gap_seconds"] == max(distances)
    assert found["longest_gap_begin"] == f"{ordered[distances.index(max(distances))]}"


def check(path: str, document: str) -> None:
    """Compare a document with what a simple reading finds."""
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    with open(document, encoding="utf-8") as file:
        columns = json.load(file)["columns"]
    assert [column["column"] for column in columns] == header
    for place, found in enumerate(columns):
        values = [row[place] for row in rows if row[place] not in MISSING]
        assert (found["rows"], found["count"], found["missing"]) == (len(rows), len(values), len(rows) - len(values))
        found_numbers = [number(value) for value in values]
        form = next((form for form in FORMS.values() if values and all(time(value, form) for value in values)), None)
        is_code = any(value[0] == "0" and value[1:2].isdigit() for value in values)
        if not values:
            kind = "empty"
        elif None not in found_numbers and not is_code:
            kind = "integer" if all(value.denominator == 1 for value in found_numbers) else "number"
            numbers(found, found_numbers)
        elif form:
            kind = "time"
            times(found, [time(value, form) for value in values])
        else:
            kind = "boolean" if set(values) in PAIRS or set(values) in ({"true"}, {"false"}) else "text"
            texts(found, values)
        assert found["type"] == kind, (found["column"], found["type"], kind)
        if found["column"] in ("late", "late time") and {"Ice", "unknown"} & set(values):
            first = next(row for row, fields in enumerate(rows) if fields[place] in ("Ice", "unknown"))
            assert "misfit" not in found or found["misfit"]["row"] == first + 2, found["misfit"]
    print(len(columns))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), sys.argv[3])
    else:
        check(sys.argv[2], sys.argv[3])
