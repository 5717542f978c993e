import Algorithms
import CSV
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

extension ValueStore {
  /// The bytes of memory that sorting takes, besides what the store has.
  ///
  /// Numbers that are held as codes are decoded; an array of codes is freed when all of it has been.
  ///
  /// - Parameters:
  ///   - largestGroup: the most numbers of a group of runs.
  ///   - workers: the threads that sort.
  /// - Returns: the most bytes at any time.
  func sortingBytes(largestGroup: Int, on workers: Workers) -> Int {
    let codes = shorts.byteCount + longs.byteCount
    let decoded = 4 * shorts.byteCount + 2 * longs.byteCount
    let unfreed = min(codes, workers.count * LargeArrays<Int16>.largestBytes)
    let scratch = workers.count * RadixSorter.scratchBytes(count: largestGroup)
    return decoded - codes + unfreed + scratch
  }

  /// Sorts the numbers of neighbouring runs, piece by piece.
  ///
  /// Plain runs are sorted in place. Others are decoded first, array by array, each of which is then
  /// freed. The store is empty in the end.
  ///
  /// - Parameters:
  ///   - groups: neighbouring runs; no run is in two groups. A group makes a sorted piece for each
  ///     array in which it lies.
  ///   - workers: the threads that sort, each an array at a time.
  /// - Returns: the numbers, in sorted pieces.
  mutating func takeSorted(_ groups: [[Place]], on workers: Workers) -> SortedSegments {
    let pieces = SortedPieces(groups)
    _ = plains.update(on: workers, with: RadixSorter()) { sorter, number, array in
      for range in pieces.plains[number, default: []] { sorter.sort(&array, in: range) }
    }
    var slices = pieces.plains.flatMap { number, ranges in
      ranges.map { plains.arrays[number][$0] }
    }
    slices += Self.takeDecoded(&shorts, pieces.shorts, usesLargePages, on: workers) {
      $0.decode($1, into: &$2)
    }
    slices += Self.takeDecoded(&longs, pieces.longs, usesLargePages, on: workers) {
      $0.decode($1, into: &$2)
    }
    self = ValueStore(maximumCount: 0)
    return SortedSegments(slices)
  }

  /// Decodes and sorts pieces, and frees the arrays in which they were.
  private static func takeDecoded<Code>(
    _ arrays: inout LargeArrays<Code>, _ pieces: [Int: [[Place]]], _ usesLargePages: Bool,
    on workers: Workers,
    _ decode: @Sendable (DecimalUnit, Span<Code>, inout OutputSpan<Double>) -> Void
  ) -> [ArraySlice<Double>] {
    let count = pieces.values.joined().joined().reduce(0) { $0 + $1.count }
    let empty = DecodedPieces(maximumCount: count, usesLargePages)
    return arrays.update(on: workers, with: empty) { decoded, number, array in
      for runs in pieces[number, default: []] {
        decoded.append(runs) { unit, range, values in
          decode(unit, array.span.extracting(range), &values)
        }
      }
      array = []
    }.flatMap(\.slices)
  }
}

/// Neighbouring runs, by the arrays in which they are.
private struct SortedPieces: Sendable {
  private(set) var shorts: [Int: [[ValueStore.Place]]] = [:]
  private(set) var longs: [Int: [[ValueStore.Place]]] = [:]
  private(set) var plains: [Int: [Range<Int>]] = [:]

  init(_ groups: [[ValueStore.Place]]) {
    for group in groups {
      // Runs of other forms stand in other arrays, so neighbours of one form are neighbours there.
      let byForm = Dictionary(grouping: group.filter { $0.count > 0 }) { run in
        switch run.form {
        case .short: 0
        case .long: 1
        case .plain: 2
        }
      }
      for runs in byForm.values {
        for piece in runs.chunked(by: Self.areJoined) { add(Array(piece)) }
      }
    }
  }

  private mutating func add(_ piece: [ValueStore.Place]) {
    switch piece[0].form {
    case .short: shorts[piece[0].array, default: []].append(piece)
    case .long: longs[piece[0].array, default: []].append(piece)
    case .plain:
      let range = piece[0].range.lowerBound..<piece[piece.count - 1].range.upperBound
      plains[piece[0].array, default: []].append(range)
    }
  }

  /// Whether two runs of the same form can be in one piece.
  private static func areJoined(_ run: ValueStore.Place, _ next: ValueStore.Place) -> Bool {
    run.array == next.array && (run.form != .plain || run.range.upperBound == next.range.lowerBound)
  }
}

/// Pieces that a thread has decoded and sorted.
private struct DecodedPieces: Sendable {
  private var values: LargeArrays<Double>
  private var places: [(array: Int, range: Range<Int>)] = []
  private var sorter = RadixSorter()

  /// Creates none.
  ///
  /// - Parameters:
  ///   - maximumCount: the most values that will be decoded.
  ///   - usesLargePages: whether there is memory enough for pages that are hardly used.
  init(maximumCount: Int, _ usesLargePages: Bool) {
    values = LargeArrays(maximumCount: maximumCount, usesLargePages: usesLargePages)
  }

  /// The pieces.
  var slices: [ArraySlice<Double>] { places.map { values.arrays[$0.array][$0.range] } }

  /// Adds a piece.
  ///
  /// - Parameters:
  ///   - runs: its runs, which are held as codes.
  ///   - decode: appends the numbers of the codes in a range, in a unit.
  mutating func append(
    _ runs: [ValueStore.Place],
    _ decode: (DecimalUnit, Range<Int>, inout OutputSpan<Double>) -> Void
  ) {
    let count = runs.reduce(0) { $0 + $1.count }
    let found = values.append(atMost: count) { output in
      for run in runs {
        if let unit = run.form.unit { decode(unit, run.range, &output) }
      }
      return true
    }
    guard let piece = found else { preconditionFailure("codes can be decoded") }
    let range = piece.start..<piece.start + count
    values.change(piece.array) { sorter.sort(&$0, in: range) }
    places.append((piece.array, range))
  }
}
