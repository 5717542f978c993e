/// A series as whole numbers of a unit, so that sums of its products are exact in any order.
///
/// What they count is a ``SeriesUnit``. A value that is interpolated between decimals lies between
/// whole numbers; such rare ones have a fraction besides, of 20 bits as a rule.
struct IntegerSeries: Sendable {
  /// The whole numbers, less ``centre``.
  let whole: [Int64]

  /// The places of values with a fraction, and the fraction in parts of 2^`fractionBits`.
  let fractions: [(place: Int, value: Int64)]

  /// How many bits fractions have.
  let fractionBits: Int

  /// What was taken away from all, in units.
  let centre: Int64

  /// What a unit is.
  private let scale: SeriesUnit

  /// The whole numbers as doubles, if all sums of their products are exact in doubles; nil
  /// otherwise.
  let exact: [Double]?

  /// A unit in the unit of the series.
  var unit: Double { scale.size }

  /// Encodes a series.
  ///
  /// - Parameters:
  ///   - values: finite numbers, and NaN for what is to be interpolated; the first and the last are
  ///     numbers.
  ///   - isCentred: whether a number near the mean may be taken away.
  ///   - leavesOutGaps: whether that is the mean of the known values alone.
  init(_ values: [Double], isCentred: Bool, leavesOutGaps: Bool = false) {
    var census = UnitCensus()
    census.add(values)
    let unit = census.unit
    let codes = values.map { $0.isNaN ? LaggedSums.missing : unit.code($0) }
    var (sum, count) = (Int128(0), codes.count)
    if leavesOutGaps {
      let known = codes.filter { $0 != LaggedSums.missing }
      (sum, count) = (known.reduce(0) { $0 + Int128($1) }, known.count)
    }
    let largest = unit.code(census.largest)
    let (filled, fractions, bits) = Self.filled(codes, largest: largest)
    if !leavesOutGaps { sum = filled.reduce(0) { $0 + Int128($1) } }
    let centre = isCentred && count > 0 ? Int64(sum / Int128(count)) : 0
    self.init(filled, fractions, bits: bits, unit, centre: centre)
  }

  /// Takes over a series that has been encoded.
  ///
  /// - Parameters:
  ///   - codes: whole numbers of a unit, or `LaggedSums.missing` for what is to be interpolated; the first
  ///     and the last are known.
  ///   - unit: the unit.
  ///   - largest: the largest size of a number of the whole series, of which these may be a part.
  ///   - centre: what is taken away from all.
  init(_ codes: [Int64], _ unit: SeriesUnit, largest: Int64, centre: Int64) {
    let (filled, fractions, bits) = Self.filled(codes, largest: largest)
    self.init(filled, fractions, bits: bits, unit, centre: centre)
  }

  private init(
    _ codes: [Int64], _ fractions: [(place: Int, value: Int64)], bits: Int, _ unit: SeriesUnit,
    centre: Int64
  ) {
    (self.fractions, fractionBits, scale) = (fractions, bits, unit)
    self.centre = centre
    whole = codes.map { $0 - centre }
    let reach = Double(whole.reduce(0) { max($0, $1.magnitude) })
    let isExact = reach * reach * Double(codes.count) < 0x1p53
    exact = isExact ? whole.map { Double($0) } : nil
  }

  /// Interpolates what is missing among whole numbers.
  private static func filled(
    _ codes: [Int64], largest: Int64
  ) -> (codes: [Int64], fractions: [(place: Int, value: Int64)], bits: Int) {
    let bits = max(0, min(20, 50 - (Int64.bitWidth - largest.leadingZeroBitCount)))
    var filled = codes
    let fractions = interpolate(&filled, gaps(codes), bits: bits)
    return (filled, fractions, bits)
  }

