import Algorithms
import Statistics

extension ValueStore {
  /// Sorts the numbers of neighbouring runs, piece by piece.
  ///
  /// Runs that are held as they are are sorted in place. Others are decoded for it, array by array,
  /// each of which is freed then. The store is empty in the end.
  ///
  /// - Parameters:
  ///   - groups: neighbouring runs; no run is in two groups. A group makes a sorted piece, or several
  ///     if it lies in several arrays.
  ///   - workers: the threads that sort, each an array at a time.
  /// - Returns: the numbers, in sorted pieces.
  mutating func takeSorted(_ groups: [[Place]], on workers: Workers) -> SortedSegments {
    let pieces = SortedPieces(groups)
    _ = plains.update(on: workers, with: RadixSorter()) { sorter, number, array in
      for runs in pieces.plains[number, default: []] {
        sorter.sort(&array, in: runs[0].range.lowerBound..<runs[runs.count - 1].range.upperBound)
      }
    }
    var slices: [ArraySlice<Double>] = pieces.plains.flatMap { number, pieces in
      pieces.map { runs in
        plains.arrays[number][
          runs[0].range.lowerBound..<runs[runs.count - 1].range.upperBound]
      }
    }
    let empty = DecodedPieces(maximumCount: groups.joined().reduce(0) { $0 + $1.count })
    let shorts = shorts.update(on: workers, with: empty) { decoded, number, array in
      for runs in pieces.shorts[number, default: []] {
        decoded.append(runs) { unit, range, values in
          unit.decode(array.span.extracting(range), into: &values)
        }
      }
      array = []
    }
    let longs = longs.update(on: workers, with: empty) { decoded, number, array in
      for runs in pieces.longs[number, default: []] {
        decoded.append(runs) { unit, range, values in
          unit.decode(array.span.extracting(range), into: &values)
        }
      }
      array = []
    }
    slices += (shorts + longs).flatMap(\.slices)
    self = ValueStore(maximumCount: 0)
    return SortedSegments(slices)
  }
}

/// Neighbouring runs, by the arrays in which they are.
private struct SortedPieces: Sendable {
  private(set) var shorts: [Int: [[ValueStore.Place]]] = [:]
  private(set) var longs: [Int: [[ValueStore.Place]]] = [:]
  private(set) var plains: [Int: [[ValueStore.Place]]] = [:]

  init(_ groups: [[ValueStore.Place]]) {
    for group in groups {
      for piece in group.filter({ $0.count > 0 }).chunked(by: Self.areJoined) {
        let first = piece[piece.startIndex]
        switch first.form {
        case .short: shorts[first.array, default: []].append(Array(piece))
        case .long: longs[first.array, default: []].append(Array(piece))
        case .plain: plains[first.array, default: []].append(Array(piece))
        }
      }
    }
  }

  /// Whether two runs can be in one piece.
  private static func areJoined(_ run: ValueStore.Place, _ next: ValueStore.Place) -> Bool {
    guard run.array == next.array else { return false }
    switch (run.form, next.form) {
    case (.short, .short), (.long, .long): return true
    case (.plain, .plain): return run.range.upperBound == next.range.lowerBound
    default: return false
    }
  }
}

/// Pieces that a thread has decoded and sorted.
private struct DecodedPieces: Sendable {
  private var values: LargeArrays<Double>
  private var places: [(array: Int, range: Range<Int>)] = []
  private var sorter = RadixSorter()

  /// Creates none.
  ///
  /// - Parameter maximumCount: the most values that will be decoded.
  init(maximumCount: Int) { values = LargeArrays(maximumCount: maximumCount) }

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
    let piece = values.append(atMost: count) { output in
      for run in runs {
        if let unit = run.form.unit { decode(unit, run.range, &output) }
      }
    }
    let range = piece.start..<piece.start + count
    values.change(piece.array) { sorter.sort(&$0, in: range) }
    places.append((piece.array, range))
  }
}
