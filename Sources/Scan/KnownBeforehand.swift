import CSV
import MPI
package import Ranks
package import Vocabulary

/// What is known of a table's files, and of their rows, before these are read.
struct KnownBeforehand: WireCodable {
  /// The inputs.
  let sources: [Plan.Source]

  /// The bytes of all rows, headers included; nil where that isn't known.
  let bytes: Int?

  /// The number of rows that were looked at.
  private let sampledRows: Int

  /// The number of rows, as long as those; nil of a plain text.
  let rows: Plan.Quantity?

  /// For each column the mean number of bytes of its fields in the rows that were looked at.
  let widths: [Double]

  /// The words for the inputs.
  var title: String {
    let first = sources.first.map(\.name) ?? ""
    let more = sources.count - 1
    return more > 0 ? "\(first) and \(more) more" : first
  }

  /// What the number of rows is estimated from.
  var estimateWords: String {
    guard rows?.count != nil, let bytes else {
      return bytes == nil ? "none; how many bytes there are is seen when they are read" : "none"
    }
    let looked = sampledRows == 1 ? "1 row that was" : "\(sampledRows) rows that were"
    return "from \(bytes) bytes, and the length of \(looked) looked at"
  }

  /// Looks at a table, on rank 0.
  ///
  /// - Parameters:
  ///   - table: the table, which isn't made of another one.
  ///   - bytesOfHead: all of its bytes, if its head had them all.
  ///   - lengths: how long rows are that were looked at.
  ///   - samples: for each column its fields in rows that were looked at.
  init(_ table: Table, bytesOfHead: Int?, _ lengths: RowLengths, _ samples: [[[UInt8]]]) {
    let layout = table.layout
    sources = table.request.plannedSources
    let contents = sources.map(\.contentBytes)
    let encoding = layout.dialect.encoding
    let isAsItStands = encoding.isTranslated || TextEncoding.isUTF8(encoding.name)
    let known =
      contents.contains(nil) || !isAsItStands ? nil : contents.reduce(0) { $0 + ($1 ?? 0) }
    bytes = bytesOfHead ?? known
    sampledRows = lengths.rows
    if layout.dialect.isPlainText {
      rows = nil
    } else {
      // Each file has a head; those behind the first are taken to be as long.
      let heads = layout.dataStart * sources.count
      let count = bytes.flatMap { lengths.rowCount(in: max(0, $0 - heads)) }
      rows = count.map { .about($0) } ?? .unknown
    }
    widths = samples.map { fields in
      let length = fields.reduce(0) { $0 + $1.count }
      return fields.isEmpty ? 0 : Double(length) / Double(fields.count)
    }
  }

  func write(to message: inout WireWriter) {
    message.write(sources, bytes, sampledRows, rows?.count, rows == nil, widths)
  }

  init(from message: inout WireReader) {
    sources = message.read()
    bytes = message.read()
    sampledRows = message.read()
    let count = message.read(Int?.self)
    let isPlainText = message.read(Bool.self)
    rows = isPlainText ? nil : count.map { .about($0) } ?? .unknown
    widths = message.read()
  }
}

extension Table {
  /// Looks at what is known of the table before its rows are read.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: what rank 0 knows, on every rank.
  /// - Throws: an agreed ``CaudalError``.
  func knownBeforehand(on ranks: borrowing Communicator) throws -> KnownBeforehand {
    var message = try ranks.agree { () throws(LocalFailure) -> [UInt8] in
      guard ranks.rank == 0 else { return [] }
      do throws(SourceError) {
        let columns = layout.dialect.isPlainText ? [] : Array(layout.columnNames.indices)
        return KnownBeforehand(
          self, bytesOfHead: bytesOfHead, try rowLengths(), try samples(ofColumns: columns)
        ).encoded
      } catch {
        throw LocalFailure(error: CaudalError(error, path: inputName))
      }
    }
    try ranks.broadcast(varying: &message, from: 0)
    return KnownBeforehand(encoded: message)
  }

  /// All bytes of the table, if its head had them all.
  private var bytesOfHead: Int? {
    if case .streamed(let scan) = source { scan.bytesOfHead } else { nil }
  }

  private func rowLengths() throws(SourceError) -> RowLengths {
    guard !layout.dialect.isPlainText else { return RowLengths() }
    return switch source {
    case .shared(let scan): try scan.rowLengths()
    case .streamed(let scan): try scan.rowLengths()
    case .derived(let table): try table.base.rowLengths()
    case .live: RowLengths()
    }
  }
}

extension TableRequest {
  /// What the inputs are, as far as can be seen from outside.
  fileprivate var plannedSources: [Plan.Source] {
    paths.indices.map { number in
      let (name, kind) = (inputNames[number], inputKinds[number])
      guard kind == .file,
        let packing = try? FilePacking(path: paths[number], encoding: dialect.encoding)
      else { return Plan.Source(name: name, kind: kind) }
      return Plan.Source(
        name: name, kind: kind, byteCount: packing.byteCount, compression: packing.compression,
        contentBytes: packing.contentBytes)
    }
  }
}

extension Plan.Source: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(name, kind, byteCount, compression, contentBytes)
  }

  package init(from message: inout WireReader) {
    self.init(
      name: message.read(), kind: message.read(), byteCount: message.read(),
      compression: message.read(), contentBytes: message.read())
  }
}

extension InputDescription.Kind: WireCodable {}
