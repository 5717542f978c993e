import Values
import Vocabulary

extension String {
  /// The name between double quotes, as SQL has it.
  var quotedName: String {
    "\"\(split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }

  /// The text with small letters for the large ones of ASCII.
  var lowercasedASCII: String {
    String(decoding: utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// The text cut to so many bytes of UTF-8, behind a whole letter, as PostgreSQL cuts names.
  func cut(toBytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var count = 0
    var kept = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      count += UTF8.width(scalar)
      if count > limit { break }
      kept.append(scalar)
    }
    return String(kept)
  }
}

/// A hash of texts that is the same in every process: FNV-1a of 64 bits, in 16 hexadecimal digits.
func stableHash(of texts: [String]) -> String {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  // No text has a byte of 255, so that the ends of the texts count.
  for byte in texts.map({ Array($0.utf8) + [0xFF] }).joined() {
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

/// Checks the names of a table and its columns.
struct NameCheck {
  /// What names look like to the database: two that look the same can't be in one table.
  let appearance: (String) -> String

  /// Checks the names of columns, as they stand in the table.
  func check(_ columns: [StoredColumn], for request: StoreRequest) throws(StoreError) {
    try check(columns.map(\.name), for: request)
  }

  /// Checks names.
  ///
  /// - Parameters:
  ///   - columns: those of the table's columns.
  ///   - request: what is to be stored.
  /// - Throws: an error that says which name can't be.
  func check(_ columns: [String], for request: StoreRequest) throws(StoreError) {
    guard !columns.isEmpty else {
      throw StoreError(.usage, "a table without columns can't be stored")
    }
    guard Self.isName(request.table) else {
      throw StoreError(.usage, "the table has no name that a database can have")
    }
    var known: [String: Int] = [:]
    for (index, column) in columns.enumerated() {
      guard Self.isName(column) else {
        throw StoreError(
          .usage, "column \(index + 1) has no name that a database can have; give it one")
      }
      if let other = known.updateValue(index, forKey: appearance(column)) {
        throw StoreError(.usage, Self.collision(columns, other, index))
      }
    }
    for name in request.primaryKey + request.indexes.joined()
    where !columns.contains(name) {
      throw StoreError(.usage, "there is no column \(name.quotedName) for a key or an index")
    }
  }

  private static func isName(_ name: String) -> Bool { !name.isEmpty && !name.utf8.contains(0) }

  private static func collision(_ columns: [String], _ one: Int, _ other: Int) -> String {
    let (first, second) = (columns[one].quotedName, columns[other].quotedName)
    let places = "columns \(one + 1) and \(other + 1)"
    return first == second
      ? "\(places) are both called \(first); give one of them another name"
      : "\(places), \(first) and \(second), have the same name for the database; give one of them"
        + " another name"
  }
}
