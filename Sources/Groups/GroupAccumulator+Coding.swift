import Keys
package import Ranks
import Statistics

// Groups as they are kept in a checkpoint, which only the same program reads again.

extension GroupAccumulator: WireCodable {
  /// The sizes of what is written as it stands in memory: a checkpoint of other sizes can't be read.
  package static var layout: [Int] {
    [
      MemoryLayout<KeyEntry>.stride, MemoryLayout<ValueTotals>.stride,
      MemoryLayout<WideSum>.stride,
    ]
  }

  package func write(to message: inout WireWriter) {
    let (list, sums) = (table.keys.list, table.sums)
    message.write(sums.columnCount, kept.count, roundedCounts, missingKeys)
    message.write(raw: list.entries)
    message.write(raw: list.longTexts)
    message.write(raw: sums.firstRows)
    message.write(raw: sums.totals)
    let wide = sums.wideSums.sorted { $0.key < $1.key }
    message.write(raw: wide.map(\.key))
    message.write(raw: wide.map(\.value))
    for column in kept {
      message.write(raw: column.values)
      message.write(raw: column.groups)
      message.write(raw: column.batches.map(\.number))
      message.write(raw: column.batches.map(\.start))
    }
  }

  package init(from message: inout WireReader) {
    let columnCount: Int = message.read()
    let keptCount: Int = message.read()
    self.init(columnCount: columnCount, keepsValues: keptCount > 0)
    roundedCounts = message.read()
    missingKeys = message.read()
    let entries = message.read(raw: KeyEntry.self)
    let list = KeyList(entries: entries, longTexts: message.read(raw: UInt8.self))
    let firstRows = message.read(raw: Int.self)
    let totals = message.read(raw: ValueTotals.self)
    var sums = GroupSums(
      count: list.count, firstRows: firstRows, totals: totals, columnCount: columnCount)
    let wide = message.read(raw: Int.self)
    for (total, sum) in zip(wide, message.read(raw: WideSum.self)) { sums.wideSums[total] = sum }
    // In the order of their numbers, so that they have the same again.
    var merger = GroupMerger()
    let all = (0..<UInt32(list.count)).map { $0 }
    table.merge(all[...], of: list, sums, with: &merger)
    for column in 0..<keptCount { kept[column] = Kept(from: &message) }
  }
}

extension GroupAccumulator.Kept {
  fileprivate init(from message: inout WireReader) {
    values = message.read(raw: Double.self)
    groups = message.read(raw: UInt32.self)
    let numbers = message.read(raw: Int.self)
    batches = Array(zip(numbers, message.read(raw: Int.self)).map { (number: $0, start: $1) })
  }
}
