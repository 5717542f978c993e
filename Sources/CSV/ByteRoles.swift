/// What a byte may mean.
enum ByteRole {
  case text
  case delimiter
  /// A byte of a delimiter of several.
  case delimiterPart
  case quote
  case escape
  case lineEnd
  case blank
  case comment
}

/// What each byte may mean in a syntax.
struct ByteRoles {
  private var roles = InlineArray<256, ByteRole>(repeating: .text)

  /// Finds out the roles.
  init(_ syntax: RowSyntax) {
    for byte in Array(" \t".utf8) { roles[Int(byte)] = .blank }
    if syntax.dividesAtBlanks {
      roles[Int(Byte.carriageReturn)] = .blank
    } else if syntax.delimiter.count == 1 {
      roles[Int(syntax.delimiter[0])] = .delimiter
    } else {
      for byte in syntax.delimiter { roles[Int(byte)] = .delimiterPart }
    }
    if let quote = syntax.quote { roles[Int(quote)] = .quote }
    if let escape = syntax.escape { roles[Int(escape)] = .escape }
    if let comment = syntax.comment { roles[Int(comment)] = .comment }
    roles[Int(Byte.lineFeed)] = .lineEnd
    if syntax.endsRowsAtReturn { roles[Int(Byte.carriageReturn)] = .lineEnd }
  }

  /// The role of a byte.
  @inline(__always)
  subscript(byte: UInt8) -> ByteRole { roles[Int(byte)] }
}
