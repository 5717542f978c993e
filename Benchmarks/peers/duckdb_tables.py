"""DuckDB: tables in, tables out: `python duckdb_tables.py TASK OUTPUT FILE [FILE]`; see `compare-tables`.

It keeps the order of rows unless they are sorted: then rows of equal keys come in any order, as nothing else was asked for.
"""

import sys

import duckdb

WRITTEN = "CodigoEstacion, FechaObservacion, ValorObservado"
TASKS = {
    "select": "",
    "filter": "where Departamento = 'META' or cast(ValorObservado as double) > 20",
    "sort": "order by cast(ValorObservado as double) nulls last, NombreEstacion, CodigoEstacion",
}

JOINS = {
    "join": "select l.*, r.humidity from {0} l join {1} r on l.station = r.station and l.datetime = r.datetime",
    "asof": "select l.*, r.datetime as datetime_2, r.humidity from {0} l asof join {1} r on l.station = r.station"
    " and cast(l.datetime as timestamp) >= cast(r.datetime as timestamp)",
}

NUMBERS = {"CodigoEstacion": "bigint", "ValorObservado": "double", "Latitud": "double", "Longitud": "double"}


def typed(table: str) -> str:
    """All columns, those of numbers as numbers."""
    return f"select * replace ({', '.join(f'cast({name} as {kind}) as {name}' for name, kind in NUMBERS.items())}) from {table}"


def main() -> None:
    """Do the task."""
    task, output, *paths = sys.argv[1:]
    tables = [f"read_csv('{path}', all_varchar = true, header = true)" for path in paths]
    if task == "parquet":
        # As Polars and Caudal compress; Snappy is DuckDB's own choice.
        duckdb.connect().execute(f"copy ({typed(tables[0])}) to '{output}' (format parquet, compression zstd)")
        return
    query = JOINS[task].format(*tables) if task in JOINS else f"select {WRITTEN} from {tables[0]} {TASKS[task]}"
    duckdb.connect().execute(f"copy ({query}) to '{output}' (header)")


if __name__ == "__main__":
    main()
