extension HelpTests {
  static let help = """
    OVERVIEW: Exact statistics of CSV columns too big, or too slow, for one
    machine.

    Run it directly on one machine, or start it with mpirun, srun or a Docker Swarm
    on many: the result has the same bits.

    Exit codes: 0 done; 64 usage; 65 bad data; 66 no such input; 70 a bug; 73 the
    output can't be created; 74 reading or writing failed.

    USAGE: caudal <subcommand>

    OPTIONS:
      --version               Show the version.
      -h, --help              Show help information.

    SUBCOMMANDS:
      describe                Print every statistic of a column.
      check                   Look at ranks, network and file before a job.

      See 'caudal help <subcommand>' for detailed help.

    """

  static let describeHelp = """
    OVERVIEW: Print every statistic of a column.

    Count, mean, variance, standard deviation, skewness, kurtosis, extrema, mode,
    percentiles and the sum of a rolling variance, exact, over the rows that have a
    value.

    The first row names the columns. Delimiter and decimal mark are found out
    unless given.

    USAGE: caudal describe [<options>] <file> --column <column>

    ARGUMENTS:
      <file>                  The CSV file, compressed by gzip or Zstandard or not;
                              - for standard input.

    OPTIONS:
      -c, --column <column>   The column: its name, or its number from 1.
      --percentiles <percentiles>
                              Percentiles to compute, from 0 to 100, separated by
                              commas. (default: 10,25,50,75,90)
      --window <window>       The number of values in a rolling window. (default:
                              500)
      --ddof <ddof>           Divide variances by n − ddof. (default: 0)
      --null <text>           A text that means a missing value, instead of the
                              default ones; may be repeated. Empty fields always do.
            Default: NA, N/A, NaN, nan, null, NULL.
      --delimiter <delimiter> The character between fields: , ; | or tab.
      --decimal <decimal>     The decimal mark: . or ,
      --input <way>           How the file comes to the ranks: shared, every rank
                              reads its own part; scatter, rank 0 reads it and
                              sends it to the others; auto, as it can. (values:
                              auto, shared, scatter; default: auto)
      --format <format>       How to print the result. (values: table, json, csv,
                              combined; default: table)
      -o, --output <output>   Write the result to a file, which appears complete or
                              not at all.
      --threads <threads>     Threads of each rank. Default: a fair share of the
                              processors that it may use.
      --progress/--no-progress
                              Show on standard error how much has been read.
                              Default: if that is a terminal.
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
    named.

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
}
