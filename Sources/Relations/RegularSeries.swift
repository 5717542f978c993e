import Algorithms
import CSV
import Keys
import MPI
import TimeSeries
import Values
import Vocabulary

/// Makes the rows of a regular grid from what is known of its steps.
struct RegularSeries: Sendable {
  /// The grid.
  let plan: RegularPlan

  /// How rows are written.
  let rows: RowPlan

  /// For each column of the groups' keys, whether all its texts are numbers, and so ordered by size.
  let areNumbers: [Bool]

  /// The numbers of each shard's groups in the order of all; nil if there are too many for that, and rows are ordered
  /// by the bytes of their keys.
  var groupNumbers: [[UInt32]]?

  /// The rows of some groups.
  struct Part: Sendable {
    /// The rows, in the order of their groups and times.
    let rows: KeptRows

    /// What has become of the rows of the table in these groups.
    let summary: RegularSummary
  }

  /// Rows that are being made.
  private struct Rows {
    var texts = Strings()
    var places: [Int] = []
    var times: [UInt64] = []

    /// One or the other of what groups are ordered by.
    var groupNumbers: [UInt32] = []
    var groupKeys = Strings()
  }

  /// The rows of a shard.
  ///
  /// - Parameters:
  ///   - shard: groups with all their steps.
  ///   - index: its number among this rank's shards.
  /// - Returns: the rows, each with keys by which those of all groups are ordered.
  /// - Complexity: O(steps · columns) time, and memory for the rows and those of the largest group.
  func part(of shard: RegularBins.Shard, _ index: Int) -> Part {
    var rows = Rows()
    var summary = RegularSummary()
    let series = shard.bins.series(groupCount: shard.keys.count)
    for (group, numbers) in series.enumerated() where !numbers.isEmpty {
      let text = GroupText(shard.keys.text(group), self)
      let steps = Steps(numbers, shard.bins, plan.grid)
      let columns = plan.columns.indices.map { column in
        filled(column, steps, shard.bins, &summary)
      }
      summary.count(steps, of: numbers, in: shard.bins)
      write(steps, columns, of: shard.bins, text, to: &rows)
      if let groupNumbers {
        rows.groupNumbers += repeatElement(groupNumbers[index][group], count: steps.starts.count)
      } else {
        for _ in steps.starts { rows.groupKeys.append(text.orderKey) }
      }
    }
    return Part(rows: kept(rows), summary: summary)
  }

  /// The rows as they are kept: in the order of their groups, then in that of time.
  private func kept(_ rows: Rows) -> KeptRows {
    KeptRows(
      texts: FrozenStrings(rows.texts),
      keys: [
        groupNumbers == nil
          ? .strings(FrozenStrings(rows.groupKeys)) : .ranked(FrozenArray(rows.groupNumbers)),
        .words(FrozenArray(rows.times), KeyColumn.WordForm(tail: [])),
      ], places: FrozenArray(rows.places))
  }

  /// The steps of one group.
  struct Steps {
    /// The beginning of each.
    var starts: [Int] = []

    /// The number of each one's bin; −1 if it has no rows.
    var bins: [Int] = []

    init(_ numbers: [UInt32], _ table: BinTable, _ grid: TimeGrid) {
      var next = 0
      var start = table.bins[Int(numbers[0])].start
      while next < numbers.count {
        let number = Int(numbers[next])
        let isThere = table.bins[number].start <= start
        starts.append(start)
        bins.append(isThere ? number : -1)
        if isThere { next += 1 }
        start = grid.next(after: start)
      }
    }
  }

  /// The values of a column in the steps of a group.
  enum Values {
    /// Numbers, NaN where they are missing.
    case numbers([Double])
    /// The numbers of the bins that have the texts; −1 where they are missing.
    case texts([Int])
  }

