/// The names of months, in English and Spanish, in full and abbreviated.
enum MonthNames {
  /// Up to sixteen small letters, as two numbers.
  private struct Word: Equatable {
    var first: UInt64 = 0
    var second: UInt64 = 0

    init() {}

    init(_ text: String) {
      for byte in text.utf8 { append(byte) }
    }

    mutating func append(_ byte: UInt8) {
      second = second << 8 | first >> 56
      first = first << 8 | UInt64(byte)
    }
  }

  private static let names: [(word: Word, month: Int)] = [
    ["january", "jan", "enero", "ene"], ["february", "feb", "febrero"],
    ["march", "mar", "marzo"], ["april", "apr", "abril", "abr"], ["may", "mayo"],
    ["june", "jun", "junio"], ["july", "jul", "julio"], ["august", "aug", "agosto", "ago"],
    ["september", "sep", "sept", "septiembre", "setiembre", "set"],
    ["october", "oct", "octubre"], ["november", "nov", "noviembre"],
    ["december", "dec", "diciembre", "dic"],
  ].enumerated().flatMap { index, names in names.map { (Word($0), index + 1) } }

  /// Reads the name of a month, in any case, and a point behind it.
  ///
  /// - Returns: its number, 1 to 12; nil if none stands here. The letters are gone over anyway.
  static func read(_ text: Span<UInt8>, _ index: inout Int) -> Int? {
    let start = index
    var word = Word()
    while index < text.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= text[index] | 0x20 {
      word.append(text[index] | 0x20)
      index += 1
    }
    guard index > start, index - start <= 16,
      let month = names.first(where: { $0.word == word })?.month
    else { return nil }
    if index < text.count, text[index] == Byte.point { index += 1 }
    return month
  }
}
