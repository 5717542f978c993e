/// The sums of products of a series with itself some steps later, exact, of any part of it.
///
/// A part begins and ends with a known value. The sums of two parts, and of the pairs across their border,
/// are those of both together: so a series may be cut anywhere, summed up by many, and put together again,
/// to the same integers. What that takes besides the sums are the first and the last values, as many as the
/// longest lag: the halo.
///
/// Rows are steps with their lags; those that lack a value are left out. Their products are added up with
/// all others, missing values being 0, and what is wrong around gaps is added up besides, to be taken away
/// in the end.
struct LaggedSums: Sendable {
  /// What stands for a missing value.
  static let missing = Int64.min

  /// The lags.
  let form: LagForm

  /// The number of steps.
  private(set) var count: Int

  /// The number of known values.
  private(set) var known: Int

  /// The sum of the values.
  private(set) var total: Int128

  /// The number of whole rows, of those that lie in the part with all their lags.
  private(set) var wholeRows: Int

  /// For each difference of lags Σ z(s)·z(s + k).
  private(set) var products: [WideInteger]

  /// The sums over rows, in the part with all their lags, that lack a value; nil if there are none.
  private(set) var broken: RowSums?

  /// The first values, as many as the longest lag.
  private(set) var head: [Int64]

  /// The last values, as many as the longest lag.
  private(set) var tail: [Int64]

  /// The last known value before the last values, and how many steps before their first: where that is
  /// missing.
  private(set) var before: (value: Int64, steps: Int) = (0, 0)

  /// Sums up a part.
  ///
  /// - Parameters:
  ///   - codes: whole numbers below 2⁵¹ in size, or ``missing``; the first and the last are known.
  ///   - form: the lags.
  /// - Complexity: O(steps × differences of lags).
  init(_ codes: [Int64], _ form: LagForm) {
    self.form = form
    count = codes.count
    var (known, total, reach) = (0, Int128(0), UInt64(0))
    for code in codes where code != Self.missing {
      known += 1
      total += Int128(code)
      reach = max(reach, code.magnitude)
    }
    (self.known, self.total) = (known, total)
    wholeRows = max(count - form.longest, 0)
    products = BlockProducts(codes, reach: reach, hasGaps: known < codes.count).sums(form)
    head = Array(codes.prefix(form.longest))
    tail = Array(codes.suffix(form.longest))
    guard known < codes.count else { return }
    wholeRows = 0
    if form.longest < codes.count { takeRows(form.longest..<codes.count, of: codes) }
    if let first = tail.first, first == Self.missing {
      let start = codes.count - tail.count
      let last = codes[..<start].lastIndex { $0 != Self.missing } ?? 0
      before = (codes[last], start - last)
    }
  }

  /// Counts rows that are whole, and adds up those that aren't.
  private mutating func takeRows(_ rows: Range<Int>, of codes: [Int64]) {
    var broken: Range<Int>?
    // What a row reaches may be whole for long.
    var lastMissing = Int.min / 2
    for step in max(rows.lowerBound - form.longest, 0)..<rows.lowerBound
    where codes[step] == Self.missing { lastMissing = step }
    for row in rows {
      if codes[row] == Self.missing { lastMissing = row }
      let isWhole =
        row - lastMissing > form.longest
        || form.lags.allSatisfy { codes[row - $0] != Self.missing }
      if isWhole {
        wholeRows += 1
        if let rows = broken { addBroken(rows, of: codes) }
        broken = nil
      } else {
        broken = (broken?.lowerBound ?? row)..<row + 1
      }
    }
    if let rows = broken { addBroken(rows, of: codes) }
  }

  private mutating func addBroken(_ rows: Range<Int>, of codes: [Int64]) {
    var sums = broken ?? RowSums(form)
    broken = nil
    sums.add(rows, of: codes, form)
    broken = sums
  }

  // MARK: - Putting parts together

  /// Takes the part that follows.
  ///
  /// - Parameters:
  ///   - right: a part with the same lags.
  ///   - gap: the missing steps between.
  /// - Complexity: O(differences × longest lag).
  mutating func append(_ right: LaggedSums, gap: Int) {
    // Farther than the longest lag nothing is reached.
    let cut = min(gap, form.longest)
    let border = tail + repeatElement(Self.missing, count: cut) + right.head
    let (own, others) = (tail.count, tail.count + cut)
    for (place, difference) in form.differences.enumerated() {
      products[place] += right.products[place]
      let first = max(0, others - difference.value)
      let end = min(own, border.count - difference.value)
      guard first < end else { continue }
      var sum = Int128(0)
      for step in first..<end where border[step] != Self.missing {
        let other = border[step + difference.value]
        if other != Self.missing { sum += Int128(border[step]) * Int128(other) }
      }
      products[place] += WideInteger(sum)
    }
    let first = max(own, form.longest)
    if first < border.count { takeRows(first..<border.count, of: border) }
    wholeRows += right.wholeRows
    if let more = right.broken {
      if broken == nil { broken = more } else { broken? += more }
    }
    takeEnds(right, gap: gap, border: border)
    count += gap + right.count
    known += right.known
    total += right.total
  }

