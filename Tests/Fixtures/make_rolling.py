"""Write rolling.csv, and what is true of windows along its column, by exact arithmetic.

    python make_rolling.py FOLDER

The column has missing values, numbers of all sizes, runs of one value, and an outlier. Sums and means are those of
fractions, rounded once; variances are those of fractions, rounded once.
"""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from pathlib import Path

WINDOWS = [1, 2, 24, 150]


def numbers() -> list[str]:
    """The fields of the column; empty ones are missing."""
    generator = random.Random(16)
    fields = []
    for row in range(600):
        kind = row // 100
        if generator.random() < 0.1:
            fields.append("")
        elif kind == 0:
            fields.append(f"{generator.uniform(-40, 60):.1f}")
        elif kind == 1:
            fields.append(f"{1e9 + generator.uniform(0, 1):.6f}")
        elif kind == 2:
            fields.append("7.25")
        elif kind == 3:
            fields.append(repr(generator.uniform(-1, 1) * 10.0 ** generator.randint(-20, 20)))
        elif kind == 4:
            fields.append("1e15" if row == 450 else f"{generator.uniform(0, 1):.3f}")
        else:
            fields.append(str(generator.randint(-5, 5)))
    return fields


def rolling(name: str, window: list[float]) -> float:
    """The statistic of a window."""
    if name in ("min", "max"):
        return {"min": min, "max": max}[name](window)
    values = [Fraction(value) for value in window]
    total = sum(values)
    if name == "sum":
        return float(total)
    mean = total / len(values)
    if name == "mean":
        return float(mean)
    return float(sum((value - mean) ** 2 for value in values) / len(values))


def main() -> None:
    """Write the files."""
    folder = Path(sys.argv[1])
    fields = numbers()
    lines = ["time,value"] + [f"{row},{field}" for row, field in enumerate(fields)]
    (folder / "rolling.csv").write_text("\n".join(lines) + "\n")
    names = ["sum", "mean", "min", "max", "var"]
    columns = [(name, window) for window in WINDOWS for name in names]
    rows = [",".join(["row", *(f"{name}_{window}" for name, window in columns)])]
    present: list[float] = []
    for row, field in enumerate(fields):
        cells = [str(row + 1)]
        if field:
            present.append(float(field) + 0.0)
        for name, window in columns:
            is_there = field and len(present) >= window
            cells.append(repr(rolling(name, present[-window:])) if is_there else "")
        rows.append(",".join(cells))
    (folder / "rolling_expected.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
