import Glibc

/// What a PostgreSQL server, or the way to it, said when something failed.
struct PostgreSQLFailure: Error, Hashable {
  /// The five letters of SQLSTATE; empty if the server didn't say it.
  var state = ""

  /// The message, in one line.
  var message: String

  /// What more there is to say, in one line.
  var detail: String?

  /// Where it happened: `COPY readings, line 5`.
  var context: String?

  /// The message and the detail.
  var sentence: String { detail.map { "\(message): \($0)" } ?? message }

  /// The number of the line of a COPY at which it happened, the first being 1.
  ///
  /// The server has it in its own language, but always digits behind the table's name and a comma.
  var copyLine: Int? {
    guard let context, context.hasPrefix("COPY "), let comma = context.firstIndex(of: ",") else {
      return nil
    }
    let digits = context[comma...].drop { !$0.isNumber }.prefix { $0.isNumber }
    return Int(digits)
  }
}

/// A connection to a PostgreSQL server, used by one thread at a time.
@safe final class PostgreSQLConnection {
  let library: PostgreSQLLibrary
  private var handle: OpaquePointer?

  /// Connects.
  ///
  /// - Parameters:
  ///   - uri: a connection URI. What it leaves out comes from the environment, the service file and
  ///     the file of passwords, as with every client.
  ///   - library: libpq.
  /// - Throws: what the server says, or the way to it.
  init(uri: String, library: PostgreSQLLibrary) throws(PostgreSQLFailure) {
    self.library = library
    let parameters = [
      ("connect_timeout", "30"), ("dbname", uri), ("fallback_application_name", "caudal"),
      ("client_encoding", "UTF8"),
    ]
    unsafe handle = Self.withCStrings(parameters.map(\.0)) { names in
      unsafe Self.withCStrings(parameters.map(\.1)) { values in
        // The last word has the second parameter read as a URI.
        unsafe library.connect(names, values, 1)
      }
    }
    guard unsafe library.status(handle) == PostgreSQLLibrary.connectionIsGood else {
      let failure = connectionFailure
      close()
      throw failure
    }
    // Notices are for people at a terminal.
    _ = unsafe library.setNoticeProcessor(handle, { _, _ in }, nil)
  }

  deinit { close() }

  /// Ends the connection; an open transaction is rolled back.
  func close() {
    unsafe library.finish(handle)
    unsafe handle = nil
  }

  /// Calls a closure with texts for C, behind which there is a null pointer.
  private static func withCStrings<Value>(
    _ texts: [String?], _ body: (PostgreSQLLibrary.CStrings) -> Value
  ) -> Value {
    let copies = unsafe texts.map { unsafe $0.flatMap { unsafe strdup($0) } }
    defer { unsafe copies.forEach { unsafe free($0) } }
    let pointers = unsafe copies.map { unsafe UnsafePointer($0) } + [nil]
    return unsafe pointers.withUnsafeBufferPointer { pointers in
      guard let base = pointers.baseAddress else { preconditionFailure("there is a null pointer") }
      return unsafe body(base)
    }
  }

  /// What the connection itself says.
  private var connectionFailure: PostgreSQLFailure {
    let text = unsafe library.errorMessage(handle).map { unsafe String(cString: $0) } ?? ""
    return PostgreSQLFailure(message: text.inOneSentence)
  }

  // MARK: - Statements

  /// Runs statements without parameters whose rows, if they have any, don't matter.
  func execute(_ sql: String) throws(PostgreSQLFailure) {
    try unsafe take(library.executeAll(handle, sql)) { _ in }
  }

  /// Sends a statement, and doesn't wait for what becomes of it.
  ///
  /// The server does it even if this process ends at once, as it has all that it needs.
  func send(statement sql: String) throws(PostgreSQLFailure) {
    guard unsafe library.sendQuery(handle, sql) == 1 else { throw connectionFailure }
  }

  /// Runs a statement.
  ///
  /// - Parameters:
  ///   - sql: the statement.
  ///   - values: what `$1`, `$2` … stand for.
  /// - Returns: the number of rows that it has added or changed.
  /// - Throws: what the server says.
  @discardableResult
  func change(_ sql: String, _ values: [String?] = []) throws(PostgreSQLFailure) -> Int {
    try unsafe answer(sql, values) { result in
      unsafe library.affectedRows(result).flatMap { unsafe Int(String(cString: $0)) } ?? 0
    }
  }

  /// The rows of a small answer, as texts; nil for NULL.
  ///
  /// - Parameters:
  ///   - sql: a statement.
  ///   - values: what `$1`, `$2` … stand for.
  /// - Returns: all rows.
  /// - Throws: what the server says.
  func rows(_ sql: String, _ values: [String?] = []) throws(PostgreSQLFailure) -> [[String?]] {
    try unsafe answer(sql, values) { result in
      let rowCount = unsafe library.rowCount(result)
      let columnCount = unsafe library.columnCount(result)
      return (0..<rowCount).map { row in
        (0..<columnCount).map { column -> String? in
          guard unsafe library.isNull(result, row, column) == 0 else { return nil }
          return unsafe library.value(result, row, column).map { unsafe String(cString: $0) }
        }
      }
    }
  }

