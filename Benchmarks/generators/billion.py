"""Write a file as the One Billion Row Challenge has it: `station;value`, no header, one decimal, 413 stations.

The challenge draws a station evenly, and its value from a normal distribution of deviation 10 around the station's own mean. So does
this, but the stations are invented: names as long as the challenge's, from 3 to 26 bytes, some with accents, blanks and commas, and means
from -15 to 30 degrees. 100 million rows take some fifteen seconds: every line that can occur is made once, and drawn.

    python billion.py --rows 100000000 --output billion.csv
"""

import argparse
import random
from pathlib import Path

import numpy

SEED = 1_000_000_000
DEVIATION = 10
LARGEST_TENTHS = 999
TENTHS = 2 * LARGEST_TENTHS + 1
ROWS_AT_ONCE = 2_000_000

# How many names have how many bytes: nearly as in the challenge, 413 together.
NAMES_OF_LENGTH = {
    3: 8, 4: 28, 5: 52, 6: 75, 7: 69, 8: 56, 9: 39, 10: 25, 11: 18, 12: 15, 13: 9, 14: 6, 15: 5, 16: 3, 17: 2, 18: 1, 24: 1, 26: 1
}  # fmt: skip
CONSONANTS = "bcdfghjklmnprstvz"
VOWELS = "aeiou" * 20 + "áéíóúüöø"
JOINTS = [" ", " ", " ", "-", "'", ", "]


def name_of_length(length: int, draw: random.Random) -> str:
    """A name of so many bytes in UTF-8, of one word or, where it is long, of several."""
    while True:
        name = ""
        while len(name.encode()) < length:
            name += draw.choice(CONSONANTS) + draw.choice(VOWELS)
            if len(name.encode()) > 5 and length - len(name.encode()) > 4 and draw.random() < 0.3:
                name += draw.choice(JOINTS)
        # Too long by the last letter, as like as not.
        name = name if len(name.encode()) == length else name[:-1]
        if len(name.encode()) == length and name[-1].isalpha():
            return name.title()


def stations() -> list[tuple[str, float]]:
    """Names and mean temperatures, in the order of the names."""
    draw = random.Random(SEED)
    names: set[str] = set()
    for length, count in NAMES_OF_LENGTH.items():
        wanted = len(names) + count
        while len(names) < wanted:
            names.add(name_of_length(length, draw))
    return [(name, round(min(30.0, max(-15.0, draw.normalvariate(19, 8))), 1)) for name in sorted(names)]


def tenths_text(tenths: int) -> str:
    """Tenths with their point: -7 → `-0.7`."""
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"


def all_lines(names: list[str]) -> numpy.ndarray:
    """Every line that can occur, by station and tenths."""
    values = [f";{tenths_text(tenths)}\n".encode() for tenths in range(-LARGEST_TENTHS, LARGEST_TENTHS + 1)]
    lines = numpy.empty(len(names) * TENTHS, dtype=object)
    lines[:] = [name.encode() + value for name in names for value in values]
    return lines


def generate(rows: int, output: Path) -> None:
    """Write exactly `rows` rows; the same number always gives the same bytes."""
    names, means = zip(*stations(), strict=True)
    lines, mean_of = all_lines(list(names)), numpy.array(means)
    generator = numpy.random.default_rng(SEED)
    with output.open("wb") as file:
        for first in range(0, rows, ROWS_AT_ONCE):
            count = min(ROWS_AT_ONCE, rows - first)
            station = generator.integers(len(names), size=count)
            tenths = numpy.rint(10 * generator.normal(mean_of[station], DEVIATION)).astype(numpy.int64)
            index = station * TENTHS + numpy.clip(tenths, -LARGEST_TENTHS, LARGEST_TENTHS) + LARGEST_TENTHS
            file.write(b"".join(lines[index].tolist()))


def main() -> None:
    """Read the options and write the file."""
    parser = argparse.ArgumentParser(description="Write a file of the One Billion Row Challenge's form.")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    generate(options.rows, options.output)


if __name__ == "__main__":
    main()
