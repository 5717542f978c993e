/// What the columns of a sample say about how the file's numbers are written.
///
/// Only what can be read in one way counts. A text such as `1,234` says nothing by itself; in a column
/// where others are small and have no mark it is a thousand and some, unless the file is written where
/// commas mark decimals: who writes decimals writes them everywhere.
struct NumberEvidence {
  /// Where a mark was seen in the file, and in which text.
  typealias Place = FileLayout.Evidence

  /// The first number that has a certain decimal mark, for both marks.
  private var decimals: [UInt8: Place] = [:]

  /// The first number with a certain mark between groups, for each mark.
  private var groups: [NumberSyntax.ThousandsMark: Place] = [:]

  /// Whether there are numbers in which a point marks decimals or groups.
  private var hasAmbiguousPoints = false

  /// The share of a column's texts that must be numbers, so that it says anything.
  static let numericShare = 0.9

  /// What is known of a column while its texts are looked at.
  fileprivate struct Column {
    var count = 0
    var numbers = 0
    var smallCount = 0
    var decimals: [UInt8: Place] = [:]
    var groups: [NumberSyntax.ThousandsMark: Place] = [:]
    var ambiguous: [UInt8: Place] = [:]
    var counts: [UInt8: Int] = [:]

    /// Forgets a mark that is so rare beside the other that the column has it by mistake.
    mutating func forgetRareMark() {
      let total = counts.values.reduce(0, +)
      for (mark, count) in counts
      where Double(total - count) >= NumberEvidence.numericShare * Double(total) && total > count {
        decimals[mark] = nil
      }
    }

    /// Whether a comma in it can only stand between groups.
    var hasGroupingCommas: Bool {
      smallCount > 0 && decimals.isEmpty && groups.isEmpty && ambiguous[Byte.point] == nil
    }
  }

  /// Looks at some columns.
  ///
  /// - Parameters:
  ///   - rows: the sample.
  ///   - data: the rows of data, all of which have as many fields.
  ///   - isLoose: whether units may stand around numbers.
  ///   - isMissing: whether a text means a missing value.
  init(_ rows: SampledRows, data: [SampledRows.Row], isLoose: Bool, isMissing: ([UInt8]) -> Bool) {
    guard let width = data.first?.cells.count else { return }
    for index in 0..<width {
      var column = Column()
      for row in data {
        let cell = rows.cell(index, of: row)
        guard !isMissing(cell) else { continue }
        column.take(
          NumberShape(cell, isLoose: isLoose),
          Place(byteOffset: row.start, text: RecordFailure.excerpt(cell)))
      }
      take(column, isSemicolonDelimited: rows.syntax.delimiter == [UInt8(ascii: ";")])
    }
  }

  private mutating func take(_ column: Column, isSemicolonDelimited: Bool) {
    var column = column
    column.forgetRareMark()
    guard Double(column.numbers) >= Self.numericShare * Double(column.count) else { return }
    decimals.merge(column.decimals) { first, _ in first }
    groups.merge(column.groups) { first, _ in first }
    if column.ambiguous[Byte.point] != nil { hasAmbiguousPoints = true }
    if let place = column.ambiguous[Byte.comma], column.hasGroupingCommas, !isSemicolonDelimited {
      groups[.comma] = groups[.comma] ?? place
    }
  }

  /// Where a decimal mark has been seen; nil if no number tells it.
  ///
  /// - Parameter decimal: the mark.
  /// - Returns: the first number that has it; or that groups digits by the other mark.
  func place(of decimal: UInt8) -> Place? {
    decimals[decimal] ?? groups[decimal == Byte.comma ? .point : .comma]
  }

  /// Puts together how numbers are written.
  ///
  /// - Parameters:
  ///   - options: what is known.
  ///   - isCommaDelimited: whether commas divide fields, so that a point is the decimal mark unless
  ///     something says otherwise.
  /// - Returns: the syntax; without a decimal mark where nothing tells, or both are there.
  func syntax(_ options: DialectOptions, isCommaDelimited: Bool) -> NumberSyntax {
    var syntax = NumberSyntax(decimal: options.decimal, forms: options.forms)
    if case .mark(let mark)? = options.thousands { syntax.thousands = mark }
    if syntax.decimal == nil {
      switch syntax.thousands {
      case .comma: syntax.decimal = Byte.point
      case .point: syntax.decimal = Byte.comma
      default: syntax.decimal = decimal(isCommaDelimited: isCommaDelimited)
      }
    }
    if options.thousands == nil { syntax.thousands = thousands(besides: syntax.decimal) }
    return syntax
  }

  private func decimal(isCommaDelimited: Bool) -> UInt8? {
    switch (place(of: Byte.point), place(of: Byte.comma)) {
    case (.some, nil): Byte.point
    case (nil, .some): Byte.comma
    case (.some, .some): nil
    // Between commas, a point is hardly anything else; but where it may be, it must be said.
    case (nil, nil): isCommaDelimited && !hasAmbiguousPoints ? Byte.point : nil
    }
  }

  /// The mark between groups, of those that aren't the decimal mark the only one that was seen.
  private func thousands(besides decimal: UInt8?) -> NumberSyntax.ThousandsMark? {
    let marks = groups.keys.filter { mark in
      switch mark {
      case .comma: decimal == Byte.point
      case .point: decimal == Byte.comma
      case .blank, .apostrophe: true
      }
    }
    return marks.count == 1 ? marks[0] : nil
  }
}

extension NumberEvidence.Column {
  /// Takes what one text says.
  fileprivate mutating func take(
    _ shape: NumberShape, _ place: @autoclosure () -> FileLayout.Evidence
  ) {
    count += 1
    if shape == .none { return }
    numbers += 1
    switch shape {
    case .none: break
    case .plain(let isSmall): smallCount += isSmall ? 1 : 0
    case .decimal(let mark):
      counts[mark, default: 0] += 1
      if decimals[mark] == nil { decimals[mark] = place() }
    case .ambiguous(let mark):
      if ambiguous[mark] == nil { ambiguous[mark] = place() }
    case .grouped(let mark, let decimal):
      if groups[mark] == nil { groups[mark] = place() }
      if let decimal {
        counts[decimal, default: 0] += 1
        if decimals[decimal] == nil { decimals[decimal] = place() }
      }
    }
  }
}
