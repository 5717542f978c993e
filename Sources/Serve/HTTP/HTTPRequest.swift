/// A request without its body.
package struct HTTPRequest: Sendable, Equatable {
  /// The method, such as `GET`, as sent.
  package var method: String

  /// The path and the query, as sent: visible ASCII, percent-encoded.
  package var target: String

  /// The header `If-None-Match`.
  package var ifNoneMatch: String?

  /// The header `Host`: the name, and maybe the port, by which the server was asked.
  package var host: String?

  /// The header `Authorization`.
  package var authorization: String?

  /// The bytes of the body, which come behind.
  package var bodyLength = 0

  /// Whether the connection is kept for another request.
  package var isPersistent = true

  /// A request for a target.
  package init(_ method: String = "GET", _ target: String, ifNoneMatch: String? = nil) {
    self.method = method
    self.target = target
    self.ifNoneMatch = ifNoneMatch
  }

  /// Whether only the head of the answer is wanted.
  package var isHead: Bool { method == "HEAD" }
}

/// A request that can't be answered as it can't be read.
package struct RequestRefusal: Error, Equatable {
  /// The status of the answer.
  package var status: Int

  /// What is wrong, in one sentence.
  package var sentence: String

  /// A refusal with a status and a sentence.
  package init(_ status: Int, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }
}
