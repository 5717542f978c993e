"""Numbers with more digits than a double has, and what is true of them by Python's decimal:
Tests/Fixtures/digits_expected.json."""

import json
import random
from collections import Counter
from decimal import Decimal, getcontext

getcontext().prec = 60
MISSING = {"", "NA"}


def written(source, value):
    """A number in one of the forms in which it may be written."""
    plain = format(value, "f")
    kind = source.randrange(6)
    if kind == 0 and "." not in plain:
        return plain + source.choice([".0", ".000", "."])
    if kind == 1:
        return ("-" if value < 0 else "") + "000" + plain.lstrip("-")
    if kind == 2:
        return format(value.scaleb(3), "f") + "e-3"
    if kind == 3 and value >= 0:
        return "+" + plain
    return plain


def numbers(source):
    """Some numbers, of which many are neighbours that have one double."""
    around = [2**53, -(2**53), 2**63, -(2**63), 2**64, 10**22, 12345678901234567890123]
    whole = [Decimal(center + step) for center in around for step in range(-3, 4)]
    parts = [Decimal("0.12345678901234567") + Decimal(step).scaleb(-19) for step in range(-3, 4)]
    short = [Decimal(text) for text in ("0", "1", "20", "-2.5", "1000", "0.1", "123456789012345")]
    pool = whole + parts + short
    return [source.choice(pool) if source.random() < 0.6 else source.choice(short) for _ in range(3000)]


def is_rounded(value):
    """Whether a number beyond 2**53 can't be had back from its double."""
    return abs(value) >= 2**53 and Decimal(repr(float(value))) != value


def make(directory):
    """Write digits_expected.json."""
    source = random.Random(90071992547409)
    values = numbers(source)
    fields = [written(source, value) for value in values]
    for place in source.sample(range(len(fields)), 40):
        fields[place], values[place] = source.choice(["", "NA"]), None
    present = [v for v in values if v is not None]
    counts = Counter(present)
    top = max(counts.values())
    cases = []
    for _ in range(60):
        limit, other = source.choice(present), source.choice(present)
        low, high = min(limit, other), max(limit, other)
        for text, test in (
            (f"x = {limit:f}", lambda v: v == limit), (f"x != {limit:f}", lambda v: v != limit),
            (f"x < {limit:f}", lambda v: v < limit), (f"x >= {limit:f}", lambda v: v >= limit),
            (f"x in ({limit:f}, {other:f}, 5)", lambda v: v in (limit, other)),
            (f"x not between {low:f} and {high:f}", lambda v: not low <= v <= high),
        ):
            cases.append({"where": text, "count": sum(1 for v in present if test(v))})
    expected = {
        "fields": fields,
        "rounded": sum(1 for v in present if is_rounded(v)),
        "min": format(min(present), "f"), "max": format(max(present), "f"),
        "mode": format(min(v for v, n in counts.items() if n == top), "f"), "frequency": top,
        "distinct": len(counts),
        "counts": [[format(v, "f"), n] for v, n in sorted(counts.items())],
        "cases": source.sample(cases, 100),
    }
    (directory / "digits_expected.json").write_text(json.dumps(expected, indent=0) + "\n")
