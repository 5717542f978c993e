"""Tables in every format, checked against what Python reads of the CSV file that they were made of.

    python3 formats_oracle.py table FILE.csv            write a table with columns of all types
    python3 formats_oracle.py jsonl FILE.csv LINES      check lines of JSON against it
    python3 formats_oracle.py parquet FILE.csv TABLE    check a Parquet file against it, by parquet_reader.py
    python3 formats_oracle.py keys FILE.csv             write a table that is divided by a column of odd values
    python3 formats_oracle.py folders FILE.csv FOLDER   check the folders against it, and print digests of the files
    python3 formats_oracle.py readers CAUDAL [--check]  have DuckDB, pyarrow, Polars and pandas read what the program writes

All but the last need nothing but Python and `zstd`; the last makes, or checks, `formats_expected.json`: digests of files that the four
readers have read, by which the tests know such files again. It needs duckdb, pyarrow, polars and pandas.
"""

import csv
import datetime
import decimal
import hashlib
import json
import math
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

from parquet_reader import ParquetTable

FIXTURES = Path(__file__).parent
ROWS = 600
TYPES = {
    "id": "int64", "code": "string", "value": "double", "big": "string", "whole": "int64", "flag": "boolean", "day": "date",
    "moment": "timestamp", "utc": "timestamp_utc", "note": "string", "nothing": "string", "constant": "string", "unique": "string",
    "zero": "double", "late": "string",
}
NOTES = ["plain", "a,b", 'say "x"', "two\nlines", "back\\slash", "CHOCÓ °C", "漢字 🌧", "tab\tbell\x07", "", "x" * 300, "é" * 90, "\x7f"]
# The ways in which files are made: arguments of the program, and how many rows are wanted.
CASES = {
    "all": [], "groups": ["--group-rows", "160"], "none": ["--where", "id < 0"], "few": ["--where", "id = 7", "--columns", "*"],
    "sorted": ["--sort", "value desc, id", "--group-rows", "130"],
}

# What rows are divided by: values that can't be names, or would be taken for something else. (`__HIVE_DEFAULT_PARTITION__` itself, as a
# text, is taken for a missing value by pyarrow, however it is written.)
KEYS = ["META", "Meta", "a/b", "50%", "%41", "x=y", "CHOCÓ", "CHOCO\u0301", "漢字 🌧", "trailing ", " leading", "ends.", 'say "x"', "two\nlines", "", "NA",
        "0021", "21", "a:b", "..", "a+b", "a b", "x\\y", "tab\t", "1.50", "2017-05-22", "~", "a&b?c#d", "null", "\u00a0", "ñ" * 60]
MISSING = ("", "NA", "null")


def fields(row: int) -> dict[str, str]:
    """The texts of a row. Arithmetic, and no generator of random numbers, makes them the same for ever."""
    mixed = row * 2654435761 % 2**32
    day = datetime.date(1950, 1, 1) + datetime.timedelta(days=mixed % 40_000)
    time = f"{mixed % 24:02}:{row % 60:02}:{mixed % 59:02}"
    return {
        "id": str(row), "code": f"{mixed % 97:04}", "value": "" if row % 7 == 3 else f"{mixed % 2001 / 10 - 100:.2f}",
        "big": f"{mixed}.{mixed:020}1", "whole": "" if row % 5 else str(mixed * 4_294_967_291 % 2**63 - (2**63 if row % 2 else 0)),
        "flag": "" if row % 11 == 5 else "true" if mixed % 3 else "false", "day": "" if row % 13 == 0 else str(day),
        "moment": f"{day}T{time}" + (f".{mixed % 1000:03}" if row % 4 == 0 else ""), "utc": f"{day} {time}" + ("Z", "+02:00", "-0530")[row % 3],
        "note": NOTES[row % len(NOTES)] if row % 17 else "NA", "nothing": "", "constant": "siempre", "unique": f"station {mixed} at {row}",
        "zero": ("0.0", "-0", "1.5", "-.5", "5.")[row % 5] if row < 360 else "", "late": "0" if row == ROWS - 1 else "" if row < 320 else "00",
    }


