import CSV
import Statistics
import Vocabulary

/// A number as a key, with all its digits.
///
/// Of almost every number the key is its double in eight bytes: of each that is the shortest one
/// with this double, which is the one that is printed. Other numbers, which have more digits than a
/// double tells, have their digits behind the largest double whose number isn't larger; so keys in
/// the order of their bytes are in the order of the numbers.
struct NumberKey {
  /// The double.
  private let value: Double

  /// The number, if it isn't the one that is printed for the double.
  private let exact: ExactNumber?

  /// Makes the key of a number.
  ///
  /// - Parameters:
  ///   - value: the nearest double.
  ///   - exact: the number; nil if it has few digits.
  init(_ value: Double, _ exact: ExactNumber?) {
    guard let exact, case let shortest = ExactNumber(shortest: value), exact != shortest else {
      self.value = value
      self.exact = nil
      return
    }
    self.value = exact < shortest ? value.nextDown + 0 : value
    self.exact = exact
  }

  /// Appends the key to others.
  ///
  /// - Parameters:
  ///   - bytes: the parts of a key before this one.
  ///   - isOnly: whether it is all of the key.
  func append(to bytes: inout [UInt8], isOnly: Bool) {
    bytes.append(bigEndian: OrderedKey(value).bits)
    if !isOnly { bytes.append(exact == nil ? 0 : 1) }
    if let exact { bytes += exact.orderedBytes }
  }

  /// Takes a number out of the front of a key.
  ///
  /// - Parameters:
  ///   - bytes: the key, as far as it hasn't been looked at.
  ///   - isOnly: whether it is all of the key.
  init(takenFrom bytes: inout ArraySlice<UInt8>, isOnly: Bool) {
    value = OrderedKey(bits: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }).value
    bytes = bytes.dropFirst(8)
    let hasMore = isOnly ? !bytes.isEmpty : bytes.popFirst() == 1
    exact = hasMore ? ExactNumber(takenFrom: &bytes) : nil
  }

  /// The number as it is printed.
  var text: String { exact?.text ?? value.shortText }
}
