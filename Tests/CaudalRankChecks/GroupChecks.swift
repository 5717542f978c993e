import Caudal
import Columns
import Foundation
import MPI
import Ranks
import TestSupport
import Vocabulary

extension Checks {
  /// Groups whose keys have line ends in them, cut among the ranks at every byte: what was scanned on
  /// a wrong guess is thrown away, and no row is counted twice.
  mutating func groupsOfNastyKeys(in folder: URL, on ranks: borrowing Communicator) throws {
    let path = folder.appending(path: "keys.csv").path
    let rows = (0..<12).map { row in
      let key = ["a\nb", "\n1,2\n\"\"", "plain", ",\r\n\"\",3\n", ""][row % 5]
      return "\(row % 3),\"\(key)\",\"\n\(row),x,9\n\(row)\"\r\n"
    }
    let text = "x,k,l\r\n" + rows.joined()
    try ranks.barrier()
    if ranks.rank == 0 { try Data(text.utf8).write(to: URL(filePath: path)) }
    try ranks.barrier()
    for blockBytes in 1...text.utf8.count {
      for input in [InputWay.shared, .scattered] where input == .shared || blockBytes % 7 == 1 {
        var request = DescribeRequest(path: path, column: "x")
        request.table.dialect.delimiter = ","
        request.table.dialect.decimal = .point
        request.groupKeys = blockBytes % 2 == 0 ? "k" : ["k", "l"]
        request.table.blockBytes = blockBytes
        request.table.chunkBytes = [1, 5, 64, 1 << 16][blockBytes % 4]
        request.table.input = input
        request.table.threads = 1 + blockBytes % 3
        request.window = 2
        request.statistics = Statistic.all
        try compareGroups(request, rows: rows.count, on: ranks)
      }
    }
  }

  /// Groups that are spread over the ranks by their keys, with sums that need much room.
  mutating func manyGroups(in folder: URL, on ranks: borrowing Communicator) throws {
    let path = folder.appending(path: "groups.csv").path
    var generator = generator()
    let rows = (0..<3000).map { _ in
      let key = Int.random(in: 0..<700, using: &generator)
      let exponent = Int.random(in: -300...300, using: &generator)
      return
        "\(key),\(key % 7 == 0 ? "" : "\(Int.random(in: -9...9, using: &generator))e\(exponent)")\n"
    }
    try ranks.barrier()
    if ranks.rank == 0 { try Data(("k,x\n" + rows.joined()).utf8).write(to: URL(filePath: path)) }
    try ranks.barrier()
    for order in [GroupOrder.firstSeen, .key, .statistic(.mean), .statistic(.iqr)] {
      for limit in [nil, 5, 10_000] as [Int?] {
        var request = DescribeRequest(path: path, column: "x")
        request.groupKeys = "k"
        request.table.blockBytes = 500
        request.groupOrder = order
        request.groupLimit = limit
        request.statistics = Statistic.all
        try compareGroups(request, rows: limit == 5 ? nil : rows.count, on: ranks)
      }
    }
  }

  /// Compares what all ranks found with what one alone finds in large blocks.
  private mutating func compareGroups(
    _ request: DescribeRequest, rows: Int?, on ranks: borrowing Communicator
  ) throws {
    let found = try describe(request, on: ranks).columns
    // Rank 0 alone has the result.
    guard ranks.rank == 0 else { return }
    var alone = request
    alone.table.input = .shared
    alone.table.blockBytes = TableRequest.standardBlockBytes
    alone.table.chunkBytes = nil
    alone.table.threads = 1
    let expected = try describe(alone, on: .solo()).columns
    let what =
      "groups in blocks of \(request.table.blockBytes), \(request.table.input), \(request.groupOrder)"
    expect(found.map { "\($0)" }, equals: expected.map { "\($0)" }, what)
    if let rows { expect(found.reduce(0) { $0 + $1.rows }, equals: rows, what) }
  }
}