  /// The runs of missing values, with the places of their neighbours.
  private static func gaps(
    _ values: [Int64]
  ) -> [(gap: Range<Int>, before: Int, behind: Int)] {
    var gaps: [(Range<Int>, Int, Int)] = []
    var place = 0
    while place < values.count {
      let first = place
      while place < values.count, values[place] == LaggedSums.missing { place += 1 }
      if place > first { gaps.append((first..<place, first - 1, place)) }
      place += 1
    }
    return gaps
  }

  /// Fills gaps with what lies on the line between their neighbours; returns the fractions.
  private static func interpolate(
    _ codes: inout [Int64], _ gaps: [(gap: Range<Int>, before: Int, behind: Int)], bits: Int
  ) -> [(place: Int, value: Int64)] {
    var fractions: [(Int, Int64)] = []
    for (gap, before, behind) in gaps {
      let (first, last) = (Int128(codes[before]) << bits, Int128(codes[behind]) << bits)
      let length = Int128(gap.count + 1)
      for place in gap {
        let part = Int128(place - before)
        // Half a part more, and down: to the nearest.
        let twice = 2 * (first * (length - part) + last * part) + length
        var value = twice / (2 * length)
        if twice < 0, value * 2 * length != twice { value -= 1 }
        let whole = value >> bits
        codes[place] = Int64(whole)
        let fraction = Int64(value - whole << bits)
        if fraction != 0 { fractions.append((place, fraction)) }
      }
    }
    return fractions
  }

  /// The values in units, less the centre, fractions and all.
  var doubles: [Double] {
    var values = exact ?? whole.map { Double($0) }
    let part = 1 / Double(1 << fractionBits)
    for (place, fraction) in fractions { values[place] += Double(fraction) * part }
    return values
  }

  /// The last values, in the unit of the series; decimals are those that were encoded, to the bit.
  func lastValues(_ count: Int) -> [Double] {
    let doubles = fractions.isEmpty ? nil : doubles
    let isWhole = whole.indices.suffix(count).map { place in
      doubles.map { $0[place] == Double(whole[place]) } ?? true
    }
    return zip(whole.indices.suffix(count), isWhole).map { place, isWhole in
      let value =
        isWhole
        ? Double(whole[place] + centre) : (doubles?[place] ?? 0) + Double(centre)
      return scale.value(value)
    }
  }

  /// The values in parts of 2^`fractionBits`; whole numbers if there are no fractions.
  private var fine: [Int64] {
    guard !fractions.isEmpty else { return whole }
    var values = whole.map { $0 << fractionBits }
    for (place, fraction) in fractions { values[place] += fraction }
    return values
  }

  /// The sums of products Σ z(t − i)·z(t − j) over the steps t from a first one on, of any two of
  /// some lags, in squares of the unit.
  ///
  /// With k = j − i this is Σ z(s)·z(s + k) over all s, which takes n multiplications for each k,
  /// less the products at the start and at the end (as in the recurrences of *covariance* linear
  /// prediction: M. Morf, B. Dickinson, T. Kailath, A. Vieira, 1977,
  /// <https://doi.org/10.1109/TASSP.1977.1162980>). All are integers, so nothing is lost by
  /// subtracting.
  ///
  /// - Parameters:
  ///   - lags: the lags, increasing, at least 0.
  ///   - first: the first step, at least the largest lag.
  /// - Returns: the sums for pairs of places in `lags`, the later of a pair counting rows.
  /// - Complexity: O(n × differences of lags).
  func products(_ lags: [Int], from first: Int) -> [[Double]] {
    let count = whole.count
    var byDifference: [Int: [(row: Int, column: Int)]] = [:]
    var differences: [Int] = []
    for row in lags.indices {
      for column in 0...row {
        let difference = lags[row] - lags[column]
        if byDifference[difference] == nil { differences.append(difference) }
        byDifference[difference, default: []].append((row, column))
      }
    }
    let values = fine
    let scale = fractions.isEmpty ? 1 : 1 / Double(1 << (2 * fractionBits))
    var result = lags.indices.map { Array(repeating: 0.0, count: $0 + 1) }
    for difference in differences {
      let all = sum(difference)
      let end = max(count - difference, 0)
      func product(_ step: Int) -> Int128 {
        Self.product(values[step], values[step + difference])
      }
      // The pairs of the largest lags leave out the fewest products at the start, and the most at
      // the end.
      for (row, column) in byDifference[difference] ?? [] {
        let start = first - lags[row]
        var sum = all
        for step in 0..<min(start, end) { sum -= product(step) }
        for step in max(count - lags[row], 0)..<max(end, count - lags[row]) { sum -= product(step) }
        result[row][column] = Double(sum) * scale
      }
    }
    return result
  }