  private func answer<Value>(
    _ sql: String, _ values: [String?], _ body: (OpaquePointer?) -> Value
  ) throws(PostgreSQLFailure) -> Value {
    let result = unsafe Self.withCStrings(values) { pointers in
      unsafe library.execute(handle, sql, CInt(values.count), nil, pointers, nil, nil, 0)
    }
    return try unsafe take(result, body)
  }

  /// Looks at a result and lets go of it.
  private func take<Value>(
    _ result: OpaquePointer?, _ body: (OpaquePointer?) -> Value
  ) throws(PostgreSQLFailure) -> Value {
    defer { unsafe library.clear(result) }
    let status = unsafe library.resultStatus(result)
    let good = [
      PostgreSQLLibrary.Status.commandOK, PostgreSQLLibrary.Status.rowsOK,
      PostgreSQLLibrary.Status.copyIn, PostgreSQLLibrary.Status.copyOut,
    ]
    guard good.contains(status) else { throw unsafe failure(of: result) }
    return unsafe body(result)
  }

  private func failure(of result: OpaquePointer?) -> PostgreSQLFailure {
    func field(_ letter: Unicode.Scalar) -> String? {
      unsafe library.resultErrorField(result, CInt(letter.value)).map {
        unsafe String(cString: $0).inOneSentence
      }
    }
    guard let message = field("M") else { return connectionFailure }
    return PostgreSQLFailure(
      state: field("C") ?? "", message: message, detail: field("D"), context: field("W"))
  }

  // MARK: - COPY

  /// Begins to send rows.
  ///
  /// - Parameter sql: a `COPY … FROM STDIN`.
  /// - Throws: what the server says.
  func beginCopy(_ sql: String) throws(PostgreSQLFailure) {
    try execute(sql)
  }

  /// Sends bytes of a COPY.
  ///
  /// - Parameter bytes: what follows what was sent before, less than 2 GiB.
  /// - Throws: what is wrong with the connection.
  func send(_ bytes: Span<UInt8>) throws(PostgreSQLFailure) {
    let code = unsafe bytes.withUnsafeBytes { bytes in
      let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      return unsafe library.putCopyData(handle, base, CInt(bytes.count))
    }
    guard code == 1 else { throw connectionFailure }
  }

  /// Whether the server has said something while it gets rows. Then something is wrong, mostly.
  var hasSpoken: Bool {
    var descriptor = pollfd(fd: unsafe library.socket(handle), events: Int16(POLLIN), revents: 0)
    return unsafe poll(&descriptor, 1, 0) > 0
  }

  /// Ends a COPY.
  ///
  /// - Parameter reason: why the rows are to be forgotten; nil if they are all.
  /// - Returns: the number of rows that the server has taken.
  /// - Throws: what the server says, or what is wrong with the connection.
  @discardableResult
  func endCopy(because reason: String? = nil) throws(PostgreSQLFailure) -> Int {
    let code = unsafe library.putCopyEnd(handle, reason)
    var (count, trouble): (Int, PostgreSQLFailure?) = (0, code == 1 ? nil : connectionFailure)
    while let result = unsafe library.nextResult(handle) {
      do throws(PostgreSQLFailure) {
        count = try unsafe take(result) { result in
          unsafe library.affectedRows(result).flatMap { unsafe Int(String(cString: $0)) } ?? 0
        }
      } catch {
        // What the server says first is the cause of the rest.
        if trouble == nil { trouble = error }
      }
    }
    if let trouble { throw trouble }
    return count
  }

  /// Begins to receive rows.
  ///
  /// - Parameter sql: a `COPY … TO STDOUT`, and nothing else: two statements are refused.
  /// - Returns: the number of columns.
  /// - Throws: what the server says.
  func beginCopyOut(_ sql: String) throws(PostgreSQLFailure) -> Int {
    try unsafe answer(sql, []) { result in unsafe Int(library.columnCount(result)) }
  }

  /// Receives a row of a COPY; waits for it.
  ///
  /// - Parameter take: is given the bytes of the row.
  /// - Returns: false if there are no more, and all is well.
  /// - Throws: what the server says, or what is wrong with the connection.
  func receiveCopied(_ take: (Span<UInt8>) -> Void) throws(PostgreSQLFailure) -> Bool {
    var buffer: UnsafeMutablePointer<CChar>?
    let count = unsafe library.getCopyData(handle, &buffer, 0)
    if count > 0 {
      // Sound: libpq has made so many bytes, which are ours.
      let bytes = unsafe UnsafeRawBufferPointer(start: buffer, count: Int(count))
      take(unsafe Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
      unsafe library.free(buffer)
      return true
    }
    guard count == -1 else { throw connectionFailure }
    while let result = unsafe library.nextResult(handle) { try unsafe self.take(result) { _ in } }
    return false
  }
}

extension String {
  /// The text on one line, without the blanks at its ends.
  var inOneLine: String { trimmedLines.joined(separator: " ") }

  /// The sentences of a message, each on a line, as one.
  var inOneSentence: String { trimmedLines.joined(separator: "; ") }

  private var trimmedLines: [Substring] {
    split { $0.isNewline || $0 == "\t" }.map { $0.drop { $0 == " " } }
  }
}
