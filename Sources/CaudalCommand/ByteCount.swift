import ArgumentParser

/// A number of bytes: `500MB`, `1.5GiB`, `64000000`.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  /// The units, as the SI and IEC 80000-13 have them; their letters may be small, and the B may be left out.
  private static let units: [(name: String, bytes: Int)] = [
    ("", 1), ("B", 1), ("K", 1_000), ("KB", 1_000), ("M", 1_000_000), ("MB", 1_000_000),
    ("G", 1_000_000_000), ("GB", 1_000_000_000), ("T", 1_000_000_000_000),
    ("TB", 1_000_000_000_000), ("KI", 1 << 10), ("KIB", 1 << 10), ("MI", 1 << 20),
    ("MIB", 1 << 20), ("GI", 1 << 30), ("GIB", 1 << 30), ("TI", 1 << 40), ("TIB", 1 << 40),
  ]

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = argument.dropFirst(digits.count).drop { $0 == " " }.uppercased()
    guard let number = Double(String(digits)),
      let factor = Self.units.first(where: { $0.name == unit })?.bytes,
      number * Double(factor) >= 1, number * Double(factor) < 0x1p62
    else { return nil }
    bytes = Int(number * Double(factor))
  }
}
