import Values
import Vocabulary

/// The names of files that rows are divided among, as Hive has them: a folder for each key, named by the
/// key, an equals sign and the value.
///
/// - A value that is missing is called `__HIVE_DEFAULT_PARTITION__`.
/// - Bytes that a name can't have on some system, or that a program takes for something else, are a percent sign and two
///   hexadecimal digits: of ASCII all but letters, digits, blanks and `_ - . , ( ) + @`, blanks at an end, a point at
///   the end, what isn't UTF-8, and characters that can't be seen. What reads such names decodes them so (RFC 3986,
///   section 2.1).
/// - Values whose names some systems take for the same, because they differ in capitals only or in how accents are
///   encoded, are told apart: the first in the order of bytes is called so, the others have all bytes encoded.
///
/// So a name depends on the values alone, and stands for one of them.
package struct PartitionNames {
  /// The most bytes of a name that file systems have.
  private static let longest = 255

  /// What a missing value is called.
  private static let missing = "__HIVE_DEFAULT_PARTITION__"

  /// The names of all files, by their numbers: of each the folders, and the name of the file itself.
  let names: [[String]]

  /// Names files.
  ///
  /// - Parameters:
  ///   - images: for each file the image of its keys' values.
  ///   - plan: the keys.
  ///   - fileName: the name of each file in its folder.
  /// - Throws: an error if a name is too long.
  init(of images: [[UInt8]], _ plan: RowPlan, _ fileName: String) throws(CaudalError) {
    let keys = plan.names
    var values = keys.map { _ in [[UInt8]?]() }
    for image in images {
      var place = 0
      for key in keys.indices {
        values[key].append(RowImage.field(in: image.span, &place).map { Array(image[$0]) })
      }
    }
    var names = images.map { _ in [String]() }
    for key in keys.indices {
      let front = Self.encoded(plan.nameBytes[key]) + "="
      let found = Self.names(of: Set(values[key].compactMap { $0 }))
      for file in names.indices {
        let value = values[key][file]
        let name = front + (value.flatMap { found[$0] } ?? Self.missing)
        guard name.utf8.count <= Self.longest else {
          let text = value.map { String(decoding: $0, as: UTF8.self) } ?? ""
          throw CaudalError(
            .badData,
            "\(keys[key]): \(text.shortened) is too long to name a folder, which has \(Self.longest)"
              + " bytes at most; divide by a shorter value")
        }
        names[file].append(name)
      }
    }
    self.names = names.map { $0 + [fileName] }
  }

  /// The names of some values, each once.
  private static func names(of values: Set<[UInt8]>) -> [[UInt8]: String] {
    var names: [[UInt8]: String] = [:]
    // Strings are equal if they are the same to people, however accents are encoded.
    var known: Set = [missing.lowercased()]
    for value in values.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let name = encoded(value)
      let isFree = known.insert(name.lowercased()).inserted
      names[value] = isFree ? name : value.map(percent).joined()
    }
    return names
  }

  /// A value as it stands in a name.
  ///
  /// - Parameter value: its bytes.
  /// - Returns: the name, in ASCII but for letters that mean themselves everywhere.
  package static func encoded(_ value: [UInt8]) -> String {
    var name = ""
    var rest = value[...]
    while let byte = rest.first {
      // Of bytes that are no UTF-8 each by itself.
      guard let scalar = rest.firstScalar else {
        name += percent(byte)
        rest = rest.dropFirst()
        continue
      }
      let length = UTF8.width(scalar)
      let isAtEnd = rest.startIndex == value.startIndex || rest.count == length
      let isBare = scalar == "." ? rest.count > length : scalar == " " ? !isAtEnd : true
      if isBare && isSafe(scalar) {
        name.unicodeScalars.append(scalar)
      } else {
        name += rest.prefix(length).map(percent).joined()
      }
      rest = rest.dropFirst(length)
    }
    return name
  }

  /// Whether a character means itself everywhere.
  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x80:
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || " _-.,()+@".unicodeScalars.contains(scalar)
    case 0x80...0xA0, 0xAD: false
    // Marks of direction, blanks and fillers that can't be seen, what is no character, private ones.
    case 0x034F, 0x061C, 0x115F...0x1160, 0x1680, 0x17B4...0x17B5, 0x180B...0x180F: false
    case 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x206F, 0x3000, 0x3164: false
    case 0xE000...0xF8FF, 0xFDD0...0xFDEF, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0: false
    case 0xFFF0...0xFFFF, 0xE0000...0x10FFFF: false
    default: scalar.value & 0xFFFE != 0xFFFE
    }
  }

  private static func percent(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "%0" + digits : "%" + digits
  }
}

extension ArraySlice<UInt8> {
  /// The character with which the bytes begin; nil if they aren't UTF-8 there.
  fileprivate var firstScalar: Unicode.Scalar? {
    var decoder = UTF8()
    var bytes = makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return nil }
    return scalar
  }
}

extension String {
  fileprivate var shortened: String { "\"\(prefix(40))…\"" }
}
