import NumericalMethods

/// Deterministic terms whose values at other steps are combinations of their values at one: x(t +
/// l) = A(l)·x(t).
///
/// A pair of cosine and sine turns, a trend grows by a part of the constant, a product of seasons
/// turns in both. So sums over shifted steps are turned sums, and what would take a pass over the
/// series for each lag takes one pass in all.
///
/// The trend is centred, if there is a constant, and divided by the number of steps here; a trend
/// without a constant has one beside it that isn't among the columns.
struct ShiftedTerms: Sendable {
  /// One column, as a product of up to two sums of harmonics.
  private struct Turn: Sendable {
    let harmonic: Int
    let period: Int
    var hasSine: Bool { 2 * harmonic < period }
    var size: Int { hasSine ? 2 : 1 }
  }

  /// Columns that turn together: the cosines and sines of the first times those of the second.
  private struct Block: Sendable {
    let columns: [Int]
    let turns: [Turn]
  }

  /// The number of columns, an added constant among them.
  let count: Int

  /// Whether the first column is a constant that isn't among the terms.
  let hasAddedConstant: Bool

  private let constant: Int?
  private let trend: Int?
  private let blocks: [Block]

  /// The step of the series that counts as 0 here.
  let offset: Int

  /// What the trend is divided by, and what is taken away from the quotient.
  let trendUnit: Double
  let trendCentre: Double

  /// Prepares terms.
  ///
  /// - Parameters:
  ///   - terms: the terms.
  ///   - offset: the step that counts as 0.
  ///   - length: the number of steps from there on.
  init(_ terms: DeterministicTerms, offset: Int, length: Int) {
    self.offset = offset
    hasAddedConstant = terms.hasTrend && !terms.hasConstant
    var next = 0
    func take(_ isThere: Bool) -> Int? {
      guard isThere else { return nil }
      defer { next += 1 }
      return next
    }
    constant = take(terms.hasConstant || hasAddedConstant)
    trend = take(terms.hasTrend)
    trendUnit = Double(max(length, 1))
    trendCentre = terms.hasConstant ? 0.5 + Double(offset) / trendUnit : 0
    var blocks: [Block] = []
    for season in terms.seasons {
      for turn in Self.turns(season) {
        blocks.append(Block(columns: Array(next..<next + turn.size), turns: [turn]))
        next += turn.size
      }
    }
    for product in terms.products {
      let (first, second) = (Self.turns(product.first), Self.turns(product.second))
      let width = second.reduce(0) { $0 + $1.size }
      var row = 0
      for one in first {
        var column = 0
        for other in second {
          let columns = (0..<one.size).flatMap { i in
            (0..<other.size).map { next + (row + i) * width + column + $0 }
          }
          blocks.append(Block(columns: columns, turns: [one, other]))
          column += other.size
        }
        row += one.size
      }
      next += row * width
    }
    self.blocks = blocks
    count = next
  }

  private static func turns(_ season: DeterministicTerms.Season) -> [Turn] {
    (1...season.harmonics).map { Turn(harmonic: $0, period: season.period) }
  }

  /// The values at step 0.
  var origin: [Double] {
    var values = Array(repeating: 0.0, count: count)
    // At step 0 of the series all cosines are 1 and all sines 0.
    for block in blocks { values[block.columns[0]] = 1 }
    values = shifted(values, by: offset)
    if let constant { values[constant] = 1 }
    if let trend { values[trend] = self.trend(at: 0) }
    return values
  }

  /// The trend at a step.
  func trend(at step: Int) -> Double { Double(step + offset + 1) / trendUnit - trendCentre }

  /// A(l)·x: what values of some step become l steps later.
  func shifted(_ values: [Double], by steps: Int) -> [Double] {
    var result = values
    if let constant, let trend {
      result[trend] += Double(steps) / trendUnit * values[constant]
    }
    for block in blocks {
      var part = block.columns.map { values[$0] }
      for (index, turn) in block.turns.enumerated() {
        // The second turn's pairs are neighbours, the first one's as far apart as the second has
        // columns.
        let distance = index + 1 < block.turns.count ? block.turns[index + 1].size : 1
        rotate(&part, turn, distance: distance, by: steps)
      }
      for (place, column) in block.columns.enumerated() { result[column] = part[place] }
    }
    return result
  }

