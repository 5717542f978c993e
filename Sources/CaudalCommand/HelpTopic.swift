import Caudal

/// Something that `caudal help` explains, beside the commands: `caudal help dates`.
enum HelpTopic: String, CaseIterable {
  case definitions
  case running
  case conditions
  case dates

  /// The topic that is asked for; nil if it is another kind of help.
  ///
  /// - Parameter arguments: what was typed behind the program's name.
  init?(asked arguments: [String]) {
    guard arguments.count == 2, arguments[0] == "help" else { return nil }
    self.init(rawValue: arguments[1])
  }

  /// What it is about, in half a sentence.
  var summary: String {
    switch self {
    case .definitions: "what each statistic is"
    case .running: "one machine, several ranks, many machines"
    case .conditions: "how rows are chosen by --where"
    case .dates: "how dates are read, and grouped by their parts"
    }
  }

  /// The text, for a screen of 80 columns and 24 lines, also with the margin of a manual.
  var text: String {
    switch self {
    case .definitions: Self.definitionsText
    case .running: Self.runningText
    case .conditions: Self.conditionsText
    case .dates: Self.datesText
    }
  }

  private static let definitionsText = """
    x₁ … xₙ are the values of a column in the order of the file. Missing ones
    are left out: empty fields, and the texts of --null.

      rows              count + missing, and the rows that were left out
      sum, mean         Σx, rounded once; Σx/n
      variance, std     Σ(x − mean)²/n, and its root; --ddof 1: by n − 1
      cv                std/mean
      skewness          m₃/m₂^1.5, of the population
      kurtosis          m₄/m₂² − 3, of the population
      range             max − min
      mode              the most frequent value; of several, the smallest
      distinct          how many different values there are
      percentiles       by linear interpolation, as numpy.percentile
      median, iqr       percentile 50; percentile 75 − percentile 25
      rolling_variance  the sum of the variances of all windows of --window
                        values, but the last one

    Nothing is approximated. The result has the same bits for any number of
    ranks and threads. What is undefined, as the mean of no values, is empty
    in CSV and null in JSON.

    """

  private static let runningText = """
    One machine; it uses all cores and no MPI:
      caudal describe data.csv --column flow

    Several ranks on one machine:
      mpirun -n 4 caudal describe data.csv --column flow

    Several machines that see the file under one path, listed in HOSTS:
      mpirun --hostfile HOSTS caudal describe /mnt/data.csv --column flow

    From a pipe, compressed or not; rank 0 sends the rows to the others:
      curl -s https://example.org/data.csv | caudal describe - --all

    Look at ranks, network and file before a long job:
      mpirun --hostfile HOSTS caudal check /mnt/data.csv

    The result has the same bits each time. --threads sets the threads of a
    rank. --explain says what would be done, and does nothing. --status 8080
    shows the job in a browser.

    Exit codes: 0 done, 64 usage, 65 bad data, 66 no such input, 70 a bug,
    73 the output can't be created, 74 reading or writing failed,
    75 a rank made no progress (--patience).

    """

  private static let conditionsText = """
    --where "CONDITION" chooses rows. Texts stand in single quotes; names of
    columns with blanks in double ones: --where '"Max temp" > 30'.

      flow > 5                        also = != < <= >=
      flow between 5 and 10           both ends included
      station in ('A', 'B')           also not in
      name like 'SAN %'               % any characters, _ one; also ilike
      name regexp '^(SAN|PUERTO) '    found anywhere in the text
      max_temp > min_temp             two columns
      (a + b) / 2 > 15                also abs, round, coalesce, convert, case
      time >= date '2017-05-22'       also timestamp '2017-05-22 13:00'
      month(time) in (6, 7, 8)        parts of dates: see caudal help dates
      flow is missing                 also is not missing

    Join them by and, or, not and parentheses. A comparison with a missing
    value chooses no row. --where may be repeated: all must be true.

      caudal describe data.csv --column flow --where "station = 'A'"

    """

  private static let datesText = """
    How a column writes its dates is found out from its first rows, and said.
    Where day and month can't be told apart, say it:
      --date-format dmy           all columns; also mdy, ymd, epoch, epoch-ms
      --date-format day=%d/%m/%Y  the column day

    Group by a part of a date, or choose rows by it:
      caudal describe data.csv --column flow --by 'month(time)'
      caudal describe data.csv --column flow --by 'bin(time, 15 min)'
      caudal frequency data.csv --column 'hour(time)' --where 'day(time) > 9'

    Parts: year, quarter, month, week, day, dayofyear, weekday, season, hour,
    minute and date. Weeks are those of ISO 8601: they begin on Monday, which
    is weekday 1. Seasons are DJF, MAM, JJA and SON. --year-starts 10 begins
    years in October.

    Times are read as the clock shows them. --time-zone America/Bogota reads
    those without a UTC offset by the clocks of that zone, and takes all parts
    by them.

    """
}