def write_table(path: str) -> None:
    """The table as CSV. Columns of texts in quotes where they must be."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, TYPES, lineterminator="\n")
        writer.writeheader()
        writer.writerows(fields(row) for row in range(ROWS))


def number_text(text: str) -> str:
    """A number as JSON has it, with its own digits."""
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    text = "0" + text if text.startswith(".") else text
    return sign + (text + "0" if text.endswith(".") else text)


def meaning(text: str, kind: str):
    """A value, as parquet_reader.py has it."""
    if text in ("", "NA"):
        return None
    match kind:
        case "int64": return int(text)
        case "double": return float(text)
        case "boolean": return text == "true"
        case "date": return text
        case "timestamp": return datetime.datetime.fromisoformat(text).isoformat()
        case "timestamp_utc":
            return datetime.datetime.fromisoformat(text).astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat() + "Z"
    return text


def read_table(path: str) -> tuple[list[str], list[list[str]]]:
    """The names and texts of a CSV file."""
    with open(path, encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return names, rows


def expected(path: str, types: list[str]) -> list[tuple]:
    """The values of the rows of a CSV file."""
    return [tuple(meaning(text, kind) for text, kind in zip(row, types, strict=True)) for row in read_table(path)[1]]


def same(one, other) -> bool:
    """Whether two values are the same; zeros have their signs."""
    return type(one) is type(other) and one == other and (not isinstance(one, float) or math.copysign(1, one) == math.copysign(1, other))


def check_rows(found: list[tuple], wanted: list[tuple], reader: str) -> None:
    """Stop at the first value that differs."""
    assert len(found) == len(wanted), f"{reader}: {len(found)} rows instead of {len(wanted)}"
    for number, (row, right) in enumerate(zip(found, wanted)):
        for one, other in zip(row, right, strict=True):
            assert same(one, other), f"{reader}: row {number}: {one!r} instead of {other!r}"


def check_jsonl(source: str, lines: str) -> None:
    """Members in order, numbers with their digits, truths, and texts as they stand."""
    names, rows = read_table(source)
    kinds = [TYPES[name] for name in names]
    with open(lines, encoding="utf-8", newline="") as file:
        text = file.read()
    assert text == "" or text.endswith("\n")
    found = [json.loads(line, parse_float=lambda t: ("number", t), parse_int=lambda t: ("number", t), object_pairs_hook=list) for line in text.split("\n")[:-1]]
    assert len(found) == len(rows), f"{len(found)} lines instead of {len(rows)}"
    for members, row in zip(found, rows):
        for (name, value), wanted, text, kind in zip(members, names, row, kinds, strict=True):
            right = None if text in ("", "NA") else ("number", number_text(text)) if kind in ("int64", "double") or name == "big" else text == "true" if kind == "boolean" else text
            assert (name, value) == (wanted, right), f"{name}: {value!r} instead of {right!r}"


def check_parquet(source: str, path: str) -> ParquetTable:
    """The rows and the types of a Parquet file."""
    table, names = ParquetTable(path), read_table(source)[0]
    assert table.names == names
    if len(table.rows) > 100:
        assert table.types == [TYPES[name] for name in names], table.types
    check_rows(table.rows, expected(source, table.types), "parquet_reader")
    return table


def plain_value(value):
    """A value of another reader, as parquet_reader.py has it."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            return value.astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat() + "Z"
        return value.isoformat()
    return str(value) if isinstance(value, datetime.date) else value


def readers(path: str) -> dict[str, list[tuple]]:
    """What four readers make of a Parquet file."""
    import duckdb
    import pandas
    import polars
    import pyarrow.parquet

    arrow = pyarrow.parquet.read_table(path, page_checksum_verification=True)
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    frame = pandas.read_parquet(path, dtype_backend="pyarrow")
    rows = {
        "pyarrow": list(zip(*(column.to_pylist() for column in arrow.columns))), "duckdb": connection.execute("select * from read_parquet(?)", [path]).fetchall(),
        "polars": polars.read_parquet(path).rows(),
        "pandas": [tuple(None if value is pandas.NA or value is pandas.NaT else value for value in row) for row in frame.astype(object).itertuples(index=False, name=None)],
    }
    return {name: [tuple(map(plain_value, row)) for row in found] for name, found in rows.items()}


def check_pushdown(path: str) -> None:
    """Readers that leave out groups by their bounds must find what the others find."""
    import duckdb
    import polars
    import pyarrow.parquet

    for condition, least in [("id >= 456", 456), ("id > 159 and id < 161", 160)]:
        count = duckdb.execute(f"select count(*), min(id) from read_parquet(?) where {condition}", [path]).fetchone()
        other = polars.scan_parquet(path).filter(polars.sql_expr(condition)).select(polars.len(), polars.col("id").min()).collect().rows()[0]
        assert count == other and count[1] == least, (count, other)
    table = pyarrow.parquet.read_table(path, filters=[("day", ">=", datetime.date(2040, 1, 1)), ("note", "=", "CHOCÓ °C")])
    right = duckdb.execute("select count(*) from read_parquet(?) where day >= date '2040-01-01' and note = 'CHOCÓ °C'", [path]).fetchone()[0]
    assert table.num_rows == right > 0
    extrema = duckdb.execute("select min(zero), max(zero), min(utc)::varchar, max(moment)::varchar, min(note) from read_parquet(?)", [path]).fetchone()
    assert extrema[:2] == (-0.5, 5.0), extrema


