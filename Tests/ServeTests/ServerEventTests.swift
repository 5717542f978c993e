import Foundation
import Testing

@testable import Serve

/// The lines of the log.
struct ServerEventTests {
  private let request = ServerEvent.request(
    AnsweredRequest(
      remote: "127.0.0.1", method: "GET", target: "/models?\"", status: 200, bytes: 12,
      seconds: 0.000_25))

  @Test func `A request is a line of text or of JSON`() throws {
    let text = request.line(.text)
    #expect(text.dropFirst(21) == "127.0.0.1 GET /models?\" 200 12 0.00025")
    let value = try JSONSerialization.jsonObject(with: Data(request.line(.json).utf8))
    let object = try #require(value as? [String: Any])
    #expect(object["target"] as? String == "/models?\"")
    #expect(object["seconds"] as? Double == 0.000_25)
    #expect(object["event"] as? String == "request")
  }

  /// The dates of RFC 9110, 5.6.7, and RFC 3339, 5.8.
  @Test(arguments: [
    (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
    (851_042_397, "Fri, 20 Dec 1996 00:39:57 GMT", "1996-12-20T00:39:57Z"),
  ])
  func `Times are written as the standards have them`(seconds: Int, date: String, text: String) {
    #expect(UniversalTime(seconds: seconds).httpDate == date)
    #expect(UniversalTime(seconds: seconds).text == text)
  }
}
