extension HelpTests {
  static let reportHelp = """
    Make a page about a table: columns, pictures, places, correlations.

    Usage: caudal report [options] [<file> ...]

    A page about a file, to show to others:
      caudal report data.csv

    Rows and columns
      -c, --column <list>     Only these columns: names, 3-6, 'temp*', '!notes'
      --by <list>             Compare groups of rows, too, such as stations
      --where <condition>     Only rows for which this is true, such as 'flow > 5'

    Result
      -o, --output <file>     Write the result to a file
      --title <title>         What a page is called
      --language <language>   The language of a page: en, or es for Spanish
      also --csv-safe

    Reading: found out unless given
      --delimiter <text>      What stands between fields, such as ; or tab
      --null <text>           A text that means a missing value, as empty fields do
      --date-format <format>  How dates are written: dmy, mdy, or a pattern
      --on-error <way>        If a row can't be used: fail, skip, or missing
      also --decimal, --header, --no-header, --encoding, --quote, --escape,
      --comment, --thousands, --number-style, --skip-rows, --skip-after-header,
      --time-zone, --year-starts, --fill-ragged, --max-errors, --rejects

    Running
      --threads <n>           Threads of each rank
      --explain <format>      Say what would be done, and do nothing
      --status <[host:]port>  Show the job in a browser while it runs
      also --input, --scratch, --memory-limit, --progress, --no-progress, --history,
      --patience

    What each option does, in full: caudal help report

    """
}
