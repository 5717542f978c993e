import Glibc
import Vocabulary

/// A pipe by which a thread of a library wakes another that waits for descriptors.
final class WakePipe {
  private let readingEnd: CInt

  /// What a byte is written to.
  let writingEnd: CInt

  /// Makes the pipe.
  ///
  /// - Throws: ``CaudalError`` if there are no descriptors left.
  init() throws(CaudalError) {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw failure(of: "a pipe", errno) }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (readingEnd, writingEnd) = (ends[0], ends[1])
  }

  deinit {
    close(readingEnd)
    close(writingEnd)
  }

  /// What is waited for.
  var wait: pollfd { pollfd(fd: readingEnd, events: Int16(POLLIN), revents: 0) }

  /// Takes out what was written.
  func empty() {
    while case .bytes(let bytes) = readAvailable(readingEnd, atMost: 512), bytes.count == 512 {}
  }
}
