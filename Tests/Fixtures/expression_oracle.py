"""Conditions that compute, and the rows that SQLite chooses by them: Tests/Fixtures/expression_expected.json.

Each condition is made twice: as Caudal reads it, and as SQLite does. SQLite gets patterns as functions of
Python's re, roundings as ones of Python's decimal.
"""
import json
import random
import re
import sqlite3
from decimal import ROUND_HALF_UP, Decimal

COLUMNS = ["a", "b", "c", "s", "t", "d", "e"]
NUMBERS = ["0", "1", "-1", "2.5", "2.675", "-0.5", "10", "1e3", "7", "3", "", "NA", ".25", "-1.115"]
TEXTS = ["META", "meta", "BOLÍVAR", "Bolívar", "", "NA", "a%b", "a_b", "12", "x", "xx", "xyz", "NARIÑO", "100%"]
MISSING = {"", "NA"}


def moment(source):
    """A date, as the file has it and as SQLite does."""
    if source.random() < 0.15:
        return "NA", None
    year, month, day = source.choice([2016, 2017]), source.randint(1, 12), source.choice([1, 2, 13, 28])
    hour = source.choice([0, 0, 1, 13, 23])
    half = "%02d:00:00 %s" % (hour % 12 or 12, "AM" if hour < 12 else "PM")
    return "%02d/%02d/%d %s" % (month, day, year, half), "%d-%02d-%02d %02d:00:00" % (year, month, day, hour)


class Maker:
    """Makes conditions, each as a pair of texts."""

    def __init__(self, source):
        self.source = source
        self.open_cases = 0

    def pick(self, *choices):
        """One of some functions' results."""
        return self.source.choice(choices)()

    def column(self, names):
        """A column."""
        name = self.source.choice(names)
        return name, name

    def number(self, depth=2):
        """A value that is a number."""
        depth = 0 if self.open_cases > 1 else depth
        if depth == 0 or self.source.random() < 0.3:
            return self.pick(lambda: self.column("abc"), lambda: self.column("abc"), self.literal, self.part)
        return self.pick(
            lambda: self.operation(depth), lambda: self.operation(depth), lambda: self.operation(depth),
            lambda: self.function(depth), lambda: self.first(self.number, depth), lambda: self.case(self.number, depth),
        )

    def literal(self):
        """A number."""
        value = self.source.choice(["0", "1", "2.5", "-1", "1e1", "0.25", "3", "-0.5", "100"])
        return value, repr(float(value))

    def part(self):
        """A part of a date."""
        name = self.source.choice("de")
        part, code = self.source.choice([("year", "%Y"), ("month", "%m"), ("day", "%d"), ("hour", "%H")])
        return f"{part}({name})", f"cast(strftime('{code}', {name}) as real)"

    def operation(self, depth):
        """Arithmetic."""
        left, right = self.number(depth - 1), self.number(depth - 1)
        sign = self.source.choice("+-*/")
        # A division by a zero that is given makes no sense.
        if sign == "/" and not re.search("[abcde]\\b", right[0]):
            right = self.column("abc")
        if self.source.random() < 0.15:
            return f"- ({left[0]})", f"(0.0 - ({left[1]}))"
        blank = self.source.choice(["", " "])
        return f"({left[0]}{blank}{sign} {right[0]})", f"(({left[1]}) {sign} ({right[1]}))"

    def function(self, depth):
        """abs or round."""
        value = self.number(depth - 1)
        if self.source.random() < 0.5:
            return f"abs({value[0]})", f"abs({value[1]})"
        decimals = self.source.choice([0, 1, 2, -1])
        more = "" if decimals == 0 else f", {decimals}"
        return f"round({value[0]}{more})", f"rounded({value[1]}, {decimals})"

    def first(self, make, depth):
        """coalesce."""
        values = [make(depth - 1) for _ in range(self.source.choice([2, 3]))]
        return "coalesce(%s)" % ", ".join(v[0] for v in values), "coalesce(%s)" % ", ".join(v[1] for v in values)

    def case(self, make, depth):
        """case when."""
        self.open_cases += 1
        parts = [(self.condition(0), make(depth - 1)) for _ in range(self.source.choice([1, 2]))]
        texts = ["case" + "".join(f" when {c[i]} then {v[i]}" for c, v in parts) for i in (0, 1)]
        if self.source.random() < 0.7:
            other = make(depth - 1)
            texts = [t + " else " + o for t, o in zip(texts, other)]
        self.open_cases -= 1
        return texts[0] + " end", texts[1] + " end"

    def text(self, depth=1):
        """A value that is a text."""
        depth = 0 if self.open_cases > 1 else depth
        if depth == 0 or self.source.random() < 0.6:
            return self.pick(lambda: self.column("st"), lambda: self.column("st"), self.quoted)
        return self.pick(lambda: self.first(self.text, depth), lambda: self.case(self.text, depth))

    def quoted(self):
        """A text in quotes."""
        text = "'" + self.source.choice(["META", "x", "Bolívar", "a_b", "12", "zz"]) + "'"
        return text, text

    def moment(self, depth=1):
        """A value that is a date."""
        depth = 0 if self.open_cases > 1 else depth
        if depth > 0 and self.source.random() < 0.3:
            return self.pick(lambda: self.first(self.moment, depth), lambda: self.case(self.moment, depth))
        name = self.source.choice("de")
        return self.source.choice([
            (name, name), (name, name), (f"date({name})", f"(date({name}) || ' 00:00:00')"),
            ("date '2017-01-13'", "'2017-01-13 00:00:00'"),
            ("timestamp '2016-06-02 13:00'", "'2016-06-02 13:00:00'"),
        ])

    def test(self):
        """A test of values; never of a date against a timestamp that is given, which makes no sense."""
        while True:
            text, sql = self.any_test()
            if not (text.startswith("date(") and "timestamp" in text):
                return text, sql

    def any_test(self):
        """A test of values."""
        make = self.source.choice([self.number, self.number, self.text, self.moment])
        left = make()
        # A literal alone has nothing that it could be compared by.
        while not re.search(r"\b[abcstde]\b", re.sub(r"'[^']*'", "", left[0])):
            left = make()
        no = self.source.choice(["", "not "])
        kind = self.source.randrange(10)
        if kind == 0:
            return f"{left[0]} is {no}missing", f"({left[1]}) is {no}null"
        if kind == 1:
            values = [make() for _ in range(self.source.choice([1, 2, 3]))]
            lists = [", ".join(v[i] for v in values) for i in (0, 1)]
            return f"{left[0]} {no}in ({lists[0]})", f"({left[1]}) {no}in ({lists[1]})"
        if kind == 2:
            low, high = make(), make()
            return (f"{left[0]} {no}between {low[0]} and {high[0]}",
                    f"({left[1]}) {no}between ({low[1]}) and ({high[1]})")
        if make == self.text and kind < 8:
            return self.match(left, no)
        sign = self.source.choice(["=", "!=", "<", "<=", ">", ">="])
        right = make()
        return f"{left[0]} {sign} {right[0]}", f"({left[1]}) {sign} ({right[1]})"

    def match(self, left, no):
        """A test for a pattern."""
        word = self.source.choice(["like", "ilike", "regexp"])
        if word == "regexp":
            pattern = self.source.choice(["^[A-Z]+$", "x", "^x{1,2}$", "í|Í", "(?i)meta", "^$", "[0-9]", "^.{3}$"])
            return f"{left[0]} {no}regexp '{pattern}'", f"{no}found('{pattern}', {left[1]})"
        pattern = self.source.choice(["%", "META", "m%", "%r", "_", "__%", "a\\_b", "%Í%", "100\\%", "x!%y", "%ñ%"])
        escape = " escape '!'" if "!" in pattern else ""
        python = pattern.replace("!", "\\") if escape else pattern
        return (f"{left[0]} {no}{word} '{pattern}'{escape}",
                f"{no}alike('{python}', {left[1]}, {int(word == 'ilike')})")

    def condition(self, depth=2):
        """A condition."""
        if depth == 0 or self.source.random() < 0.5:
            return self.test()
        if self.source.random() < 0.2:
            other = self.condition(depth - 1)
            return f"not ({other[0]})", f"not ({other[1]})"
        word = self.source.choice([" and ", " or "])
        parts = [self.condition(depth - 1) for _ in range(self.source.choice([2, 3]))]
        return tuple(word.join(f"({p[i]})" for p in parts) for i in (0, 1))


