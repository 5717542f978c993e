package import MPI

/// A value that can travel from one rank to another as bytes.
///
/// ```swift
/// extension Point: WireCodable {
///   package func write(to message: inout WireWriter) { message.write(x, y) }
///   package init(from message: inout WireReader) {
///     self.init(x: message.read(), y: message.read())
///   }
/// }
/// let points = try ranks.allgather(encoded: point)
/// ```
///
/// Ranks run the same executable, so what arrives is what was written: there are no names, no versions
/// and no checks. Large arrays of plain elements travel as they are, without this codec.
package protocol WireCodable {
  /// Appends the value to a message.
  func write(to message: inout WireWriter)

  /// Takes a value from a message, as it was appended.
  init(from message: inout WireReader)
}

/// A message that is being written.
package struct WireWriter {
  /// The bytes written so far.
  package private(set) var bytes: [UInt8] = []

  /// Begins a message.
  package init() {}

  /// Appends values, one after the other.
  package mutating func write<each Value: WireCodable>(_ values: repeat each Value) {
    repeat (each values).write(to: &self)
  }

  /// Appends the elements of an array as they stand in memory.
  package mutating func write<Element: BitwiseCopyable>(raw elements: [Element]) {
    write(elements.count)
    // Sound: elements without references are their bytes.
    unsafe elements.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends bytes as they are.
  fileprivate mutating func append(_ more: some Sequence<UInt8>) { bytes += more }
}

/// A message that is being read, from its beginning to its end.
package struct WireReader {
  private var rest: ArraySlice<UInt8>

  /// Begins at the first byte.
  package init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Takes the next value.
  package mutating func read<Value: WireCodable>(_ type: Value.Type = Value.self) -> Value {
    Value(from: &self)
  }

  /// Takes the elements of an array as they stood in memory.
  package mutating func read<Element: BitwiseCopyable>(raw type: Element.Type) -> [Element] {
    let count = read(Int.self)
    let bytes = take(count * MemoryLayout<Element>.stride)
    return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      // Sound: there are the bytes of so many elements, which such elements were.
      unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      filled = count
    }
  }

  /// Takes the next bytes as they are.
  fileprivate mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    precondition(count <= rest.count, "a message ends too early")
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}

extension WireCodable {
  /// The value as a message of its own.
  package var encoded: [UInt8] {
    var message = WireWriter()
    write(to: &message)
    return message.bytes
  }

  /// Takes the value from a message of its own.
  package init(encoded bytes: [UInt8]) {
    var message = WireReader(bytes)
    self.init(from: &message)
  }
}

// MARK: - What values are made of

extension UInt64: WireCodable {
  package func write(to message: inout WireWriter) {
    message.append((0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64(8 * $0)) })
  }

  package init(from message: inout WireReader) {
    self = message.take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension Int: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(UInt64(bitPattern: Int64(self)))
  }

  package init(from message: inout WireReader) {
    self = Int(Int64(bitPattern: message.read(UInt64.self)))
  }
}

extension UInt32: WireCodable {
  package func write(to message: inout WireWriter) { message.write(UInt64(self)) }

  package init(from message: inout WireReader) { self.init(message.read(UInt64.self)) }
}

extension UInt8: WireCodable {
  package func write(to message: inout WireWriter) { message.append(CollectionOfOne(self)) }

  package init(from message: inout WireReader) {
    self = message.take(1).reduce(0) { $1 | $0 }
  }
}

extension Bool: WireCodable {
  package func write(to message: inout WireWriter) { message.write(self ? 1 as UInt8 : 0) }

  package init(from message: inout WireReader) { self = message.read(UInt8.self) != 0 }
}

extension Double: WireCodable {
  package func write(to message: inout WireWriter) { message.write(bitPattern) }

  package init(from message: inout WireReader) { self.init(bitPattern: message.read()) }
}

extension String: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(utf8.count)
    message.append(utf8)
  }

  package init(from message: inout WireReader) {
    let count = message.read(Int.self)
    self.init(decoding: message.take(count), as: UTF8.self)
  }
}

extension Array: WireCodable where Element: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(count)
    for element in self { element.write(to: &message) }
  }

  package init(from message: inout WireReader) {
    self = (0..<message.read(Int.self)).map { _ in message.read() }
  }
}

extension Optional: WireCodable where Wrapped: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(self != nil)
    self?.write(to: &message)
  }

  package init(from message: inout WireReader) {
    self = message.read(Bool.self) ? message.read(Wrapped.self) : nil
  }
}

extension WireCodable where Self: RawRepresentable, RawValue: WireCodable {
  package func write(to message: inout WireWriter) { message.write(rawValue) }

  package init(from message: inout WireReader) {
    guard let value = Self(rawValue: message.read()) else {
      preconditionFailure("ranks run the same program")
    }
    self = value
  }
}

// MARK: - Collectives

extension Communicator {
  /// Gives a value of one rank to all.
  ///
  /// - Parameters:
  ///   - value: the value; only that of the root matters.
  ///   - root: the rank that has it.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: two broadcasts.
  package borrowing func broadcast<Value: WireCodable>(
    encoded value: inout Value, from root: Int
  ) throws(MPIError) {
    var message = rank == root ? value.encoded : []
    try broadcast(varying: &message, from: root)
    if rank != root { value = Value(encoded: message) }
  }

  /// Gives a value of each rank to all.
  ///
  /// - Parameter value: this rank's value.
  /// - Returns: the values, in the order of the ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package borrowing func allgather<Value: WireCodable>(
    encoded value: Value
  ) throws(MPIError) -> [Value] {
    try allgather(varying: value.encoded).map { Value(encoded: $0) }
  }
}
