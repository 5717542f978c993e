import Caudal
import Foundation

/// Asks two questions of one table in one job, and writes a file with both answers.
///
///     swift run Months observations.csv months.csv
///     mpirun -n 4 .build/debug/Months observations.csv months.csv
@main
enum Months {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    guard words.count == 2, let path = words.first, let result = words.last else {
      print("usage: Months FILE RESULT")
      exit(64)
    }
    do {
      try Job.run(reporting: { complain("\($0)") }) { job in
        try answer(in: job, path, into: result)
      }
    } catch is CaudalError {
      exit(1)
    } catch {
      complain("\(error)")
      Job.abort(code: 70)
    }
  }

  /// Every rank asks both questions, as all of them read; the answers are on rank 0.
  private static func answer(in job: borrowing Job, _ path: String, into result: String) throws {
    let month = KeyReference.part(.month, of: "FechaObservacion")

    var medians = DescribeRequest(path: path, column: "ValorObservado")
    medians.groupKeys = [month]
    medians.statistics = [.count, .median]
    medians.groupOrder = .key
    let description = try job.describe(medians)

    let sensors = try job.countFrequencies(
      FrequencyRequest(table: TableRequest(paths: [path]), keys: "DescripcionSensor"))

    // What fails on rank 0 fails on every rank, with the same error.
    try job.onRankZero { () throws(CaudalError) in
      var text = "month,count,median\n"
      for column in description.columns {
        text += "\(column.group[0].text),\(column.count),\(column[.median].number ?? .nan)\n"
      }
      do {
        try text.write(toFile: result, atomically: true, encoding: .utf8)
      } catch {
        throw CaudalError(.cannotCreate, "\(result): \(error.localizedDescription)")
      }
      for entry in sensors.entries { print("\(entry.key[0]): \(entry.count)") }
    }
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("months: \(text)\n".utf8))
  }
}
