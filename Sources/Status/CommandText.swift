/// The words of a command line as they may be shown and kept: without passwords.
package enum CommandText {
  /// The words as a shell would read them, without the passwords in addresses of databases.
  ///
  /// - Parameter words: the words, the program's name first.
  /// - Returns: one line, unless a word has a line end.
  package static func shown(_ words: [String]) -> String {
    words.map { quoted(withoutPassword($0)) }.joined(separator: " ")
  }

  /// A word without the passwords in it: that of `scheme://user:password@host`, and what stands behind `password=`.
  package static func withoutPassword(_ word: String) -> String {
    hidingParameter(in: hidingUser(in: word))
  }

  private static func hidingUser(in word: String) -> String {
    guard let scheme = word.firstRange(of: "://") else { return word }
    let rest = word[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    // A password may have an @ of its own, so the last one counts.
    guard let at = authority.lastIndex(of: "@"),
      let colon = authority[..<at].firstIndex(of: ":")
    else { return word }
    return word[...colon] + "…" + word[at...]
  }

  private static func hidingParameter(in word: String) -> String {
    let name = Array("password=".utf8)
    let bytes = Array(word.utf8)
    var shown: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let here = bytes[index...].prefix(name.count).map { byte in
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      }
      guard here == name else {
        shown.append(bytes[index])
        index += 1
        continue
      }
      shown += bytes[index..<index + name.count]
      index += name.count
      let value = bytes[index...].prefix { $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: " ") }
      if !value.isEmpty { shown += Array("…".utf8) }
      index += value.count
    }
    return String(decoding: shown, as: UTF8.self)
  }

  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
      default: "_-./:=,+@%".utf8.contains(byte)
      }
    }
    guard !isPlain || word.isEmpty else { return word }
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }
}
