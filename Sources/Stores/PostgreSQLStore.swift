import Values
import Vocabulary

/// A table in a PostgreSQL database.
///
/// Everything happens in one transaction of one connection: rows go by binary COPY into a staging
/// table, keys and indexes are made behind them, and the staging table gets the table's name, or its
/// rows are added to it. Until the end nobody else sees anything or waits for anything; and whatever
/// ends the job, the server leaves nothing of it.
final class PostgreSQLStore: TableStore {
  /// The bytes that are sent at a time.
  private static let pieceSize = 1 << 18

  private let uri: String
  private let request: StoreRequest

  private var connection: PostgreSQLConnection?
  private var load: PostgreSQLLoad?
  private var copy: BinaryCopy?
  private let buffer = ByteBuffer(capacity: pieceSize + 1 << 16)

  /// Whether the server waits for rows.
  private var isCopying = false

  /// The rows that have been given to the buffer, and those of them of earlier COPYs.
  private var count = 0
  private var countBefore = 0

  /// Names a table.
  ///
  /// - Parameters:
  ///   - uri: a connection URI without a password.
  ///   - request: what is to be stored, and how.
  init(uri: String, request: StoreRequest) {
    self.uri = uri
    self.request = request
  }

  deinit { abandon() }

  func check(names: [String]) throws(StoreError) {
    try NameCheck { $0.cut(toBytes: PostgreSQLName.longest) }.check(names, for: request)
    _ = try PostgreSQLName(request.table)
  }

  func begin(columns: [StoredColumn]) throws(StoreError) -> StoreStart {
    try NameCheck { $0.cut(toBytes: PostgreSQLName.longest) }.check(columns, for: request)
    let name = try PostgreSQLName(request.table)
    let library = try PostgreSQLLibrary.shared.get()
    do throws(PostgreSQLFailure) {
      connection = try PostgreSQLConnection(uri: uri, library: library)
    } catch {
      throw StoreError(.cannotCreate, "PostgreSQL: \(error.sentence)")
    }
    do throws(StoreError) {
      return try prepare(columns, name)
    } catch {
      abandon()
      throw error
    }
  }

  private func prepare(
    _ columns: [StoredColumn], _ name: PostgreSQLName
  ) throws(StoreError) -> StoreStart {
    guard let connection else { preconditionFailure("nothing is open") }
    var load = PostgreSQLLoad(connection, request, name)
    let start = try converted { () throws(PostgreSQLFailure) in try load.begin(columns) }
    guard start == .ready else {
      abandon()
      return start
    }
    copy = BinaryCopy(load.columns)
    self.load = load
    try beginCopy()
    return .ready
  }

  // MARK: - Rows

  private func beginCopy() throws(StoreError) {
    guard let load, let connection else { preconditionFailure("nothing has begun") }
    try converted { () throws(PostgreSQLFailure) in
      try connection.beginCopy("copy \(load.staging) from stdin (format binary, freeze)")
    }
    isCopying = true
    BinaryCopy.head.withSpan { buffer.append($0) }
  }

  private func endCopy() throws(StoreError) {
    guard let connection else { preconditionFailure("nothing has begun") }
    BinaryCopy.end.withSpan { buffer.append($0) }
    try send()
    isCopying = false
    let taken = try converted { () throws(PostgreSQLFailure) in try connection.endCopy() }
    guard taken == count - countBefore else {
      throw StoreError(
        .software, "the server has taken \(taken) of \(count - countBefore) rows")
    }
    countBefore = count
  }

  private func send() throws(StoreError) {
    guard let connection else { preconditionFailure("nothing has begun") }
    try converted { () throws(PostgreSQLFailure) in
      try buffer.withBytes { bytes throws(PostgreSQLFailure) in try connection.send(bytes) }
    }
    buffer.cut(to: 0)
  }

  func write(rows images: [UInt8], count rowCount: Int) throws(StoreError) {
    guard let copy, let connection else { preconditionFailure("nothing has begun") }
    let images = images.span
    var place = 0
    for _ in 0..<rowCount {
      if let (column, field) = copy.add(images, &place, to: buffer) {
        throw StoreError(
          .badData, copy.problem(images.extracting(field), of: column), row: count)
      }
      count += 1
      guard buffer.count >= Self.pieceSize else { continue }
      try send()
      // Whatever a server says in between, it is heard at the end of a COPY only.
      if connection.hasSpoken { try beginAnotherCopy() }
    }
  }

  /// Hears what the server has to say of the rows so far, and goes on if that is nothing bad.
  func beginAnotherCopy() throws(StoreError) {
    try endCopy()
    try beginCopy()
  }

  // MARK: - End

  func commit() throws(StoreError) {
    guard let load, let connection else { preconditionFailure("nothing has begun") }
    do throws(StoreError) {
      try endCopy()
      try load.finish(count)
    } catch {
      abandon()
      throw error
    }
    connection.close()
    self.connection = nil
  }

  func abandon() {
    guard let connection else { return }
    if isCopying { _ = try? connection.endCopy(because: "the job has ended") }
    isCopying = false
    try? connection.execute("rollback")
    connection.close()
    self.connection = nil
  }

  /// Does something with the server.
  private func converted<Value>(
    _ body: () throws(PostgreSQLFailure) -> Value
  ) throws(StoreError) -> Value {
    do throws(PostgreSQLFailure) { return try body() } catch {
      let failure = load.map { $0.renamed(error) } ?? error
      throw StoreError(failure, rowsBefore: countBefore)
    }
  }
}

extension [UInt8] {
  fileprivate func withSpan(_ body: (Span<UInt8>) -> Void) { body(span) }
}

extension StoreError {
  /// An error of what a server has said.
  ///
  /// - Parameters:
  ///   - failure: what it has said.
  ///   - rowsBefore: the rows in front of those of the COPY to which the server's line belongs.
  init(_ failure: PostgreSQLFailure, rowsBefore: Int = 0) {
    let kind: CaudalError.Kind =
      switch failure.state.prefix(2) {
      case "22", "23": .badData
      case "28", "3D", "3F", "42": .cannotCreate
      default: .inputOutput
      }
    self.init(
      kind, "PostgreSQL: \(failure.sentence)", row: failure.copyLine.map { rowsBefore + $0 - 1 })
  }
}
