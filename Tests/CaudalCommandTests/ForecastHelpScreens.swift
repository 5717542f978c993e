extension HelpTests {
  static let forecastHelp = """
    OVERVIEW: Forecast columns of times and numbers, and say how good that is.

    Each column, in each group, is a series of its own. Its forecast begins behind
    its last value. Missing steps stay missing. The result has the same bits for
    any number of ranks and threads.

    USAGE: caudal forecast [<options>] [<file> ...]

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
      -c, --columns, --column <list>
                              The columns: names or numbers from 1, renamed by as,
                              and values that are computed, as in '"San Francisco"
                              as temperature'. Default: all that have numbers.
      --where <condition>     Look only at rows for which this is true, such as
                              "Departamento = 'META'". May be repeated: all must be
                              true.
      --every <step>          The length of a step, such as 10m, 1h, 1d or 1 month.
      --time <column>         The column of times. Default: the one that holds
                              dates.
      --by <list>             Columns, or values, of which each combination has
                              series of its own.
      --aggregate <list>      What is made of several values in a step: mean, sum,
                              min, max, first, last or count; for single columns as
                              in 'mean, rain sum'. Default: mean.
      --horizon <steps>       How many steps to forecast, such as 72; or several,
                              24,48,72, of which the table shows each. (default: 24)
      --model <model>         By what: auto, the mean of three that are good as a
                              rule; combination, of the three that were best so
                              far; arima; ar, an autoregression with seasons; ets,
                              exponential smoothing; theta; mstl, seasons by loess;
                              naive, seasonal-naive, seasonal-mean. (values: auto,
                              combination, arima, ar, ets, theta, mstl, naive,
                              seasonal-naive, seasonal-mean; default: auto)
      --season <steps>        The steps of the seasons, separated by commas; none
                              for no season. Default: as --every tells, for 1h a
                              day, a week and a year: 24,168,8766.
      --order <p,d,q>         With --model arima: p,d,q, such as 2,1,2. Default:
                              those with the smallest AICc.
      --seasonal <P,D,Q,m>    With --order: P,D,Q and the steps of a season, such
                              as 0,1,1,24.
      --lags <lags>           With --model ar: the lags, such as 1-25,48,168.
                              Default: as the seasons suggest.
      --fourier <season:count>
                              With --model ar, or --order: seasons as harmonics,
                              each its steps and how many, such as 24:4,8766:2.
      --level <percent>       The probabilities of intervals, in percent, separated
                              by commas. (default: 80,95)
      --backtest <origins>    Forecast from so many origins in the past, too, and
                              say how far off that would have been.
      --intervals <way>       Where intervals come from: model, its own errors;
                              backtest, the errors from origins in the past.
                              (values: model, backtest; default: model)
      --in-order              The rows come in the order of time: sum series up as
                              they are read, and hold none, however long. With
                              --model ar and --lags.
      --save <folder>         Keep each model in a file of this folder,
                              caudal.model/1, to forecast later without fitting.
      --models <folder>       Take the models of this folder and fit none. With
                              files, they go on with the rows behind their ends.
      --unit <unit>           What values are measured in, such as °C; Bogota=°C is
                              for that column. May be repeated.
      --format <format>       How to print the result: table, json, csv, or html, a
                              page with charts. Default: as --output ends, or
                              table. (values: table, json, csv, html)
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

  static let serveHelp = """
    OVERVIEW: Serve forecasts of saved models over HTTP.

    The models are those that caudal forecast --save has kept in a folder. When
    files of it change, they are read again, without losing a request. It runs as
    one process, until SIGTERM or SIGINT.

    Paths: / a page with a chart; /forecast?series=…&horizon=72&level=80,95;
    /models; /v1/prediction/24 (ARIMA) and /v2/prediction/24 (autoregression) for
    old clients; /healthz, /readyz, /metrics, /openapi.json. Encryption is left to
    a proxy before it.

    USAGE: caudal serve [--models <folder> ...] [--host <address>] [--port <port>] [--threads <threads>] [--temperature <series>] [--humidity <series>] [--max-age <seconds>] [--drain <seconds>] [--log <log>]

    OPTIONS:
      --models <folder>       A folder of models; may be repeated, as for one of
                              ARIMA and one of autoregressions.
      --host <address>        The address to listen at: 127.0.0.1 for this machine
                              only, 0.0.0.0 for all. (default: 127.0.0.1)
      --port <port>           The port to listen at; 0 for one that is free, which
                              is printed. (default: 8080)
      --threads <threads>     Threads that answer. Default: one for each processor.
      --temperature <series>  The series that temp of a prediction is. Default: the
                              only one whose column begins with temp.
      --humidity <series>     The series that hum of a prediction is. Default: the
                              only one whose column begins with hum.
      --max-age <seconds>     How long those who asked may keep an answer, in
                              seconds. (default: 60)
      --drain <seconds>       How long to answer new connections after SIGTERM,
                              while /readyz says that it is the end, in seconds.
                              (default: 0)
      --log <log>             How events and requests are logged to standard error:
                              text, json or none. (values: text, json, none;
                              default: text)
      --version               Show the version.
      -h, --help              Show help information.


    """
}
