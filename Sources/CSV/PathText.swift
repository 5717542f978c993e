/// Paths whose bytes needn't be UTF-8, as texts that lose nothing.
///
/// The system takes any bytes for names of files. A byte that is no part of UTF-8 stands in a text as two of the
/// noncharacters from U+FDD0 on, which Unicode keeps for the inner use of programs (The Unicode Standard, 23.7):
/// one of the first sixteen for its upper four bits, one of the last sixteen for the lower ones. Where a name has such
/// noncharacters itself, they are taken for bytes, too. So no two paths have one text.
extension String {
  private static var firstMark: UInt32 { 0xFDD0 }

  /// Whether a scalar stands for half a byte, or is taken for bytes.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    (firstMark..<firstMark + 32).contains(scalar.value)
  }

  /// The text of a path.
  ///
  /// - Parameter bytes: the path's bytes, without a zero.
  /// - Complexity: O(length).
  package init(path bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    // All are ASCII, almost always.
    guard bytes.contains(where: { $0 >= 0x80 }) else {
      self.init(decoding: bytes, as: UTF8.self)
      return
    }
    self.init()
    var decoder = Unicode.UTF8.ForwardParser()
    var source = bytes.makeIterator()
    // What the parser has taken is what has left the iterator, and isn't in its buffer.
    var place = 0
    while true {
      switch decoder.parseScalar(from: &source) {
      case .emptyInput: return
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        if Self.isMark(scalar) {
          bytes[place..<place + encoded.count].forEach { append(byte: $0) }
        } else {
          unicodeScalars.append(scalar)
        }
        place += encoded.count
      case .error(let length):
        bytes[place..<place + length].forEach { append(byte: $0) }
        place += length
      }
    }
  }

  /// The text of a path that the system gives.
  ///
  /// Sound as long as a zero ends the path.
  @unsafe
  package init(path: UnsafePointer<CChar>) {
    var bytes: [UInt8] = []
    while unsafe path[bytes.count] != 0 {
      unsafe bytes.append(UInt8(bitPattern: path[bytes.count]))
    }
    self.init(path: bytes)
  }

  private mutating func append(byte: UInt8) {
    for half in [UInt32(byte >> 4), UInt32(byte & 15) + 16] {
      // Sound: all noncharacters are scalars.
      unicodeScalars.append(unsafe Unicode.Scalar(Self.firstMark + half).unsafelyUnwrapped)
    }
  }

  /// Whether a byte of the path is no part of UTF-8.
  package var hasPathBytes: Bool {
    // The first byte of all such scalars: most texts have none.
    utf8.contains(0xEF) && unicodeScalars.contains(where: Self.isMark)
  }

  /// The bytes of the path, without a zero behind them.
  ///
  /// - Complexity: O(length).
  package var pathBytes: [UInt8] {
    guard hasPathBytes else { return Array(utf8) }
    var bytes: [UInt8] = []
    forEachPart {
      bytes.append($0)
    } scalar: {
      bytes += Array(String($0).utf8)
    }
    return bytes
  }

  /// The path as the system takes it: its bytes, and a zero.
  ///
  /// - Complexity: O(length).
  package var systemPath: [CChar] { pathBytes.map { CChar(bitPattern: $0) } + [0] }

  /// The text with something else for each byte that is no part of UTF-8.
  ///
  /// - Parameter replacement: what stands for a byte.
  /// - Returns: the text.
  /// - Complexity: O(length).
  package func replacingPathBytes(_ replacement: (UInt8) -> String) -> String {
    guard hasPathBytes else { return self }
    var text = ""
    forEachPart {
      text += replacement($0)
    } scalar: {
      text.unicodeScalars.append($0)
    }
    return text
  }

  /// The text that JSON and pages may have: U+FFFD stands for each byte that is no part of UTF-8.
  package var repairedPath: String { replacingPathBytes { _ in "\u{FFFD}" } }

  /// The path beside which there is room in a folder for a longer name: of a very long name so much is left out.
  ///
  /// - Parameters:
  ///   - count: the bytes that will stand behind it.
  ///   - limit: the most bytes of a name.
  /// - Returns: the path, as long as it can be.
  package func leavingRoom(forBytes count: Int, ofName limit: Int = 255) -> String {
    let start = utf8.lastIndex(of: UInt8(ascii: "/")).map { utf8.index(after: $0) } ?? startIndex
    var name = self[start...]
    while name.unicodeScalars.count > 1, String(name).pathBytes.count + count > limit {
      name.unicodeScalars.removeLast()
    }
    return String(self[..<start] + name)
  }

  /// Goes through the text: bytes that stand in it, and scalars.
  private func forEachPart(byte: (UInt8) -> Void, scalar: (Unicode.Scalar) -> Void) {
    var upper: Unicode.Scalar?
    for next in unicodeScalars {
      let half = Self.isMark(next) ? UInt8(next.value - Self.firstMark) : nil
      if let first = upper {
        upper = nil
        if let half, half >= 16 {
          byte(UInt8(first.value - Self.firstMark) << 4 | half & 15)
          continue
        }
        scalar(first)
      }
      // Bytes that are no part of UTF-8 are none of ASCII.
      if let half, (8..<16).contains(half) { upper = next } else { scalar(next) }
    }
    if let upper { scalar(upper) }
  }
}
