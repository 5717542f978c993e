import Caudal

/// What a job that follows rows promises of its sources, should it be ended and begun again: said once, at the start.
struct FollowPromise {
  /// One line.
  let text: String

  /// Says what is promised; nil where a restart makes no sense, as everything ends with the sources.
  init?(_ request: FollowRequest) {
    let names = request.sources.map(\.description)
    guard request.checkpoint != nil else {
      if request.endsWithSources || request.sources == [.standardInput] { return nil }
      text =
        "note: begun again, this job begins anew; what isn't in a file then is gone; --checkpoint"
        + " goes on where it was"
      return
    }
    let kept = zip(names, request.sources).filter { !$0.1.isReadableAgain }.map(\.0)
    let files = zip(names, request.sources).filter(\.1.isReadableAgain).map(\.0)
    let promises = [
      files.isEmpty ? nil : "\(files.joined(separator: ", ")): exactly once",
      kept.isEmpty
        ? nil
        : "\(kept.joined(separator: ", ")): exactly once from when it is in \(request.spool ?? "")",
    ]
    text = "note: each row counts, \(promises.compactMap(\.self).joined(separator: "; "))"
  }
}
