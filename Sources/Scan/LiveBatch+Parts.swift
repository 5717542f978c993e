import CSV
package import MPI
import Ranks

// Rows that have come are shared out among ranks: a batch is cut where rows start, and its parts travel.

extension LiveBatch {
  /// The places at which the batch may be cut.
  ///
  /// - Parameter borders: places in its bytes, ascending.
  /// - Returns: for each the first place from there on at which a row starts, or the end. Rows of one message stay
  ///   together, as they are counted from its beginning.
  /// - Complexity: O(bytes), if there are borders.
  package func cuts(at borders: [Int]) -> [Int] {
    guard !origins.isEmpty else { return head.layout.rowStarts(from: borders, in: bytes) }
    return borders.map { border in
      origins.lazy.map { start(of: $0) }.first { $0 >= border } ?? bytes.count
    }
  }

  /// Some of the rows.
  ///
  /// - Parameter range: where they lie in the bytes of the batch: from one of its cuts to another.
  /// - Returns: a batch of those rows, of which it isn't known how many stand before them in this one.
  package func part(_ range: Range<Int>) -> LiveBatch {
    guard range != 0..<bytes.count else { return self }
    return part(range, Array(bytes[range]))
  }

  fileprivate func part(_ range: Range<Int>, _ bytes: [UInt8]) -> LiveBatch {
    var part = LiveBatch(
      input: input, position: position + range.lowerBound, bytes: bytes, source: source,
      head: head, rowsBefore: rowsBefore, bytesBefore: bytesBefore + range.lowerBound)
    part.origins = origins.filter { origin in
      let start = start(of: origin)
      return start < range.upperBound && start >= range.lowerBound
    }
    return part
  }
}

/// Some of the rows of a batch, by its place among others.
package struct BatchPart {
  package let batch: Int

  /// Where they lie in the bytes of the batch.
  package let range: Range<Int>

  /// Names rows.
  package init(batch: Int, range: Range<Int>) { (self.batch, self.range) = (batch, range) }
}

extension Communicator {
  private static var messageTag: Int { 32 }
  private static var bytesTag: Int { 33 }

  /// Sends rows to another rank.
  ///
  /// - Parameters:
  ///   - parts: which.
  ///   - batches: the batches that have them.
  ///   - rank: the rank, which calls ``receiveRows(like:)``.
  /// - Throws: `MPIError` if it can't be reached.
  /// - Complexity: O(bytes), which aren't copied here.
  package borrowing func send(
    _ parts: [BatchPart], of batches: [LiveBatch], to rank: Int
  ) throws(MPIError) {
    let message = parts.map { BatchMessage(batches[$0.batch], $0.range) }
    try send(message.encoded, to: rank, tag: Self.messageTag)
    for part in parts {
      let bytes = batches[part.batch].bytes
      let rows = bytes.span.extracting(part.range)
      try send(rows, to: rank, tag: Self.bytesTag)
    }
  }

  /// Receives rows of rank 0.
  ///
  /// - Parameter first: how the rows of the table are written.
  /// - Returns: the rows.
  /// - Throws: `MPIError` if it can't be reached.
  borrowing func receiveRows(like first: FileLayout) throws(MPIError) -> [LiveBatch] {
    let names = HeadsMessage.Names(first)
    let message = try receive(varying: UInt8.self, from: 0, tag: Self.messageTag)
    var batches: [LiveBatch] = []
    for part in [BatchMessage](encoded: message) {
      let bytes = try receive(
        UInt8.self, atMost: part.byteCount, from: 0, tag: Self.bytesTag)
      batches.append(part.batch(of: bytes, names))
    }
    return batches
  }
}

/// What another rank, which knows the names of the columns, is told of rows before it gets them.
private struct BatchMessage: WireCodable {
  private let places: [Int]
  private let source: String
  private let head: NamelessHead
  private let origins: [RowOrigin]

  /// The number of their bytes.
  let byteCount: Int

  init(_ batch: LiveBatch, _ range: Range<Int>) {
    let part = batch.part(range, [])
    places = [part.input, part.position, part.rowsBefore, part.bytesBefore]
    (source, head, origins) = (part.source, NamelessHead(part.head), part.origins)
    byteCount = range.count
  }

  func batch(of bytes: [UInt8], _ names: HeadsMessage.Names) -> LiveBatch {
    var batch = LiveBatch(
      input: places[0], position: places[1], bytes: bytes, source: source,
      head: head.head(names), rowsBefore: places[2], bytesBefore: places[3])
    batch.origins = origins
    return batch
  }

  func write(to message: inout WireWriter) {
    message.write(places, source, head, origins, byteCount)
  }

  init(from message: inout WireReader) {
    (places, source, head) = (message.read(), message.read(), message.read())
    (origins, byteCount) = (message.read(), message.read())
  }
}
