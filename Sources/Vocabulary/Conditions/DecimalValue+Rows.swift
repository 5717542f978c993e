package import CSV

/// What is computed of the numbers of many rows: loops that are here, because Swift inlines nothing of package
/// access into other modules.
extension DecimalValue {
  /// The decimals that are printed for doubles.
  ///
  /// - Parameters:
  ///   - doubles: a finite number at the place of each row.
  ///   - rows: the rows that are looked at.
  ///   - decimals: where the decimals go, each to the place of its row.
  /// - Complexity: O(rows).
  package static func take(
    _ doubles: [Double], in rows: RowMask, into decimals: inout [DecimalValue]
  ) {
    // Numbers of one column have mostly as many decimals as those before.
    var places = 0
    var decimals = decimals.mutableSpan
    let doubles = doubles.span
    rows.forEach { row in decimals[row] = DecimalValue(doubles[row], places: &places) }
  }

  /// The results of an operation.
  ///
  /// - Parameters:
  ///   - operation: the operation.
  ///   - left: the first operands, each at the place of its row; afterwards the results.
  ///   - right: the second operands.
  ///   - rows: the rows that have both.
  /// - Returns: the rows that have a result; see ``applying(_:_:)``.
  /// - Complexity: O(rows).
  package static func apply(
    _ operation: Arithmetic, _ left: inout [DecimalValue], _ right: [DecimalValue], in rows: RowMask
  ) -> RowMask {
    switch operation {
    case .sum: each(&left, right, rows) { $0.applying(.sum, $1) }
    case .difference: each(&left, right, rows) { $0.applying(.difference, $1) }
    case .product: each(&left, right, rows) { $0.applying(.product, $1) }
    case .quotient: each(&left, right, rows) { $0.applying(.quotient, $1) }
    }
  }

  @inline(__always)
  private static func each(
    _ left: inout [DecimalValue], _ right: [DecimalValue], _ rows: RowMask,
    _ operation: (DecimalValue, DecimalValue) -> DecimalValue?
  ) -> RowMask {
    var present = rows
    var left = left.mutableSpan
    let right = right.span
    rows.forEach { row in
      if let value = operation(left[row], right[row]) {
        left[row] = value
      } else {
        present.words[row >> 6] &= ~(1 << UInt64(row & 63))
      }
    }
    return present
  }

  /// Finds out in which rows a number is less than another one, and in which it is the same.
  ///
  /// - Parameters:
  ///   - left: the first numbers, each at the place of its row.
  ///   - right: the second numbers.
  ///   - rows: the rows that have both.
  /// - Returns: the rows whose first number is less, and those in which both are the same.
  /// - Complexity: O(rows).
  package static func order(
    _ left: [DecimalValue], _ right: [DecimalValue], in rows: RowMask
  ) -> (less: RowMask, equal: RowMask) {
    var (less, equal) = (RowMask(), RowMask())
    let (left, right) = (left.span, right.span)
    rows.forEach { row in
      let order = order(left[row], right[row])
      if order < 0 { less.insert(row) }
      if order == 0 { equal.insert(row) }
    }
    return (less, equal)
  }
}
