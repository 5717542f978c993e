extension HelpTests {
  static let followHelp = """
    Describe columns, or count values and words, of rows as they come.

    Usage: caudal follow [options] <source> ...

    Sums of ten minutes, of a file that grows:
      caudal follow rain.csv --column mm --time time --window 10m --statistics sum

    Rows and columns
      -c, --column <list>  Describe a column, or several
      --by <list>          Describe each group of rows, such as each station
      --statistics <list>  What to compute, such as count,mean; or all
      --count <list>       Count how often each value of a column occurs
      --words              Count words: of the column of --count, or of all text
      --where <condition>  Only rows for which this is true, such as 'flow > 5'
      also --percentiles, --top

    Windows in time
      --window <length>    The length of windows, such as 10m, 1h or 1d
      --time <column>      The column of times
      --slide <length>     Begin a window so often, so that they overlap
      --lateness <length>  How late a row may come, such as 5m or 0s
      also --late, --idle

    Result
      --mode <mode>        What to print: complete, update or append
      --interval <time>    The time between two results, such as 500ms, 1s or 1m
      --until-end          End where the sources end
      -o, --output <file>  Write the results to a file, one behind the other
      --format <format>    table, csv or jsonl
      also --table

    Going on later
      --checkpoint <file>  Keep in a file how far it has come, and go on from there
      also --checkpoint-interval, --spool

    Reading, found out unless given, and running
      --delimiter, --null, --date-format, --on-error, --decimal, --header,
      --no-header, --encoding, --quote, --escape, --comment, --thousands,
      --number-style, --skip-rows, --skip-after-header, --time-zone, --year-starts,
      --fill-ragged, --max-errors, --status, --history, --patience

    What each option does, in full: caudal help follow

    """
}