  /// Finds the first and the last values of both parts.
  private mutating func takeEnds(_ right: LaggedSums, gap: Int, border: [Int64]) {
    let longest = form.longest
    if head.count < longest {
      head = Array(
        (head + repeatElement(Self.missing, count: min(gap, longest)) + right.head)
          .prefix(longest))
    }
    guard right.count < longest else {
      (tail, before) = (right.tail, right.before)
      return
    }
    let own = tail
    tail = Array(border.suffix(longest))
    // Where the last values begin, counted from the first of what were the last values.
    let start = own.count + gap + right.count - longest
    guard start > 0, tail.first == Self.missing else { return }
    guard start < own.count else {
      before = (own[own.count - 1], start - own.count + 1)
      return
    }
    let last = own[..<start].lastIndex { $0 != Self.missing }
    before = last.map { (own[$0], start - $0) } ?? (before.value, before.steps + start)
  }

  // MARK: - Results

  /// The sums over whole rows.
  ///
  /// - Parameter centre: what is taken away from all values first.
  /// - Returns: the sums, exact.
  func rows(less centre: Int64) -> RowSums {
    var sums = RowSums(form)
    for (difference, product) in zip(form.differences, products) {
      for (row, column) in difference.pairs {
        sums.products[LagForm.place(row, column)] = product
      }
    }
    for place in sums.totals.indices { sums.totals[place] = WideInteger(total) }
    // Rows that begin before the series, and those that end behind it.
    var others = RowSums(form)
    others.add(0..<form.longest, of: head, form)
    others.add(tail.count..<tail.count + form.longest, of: tail, form)
    sums -= others
    if let broken { sums -= broken }
    sums.count = wholeRows
    return sums.less(centre, form)
  }
}

// MARK: - Among ranks

extension LaggedSums {
  /// The sums as whole numbers.
  func write(to words: inout [Int]) {
    words += [count, known, wholeRows, before.steps, Int(before.value)]
    words += [Int(truncatingIfNeeded: total >> 64), Int(truncatingIfNeeded: total)]
    for product in products { words += product.words }
    for list in [head, tail] { words += [list.count] + list.map { Int($0) } }
    words.append(broken == nil ? 0 : 1)
    for sum in (broken?.totals ?? []) + (broken?.products ?? []) { words += sum.words }
  }

  /// Takes out sums of some lags.
  init(_ words: inout WordReader, _ form: LagForm) {
    self.form = form
    (count, known, wholeRows) = (words.next(), words.next(), words.next())
    before.steps = words.next()
    before.value = Int64(words.next())
    let (high, low) = (words.next(), words.next())
    total = Int128(high) << 64 | Int128(UInt(bitPattern: low))
    products = form.differences.map { _ in WideInteger(&words) }
    head = words.list().map { Int64($0) }
    tail = words.list().map { Int64($0) }
    guard words.next() == 1 else { return }
    var broken = RowSums(form)
    for place in broken.totals.indices { broken.totals[place] = WideInteger(&words) }
    for place in broken.products.indices { broken.products[place] = WideInteger(&words) }
    self.broken = broken
  }
}

/// The products of the steps of one part, block by block, so that a block stays near the processor.
private struct BlockProducts {
  private static let block = 2048

  private let codes: [Int64]

  /// The numbers as doubles, if all sums of their products in a block are exact in doubles; nil otherwise.
  private let exact: [Double]?

  init(_ codes: [Int64], reach: UInt64, hasGaps: Bool) {
    let codes = hasGaps ? codes.map { $0 == LaggedSums.missing ? 0 : $0 } : codes
    self.codes = codes
    let size = Double(reach)
    exact = size * size * Double(Self.block) < 0x1p53 ? codes.map { Double($0) } : nil
  }

  /// For each difference Σ z(s)·z(s + k).
  func sums(_ form: LagForm) -> [WideInteger] {
    var sums = form.differences.map { _ in WideInteger() }
    for first in stride(from: 0, to: codes.count, by: Self.block) {
      for (place, difference) in form.differences.enumerated() {
        let end = min(first + Self.block, codes.count - difference.value)
        guard first < end else { continue }
        if let exact {
          sums[place] += WideInteger(
            Int128(Int64(Self.sum(exact, first..<end, difference.value))))
        } else {
          sums[place] += WideInteger(wholeSum(first..<end, difference.value))
        }
      }
    }
    return sums
  }

  private func wholeSum(_ steps: Range<Int>, _ difference: Int) -> Int128 {
    let codes = codes.span
    var sum = Int128(0)
    for step in steps {
      let (high, low) = codes[step].multipliedFullWidth(by: codes[step + difference])
      sum &+= Int128(high) << 64 | Int128(low)
    }
    return sum
  }

  /// A sum of products of whole numbers that is exact in doubles, whatever the order.
  private static func sum(
    _ values: [Double], _ steps: Range<Int>, _ difference: Int
  ) -> Double {
    var lanes = SIMD8<Double>()
    var more = SIMD8<Double>()
    var step = steps.lowerBound
    precondition(steps.upperBound + difference <= values.count, "steps beyond the values")
    unsafe values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      func vector(_ place: Int) -> SIMD8<Double> {
        // Sound: vectors end before the upper bound, and `difference` behind it.
        unsafe UnsafeRawPointer(base + place).loadUnaligned(as: SIMD8<Double>.self)
      }
      while step + 16 <= steps.upperBound {
        lanes += vector(step) * vector(step + difference)
        more += vector(step + 8) * vector(step + 8 + difference)
        step += 16
      }
    }
    var sum = (lanes + more).sum()
    while step < steps.upperBound {
      sum += values[step] * values[step + difference]
      step += 1
    }
    return sum
  }
}
