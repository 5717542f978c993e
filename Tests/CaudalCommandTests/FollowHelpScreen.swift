extension HelpTests {
  static let followHelp = """
    OVERVIEW: Describe columns, or count keys and words, of rows as they come.

    Rows come from a pipe, a file that grows, a folder, the network, or Kafka.
    Results are printed while they come, and are exactly those of the same rows in
    a file.

    How rows are written is told by the header and the first row of data; what
    these don't tell is given by options.

    USAGE: caudal follow [<options>] <source> ...

    ARGUMENTS:
      <source>                Where rows come from: - for standard input; a file
                              that grows; a folder, with a / at its end, into which
                              files are moved; tcp://host:port to connect to;
                              listen://:port to be connected to; kafka://host/topic.

    OPTIONS:
      -c, --column <column>   Describe a column: its name, or its number from 1; or
                              several, separated by commas.
      --by <column,…>         With --column: describe each group of rows, as in
                              describe.
      --count <column,…>      Count how often each value occurs of a column, or
                              each combination of several, as in frequency.
      --words                 Count words: of the column that --count names;
                              without it of the whole text.
      --where <condition>     Look only at rows for which this is true. May be
                              repeated: all must be true.
      --statistics <statistics>
                              With --column: what to compute: names such as
                              count,mean; or all. What needs the values themselves,
                              such as std and median, keeps 12 bytes of each.
                              (values: standard, all, rows, count, missing, sum,
                              mean, variance, std, cv, skewness, kurtosis, min,
                              max, range, mode, distinct, median, iqr, percentiles,
                              rolling_variance; default:
                              rows,count,missing,sum,mean,min,max)
      --percentiles <percentiles>
                              Percentiles to compute, from 0 to 100, separated by
                              commas. (default: 10,25,50,75,90)
      --top <top>             Print only so many values or groups, the first in
                              their order.
      --window <length>       Sort rows into windows of time, such as 10m, 1h or
                              1d, by the column of --time.
      --slide <length>        With --window: begin a window so often, such as every
                              10m; then they overlap.
      --time <column>         With --window: the column of times.
      --lateness <length>     With --window: how much earlier than the latest time
                              so far a row may be, such as 5m or 0s. A window
                              closes when no such row can come into it; rows for it
                              are late then, and counted.
      --late <file>           With --window: write the late rows to a file, as CSV:
                              source, row, byte, and the row as it came.
      --idle <time>           With --window: close the windows if no rows come for
                              so long, such as 30s.
      --mode <mode>           What to print: complete, all of it each time; update,
                              windows that have changed; append, each window once,
                              when it has closed. Default: complete for a table,
                              otherwise append if there are windows. (values:
                              complete, update, append)
      --interval <time>       The time between two results, such as 500ms, 1s or
                              1m. (default: 1s)
      --until-end             End where the sources end, with a last result.
                              Standard input always does.
      --format <format>       How to print results: table, csv or jsonl. (values:
                              table, csv, jsonl)
      -o, --output <file>     Write the results to a file, one behind the other. A
                              name that ends in .csv or .jsonl tells the format. Or
                              into a database: sqlite:weather.db, or
                              postgresql://host/weather.
      --table <name>          The table of the database that --output names: each
                              row takes the place of the one of the same window and
                              group.
      --checkpoint <file>     Keep in this file how far the job has come, and go on
                              from there: nothing is counted twice, and nothing is
                              missed. Needs --output, and files, folders or topics
                              as sources, or --spool.
      --checkpoint-interval <time>
                              The time between two checkpoints. (default: 10s)
      --spool <folder>        With --checkpoint: keep in this folder what comes
                              from the network or a pipe, until a checkpoint has
                              passed it.
      --null <text>           A text that means a missing value, instead of the
                              default ones; with a + in front of it, besides them;
                              may be repeated. Empty fields always do. Infinities
                              can't be anything else: --null +inf.
            Default: NA, N/A, NaN, nan, null, NULL.
      --delimiter <text>      What stands between fields: any characters, tab, or
                              blanks for runs of blanks and tabs.
      --quote <mark>          What encloses fields: a character, or none. Default:
                              ".
      --escape <mark>         What stands before a character that means itself,
                              such as \\.
      --comment <mark>        What a line begins with that is no row, such as #.
                              Those above the header are found out.
      --decimal <decimal>     The decimal mark: . or ,
      --thousands <mark>      The mark between groups of digits: comma, point,
                              blank, apostrophe or none. (values: comma, point,
                              blank, apostrophe, none)
      --number-style <style,…>
                              What is a number: plain; loose, with a percent sign
                              or a currency, which is left out; hex, 0x1F, too; or
                              several. (values: plain, loose, hex)
      --encoding <name>       How letters are encoded, such as UTF-8, ISO-8859-1,
                              Windows-1252, UTF-16; see iconv --list.
      --header <header>       Whether the first row names the columns: auto, yes or
                              no. (values: auto, yes, no)
      --no-header             The same as --header no: columns are called by their
                              numbers from 1.
      --skip-rows <lines>     Leave out the first lines of each file.
      --skip-after-header <rows>
                              Leave out rows behind the header, such as one with
                              units.
      --date-format <format>  How dates are written: mdy, month first; dmy, day
                              first; ymd; epoch, seconds since 1970; epoch-ms; or a
                              pattern such as '%d/%m/%Y %H:%M'. Column=format is
                              for that column; may be repeated. Default: as the
                              first rows of each column tell.
      --time-zone <zone>      Read times without a UTC offset by the clocks of this
                              zone, such as America/Bogota, and take all parts of
                              dates by them. Default: the clock as it is; UTC where
                              times have offsets.
      --year-starts <month>   The month with which years begin, 1 to 12; each is
                              named after the year in which it ends. (default: 1)
      --on-error <way>        What to do with a row that can't be used: fail; skip,
                              leave it out; missing, take the field for missing.
                              What is left out or taken so is counted. (values:
                              fail, skip, missing; default: fail)
      --max-errors <count>    End the job if more rows and fields than that can't
                              be used.
      --fill-ragged           Take the fields that a short row lacks for missing.
      --status <[host:]port>  Show the job in a browser while it runs: at a port of
                              this host, 0 for a free one; for others to see at an
                              address, as in 0.0.0.0:8080. The address to open is
                              printed, with the token that it needs.
      --history <folder>      The folder in which a record of the job is kept, for
                              caudal jobs; none for no record. Default:
                              CAUDAL_HISTORY; or caudal/jobs in XDG_STATE_HOME, or
                              in ~/.local/state.
      --version               Show the version.
      -h, --help              Show help information.


    """
}
