import CSV
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
    var part = LiveBatch(
      input: input, position: position + range.lowerBound, bytes: Array(bytes[range]),
      source: source, head: head, rowsBefore: rowsBefore,
      bytesBefore: bytesBefore + range.lowerBound)
    part.origins = origins.filter { origin in
      let start = start(of: origin)
      return start < range.upperBound && start >= range.lowerBound
    }
    return part
  }
}

/// Batches on their way to another rank, which knows the names of the columns.
struct BatchMessage: WireCodable {
  private let parts: [Part]

  init(_ batches: [LiveBatch]) { parts = batches.map(Part.init) }

  /// The batches.
  ///
  /// - Parameter first: how the rows of the table are written.
  /// - Returns: the batches, as rank 0 knows them.
  func batches(like first: FileLayout) -> [LiveBatch] {
    let names = HeadsMessage.Names(first)
    return parts.map { $0.batch(names) }
  }

  func write(to message: inout WireWriter) { message.write(parts) }

  init(from message: inout WireReader) { parts = message.read() }

  private struct Part: WireCodable {
    private let places: [Int]
    private let source: String
    private let head: NamelessHead
    private let origins: [RowOrigin]
    private let bytes: [UInt8]

    init(_ batch: LiveBatch) {
      places = [batch.input, batch.position, batch.rowsBefore, batch.bytesBefore]
      (source, head) = (batch.source, NamelessHead(batch.head))
      (origins, bytes) = (batch.origins, batch.bytes)
    }

    func batch(_ names: HeadsMessage.Names) -> LiveBatch {
      var batch = LiveBatch(
        input: places[0], position: places[1], bytes: bytes, source: source,
        head: head.head(names), rowsBefore: places[2], bytesBefore: places[3])
      batch.origins = origins
      return batch
    }

    func write(to message: inout WireWriter) {
      message.write(places, source, head, origins)
      message.write(raw: bytes)
    }

    init(from message: inout WireReader) {
      (places, source) = (message.read(), message.read())
      (head, origins) = (message.read(), message.read())
      bytes = message.read(raw: UInt8.self)
    }
  }
}
