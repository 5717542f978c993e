import Glibc
import Vocabulary

/// libpq, PostgreSQL's client library, as far as it is used here.
///
/// It is opened when a job needs it, and not linked: the libraries behind it (TLS, Kerberos, LDAP)
/// would make every start of the program 4 to 5 ms longer, and those who have no PostgreSQL would have
/// to install it. The functions and numbers are those of libpq's interface 5, which has been kept since
/// 2005; `libpq-fe.h` has them.
@safe struct PostgreSQLLibrary: Sendable {
  typealias Connection = OpaquePointer
  typealias Result = OpaquePointer
  typealias CString = UnsafePointer<CChar>
  typealias CStrings = UnsafePointer<UnsafePointer<CChar>?>

  let connect: @convention(c) @Sendable (CStrings, CStrings, CInt) -> Connection?
  let status: @convention(c) @Sendable (Connection?) -> CInt
  let finish: @convention(c) @Sendable (Connection?) -> Void
  let errorMessage: @convention(c) @Sendable (Connection?) -> CString?
  let socket: @convention(c) @Sendable (Connection?) -> CInt
  let parameterStatus: @convention(c) @Sendable (Connection?, CString) -> CString?
  let execute:
    @convention(c) @Sendable (
      Connection?, CString, CInt, UnsafePointer<CUnsignedInt>?, CStrings?, UnsafePointer<CInt>?,
      UnsafePointer<CInt>?, CInt
    ) -> Result?
  let executeAll: @convention(c) @Sendable (Connection?, CString) -> Result?
  let sendQuery: @convention(c) @Sendable (Connection?, CString) -> CInt
  let nextResult: @convention(c) @Sendable (Connection?) -> Result?
  let resultStatus: @convention(c) @Sendable (Result?) -> CInt
  let resultErrorField: @convention(c) @Sendable (Result?, CInt) -> CString?
  let affectedRows: @convention(c) @Sendable (Result?) -> CString?
  let rowCount: @convention(c) @Sendable (Result?) -> CInt
  let columnCount: @convention(c) @Sendable (Result?) -> CInt
  let isNull: @convention(c) @Sendable (Result?, CInt, CInt) -> CInt
  let value: @convention(c) @Sendable (Result?, CInt, CInt) -> CString?
  let clear: @convention(c) @Sendable (Result?) -> Void
  let putCopyData: @convention(c) @Sendable (Connection?, CString?, CInt) -> CInt
  let putCopyEnd: @convention(c) @Sendable (Connection?, CString?) -> CInt
  let getCopyData:
    @convention(c) @Sendable (
      Connection?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, CInt
    ) -> CInt
  let free: @convention(c) @Sendable (UnsafeMutableRawPointer?) -> Void
  let consumeInput: @convention(c) @Sendable (Connection?) -> CInt
  let setNoticeProcessor:
    @convention(c) @Sendable (
      Connection?, @convention(c) (UnsafeMutableRawPointer?, CString?) -> Void,
      UnsafeMutableRawPointer?
    ) -> UnsafeRawPointer?

  /// `CONNECTION_OK` of `ConnStatusType`.
  static let connectionIsGood: CInt = 0

  /// What of `ExecStatusType` is used.
  enum Status {
    static let commandOK: CInt = 1
    static let rowsOK: CInt = 2
    static let copyOut: CInt = 3
    static let copyIn: CInt = 4
  }

  /// The library, opened at first use.
  static let shared = Swift.Result { () throws(StoreError) in try PostgreSQLLibrary() }

  /// The name under which systems have it.
  private static let name = "libpq.so.5"

  private init() throws(StoreError) {
    guard let library = unsafe dlopen(Self.name, RTLD_NOW | RTLD_LOCAL) else {
      throw StoreError(
        .cannotCreate,
        "PostgreSQL's client library \(Self.name) isn't here; install it (Debian and Ubuntu: libpq5)"
      )
    }
    let loader = unsafe Loader(library: library)
    unsafe connect = try loader.find("PQconnectdbParams")
    unsafe status = try loader.find("PQstatus")
    unsafe finish = try loader.find("PQfinish")
    unsafe errorMessage = try loader.find("PQerrorMessage")
    unsafe socket = try loader.find("PQsocket")
    unsafe parameterStatus = try loader.find("PQparameterStatus")
    unsafe execute = try loader.find("PQexecParams")
    unsafe executeAll = try loader.find("PQexec")
    unsafe sendQuery = try loader.find("PQsendQuery")
    unsafe nextResult = try loader.find("PQgetResult")
    unsafe resultStatus = try loader.find("PQresultStatus")
    unsafe resultErrorField = try loader.find("PQresultErrorField")
    unsafe affectedRows = try loader.find("PQcmdTuples")
    unsafe rowCount = try loader.find("PQntuples")
    unsafe columnCount = try loader.find("PQnfields")
    unsafe isNull = try loader.find("PQgetisnull")
    unsafe value = try loader.find("PQgetvalue")
    unsafe clear = try loader.find("PQclear")
    unsafe putCopyData = try loader.find("PQputCopyData")
    unsafe putCopyEnd = try loader.find("PQputCopyEnd")
    unsafe getCopyData = try loader.find("PQgetCopyData")
    unsafe free = try loader.find("PQfreemem")
    unsafe consumeInput = try loader.find("PQconsumeInput")
    unsafe setNoticeProcessor = try loader.find("PQsetNoticeProcessor")
  }

  /// Finds functions in an open library, which is never closed.
  @unsafe private struct Loader {
    let library: UnsafeMutableRawPointer

    /// A function.
    ///
    /// - Parameter name: a function of `libpq-fe.h` whose type is the one that is asked for.
    /// - Returns: the function.
    /// - Throws: an error if the library doesn't have it.
    @unsafe
    func find<Function>(_ name: String) throws(StoreError) -> Function {
      guard let symbol = unsafe dlsym(library, name) else {
        throw StoreError(
          .cannotCreate, "PostgreSQL's client library \(PostgreSQLLibrary.name) has no \(name)")
      }
      // Sound: a C function's address is a C function pointer, of the type that the header has.
      return unsafe unsafeBitCast(symbol, to: Function.self)
    }
  }
}
