import Foundation
import Stores
import TestSupport
import Testing

/// A PostgreSQL server of a test's own, on a socket in a temporary folder.
struct PostgreSQLServer {
  /// The folder of the socket.
  let folder: URL

  private let arguments: [String]

  /// Starts a server, ended when the closure returns.
  static func with<Value>(_ body: (PostgreSQLServer) async throws -> Value) async throws -> Value {
    try await withTemporaryFolder { folder in
      // Everybody may go through: the server belongs to somebody else where the tests run as root.
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
      let server = PostgreSQLServer(folder: folder, arguments: [])
      try await server.control(Self.start)
      let result: Result<Value, any Error>
      do { result = .success(try await body(server)) } catch { result = .failure(error) }
      try await server.stop()
      return try result.get()
    }
  }

  /// The address of a database, with what else is to stand in it.
  func address(_ parameters: String = "", user: String = "tester") -> String {
    "postgresql://\(user)@/postgres?host=\(folder.path)\(parameters)"
  }

  /// Ends the server, whatever it is doing.
  func stop() async throws { try await control(Self.stop) }

  /// Ends the server, and starts it again.
  func restart() async throws {
    try await stop()
    try await control(Self.again)
  }

  /// The rows of a query, as `psql` prints them: fields with a bar between them.
  @discardableResult
  func query(_ sql: String) async throws -> [String] {
    let outcome = try await Program(path: "/usr/bin/env").run([
      "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", folder.path, "-U", "tester", "-d", "postgres",
      "-c", sql,
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map(String.init)
  }

  /// The relations that aren't the server's own, without those that belong to another.
  func relations() async throws -> [String] {
    try await query(
      """
      select relname from pg_class c join pg_namespace n on n.oid = relnamespace
        where nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1
      """)
  }

  /// Makes a tablespace `small` on another disk.
  func makeSmallSpace(on disk: URL) async throws {
    let space = disk.path + "/space"
    let made = try await Program(path: "/bin/bash").run([
      "-c",
      "mkdir -p -m 777 \"$1\" && chown --reference=\"$2/data\" \"$1\" && chmod 755 \"$1/../..\"",
      "bash", space, folder.path,
    ])
    try #require(made.code == 0, "\(made.errors)")
    try await query("create tablespace small location '\(space)'")
  }

  private func control(_ script: String) async throws {
    let outcome = try await Program(path: "/bin/bash").run(
      ["-c", Self.common + script, "bash", folder.path], environment: ["LC_ALL": "C"])
    try #require(outcome.code == 0, "\(outcome.errors)\(outcome.output)")
  }

  /// A server's programs aren't on the path of Debian, and refuse to work for root.
  private static let common = """
    set -e
    cd "$1"
    export PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)"
    unprivileged() {
      if [ "$(id -u)" = 0 ]; then runuser -u "$user" -- env PATH="$PATH" "$@"; else "$@"; fi
    }
    user=$(id -un postgres 2>/dev/null || id -un nobody)
    options="-c listen_addresses='' -k $1 -c fsync=off -c wal_level=minimal -c max_wal_senders=0"

    """
  private static let start = """
    if [ "$(id -u)" = 0 ]; then chown "$user" .; fi
    unprivileged initdb -D "$1/data" -U tester -A trust -E UTF8 --locale=C -N >/dev/null
    unprivileged pg_ctl -D "$1/data" -w -l "$1/log" -o "$options" start >/dev/null
    """
  private static let again = """
    unprivileged pg_ctl -D "$1/data" -w -l "$1/log" -o "$options" start >/dev/null
    """
  private static let stop = """
    if [ -f "$1/data/postmaster.pid" ]; then unprivileged pg_ctl -D "$1/data" -m immediate -w stop >/dev/null; fi
    """
}
