/// Where the columns of a table stand in one of its files, and how they are written there.
package struct ColumnPlaces: Sendable, Hashable {
  /// For each column of the table, the 0-based position of its field in the file.
  package let fields: [Int]

  /// How the file's numbers are written.
  package let numbers: NumberSyntax

  /// How the file's letters are written.
  package let encoding: TextEncoding

  /// The byte between two fields of the file; nil if there isn't always one.
  let delimiter: UInt8?

  /// Where the rows come from that were made of others; nil of rows that were read.
  package let rowPlaces: RowPlaces?

  /// Creates places.
  ///
  /// - Parameters:
  ///   - fields: for each column of the table, the 0-based position of its field in the file: a
  ///     permutation.
  ///   - dialect: how the file is written.
  ///   - rowPlaces: where the rows come from that were made of others.
  package init(fields: [Int], _ dialect: Dialect, rowPlaces: RowPlaces? = nil) {
    self.fields = fields
    self.rowPlaces = rowPlaces
    numbers = dialect.numbers
    encoding = dialect.encoding
    delimiter = dialect.rows.kernelDelimiter
  }

  /// Whether the columns stand in another order than in the table's first file.
  package var isReordered: Bool { fields.enumerated().contains { $0 != $1 } }
}

/// Where rows come from that were made of others: a row's place is not that of its bytes.
package struct RowPlaces: Sendable, Hashable {
  /// The offsets of the rows' bytes, ascending.
  private let offsets: [Int]

  /// The rows' places, ascending.
  private let places: [Int]

  /// Names places.
  ///
  /// - Parameters:
  ///   - places: the rows' places, ascending.
  ///   - offsets: the offset of each row's first byte.
  package init(_ places: [Int], at offsets: [Int]) {
    self.places = places
    self.offsets = offsets
  }

  /// The place of the row that begins at an offset.
  func place(at offset: Int) -> Int {
    var (low, high) = (0, offsets.count)
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return places[low]
  }
}

extension FileLayout {
  /// Finds the columns of a table in another of its files.
  ///
  /// - Parameter file: what the file's head says.
  /// - Returns: for each column of this layout, the position of its field in the file.
  /// - Throws: ``LayoutError/otherColumnCount(found:expected:)`` where no header names the columns;
  ///   else ``LayoutError/missingColumn(_:)``, ``LayoutError/foreignColumn(_:)`` or, if the order
  ///   differs and a name occurs twice, ``LayoutError/repeatedColumn(_:)``.
  /// - Complexity: O(columns).
  func fields(in file: FileLayout) throws(LayoutError) -> [Int] {
    let (ours, theirs) = (columnNames, file.columnNames)
    if ours == theirs { return Array(ours.indices) }
    guard hasHeader else {
      // Where the first file doesn't name its columns, names mean nothing.
      if ours.count == theirs.count { return Array(ours.indices) }
      throw .otherColumnCount(found: theirs.count, expected: ours.count)
    }
    // Names that are there in other numbers are missing, or too many.
    var places = Dictionary(grouping: theirs.indices) { theirs[$0] }
    let wanted = Dictionary(grouping: ours.indices) { ours[$0] }
    for name in ours where (places[name]?.count ?? 0) < wanted[name, default: []].count {
      throw .missingColumn(name)
    }
    for name in theirs where places[name, default: []].count > (wanted[name]?.count ?? 0) {
      throw .foreignColumn(name)
    }
    var fields: [Int] = []
    for name in ours {
      guard let place = places[name], place.count == 1 else { throw .repeatedColumn(name) }
      fields.append(place[0])
      places[name] = nil
    }
    return fields
  }
}
