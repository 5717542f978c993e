extension Plan {
  /// A number of rows or bytes, as far as it is known before the rows are read.
  ///
  /// | words | means |
  /// | --- | --- |
  /// | 120 | it is so |
  /// | at most 120 | it isn't more |
  /// | about 120 | an estimate: from the files' sizes and the length of sampled rows |
  /// | at most about 120 | it isn't more than what is estimated so |
  /// | not known | nothing tells it |
  public struct Quantity: Sendable, Hashable {
    /// The number; nil if nothing tells it.
    public let count: Int?

    /// Whether it may be less.
    public let isBound: Bool

    /// Whether it is estimated.
    public let isEstimate: Bool

    private init(_ count: Int?, isBound: Bool, isEstimate: Bool) {
      self.count = count.map { Swift.min($0, Self.most) }
      // Nothing at most, or of an estimate, is nothing.
      let isCertain = count == nil || count == 0
      self.isBound = isBound && !isCertain
      self.isEstimate = isEstimate && !isCertain
    }

    /// More than any memory or disk has, and still a number that can be added to others.
    private static let most = 1 << 60

    /// A number that is known.
    public static func exactly(_ count: Int) -> Quantity {
      Quantity(count, isBound: false, isEstimate: false)
    }

    /// A number that isn't exceeded.
    public static func atMost(_ count: Int) -> Quantity {
      Quantity(count, isBound: true, isEstimate: false)
    }

    /// A number that is estimated.
    public static func about(_ count: Int) -> Quantity {
      Quantity(count, isBound: false, isEstimate: true)
    }

    /// A number that nothing tells.
    public static let unknown = Quantity(nil, isBound: false, isEstimate: false)

    /// The same number, as one that may be less.
    package var asBound: Quantity { Quantity(count, isBound: true, isEstimate: isEstimate) }

    /// The same number, as one that is estimated.
    package var asEstimate: Quantity { Quantity(count, isBound: isBound, isEstimate: true) }

    /// The number times another one, rounded up; zero of anything is zero.
    ///
    /// - Parameter factor: at least 0.
    /// - Returns: as sure as the number is.
    package func times(_ factor: Double) -> Quantity {
      guard factor > 0 else { return .exactly(0) }
      guard let count else { return self }
      let product = (Double(count) * factor).rounded(.up)
      return Quantity(
        product < Double(Self.most) ? Int(product) : Self.most, isBound: isBound,
        isEstimate: isEstimate)
    }

    /// The number times another one.
    package func times(_ factor: Int) -> Quantity { times(Double(factor)) }

    /// The number, or another one if that is smaller, which always may be less.
    ///
    /// - Parameter limit: what isn't exceeded in any case.
    /// - Returns: the smaller number, as one that may be less.
    package func limited(to limit: Int) -> Quantity {
      guard let count, count <= limit else { return .atMost(limit) }
      return asBound
    }

    /// The sum of two numbers. What isn't known makes it unknown.
    public static func + (left: Quantity, right: Quantity) -> Quantity {
      guard let first = left.count, let second = right.count else { return .unknown }
      return Quantity(
        first + second, isBound: left.isBound || right.isBound,
        isEstimate: left.isEstimate || right.isEstimate)
    }
  }
}
