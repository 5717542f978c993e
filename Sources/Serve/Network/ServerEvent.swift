/// What a server reports, from any of its threads.
package enum ServerEvent: Sendable {
  /// It listens at an address and a port.
  case listening(address: String, port: Int)

  /// It has read a number of models, and answers from them.
  case loaded(models: Int)

  /// It could not read the models, for a reason in one sentence, and keeps those it has.
  case loadFailed(String)

  /// It has been told to end, and does so when the requests in flight are answered.
  case ending

  /// It has ended; a number of connections were cut off.
  case ended(connectionsCut: Int)

  /// It has answered a request.
  case request(AnsweredRequest)

  /// The event as a line of a log, without its end.
  package func line(_ form: LogForm) -> String {
    let time = UniversalTime().text
    switch form {
    case .text: return "\(time) \(text)"
    case .json: return json(at: time)
    }
  }

  private var text: String {
    switch self {
    case .listening(let address, let port): "listening at \(address), port \(port)"
    case .loaded(let models): "\(models) models loaded"
    case .loadFailed(let sentence): "models not loaded, those before are kept: \(sentence)"
    case .ending: "ending when the requests in flight are answered"
    case .ended(let cut): "ended; connections cut off: \(cut)"
    case .request(let request):
      "\(request.remote) \(request.method) \(request.target) \(request.status) \(request.bytes) "
        + "\(request.seconds)"
    }
  }

  private func json(at time: String) -> String {
    var json = JSONText()
    json.object { json in
      json.member("time", time)
      switch self {
      case .request(let request):
        json.member("event", "request")
        json.member("remote", request.remote)
        json.member("method", request.method)
        json.member("target", request.target)
        json.member("status", request.status)
        json.member("bytes", request.bytes)
        json.member("seconds", request.seconds)
      default: json.member("event", text)
      }
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

/// The form of the lines of a log.
package enum LogForm: String, Sendable, CaseIterable {
  /// Words between spaces.
  case text

  /// An object of JSON in each line.
  case json
}

/// A request that was answered.
package struct AnsweredRequest: Sendable {
  /// The address of who asked.
  package var remote: String

  /// The method; `-` if the request could not be read.
  package var method: String

  /// The path and query as sent; `-` if the request could not be read.
  package var target: String

  /// The status of the answer.
  package var status: Int

  /// The bytes of the answer's body.
  package var bytes: Int

  /// The seconds from the last byte of the request to the first of the answer.
  package var seconds: Double
}

/// Why a server could not begin.
package struct ServerError: Error, CustomStringConvertible, Equatable {
  /// The reason, in one sentence.
  package var description: String

  init(_ sentence: String) { description = sentence }

  /// There is no thread to answer in.
  static let noThread = ServerError(
    "The system starts no further thread; raise the limit of processes (ulimit -u, docker run --pids-limit)."
  )
}
