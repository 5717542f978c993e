import CSV
package import MPI
import Ranks
package import Scan
import Statistics
package import Vocabulary

extension TableSession {
  /// Writes the statistic of the windows that move along a column, a row for each row of the table.
  ///
  /// - Parameters:
  ///   - request: which statistic of which windows, and where to.
  ///   - ranks: all ranks.
  /// - Returns: how many rows were written. The bytes don't depend on the number of ranks.
  /// - Throws: an agreed ``CaudalError``; then nothing is left of what was written. Errors of other types concern this
  ///   rank alone.
  /// - Complexity: O(bytes / ranks) time, and O(window) more for each unit of some blocks; memory for 32 MiB of rows on
  ///   each rank, and for some windows on each thread.
  package mutating func writeRolling(
    _ request: RollingRequest, on ranks: borrowing Communicator
  ) throws -> SelectedRows {
    let columns = try table.numericColumns(request.column, on: ranks)
    guard columns.count == 1 else {
      throw CaudalError(
        .usage, "--rolling is about one column; --column names \(columns.count)")
    }
    let column = columns[0]
    let name = table.layout.columnNames[column.index]
    let names = ["row", name, "rolling_\(request.statistic.rawValue)"]
    let filter = try table.rowFilter(on: ranks)
    var target = SelectRequest(table: request.table, writer: request.writer)
    target.fileFormat.compression = request.compression
    var output = try TextOutput(
      request.writer, target, isSpread: table.input == .shared, on: ranks)
    do {
      let header = Self.line(names)
      let part = RoundPart(owner: 0, byteCount: header.count)
      try output.write(ranks.rank == 0 ? [header] : [], in: [part], on: ranks, workers)
      let rows = try writeRounds(request, column, filter, to: &output, on: ranks)
      clock.endPhase("write")
      try output.commit(on: ranks, workers)
      clock.endPhase("commit")
      return SelectedRows(
        columnNames: names, rows: rows, bytes: output.byteCount, input: table.inputDescription,
        run: run)
    } catch {
      output.abandon(on: ranks)
      throw error
    }
  }

  /// The values of a window from which on it is asked whether there is memory for them.
  private static let longWindow = 1 << 16

  /// Makes sure that there is memory for long windows: what is known of the past on each rank, and on each thread the cut
  /// that a window lies in.
  private func checkMemory(
    forWindowsOf values: Int, on ranks: borrowing Communicator
  ) throws {
    guard values >= Self.longWindow else { return }
    try ranks.checkMemory(
      for: (4 * workers.count + 4) * values * MemoryLayout<Double>.stride, in: memory,
      "windows of \(values) values")
  }

  /// Writes the rows, round by round.
  ///
  /// - Returns: their number on all ranks.
  private func writeRounds(
    _ request: RollingRequest, _ column: NumericColumn, _ filter: RowFilter,
    to output: inout TextOutput, on ranks: borrowing Communicator
  ) throws -> Int {
    let series = RollingSeries(request.kind, window: request.window)
    var past = RollingRound.Past()
    try table.scanInRounds(
      [column.index], filter, on: ranks, workers, into: { RollingSink(column) }
    ) { units in
      let round = try RollingRound(units, reach: series.reach, behind: past, on: ranks)
      past = round.past
      try checkMemory(forWindowsOf: min(request.window, past.values), on: ranks)
      let texts = workers.map(units.count) { unit in
        let place = round.places[unit]
        let results = series.results(
          for: place.values, of: round.segmentValues[place.segment], at: place.position)
        return Self.text(of: units[unit], results, behind: place.rowsBefore)
      }
      let order = try RoundRows(texts, on: ranks).order
      try output.write(in: order, on: ranks, workers) { texts[$0].text }
      return true
    }
    return past.rows
  }

  /// The rows of a unit.
  private static func text(
    of unit: UnitNumbers, _ results: [Double], behind rowsBefore: Int
  ) -> UnitRows {
    var rows = UnitRows(number: unit.number)
    rows.count = unit.rows.count
    var next = results.makeIterator()
    for (index, number) in unit.rows.enumerated() {
      let result = number.isNaN ? Double.nan : next.next() ?? .nan
      rows.text += "\(rowsBefore + index + 1),".utf8
      if !number.isNaN { rows.text += number.shortText.utf8 }
      rows.text.append(Byte.comma)
      if !result.isNaN { rows.text += result.shortText.utf8 }
      rows.text.append(Byte.lineFeed)
    }
    return rows
  }

  /// A row of texts.
  private static func line(_ fields: [String]) -> [UInt8] {
    let format = RowFormat()
    var text: [UInt8] = []
    for field in fields {
      let bytes = Array(field.utf8)
      let content = bytes.span
      format.append(content, to: &text)
      text.append(Byte.comma)
    }
    text[text.count - 1] = Byte.lineFeed
    return text
  }
}

extension RollingRequest {
  /// What is computed.
  fileprivate var kind: RollingSeries.Statistic {
    switch statistic {
    case .mean: .mean
    case .min: .minimum
    case .max: .maximum
    case .var: .variance(ddof: ddof)
    case .sum: .sum
    }
  }
}
