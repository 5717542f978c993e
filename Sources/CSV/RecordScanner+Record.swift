extension RecordScanner {
  /// A record's place, the number of its fields, and the wanted one of them.
  struct Record {
    /// The offset of the record's first byte.
    var start = 0

    /// The offset of the byte after the record's line end.
    var end = 0

    /// The number of fields.
    var fieldCount = 0

    /// Whether the line is empty.
    var isBlank = false

    /// Whether the line is a comment, or only the second byte of the line end before it: no record at
    /// all.
    var isNone = false

    /// The offset of the first byte of stray text behind a closing quote; nil if there is none.
    var strayText: Int?

    /// The offset of the wanted field's first byte, its quote included.
    var fieldStart = 0

    /// The wanted field's content, without the quotes; empty if the record has no such field.
    var field: [UInt8] = []

    /// The wanted field's content exceeded ``fieldLimit``; `field` is its beginning.
    var fieldIsCut = false

    /// Whether it counts as a row of a table: a blank line is one only where rows have a single field.
    func isRow(ofFields fieldCount: Int) -> Bool { !(isBlank && fieldCount > 1) && !isNone }
  }
}
