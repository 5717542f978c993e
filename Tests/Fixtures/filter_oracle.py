"""Rows, conditions on them, and the rows that SQLite chooses: `filter_expected.json`.

From the top of the repository:

    python3 Tests/Fixtures/make_all.py
"""

import random
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fixture_files import FIXTURES, MISSING_TOKENS, require, write_json

SEED = 20170522
ROWS = 150
CASES = 500

NUMBERS = ["-2", "-0.5", "0", "1", "1.50", "2", "10", "+3", "1e3", ".25", "1", "0", ""] + ["NA", "NaN", "null"]
TEXTS = ["META", "meta", "BOGOTÁ", "BOGOTA", "O'HIGGINS", "a,b", 'a"b', " x", "x ", "Z", "ñ", "", "N/A", "10", "9", "é", "e\u0301", "𝄞"]
TEXT_OPERANDS = [text for text in TEXTS if text.strip() not in MISSING_TOKENS] + ["M", "BOGOT", "", "zzz"]
NUMBER_OPERANDS = ["0", "1", "-0.5", "1.5", "2.0", "1e3", "-1e9", ".25", "3", "7"]
COMPARISONS = ["=", "==", "!=", "<>", "<", "<=", ">", ">="]
START = datetime(2016, 2, 27, 22)


@dataclass(frozen=True)
class Pair:
    """A condition in both languages."""

    where: str
    sql: str


def moments(rng: random.Random) -> str:
    """A field of the column of timestamps, as IDEAM writes them."""
    if rng.random() < 0.15:
        return rng.choice(["", "NA", "null"])
    moment = START + timedelta(hours=rng.randrange(0, 24 * 500, 5), minutes=rng.choice([0, 0, 30]))
    return moment.strftime("%m/%d/%Y %I:%M:%S %p")


def quoted(text: str) -> str:
    """A text in single quotes, in either language."""
    return "'" + text.replace("'", "''") + "'"


def keyword(rng: random.Random, word: str) -> str:
    """A keyword in some case."""
    return rng.choice([word, word.upper(), word.capitalize()])


@dataclass(frozen=True)
class Subject:
    """What is compared, in both languages, with the values that it may be compared with."""

    where: str
    sql: str
    operands: list[Pair]


def dates(rng: random.Random) -> list[Pair]:
    """Dates and timestamps; SQLite compares texts."""
    days = [START.date() + timedelta(days=rng.randrange(500)) for _ in range(6)]
    pairs = [Pair(f"date '{day}'", f"'{day} 00:00:00'") for day in days]
    for _ in range(6):
        moment = START + timedelta(hours=rng.randrange(0, 24 * 500, 5))
        pairs.append(Pair(f"timestamp '{moment:%Y-%m-%dT%H:%M}'", f"'{moment}'"))
    return pairs


def subjects(rng: random.Random) -> list[Subject]:
    """Everything that can be compared."""
    days = [START.date() + timedelta(days=rng.randrange(500)) for _ in range(6)]

    def part(name: str, code: str, values: list[int]) -> Subject:
        return Subject(f"{name}(f)", f"cast(strftime('{code}', f) as integer)", [Pair(str(value), str(value)) for value in values])

    return [
        Subject("n", "n", [Pair(number, number) for number in NUMBER_OPERANDS]),
        Subject('"n"', "n", [Pair(number, number) for number in NUMBER_OPERANDS]),
        Subject("t", "t", [Pair(quoted(text), quoted(text)) for text in TEXT_OPERANDS]),
        Subject("T", "t", [Pair(quoted(text), quoted(text)) for text in TEXT_OPERANDS]),
        Subject("f", "f", dates(rng)),
        Subject("date(f)", "date(f)", [Pair(f"date '{day}'", f"'{day}'") for day in days]),
        part("year", "%Y", [2015, 2016, 2017, 2018]),
        part("month", "%m", [0, 1, 2, 3, 7, 12]),
        part("DAY", "%d", [1, 2, 15, 28, 29, 31]),
        part("hour", "%H", [0, 1, 6, 12, 13, 18, 23]),
    ]


