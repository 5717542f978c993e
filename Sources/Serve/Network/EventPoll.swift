import CEpoll
import Glibc

/// Waits for many descriptors at once (epoll).
struct EventPoll: Sendable {
  /// What is waited for.
  enum Interest {
    case reading
    case writing
  }

  private let descriptor: CInt

  /// Waits for nothing yet.
  init() throws(ServerError) {
    descriptor = epoll_create1(CInt(EPOLL_CLOEXEC))
    guard descriptor >= 0 else {
      throw ServerError("The system gives no epoll: \(unsafe String(cString: strerror(errno))).")
    }
  }

  /// Adds a descriptor that is read from.
  ///
  /// - Parameters:
  ///   - added: the descriptor.
  ///   - isShared: whether other threads wait for it too; then few of them wake up at a time.
  func add(_ added: CInt, isShared: Bool = false) {
    let exclusive = isShared ? EPOLLEXCLUSIVE.rawValue : 0
    control(EPOLL_CTL_ADD, added, EPOLLIN.rawValue | exclusive)
  }

  /// Changes what a descriptor is waited for.
  func change(_ changed: CInt, to interest: Interest) {
    control(EPOLL_CTL_MOD, changed, interest == .reading ? EPOLLIN.rawValue : EPOLLOUT.rawValue)
  }

  /// Removes a descriptor.
  func remove(_ removed: CInt) { control(EPOLL_CTL_DEL, removed, 0) }

  /// Waits, and gives each descriptor that something has happened to.
  func wait(milliseconds: CInt, _ body: (CInt) -> Void) {
    var events = unsafe [epoll_event](repeating: epoll_event(), count: 64)
    let count = unsafe epoll_wait(descriptor, &events, CInt(events.count), milliseconds)
    for index in 0..<max(0, Int(count)) { unsafe body(events[index].data.fd) }
  }

  /// Ends it.
  func close() { _ = Glibc.close(descriptor) }

  private func control(_ operation: CInt, _ changed: CInt, _ events: UInt32) {
    var event = unsafe epoll_event()
    unsafe event.events = events
    unsafe event.data.fd = changed
    unsafe epoll_ctl(descriptor, operation, changed, &event)
  }
}
