import Manual

extension ManualNotes {
  /// The commands, by what they are for.
  static let commandGroups: [(title: String, names: [String])] = [
    ("Look at a table", ["describe", "columns", "head", "frequency", "report"]),
    ("Work with it", ["select", "forecast", "serve", "follow"]),
    ("Jobs", ["check", "jobs", "status"]),
  ]

  /// How rows are read: the same for every command that reads some.
  private static let reading = OptionGroup(
    "Reading: found out unless given",
    ["--delimiter", "--null", "--date-format", "--on-error"],
    others: [
      "--decimal",
      "--header", "--no-header", "--encoding", "--quote", "--escape", "--comment", "--thousands",
      "--number-style", "--skip-rows", "--skip-after-header", "--time-zone", "--year-starts",
      "--fill-ragged", "--max-errors", "--rejects",
    ])

  private static let running = OptionGroup(
    "Running", ["--threads", "--explain", "--status"],
    others: [
      "--input", "--scratch", "--memory-limit", "--progress", "--no-progress", "--history",
      "--patience",
    ])

  /// Both where others need the place.
  private static let inBrief = OptionGroup(
    "Reading, found out unless given, and running", [],
    others: reading.names + reading.otherNames + running.names + running.otherNames)

  /// The options of each command, in groups.
  static let optionGroups: [String: [OptionGroup]] = [
    "describe": [
      OptionGroup("Rows and columns", ["--column", "--all", "--by", "--where"]),
      OptionGroup(
        "Statistics",
        ["--statistics", "--percentiles", "--rolling", "--window", "--histogram", "--ddof"]),
      OptionGroup(
        "Result", ["--output", "--format", "--digits", "--sort"],
        others: ["--top", "--reverse", "--csv-safe", "--title", "--language"]),
      reading, running,
    ],
    "report": [
      OptionGroup("Rows and columns", ["--column", "--by", "--where"]),
      OptionGroup("Result", ["--output", "--title", "--language"], others: ["--csv-safe"]),
      reading, running,
    ],
    "columns": look,
    "head": look,
    "frequency": [
      OptionGroup("What is counted", ["--column", "--numbers", "--words", "--where"]),
      OptionGroup(
        "Result", ["--top", "--min-count", "--sort", "--output", "--format"],
        others: ["--csv-safe"]),
      reading, running,
    ],
    "select": select,
    "forecast": forecast,
    "follow": follow,
    "serve": [
      OptionGroup("Models", ["--models", "--temperature", "--humidity"]),
      OptionGroup(
        "Server", ["--host", "--port", "--threads", "--max-age", "--drain", "--log"]),
    ],
    "check": [OptionGroup("Options", ["--timeout", "--output", "--format"])],
    "jobs": [OptionGroup("Options", ["--state", "--last", "--format", "--history"])],
    "status": [OptionGroup("Options", ["--port", "--nodes", "--history"])],
  ]

  private static let look = [
    OptionGroup("Rows and columns", ["--rows", "--column", "--where"]),
    OptionGroup("Result", ["--output", "--format"]),
    reading,
  ]

  private static let select = [
    OptionGroup(
      "Rows and columns",
      ["--columns", "--where", "--sort", "--distinct", "--head"],
      others: ["--sample", "--distinct-by", "--seed", "--unpivot", "--into"]),
    OptionGroup(
      "Another table beside it", ["--join", "--on", "--how", "--asof"],
      others: [
        "--direction", "--tolerance", "--expect-unique", "--max-growth", "--join-options",
      ]),
    OptionGroup(
      "A regular grid in time", ["--every", "--by", "--aggregate", "--fill"],
      others: ["--time", "--max-gap"]),
    OptionGroup(
      "Result", ["--output", "--table", "--partition"],
      others: [
        "--output-format", "--output-delimiter", "--max-partitions", "--append", "--job",
        "--primary-key", "--index", "--connections", "--csv-safe",
      ]),
    inBrief,
  ]

  private static let forecast = [
    OptionGroup("Series", ["--columns", "--every", "--time", "--by", "--aggregate", "--where"]),
    OptionGroup(
      "Forecasts", ["--horizon", "--model", "--season", "--level", "--backtest"],
      others: [
        "--intervals", "--order", "--seasonal", "--lags", "--fourier", "--in-order",
      ]),
    OptionGroup("Models in files", ["--save", "--models"]),
    OptionGroup("Result", ["--output", "--format", "--unit"], others: ["--csv-safe"]),
    inBrief,
  ]

  private static let follow = [
    OptionGroup(
      "Rows and columns",
      ["--column", "--by", "--statistics", "--count", "--words", "--where"],
      others: ["--percentiles", "--top"]),
    OptionGroup(
      "Windows in time", ["--window", "--time", "--slide", "--lateness"],
      others: ["--late", "--idle"]),
    OptionGroup(
      "Result", ["--mode", "--interval", "--until-end", "--output", "--format"],
      others: ["--table"]),
    OptionGroup(
      "Going on later", ["--checkpoint"], others: ["--checkpoint-interval", "--spool"]),
    inBrief,
  ]
}
