"""Tables and selections of their rows, with what SQLite makes of them.

Usage: select_oracle.py --seed 1303 --tables 100 --queries 20 > cases.json

Fields are written as they stood in the table, by Python's csv; SQLite decides which rows there are, and their order.
"""
import argparse
import csv
import io
import json
import random
import sqlite3

NAMES = ["id", "station", "value", "time", "n"]
STATIONS = ["QUIBDÓ", "TUMACO", "A,B", 'say "x"', "", "0021", "21", "línea\ndos", "NA", " x", "zz", "Z"]
VALUES = ["", "20", "20.0", "-3.5", "0.1", "1e2", "NA", "100", "7", "-0", "0", "12.25", "9007199254740993", "1000"]
TIMES = ["2017-05-22 13:00:00", "2017-05-22", "2016-02-29 23:59:59", "2017-12-31 00:00:01", "", "2018-01-01"]
MISSING = {"", "NA", "N/A", "NaN", "nan", "null", "NULL"}


def number(text):
    """What SQLite stores for a number: an integer where it is one, so that no digit is lost."""
    if text.strip() in MISSING:
        return None
    try:
        return int(text)
    except ValueError:
        return float(text)


def present(text):
    """A text that isn't missing."""
    return None if text.strip() in MISSING else text


def make_table(generator):
    """A table: a database with typed columns beside the texts, and its CSV."""
    rows = []
    for row in range(generator.choice([0, 1, 2, 5, 12, 25])):
        rows.append([
            str(row), generator.choice(STATIONS), generator.choice(VALUES), generator.choice(TIMES),
            str(generator.randint(-3, 3))])
    if rows:  # The first rows tell what columns hold.
        rows[0][1:4] = ["TUMACO", "20", "2017-05-22 13:00:00"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(NAMES)
    writer.writerows(rows)
    base = sqlite3.connect(":memory:")
    base.execute("create table t (place integer primary key, id, station, value, time, n,"
                 " k_id, k_station blob, k_value, k_time, k_n)")
    for place, row in enumerate(rows):
        key = present(row[1])
        base.execute(
            "insert into t values (?,?,?,?,?,?,?,?,?,?,?)",
            [place, *row, int(row[0]), None if key is None else key.encode(), number(row[2]),
             present(row[3]) and (row[3] + " 00:00:00")[:19], int(row[4])])
    return text.getvalue(), base


COLUMNS = [("id", "id"), ("station", "station"), ("value", "value"), ("time", "time"), ("n", "n"),
           ("n * 2 + 1 as odd", "cast(k_n * 2 + 1 as text)"), ("abs(n) as distance", "cast(abs(k_n) as text)"),
           ("coalesce(station, 'none') as place", "coalesce(cast(k_station as text), 'none')"),
           ("year(time) as year", "coalesce(cast(cast(substr(k_time, 1, 4) as integer) as text), '')")]
CONDITIONS = [("n > 0", "k_n > 0"), ("value is missing", "k_value is null"), ("value >= 20", "k_value >= 20"),
              ("station = '0021'", "k_station = cast('0021' as blob)"), ("n in (1, -1) or value < 5",
                                                                        "k_n in (1, -1) or k_value < 5"),
              ("not station like '%A%'", "not (instr(k_station, cast('A' as blob)) > 0)"),
              ("n + 1 < value", "k_n + 1 < k_value")]
KEYS = ["station", "value", "time", "n"]
GROUPS = [("station", "station"), ("value", "value"), ("n, station", "n, station"), ("abs(n)", "abs(k_n)"),
          ("2, 3", "station, value")]


def make_query(generator):
    """A selection, as the program is asked for it, and as SQLite is."""
    query = {}
    columns = [(name, name) for name in NAMES]
    if generator.random() < 0.7:
        columns = generator.choices(COLUMNS, k=generator.randint(1, 4))
        query["columns"] = ", ".join(asked for asked, _ in columns)
    where = "1"
    if generator.random() < 0.5:
        asked, where = generator.choice(CONDITIONS)
        query["where"] = asked
    order = []
    if generator.random() < 0.6:
        asked = []
        for key in generator.sample(KEYS, generator.randint(1, 3)):
            down = generator.random() < 0.5
            asked.append(key + (" desc" if down else generator.choice(["", " asc"])))
            order += [f"k_{key} is null", f"k_{key}" + (" desc" if down else "")]
        query["sort"] = ", ".join(asked)
    group = None
    if generator.random() < 0.3:
        asked, group = generator.choice(GROUPS)
        query["distinct_by"] = asked
    elif generator.random() < 0.2:
        query["distinct"] = True
        group = ", ".join(sql for _, sql in columns)
    limit = -1
    if generator.random() < 0.3:
        limit = query["head"] = generator.choice([0, 1, 3, 10])
    kept = f"select min(place) from t where {where} group by {group}" if group else f"select place from t where {where}"
    return query, (
        f"select {', '.join(sql for _, sql in columns)} from t where place in ({kept})"
        f" order by {', '.join(order + ['place'])} limit {limit}"), [
            asked.split(" as ")[-1] for asked, _ in columns]


def main():
    """Write the cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--tables", type=int, required=True)
    parser.add_argument("--queries", type=int, required=True)
    options = parser.parse_args()
    generator = random.Random(options.seed)
    tables = []
    for _ in range(options.tables):
        text, base = make_table(generator)
        queries = []
        for _ in range(options.queries):
            query, statement, header = make_query(generator)
            expected = io.StringIO()
            writer = csv.writer(expected, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(base.execute(statement))
            query["expected"] = expected.getvalue()
            queries.append(query)
        tables.append({"text": text, "queries": queries})
    print(json.dumps(tables, ensure_ascii=False))


if __name__ == "__main__":
    main()
