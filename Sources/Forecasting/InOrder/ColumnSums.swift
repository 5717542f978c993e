import CZlib
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
    var checksum: UInt
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
      checksum: summing.addsChecksum ? Checksum.of(inner) : 0)
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
      let missing = Checksum.ofMissing(gap)
      known.checksum = Checksum.joined(known.checksum, missing, values: gap)
      known.checksum = Checksum.joined(known.checksum, next.checksum, values: next.steps)
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
  var checksum: String { ModelFile.checksumText(known?.checksum ?? 0) }
}

// MARK: - Among ranks

extension ColumnSums {
  /// The sums as whole numbers.
  func write(to words: inout [Int]) {
    words += [before, behind, known == nil ? 0 : 1]
    guard let known else { return }
    words += [known.start, known.end, known.steps, known.missing, Int(known.checksum)]
    words += [known.first, known.last].map { Int(bitPattern: UInt($0.bitPattern)) }
    known.part.write(to: &words)
  }

  /// Takes out sums.
  init(_ words: inout WordReader, _ summing: ColumnSumming) {
    before = words.next()
    behind = words.next()
    guard words.next() == 1 else { return }
    let (start, end, steps) = (words.next(), words.next(), words.next())
    let (missing, checksum) = (words.next(), UInt(words.next()))
    let ends = (0..<2).map { _ in Double(bitPattern: UInt64(UInt(bitPattern: words.next()))) }
    known = Known(
      part: summing.model.part(&words), first: ends[0], last: ends[1], start: start, end: end,
      steps: steps, missing: missing, checksum: checksum)
  }
}

/// The checksum of a series, of parts: CRC-32 of the bytes of its values.
private enum Checksum {
  /// That of some values.
  static func of(_ values: [Double]) -> UInt {
    unsafe values.withUnsafeBytes { bytes in
      // Sound: all of the bytes are there while they are read. Doubles are little-endian here.
      unsafe UInt(crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
    }
  }

  /// That of values of which all are missing.
  static func ofMissing(_ count: Int) -> UInt {
    // As long as that of twice as many is wanted, it is that of as many, twice.
    var (sum, length) = (UInt(0), 0)
    for bit in (0..<Int.bitWidth - count.leadingZeroBitCount).reversed() {
      sum = joined(sum, sum, values: length)
      length *= 2
      guard count >> bit & 1 == 1 else { continue }
      sum = joined(sum, of([.nan]), values: 1)
      length += 1
    }
    return sum
  }

  /// That of two parts, of which the second has so many values.
  static func joined(_ first: UInt, _ second: UInt, values: Int) -> UInt {
    UInt(crc32_combine(uLong(first), uLong(second), 8 * values))
  }
}
