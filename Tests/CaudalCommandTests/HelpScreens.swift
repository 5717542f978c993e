extension HelpTests {
  static let help = """
    OVERVIEW: Say what is in a table, exactly: statistics, tables, forecasts.

    Run it directly on one machine, or start it with mpirun, srun or a Docker Swarm
    on many: the result has the same bits.

    Exit codes: 0 done; 64 usage; 65 bad data; 66 no such input; 70 a bug; 73 the
    output can't be created; 74 reading or writing failed.

    Topics, such as caudal help dates: definitions, running, conditions, dates.

    USAGE: caudal <subcommand>

    OPTIONS:
      --version               Show the version.
      -h, --help              Show help information.

    SUBCOMMANDS:
      describe                Describe every column of a table, or all statistics
                              of some, also by group.
      report                  Make a page about a table: every column with
                              pictures, places, correlations, groups.
      columns                 List the columns of a table, with their types and
                              some values.
      head                    Print the first rows of a table.
      frequency               Count how often each value of a column occurs.
      select                  Choose, compute and sort rows and columns, and write
                              them.
      forecast                Forecast columns of times and numbers, and say how
                              good that is.
      serve                   Serve forecasts of saved models over HTTP.
      follow                  Describe columns, or count keys and words, of rows as
                              they come.
      check                   Look at ranks, network and file before a job.
      jobs                    List the jobs that have run, or run now.
      status                  Show nodes and jobs in a browser.

      See 'caudal help <subcommand>' for detailed help.

    """

  static let describeHelp = """
    OVERVIEW: Describe every column of a table, or all statistics of some, also by
    group.

    Without --column: a line for each column, with its type over all rows, what is
    missing, how many distinct values there are, extrema, mean, median and the most
    frequent value. With --column or --all: the statistics of columns of numbers,
    over all rows or for each group of rows. All of it is exact.

    How a file is written (delimiter, decimal mark, encoding, whether its first row
    names the columns) is found out, from all its columns, unless given. What can
    be read in two ways is asked.

    Statistics: rows, count, missing, sum, mean, variance, std, cv, skewness,
    kurtosis, min, max, range, mode, distinct, median, iqr, percentiles,
    rolling_variance.

    USAGE: caudal describe [<options>] [<file> ...]

    ARGUMENTS:
      <file>                  The CSV files, which form one table in this order,
                              compressed by gzip, Zstandard, bzip2, xz or zip or
                              not; - for standard input. A pattern in quotes, such
                              as 'part_*.csv', stands for the files that match it;
                              archive.zip//part.csv for one file of an archive, or
                              several; 'sqlite:weather.db?table=readings' or
                              'postgresql://host/weather?query=select …' for rows
                              of a database.

    OPTIONS:
      -c, --column <column>   The column: its name, or its number from 1; or
                              several, separated by commas. A name with a comma
                              stands in double quotes. Also 3-6, 'temp*', and
                              '!notes': all that have numbers but that.
      --all                   Every column that has numbers, as rows at the file's
                              beginning, middle and end tell.
      --by <column,…>         Describe each group of rows: a column, or a part of
                              its dates, as in month(FechaObservacion) or
                              bin(FechaObservacion, 15 min); or several, separated
                              by commas. Parts: year, quarter, month, week, day,
                              dayofyear, weekday, season, hour, minute and date.
      --where <condition>     Look only at rows for which this is true, such as
                              "Departamento = 'META' and Valor > 5". May be
                              repeated: all must be true.
      --statistics <statistics>
                              What to compute: names such as count,sum,median;
                              standard; or all. Default: standard, in a table
                              without the rolling variance. (values: standard, all,
                              rows, count, missing, sum, mean, variance, std, cv,
                              skewness, kurtosis, min, max, range, mode, distinct,
                              median, iqr, percentiles, rolling_variance)
      --sort <order>          The order of groups: first, as they come in the file;
                              key; or a statistic, the largest first. (values:
                              first, key, rows, count, missing, sum, mean,
                              variance, std, cv, skewness, kurtosis, min, max,
                              range, mode, distinct, median, iqr, rolling_variance;
                              default: first)
      --reverse               Turn the order of groups round.
      --top <top>             Print only so many groups, the first in their order.
      --percentiles <percentiles>
                              Percentiles to compute, from 0 to 100, separated by
                              commas. Default: 10,25,50,75,90.
      --window <window>       The number of values in a rolling window. Default:
                              500.
      --ddof <ddof>           Divide variances by n − ddof. (default: 0)
      --histogram             Draw how the values of each column are distributed,
                              beneath its table.
      --format <format>       How to print the result: table, markdown, json, csv,
                              html, or combined, as the scripts of the tutorial
                              did. Default: as --output ends, else table. (values:
                              table, markdown, json, csv, combined, html)
      --digits <n>            Significant digits of the numbers in a table, or all.
                              Default: 6 on a terminal and of every column, else
                              all. (values: all)
      --title <title>         What a page is called. Default: the name of the file.
      --language <language>   The language of a page: en, or es for Spanish, with
                              numbers such as 12.345,6. Default: en. (values: en,
                              es)
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
      --rejects <file>        Write the rows that are left out to a CSV file, each
                              with its place and the reason.
      --input <way>           How the file comes to the ranks: shared, every rank
                              reads its own part; scatter, rank 0 reads it and
                              sends it to the others; auto, as it can. (values:
                              auto, shared, scatter; default: auto)
      -o, --output <output>   Write the result to a file, which appears complete or
                              not at all.
      --csv-safe              Put an apostrophe in front of fields of CSV that a
                              spreadsheet would take for formulas: those that begin
                              with = + - @, a tab or CR, and are no numbers.
      --scratch <folder>      The folder for rows that don't fit in memory: rows
                              that are left out, sorted, made distinct or joined.
                              Default: that of TMPDIR, or /var/tmp.
      --explain <format>      Print what would be done, and do nothing: the steps,
                              the columns that are read, what ranks send each
                              other, the memory of each; as text, as a flowchart of
                              Mermaid, or as JSON. Alone it means text. (values:
                              text, mermaid, json)
      --threads <threads>     Threads of each rank. Default: a fair share of the
                              processors that it may use.
      --progress/--no-progress
                              Show on standard error how much has been read.
                              Default: if that is a terminal.
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

  static let frequencyHelp = """
    OVERVIEW: Count how often each value of a column occurs.

    Exact counts of texts, of combinations of several columns, of numbers or of
    words, the most frequent first. Memory grows with the distinct values alone,
    and is shared by the ranks.

    USAGE: caudal frequency [<options>] <file> ...

    ARGUMENTS:
      <file>                  The CSV files, which form one table in this order,
                              compressed by gzip, Zstandard, bzip2, xz or zip or
                              not; - for standard input. A pattern in quotes, such
                              as 'part_*.csv', stands for the files that match it;
                              archive.zip//part.csv for one file of an archive, or
                              several; 'sqlite:weather.db?table=readings' or
                              'postgresql://host/weather?query=select …' for rows
                              of a database.

    OPTIONS:
      -c, --column <column>   The column: its name or its number from 1, or a part
                              of its dates, as in month(FechaObservacion); or
                              several, separated by commas, whose combinations are
                              counted. A name with a comma stands in double quotes.
      --numbers               Count the numbers that the fields stand for: 20 and
                              20.0 are the same.
      --words                 Count the words in the fields; without --column those
                              of the files, plain texts.
      --top <top>             Print only so many values, the first in their order.
      --min-count <min-count> Print only values that occur at least so often.
                              (default: 1)
      --sort <sort>           The order of values: count, the most frequent first;
                              or key. (values: count, key; default: count)
      --where <condition>     Look only at rows for which this is true, such as
                              "Departamento = 'META'". May be repeated: all must be
                              true.
      --format <format>       How to print the result: table, json or csv. (values:
                              table, json, csv; default: table)
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
      --rejects <file>        Write the rows that are left out to a CSV file, each
                              with its place and the reason.
      --input <way>           How the file comes to the ranks: shared, every rank
                              reads its own part; scatter, rank 0 reads it and
                              sends it to the others; auto, as it can. (values:
                              auto, shared, scatter; default: auto)
      -o, --output <output>   Write the result to a file, which appears complete or
                              not at all.
      --csv-safe              Put an apostrophe in front of fields of CSV that a
                              spreadsheet would take for formulas: those that begin
                              with = + - @, a tab or CR, and are no numbers.
      --scratch <folder>      The folder for rows that don't fit in memory: rows
                              that are left out, sorted, made distinct or joined.
                              Default: that of TMPDIR, or /var/tmp.
      --explain <format>      Print what would be done, and do nothing: the steps,
                              the columns that are read, what ranks send each
                              other, the memory of each; as text, as a flowchart of
                              Mermaid, or as JSON. Alone it means text. (values:
                              text, mermaid, json)
      --threads <threads>     Threads of each rank. Default: a fair share of the
                              processors that it may use.
      --progress/--no-progress
                              Show on standard error how much has been read.
                              Default: if that is a terminal.
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

  static let checkHelp = """
    OVERVIEW: Look at ranks, network and file before a job.

    Start it as the job will be started: with mpirun, the same hosts and the same
    path. It shows the ranks, their hosts, cores and threads; the version of Open
    MPI, and what carries messages from rank 0 to the others, how fast; whether
    every rank sees the same file (size, time of modification, first and last MiB),
    and how fast each reads its slice of it. A sentence says what is wrong. Without
    a launcher there is one rank, and no MPI.

    It takes a few seconds. Ranks that don't answer end it after --timeout, and are
    named. It has no --status, as a page needs the answers of all ranks before it
    can be shown: what checks must need nothing of what it checks.

    Exit codes: 0 a job can run, also if something is slow; 66 the file isn't
    there, or may not be read, on some host; 74 the ranks see different files,
    reading failed, or a rank doesn't answer.

    USAGE: caudal check [<file>] [--timeout <timeout>] [--format <format>] [--output <output>]

    ARGUMENTS:
      <file>                  The file that every rank must see. Without it, ranks
                              and network are checked.

    OPTIONS:
      --timeout <timeout>     How long a rank may take to answer, in seconds.
                              (default: 10)
      --format <format>       How to print the report. (values: table, json;
                              default: table)
      -o, --output <output>   Write the report to a file, which appears complete or
                              not at all.
      --version               Show the version.
      -h, --help              Show help information.


    """

  static let columnsHelp = """
    OVERVIEW: List the columns of a table, with their types and some values.

    Reads no more than some rows of the file's beginning, middle and end, so it is
    done at once. caudal describe looks at all rows.

    USAGE: caudal columns [<options>] [<file> ...]

    ARGUMENTS:
      <file>                  The CSV files, which form one table in this order,
                              compressed by gzip, Zstandard, bzip2, xz or zip or
                              not; - for standard input. A pattern in quotes, such
                              as 'part_*.csv', stands for the files that match it;
                              archive.zip//part.csv for one file of an archive, or
                              several; 'sqlite:weather.db?table=readings' or
                              'postgresql://host/weather?query=select …' for rows
                              of a database.

    OPTIONS:
      -c, --column <column>   Only these columns: names, numbers, 3-6, 'temp*' or
                              '!notes'.
      --format <format>       How to print it: table, markdown, json or csv.
                              Default: as --output ends, else table. (values:
                              table, markdown, json, csv)
      -o, --output <output>   Write the result to a file, which appears complete or
                              not at all.
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
      --version               Show the version.
      -h, --help              Show help information.


    """

  static let headHelp = """
    OVERVIEW: Print the first rows of a table.

    Reading ends behind the last row that is printed. caudal select writes tables
    of any size.

    USAGE: caudal head [<options>] [<file> ...]

    ARGUMENTS:
      <file>                  The CSV files, which form one table in this order,
                              compressed by gzip, Zstandard, bzip2, xz or zip or
                              not; - for standard input. A pattern in quotes, such
                              as 'part_*.csv', stands for the files that match it;
                              archive.zip//part.csv for one file of an archive, or
                              several; 'sqlite:weather.db?table=readings' or
                              'postgresql://host/weather?query=select …' for rows
                              of a database.

    OPTIONS:
      -c, --column <column>   Only these columns: names, numbers, 3-6, 'temp*' or
                              '!notes'.
      --format <format>       How to print it: table, markdown, json or csv.
                              Default: as --output ends, else table. (values:
                              table, markdown, json, csv)
      -o, --output <output>   Write the result to a file, which appears complete or
                              not at all.
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
      -n, --rows <rows>       How many rows. (default: 10)
      --where <condition>     Only rows for which this is true, such as
                              "Departamento = 'META'". May be repeated: all must be
                              true.
      --version               Show the version.
      -h, --help              Show help information.


    """
}
