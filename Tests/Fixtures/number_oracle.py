"""Make numbers_expected.json: texts of numbers with the bits of the nearest double, and texts that are no numbers.

The bits are those of Python's float(), checked against an exact fraction of the text.
"""

import math
import random
import struct
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

from exact import nearest
from fixture_files import FIXTURES, require, write_json

OUTPUT = "numbers_expected.json"
SEED = 754
LARGEST = "1.7976931348623157e308"
ABOVE_LARGEST = 2**1024 - 2**970  # halfway to the next power of two: the smallest magnitude out of range
MOST_DIGITS = 1_200  # enough for the exact decimal value of any double or midpoint

REFUSED = [
    "1_000", "1,5", "1,000", "1.000,5", "0x10", "0x1p3", "1e", "e5", "1e+", "1e-", "1e5.5", "1e1e1", "1ee5", ".", "+", "-", "+.", "-.",
    ".e1", "-e1", "--1", "++1", "+-1", "-+1", "1-", "1+1", "1 2", "1. 5", "- 1", "1 e5", "1.5.2", "1..5", "..5", "١", "１", "²", "½", "−1",
    "1f", "1d", "1L", "0b1", "0o7", "1e5x", "x1", "abc", "true", "$1", "1%", "1'000", "1°", "(1)", "#1", "=1", "1/2", "2017-05-22",
    "05/22/2017", "12:00", "inf", "-inf", "+inf", "INF", "Infinity", "infinity", "-infinity", "nan", "-nan", "NaN", "nan(1)", "1e999",
    "-1e999", "1e309", "1.8e308", "1.7976931348623158079373e308", "179769313486231580793728971405304e276", "1.797693134862315808e308",
    "-1.797693134862315808e308", "1e99999999999999999999", "9" * 400, "1" + "0" * 309, str(ABOVE_LARGEST), "1\x00", "1\u00a0", "\ufeff1",
]  # fmt: skip

WRITTEN = [
    "0", "-0", "+0", "0.0", "-0.0", ".0", "0.", "-.0", "+0.", "00", "000.000", "0e0", "0e5", "0e-5", "0e999", "0.0e-999",
    "-0e99999999999999999999", "1", "+1", "-1", "1.", "+1.", "-1.", "1.0", "01", "001.50", "-0001", "0000000000000000000000000000001",
    ".5", "-.5", "+.5", "5.", "5.e1", ".5e1", ".5E-1", "1e5", "1E5", "1E+05", "1e-05", "1e+0005", "1e0", "1e-0", "1e+0",
    "1e00000000000000000000001", "12.5e-1", "+1.5E+3", "-1.5e-3", "20", "20.0", "20.5", "20.50000", "13.4", "-4.1", "99.9", "1006.6",
    "100", "0.1", "0.2", "0.3", "0.7", "1.1", "2.675", "1.005", "3.14159265358979323846", "123456789", "1234567890123456789",
    "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740994", "9007199254740995", "9007199254740992.5",
    "9007199254740993.0000000000000000000001", "9007199254740992.9999999999999999999999", "18446744073709551615", "18446744073709551616",
    "18446744073709551617", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "99999999999999999999", "1e15", "1e16", "1e17", "1e19", "1e20", "1e21", "1e22", "1e23", "1e24", "9e22", "123456789012345e22",
    "9007199254740991e22", "9007199254740991e23", "9007199254740993e22", "1e-22", "1e-23", "9007199254740991e-22", "9007199254740991e-23",
    "1e300", "1e-300", "1e308", "-1e308", "1e-307", "1e-308", "1e-323", "1e-324", LARGEST, "-" + LARGEST, "17976931348623157e292",
    "0.00017976931348623157e312", "1.7976931348623158e308", "1.797693134862315807e308", "1.7976931348623158079372e308",
    str(2**1024 - 2**971), str(ABOVE_LARGEST - 1), "-" + str(ABOVE_LARGEST - 1), "2.2250738585072014e-308", "2.2250738585072011e-308",
    "2.2250738585072012e-308", "2.225073858507201e-308", "2.2250738585072009e-308", "4.9406564584124654e-324", "5e-324", "-5e-324",
    "4e-324", "3e-324", "2.4703282292062328e-324", "2.4703282292062327e-324", "2.5e-324", "2e-324", "7.4e-324", "7.5e-324", "1e-325",
    "1e-400", "-1e-400", "1e-999", "1e-99999999999999999999", "6.631236846766476e-316",
    "3.2378839133029012895883524125015321748630094e-319", "2.4354602055799143e-308",
    "1.00000000000000011102230246251565404236316680908203125", "1.00000000000000011102230246251565404236316680908203124",
    "1.00000000000000011102230246251565404236316680908203126", "1.00000000000000033306690738754696212708950042724609375",
    "179769313486231580793728971405303e276", "0.000000000000000000000000000000000000000000000000000000000000000001e66", "8.41e21",
    "9.2e22", "5.0e-324", "4.4501477170144023e-308", "7.2057594037927933e16", "1.448997445238699",
    "2.2222222222222222222222222222222222222222", "0.500000000000000166533453693773481063544750213623046875",
    "3.518437208883201171875e13", "62.5364939768271845828", "8.10109172351e-10", "1.50000000000000011102230246251565", "74e-324",
    "123e-325", "1234567890123456789012345678901234567890e-40", "1" + "0" * 308, "1" + "0" * 300 + "e-300", "0." + "0" * 400 + "1e400",
    "0." + "0" * 300 + "1e301", "0." + "0" * 322 + "5", "0." + "3" * 800, "6" * 300, "1" * 800 + "e-500", "0." + "9" * 800,
    "0" * 400 + "1.5", "1.5" + "0" * 400, "1" + "." + "0" * 700 + "1", "0" * 100 + "." + "0" * 100, "." + "0" * 500 + "1",
]  # fmt: skip


