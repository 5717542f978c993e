"""Write a file with a column of very many distinct values: `day,device,code,kind,reading`, five devices to twelve rows.

`device` is a number of ten digits, `code` says the same device in ten letters and digits. Every device occurs, the most frequent one
in half a per cent of the rows; rows come in no order. 12 million rows, 5 million devices and 516 MB take some ten seconds.

    python distinct.py --rows 12000000 --output distinct.csv
"""

import argparse
from pathlib import Path

import numpy

SEED = 5_000_000
DISTINCT_SHARE = (5, 12)
HEADER = b"day,device,code,kind,reading\n"
SMALLEST, LARGEST = 1_000_000_000, 9_999_999_999
ALPHABET = numpy.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=numpy.uint8)
CODE_LENGTH = 10
CODE_BITS = 5 * CODE_LENGTH
SKEW = 3
FIRST_DAY, DAYS = "2015-01-01", 4_000
KINDS = [b"RAIN", b"TEMP", b"WIND", b"FLOW"]
ROWS_AT_ONCE = 1_000_000

Bytes = numpy.ndarray


def devices(count: int, generator: numpy.random.Generator) -> numpy.ndarray:
    """So many distinct numbers of ten digits, in no order."""
    drawn = numpy.unique(generator.integers(SMALLEST, LARGEST, size=count + count // 50 + 100, endpoint=True))
    return generator.permutation(drawn)[:count]


def indices(rows: int, distinct: int, generator: numpy.random.Generator) -> numpy.ndarray:
    """The device of every row: each of them once, the rest skewed, in no order."""
    skewed = (distinct * generator.random(rows - distinct) ** SKEW).astype(numpy.int64)
    return generator.permutation(numpy.concatenate((numpy.arange(distinct), skewed)))


def texts(words: list[bytes]) -> Bytes:
    """Words of one length as rows of bytes."""
    return numpy.frombuffer(b"".join(words), dtype=numpy.uint8).reshape(len(words), -1)


def digits(numbers: numpy.ndarray, width: int) -> Bytes:
    """The decimal digits of numbers as rows of bytes."""
    powers = 10 ** numpy.arange(width - 1, -1, -1)
    return (numbers[:, None] // powers % 10 + ord("0")).astype(numpy.uint8)


def codes(numbers: numpy.ndarray) -> Bytes:
    """Ten letters and digits for each number; different ones for different numbers, as both steps can be undone."""
    mask = numpy.uint64((1 << CODE_BITS) - 1)
    mixed = numbers.astype(numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15) & mask
    mixed ^= mixed >> numpy.uint64(CODE_BITS // 2)
    shifts = numpy.arange(CODE_BITS - 5, -1, -5).astype(numpy.uint64)
    return ALPHABET[(mixed[:, None] >> shifts & numpy.uint64(31)).astype(numpy.int64)]


def generate(rows: int, output: Path) -> None:
    """Write the header and exactly `rows` rows; the same number always gives the same bytes."""
    generator = numpy.random.default_rng(SEED)
    distinct = max(1, rows * DISTINCT_SHARE[0] // DISTINCT_SHARE[1])
    numbers = devices(distinct, generator)
    device_of_row = numbers[indices(rows, distinct, generator)]
    days = texts([str(day).encode() for day in numpy.datetime64(FIRST_DAY) + numpy.arange(DAYS)])
    kinds = texts(KINDS)
    with output.open("wb") as file:
        file.write(HEADER)
        for first in range(0, rows, ROWS_AT_ONCE):
            device = device_of_row[first : first + ROWS_AT_ONCE]
            count = len(device)
            reading = generator.integers(100, 1_000, size=count)
            comma, end = numpy.full((count, 1), ord(","), numpy.uint8), numpy.full((count, 1), ord("\n"), numpy.uint8)
            point = numpy.full((count, 1), ord("."), numpy.uint8)
            fields = [days[generator.integers(DAYS, size=count)], digits(device, 10), codes(device)]
            fields += [kinds[generator.integers(len(KINDS), size=count)], digits(reading // 10, 2)]
            parts = [part for field in fields for part in (field, comma)][:-1]
            file.write(numpy.hstack([*parts, point, digits(reading % 10, 1), end]).tobytes())


def main() -> None:
    """Read the options and write the file."""
    parser = argparse.ArgumentParser(description="Write a file with a column of very many distinct values.")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    generate(options.rows, options.output)


if __name__ == "__main__":
    main()
