extension HelpTests {
  static let selectHelp = """
    OVERVIEW: Choose, compute and sort rows and columns, and write them.

    Into one file (CSV, JSON lines, Parquet), SQLite or PostgreSQL: in the order of
    the input, and the same for any number of ranks. Fields pass as they are.

    USAGE: caudal select [<options>] <file> ...

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
      -c, --columns <list>    The columns: names or numbers from 1, renamed by as,
                              and values that are computed, as in 'datetime, "San
                              Francisco" as temperature, (f - 32) * 5 / 9 as
                              celsius'; * for all, * except (a, b) for all others.
                              Default: all.
      --where <condition>     Write only rows for which this is true, such as
                              "Departamento = 'META'". May be repeated: all must be
                              true.
      --sort <keys>           Put the rows in order, as in 'station,
                              month(datetime) desc': numbers by size, times by
                              time, texts by bytes, missing values last. Rows of
                              equal keys stay in their order.
      --distinct              Write only the first of several rows of which all
                              columns are the same.
      --distinct-by <list>    Write only the first of several rows of which these
                              columns, or values, are the same.
      --sample <size>         Write a part of the rows, such as 1%, or so many,
                              such as 1000, chosen by a hash of each row's place:
                              the same rows for any number of ranks.
      --seed <seed>           Another number chooses another sample. (default: 0)
      --head <count>          Write only the first so many rows, and read no more
                              than that takes.
      --output-delimiter <character>
                              The character between two columns of the output; tab
                              for a tab. Default: as in the first file.
      --output-format <format>
                              What a file holds: csv, jsonl or parquet. Default: as
                              its name ends. .gz and .zst compress csv and jsonl.
                              (values: csv, jsonl, parquet)
      --table <name>          The table of the database that --output names, as
                              sqlite:weather.db or postgresql://host/weather. It is
                              replaced in the moment in which all rows are there.
      --append                Add the rows to those that the table has.
      --job <name>            The name of this load, with --append: one that was
                              done before isn't done again.
      --primary-key <columns> The columns of a new table, separated by commas, that
                              tell its rows apart.
      --index <columns>       Columns of a new table, separated by commas, by which
                              rows are found; may be repeated.
      --connections <count>   The most connections to PostgreSQL by which rows are
                              loaded, each by a rank. Default: 1. With several, the
                              rows of the table lie in no order.
      --unpivot <list>        Turn columns into rows, one for each of them, as '*
                              except (datetime)': a table of a city a column
                              becomes one of a city a row.
      --into <names>          The names of the two columns that --unpivot makes.
                              Default: name,value.
      --partition <list>      Divide the rows among files, one for each value of
                              these columns, or values: with --output
                              weather/rows.csv into weather/station=0021/rows.csv
                              and others. The folder must be new.
      --max-partitions <count>
                              The most files of --partition. Default: 1000.
      --join <file>           Put the columns of another table beside the rows that
                              have the same keys. May be repeated; the rows stay in
                              the order of the first table.
      --on <keys>             The keys of --join, as in 'station, datetime = time',
                              the first table's column first. Dates are the same if
                              they name the same instant, all else if it is the
                              same text.
      --how <kind>            The rows that stay: those that match (inner), all
                              (left), those that don't match (anti). Default:
                              inner. (values: inner, left, anti)
      --join-options <options>
                              How the files of --join are read, by the options for
                              the first table's, as in '--delimiter ; --encoding
                              ISO-8859-1'. Default: as is found out for each;
                              --null, --date-format and --time-zone as for the
                              first table.
      --asof                  Let the nearest time match: the last of --on is a
                              time, the others are the same. Neither table need be
                              in order.
      --direction <direction> With --asof: backward for the last time before or at
                              the row's, forward for the first one at or behind it,
                              or nearest. Default: backward. (values: backward,
                              forward, nearest)
      --tolerance <span>      With --asof: the longest time between two rows that
                              match, such as 30min.
      --expect-unique         End with an error if two rows of a joined table have
                              the same keys.
      --max-growth <factor>   The most rows that a join may make of each row of the
                              first table, on average. Default: 10.
      --every <step>          Make the rows a regular grid in time, with a step
                              such as 10m, 1h, 1d, 1w or 1 month.
      --time <column>         With --every: the column of times. Default: the one
                              that holds dates.
      --by <list>             With --every: columns, or values, of which each
                              combination has a grid of its own.
      --aggregate <list>      With --every: what is made of the values in a step:
                              mean, sum, min, max, first, last or count; for single
                              columns as in 'mean, rain sum'. Default: mean.
      --fill <fill>           With --every: what steps without a value get: none,
                              previous, linear, or a number. Default: none.
      --max-gap <length>      With --fill: fill only if it is no longer from one
                              value to the next than this, such as 3h.
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
}
