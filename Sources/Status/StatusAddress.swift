/// Where a page is served: `8080`, `0.0.0.0:8080`, `[::1]:8080`.
package struct StatusAddress: Sendable, Equatable {
  /// An address or a name of this host.
  package var host = "127.0.0.1"

  /// The port; 0 for one that the system chooses.
  package var port: Int

  /// A port that this machine alone reaches.
  package init(port: Int) { self.port = port }

  /// Reads what a user writes: a port, before which may stand an address or a name and a colon. Nil if it is neither.
  package init?(_ text: String) {
    let colon = text.lastIndex(of: ":")
    let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(digits), port <= 65_535
    else { return nil }
    self.port = port
    guard let colon else { return }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, !host.contains(where: { $0 == " " || $0 == "/" }) else { return nil }
    self.host = String(host)
  }

  /// Whether it stands for all addresses of this host.
  private var isAny: Bool { host == "0.0.0.0" || host == "::" }

  /// The address of the page, to be opened in a browser.
  ///
  /// - Parameters:
  ///   - port: the port that was got.
  ///   - token: the token.
  ///   - hostName: the name of this host, where it stands for all its addresses.
  /// - Returns: the address.
  package func url(port: Int, token: String, hostName: String) -> String {
    let name = isAny ? hostName : host
    return "http://\(name.contains(":") ? "[\(name)]" : name):\(port)/?token=\(token)"
  }

  /// Whether a header `Host` names this server.
  ///
  /// A page elsewhere can lead a browser here under a name of its own (DNS rebinding), but not under an address, as
  /// this isn't looked up. So addresses are fine, `localhost`, and the names that this host is known by.
  ///
  /// - Parameters:
  ///   - header: the header; nil if there was none.
  ///   - hostName: the name of this host.
  /// - Returns: whether it does.
  package func isNamed(by header: String?, hostName: String) -> Bool {
    guard var name = header.map({ $0.lowercased() })?[...], !name.isEmpty else { return false }
    if name.hasPrefix("[") { return name.contains("]") }
    if let colon = name.firstIndex(of: ":") { name = name[..<colon] }
    if name.hasSuffix(".") { name = name.dropLast() }
    let own = hostName.lowercased()
    let names = ["localhost", host.lowercased(), own, String(own.prefix { $0 != "." })]
    return names.contains(String(name)) || Self.isAddress(name)
  }

  /// Whether a name is the four numbers of an address.
  private static func isAddress(_ name: Substring) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
