import CSV
import Scan
import Vocabulary

/// The rows that a unit has given, as they are written.
struct UnitRows: Sendable {
  /// The unit's number: that of its first block in the table.
  let number: Int

  /// The rows' bytes.
  var text: [UInt8] = []

  /// The number of rows.
  var count = 0

  /// Where each row ends in the bytes, if that is wanted.
  var ends: [Int] = []

  /// The offset in the table at which each row begins, if that is wanted.
  var places: [Int] = []
}

/// Writes the rows of each unit to memory.
struct SelectSink: ChosenRowSink {
  static var replacesUnits: Bool { true }

  private var assembler: RowAssembler
  private let sample: SampleFilter?
  private let limit: Int
  private let keepsPlaces: Bool

  /// The units so far; of one that was scanned again the last counts.
  private(set) var units: [UnitRows] = []

  /// Prepares for units.
  ///
  /// - Parameters:
  ///   - plan: what a row is made of.
  ///   - sample: which rows are written; nil for all.
  ///   - limit: the most rows of a unit that are wanted; nil for all.
  ///   - keepsPlaces: whether it is wanted where rows begin.
  init(_ plan: RowPlan, _ sample: SampleFilter?, limit: Int?, keepsPlaces: Bool = false) {
    assembler = RowAssembler(plan)
    self.sample = sample
    self.limit = limit ?? .max
    self.keepsPlaces = keepsPlaces
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(UnitRows(number: blocks.lowerBound))
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    assembler.read(rows, &choice)
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let mask = sample?.chosen(of: rows, mask) ?? mask
    let last = units.count - 1
    guard units[last].count < limit, !mask.isEmpty else { return }
    guard limit == .max else { return keepLimited(rows, mask) }
    assembler.append(mask, of: rows, to: &units[last].text)
    units[last].count += mask.count
    if keepsPlaces { mask.forEach { row in units[last].places.append(rows.start(ofRow: row)) } }
  }

  /// Keeps rows one by one, and where each ends.
  private mutating func keepLimited(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let last = units.count - 1
    var rest = mask
    while units[last].count < limit, let row = rest.popFirst() {
      var one = RowMask()
      one.insert(row)
      assembler.append(one, of: rows, to: &units[last].text)
      units[last].count += 1
      units[last].ends.append(units[last].text.count)
    }
  }

  mutating func endBlock(_ block: ScannedBlock) {}

  mutating func endUnit(_ scan: SliceScan) {}
}

/// Chooses rows by a hash of their places.
struct SampleFilter: Sendable {
  private let seed: UInt64

  /// Rows whose hash is at most this are chosen.
  private let threshold: UInt64

  /// Whether all rows are chosen; if not, those below the threshold.
  private let isAll: Bool

  init(_ sample: RowSample) {
    seed = Self.mixed(sample.seed &+ 0x9E37_79B9_7F4A_7C15)
    isAll = sample.share >= 1
    threshold = isAll ? .max : UInt64(sample.share * 0x1p64)
  }

  /// Those of some rows that are chosen.
  func chosen(of rows: borrowing RowBatch, _ mask: RowMask) -> RowMask {
    guard !isAll else { return mask }
    var chosen = RowMask()
    var rest = mask
    while let row = rest.popFirst() {
      let hash = Self.mixed(seed ^ UInt64(truncatingIfNeeded: rows.start(ofRow: row)))
      if hash < threshold { chosen.insert(row) }
    }
    return chosen
  }

  /// The finaliser of SplitMix64: a bijection in which every bit of the result depends on every bit
  /// of the number.
  ///
  /// Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014,
  /// doi:10.1145/2660193.2660195.
  private static func mixed(_ number: UInt64) -> UInt64 {
    var number = number
    number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
    return number ^ number >> 31
  }
}
