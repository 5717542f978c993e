"""What the commands that compare programs share: their options, rounds, tables and targets."""

import argparse
import json
import math
import platform
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from harness import answers, measuring
from harness.measuring import Measurement
from harness.programs import Program
from harness.tables import megabytes, seconds, table


@dataclass
class Entry:
    """A program of a set, with what was measured of it."""

    program: Program
    runs: list[Measurement] = field(default_factory=list)
    version: str | None = None
    errors: dict[str, float] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make ready for a run: nothing is to be done."""

    @property
    def median(self) -> float:
        """The median time in seconds."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def peak(self) -> float:
        """The median of the runs' peak memory in bytes."""
        return statistics.median(run.peak_bytes for run in self.runs)

    def add_errors(self, found: dict[str, float]) -> None:
        """Take note of the errors of a run; of several runs, the worst counts."""
        for name, error in found.items():
            self.errors[name] = max(error, self.errors.get(name, 0.0))

    @property
    def title(self) -> str:
        """Name and version."""
        return " ".join([self.program.name, *([self.version] if self.version else [])])


@dataclass(frozen=True)
class Target:
    """A figure that Caudal is meant to reach."""

    text: str
    found: float
    limit: float
    is_floor: bool

    @property
    def met(self) -> bool:
        """Whether it does."""
        return self.found >= self.limit if self.is_floor else self.found <= self.limit


def parser(description: str, sets: tuple[str, ...], known: tuple[str, ...], peers: tuple[str, ...]) -> argparse.ArgumentParser:
    """The options that all comparisons have, but for the numbers of rows; of the known peers, `peers` run unless others are asked for."""
    parser = argparse.ArgumentParser(description=description)
    folder = Path(tempfile.gettempdir()) / "caudal-benchmarks"
    parser.add_argument("--data", type=Path, default=folder, help=f"folder for files and peers (default {folder})")
    parser.add_argument("--sets", type=names(sets), default=list(sets), help=f"of {','.join(sets)} (default all of them)")
    help_of_peers = f"of {','.join(known)} (default {','.join(peers)})"
    parser.add_argument("--peers", type=names(known), default=list(peers), help=help_of_peers)
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds, after one that isn't (default 5)")
    parser.add_argument("--patience", type=float, default=60, help="seconds to wait for a quiet moment (default 60; 0: don't)")
    parser.add_argument("--caudal", type=Path, help="the executable (default: build it here)")
    parser.add_argument("--json", type=Path, help="also write all measurements to this file")
    return parser


def names(known: tuple[str, ...]):  # noqa: ANN201 (a parser for argparse)
    """A parser of a list of known names."""

    def parse(text: str) -> list[str]:
        found = [name for name in text.split(",") if name]
        if unknown := [name for name in found if name not in known]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
        return found

    return parse


def whole_numbers(text: str) -> list[int]:
    """The numbers of a list, for argparse."""
    return [int(word) for word in text.split(",")]


def run_rounds(chosen: list[Entry], rounds: int, patience: float) -> None:
    """Run all programs once for warming up, then in turns, each time beginning with another one."""
    for entry in chosen:
        entry.prepare()
        measuring.run_once(entry.program.command, entry.program.environment)
    for number in range(rounds):
        first = number % len(chosen)
        for entry in chosen[first:] + chosen[:first]:
            program = entry.program
            entry.runs.append(
                measuring.measure(program.command, program.environment, patience, program.server, program.files, entry.prepare)
            )
        print(f"  round {number + 1} of {rounds}", file=sys.stderr)


def verdict(entry: Entry) -> str:
    """What is wrong with a program's answers."""
    if not entry.program.answers:
        return ""
    wrong = answers.wrong(entry.errors)
    if wrong:
        return "WRONG: " + ", ".join(name if math.isinf(error) else f"{name} by {error:.1g}" for name, error in wrong.items())
    name, error = max(entry.errors.items(), key=lambda item: item[1])
    return f"right; {name} to {error:.0e}" if error else "right; no error"


def set_table(chosen: list[Entry]) -> str:
    """The table of a set."""
    base = chosen[0].median
    rows = []
    for entry in chosen:
        times = [run.seconds for run in entry.runs]
        work = statistics.median(run.processor_seconds for run in entry.runs)
        spread = f"{seconds(min(times))}–{seconds(max(times))}"
        others = f"{max(run.others for run in entry.runs):.2f}"
        ratio = f"{entry.median / base:.2f}"
        rows.append([entry.title, seconds(entry.median), spread, seconds(work), megabytes(entry.peak), ratio, others, verdict(entry)])
    header = ["program", "median s", "min–max s", "user+sys s", "peak MB", "ratio", "others", "answers"]
    return table(header, rows)


@dataclass
class Targets:
    """The figures that Caudal is meant to reach, as far as the sets that they need were measured."""

    sets: dict[str, list[Entry]]
    found: list[Target] = field(default_factory=list)

    def entry(self, name: str, program: str) -> Entry | None:
        """What was measured of a program in a set."""
        return next((entry for entry in self.sets.get(name, []) if entry.program.name == program), None)

    def ratio(self, text: str, above: tuple[str, str], below: tuple[str, str], limit: float, is_floor: bool = True) -> None:
        """One time divided by another."""
        upper, lower = self.entry(*above), self.entry(*below)
        if upper and lower:
            self.add(text, upper.median / lower.median, limit, is_floor)

    def add(self, text: str, found: float, limit: float, is_floor: bool) -> None:
        """Any other figure."""
        self.found.append(Target(text, found, limit, is_floor))


def target_table(found: list[Target]) -> str:
    """The table of targets."""
    rows = [
        [target.text, f"{target.found:.2f}", f"{'≥' if target.is_floor else '≤'} {target.limit:g}", "yes" if target.met else "NO"]
        for target in found
    ]
    return table(["target", "found", "wanted", "met"], rows)


def as_json(chosen: list[Entry]) -> list[dict]:
    """A set, for a file."""
    return [
        {
            "program": entry.program.name,
            "version": entry.version,
            "median_seconds": entry.median,
            "median_peak_bytes": entry.peak,
            "ratio": entry.median / chosen[0].median,
            "errors": entry.errors,
            "wrong": sorted(answers.wrong(entry.errors)),
            "runs": [
                {
                    "seconds": run.seconds,
                    "processor_seconds": run.processor_seconds,
                    "peak_bytes": run.peak_bytes,
                    "others": run.others,
                }
                for run in entry.runs
            ],
        }
        for entry in chosen
    ]


def print_set(name: str, rows: int, path: Path, chosen: list[Entry], written: int = 0) -> None:
    """Print the table of a set under its title."""
    size = f"{path.stat().st_size / 1e6:,.0f} MB" + (f", {written / 1e6:,.0f} MB written" if written else "")
    print(f"\n### {name}: {rows:,} rows, {size}\n\n{set_table(chosen)}\n", flush=True)


def finish(sets: dict[str, list[Entry]], rows: dict[str, int], found: list[Target], output: Path | None) -> None:
    """Print the targets, and write all measurements to a file if that is wanted."""
    if found:
        print(f"### targets\n\n{target_table(found)}")
    if not output:
        return
    report = {
        "machine": platform.platform(),
        "processors": measuring.PROCESSORS,
        "rows": rows,
        "sets": {name: as_json(chosen) for name, chosen in sets.items()},
        "targets": [{"text": t.text, "found": t.found, "limit": t.limit, "met": t.met} for t in found],
    }
    output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
