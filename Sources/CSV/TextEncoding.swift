import Glibc

/// How a file's letters beyond ASCII are written.
package struct TextEncoding: Sendable, Hashable {
  /// The name, such as `UTF-8` or `Windows-1252`.
  package let name: String

  /// For an encoding of one byte a letter, the letter of each byte from 0x80 on; nil where there is
  /// none. Nil for UTF-8, and for what is turned into UTF-8 while it is read.
  package let upperHalf: [UInt32]?

  /// Describes an encoding.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - upperHalf: for an encoding of one byte a letter, 128 Unicode scalars, 0 where a byte has
  ///     no letter.
  package init(name: String, upperHalf: [UInt32]? = nil) {
    self.name = name
    self.upperHalf = upperHalf
  }

  /// UTF-8, of which ASCII is a part.
  package static let utf8 = TextEncoding(name: "UTF-8")

  /// Whether texts must be translated where they are used.
  package var isTranslated: Bool { upperHalf != nil }

  /// Whether the name is that of UTF-8, or of a part of it.
  package static func isUTF8(_ name: String) -> Bool {
    ["UTF-8", "UTF8", "ASCII", "US-ASCII"].contains(name.uppercased())
  }

  /// Looks an encoding up that has one byte a letter and ASCII in its lower half.
  ///
  /// Nil if iconv doesn't know it, or it isn't of this kind.
  ///
  /// - Parameter name: the name, as iconv knows it.
  package init?(singleByte name: String) {
    guard var conversion = TextConversion(from: name, to: "UTF-32LE") else { return nil }
    var upperHalf: [UInt32] = []
    for byte in UInt8.min...UInt8.max {
      let letter = conversion.scalar(of: byte)
      if byte < 0x80 {
        guard letter == UInt32(byte) else { return nil }
      } else {
        upperHalf.append(letter ?? 0)
      }
    }
    // One byte of several says nothing by itself.
    guard upperHalf.count(where: { $0 != 0 }) >= 64 else { return nil }
    self.init(name: name, upperHalf: upperHalf)
  }

  /// The UTF-8 of a text.
  ///
  /// - Parameter text: bytes in this encoding. Those that have no letter stay as they are, so that they can
  ///   be told from all others; the result then isn't UTF-8.
  /// - Returns: the same bytes if nothing need be translated.
  /// - Complexity: O(length).
  package func translated(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + 8)
    guard let upperHalf else {
      for index in text.indices { result.append(text[index]) }
      return result
    }
    for index in text.indices {
      let byte = text[index]
      guard byte >= 0x80 else {
        result.append(byte)
        continue
      }
      let value = upperHalf[Int(byte) - 0x80]
      let letter = value == 0 ? nil : Unicode.Scalar(value).flatMap { UTF8.encode($0) }
      if let letter { result.append(contentsOf: letter) } else { result.append(byte) }
    }
    return result
  }

  /// A text in this encoding.
  ///
  /// - Parameter text: the text in UTF-8.
  /// - Returns: nil if a letter isn't in the encoding.
  func bytes(of text: [UInt8]) -> [UInt8]? {
    guard let upperHalf else { return text }
    var result: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if scalar.value < 0x80 {
        result.append(UInt8(scalar.value))
      } else {
        guard let place = upperHalf.firstIndex(of: scalar.value) else { return nil }
        result.append(UInt8(0x80 + place))
      }
    }
    return result
  }

  /// The text of some bytes; what is no letter becomes U+FFFD.
  package func string(_ bytes: some Collection<UInt8>) -> String {
    guard isTranslated else { return String(decoding: bytes, as: UTF8.self) }
    return String(decoding: translated(Array(bytes).span), as: UTF8.self)
  }
}

/// A conversion between encodings, by the system's iconv.
@safe struct TextConversion: ~Copyable {
  private let descriptor: iconv_t

  /// Begins a conversion; nil if iconv doesn't know one of the encodings.
  init?(from: String, to: String) {
    // iconv takes what follows "//" for a way to be lenient.
    guard !from.contains("/"), !from.isEmpty else { return nil }
    guard let descriptor = unsafe iconv_open(to, from), Int(bitPattern: descriptor) != -1 else {
      return nil
    }
    unsafe self.descriptor = descriptor
  }

  deinit { _ = unsafe iconv_close(descriptor) }

  /// How far a step of a conversion came.
  struct Step {
    let consumed: Int
    let produced: Int

    /// Whether the next bytes are no text in the encoding.
    let isStuck: Bool
  }

  /// Converts bytes.
  ///
  /// - Parameters:
  ///   - input: bytes that follow those that were consumed before. A letter that isn't whole is left.
  ///   - output: where to.
  /// - Returns: how far it came.
  @unsafe
  mutating func convert(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Step {
    // iconv doesn't change its input, though its type doesn't say so.
    var source = unsafe UnsafeMutablePointer<CChar>(
      mutating: input.assumingMemoryBound(to: CChar.self).baseAddress)
    var target = unsafe output.assumingMemoryBound(to: CChar.self).baseAddress
    var (given, room) = (input.count, output.count)
    let code = unsafe iconv(descriptor, &source, &given, &target, &room)
    let isStuck = code == Int.max.magnitude * 2 + 1 && errno == EILSEQ
    return Step(consumed: input.count - given, produced: output.count - room, isStuck: isStuck)
  }

  /// Converts bytes.
  ///
  /// - Parameters:
  ///   - input: bytes that follow those that were consumed before.
  ///   - output: an empty buffer with room for all.
  /// - Returns: how far it came.
  mutating func convert(_ input: Span<UInt8>, to output: inout StreamBuffer) -> Step {
    var step = Step(consumed: 0, produced: 0, isStuck: false)
    unsafe output.replace { room in
      step = unsafe input.withUnsafeBytes { unsafe convert($0, into: room) }
      return step.produced
    }
    return step
  }

  /// The Unicode scalar of a byte, in a conversion to UTF-32LE; nil if it has none by itself.
  mutating func scalar(of byte: UInt8) -> UInt32? {
    var letters: (UInt32, UInt32) = (0, 0)
    let step = unsafe withUnsafeBytes(of: byte) { input in
      unsafe withUnsafeMutableBytes(of: &letters) { output in
        unsafe convert(input, into: output)
      }
    }
    // Leaves no state behind.
    _ = unsafe iconv(descriptor, nil, nil, nil, nil)
    return step.consumed == 1 && step.produced == 4 ? UInt32(littleEndian: letters.0) : nil
  }
}
