import ArgumentParser

/// Measures each stage of the work by itself, on one core, so that a regression has an address.
@main
struct Stages: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "CaudalStages",
    abstract: "Measure every stage of the work by itself.",
    discussion: """
      One core; data made in memory; the median of some repetitions. For stages that read a file's \
      bytes, GB/s are of those; for the others, of eight bytes a value.
      """)

  @Option(help: "The file's size in millions of bytes.")
  var megabytes = 64

  @Option(help: "Millions of values for the stages behind the scan.")
  var values = 4

  @Option(help: "The measured repetitions of each stage.")
  var repetitions = 9

  func validate() throws {
    guard [megabytes, values, repetitions].allSatisfy({ (1...10_000).contains($0) }) else {
      throw ValidationError("Every number must be from 1 to 10000.")
    }
  }

  func run() throws {
    var stopwatch = Stopwatch(repetitions: repetitions)
    try ScanStages(bytes: megabytes * 1_000_000).measure(with: &stopwatch)
    try FilterStages(bytes: megabytes * 1_000_000).measure(with: &stopwatch)
    try ValueStages(count: values * 1_000_000).measure(with: &stopwatch)
    print(StageTable(stopwatch.times))
  }
}
