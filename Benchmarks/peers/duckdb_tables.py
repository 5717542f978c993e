"""DuckDB: tables in, tables out: `python duckdb_tables.py TASK FILE OUTPUT`; see `compare-tables`.

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


def main() -> None:
    """Do the task."""
    task, path, output = sys.argv[1:]
    base = duckdb.connect()
    base.execute(
        f"copy (select {WRITTEN} from read_csv($path, all_varchar = true, header = true) {TASKS[task]}) to '{output}' (header)",
        {"path": path},
    )


if __name__ == "__main__":
    main()
