"""Make the files that are measured: the sample of the tests, as long as one likes, and harder forms of it."""

import csv
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
GENERATORS = REPOSITORY / "Benchmarks" / "generators"
GENERATOR = REPOSITORY / "Tests" / "Fixtures" / "generate_sample.py"
STANDARD_ROWS = 12_000_000
COLUMN = "ValorObservado"
DIGITS_COLUMN = "ValorPreciso"
DIGITS_SEED = 17

# The stations of the file that is grouped by them. (The sample of the tests has 25.)
STATION_COUNT = 400

# Writes the file at the second path from the one at the first.
Rewriter = Callable[[Path, Path], None]


def quote_all(plain: Path, output: Path) -> None:
    """Put every field in quotes."""
    with plain.open(encoding="utf-8", newline="") as source, output.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(source))


def append_digits(plain: Path, output: Path) -> None:
    """Append a column of skewed doubles with 17 significant digits. (No field of the sample has a line end in it.)"""
    draw = random.Random(DIGITS_SEED).lognormvariate
    with plain.open(encoding="utf-8", newline="") as source, output.open("w", encoding="utf-8", newline="") as target:
        target.write(f"{next(source)[:-1]},{DIGITS_COLUMN}\n")
        target.writelines(f"{line[:-1]},{draw(3, 0.5):.17g}\n" for line in source)


REWRITERS: dict[str, Rewriter] = {"quoted": quote_all, "digits": append_digits}
VARIANTS = ("plain", *REWRITERS)


def column_of(variant: str) -> str:
    """The column that is described."""
    return DIGITS_COLUMN if variant == "digits" else COLUMN


def make(variant: str, rows: int, folder: Path) -> Path:
    """The file of a variant; it is written unless it is there already."""
    if variant == "plain":
        return generated(folder / f"plain-{rows}.csv", [sys.executable, str(GENERATOR), "--rows", str(rows)])
    path = folder / f"{variant}-{rows}.csv"
    return written(path, lambda output: REWRITERS[variant](make("plain", rows, folder), output))


def make_grouped(name: str, rows: int, folder: Path, python: Path) -> Path:
    """The file of a question about groups: `stations`, or what a generator of that name makes; those need a Python with numpy."""
    path = folder / f"{name}-{rows}.csv"
    if name == "stations":
        return generated(path, [sys.executable, str(GENERATOR), "--stations", str(STATION_COUNT), "--rows", str(rows)])
    return generated(path, [str(python), str(GENERATORS / f"{name}.py"), "--rows", str(rows)])


def make_joined(side: str, rows: int, folder: Path, minutes: int = 0) -> Path:
    """The file of one side of a join."""
    late = f"-{minutes}" if minutes else ""
    command = [sys.executable, str(GENERATORS / "joined.py"), "--side", side, "--minutes", str(minutes), "--rows", str(rows)]
    return generated(folder / f"joined-{side}{late}-{rows}.csv", command)


def generated(path: Path, command: list[str]) -> Path:
    """A file that a command makes, which is told where by `--output`."""
    return written(path, lambda output: subprocess.run([*command, "--output", str(output)], check=True))


def written(path: Path, write: Callable[[Path], object]) -> Path:
    """A file that is written unless it is there already, and that appears when it is complete."""
    if path.exists():
        return path
    print(f"writing {path}", file=sys.stderr)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    write(unfinished)
    unfinished.rename(path)
    return path


def warm(path: Path) -> None:
    """Read a file once, so that it is in the page cache."""
    with path.open("rb", buffering=0) as file:
        while file.read(1 << 20):
            pass
