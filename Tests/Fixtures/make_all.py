"""Remake every fixture beside this file, or with --check compare the committed ones with fresh ones, byte by byte.

From the top of the repository:

    python3 Tests/Fixtures/make_all.py
    python3 Tests/Fixtures/make_all.py --check
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import csv_oracle
import dates_oracle
import describe_oracle
import digits_oracle
import elementary_oracle
import expression_oracle
import filter_oracle
import generate_sample
import groups_oracle
import nist_sets
import number_oracle
import pattern_oracle
import regular_oracle
import tutorial
import values_oracle
from fixture_files import FIXTURES, SAMPLE_NAME


def make(directory: Path) -> None:
    """Make everything, in the order in which the makers need each other's files."""
    generate_sample.generate(generate_sample.DEFAULT_ROWS, generate_sample.DEFAULT_SEED, directory / SAMPLE_NAME)
    for maker in (nist_sets, describe_oracle, groups_oracle, csv_oracle, number_oracle, filter_oracle, expression_oracle, pattern_oracle, digits_oracle, dates_oracle, values_oracle, regular_oracle, elementary_oracle, tutorial):
        maker.make(directory)


def differences() -> list[str]:
    """The names of committed fixtures that remaking would change."""
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        (fresh / "nist").mkdir()
        for nist in nist_sets.SETS:
            if nist.measured:
                shutil.copy(nist_sets.data_path(FIXTURES, nist.name), nist_sets.data_path(fresh, nist.name))
        make(fresh)
        made = sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file())
        return [str(path) for path in made if not same(fresh / path, FIXTURES / path)]


def same(one: Path, other: Path) -> bool:
    """Whether the other file is there with the same bytes."""
    return other.exists() and one.read_bytes() == other.read_bytes()


def main() -> None:
    """Remake or check."""
    parser = argparse.ArgumentParser(description="Remake the test fixtures.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a fixture would change")
    if not parser.parse_args().check:
        make(FIXTURES)
    elif changed := differences():
        sys.exit("would change: " + ", ".join(changed))


if __name__ == "__main__":
    main()
