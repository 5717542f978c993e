import Statistics
import Testing

/// Checks the laws of ``Mergeable`` on every way of cutting a few leaves into three neighbouring
/// runs.
///
/// 1. *Identity*: nothing changes when the result of no values is merged in, before or after.
/// 2. *Associativity*: the runs of three may be merged from the left or from the right.
/// 3. *Order*: the merged results of two runs are the result of the whole.
///
/// The runs include those that are all empty, partly empty and of one leaf.
struct MergeableLaws<Partial: Mergeable> {
  /// The numbers that a result is made of, to be compared to the last bit.
  let bits: (Partial) -> [UInt64]

  /// Whether two results are the same as far as associativity is promised; nil: to the last bit.
  var isClose: ((Partial, Partial) -> Bool)?

  /// Checks the laws.
  ///
  /// - Parameters:
  ///   - leafCount: the number of leaves.
  ///   - sourceLocation: the test.
  ///   - result: the result of a run of leaves.
  func check(
    leafCount: Int, sourceLocation: SourceLocation = #_sourceLocation,
    _ result: (Range<Int>) -> Partial
  ) {
    let identity = Partial.identity
    #expect(
      areSame(identity.merged(with: identity), identity), "law 1: empty with empty",
      sourceLocation: sourceLocation)
    let whole = result(0..<leafCount)
    for first in 0...leafCount {
      for second in first...leafCount {
        let runs = [0..<first, first..<second, second..<leafCount]
        let (a, b, c) = (result(runs[0]), result(runs[1]), result(runs[2]))
        #expect(
          areSame(b.merged(with: identity), b), "law 1: identity after \(runs[1])",
          sourceLocation: sourceLocation)
        #expect(
          areSame(identity.merged(with: b), b), "law 1: identity before \(runs[1])",
          sourceLocation: sourceLocation)
        let left = a.merged(with: b).merged(with: c)
        let right = a.merged(with: b.merged(with: c))
        #expect(areClose(left, right), "law 2: \(runs)", sourceLocation: sourceLocation)
        #expect(areClose(left, whole), "law 3: \(runs)", sourceLocation: sourceLocation)
      }
    }
  }

  private func areSame(_ left: Partial, _ right: Partial) -> Bool { bits(left) == bits(right) }

  private func areClose(_ left: Partial, _ right: Partial) -> Bool {
    isClose?(left, right) ?? areSame(left, right)
  }
}

extension DoubleDouble {
  /// The bits of both parts, those of minus zero as those of zero.
  var bits: [UInt64] { [(high + 0).bitPattern, (low + 0).bitPattern] }

  /// Whether two sums differ by no more than a few roundings in twice the precision.
  ///
  /// - Parameters:
  ///   - other: the other sum.
  ///   - size: the sum of the terms' sizes.
  /// - Returns: true if their difference is at most 2⁻⁹⁸ of that size.
  func isClose(to other: DoubleDouble, size: Double) -> Bool {
    let difference = self - other
    return abs(difference.high) <= size * 0x1p-98
  }
}

extension Summary {
  /// The bits of all parts.
  var bits: [UInt64] {
    [UInt64(count)] + sum.bits + [minimum, maximum].map { ($0 ?? .nan).bitPattern }
  }
}

extension PowerSums {
  /// The bits of all parts.
  var bits: [UInt64] { second.bits + third.bits + fourth.bits }
}

extension ValueCount {
  /// The bits of both parts.
  var bits: [UInt64] { [value.bitPattern, UInt64(count)] }
}
