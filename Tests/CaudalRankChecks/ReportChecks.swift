import Caudal
import Foundation
import MPI
import Ranks
import TestSupport
import Vocabulary

extension Checks {
  /// Reports by all ranks have the bits of that of one rank, however the file is cut and comes in.
  mutating func reports(in folder: URL, on ranks: borrowing Communicator) throws {
    let path = folder.appending(path: "report.csv").path
    var generator = generator()
    let rows = (0..<200).map { row in
      let exponent = Int.random(in: -20...20, using: &generator)
      let number = "\(Int.random(in: -99...99, using: &generator))e\(exponent)"
      let hour = String(row % 24 + 100).dropFirst()
      return
        "2024-03-\(String(row / 24 % 28 + 101).dropFirst()) \(hour):00:00,\(row % 11 == 0 ? "" : number),\(row * row % 997)."
        + "\(row % 10),\"k\(row % 5)\n\(row % 3 == 0 ? "" : "x")\",\(row % 6).25,\(row % 6 * 2)\n"
    }
    try ranks.barrier()
    if ranks.rank == 0 {
      try Data(("t,a,b,k,lat,lon\n" + rows.joined()).utf8).write(to: URL(filePath: path))
    }
    try ranks.barrier()
    for (number, blockBytes) in [150, 1 << 20].enumerated() {
      var request = ReportRequest(table: TableRequest(paths: [path]))
      request.profile.table.blockBytes = blockBytes
      request.groupKeys = "k"
      // The moments of the profile depend on the blocks, and on nothing else.
      let alone = try Caudal.report(request, on: .solo()).words
      for input in [InputWay.shared, .scattered] {
        request.profile.table.input = input
        request.profile.table.threads = 1 + number % 3
        let together = try Caudal.report(request, on: ranks)
        guard ranks.rank == 0 else { continue }
        expect(together.words == alone, "a report in blocks of \(blockBytes) bytes, \(input)")
        expect(together.rows?.rowCounts.reduce(0, +) == rows.count, "all rows are in some part")
      }
    }
  }
}

extension TableReport {
  /// All that it has but how it was run; doubles as texts that read back as the same bits.
  fileprivate var words: String {
    let numbers = profile.columns.map { column in
      "\(column.kind) \(column.rows) \(column.count) \(String(describing: column.distinct)) "
        + "\(String(describing: column.numbers?.histogram)) \(String(describing: column.numbers?.mean))"
    }
    let groups = groups.map { $0.map { "\($0.group) \($0.count) \(String(describing: $0.mean))" } }
    return "\(numbers)\n\(String(describing: rows))\n\(String(describing: times))\n"
      + "\(String(describing: correlations))\n\(String(describing: places))\n"
      + "\(String(describing: groups))"
  }
}
