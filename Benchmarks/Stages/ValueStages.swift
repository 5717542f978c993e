import Caudal
import Columns
import MPI
import Ranks
import Statistics
import Vocabulary

/// The stages behind the scan: what is done with the numbers in memory, on one core.
struct ValueStages {
  /// The numbers of a block, about: sums are formed block by block.
  private static let blockValues = 7600

  /// The numbers of a unit, about: sorting is done unit by unit.
  private static let unitValues = 6 * blockValues

  private static let window = 500

  /// Numbers with one decimal, as measurements have.
  private let decimals: [Double]

  /// Numbers that are all different.
  private let distinct: [Double]

  /// Makes the numbers.
  ///
  /// - Parameter count: how many.
  init(count: Int) {
    var random = SplitMix64(state: 2017)
    decimals = (0..<count).map { _ in Double(random.next() % 400) / 10 }
    distinct = (0..<count).map { _ in Double(random.next() >> 11) * 0x1p-53 }
  }

  /// Measures all stages.
  func measure(with stopwatch: inout Stopwatch) throws {
    measureSums(with: &stopwatch)
    measureCodes(with: &stopwatch)
    measure("frequency table, 400 distinct values", of: decimals, with: &stopwatch) { values in
      var table = FrequencyTable()
      precondition(table.count(values.span), "400 values fit")
      keep(table.distinctCount)
    }
    for (name, values) in [("400 distinct values", decimals), ("all distinct", distinct)] {
      measureSorting(of: values, "sort, \(name)", with: &stopwatch)
    }
    try measureSelection(with: &stopwatch)
    measureRolling(with: &stopwatch)
  }

  private func measure(
    _ name: String, of values: [Double], with stopwatch: inout Stopwatch,
    _ body: ([Double]) -> Void
  ) {
    stopwatch.measure(
      name, bytes: values.count * MemoryLayout<Double>.stride, values: values.count
    ) { body(values) }
  }

  private func measureSums(with stopwatch: inout Stopwatch) {
    let blocks = Self.pieces(of: decimals, Self.blockValues)
    var total = Summary()
    measure("accumulate, summary", of: decimals, with: &stopwatch) { _ in
      total = blocks.reduce(Summary()) { $0.merged(with: Summary(of: $1.span)) }
    }
    guard let centre = Centre(total) else { preconditionFailure("there are values") }
    measure("accumulate, powers", of: decimals, with: &stopwatch) { _ in
      keep(blocks.reduce(PowerSums()) { $0.merged(with: PowerSums(of: $1.span, about: centre)) })
    }
  }

  /// How numbers with one decimal are held in 16 bits, and counted.
  private func measureCodes(with stopwatch: inout Stopwatch) {
    let blocks = Self.pieces(of: decimals, Self.blockValues)
    let tenths = DecimalUnit(decimals: 1)
    var codes = blocks.map { _ in [Int16]() }
    measure("encode, tenths in 16 bits", of: decimals, with: &stopwatch) { _ in
      for (index, block) in blocks.enumerated() {
        codes[index].removeAll(keepingCapacity: true)
        codes[index].append(addingCapacity: block.count) { output in
          keep(tenths.encode(block.span, into: &output))
        }
      }
    }
    measure("decode, tenths in 16 bits", of: decimals, with: &stopwatch) { _ in
      var values: [Double] = []
      for block in codes {
        values.removeAll(keepingCapacity: true)
        values.append(addingCapacity: block.count) { tenths.decode(block.span, into: &$0) }
      }
      keep(values)
    }
    measure("count, tenths in 16 bits", of: decimals, with: &stopwatch) { _ in
      var counts = CodeCounts(unit: tenths)
      for block in codes { counts.count(block.span) }
      keep(counts)
    }
  }

  private func measureSorting(
    of values: [Double], _ name: String, with stopwatch: inout Stopwatch
  ) {
    let count = values.count
    stopwatch.measureParts([name], bytes: count * 8, values: count) { laps in
      var units = Self.pieces(of: values, Self.unitValues)
      var sorter = RadixSorter()
      laps[0].time {
        for index in units.indices { sorter.sort(&units[index]) }
      }
      keep(units)
    }
  }

  /// The order statistics that the five usual percentiles need, from sorted pieces.
  private func measureSelection(with stopwatch: inout Stopwatch) throws {
    var sorter = RadixSorter()
    let units = Self.pieces(of: distinct, Self.unitValues).map { unit in
      var unit = unit
      sorter.sort(&unit)
      return unit
    }
    let sorted = SortedSegments(units.map { $0[...] })
    let quantiles = [10, 25, 50, 75, 90].map { Quantile(percent: $0, count: distinct.count) }
    let wanted = Set(quantiles.flatMap { [$0.lowerRank, $0.upperRank] }).sorted()
    let alone = Communicator.solo()
    let count = distinct.count
    let all = Summary(of: distinct.span)
    try stopwatch.measure("select, 5 percentiles, all distinct", bytes: count * 8, values: count) {
      keep(try alone.orderStatistics(wanted, of: sorted, among: all, Workers(count: 1)))
    }
  }

  private func measureRolling(with stopwatch: inout Stopwatch) {
    let rolling = RollingVariance(window: Self.window, count: decimals.count)
    let cuts = 0..<rolling.cutCount
    measure("roll, window \(Self.window)", of: decimals, with: &stopwatch) { values in
      var tree = MergeTree<DoubleDouble>(firstLeaf: 0)
      rolling.appendSums(of: cuts, values: values.span, to: &tree)
      keep(tree.root)
    }
  }

  /// Copies of neighbouring values, so many at a time.
  private static func pieces(of values: [Double], _ length: Int) -> [[Double]] {
    stride(from: 0, to: values.count, by: length).map {
      Array(values[$0..<min($0 + length, values.count)])
    }
  }
}
