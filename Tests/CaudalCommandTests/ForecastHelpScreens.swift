extension HelpTests {
  static let forecastHelp = """
    Forecast columns of numbers in time, and say how good that is.

    Usage: caudal forecast [options] [<file> ...]

    The next three days of a column, hour by hour:
      caudal forecast hours.csv --columns temperature --every 1h --horizon 72

    Series
      -c, --columns <list>  The columns, or values that are computed
      --every <step>        The length of a step, such as 10m, 1h, 1d or 1 month
      --time <column>       The column of times
      --by <list>           Columns of which each combination is a series
      --aggregate <list>    What is made of a step's values, such as mean or sum
      --where <condition>   Only rows for which this is true, such as 'flow > 5'

    Forecasts
      --horizon <steps>     How many steps to forecast, such as 72
      --model <model>       The model, such as arima, ar, ets or theta
      --season <steps>      The steps of the seasons, such as 24,168; or none
      --level <percent>     The probabilities of intervals, in percent
      --backtest <n>        Forecast from so many past times, too
      also --intervals, --order, --seasonal, --lags, --fourier, --in-order

    Models in files
      --save <folder>       Keep each model in a file of this folder
      --models <folder>     Take the models of this folder and fit none

    Result
      -o, --output <file>   Write the result to a file
      --format <format>     table, json, csv, or html, a page with charts
      --unit <unit>         What values are measured in, such as °C
      also --csv-safe

    Reading, found out unless given, and running
      --delimiter, --null, --date-format, --on-error, --decimal, --header,
      --no-header, --encoding, --quote, --escape, --comment, --thousands,
      --number-style, --skip-rows, --skip-after-header, --time-zone, --year-starts,
      --fill-ragged, --max-errors, --rejects, --threads, --explain, --status,
      --input, --scratch, --memory-limit, --progress, --no-progress, --history,
      --patience

    What each option does, in full: caudal help forecast

    """

  static let serveHelp = """
    Serve forecasts of saved models over HTTP.

    Usage: caudal serve [options]

    Answer at port 8080 of this machine:
      caudal serve --models models --port 8080

    Models
      --models <folder>       A folder of models
      --temperature <series>  The series that temp of a prediction is
      --humidity <series>     The series that hum of a prediction is

    Server
      --host <address>        The address to listen at; 0.0.0.0 for others to ask
      --port <port>           The port to listen at; 0 for one that is free
      --threads <n>           Threads that answer
      --max-age <seconds>     How long clients may keep an answer, in seconds
      --drain <seconds>       How long to answer after SIGTERM, in seconds
      --log <format>          How to log to standard error: text, json or none

    What each option does, in full: caudal help serve

    """
}