def write_keys(path: str) -> None:
    """A table with a column that rows are divided by."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "key", "value"])
        writer.writerows([row, KEYS[row * 7 % len(KEYS)], f"{row}.5"] for row in range(ROWS))


def keys_of(source: str) -> dict[int, str | None]:
    """The value of each row by which it is divided; nothing if it is missing."""
    return {int(row): None if key in MISSING else key for row, key, _ in read_table(source)[1]}


def check_folders(source: str, folder: str) -> dict[str, str]:
    """Each row is in the folder of its value, decoded by Python, in order; and digests of all files."""
    found: dict[int, str | None] = {}
    digests = {}
    for path in sorted(Path(folder).rglob("*.csv")):
        name = path.relative_to(folder).parts[0]
        assert name.startswith("key=")
        value = None if name == "key=__HIVE_DEFAULT_PARTITION__" else urllib.parse.unquote(name[4:], errors="strict")
        rows = [int(row[0]) for row in read_table(str(path))[1]]
        assert rows == sorted(rows)
        found |= dict.fromkeys(rows, value)
        digests[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    assert found == keys_of(source), set(found.items()) ^ set(keys_of(source).items())
    return digests


def divided(program: str, folder: str) -> dict[str, str]:
    """The digests of files in folders that DuckDB, pyarrow, and Polars by way of pyarrow, have read as columns."""
    import duckdb
    import polars
    import pyarrow
    import pyarrow.dataset

    source, target = f"{folder}/keys.csv", f"{folder}/divided"
    write_keys(source)
    subprocess.run([program, "select", source, "--partition", "key", "--columns", "id, value", "--output", f"{target}/rows.csv"], check=True)
    digests, wanted = check_folders(source, target), keys_of(source)
    query = f"select id, key from read_csv('{target}/*/rows.csv', hive_partitioning = true, hive_types = {{'key': varchar}})"
    schema = pyarrow.schema([("key", pyarrow.string())])
    dataset = pyarrow.dataset.dataset(target, format="csv", partitioning=pyarrow.dataset.partitioning(schema, flavor="hive"))
    table = dataset.to_table()
    # Of CSV, Polars has no reader of its own that looks at the names of folders.
    frame = polars.scan_pyarrow_dataset(dataset).select("id", "key").collect()
    found = {
        "duckdb": dict(duckdb.execute(query).fetchall()), "pyarrow": dict(zip(table["id"].to_pylist(), table["key"].to_pylist())),
        "polars": dict(frame.rows()),
    }
    for reader, rows in found.items():
        assert rows == wanted, f"{reader}: {set(rows.items()) ^ set(wanted.items())}"
    return digests


def digests(program: str) -> dict[str, str]:
    """The digests of files that all readers have read."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        source = f"{folder}/table.csv"
        write_table(source)
        for name, arguments in CASES.items():
            path, rows = f"{folder}/{name}.parquet", f"{folder}/{name}.csv"
            for output in (path, rows):
                subprocess.run([program, "select", source, "--output", output] + arguments, check=True)
            table = check_parquet(rows, path)
            for reader, read in readers(path).items():
                check_rows(read, table.rows, f"{name}: {reader}")
            if name in ("all", "groups"):
                check_pushdown(path)
            found[name] = table.digest
    return found


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["table", path]: write_table(path)
        case ["jsonl", source, lines]: check_jsonl(source, lines)
        case ["parquet", source, path]:
            table = check_parquet(source, path)
            print(json.dumps({"digest": table.digest, "groups": table.groups, "types": table.types}))
        case ["keys", path]: write_keys(path)
        case ["folders", source, folder]: print(json.dumps(check_folders(source, folder)))
        case ["readers", program, *rest]:
            cases = [{"name": name, "arguments": CASES[name], "digest": digest} for name, digest in digests(program).items()]
            with tempfile.TemporaryDirectory() as folder:
                files = divided(program, folder)
            text = json.dumps({"cases": cases, "divided": files}, indent=1, ensure_ascii=False) + "\n"
            committed = FIXTURES / "formats_expected.json"
            if rest != ["--check"]:
                committed.write_text(text)
            elif committed.read_text() != text:
                sys.exit("formats_expected.json would change")
        case _: sys.exit(__doc__)


if __name__ == "__main__":
    main()
