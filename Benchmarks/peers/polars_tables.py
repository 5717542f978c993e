"""Polars: tables in, tables out, by the streaming engine: `python polars_tables.py TASK FILE OUTPUT`; see `compare-tables`."""

import sys

import polars

TYPES = {"ValorObservado": polars.Float64}
WRITTEN = ["CodigoEstacion", "FechaObservacion", "ValorObservado"]


def texts(path: str) -> polars.LazyFrame:
    """A table whose fields pass as they are."""
    return polars.scan_csv(path, infer_schema=False)


def select(path: str) -> polars.LazyFrame:
    """Three columns of all rows."""
    return texts(path).select(WRITTEN)


def filtered(path: str) -> polars.LazyFrame:
    """Three columns of some rows."""
    value = polars.col("ValorObservado").cast(polars.Float64)
    return texts(path).filter((polars.col("Departamento") == "META") | (value > 20)).select(WRITTEN)


def ordered(path: str) -> polars.LazyFrame:
    """Three columns of all rows, by value, name and station; rows of equal keys as they come."""
    value = polars.col("ValorObservado").cast(polars.Float64)
    keys = [value, polars.col("NombreEstacion"), polars.col("CodigoEstacion")]
    return texts(path).sort(keys, nulls_last=True, maintain_order=True).select(WRITTEN)


def main() -> None:
    """Do the task."""
    task, path, output = sys.argv[1:]
    tasks = {"select": select, "filter": filtered, "sort": ordered}
    tasks[task](path).sink_csv(output)


if __name__ == "__main__":
    main()
