import Caudal
import Foundation

/// Prints how much rain fell in each department.
///
///     swift run Rain observations.csv
///     mpirun -n 4 .build/debug/Rain observations.csv
@main
enum Rain {
  static func main() {
    guard let path = CommandLine.arguments.dropFirst().first else {
      print("usage: Rain FILE")
      exit(64)
    }
    do {
      try Job.run(reporting: { complain("\($0)") }) { job in try run(in: job, path) }
    } catch is CaudalError {
      // All ranks have agreed on it, and rank 0 has said it.
      exit(1)
    } catch {
      // This rank's alone; the others may wait for it.
      complain("\(error)")
      Job.abort(code: 70)
    }
  }

  /// Every rank does this; the groups are on rank 0 only.
  private static func run(in job: borrowing Job, _ path: String) throws {
    var request = DescribeRequest(path: path, column: "ValorObservado")
    request.table.condition = try Condition("DescripcionSensor = 'PRECIPITACIÓN'")
    request.groupKeys = "Departamento"
    request.statistics = [.count, .sum]
    request.groupOrder = .statistic(.sum)
    let description = try job.describe(request)
    for column in description.columns where column.count > 0 {
      let millimetres = column.sum.map { "\($0)" } ?? "undefined"
      print("\(column.group[0].text): \(millimetres) mm in \(column.count) measurements")
    }
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("rain: \(text)\n".utf8))
  }
}
