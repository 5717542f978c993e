import CSV
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Numbers in as little memory as they allow, run by run.
///
/// A run, here the numbers of a block, is held as whole numbers of 16 or 32 bits in units of a power
/// of ten if that gives back all of them to the last bit, and as doubles otherwise. It is decoded
/// wherever it is looked at, which costs less than to have two or four times as much memory cleared
/// by the system.
struct ValueStore: Sendable {
  /// How the numbers of a run are held.
  enum Form: Sendable, Hashable {
    /// As codes of 16 bits.
    case short(DecimalUnit)

    /// As codes of 32 bits.
    case long(DecimalUnit)

    /// As they are.
    case plain

    /// The unit of the codes.
    var unit: DecimalUnit? {
      switch self {
      case .short(let unit), .long(let unit): unit
      case .plain: nil
      }
    }
  }

  /// Where a run is.
  struct Place: Sendable {
    /// How its numbers are held.
    let form: Form

    /// The number of its array, among those of its form.
    fileprivate(set) var array: Int

    /// Where it is in the array.
    let range: Range<Int>

    fileprivate init(_ form: Form, _ found: (array: Int, start: Int), _ count: Int) {
      self.form = form
      array = found.array
      range = found.start..<found.start + count
    }

    /// The number of numbers.
    var count: Int { range.count }
  }

  /// How far the arrays' indices move when a store becomes part of another.
  struct Offsets {
    fileprivate let shorts: Int
    fileprivate let longs: Int
    fileprivate let plains: Int
  }

  private static let units = (0...DecimalUnit.mostDecimals).map { DecimalUnit(decimals: $0) }

  /// The most bytes that a thread's arrays take without being used, where large pages are used: almost
  /// one page of each form.
  static let largePageBytes = 3 * (2 << 20)

  let usesLargePages: Bool
  var shorts: LargeArrays<Int16>
  var longs: LargeArrays<Int32>
  var plains: LargeArrays<Double>

  /// Creates an empty store.
  ///
  /// - Parameters:
  ///   - maximumCount: the most numbers that will be appended.
  ///   - usesLargePages: whether there is memory enough for pages that are hardly used.
  init(maximumCount: Int, usesLargePages: Bool = true) {
    self.usesLargePages = usesLargePages
    shorts = LargeArrays(maximumCount: maximumCount, usesLargePages: usesLargePages)
    longs = LargeArrays(maximumCount: maximumCount, usesLargePages: usesLargePages)
    plains = LargeArrays(maximumCount: maximumCount, usesLargePages: usesLargePages)
  }

  /// The bytes of memory that the numbers take.
  var byteCount: Int { shorts.byteCount + longs.byteCount + plains.byteCount }

  /// Begins other arrays, which can be freed by themselves.
  ///
  /// - Parameter count: the number of numbers that will be appended, as far as is known.
  mutating func beginArrays(for count: Int) {
    shorts.beginArray(for: count)
    longs.beginArray(for: count)
    plains.beginArray(for: count)
  }

  /// Makes room for plain numbers, so that runs that can't be encoded become neighbours.
  ///
  /// - Parameter count: the number of numbers that will be appended, as far as is known.
  mutating func makeRoomForPlains(_ count: Int) { plains.makeRoom(for: count) }

  /// Appends a run.
  ///
  /// - Parameters:
  ///   - values: the numbers; minus zero becomes zero.
  ///   - summary: their summary.
  /// - Returns: where it is.
  mutating func append(_ values: Span<Double>, _ summary: Summary) -> Place {
    let magnitude = summary.magnitude
    for unit in Self.units where unit.fits(magnitude, as: Int32.self) && unit.isLikely(for: values)
    {
      let isShort = unit.fits(magnitude, as: Int16.self)
      let found =
        isShort
        ? shorts.append(atMost: values.count) { unit.encode(values, into: &$0) }
        : longs.append(atMost: values.count) { unit.encode(values, into: &$0) }
      if let found { return Place(isShort ? .short(unit) : .long(unit), found, values.count) }
    }
    let found = plains.append(atMost: values.count) { output in
      output.append(copying: values)
      return true
    }
    guard let found else { preconditionFailure("plain numbers need no encoding") }
    return Place(.plain, found, values.count)
  }

