extension HelpTests {
  static let selectHelp = """
    Choose, compute, sort and join rows and columns, and write them.

    Usage: caudal select [options] <file> ...

    Columns, one of them computed, in order, as Parquet:
      caudal select data.csv --columns 'time, flow / 2 as half' --output h.parquet

    Rows and columns
      -c, --columns <list>  Columns, and values that are computed, in order
      --where <condition>   Only rows for which this is true, such as 'flow > 5'
      --sort <keys>         Put the rows in order, as in 'station, time desc'
      --distinct            Write equal rows only once, the first of them
      --head <n>            Write only the first so many rows
      also --sample, --distinct-by, --seed, --unpivot, --into

    Another table beside it
      --join <file>         A table whose columns go beside rows of equal keys
      --on <keys>           The keys of --join, as in 'station, datetime = time'
      --how <kind>          Which rows stay: inner, left or anti
      --asof                Let the nearest time match: the last of --on
      also --direction, --tolerance, --expect-unique, --max-growth, --join-options

    A regular grid in time
      --every <step>        The step, such as 10m, 1h, 1d, 1w or 1 month
      --by <list>           Columns of which each combination has its own grid
      --aggregate <list>    What is made of a step's values, such as mean or sum
      --fill <fill>         For steps without a value: previous, linear, or a number
      also --time, --max-gap

    Result
      -o, --output <file>   Write the result to a file
      --table <name>        The table of the database that --output names
      --partition <list>    Write a file for each value of these columns
      also --output-format, --output-delimiter, --max-partitions, --append, --job,
      --primary-key, --index, --connections, --csv-safe

    Reading, found out unless given, and running
      --delimiter, --null, --date-format, --on-error, --decimal, --header,
      --no-header, --encoding, --quote, --escape, --comment, --thousands,
      --number-style, --skip-rows, --skip-after-header, --time-zone, --year-starts,
      --fill-ragged, --max-errors, --rejects, --threads, --explain, --status,
      --input, --scratch, --memory-limit, --progress, --no-progress, --history,
      --patience

    What each option does, in full: caudal help select

    """
}
