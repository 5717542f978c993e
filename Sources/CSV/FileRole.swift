/// The role of a file in its table: the first defines the columns, the others must have the same.
package enum FileRole: Sendable {
  /// The table's first file, or its only one.
  case first

  /// One of the others; with what the first file's head says.
  case other(FileHead)

  /// What is known of the file before it is looked at.
  ///
  /// - Parameter options: what the user has said.
  /// - Returns: the same, and that it has a header if the first one does, where that isn't known.
  func options(_ options: DialectOptions) -> DialectOptions {
    guard case .other(let first) = self, options.header == .found else { return options }
    var options = options
    options.header = first.layout.hasHeader ? .present : .absent
    return options
  }

  /// Puts together what the head says.
  ///
  /// - Throws: ``LayoutError`` if the file has other columns than the first.
  func head(_ layout: FileLayout) throws(LayoutError) -> FileHead {
    let dialect = layout.dialect
    guard case .other(let first) = self else {
      let isTranslated = dialect.encoding.isTranslated
      return FileHead(
        layout: layout,
        places: isTranslated
          ? ColumnPlaces(fields: Array(layout.columnNames.indices), dialect) : nil)
    }
    var head = FileHead(layout: layout)
    let fields = try first.layout.fields(in: layout)
    head.layout.columnNames = first.layout.columnNames
    head.layout.undecodedNames = first.layout.undecodedNames
    if dialect.numbers.decimal == nil, layout.otherEvidence.isEmpty {
      // What this file doesn't tell, the first one may.
      head.layout.dialect.numbers = first.layout.dialect.numbers
    }
    let places = ColumnPlaces(fields: fields, head.layout.dialect)
    let isLikeFirst =
      !places.isReordered && places.numbers == first.layout.dialect.numbers
      && !places.encoding.isTranslated
      && places.delimiter == first.layout.dialect.rows.kernelDelimiter
    head.places = isLikeFirst ? nil : places
    return head
  }
}