  func filled(
    _ column: Int, _ steps: Steps, _ table: BinTable, _ summary: inout RegularSummary
  ) -> Values {
    guard plan.columns[column].isNumber else {
      var numbers = steps.bins.map { $0 >= 0 && table.text($0, column: column) != nil ? $0 : -1 }
      summary.filledValues += plan.filling.fillPrevious(&numbers, starts: steps.starts)
      summary.missingValues += numbers.count { $0 < 0 }
      return .texts(numbers)
    }
    // In a step without rows there are no values; their number is known.
    let none: Double = plan.columns[column].aggregate == .count ? 0 : .nan
    var values = steps.bins.map { $0 < 0 ? none : table.number($0, column: column) ?? .nan }
    summary.filledValues += plan.filling.fill(&values, starts: steps.starts)
    summary.missingValues += values.count { $0.isNaN }
    return .numbers(values)
  }

  // MARK: - Writing

  private func write(
    _ steps: Steps, _ columns: [Values], of table: BinTable, _ group: GroupText,
    to made: inout Rows
  ) {
    var field: [UInt8] = []
    var place = 0
    for (step, start) in steps.starts.enumerated() {
      if steps.bins[step] >= 0 { place = table.bins[steps.bins[step]].place }
      field.removeAll(keepingCapacity: true)
      plan.grid.append(nameOf: start, to: &field)
      rows.append(field.span, to: &made.texts.bytes)
      made.texts.bytes += group.fields
      for (column, values) in columns.enumerated() {
        switch values {
        case .numbers(let numbers) where !numbers[step].isNaN:
          field.removeAll(keepingCapacity: true)
          DecimalValue(numbers[step]).append(to: &field, decimal: rows.format.decimal)
          rows.append(field.span, to: &made.texts.bytes)
        case .texts(let bins) where bins[step] >= 0:
          let text = table.text(bins[step], column: column) ?? []
          rows.append(text.span, to: &made.texts.bytes)
        case .numbers, .texts: rows.appendMissing(to: &made.texts.bytes)
        }
      }
      rows.endRow(&made.texts.bytes)
      made.texts.endString()
      // Times are far from both ends, and so are numbers in their order.
      made.times.append(UInt64(bitPattern: Int64(start)) ^ 1 << 63)
      made.places.append(place)
    }
  }

  /// What a group is called, in the rows and in their order.
  struct GroupText {
    /// The fields, as they stand in a row.
    private(set) var fields: [UInt8] = []

    /// The text of each key; nil where it is missing.
    private(set) var keys: [[UInt8]?] = []

    /// Bytes that are in the order of the groups, of which none are the beginning of others.
    private(set) var orderKey: [UInt8] = []

    init(_ image: [UInt8], _ series: RegularSeries) {
      var place = 0
      for isNumber in series.areNumbers {
        guard let range = RowImage.field(in: image.span, &place) else {
          series.rows.appendMissing(to: &fields)
          keys.append(nil)
          orderKey.append(1)
          continue
        }
        let text = Array(image[range])
        keys.append(text)
        series.rows.append(text.span, to: &fields)
        orderKey.append(0)
        if isNumber, let number = series.number(of: text) { orderKey += number.orderedBytes }
        // Texts of one number are different groups.
        for byte in text {
          orderKey.append(byte)
          if byte == 0 { orderKey.append(.max) }
        }
        orderKey += [0, 0]
      }
    }
  }

  // MARK: - Order

  /// The most groups that are numbered: every rank knows the keys of all of them.
  private static let mostNumberedGroups = 1 << 20

