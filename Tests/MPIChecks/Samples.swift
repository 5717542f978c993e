/// A type with padding inside its stride but outside its size.
struct Padded: BitwiseCopyable, Equatable {
  var wide: Int64
  var narrow: UInt8

  init(_ value: Int) {
    self.wide = Int64(value) * 1_000_000_007
    self.narrow = UInt8(truncatingIfNeeded: value)
  }
}

/// A type with an odd stride.
struct Triple: BitwiseCopyable, Equatable {
  var first: UInt8
  var second: UInt8
  var third: UInt8

  init(_ value: Int) {
    self.first = UInt8(truncatingIfNeeded: value)
    self.second = UInt8(truncatingIfNeeded: value >> 8)
    self.third = UInt8(truncatingIfNeeded: value >> 16)
  }
}

/// A matrix of 2 x 2 integers modulo 2^64, whose product is associative and not commutative.
struct Matrix: BitwiseCopyable, Equatable {
  var a: UInt64
  var b: UInt64
  var c: UInt64
  var d: UInt64

  static let identity = Matrix(a: 1, b: 0, c: 0, d: 1)

  init(a: UInt64, b: UInt64, c: UInt64, d: UInt64) {
    self.a = a
    self.b = b
    self.c = c
    self.d = d
  }

  /// A matrix that commutes with hardly any other of its kind.
  init(rank: Int, index: Int = 0) {
    let seed = UInt64(rank + 1)
    self.init(a: seed, b: UInt64(index) &+ 3, c: 5 &* seed &+ 1, d: UInt64(index) ^ 7)
  }

  static func * (left: Matrix, right: Matrix) -> Matrix {
    Matrix(
      a: left.a &* right.a &+ left.b &* right.c,
      b: left.a &* right.b &+ left.b &* right.d,
      c: left.c &* right.a &+ left.d &* right.c,
      d: left.c &* right.b &+ left.d &* right.d
    )
  }

  /// The product of the matrices of some ranks, in their order.
  static func product(of ranks: Range<Int>, index: Int = 0) -> Matrix {
    ranks.reduce(.identity) { $0 * Matrix(rank: $1, index: index) }
  }
}

/// A run of neighbouring ranks, which notices if it isn't joined with its neighbour.
struct Run: BitwiseCopyable, Equatable {
  var first: Int
  var last: Int
  var isUnbroken = true

  func joined(_ next: Run) -> Run {
    let joins = isUnbroken && next.isUnbroken && last + 1 == next.first
    return Run(first: first, last: next.last, isUnbroken: joins)
  }
}
