"""Values of rows, computed with Python's fractions: Tests/Fixtures/values_expected.json.

A number is a decimal of at most 18 digits, kept as a fraction, or else a double; what is computed of a double is
computed of doubles. Everything is decided on exact fractions, and a fraction becomes a double by Python's division of
integers, which rounds correctly.
"""
import json
import random
import re
from fractions import Fraction

COLUMNS = ["a", "b", "c", "d", "t"]
NUMBERS = [
    "0", "1", "-1", "2.5", "2.675", "-0.5", "10", "1e3", "7", "3", "", "NA", ".25", "-1.115", "0.1", "0.2", "0.3",
    "68.9", "-40", "1013.25", "19.999999", "123456789.123456789", "0.123456789012345678", "0.1234567890123456789",
    "999999999999999999", "9007199254740993", "1000000000000000000000", "1e-20", "-4.35e-7", "0.00001", "1e290",
    "-2e-300", "6.02214076e23", "0.3333333333333333", "100000.000", "1e15", "123456789012345.6", "1.005", "8.5",
]
UNITS = {
    "temperature": {"C": (Fraction(1), Fraction("273.15")), "K": (Fraction(1), Fraction(0)),
                    "F": (Fraction(5, 9), Fraction("459.67") * Fraction(5, 9))},
    "speed": {"m/s": (Fraction(1), 0), "km/h": (Fraction(1000, 3600), 0), "mph": (Fraction("1609.344") / 3600, 0),
              "kn": (Fraction(1852, 3600), 0)},
    "length": {"mm": (Fraction("0.001"), 0), "cm": (Fraction("0.01"), 0), "m": (Fraction(1), 0),
               "km": (Fraction(1000), 0), "in": (Fraction("0.0254"), 0), "ft": (12 * Fraction("0.0254"), 0)},
    "pressure": {"Pa": (Fraction(1), 0), "hPa": (Fraction(100), 0), "kPa": (Fraction(1000), 0),
                 # 13.5951 g/cm3 and 9.80665 m/s2, a millimetre and an inch high.
                 "mmHg": (Fraction("13595.1") * Fraction("9.80665") / 1000, 0),
                 "inHg": (Fraction("13595.1") * Fraction("9.80665") * Fraction("0.0254"), 0)},
}


def digits_of(number):
    """The digits of a fraction without zeros at their ends, and the power of ten; None if they never end."""
    if number == 0:
        return 0, 0
    whole, below, power = abs(number.numerator), number.denominator, 0
    while below % 10 == 0:
        below //= 10
        power -= 1
    for factor, other in ((2, 5), (5, 2)):
        while below % factor == 0:
            below //= factor
            whole *= other
            power -= 1
    if below != 1:
        return None
    while whole % 10 == 0:
        whole //= 10
        power += 1
    return whole, power


def settled(number):
    """A result as a decimal if 18 digits are enough, else as the nearest double; None beyond the largest."""
    found = digits_of(number)
    if found is not None:
        whole, power = found
        while power > 290:
            whole *= 10
            power -= 1
        if whole < 10**18 and power >= -308:
            return number
    try:
        double = float(number)
    except OverflowError:
        return None
    return Fraction(0) if double == 0 else double


def of_double(value):
    """A double that was computed."""
    if value != value or value in (float("inf"), float("-inf")):
        return None
    return Fraction(0) if value == 0 else value


def operate(sign, left, right):
    """The result of an operation."""
    if left is None or right is None:
        return None
    if isinstance(left, float) or isinstance(right, float):
        left, right = float(left), float(right)
        if sign == "/":
            return None if right == 0 else of_double(left / right)
        return of_double({"+": left + right, "-": left - right, "*": left * right}[sign])
    if sign == "/":
        return None if right == 0 else settled(left / right)
    return settled({"+": left + right, "-": left - right, "*": left * right}[sign])


def shown(number):
    """The number that is printed, as a fraction."""
    return Fraction(repr(number)) if isinstance(number, float) else number


def rounded(number, places):
    """The nearest number with so many decimals, halves away from zero."""
    if number is None:
        return None
    exact = shown(number)
    if digits_of(exact)[1] >= -places:
        return settled(exact)
    scaled = abs(exact) * Fraction(10) ** places
    whole = (scaled + Fraction(1, 2)).__floor__()
    return settled((-whole if exact < 0 else whole) * Fraction(10) ** -places)


def converted(number, one, other):
    """A number in another unit."""
    (factor, offset), (second, shift) = one, other
    return settled((number * factor + offset - shift) / second)