  /// The numbers of groups in the order of the groups of all ranks.
  ///
  /// - Parameters:
  ///   - shards: this rank's groups.
  ///   - ranks: all ranks.
  /// - Returns: for each shard the numbers of its groups; nil, on every rank, if there are too many.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func numbers(
    ofGroups shards: [RegularBins.Shard], on ranks: borrowing Communicator
  ) throws(MPIError) -> [[UInt32]]? {
    let count = shards.reduce(0) { $0 + $1.keys.count }
    guard try ranks.allreduce(count, .sum) <= Self.mostNumberedGroups else { return nil }
    var own = Strings()
    for shard in shards {
      for group in 0..<shard.keys.count {
        own.append(GroupText(shard.keys.text(group), self).orderKey)
      }
    }
    let all = try own.gathered(on: ranks).sorted { $0.lexicographicallyPrecedes($1) }
    var next = 0
    return shards.map { shard in
      (0..<shard.keys.count).map { _ in
        let key = own.bytes[own[next]]
        next += 1
        return UInt32(all.partitioningIndex { !$0.lexicographicallyPrecedes(key) })
      }
    }
  }

  /// Whether all texts of each column of the groups' keys are numbers, as far as these shards know.
  ///
  /// - Parameters:
  ///   - shards: the groups.
  ///   - plan: the grid.
  ///   - rows: how rows are written.
  /// - Returns: 1 for each column of which they are, otherwise 0.
  static func areNumbers(
    _ shards: [RegularBins.Shard], _ plan: RegularPlan, _ rows: RowPlan
  ) -> [UInt8] {
    var areNumbers = [Bool](repeating: true, count: plan.groups?.outputs.count ?? 0)
    let series = RegularSeries(plan: plan, rows: rows, areNumbers: areNumbers)
    for shard in shards {
      for group in 0..<shard.keys.count {
        let image = shard.keys.text(group)
        var place = 0
        for column in areNumbers.indices {
          guard let range = RowImage.field(in: image.span, &place), areNumbers[column] else {
            continue
          }
          areNumbers[column] = series.number(of: Array(image[range])) != nil
        }
      }
    }
    return areNumbers.map { $0 ? 1 : 0 }
  }

  /// The number that a text is; nil if it is none.
  private func number(of text: [UInt8]) -> ExactNumber? {
    rows.rule.exactNumber(text.span) ?? ExactNumber(text.span)
  }
}

extension RegularSummary {
  /// Counts a group.
  ///
  /// - Parameters:
  ///   - steps: its steps.
  ///   - numbers: the numbers of those of its bins that have rows.
  ///   - table: the bins.
  mutating func count(_ steps: RegularSeries.Steps, of numbers: [UInt32], in table: BinTable) {
    groups += 1
    self.steps += steps.starts.count
    emptySteps += steps.starts.count - numbers.count
    sharedSteps += numbers.count { table.bins[Int($0)].rows > 1 }
  }
}

extension RowPlan {
  /// Prepares to write the rows of a grid.
  ///
  /// - Parameters:
  ///   - regular: the grid.
  ///   - format: how rows are written.
  ///   - layout: the file's columns, and how its numbers are written.
  ///   - nullTokens: the texts that mean a missing value.
  init(_ regular: RegularPlan, _ format: RowFormat, _ layout: FileLayout, nullTokens: [String]) {
    outputs = regular.outputs
    nameBytes = outputs.map { layout.nameBytes(of: $0) }
    pieces = []
    runs = nil
    fields = []
    columns = regular.reads
    computer = nil
    inputDelimiter = nil
    self.format = format
    rule = NumericColumn(index: 0, nullTokens: nullTokens, numbers: layout.dialect.numbers)
    self.regular = regular
  }

  /// Appends a field of a row, in the form in which rows are kept.
  fileprivate func append(_ field: Span<UInt8>, to row: inout [UInt8]) {
    guard !makesImages else { return RowImage.append(field, to: &row) }
    format.append(field, to: &row)
    row.append(format.delimiter)
  }

  /// Appends a field that is missing.
  fileprivate func appendMissing(to row: inout [UInt8]) {
    guard !makesImages else { return RowImage.appendMissing(to: &row) }
    row.append(format.delimiter)
  }

  /// Ends a row, which has a field.
  fileprivate func endRow(_ row: inout [UInt8]) {
    if !makesImages { row[row.count - 1] = UInt8(ascii: "\n") }
  }
}
