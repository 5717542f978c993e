import TestSupport
import Testing

@testable import TimeSeries

/// Autoregressions of series that come in parts.
@Suite("Long autoregressions")
struct LongAutoregressionTests {
  /// What a series looks like.
  enum Kind: CaseIterable {
    /// Hundredths.
    case decimals
    /// Thirds, which no unit of ten has.
    case thirds
    /// Hundredths near a large number.
    case faraway
  }

  /// A series with gaps, which begins and ends with a known value.
  private func series(
    _ kind: Kind, _ count: Int, gaps: Int, longest: Int, _ random: inout SeededGenerator
  ) -> [Double] {
    var values: [Double] = []
    var last = 0.0
    for _ in 0..<count {
      last = 0.8 * last + Double(Int.random(in: -500...500, using: &random))
      let whole = last.rounded()
      values.append(
        kind == .thirds ? whole / 3 : kind == .faraway ? 1e9 + whole / 100 : whole / 100)
    }
    for _ in 0..<gaps {
      let first = Int.random(in: 1..<count - 1, using: &random)
      let end = min(first + Int.random(in: 1...longest, using: &random), count - 1)
      for step in first..<end { values[step] = .nan }
    }
    return values
  }

  /// The parts of a series, and the gaps before them.
  private func parts(
    _ values: [Double], _ long: LongAutoregression, longest: Int,
    _ random: inout SeededGenerator
  ) -> [(gap: Int, part: LongAutoregression.Part)] {
    var parts: [(Int, LongAutoregression.Part)] = []
    var (start, end) = (0, 0)
    while start < values.count {
      let last = min(start + Int.random(in: 1...longest, using: &random), values.count)
      let known = (start..<last).filter { !values[$0].isNaN }
      if let first = known.first, let behind = known.last.map({ $0 + 1 }) {
        parts.append((first - end, long.part(Array(values[first..<behind]))))
        end = behind
      }
      start = last
    }
    return parts
  }

  @Test(
    "Sums of parts, put together in any order, give the model of the whole series, to the bit",
    arguments: Kind.allCases, [[1], [1, 2, 3, 24], [1, 5, 40], [3, 4, 30, 31, 60]])
  func parts(_ kind: Kind, _ lags: [Int]) throws {
    var random = SeededGenerator(seed: 14)
    for round in 0..<12 {
      let gaps = [0, 1, 6][round % 3]
      let values = series(
        kind, Int.random(in: 900...1200, using: &random), gaps: gaps,
        longest: [3, 50, 120][round / 4], &random)
      let isWhole = !values.contains { $0.isNaN }
      let whole = try Autoregression(lags: lags, gaps: isWhole ? .interpolation : .completeRows)
        .fit(values)
      var census = UnitCensus()
      census.add(values)
      let long = LongAutoregression(lags: lags, census, near: values[round])
      var pieces = parts(values, long, longest: [2, 30, 200, 500][round % 4], &random)
      while pieces.count > 1 {
        let place = Int.random(in: 1..<pieces.count, using: &random)
        var words: [Int] = []
        pieces[place].part.write(to: &words)
        var reader = WordReader(words)
        pieces[place - 1].part.append(long.part(&reader), gap: pieces[place].gap)
        #expect(reader.isAtEnd)
        pieces.remove(at: place)
      }
      #expect(long.isRight(for: pieces[0].part))
      let model = try long.fit(pieces[0].part)
      #expect(model.coefficients == whole.coefficients)
      #expect(model.standardErrors == whole.standardErrors)
      #expect(model.regression == whole.regression)
      #expect(model.deviation == whole.deviation)
      #expect(model.logLikelihood == whole.logLikelihood)
      #expect((model.count, model.seriesLength) == (whole.count, whole.seriesLength))
      #expect(model.history == whole.history)
      #expect(model.specification.gaps == whole.specification.gaps)
      #expect(model.forecast(steps: 3).means == whole.forecast(steps: 3).means)
    }
  }

  @Test("Sums over whole rows are those of a plain loop", arguments: [0, 4])
  func rows(_ gaps: Int) {
    var random = SeededGenerator(seed: 5)
    let form = LagForm([1, 2, 7, 12])
    let codes = series(.decimals, 300, gaps: gaps, longest: 20, &random).map {
      $0.isNaN ? LaggedSums.missing : Int64(($0 * 100).rounded())
    }
    let rows = (12..<300).filter { row in
      form.lags.allSatisfy { codes[row - $0] != LaggedSums.missing }
    }
    #expect(gaps == 0 || rows.count < 288)
    let sums = LaggedSums(codes, form).rows(less: 17)
    #expect(sums.count == rows.count)
    for (row, one) in form.lags.enumerated() {
      let total = rows.reduce(Int128(0)) { $0 + Int128(codes[$1 - one] - 17) }
      #expect(sums.totals[row] == WideInteger(total))
      for (column, other) in form.lags.enumerated().prefix(row + 1) {
        let product = rows.reduce(Int128(0)) {
          $0 + Int128(codes[$1 - one] - 17) * Int128(codes[$1 - other] - 17)
        }
        #expect(sums.products[LagForm.place(row, column)] == WideInteger(product))
      }
    }
  }

  @Test("A unit that was guessed wrong is found to be")
  func guess() {
    var census = UnitCensus()
    census.add([1.5, 2.5])
    let long = LongAutoregression(lags: [1], census, near: 2)
    var part = long.part([1.5, 2.5, 2])
    #expect(long.isRight(for: part))
    part.append(long.part([2.25]), gap: 0)
    #expect(!long.isRight(for: part))
    #expect(LongAutoregression(lags: [1], part.census, near: 2).isRight(for: part))
  }

  @Test("Wide whole numbers carry, and are rounded once")
  func wide() {
    var sum = WideInteger(Int128.max)
    sum += WideInteger(Int128.max)
    #expect(sum.double == 0x1p128)
    sum -= WideInteger(Int128.max)
    #expect(sum == WideInteger(Int128.max))
    #expect(WideInteger(-3).times(5) == WideInteger(-15))
    #expect(WideInteger(Int128.min).times(-4).double == 0x1p129)
    #expect(WideInteger(-(1 << 70) - 1).double == -0x1p70)
    // 2¹¹⁷ + 2⁶⁴ + 1 lies above the middle between two doubles; without the 1, on it.
    #expect(WideInteger(1 << 117 + 1 << 64 + 1).double == 0x1p117 + 0x1p65)
    #expect(WideInteger(1 << 117 + 1 << 64).double == 0x1p117)
    var wider = WideInteger(1 << 117 + 1 << 64).times(1 << 20)
    #expect(wider.double == 0x1p137)
    wider += WideInteger(1)
    #expect(wider.double == 0x1p137 + 0x1p85)
    var words = WordReader(wider.words)
    #expect(WideInteger(&words) == wider)
  }
}