  /// Σ z(s)·z(s + k) over all s.
  private func sum(_ difference: Int) -> Int128 {
    let count = max(whole.count - difference, 0)
    var sum = Int128(0)
    if let exact {
      sum = Int128(Self.exactSum(exact, difference, count))
    } else {
      // In blocks whose sums can't overflow: numbers have 51 bits at most.
      for start in stride(from: 0, to: count, by: 1 << 20) {
        sum += wholeSum(start..<min(start + (1 << 20), count), difference)
      }
    }
    guard !fractions.isEmpty else { return sum }
    var mixed = Int128(0)
    var fine = Int128(0)
    var other = 0
    for (place, fraction) in fractions {
      if place >= difference { mixed += Int128(fraction) * Int128(whole[place - difference]) }
      guard place + difference < whole.count else { continue }
      mixed += Int128(fraction) * Int128(whole[place + difference])
      while other < fractions.count, fractions[other].place < place + difference { other += 1 }
      if other < fractions.count, fractions[other].place == place + difference {
        fine += Int128(fraction) * Int128(fractions[other].value)
      }
    }
    return sum << (2 * fractionBits) + mixed << fractionBits + fine
  }

  /// A part of Σ z(s)·z(s + k).
  private func wholeSum(_ steps: Range<Int>, _ difference: Int) -> Int128 {
    precondition(
      steps.lowerBound >= 0 && steps.upperBound + difference <= whole.count,
      "steps beyond the values")
    return unsafe whole.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return 0 }
      // Sound: checked above.
      var left = unsafe base + steps.lowerBound
      var right = unsafe left + difference
      // Two sums, as each addition waits for the carry of the one before.
      var (sum, other) = (Int128(0), Int128(0))
      for _ in 0..<steps.count / 4 {
        unsafe sum &+= Self.product(left[0], right[0])
        unsafe other &+= Self.product(left[1], right[1])
        unsafe sum &+= Self.product(left[2], right[2])
        unsafe other &+= Self.product(left[3], right[3])
        unsafe left += 4
        unsafe right += 4
      }
      for rest in 0..<steps.count % 4 { unsafe sum &+= Self.product(left[rest], right[rest]) }
      return sum &+ other
    }
  }

  @inline(__always)
  private static func product(_ left: Int64, _ right: Int64) -> Int128 {
    let (high, low) = left.multipliedFullWidth(by: right)
    return Int128(high) << 64 | Int128(low)
  }

  /// The sum of products of whole numbers that is exact in doubles, whatever the order.
  private static func exactSum(_ values: [Double], _ difference: Int, _ count: Int) -> Double {
    var lanes = SIMD8<Double>()
    var more = SIMD8<Double>()
    var step = 0
    unsafe values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      func vector(_ place: Int) -> SIMD8<Double> {
        // Sound: vectors end before `count` + `difference`.
        unsafe UnsafeRawPointer(base + place).loadUnaligned(as: SIMD8<Double>.self)
      }
      while step + 16 <= count {
        lanes += vector(step) * vector(step + difference)
        more += vector(step + 8) * vector(step + 8 + difference)
        step += 16
      }
    }
    var sum = (lanes + more).sum()
    while step < count {
      sum += values[step] * values[step + difference]
      step += 1
    }
    return sum
  }
}