def bits(value: float) -> str:
    """The sixteen hexadecimal digits of a double."""
    return struct.pack(">d", value).hex()


def double(pattern: int) -> float:
    """The double of 64 bits."""
    return struct.unpack(">d", pattern.to_bytes(8, "big"))[0]


def digits(rng: random.Random, count: int) -> str:
    """Random digits."""
    return "".join(rng.choices("0123456789", k=count))


def short_decimals(rng: random.Random) -> Iterator[str]:
    """What sensors write."""
    for places in (0, 1, 2, 3, 4, 6, 9):
        for _ in range(25):
            yield f"{rng.uniform(-1200, 1200):.{places}f}"


def every_length(rng: random.Random) -> Iterator[str]:
    """1 to 25 digits with the point at any place."""
    for count in range(1, 26):
        for _ in range(9):
            text = digits(rng, count)
            point = rng.randint(0, count)
            yield rng.choice(["", "-", ""]) + text[:point] + rng.choice([".", "."] if point < count else ["", "."]) + text[point:]


def with_exponents(rng: random.Random) -> Iterator[str]:
    """1 to 21 digits with exponents all over the range."""
    for _ in range(230):
        mantissa = str(rng.randint(1, 9)) + rng.choice(["", "."]) + digits(rng, rng.randint(1, 20))
        exponent = rng.choice([rng.randint(-340, 287), rng.randint(-30, 30), rng.randint(-25, 25)])
        yield mantissa + rng.choice("eE") + rng.choice(["", "+"] if exponent >= 0 else [""]) + str(exponent)


def near_the_limits(rng: random.Random) -> Iterator[str]:
    """Subnormal values, the smallest normal ones and the largest."""
    for _ in range(60):
        yield f"{rng.randint(1, 9)}.{digits(rng, rng.randint(0, 19))}e-{rng.randint(306, 325)}"
    for _ in range(30):
        yield f"{rng.choice(['', '-'])}1.{rng.randint(0, 6)}{digits(rng, rng.randint(0, 19))}e308"


def round_trips(rng: random.Random) -> Iterator[str]:
    """Shortest and seventeen-digit texts of doubles of any bits."""
    for _ in range(110):
        value = double(rng.randrange(0x7FF0 << 48) | rng.randrange(2) << 63)
        yield repr(value)
        yield f"{value:.16e}"


