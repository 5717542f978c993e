import Caudal
import Columns
import Foundation
import MPI
import Ranks
import TestSupport
import Vocabulary

extension Checks {
  /// The file with everything bad in it, cut at every byte.
  mutating func nastyFile(on ranks: borrowing Communicator) throws {
    let path = Fixtures.path("nasty.csv")
    var jobs: [FoundByAll] = []
    for blockBytes in 1...650 {
      var request = DescribeRequest(path: path, column: "value")
      request.table.blockBytes = blockBytes
      request.window = [1, 2, 5, 25, 26, 500][blockBytes % 6]
      request.statistics = [Statistic.all, [.sum], [.sum, .std]][blockBytes % 3]
      request.table.chunkBytes = [1, 3, 64, 1 << 16][blockBytes % 4]
      let job = try FoundByAll(request, "nasty.csv", on: ranks)
      expect(job.found.hasPrefix("26 21 "), "\(job.what): \(job.found)")
      jobs.append(job)
    }
    try compare(jobs, on: ranks)
  }

  /// Files of random fields, most of them with something that is no row.
  mutating func randomFiles(in folder: URL, on ranks: borrowing Communicator) throws {
    var generator = generator()
    var jobs: [FoundByAll] = []
    for number in 0..<200 {
      let path = folder.appending(path: "random-\(number).csv").path
      let text = RandomFile.text(using: &generator)
      if ranks.rank == 0 { try Data(text.utf8).write(to: URL(filePath: path)) }
      try ranks.barrier()
      for _ in 0..<3 {
        var request = DescribeRequest(
          path: path, column: text.hasPrefix("a") ? "2" : "1")
        request.table.dialect.delimiter = ","
        request.table.dialect.decimal = .point
        let longest = [3, 30, max(2, text.utf8.count)].randomElement(using: &generator) ?? 3
        request.table.blockBytes = .random(in: 1...longest, using: &generator)
        request.table.chunkBytes = .random(in: 1...100, using: &generator)
        request.window = .random(in: 1...6, using: &generator)
        request.statistics = Statistic.all
        jobs.append(
          try FoundByAll(request, "random file \(number) \(text.debugDescription)", on: ranks))
      }
    }
    try compare(jobs, on: ranks)
  }

  /// Compares what all ranks found with what one alone finds.
  ///
  /// The ranks share the jobs of one alone, and tell each other what they found.
  private mutating func compare(_ jobs: [FoundByAll], on ranks: borrowing Communicator) throws {
    let share = try stride(from: ranks.rank, to: jobs.count, by: ranks.size).map {
      try FoundByAll.outcome(of: jobs[$0].request, on: .solo())
    }
    let alone = try ranks.allgather(varying: Array(share.joined(separator: "\0").utf8)).map {
      String(decoding: $0, as: UTF8.self).split(separator: "\0", omittingEmptySubsequences: false)
    }
    for (number, job) in jobs.enumerated() {
      let expected = alone[number % ranks.size][number / ranks.size]
      expect(job.found, equals: String(expected), job.what)
    }
  }
}

/// A job of all ranks, and what this one got to know by it.
private struct FoundByAll {
  let request: DescribeRequest
  let what: String
  let found: String

  init(_ request: DescribeRequest, _ file: String, on ranks: borrowing Communicator) throws {
    self.request = request
    what = "\(file), \(request.table.blockBytes) bytes a block"
    found = try Self.outcome(of: request, on: ranks)
  }

  /// The statistics as text, every bit of them, or the error.
  static func outcome(
    of request: DescribeRequest, on ranks: borrowing Communicator
  ) throws -> String {
    do {
      let column = try describe(request, on: ranks).columns[0]
      return "\(column.rows) \(column.count) \(column)"
    } catch let error as CaudalError {
      return "\(error.kind): \(error.message)"
    }
  }
}

/// Small files in which every rule of the format is used, and sometimes broken.
enum RandomFile {
  /// A file of three columns, whose second has the numbers, or of one.
  ///
  /// - Parameter generator: chooses everything.
  /// - Returns: the file's text, which may break the format.
  static func text(using generator: inout SeededGenerator) -> String {
    Int.random(in: 0..<4, using: &generator) == 0
      ? oneColumn(using: &generator) : threeColumns(using: &generator)
  }

  /// Here a blank line is a row.
  private static func oneColumn(using generator: inout SeededGenerator) -> String {
    (0..<Int.random(in: 0...20, using: &generator)).reduce("x\n") { text, _ in
      let line = ["", "1.1", "\"2.7\"", "NA", " 3e-1 ", "-0", "\"\"", "\""]
      let last = Int.random(in: 0..<30, using: &generator) == 0 ? 8 : 7
      let lineEnd = Bool.random(using: &generator) ? "\n" : "\r\n"
      return text + (line.prefix(last).randomElement(using: &generator) ?? "") + lineEnd
    }
  }

  private static func threeColumns(using generator: inout SeededGenerator) -> String {
    var text = "a,b,c"
    let lineEnd = Bool.random(using: &generator) ? "\n" : "\r\n"
    let breaks = Int.random(in: 0..<3, using: &generator) == 0
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      let value = Double.random(in: -9...99, using: &generator)
      let first = field(using: &generator)
      let last = field(using: &generator)
      text += lineEnd
      text += "\(first),\(quoted(value, using: &generator)),\(last)"
      if breaks, Int.random(in: 0..<6, using: &generator) == 0 {
        let faults = [",", "\"", "\n\"", ",\"", "\n1,x,2", "\n1", "\n1,2,\"3"]
        text += faults.randomElement(using: &generator) ?? ""
      }
    }
    return Bool.random(using: &generator) ? text + lineEnd : text
  }

  private static func quoted(_ value: Double, using generator: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: "\"\(value)\""
    case 1: ""
    case 2: "NA"
    default: "\(value)"
    }
  }

  private static func field(using generator: inout SeededGenerator) -> String {
    let pieces = ["x", ",", "\n", "\r\n", "\"\"", "1,2,3\n", "\n5,6,7\n", "é", "\"\",\"\""]
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return ""
    case 1: return "mid\"quote"
    case 2: return "plain"
    default:
      let count = Int.random(in: 0...4, using: &generator)
      return "\"" + (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
        + "\""
    }
  }
}
