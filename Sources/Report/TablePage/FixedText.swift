import Vocabulary

extension Double {
  /// The number with so many decimals, none left out, for columns of a table: 0.50, −1.25. Halves are rounded away
  /// from zero.
  ///
  /// - Parameter decimals: how many, at least 1.
  /// - Returns: the text; that of larger numbers than 10¹² is ``shortText``.
  func fixedText(decimals: Int) -> String {
    guard abs(self) < 1e12 else { return shortText }
    let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
    let units = Int((abs(self) * Double(scale)).rounded())
    let fraction = String(units % scale)
    let sign = self < 0 && units > 0 ? "-" : ""
    let zeros = String(repeating: "0", count: decimals - fraction.utf8.count)
    return "\(sign)\(units / scale).\(zeros)\(fraction)"
  }
}
