import CSV
import TimeSeries
import Vocabulary

/// What is made of the values of a series whose rows come in the order of time.
struct ColumnSumming: Sendable {
  /// The autoregression.
  let model: LongAutoregression

  /// The most steps of a gap that is taken from the line between its ends.
  let gapLimit: Int

  /// Whether a checksum of the values is wanted.
  let addsChecksum: Bool
}

/// What is known of a series in a run of steps: sums, and no values but those at its ends.
struct ColumnSums: Sendable {
  /// The steps from the first known value to the last.
  private struct Known: Sendable {
    var part: LongAutoregression.Part

    /// The first and the last value, and the beginnings of their steps.
    var (first, last): (Double, Double)
    var (start, end): (Int, Int)

    /// The number of steps, and of those without a value.
    var (steps, missing): (Int, Int)

    /// The checksum of the values.
    var checksum: CRC32
  }

  /// The steps before the first known value; all steps if there is none.
  private var before: Int
  private var known: Known?

  /// The steps behind the last known value.
  private var behind = 0

  /// Steps without values.
  init(missing: Int) { before = missing }

  /// Sums up values.
  init(_ values: GridRun.Values, _ summing: ColumnSumming) {
    guard let first = values.values.firstIndex(where: { !$0.isNaN }),
      let last = values.values.lastIndex(where: { !$0.isNaN })
    else {
      before = values.values.count
      return
    }
    before = first
    behind = values.values.count - 1 - last
    let inner =
      first == 0 && behind == 0 ? values.values : Array(values.values[first...last])
    known = Known(
      part: summing.model.part(inner.fillingGaps(upTo: summing.gapLimit).values),
      first: inner[0], last: inner[inner.count - 1], start: values.first, end: values.last,
      steps: inner.count, missing: inner.count { $0.isNaN },
      checksum: summing.addsChecksum ? ModelFile.checksum(of: inner) : CRC32())
  }

  /// Takes the steps that follow.
  mutating func append(_ right: ColumnSums, _ summing: ColumnSumming) {
    guard let next = right.known else {
      if known == nil { before += right.before } else { behind += right.before }
      return
    }
    guard var known else {
      before += right.before
      (self.known, behind) = (next, right.behind)
      return
    }
    let gap = behind + right.before
    if (1...max(summing.gapLimit, 1)).contains(gap) {
      // With both ends, so that the line is that of any cut.
      let missing = repeatElement(Double.nan, count: gap)
      let line = ([known.last] + missing + [next.first]).fillingGaps(upTo: gap).values
      known.part.append(summing.model.part(Array(line[1...gap])), gap: 0)
      known.part.append(next.part, gap: 0)
    } else {
      known.part.append(next.part, gap: gap)
    }
    if summing.addsChecksum {
      known.checksum.append(.ofMissing(gap), byteCount: 8 * gap)
      known.checksum.append(next.checksum, byteCount: 8 * next.steps)
    }
    (known.last, known.end) = (next.last, next.end)
    known.steps += gap + next.steps
    known.missing += gap + next.missing
    (self.known, behind) = (known, right.behind)
  }

  // MARK: - Results

  /// The beginnings of the steps of the first and the last known value; nil if there is none.
  var ends: SeriesTask.Ends? { known.map { SeriesTask.Ends(first: $0.start, last: $0.end) } }

  /// The steps from the first known value to the last, how many of these have none, and the last.
  var extent: (steps: Int, missing: Int, last: Double)? {
    known.map { ($0.steps, $0.missing, $0.last) }
  }

  /// The steps without a value, those at the ends among them.
  var missing: Int { before + (known?.missing ?? 0) + behind }

  /// The sums; nil if there is no known value.
  var part: LongAutoregression.Part? { known?.part }

  /// The checksum as a model's file has it.
  var checksum: String { (known?.checksum ?? CRC32()).text }
}

// MARK: - Among ranks

extension ColumnSums {
  /// The sums as whole numbers.
  func write(to words: inout [Int]) {
    words += [before, behind, known == nil ? 0 : 1]
    guard let known else { return }
    words += [known.start, known.end, known.steps, known.missing, Int(known.checksum.value)]
    words += [known.first, known.last].map { Int(bitPattern: UInt($0.bitPattern)) }
    known.part.write(to: &words)
  }

  /// Takes out sums.
  init(_ words: inout WordReader, _ summing: ColumnSumming) {
    before = words.next()
    behind = words.next()
    guard words.next() == 1 else { return }
    let (start, end, steps) = (words.next(), words.next(), words.next())
    let (missing, checksum) = (words.next(), CRC32(value: UInt32(words.next())))
    let ends = (0..<2).map { _ in Double(bitPattern: UInt64(UInt(bitPattern: words.next()))) }
    known = Known(
      part: summing.model.part(&words), first: ends[0], last: ends[1], start: start, end: end,
      steps: steps, missing: missing, checksum: checksum)
  }
}

extension CRC32 {
  /// The checksum of values of which all are missing.
  ///
  /// - Parameter count: how many they are.
  /// - Returns: what ``ModelFile/checksum(of:)`` of as many would be.
  /// - Complexity: O(log²(count)).
  fileprivate static func ofMissing(_ count: Int) -> CRC32 {
    // As long as that of twice as many is wanted, it is that of as many, twice.
    let one = ModelFile.checksum(of: [.nan])
    var (sum, length) = (CRC32(), 0)
    for bit in (0..<Int.bitWidth - count.leadingZeroBitCount).reversed() {
      sum.append(sum, byteCount: 8 * length)
      length *= 2
      guard count >> bit & 1 == 1 else { continue }
      sum.append(one, byteCount: 8)
      length += 1
    }
    return sum
  }
}
