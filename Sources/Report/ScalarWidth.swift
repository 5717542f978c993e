extension Unicode.Scalar {
  /// The cells of a terminal that a visible character takes: two if it is wide, none if it is a mark
  /// on the one before it, otherwise one.
  ///
  /// Wide is what Unicode calls W and F ([Unicode Standard Annex #11, East Asian
  /// Width](https://www.unicode.org/reports/tr11/), `EastAsianWidth.txt` of Unicode 16; ranges are
  /// joined over characters that don't exist), emoji among them. Marks are those of the categories
  /// Mn, Me and Cf, and the vowels and final consonants of Korean letters that are put together. The
  /// width of a text is the sum over its characters, as of the C library's `wcswidth`; terminals that
  /// join several emoji into one may take less.
  var width: Int {
    // Latin letters, also with accents, are what most texts consist of.
    if value < 0x0300 { return 1 }
    return isMark ? 0 : isWide ? 2 : 1
  }

  private var isMark: Bool {
    switch value {
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return true
    // Signs that stand in front of Arabic and Syriac numbers are formats, but visible.
    case 0x0600...0x0605, 0x06DD, 0x070F, 0x0890...0x0891, 0x08E2, 0x110BD, 0x110CD: return false
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return true
    default: return false
    }
  }

  private var isWide: Bool {
    switch value {
    // Korean, Chinese and Japanese, and the forms that go with them.
    case 0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E,
      0x3041...0x3247, 0x3250...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FF,
      0x1D300...0x1D376, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD:
      true
    // Halves of flags: a flag of two takes two.
    case 0x1F1E6...0x1F1FF: false
    default: properties.isEmojiPresentation
    }
  }
}
