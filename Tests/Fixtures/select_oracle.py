"""Tables, and selections and joins of their rows, with what SQLite makes of them.

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


OTHERS = ["", "1", "20", "7", "7.5", "NA", "-2"]


def make_other(generator, base):
    """A table that is joined: its dates are written in another way, and keys may be there several times."""
    rows = []
    for _ in range(generator.choice([1, 2, 5, 12, 40])):
        rows.append([
            generator.choice(STATIONS), generator.choice(TIMES), str(generator.randint(-3, 3)), generator.choice(OTHERS)])
    rows[0][1], rows[0][3] = "2017-05-22 13:00:00", "20"
    base.execute("create table r (place integer primary key, station, time, n, other, k_station blob, k_time, k_other, k_same)")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["station", "time", "n", "other"])
    for place, row in enumerate(rows):
        moment = present(row[1]) and (row[1] + " 00:00:00")[:19]
        if moment:
            date, hour = f"{moment[5:7]}/{moment[8:10]}/{moment[:4]}", int(moment[11:13])
            row[1] = f"{date} {(hour + 11) % 12 + 1:02}{moment[13:]} {'AM' if hour < 12 else 'PM'}"
        key = present(row[0])
        base.execute(
            "insert into r values (?,?,?,?,?,?,?,?,?)",
            [place, *row, None if key is None else key.encode(), moment, number(row[3]), present(row[3])])
        writer.writerow(row)
    return text.getvalue()


# What is asked for, the same for SQLite, and the right-hand columns that remain.
JOINS = [("station", "l.k_station = r.k_station", ["time", "n", "other"]),
         ("time", "l.k_time = r.k_time", ["station", "n", "other"]),
         ("n", "l.n = r.n", ["station", "time", "other"]),
         ("station, time", "l.k_station = r.k_station and l.k_time = r.k_time", ["n", "other"]),
         ("time, n = n", "l.k_time = r.k_time and l.n = r.n", ["station", "other"]),
         ("value = other", "l.value = r.k_same", ["station", "time", "n"]),
         ("n, time, station", "l.n = r.n and l.k_time = r.k_time and l.k_station = r.k_station", ["other"])]
NEAREST = [("time", "1"), ("station, time", "l.k_station = {0}.k_station"), ("n, time", "l.n = {0}.n")]
SECONDS = "(cast(strftime('%s', {0}.k_time) as integer) - cast(strftime('%s', l.k_time) as integer))"


def make_nearest(generator):
    """A join by the nearest time: a row of the right-hand table, or none, for each of the left-hand one.

    The row is the one of the least number, in which its distance comes before its place."""
    asked, same = generator.choice(NEAREST)
    direction = generator.choice(["backward", "forward", "nearest"])
    least = {"backward": f"-{SECONDS} * 1000 + 999 - {{0}}.place", "forward": f"{SECONDS} * 1000 + {{0}}.place",
             "nearest": f"(2 * abs({SECONDS}) + ({SECONDS} > 0)) * 1000"
                        f" + case when {SECONDS} <= 0 then 999 - {{0}}.place else {{0}}.place end"}[direction]
    where = f"{same} and {{0}}.k_time is not null and l.k_time is not null"
    if direction != "nearest":
        where += f" and {SECONDS} {'<=' if direction == 'backward' else '>='} 0"
    join = {"on": asked, "direction": direction}
    if generator.random() < 0.5:
        join["tolerance"], most = generator.choice([("13 h", 46800), ("7d", 604800), ("300d", 25920000)])
        where += f" and abs({SECONDS}) <= {most}"
    match = (f"{where} and {least} = (select min({least.replace('{0}', '{1}')}) from r {{1}}"
             f" where {where.replace('{0}', '{1}')})").format("r", "q")
    kept = [name for name in ["station", "time", "n", "other"] if name not in asked.split(", ")[:-1]]
    return join, match, kept


def make_join(generator, is_nearest):
    """A join, as the program is asked for it, and as SQLite is."""
    join, match, kept = make_nearest(generator) if is_nearest else (None, None, None)
    if join is None:
        asked, match, kept = generator.choice(JOINS)
        join = {"on": asked}
    join["how"] = generator.choice(["inner", "left", "anti"])
    query = {"join": join}
    columns = [(name, name, f"l.{name}") for name in NAMES]
    if join["how"] == "anti":
        kept = []
    for name in kept:
        unique = name + "_2" if name in NAMES else name
        columns.append((unique, unique, f"coalesce(r.{name}, '')"))
    if generator.random() < 0.5:
        columns = generator.choices(columns, k=generator.randint(1, 4))
        if "other" in kept and generator.random() < 0.5:
            columns.append(("other + n as sum", "sum", "coalesce(cast(r.k_other + l.k_n as text), '')"))
        query["columns"] = ", ".join(asked for asked, _, _ in columns)
    where, order = "1", ["l.place", "r.place"]
    if generator.random() < 0.4:
        conditions = [("n > 0", "l.k_n > 0")]
        if "other" in kept:
            conditions += [("other > 5", "r.k_other > 5"), ("other is missing and n < 2", "r.k_other is null and l.k_n < 2")]
        query["where"], where = generator.choice(conditions)
    if generator.random() < 0.4:
        query["sort"], order = "station desc, n", ["l.k_station is null", "l.k_station desc", "l.k_n", *order]
        if "other" in kept:
            query["sort"], order = "other, station desc, n", ["r.k_other is null", "r.k_other", *order]
    if generator.random() < 0.2:
        query["head"] = generator.choice([0, 1, 5])
    tables = f"t l join r on {match}" if join["how"] == "inner" else f"t l left join r on {match}"
    if join["how"] == "anti":
        where += f" and not exists (select 1 from r where {match})"
        tables, order = "t l", [key for key in order if key != "r.place"]
    return query, (
        f"select {', '.join(sql for _, _, sql in columns)} from {tables} where {where} order by {', '.join(order)}"
        f" limit {query.get('head', -1)}"), [name for _, name, _ in columns]


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
        other = make_other(generator, base)
        is_empty = not base.execute("select 1 from t").fetchone()
        queries = []
        for number in range(2 * options.queries):
            query, statement, header = (
                make_query(generator) if number < options.queries
                else make_join(generator, not is_empty and number % 3 == 0))
            expected = io.StringIO()
            writer = csv.writer(expected, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(base.execute(statement))
            query["expected"] = expected.getvalue()
            queries.append(query)
        tables.append({"text": text, "other": other, "queries": queries})
    print(json.dumps(tables, ensure_ascii=False))


if __name__ == "__main__":
    main()