  /// Appends the arrays of another store.
  ///
  /// - Returns: what must be added to the places of its runs.
  mutating func append(_ other: consuming ValueStore) -> Offsets {
    Offsets(
      shorts: shorts.append(other.shorts), longs: longs.append(other.longs),
      plains: plains.append(other.plains))
  }

  /// Frees the arrays in which none of some runs is.
  mutating func forgetArrays(except needed: [Place]) {
    let kept = ArrayNumbers(needed)
    shorts.forget(except: kept.shorts)
    longs.forget(except: kept.longs)
    plains.forget(except: kept.plains)
  }

  /// Frees the arrays in which some runs are, with all other runs that are there.
  mutating func forgetArrays(of places: [Place]) {
    let unneeded = ArrayNumbers(places)
    for array in unneeded.shorts { shorts.forget(array) }
    for array in unneeded.longs { longs.forget(array) }
    for array in unneeded.plains { plains.forget(array) }
  }
}

extension ValueStore.Place {
  /// The same run, when its store has become part of another.
  func moved(by offsets: ValueStore.Offsets) -> ValueStore.Place {
    var place = self
    switch form {
    case .short: place.array += offsets.shorts
    case .long: place.array += offsets.longs
    case .plain: place.array += offsets.plains
    }
    return place
  }
}

/// The numbers of the arrays in which some runs are.
private struct ArrayNumbers {
  private(set) var shorts: Set<Int> = []
  private(set) var longs: Set<Int> = []
  private(set) var plains: Set<Int> = []

  init(_ places: [ValueStore.Place]) {
    for place in places {
      switch place.form {
      case .short: shorts.insert(place.array)
      case .long: longs.insert(place.array)
      case .plain: plains.insert(place.array)
      }
    }
  }
}

// MARK: - Reading

extension ValueStore {
  /// Appends numbers of a run to an array.
  ///
  /// - Parameters:
  ///   - place: the run.
  ///   - part: which of its numbers, counted from its first; nil for all.
  ///   - values: what they are appended to.
  func copy(_ place: Place, _ part: Range<Int>? = nil, to values: inout [Double]) {
    let start = place.range.lowerBound
    let range = part.map { start + $0.lowerBound..<start + $0.upperBound } ?? place.range
    switch place.form {
    case .short(let unit):
      let array = shorts.arrays[place.array]
      let codes = array.span.extracting(range)
      values.append(addingCapacity: range.count) { unit.decode(codes, into: &$0) }
    case .long(let unit):
      let array = longs.arrays[place.array]
      let codes = array.span.extracting(range)
      values.append(addingCapacity: range.count) { unit.decode(codes, into: &$0) }
    case .plain:
      let array = plains.arrays[place.array]
      values.append(copying: array.span.extracting(range))
    }
  }

  /// Calls a closure with the numbers of a run.
  ///
  /// - Parameters:
  ///   - place: the run.
  ///   - scratch: where they are decoded.
  ///   - body: what is done with them.
  /// - Returns: what the closure returns.
  func withNumbers<Result>(
    at place: Place, _ scratch: inout [Double], _ body: (Span<Double>) -> Result
  ) -> Result {
    if place.form == .plain {
      let array = plains.arrays[place.array]
      return body(array.span.extracting(place.range))
    }
    scratch.removeAll(keepingCapacity: true)
    copy(place, to: &scratch)
    return body(scratch.span)
  }

  /// Calls a closure with the codes of a run that is held in 16 bits.
  ///
  /// - Parameters:
  ///   - place: the run.
  ///   - body: what is done with them.
  func withCodes(at place: Place, _ body: (Span<Int16>) -> Void) {
    guard case .short = place.form else { preconditionFailure("not held in 16 bits") }
    let array = shorts.arrays[place.array]
    body(array.span.extracting(place.range))
  }
}
