import Caudal
import Foundation
import MPI
import Vocabulary

extension Checks {
  /// Whole jobs whose exchanges are larger than what MPI is given at a time find the same.
  mutating func jobsInRounds(in folder: URL, on ranks: borrowing Communicator) throws {
    var limited = try ranks.duplicate()
    limited.largestCount = 50
    let path = folder.appending(path: "rounds.csv").path
    var generator = generator()
    let rows = (0..<2000).map { _ in
      let key = Int.random(in: 0..<300, using: &generator)
      let text = key % 3 == 0 ? " a key of more than sixteen bytes" : ""
      return "\(key)\(text),\(Double.random(in: -1e3...1e3, using: &generator))\n"
    }
    try ranks.barrier()
    if ranks.rank == 0 { try Data(("k,x\n" + rows.joined()).utf8).write(to: URL(filePath: path)) }
    try ranks.barrier()
    for input in [InputWay.shared, .scattered] {
      for keys in [nil, "k"] as [KeySelection?] {
        var request = DescribeRequest(path: path, column: "x")
        request.groupKeys = keys
        request.statistics = Statistic.all
        request.window = 70
        request.table.blockBytes = 700
        request.table.input = input
        let found = try describe(request, on: limited).columns.map { "\($0)" }
        request.table.input = .shared
        let expected = try describe(request, on: .solo()).columns.map { "\($0)" }
        if keys == nil || ranks.rank == 0 {
          expect(
            found == expected, "\(input), groups by \(keys == nil ? "nothing" : "k"), in rounds")
        }
      }
    }
  }
}
