"""Polars: tables in, tables out, by the streaming engine: `python polars_tables.py TASK OUTPUT FILE [FILE]`; see `compare-tables`."""

import sys

import polars

NUMBERS = {"CodigoEstacion": polars.Int64, "ValorObservado": polars.Float64, "Latitud": polars.Float64, "Longitud": polars.Float64}
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


def joined(path: str, other: str) -> polars.LazyFrame:
    """Two tables on two keys, in the order of the first."""
    return texts(path).join(texts(other), on=["station", "datetime"], maintain_order="left")


def nearest(path: str, other: str) -> polars.LazyFrame:
    """Each row with the last one of its station that isn't later; both tables must be sorted for that."""
    tables = [
        texts(name).with_columns(polars.col("datetime").str.to_datetime().alias("moment")).sort("station", "moment")
        for name in (path, other)
    ]
    other_table = tables[1].rename({"datetime": "datetime_2"})
    return tables[0].join_asof(other_table, on="moment", by="station").drop("moment").drop_nulls("humidity")


def typed(path: str) -> polars.LazyFrame:
    """All columns, those of numbers as numbers."""
    return texts(path).with_columns(polars.col(name).cast(kind) for name, kind in NUMBERS.items())


def main() -> None:
    """Do the task."""
    task, output, *paths = sys.argv[1:]
    if task == "parquet":
        typed(*paths).sink_parquet(output)
        return
    tasks = {"select": select, "filter": filtered, "sort": ordered, "join": joined, "asof": nearest}
    tasks[task](*paths).sink_csv(output)


if __name__ == "__main__":
    main()
