import CSV
import MPI
import Ranks
import Scan
import Vocabulary

extension Table {
  /// Reads the numbers of some columns.
  ///
  /// - Parameters:
  ///   - columns: the columns.
  ///   - needs: what will be done to the numbers.
  ///   - memory: the memory of this rank's host.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: what this rank holds of each.
  /// - Throws: an agreed `CaudalError`, also if the numbers outgrow the memory.
  func slices(
    of columns: [NumericColumn], _ needs: StatisticNeeds, _ memory: HostMemory,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> ColumnSlices {
    let filter = try rowFilter(on: ranks)
    let maximum = mostValues(on: ranks)
    let arrayPerUnit = unitsChangeHands(on: ranks)
    let budget = MemoryBudget(growingIn: memory)
    let largePages = columns.count * workers.count * ValueStore.largePageBytes
    let usesLargePages = memory.isAmple(for: largePages)
    var passes = try scan(columns.map(\.index), filter, on: ranks, workers) {
      ColumnsSink(
        columns.map {
          UnitSink(
            $0, maximumValues: maximum, arrayPerUnit: arrayPerUnit, usesLargePages: usesLargePages,
            needs)
        }, budget)
    }
    var slices = ColumnSlices()
    for column in columns.indices {
      // Taken out, so that what isn't needed any more can be freed.
      var scanned: [ScannedUnits] = []
      for pass in passes.indices {
        scanned.append(ScannedUnits(maximumValues: 0))
        for thread in passes[pass].indices {
          scanned[pass].append(passes[pass][thread].takeScanned(column))
        }
      }
      if let firstBlock = firstBlock(ofRank: ranks.rank) {
        slices.append(ColumnSlice(firstBlock: firstBlock, replacing: scanned))
      } else {
        slices.append(try ranks.slice(of: scanned.removeFirst(), blockCount: blockCount, memory))
      }
    }
    return slices
  }

  /// The most numbers that a thread's units can have together, or one of them where they are sent.
  private func mostValues(on ranks: borrowing Communicator) -> Int {
    unitsChangeHands(on: ranks) ? mostValuesInUnit : mostValues(ofRank: ranks.rank) ?? .max
  }

  /// Whether units come to ranks as these are free, and their numbers are exchanged afterwards.
  private func unitsChangeHands(on ranks: borrowing Communicator) -> Bool {
    ranks.size > 1 && firstBlock(ofRank: ranks.rank) == nil
  }
}

/// The slices of some columns; each is taken out when its turn has come.
struct ColumnSlices: ~Copyable {
  private var slices: [Int: SliceBox] = [:]
  private var count = 0

  /// A slice that can stand in a dictionary.
  private final class SliceBox {
    var slice: ColumnSlice?
    init(_ slice: consuming ColumnSlice) { self.slice = consume slice }
  }

  fileprivate mutating func append(_ slice: consuming ColumnSlice) {
    slices[count] = SliceBox(slice)
    count += 1
  }

  /// Takes a column's slice out.
  mutating func take(_ column: Int) -> ColumnSlice {
    guard let slice = slices.removeValue(forKey: column)?.slice.take() else {
      preconditionFailure("a slice is taken once")
    }
    return slice
  }
}

extension ColumnSlice {
  /// Takes what was scanned in several passes: later ones replace units of earlier ones.
  fileprivate init(firstBlock: Int, replacing passes: [ScannedUnits]) {
    self.init(firstBlock: firstBlock, passes.first ?? ScannedUnits(maximumValues: 0))
    for pass in passes.dropFirst() { replace(with: pass) }
  }
}