def powers() -> Iterator[str]:
    """Every fifth power of ten, and powers of two in full."""
    for exponent in range(-325, 309, 5):
        yield f"1e{exponent}"
    for exponent in range(-120, 121, 12):
        with localcontext(prec=MOST_DIGITS):
            yield f"{Decimal(2) ** exponent:f}"


def halfway(rng: random.Random) -> Iterator[str]:
    """Exact midpoints of neighbouring doubles, and a hair below and above them."""
    patterns = [rng.randrange(0x4330 << 48, 0x4400 << 48) for _ in range(25)]  # integers above 2^52
    patterns += [rng.randrange(0x3F00 << 48, 0x40A0 << 48) for _ in range(25)]  # everyday values
    patterns += [rng.randrange(0x7FE0 << 48) for _ in range(12)]
    patterns += [rng.randrange(1 << 52) for _ in range(8)] + [0, 1, (1 << 52) - 1, 1 << 52]  # subnormal
    for pattern in patterns:
        yield from around_midpoint(double(pattern), double(pattern + 1))


def around_midpoint(low: float, high: float) -> Iterator[str]:
    """The midpoint of two doubles in full, and two texts that differ from it in a last digit."""
    with localcontext(prec=MOST_DIGITS, Emin=-9999, Emax=9999):
        middle = (Decimal(low) + Decimal(high)) / 2
        text = str(middle)
        mantissa, mark, exponent = text.partition("E")
        mantissa += "" if "." in mantissa else "."
        yield text
        yield mantissa + "1" + mark + exponent
        yield slightly_less(mantissa) + mark + exponent


def slightly_less(mantissa: str) -> str:
    """A positive decimal text made smaller in one digit more than it has."""
    whole, _, fraction = mantissa.partition(".")
    lowered = str(int(whole + fraction + "0") - 1).zfill(len(whole + fraction) + 1)
    return lowered[: len(whole)] + "." + lowered[len(whole) :]


def long_texts(rng: random.Random) -> Iterator[str]:
    """Up to 800 digits."""
    for count in (26, 30, 40, 60, 100, 200, 400, 767, 768, 769, 780, 800):
        for _ in range(3):
            yield digits(rng, count) + rng.choice([f"e-{count}", f"e-{count + 290}", f"e{290 - count}"])
            yield f"{rng.choice(['', '-'])}{digits(rng, 3)}.{digits(rng, count - 3)}"
            yield f"0.{'0' * rng.randint(0, 200)}{digits(rng, count)}"


def entry(text: str) -> dict[str, str]:
    """The text with its bits, checked."""
    value = float(text)
    mantissa, _, exponent = text.lower().partition("e")
    if abs(int(exponent or "0")) <= 5_000:
        require(nearest(Fraction(text)) == value, f"{text}: float() isn't the nearest double")
    else:
        # The fraction would be endless, but the value is plainly zero.
        require(value == 0 and (float(mantissa) == 0 or int(exponent) < 0), text)
    return {"text": text, "bits": bits(value)}


def refused(text: str) -> bool:
    """Whether the text belongs among the refused: no number for Python either, out of range, or one of Python's liberties."""
    if "_" in text or not text.isascii() or text != text.strip():
        return True
    try:
        return not math.isfinite(float(text))
    except ValueError:
        return True


def make(directory: Path) -> None:
    """Write the file."""
    rng = random.Random(SEED)
    sources = [
        WRITTEN, short_decimals(rng), every_length(rng), with_exponents(rng), near_the_limits(rng), round_trips(rng), powers(), halfway(rng),
        long_texts(rng),
    ]  # fmt: skip
    texts = dict.fromkeys(text for source in sources for text in source)
    entries = [entry(text) for text in texts]
    for text in REFUSED:
        require(refused(text), f"{text} is a number")
    write_json(directory / OUTPUT, {"numbers": entries, "refused": REFUSED})


if __name__ == "__main__":
    make(FIXTURES)