def test(rng: random.Random) -> Pair:
    """A test of one field."""
    subject = rng.choice(subjects(rng))
    where, sql = subject.where, subject.sql
    # Equality with an empty text is refused, because it means a missing value.
    equals = [operand for operand in subject.operands if operand.sql != "''"]
    kind = rng.randrange(6)
    negation = rng.choice(["", "not "])
    if kind <= 2:
        comparison = rng.choice(COMPARISONS)
        operand = rng.choice(subject.operands if "<" in comparison and comparison != "<>" or ">=" in comparison else equals)
        if rng.random() < 0.2:
            return Pair(f"{operand.where}{comparison}{where}", f"{operand.sql} {comparison} {sql}")
        return Pair(f"{where} {comparison} {operand.where}", f"{sql} {comparison} {operand.sql}")
    if kind == 3:
        chosen = [rng.choice(equals) for _ in range(rng.randint(1, 12))]
        return Pair(
            f"{where} {negation}{keyword(rng, 'in')} ({', '.join(operand.where for operand in chosen)})",
            f"{sql} {negation}in ({', '.join(operand.sql for operand in chosen)})",
        )
    if kind == 4:
        low, high = rng.choice(subject.operands), rng.choice(subject.operands)
        return Pair(
            f"{where} {negation}{keyword(rng, 'between')} {low.where} {keyword(rng, 'and')} {high.where}",
            f"{sql} {negation}between {low.sql} and {high.sql}",
        )
    return Pair(f"{where} is {negation}{rng.choice(['missing', 'null', 'MISSING'])}", f"{sql} is {negation}null")


def condition(rng: random.Random, depth: int) -> Pair:
    """Tests, joined at random; parentheses only where they may be left out or must stand."""
    kind = rng.randrange(5) if depth > 0 else 0
    if kind <= 1:
        return test(rng)
    if kind == 2:
        inner = condition(rng, depth - 1)
        return Pair(f"{keyword(rng, 'not')} ({inner.where})", f"not ({inner.sql})")
    if kind == 3:
        # Without parentheses: not binds more tightly than and, and that more tightly than or.
        words = [rng.choice(["and", "or"]) for _ in range(rng.randint(1, 3))]
        parts = [test(rng) for _ in range(len(words) + 1)]
        nots = [rng.choice(["", "", "not "]) for _ in parts]
        where, sql = nots[0] + parts[0].where, nots[0] + parts[0].sql
        for word, negation, part in zip(words, nots[1:], parts[1:], strict=True):
            where += f" {keyword(rng, word)} {negation}{part.where}"
            sql += f" {word} {negation}{part.sql}"
        return Pair(where, sql)
    word = rng.choice(["and", "or"])
    parts = [condition(rng, depth - 1) for _ in range(rng.randint(2, 3))]
    return Pair(f" {keyword(rng, word)} ".join(f"({part.where})" for part in parts), f" {word} ".join(f"({part.sql})" for part in parts))


def database(rows: list[list[str]]) -> sqlite3.Connection:
    """The rows as a table, what is missing as null."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create table data (row integer, n real, t text, f text)")
    for index, (number, text, moment) in enumerate(rows):
        values = [None if field.strip() in MISSING_TOKENS else field for field in (number, text, moment)]
        if values[0] is not None:
            values[0] = float(values[0])
        if values[2] is not None:
            values[2] = str(datetime.strptime(values[2], "%m/%d/%Y %I:%M:%S %p"))
        connection.execute("insert into data values (?, ?, ?, ?)", [index, *values])
    return connection


def make(directory: Path) -> None:
    """Write the fixture."""
    rng = random.Random(SEED)
    rows = [[rng.choice(NUMBERS), rng.choice(TEXTS), moments(rng)] for _ in range(ROWS)]
    connection = database(rows)
    cases = []
    for index in range(CASES):
        pair = condition(rng, index % 4)
        found = connection.execute(f"select row from data where {pair.sql} order by row")
        cases.append({"where": pair.where, "rows": [row for (row,) in found]})
    connection.close()
    chosen = sum(1 for case in cases if 0 < len(case["rows"]) < ROWS)
    require(chosen > CASES / 2, "most conditions choose some rows")
    write_json(directory / "filter_expected.json", {"columns": ["n", "t", "f"], "rows": rows, "cases": cases})


if __name__ == "__main__":
    make(FIXTURES)
