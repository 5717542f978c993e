extension HelpTests {
  static let reportHelp = """
    OVERVIEW: Make a page about a table: every column with pictures, places,
    correlations, groups.

    The page is one file of at most 1 MB that needs no network. On a terminal it is
    written to a file beside you that is called as the table is, with .html at its
    end; elsewhere it is printed. Everything but its last section is the same for
    any number of ranks.

    Example: caudal report weather.csv --by station --language es --output
    weather.html

    USAGE: caudal report [<options>] [<file> ...]

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
      --by <column,…>         Compare groups of rows, too: a column, or a part of
                              its dates, as in month(FechaObservacion).
      --where <condition>     Only rows for which this is true, such as
                              "Departamento = 'META'". May be repeated: all must be
                              true.
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
}