def text_of(number):
    """The text of a number; nothing if it is missing."""
    if number is None:
        return ""
    number = shown(number)
    if number == 0:
        return "0"
    whole, power = digits_of(number)
    sign, digits = "-" if number < 0 else "", str(whole)
    point = len(digits) + power
    if len(digits) <= point <= 60:
        return sign + digits + "0" * power
    if 1 <= point <= 60:
        return sign + digits[:point] + "." + digits[point:]
    if -3 <= point <= 0:
        return sign + "0." + "0" * -point + digits
    rest = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'-' if point < 1 else '+'}{abs(point - 1):02d}"


def read(field):
    """The number of a field: of more than 18 digits the nearest double."""
    if field in ("", "NA"):
        return None
    return settled(Fraction(field))


def has_column(expression):
    """Whether an expression isn't made of numbers alone that are given."""
    return re.search(r"\b[abcd]\b", expression) is not None


class Maker:
    """Makes expressions, each with a function of a row's numbers."""

    def __init__(self, source):
        self.source = source

    def value(self, depth):
        """An expression that is a number."""
        pick = self.source.random()
        if depth == 0 or pick < 0.15:
            return self.leaf()
        if pick < 0.7:
            return self.operation(depth)
        one, function = self.value(depth - 1)
        if pick < 0.76:
            return f"abs({one})", lambda row: None if function(row) is None else abs(function(row))
        if pick < 0.82:
            return f"-({one})", lambda row: None if function(row) is None else -function(row)
        if pick < 0.9:
            places = self.source.choice([0, 1, 2, 3, -1, -2, 20])
            return f"round({one}, {places})", lambda row: rounded(function(row), places)
        other, second = self.value(depth - 1)
        # A comparison of two numbers that are given makes no sense.
        if pick < 0.95 or not has_column(one):
            return f"coalesce({one}, {other})", lambda row: second(row) if function(row) is None else function(row)

        def case(row):
            left, right = function(row), second(row)
            if left is None or right is None:
                return None
            return left if shown(left) < shown(right) else right
        return f"case when {one} < {other} then {one} when {one} >= {other} then {other} end", case

    def leaf(self):
        """A column or a number."""
        if self.source.random() < 0.75:
            index = self.source.randrange(4)
            return COLUMNS[index], lambda row: row[index]
        text = self.source.choice(["0.1", "32", "5", "9", "1.8", "3", "1e-3", "0.30", "1234567.891", "7"])
        return text, lambda row: Fraction(text)

    def operation(self, depth):
        """Arithmetic."""
        sign = self.source.choice("+-*/")
        one, first = self.value(depth - 1)
        other, second = self.value(depth - 1)
        if sign == "/" and not has_column(other):
            other, second = "b", lambda row: row[1]
        return f"({one} {sign} {other})", lambda row: operate(sign, first(row), second(row))


def long_decimal(source):
    """A decimal of any length and size."""
    digits = str(source.randrange(10 ** source.choice([1, 2, 3, 5, 8, 12, 15, 16, 17, 18])))
    power = source.choice([0, 0, -1, -2, -3, -6, -9, -12, -15, -18, -25, 3, 12, 30, -100, 200])
    return ("-" if source.random() < 0.3 else "") + (digits if power == 0 else f"{digits}e{power}")


def make(directory):
    """Write values_expected.json."""
    source = random.Random(906)
    operations = []
    for _ in range(3000):
        left, right, sign = long_decimal(source), long_decimal(source), source.choice("+-*/")
        if sign == "/" and source.random() < 0.4:
            right = source.choice(["8", "1.25", "9", "1024e-3", "3.6", "0.04", "6.25e-5", "7", "0"])
        one, other = Fraction(left), Fraction(right)
        operations.append([left, sign, right, text_of(operate(sign, one, other)),
                           (one > other) - (one < other), text_of(rounded(one, 2))])
    conversions = []
    for quantity in UNITS.values():
        for one in quantity:
            for other in quantity:
                for field in source.sample(["0", "32", "98.6", "-40", "1013.25", "760", "29.92", "0.1", "12.34567",
                                            "1e6", "3.3", "100", "72.123456789", "0.0000001"], 6):
                    result = converted(Fraction(field), quantity[one], quantity[other])
                    conversions.append([field, one, other, text_of(result)])
    rows = [[source.choice(NUMBERS) for _ in range(4)] for _ in range(60)]
    maker, cases = Maker(source), []
    numbers = [[read(field) for field in row] for row in rows]
    while len(cases) < 250:
        text, function = maker.value(source.choice([1, 2, 2, 3]))
        if len(text) < 250 and text not in COLUMNS and has_column(text):
            cases.append({"value": text, "texts": [text_of(function(row)) for row in numbers]})
    lines = [",\n".join(json.dumps(line) for line in part) for part in (operations, conversions, rows, cases)]
    (directory / "values_expected.json").write_text(
        '{\n"operations": [\n%s\n],\n"conversions": [\n%s\n],\n"rows": [\n%s\n],\n"cases": [\n%s\n]\n}\n' % tuple(lines))
