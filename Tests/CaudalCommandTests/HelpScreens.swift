extension HelpTests {
  static let help = """
    Say what is in a table, exactly: statistics, tables, forecasts.

    Usage: caudal COMMAND [options] ...

    What a file holds, a line for each column:
      caudal describe data.csv

    All statistics of a column:
      caudal describe data.csv --column flow

    The same on four ranks:
      mpirun -n 4 caudal describe data.csv --column flow

    Look at a table
      describe   Describe every column, or some in full, also by group.
      columns    List the columns of a table, with their types and some values.
      head       Print the first rows of a table.
      frequency  Count how often each value of a column occurs.
      report     Make a page about a table: columns, pictures, places, correlations.

    Work with it
      select     Choose, compute, sort and join rows and columns, and write them.
      forecast   Forecast columns of numbers in time, and say how good that is.
      serve      Serve forecasts of saved models over HTTP.
      follow     Describe columns, or count values and words, of rows as they come.

    Jobs
      check      Look at ranks, network and file before a job.
      jobs       List the jobs that have run, or run now.
      status     Show nodes and jobs in a browser.

    Run it directly on one machine, or start it with mpirun, srun or a Docker Swarm
    on many: the result has the same bits.

    Exit codes: 0 done; 64 usage; 65 bad data; 66 no such input; 70 a bug; 73 the
    output can't be created; 74 reading or writing failed.

    Help on a command: caudal COMMAND --help
    Help on a topic: caudal help definitions|running|conditions|dates

    """

  static let describeHelp = """
    Describe every column, or some in full, also by group.

    Usage: caudal describe [options] [<file> ...]

    Every column, whatever it holds:
      caudal describe data.csv

    Rows and columns
      -c, --column <list>     Columns of numbers to describe in full
      --all                   Every column that has numbers
      --by <list>             Describe each group of rows, such as each station
      --where <condition>     Only rows for which this is true, such as 'flow > 5'

    Statistics
      --statistics <list>     What to compute, such as count,sum,median; or all
      --percentiles <list>    Percentiles to compute, such as 5,50,95
      --rolling <statistic>   Write mean, min, max, var or sum along a column
      --window <n>            The number of values in a rolling window
      --histogram             Draw how values are distributed, beneath each table
      --ddof <n>              Divide variances by n − ddof

    Result
      -o, --output <file>     Write the result to a file
      --format <format>       table, markdown, json, csv, html or combined
      --digits <n>            Significant digits in a table, or all
      --sort <order>          The order of groups: first, key, or a statistic
      also --top, --reverse, --csv-safe, --title, --language

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

    What each option does, in full: caudal help describe

    """

  static let frequencyHelp = """
    Count how often each value of a column occurs.

    Usage: caudal frequency [options] <file> ...

    The ten most frequent values:
      caudal frequency data.csv --column station --top 10

    What is counted
      -c, --column <list>     The column, or several, whose combinations are counted
      --numbers               Count numbers: 20 and 20.0 are the same
      --words                 Count the words in the fields
      --where <condition>     Only rows for which this is true, such as 'flow > 5'

    Result
      --top <n>               Print only so many values, the first in their order
      --min-count <n>         Print only values that occur at least so often
      --sort <order>          The order of values: count, or key
      -o, --output <file>     Write the result to a file
      --format <format>       table, markdown, json or csv
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

    What each option does, in full: caudal help frequency

    """

  static let checkHelp = """
    Look at ranks, network and file before a job.

    Usage: caudal check [options] [<file>]

    Look at two ranks and a file that they must see:
      mpirun -n 2 caudal check /mnt/shared/data.csv

    Options
      --timeout <seconds>  How long a rank may take to answer, in seconds
      -o, --output <file>  Write the report to a file
      --format <format>    How to print the report: table or json

    What each option does, in full: caudal help check

    """

  static let columnsHelp = """
    List the columns of a table, with their types and some values.

    Usage: caudal columns [options] [<file> ...]

    What a file has:
      caudal columns data.csv

    Rows and columns
      -c, --column <list>     Only these columns: names, 3-6, 'temp*', '!notes'

    Result
      -o, --output <file>     Write the result to a file
      --format <format>       table, markdown, json or csv

    Reading: found out unless given
      --delimiter <text>      What stands between fields, such as ; or tab
      --null <text>           A text that means a missing value, as empty fields do
      --date-format <format>  How dates are written: dmy, mdy, or a pattern
      --on-error <way>        If a row can't be used: fail, skip, or missing
      also --decimal, --header, --no-header, --encoding, --quote, --escape,
      --comment, --thousands, --number-style, --skip-rows, --skip-after-header,
      --time-zone, --year-starts, --fill-ragged, --max-errors

    What each option does, in full: caudal help columns

    """

  static let headHelp = """
    Print the first rows of a table.

    Usage: caudal head [options] [<file> ...]

    Three rows of some columns:
      caudal head data.csv --rows 3 --column 'time,flow*'

    Rows and columns
      -n, --rows <n>          How many rows
      -c, --column <list>     Only these columns: names, 3-6, 'temp*', '!notes'
      --where <condition>     Only rows for which this is true, such as 'flow > 5'

    Result
      -o, --output <file>     Write the result to a file
      --format <format>       table, markdown, json or csv

    Reading: found out unless given
      --delimiter <text>      What stands between fields, such as ; or tab
      --null <text>           A text that means a missing value, as empty fields do
      --date-format <format>  How dates are written: dmy, mdy, or a pattern
      --on-error <way>        If a row can't be used: fail, skip, or missing
      also --decimal, --header, --no-header, --encoding, --quote, --escape,
      --comment, --thousands, --number-style, --skip-rows, --skip-after-header,
      --time-zone, --year-starts, --fill-ragged, --max-errors

    What each option does, in full: caudal help head

    """
}