def alike(pattern, text, any_case):
    """SQL's like with a backslash as its escape."""
    if text is None:
        return None
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    python = "".join({"%": ".*", "_": "."}.get(p, re.escape(p[-1])) for p in parts)
    return int(re.fullmatch(python, text, re.DOTALL | (re.IGNORECASE if any_case else 0)) is not None)


def found(pattern, text):
    """A regular expression anywhere in a text."""
    return None if text is None else int(re.search(pattern, text) is not None)


def rounded(value, decimals):
    """The nearest number with so many decimals, halves away from zero."""
    if value is None:
        return None
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def make(directory):
    """Write expression_expected.json."""
    source = random.Random(5221)
    base = sqlite3.connect(":memory:")
    for name, function in (("alike", alike), ("found", found), ("rounded", rounded)):
        base.create_function(name, function.__code__.co_argcount, function)
    base.execute("create table rows (n integer, a real, b real, c real, s text, t text, d text, e text)")
    rows = []
    for number in range(150):
        fields = [source.choice(NUMBERS) for _ in "abc"] + [source.choice(TEXTS) for _ in "st"]
        values = [None if f in MISSING else float(f) for f in fields[:3]]
        values += [None if f in MISSING else f for f in fields[3:]]
        for _ in "de":
            field, value = moment(source)
            fields.append(field)
            values.append(value)
        rows.append(fields)
        base.execute("insert into rows values (?,?,?,?,?,?,?,?)", [number] + values)
    maker, cases = Maker(source), []
    while len(cases) < 300:
        condition, sql = maker.condition()
        # SQLite doesn't read those that have too much inside each other.
        if len(condition) >= 300:
            continue
        chosen = [n for (n,) in base.execute(f"select n from rows where {sql} order by n")]
        # Most of those that choose nothing are alike.
        if chosen or source.random() < 0.2:
            cases.append({"where": condition, "rows": chosen})
    lines = [json.dumps(r, ensure_ascii=False) for r in rows]
    tests = [json.dumps(c, ensure_ascii=False) for c in cases]
    (directory / "expression_expected.json").write_text(
        '{\n"columns": %s,\n"rows": [\n%s\n],\n"cases": [\n%s\n]\n}\n'
        % (json.dumps(COLUMNS), ",\n".join(lines), ",\n".join(tests)))
