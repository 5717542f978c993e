/// Rows that are kept in memory: their bytes, their places, and the keys by which they are put in order.
///
/// Everything of all rows stands in a few arrays, one row behind the other.
struct KeptRows: Sendable {
  /// Byte strings that stand one behind the other.
  struct Strings: Sendable {
    /// All bytes.
    var bytes: [UInt8] = []

    /// Where each string ends.
    private(set) var ends: [Int] = []

    /// No strings.
    init() {}

    /// Puts strings behind each other.
    init(joining parts: [Strings]) {
      bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
      ends.reserveCapacity(parts.reduce(0) { $0 + $1.ends.count })
      for part in parts {
        let start = bytes.count
        bytes += part.bytes
        for end in part.ends { ends.append(start + end) }
      }
    }

    /// The number of strings.
    var count: Int { ends.count }

    /// The bytes of a string.
    subscript(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// Ends a string with what has been appended to the bytes.
    mutating func endString() { ends.append(bytes.count) }

    /// Appends a string.
    mutating func append(_ string: some Sequence<UInt8>) {
      bytes.append(contentsOf: string)
      endString()
    }
  }

  /// The rows as they are written, each with its line feed.
  var texts = Strings()

  /// What the rows are ordered by, before their places; empty strings where only places count.
  var keys = Strings()

  /// What makes rows the same.
  var groups = Strings()

  /// The rows' places: the offsets in the table at which they begin.
  var places: [Int] = []

  /// The number of rows.
  var count: Int { places.count }

  /// Appends a row of others.
  mutating func append(_ row: Int, of other: KeptRows) {
    texts.append(other.texts.bytes[other.texts[row]])
    if other.keys.count > 0 { keys.append(other.keys.bytes[other.keys[row]]) }
    if other.groups.count > 0 { groups.append(other.groups.bytes[other.groups[row]]) }
    places.append(other.places[row])
  }

  /// The bytes of memory that they take.
  var byteCount: Int {
    texts.bytes.count + keys.bytes.count + groups.bytes.count
      + 8 * (texts.ends.count + keys.ends.count + groups.ends.count + places.count)
  }
}
