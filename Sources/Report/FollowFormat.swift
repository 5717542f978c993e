import Algorithms
import CSV
package import Vocabulary

/// How results of rows that still come are printed.
package enum FollowFormat: String, CaseIterable, Sendable {
  /// A table for people, each time anew.
  case table
  /// A line for each row of a result, behind one header.
  case csv
  /// The contract `caudal.follow/1`: a line for each result.
  case jsonl

  /// The text of a result.
  ///
  /// - Parameters:
  ///   - result: the result.
  ///   - request: what was asked for.
  /// - Returns: the bytes of lines; in CSV keys have theirs, as they came.
  package func render(_ result: FollowResult, of request: FollowRequest) -> [UInt8] {
    let rendering = FollowRendering(result, request)
    return switch self {
    case .table: Array(rendering.table.utf8)
    case .csv: rendering.csv
    case .jsonl: Array((rendering.line + "\n").utf8)
    }
  }

  /// What stands once in front of all results.
  ///
  /// - Parameters:
  ///   - result: the first result.
  ///   - request: what was asked for.
  /// - Returns: a header; nothing where there is none.
  package func header(_ result: FollowResult, of request: FollowRequest) -> [UInt8] {
    self == .csv ? FollowRendering(result, request).header ?? [] : []
  }
}

/// A result of rows that still come, as text.
private struct FollowRendering {
  private let result: FollowResult
  private let request: FollowRequest

  /// The result as a table; nil if there is nothing to tell its columns.
  private let rows: FollowTable?

  /// Whether each row says which result it belongs to: where windows come more than once.
  private var isNumbered: Bool { request.mode != .append }

  init(_ result: FollowResult, _ request: FollowRequest) {
    self.result = result
    self.request = request
    rows = FollowTable(result, of: request)
  }

  // MARK: - CSV

  var header: [UInt8]? {
    rows.map { table in
      CSVText.row(
        (isNumbered ? ["result"] : []) + table.keys.map(\.name) + table.numbers.map(\.name))
    }
  }

  var csv: [UInt8] {
    let number = isNumbered ? [Array("\(result.number)".utf8)] : []
    return rows?.rows.flatMap { CSVText.row(bytes: number + $0.keys, $0.numbers) } ?? []
  }

  // MARK: - Table

  /// The table, with a line above that says what it is of.
  var table: String {
    let head =
      (result.number == 1 ? inputWords : "")
      + "Result \(result.number)\(result.isLast ? ", the last" : "")\(rowsRead)\n\n"
    guard let found = rows else { return head + "  nothing yet\n" }
    let isCounted = if case .count = request.question { true } else { false }
    let rows = found.rows.map { row in
      row.keys.map { String(decoding: $0, as: UTF8.self) }
        + (isCounted
          ? [row.numbers[0], Self.percent(row.numbers[1])]
          : row.numbers.map { $0.isEmpty ? "–" : $0 })
    }
    let numbers = isCounted ? ["count", "share"] : found.numbers.map(\.name)
    let table = TextTable(
      found.keys.map { .key($0.name) } + numbers.map { .number($0) }, rows.lazy.map { $0 },
      indent: 2)
    return head + table.text + (table.isCut ? "\n" + TextTable.cutNote : "") + footer
  }

  /// How rows are read, as far as that was made out.
  private var inputWords: String {
    let name = result.input.files.map { $0 == "-" ? "standard input" : $0 }.joined(separator: ", ")
    let words = [name.visible] + (result.input.dialect?.words ?? [])
    return words.joined(separator: ", ") + "\n" + result.input.dateLines + "\n"
  }

  private var rowsRead: String {
    result.rows.map { " of \($0) row\($0 == 1 ? "" : "s")" } ?? ""
  }

  private static func percent(_ share: String) -> String {
    let hundredths = Int(((Double(share) ?? 0) * 10_000).rounded())
    let decimals = hundredths % 100
    return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals) %"
  }

  /// What isn't in the table.
  private var footer: String {
    var lines: [String] = []
    func say(_ count: Int, _ what: (String) -> String) {
      if count > 0 {
        lines.append("\(count) row\(count == 1 ? " " : "s ")\(what(count == 1 ? "was" : "were"))")
      }
    }
    say(result.lateRows) { "\($0) too late for a window" }
    say(result.rowsWithoutTime) { "\($0) without a time, and \($0) left out" }
    say(result.unusable.rejectedRows) { "can't be used, and \($0) left out" }
    if case .counted(let keys)? = result.parts.first?.table, result.parts.count == 1,
      keys.distinct > keys.entries.count
    {
      lines.append("\(keys.entries.count) of \(keys.distinct) distinct values")
    }
    return lines.isEmpty ? "" : "\n" + lines.map { $0 + "\n" }.joined()
  }

  // MARK: - JSON

  /// The result as a line of `caudal.follow/1`.
  var line: String {
    let undecoded: [(key: String, value: JSON)] =
      result.undecodedValues > 0 ? [("undecoded_values", .integer(result.undecodedValues))] : []
    return JSON.object(
      [
        ("schema", .string("caudal.follow/1")), ("result", .integer(result.number)),
        ("last", .boolean(result.isLast)), ("rows", result.rows.map { .integer($0) } ?? .null),
        ("late_rows", .integer(result.lateRows)),
        ("rows_without_time", .integer(result.rowsWithoutTime)),
        ("rejected", .integer(result.unusable.rejectedRows)),
      ] + undecoded + [
        ("input", .object(inputMembers)),
        ("windows", .array(result.parts.map { .object(members(of: $0)) })),
      ]
    ).line
  }

  private var inputMembers: [(key: String, value: JSON)] {
    [("sources", .array(result.input.files.map { .string($0.repairedPath) }))]
      + JSONRendering.dialect(result.input.dialect) + result.input.dateMembers
  }

  private func members(of part: FollowResult.Part) -> [(key: String, value: JSON)] {
    var members: [(key: String, value: JSON)] = []
    if let start = part.start, let end = part.end {
      members += [("start", .string(start)), ("end", .string(end))]
    }
    members.append(("closed", .boolean(part.isClosed)))
    switch (part.table, request.question) {
    case (.described(let columns), .describe(let question)):
      let isNumbered = !columns.repeatedNames.isEmpty
      members.append(
        (
          "columns",
          .array(
            columns.map { JSONRendering.entry(of: $0, question, isNumbered: isNumbered) })
        ))
    case (.counted(let keys), _):
      members += [
        ("total", .integer(keys.total)), ("missing", .integer(keys.missing)),
        ("distinct", .integer(keys.distinct)),
        (
          "values",
          .array(
            keys.entries.map { entry in
              .object([
                ("key", .object(zip(keys.names, entry.key).map { ($0, .string($1)) })),
                ("count", .integer(entry.count)), ("share", .number(entry.share)),
              ])
            })
        ),
      ]
    case (.described, .count): break
    }
    return members
  }
}
