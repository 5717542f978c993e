"""Print the rows of a Parquet file as CSV, by Polars, so that two files can be compared: `python parquet_rows.py FILE`."""

import sys

import polars


def main() -> None:
    """Print."""
    table = polars.scan_parquet(sys.argv[1])
    schema = table.collect_schema()
    print(",".join(f"{name} {kind}" for name, kind in schema.items()), flush=True)
    table.sink_csv(sys.stdout.buffer, include_header=False, null_value="")


if __name__ == "__main__":
    main()
