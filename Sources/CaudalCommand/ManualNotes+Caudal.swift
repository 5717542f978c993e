import Manual

extension ManualNotes {
  /// What the manual of `caudal` says besides the options.
  static let ofCaudal = ManualNotes(
    description: """
      caudal computes exact statistics of the columns of CSV files, on one machine or on many.

      Run it directly, or start it with mpirun, srun or a Docker Swarm: the result has the same bits for any number \
      of ranks and threads. Results are printed on standard output, everything else on standard error.
      """,
    topics: HelpTopic.allCases.map { topic in
      Topic(name: topic.rawValue, summary: topic.summary, text: topic.text)
    },
    examples: examples,
    commandGroups: commandGroups,
    optionGroups: optionGroups,
    exitCodes: [
      (0, "Done"),
      (64, "Usage: an option, or a column that isn't there"),
      (65, "Bad data"),
      (66, "No such file, database or table, or it may not be read"),
      (70, "A bug"),
      (73, "The output can't be created"),
      (
        74,
        "Reading or writing failed, there isn't enough memory, or the ranks don't see the same or don't answer each other"
      ),
      (75, "A rank made no progress for as long as --patience says: another attempt may succeed"),
    ],
    variables: [
      (
        "CAUDAL_PATIENCE",
        "How long a rank may make no progress before the job is ended, such as 60s; none for ever."
      ),
      (
        "CAUDAL_HISTORY",
        "The folder of the records that caudal jobs lists; none for no records."
      ),
      ("CAUDAL_STATUS_TOKEN", "The token that the page of --status needs; at least 16 characters."),
      ("TMPDIR", "The folder for rows that don't fit in memory, unless --scratch names one."),
    ])

  private static let examples: [String: [Example]] = [
    "caudal": [
      Example("What a file holds, a line for each column:", "caudal describe data.csv"),
      Example("All statistics of a column:", "caudal describe data.csv --column flow"),
      Example("The same on four ranks:", "mpirun -n 4 caudal describe data.csv --column flow"),
    ],
    "columns": [Example("What a file has:", "caudal columns data.csv")],
    "head": [
      Example(
        "Three rows of some columns:", "caudal head data.csv --rows 3 --column 'time,flow*'")
    ],
    "report": [Example("A page about a file, to show to others:", "caudal report data.csv")],
    "status": [Example("The page of all jobs, at port 8080:", "caudal status --port 8080")],
    "describe": [
      Example("Every column, whatever it holds:", "caudal describe data.csv"),
      Example(
        "Mean and maximum of each station, the largest mean first:",
        "caudal describe data.csv --column flow --by station --statistics mean,max --sort mean"),
      Example(
        "Monthly statistics of some rows, as CSV:",
        "caudal describe data.csv --column flow --by 'month(time)' --where 'flow > 0' --format csv"),
    ],
    "frequency": [
      Example(
        "The ten most frequent values:", "caudal frequency data.csv --column station --top 10"),
      Example("The words of a text:", "caudal frequency --words book.txt --top 20"),
    ],
    "select": [
      Example(
        "Columns, one of them computed, in order, as Parquet:",
        "caudal select data.csv --columns 'time, flow / 2 as half' --output h.parquet"
      ),
      Example(
        "Two tables joined by a key:",
        "caudal select readings.csv --join stations.csv --on 'station = code' --output joined.csv"),
    ],
    "forecast": [
      Example(
        "The next three days of a column, hour by hour:",
        "caudal forecast hours.csv --columns temperature --every 1h --horizon 72")
    ],
    "serve": [
      Example(
        "Answer at port 8080 of this machine:", "caudal serve --models models --port 8080")
    ],
    "follow": [
      Example(
        "Sums of ten minutes, of a file that grows:",
        "caudal follow rain.csv --column mm --time time --window 10m --statistics sum"),
      Example(
        "The same from a pipe:",
        "tail -n +1 -F rain.csv | caudal follow - --column mm --time time --window 10m --statistics sum"
      ),
    ],
    "check": [
      Example(
        "Look at two ranks and a file that they must see:",
        "mpirun -n 2 caudal check /mnt/shared/data.csv")
    ],
    "jobs": [
      Example("What has failed lately:", "caudal jobs --state failed --last 5"),
      Example("All that is known of the last job:", "caudal jobs last"),
    ],
  ]
}
