"""Tables that nobody has written."""

import collections
import csv
import io
import math
from fractions import Fraction

MISSING = {"", "NA", "N/A", "NaN", "nan", "null", "NULL"}
MISSING_TEXTS = sorted(MISSING)
LETTERS = ["a", "b", '"', "\n", "\r\n", None, " ", "ñ", "漢", "𝄞", "'", "\\", "#", "=", "\t", "\u2028"]


def number(draw):
    """The text of a number, or of none."""
    kind = draw.random()
    if kind < 0.1:
        return draw.choice(MISSING_TEXTS)
    if kind < 0.4:
        return str(int(draw.random() * 199) - 99)
    if kind < 0.8:
        return "%.*f" % (int(draw.random() * 5), draw.uniform(-1000, 1000))
    if kind < 0.9:
        return repr(draw.uniform(-1, 1) * 10 ** draw.randint(-30, 30))
    if kind < 0.95:
        return f"{draw.choice(['', '+', '-'])}{draw.randint(0, 10**draw.choice([2, 9, 17, 25, 40, 70]))}"
    return f"{draw.randint(0, 99)}.{draw.randint(0, 10**25)}E{draw.choice(['', '+', '-'])}{draw.randint(0, 20)}"


def key(draw, delimiter):
    """The text of a key: mostly one of few, sometimes with all that makes reading hard."""
    if draw.random() < 0.8:
        return "abcdefgh"[int(draw.random() * 8)] + ("", "1", " x")[int(draw.random() * 3)]
    # No blank at an end, and no missing value: what these mean is an option's.
    text = "".join(draw.choice(LETTERS) or delimiter for _ in range(draw.randint(1, 9))).strip()
    return "k" + text + "k"


class Table:
    """Rows of a key and two numbers, and how they are written."""

    def __init__(self, plan, draw, rows):
        """Makes one: of what a plan says that many tables have in common, and what is this one's own."""
        self.delimiter = plan.choice([",", ";", "\t", "|"])
        # A comma marks decimals, sometimes; Python's csv knows nothing of it.
        self.decimal = "," if plan.random() < 0.15 else "."
        self.end = draw.choice(["\n", "\r\n"])
        few = draw.random() < 0.5
        pool = [number(draw) for _ in range(5)]
        self.rows = [
            (
                key(draw, self.delimiter),
                pool[int(draw.random() * 5)] if few else number(draw),
                "0123456789"[int(draw.random() * 10)],
            )
            for _ in range(rows)
        ]
        self.quoting = draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        self.written = [(row[0], self.as_written(row[1]), row[2]) for row in self.rows]
        text = self.text(self.written)
        if draw.random() < 0.2:
            text = text[: -len(self.end)]
        mark = b"\xef\xbb\xbf" if draw.random() < 0.1 else b""
        self.bytes = mark + text.encode()
        # Another reader must agree on what was written.
        again = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter))
        assert again[1:] == [list(row) for row in self.written], "Python reads what it wrote"

    def text(self, rows):
        """A header and some rows, as they are written."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.end, quoting=self.quoting)
        writer.writerow(["k", "x", "n"])
        writer.writerows(rows)
        return out.getvalue()

    def files(self, draw):
        """The same rows in some files, of which some have none."""
        places = sorted(draw.randint(0, len(self.rows)) for _ in range(draw.randint(1, 3)))
        borders = zip([0, *places], [*places, len(self.rows)])
        return [self.text(self.written[first:last]).encode() for first, last in borders]

    def as_written(self, text):
        return text if self.decimal == "." or text in MISSING else text.replace(".", self.decimal)

    def options(self):
        name = {"\t": "tab"}.get(self.delimiter, self.delimiter)
        return [
            *["--delimiter", name, "--decimal", self.decimal, "--header", "yes"],
            *["--encoding", "UTF-8", "--thousands", "none"],
        ]


def mutated(draw, data):
    """The same with some bytes changed."""
    data = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        place = draw.randrange(len(data) + 1)
        kind = draw.randrange(5)
        if kind == 0 and place < len(data):
            data[place] = draw.randrange(256)
        elif kind == 1:
            data[place:place] = bytes(draw.choice(b'",;\n\r\t\\#\x00\xff. 0-e') for _ in range(draw.randint(1, 3)))
        elif kind == 2:
            del data[place : place + draw.randint(1, 20)]
        elif kind == 3:
            data[place:place] = data[max(0, place - 40) : place]
        else:
            del data[place:]
    return bytes(data)


def double(text):
    """The double that a text stands for; None if it is missing."""
    return None if text in MISSING else float(text)


class Exact:
    """The numbers of a column, and what they come to, exactly: whole numbers of a common unit."""

    def __init__(self, texts):
        doubles = [float(text) for text in texts if text not in MISSING]
        ratios = [value.as_integer_ratio() for value in doubles]
        self.rows, self.count = len(texts), len(ratios)
        # All denominators are powers of two.
        self.unit = max((denominator for _, denominator in ratios), default=1)
        self.values = sorted(numerator * (self.unit // denominator) for numerator, denominator in ratios)
        self.sum = sum(self.values)

    def variance(self):
        squares = sum(value * value for value in self.values)
        return self.count * squares - self.sum * self.sum, (self.count * self.unit) ** 2

    def percentile(self, percent):
        rank = Fraction(percent) * (self.count - 1) / 100
        low = math.floor(rank)
        part = rank - low
        first, second = self.values[low], self.values[min(low + 1, self.count - 1)]
        scaled = first * (part.denominator - part.numerator) + second * part.numerator
        return scaled, part.denominator * self.unit

    def largest(self):
        return Fraction(max(abs(self.values[0]), abs(self.values[-1])), self.unit)

    def mode(self):
        counts = collections.Counter(self.values)
        frequency = max(counts.values())
        return min(value for value, count in counts.items() if count == frequency), frequency


def near(found, wanted, tolerance, scale=None):
    """Whether a number is what it should be, a ratio, but for so small a part of the scale."""
    numerator, denominator = wanted
    if found is None:
        return False
    if found == numerator / denominator:
        return True
    wanted = Fraction(numerator, denominator)
    scale = abs(wanted) if scale is None else scale
    return abs(Fraction(float(found)) - wanted) <= Fraction(tolerance) * scale + Fraction(1, 10**300)
