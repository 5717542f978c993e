/// The bins of a histogram: neighbouring ranges of one width, whose edges are short decimal numbers.
///
/// ```swift
/// let bins = HistogramBins(from: 0.3, through: 9.1, most: 16)
/// bins?.edges.first  // 0
/// bins?.number(of: 2.5)  // 2: from 2 to 3
/// ```
///
/// The width is 1, 2, 2.5 or 5 times a power of ten, and every edge a multiple of it, as the double that is nearest to
/// the decimal number. So a number that stands in a file as an edge lies behind that edge. The bins depend on the
/// extrema alone, and counts in them are whole numbers: whoever counts which numbers, the sums are the same.
package struct HistogramBins: Sendable, Hashable {
  /// The edges, ascending, one more than there are bins; of numbers that are all the same, that number twice.
  package let edges: [Double]

  private let binsPerUnit: Double

  /// 1, 2, 2.5 and 5, in tenths.
  private static let tenths = [10, 20, 25, 50]

  /// Lays out the bins; nil if an extremum isn't finite.
  ///
  /// - Parameters:
  ///   - minimum: the smallest number.
  ///   - maximum: the largest number.
  ///   - most: how many bins there are at most, at least 4; there are hardly fewer than a third of that, but of whole
  ///     numbers.
  ///   - areWhole: whether all numbers are whole. Then edges are, too, and the last bin has so many of them as others.
  package init?(from minimum: Double, through maximum: Double, most: Int, areWhole: Bool = false) {
    guard minimum.isFinite, maximum.isFinite, minimum <= maximum else { return nil }
    guard minimum < maximum else {
      edges = [minimum, maximum]
      binsPerUnit = 0
      return
    }
    // Multiples of a smaller width couldn't be told apart.
    let magnitude = max(abs(minimum), abs(maximum))
    let least = max(
      (maximum / 2 - minimum / 2) / (Double(most) / 2), magnitude * 0x1p-50,
      Double.leastNormalMagnitude)
    // log10(2) = 0.30103; what it is off by, the search makes good.
    var exponent = Int((Double(least.exponent) * 0.30103).rounded(.down)) - 2
    while true {
      for factor in Self.tenths {
        guard let width = Double("\(factor)e\(exponent)"), width >= least * (1 - 1e-9),
          !areWhole || width == width.rounded()
        else { continue }
        let scale = DecimalScale(factor: factor, exponent: exponent, width: width)
        let edges = scale.edges(from: minimum, through: maximum, reachesBeyond: areWhole)
        guard edges.count - 1 <= most else { continue }
        self.edges = edges
        binsPerUnit = 1 / width
        return
      }
      exponent += 1
    }
  }

  /// The number of bins, at least 1.
  package var count: Int { edges.count - 1 }

  /// The bin in which a number lies: that whose lower edge is the last that isn't beyond it.
  ///
  /// - Parameter value: a number between the extrema, both included.
  /// - Returns: its number, from 0.
  package func number(of value: Double) -> Int {
    let guess = (value - edges[0]) * binsPerUnit
    var bin = guess.isFinite ? min(max(Int(guess), 0), count - 1) : 0
    while bin > 0, value < edges[bin] { bin -= 1 }
    while bin < count - 1, value >= edges[bin + 1] { bin += 1 }
    return bin
  }
}

/// Multiples of a decimal number.
private struct DecimalScale {
  let factor: Int
  let exponent: Int
  let width: Double

  /// A multiple, as the nearest number to it.
  func value(of multiple: Int) -> Double {
    let value = Double("\(multiple * factor)e\(exponent)") ?? Double(multiple) * width
    return min(max(value, -Double.greatestFiniteMagnitude), Double.greatestFiniteMagnitude)
  }

  /// The multiples that enclose a range.
  ///
  /// - Parameters:
  ///   - minimum: the smallest number.
  ///   - maximum: the largest number.
  ///   - reachesBeyond: whether the last one lies beyond the largest number, and isn't that number.
  /// - Returns: the multiples, ascending.
  func edges(from minimum: Double, through maximum: Double, reachesBeyond: Bool) -> [Double] {
    var first = Int((minimum / width).rounded(.down))
    while value(of: first) > minimum { first -= 1 }
    while value(of: first + 1) <= minimum { first += 1 }
    var edges = [value(of: first)]
    var multiple = first
    // No more than are of use: the caller looks for a larger width if there are too many.
    while edges.count < 1_000 {
      let last = edges[edges.count - 1]
      if reachesBeyond ? last > maximum : last >= maximum { break }
      multiple += 1
      edges.append(value(of: multiple))
      if edges[edges.count - 1] == Double.greatestFiniteMagnitude { break }
    }
    return edges
  }
}
