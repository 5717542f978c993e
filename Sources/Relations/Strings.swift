import MPI

/// Byte strings that stand one behind the other, and to which more are added.
struct Strings: Sendable {
  /// All bytes.
  var bytes: [UInt8]

  /// Where each string ends.
  var ends: [Int]

  /// Strings that stand one behind the other.
  init(bytes: [UInt8] = [], ends: [Int] = []) {
    self.bytes = bytes
    self.ends = ends
  }

  /// The number of strings.
  var count: Int { ends.count }

  /// Where the bytes of a string are.
  subscript(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// Ends a string with what has been appended to the bytes.
  mutating func endString() { ends.append(bytes.count) }

  /// Appends a string.
  mutating func append(_ string: some Sequence<UInt8>) {
    bytes.append(contentsOf: string)
    endString()
  }

  /// Leaves out all strings, but keeps the memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

/// Byte strings that stand one behind the other, and don't change any more.
struct FrozenStrings: Sendable {
  /// All bytes.
  let bytes: FrozenArray<UInt8>

  /// Where each string ends.
  let ends: FrozenArray<Int>

  /// Takes strings over.
  init(_ strings: Strings = Strings()) {
    bytes = FrozenArray(strings.bytes)
    ends = FrozenArray(strings.ends)
  }

  /// The number of strings.
  var count: Int { ends.count }

  /// The bytes of memory that they take.
  var byteCount: Int { bytes.byteCount + ends.byteCount }

  /// Where the bytes of a string are.
  subscript(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// The bytes of a string.
  func string(_ index: Int) -> [UInt8] {
    let range = self[index]
    // Sound: strings lie inside the bytes.
    return unsafe Array(bytes.elements[range])
  }

  /// Calls a closure with the bytes of a string.
  func withString<Result>(_ index: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    let range = self[index]
    // Sound: strings lie inside the bytes, which live as long as this does.
    return unsafe body(Span(_unsafeElements: bytes.elements.extracting(range)))
  }

  /// Where all of it is, without owning it.
  var place: StringPlace {
    unsafe StringPlace(bytes: bytes.elements.baseAddress, ends: ends.elements.baseAddress)
  }
}

/// Where ``FrozenStrings`` are, for as long as somebody holds them.
@unsafe
struct StringPlace: BitwiseCopyable {
  let bytes: UnsafePointer<UInt8>?
  let ends: UnsafePointer<Int>?

  /// The bytes of a string. Sound as long as there is such a string, and somebody holds them.
  @inline(__always)
  subscript(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    guard let bytes = unsafe bytes, let ends = unsafe ends else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    let start = unsafe index == 0 ? 0 : ends[index - 1]
    return unsafe UnsafeBufferPointer(start: bytes + start, count: ends[index] - start)
  }
}

// MARK: - Among ranks

extension Strings {
  /// Sends strings to all ranks.
  ///
  /// - Parameters:
  ///   - parts: the strings for each rank.
  ///   - ranks: all ranks.
  /// - Returns: the strings from each rank.
  /// - Throws: `MPIError` if the ranks can't be reached.
  static func exchanged(
    _ parts: [Strings], on ranks: borrowing Communicator
  ) throws(MPIError) -> [Strings] {
    let bytes = try ranks.alltoall(varying: parts.map(\.bytes))
    let ends = try ranks.alltoall(varying: parts.map(\.ends))
    return zip(bytes, ends).map { Strings(bytes: $0, ends: $1) }
  }

  /// Brings the strings of all ranks together.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: those of rank 0 first, the same on every rank.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func gathered(on ranks: borrowing Communicator) throws(MPIError) -> [[UInt8]] {
    let bytes = try ranks.allgather(varying: bytes)
    let ends = try ranks.allgather(varying: ends)
    return zip(bytes, ends).flatMap { bytes, ends in
      let strings = Strings(bytes: bytes, ends: ends)
      return (0..<strings.count).map { Array(bytes[strings[$0]]) }
    }
  }
}
