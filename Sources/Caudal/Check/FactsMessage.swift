/// Turns facts into bytes that one rank can send to another.
struct FactsWriter {
  /// What has been written.
  private(set) var bytes: [UInt8] = []

  /// Writes a number.
  mutating func write(_ value: some FixedWidthInteger) {
    let word = UInt64(truncatingIfNeeded: value)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
    }
  }

  /// Writes a number, all its bits.
  mutating func write(_ value: Double) { write(value.bitPattern) }

  /// Writes a truth value.
  mutating func write(_ value: Bool) { write(value ? 1 : 0) }

  /// Writes a text.
  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes += text.utf8
  }

  /// Writes the number of some elements, and each of them.
  mutating func write<Element>(
    _ elements: [Element], _ write: (inout FactsWriter, Element) -> Void
  ) {
    self.write(elements.count)
    for element in elements { write(&self, element) }
  }
}

/// Reads what a ``FactsWriter`` has written, in the same order.
///
/// Ranks run the same executable, so that what arrives is what was written.
struct FactsReader {
  private var rest: ArraySlice<UInt8>

  /// Begins at the first byte.
  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Reads a number that has no sign.
  mutating func word() -> UInt64 {
    defer { rest = rest.dropFirst(8) }
    return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads a number.
  mutating func int() -> Int { Int(truncatingIfNeeded: word()) }

  /// Reads a number, all its bits.
  mutating func double() -> Double { Double(bitPattern: word()) }

  /// Reads a truth value.
  mutating func bool() -> Bool { word() != 0 }

  /// Reads a text.
  mutating func text() -> String {
    let count = int()
    defer { rest = rest.dropFirst(count) }
    return String(decoding: rest.prefix(count), as: UTF8.self)
  }

  /// Reads as many elements as were written.
  mutating func array<Element>(_ read: (inout FactsReader) -> Element) -> [Element] {
    (0..<int()).map { _ in read(&self) }
  }
}

extension RankFacts {
  /// The facts as bytes.
  var message: [UInt8] {
    var writer = FactsWriter()
    writer.write(rank)
    writer.write(host)
    writer.write(processors) { $0.write($1) }
    writer.write(processorQuota ?? .infinity)
    writer.write(threads)
    writer.write(library)
    writer.write(messaging) { $0.write($1) }
    writer.write(transports) { $0.write($1) }
    writer.write(interfaces) { $1.write(to: &$0) }
    writer.write(file.map { [$0] } ?? []) { $1.write(to: &$0) }
    return writer.bytes
  }

  /// The facts that a message holds.
  init(message: [UInt8]) {
    var reader = FactsReader(message)
    rank = reader.int()
    host = reader.text()
    processors = reader.array { $0.int() }
    let quota = reader.double()
    processorQuota = quota.isFinite ? quota : nil
    threads = reader.int()
    library = reader.text()
    messaging = reader.array { $0.text() }
    transports = reader.array { $0.text() }
    interfaces = reader.array { NetworkInterface(from: &$0) }
    file = reader.array { FileFacts(from: &$0) }.first
  }
}

extension FileFacts {
  fileprivate func write(to writer: inout FactsWriter) {
    writer.write(failure.map { [$0] } ?? []) {
      $0.write($1.isOpening)
      $0.write($1.reason)
    }
    writer.write(byteCount)
    writer.write(modifiedSeconds)
    writer.write(modifiedNanoseconds)
    writer.write(firstDigest)
    writer.write(lastDigest)
    writer.write(hasChanged)
    writer.write(bytesRead)
    writer.write(secondsRead)
  }

  fileprivate init(from reader: inout FactsReader) {
    failure = reader.array { Failure(isOpening: $0.bool(), reason: $0.text()) }.first
    byteCount = reader.int()
    modifiedSeconds = reader.int()
    modifiedNanoseconds = reader.int()
    firstDigest = reader.word()
    lastDigest = reader.word()
    hasChanged = reader.bool()
    bytesRead = reader.int()
    secondsRead = reader.double()
  }
}

extension NetworkInterface {
  fileprivate func write(to writer: inout FactsWriter) {
    writer.write(name)
    writer.write(address)
    writer.write(prefixLength)
    writer.write(network)
    writer.write(mtu)
    writer.write(isLoopback)
  }

  fileprivate init(from reader: inout FactsReader) {
    name = reader.text()
    address = reader.text()
    prefixLength = reader.int()
    network = reader.text()
    mtu = reader.int()
    isLoopback = reader.bool()
  }
}

extension TCPConnection {
  /// Some connections as bytes.
  static func message(_ connections: [TCPConnection]) -> [UInt8] {
    var writer = FactsWriter()
    writer.write(connections) { writer, connection in
      for end in [connection.local, connection.remote] {
        writer.write(end.address)
        writer.write(end.port)
      }
      writer.write(connection.segmentBytes)
      writer.write(connection.retransmissions)
    }
    return writer.bytes
  }

  /// The connections that a message holds.
  static func connections(inMessage message: [UInt8]) -> [TCPConnection] {
    var reader = FactsReader(message)
    return reader.array { reader in
      TCPConnection(
        local: End(address: reader.text(), port: reader.int()),
        remote: End(address: reader.text(), port: reader.int()),
        segmentBytes: reader.int(), retransmissions: reader.int())
    }
  }
}
