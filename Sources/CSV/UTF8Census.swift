/// Counts what bytes are in UTF-8, and what they aren't.
struct UTF8Census {
  /// The number of letters beyond ASCII.
  private(set) var letters = 0

  /// The number of bytes that belong to no letter.
  private(set) var strangers = 0

  /// Whether one of them is from 0x80 to 0x9F: a control character in Latin-1.
  private(set) var hasControls = false

  /// Counts.
  ///
  /// - Parameter bytes: bytes; a letter that isn't whole at their beginning or end isn't counted.
  /// - Complexity: O(bytes).
  init(_ bytes: [UInt8]) {
    var index = 0
    // The end of a letter that began before.
    while index < min(3, bytes.count), bytes[index] & 0xC0 == 0x80 { index += 1 }
    while index < bytes.count {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      let length = Self.letterLength(bytes[index...].prefix(4))
      if length > 0 {
        letters += 1
        index += length
      } else if index + 4 > bytes.count, Self.mayBegin(bytes[index...]) {
        break
      } else {
        strangers += 1
        hasControls = hasControls || bytes[index] < 0xA0
        index += 1
      }
    }
  }

  /// Adds the counts to others.
  func add(to letters: inout Int, _ strangers: inout Int, _ hasControls: inout Bool) {
    letters += self.letters
    strangers += self.strangers
    hasControls = hasControls || self.hasControls
  }

  /// The number of bytes of the letter that some begin with; 0 if it is none.
  private static func letterLength(_ bytes: ArraySlice<UInt8>) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return 0 }
    return UTF8.width(scalar)
  }

  /// Whether bytes may be the beginning of a letter that goes on behind them.
  private static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, first >= 0xC2, first <= 0xF4 else { return false }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    return bytes.count < length && bytes.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
  }
}
