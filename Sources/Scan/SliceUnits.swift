import Algorithms
import CSV
import Expressions
import MPI
import Ranks
import Vocabulary

/// A run of blocks of one file that is scanned in one go.
struct FileUnit: Sendable {
  /// The file's number in the table.
  let file: Int

  /// The blocks' numbers in the table.
  let blocks: Range<Int>
}

/// The units of a rank's slice, which may lie in several files.
///
/// Offsets are those in the table, so that the rows of neighbouring units follow on each other
/// across the borders of files, too.
struct SliceUnits<Sink: ChosenRowSink> {
  /// The units, in the order of the table.
  let units: [FileUnit]

  /// The bytes of each unit.
  let bytes: [Range<Int>]

  /// How each unit was scanned last; empty before the first scan. Failures count bytes and rows in
  /// their file.
  private(set) var outcomes: [UnitOutcome] = []

  /// The sinks of the rows, pass by pass.
  var passes: [[Sink]] = []

  private let grid: TableGrid

  /// Divides a slice.
  ///
  /// - Parameters:
  ///   - blocks: the numbers of its blocks.
  ///   - grid: the grid of the table.
  ///   - unitBlocks: the blocks of a unit, unless a file ends in it.
  init(_ blocks: Range<Int>, _ grid: TableGrid, unitBlocks: Int) {
    var units: [FileUnit] = []
    var next = blocks.lowerBound
    while next < blocks.upperBound {
      let file = grid.file(ofBlock: next)
      let end = min(next + unitBlocks, blocks.upperBound, grid.blocks(ofFile: file).upperBound)
      units.append(FileUnit(file: file, blocks: next..<end))
      next = end
    }
    self.units = units
    self.grid = grid
    bytes = units.map { grid.bytes(of: $0.blocks) }
  }

  /// Takes what the threads have scanned in a pass.
  mutating func take(_ threads: [ThreadScan<Sink>]) {
    if outcomes.isEmpty {
      let none = SliceScan(start: nil, end: 0, failure: nil)
      outcomes = units.map {
        UnitOutcome(
          number: $0.blocks.lowerBound, scan: none, rowCount: 0, unusable: nil, undecoded: nil)
      }
    }
    for outcome in threads.flatMap(\.outcomes) {
      let unit = index(ofNumber: outcome.number)
      outcomes[unit] = placed(outcome, of: units[unit])
    }
    passes.append(threads.map(\.sink))
  }

  /// The place in the slice of the unit with a number.
  private func index(ofNumber number: Int) -> Int {
    units.partitioningIndex { $0.blocks.lowerBound >= number }
  }

  /// The same outcome with offsets in the table; behind a file's last row, the next file's first.
  private func placed(_ outcome: UnitOutcome, of unit: FileUnit) -> UnitOutcome {
    let scan = outcome.scan
    let file = grid.files[unit.file]
    let isLast = unit.blocks.upperBound == grid.blocks(ofFile: unit.file).upperBound
    let reachesEnd = isLast && scan.start != nil && scan.failure == nil
    let end = file.origin + (reachesEnd ? grid.grid(ofFile: unit.file).byteCount : scan.end)
    let placed = SliceScan(
      start: scan.start.map { $0 + file.origin }, end: grid.row(at: end), failure: scan.failure)
    return UnitOutcome(
      number: outcome.number, scan: placed, rowCount: outcome.rowCount, unusable: outcome.unusable,
      undecoded: outcome.undecoded)
  }

  /// The offset of the first row that begins in the slice.
  var firstStart: Int? { outcomes.lazy.compactMap(\.scan.start).first }

  /// The numbers of the files in which the slice lies.
  var files: Range<Int> {
    guard let first = units.first, let last = units.last else { return 0..<0 }
    return first.file..<last.file + 1
  }

  /// The number of the slice's rows in a file.
  func rowCount(ofFile file: Int) -> Int {
    zip(units, outcomes).reduce(0) { $0 + ($1.0.file == file ? $1.1.rowCount : 0) }
  }

  /// The number of the file with the first failure; nil if there is none.
  var failedFile: Int? {
    zip(units, outcomes).first { $0.1.scan.failure != nil }?.0.file
  }

  /// How the scan of the whole slice started and ended, once its units fit together.
  ///
  /// - Parameter end: the offset behind the slice, which is where a slice without rows ends.
  /// - Returns: the first failure, if there is one, and the offsets in any case.
  func scan(endingAt end: Int) -> SliceScan {
    var rowsBefore = 0
    for (unit, outcome) in outcomes.enumerated() {
      if unit > 0, units[unit].file != units[unit - 1].file { rowsBefore = 0 }
      if let failure = outcome.scan.failure {
        return SliceScan(
          start: firstStart, end: outcome.scan.end, failure: failure.moved(byRows: rowsBefore))
      }
      rowsBefore += outcome.rowCount
    }
    let last = outcomes.last { $0.scan.start != nil }
    return SliceScan(start: firstStart, end: last?.scan.end ?? end, failure: nil)
  }
}