  private func rotate(_ part: inout [Double], _ turn: Turn, distance: Int, by steps: Int) {
    let angle = turn.harmonic * (steps % turn.period)
    let (cosine, sine) = Elementary.cosineAndSine(ofTurn: angle, over: turn.period)
    guard turn.hasSine else {
      for place in part.indices { part[place] *= cosine }
      return
    }
    for place in part.indices where place / distance % 2 == 0 {
      let (x, y) = (part[place], part[place + distance])
      part[place] = x * cosine - y * sine
      part[place + distance] = y * cosine + x * sine
    }
  }

  /// Σ x(t)·x(t)ᵀ over steps, by doubling: the sum over twice as many is the sum, and the sum
  /// turned.
  ///
  /// - Complexity: O(columns² × log steps).
  func products(_ steps: Range<Int>) -> Matrix {
    var sum = Matrix(rows: count, columns: count)
    var length = 0
    for bit in (0..<Int.bitWidth - steps.count.leadingZeroBitCount).reversed() {
      add(shifted(sum, by: length), to: &sum)
      length *= 2
      guard steps.count >> bit & 1 == 1 else { continue }
      let values = shifted(origin, by: length)
      for column in 0..<count {
        for row in 0..<count { sum[row, column] += values[row] * values[column] }
      }
      length += 1
    }
    return shifted(sum, by: steps.lowerBound)
  }

  private func add(_ matrix: Matrix, to sum: inout Matrix) {
    for index in sum.elements.indices { sum.elements[index] += matrix.elements[index] }
  }

  /// A(l)·M·A(l)ᵀ.
  private func shifted(_ matrix: Matrix, by steps: Int) -> Matrix {
    guard steps > 0 else { return matrix }
    func turned(_ matrix: Matrix) -> Matrix {
      var result = Matrix(rows: count, columns: count)
      for column in 0..<count {
        let values = shifted((0..<count).map { matrix[$0, column] }, by: steps)
        for row in 0..<count { result[row, column] = values[row] }
      }
      return result
    }
    return turned(turned(matrix).transposed)
  }

  /// The columns over steps, an added constant among them, as products of up to two others.
  ///
  /// - Returns: columns, and for each of the terms' which of these is meant, or which two are to be
  ///   multiplied.
  func factors(
    _ terms: DeterministicTerms, _ steps: Range<Int>
  ) -> (columns: [[Double]], products: [(one: Int, other: Int?)]) {
    let steps = steps.lowerBound + offset..<steps.upperBound + offset
    var columns: [[Double]] = []
    if constant != nil { columns.append(Array(repeating: 1, count: steps.count)) }
    if trend != nil {
      columns.append(steps.map { Double($0 + 1) / trendUnit - trendCentre })
    }
    var products = columns.indices.map { (one: $0, other: Int?.none) }
    // Seasons with their columns' places: products mostly have those that are there by themselves.
    var known: [(season: DeterministicTerms.Season, first: Int)] = []
    func places(_ season: DeterministicTerms.Season) -> Range<Int> {
      let count = Self.turns(season).reduce(0) { $0 + $1.size }
      let found = known.first {
        $0.season.period == season.period && $0.season.harmonics >= season.harmonics
      }
      if let found { return found.first..<found.first + count }
      known.append((season, columns.count))
      columns += DeterministicTerms.columns(season, steps)
      return columns.count - count..<columns.count
    }
    for season in terms.seasons { products += places(season).map { ($0, nil) } }
    for product in terms.products {
      let (first, second) = (places(product.first), places(product.second))
      for one in first { products += second.map { (one, $0) } }
    }
    return (columns, products)
  }
}
