package import CSV
import Vocabulary

/// Values as bytes that are in the order of the values, so that rows of several keys are compared at once.
extension ValueComputer {
  /// Appends a value of the last batch as bytes that are ordered as values are: numbers by size, times by
  /// time, texts by bytes, missing ones last. No value's bytes are the beginning of another's.
  ///
  /// - Parameters:
  ///   - value: the value's number in the plan, from 0.
  ///   - row: the row's number in the batch.
  ///   - isDescending: whether the order is turned round; missing values stay last.
  ///   - key: where the bytes go.
  /// - Complexity: O(length).
  package func appendOrderKey(
    _ value: Int, ofRow row: Int, isDescending: Bool, to key: inout [UInt8]
  ) {
    guard !isMissing(value, inRow: row) else { return key.append(1) }
    key.append(0)
    let start = key.count
    if let number = number(value, inRow: row) {
      number.appendOrderedBytes(to: &key)
    } else if let time = orderKey(value, inRow: row) {
      key.append(bigEndian: UInt64(bitPattern: time) ^ 1 << 63)
    } else {
      withText(value, inRow: row) { text in
        for byte in text {
          key.append(byte)
          // Zeros end texts.
          if byte == 0 { key.append(.max) }
        }
      }
      key.append(0)
      key.append(0)
    }
    guard isDescending else { return }
    for index in start..<key.count { key[index] = ~key[index] }
  }

  /// Appends times of the last batch as words that are ordered as times are: what
  /// ``appendOrderKey(_:ofRow:isDescending:to:)`` appends of each, without the byte in front.
  ///
  /// - Parameters:
  ///   - value: the value's number in the plan, from 0; one that is a time.
  ///   - rows: the rows' numbers in the batch.
  ///   - isDescending: whether the order is turned round.
  ///   - missing: what is appended where there is no time.
  ///   - words: where the words go.
  /// - Complexity: O(rows).
  package func appendOrderWords(
    _ value: Int, ofRows rows: RowMask, isDescending: Bool, missing: UInt64,
    to words: inout [UInt64]
  ) {
    let (present, moments) = moments(value)
    let turned: UInt64 = isDescending ? .max : 0
    words.append(addingCapacity: rows.count) { output in
      rows.forEach { row in
        guard present.contains(row) else { return output.append(missing) }
        output.append(UInt64(bitPattern: moments[row]) ^ 1 << 63 ^ turned)
      }
    }
  }
}

extension DecimalValue {
  /// Appends bytes that are in the order of the numbers.
  ///
  /// They are those of the nearest double; where a number has more digits than a double tells apart,
  /// there follows on which side of the number that is printed for the double it is, and all digits.
  fileprivate func appendOrderedBytes(to key: inout [UInt8]) {
    let nearest = double
    let bits = nearest.bitPattern
    key.append(bigEndian: bits >> 63 == 1 ? ~bits : bits | 1 << 63)
    guard !isDouble, hasManyDigits else { return key.append(0x80) }
    let (exact, shortest) = (exact, ExactNumber(shortest: nearest))
    guard exact != shortest else { return key.append(0x80) }
    key.append(exact < shortest ? 0x7F : 0x81)
    key += exact.orderedBytes
  }
}

extension [UInt8] {
  /// Appends the bytes of a number, the highest first.
  package mutating func append(bigEndian number: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }
}
