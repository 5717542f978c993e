import Glibc
import MPI
import Ranks
import Vocabulary

/// What rank 0, which alone knows what has come, has all ranks do next.
enum FollowOrder {
  /// Begin, as there is a head.
  case begin
  /// Scan a part of the rows that have come.
  case scan(StreamMoment)
  /// Hand over what is in the windows.
  case handOver
  /// End.
  case end
  /// End with an error.
  case fail(CaudalError)
}

/// How far time has come in a stream: what decides which windows have closed.
struct StreamMoment {
  /// The latest time so far, in microseconds since 1970.
  var latest: Int

  /// The moment, in microseconds since 1970, up to which windows have been closed for want of rows.
  var closedUpTo: Int
}

extension FollowOrder: WireCodable {
  func write(to message: inout WireWriter) {
    switch self {
    case .begin: message.write(0)
    case .scan(let moment): message.write(1, moment.latest, moment.closedUpTo)
    case .handOver: message.write(2)
    case .end: message.write(3)
    case .fail(let error): message.write(4, error)
    }
  }

  init(from message: inout WireReader) {
    switch message.read(Int.self) {
    case 0: self = .begin
    case 1: self = .scan(StreamMoment(latest: message.read(), closedUpTo: message.read()))
    case 2: self = .handOver
    case 3: self = .end
    default: self = .fail(message.read())
    }
  }
}

extension Communicator {
  /// The tag of the message that says that an order comes.
  private static var tag: Int { 31 }

  /// The longest time between two looks whether an order comes, in microseconds: nobody notices it, and it costs
  /// no processor.
  private static var longestPause: UInt32 { 4000 }

  /// Has all other ranks do something; on rank 0.
  ///
  /// - Parameter order: what. If it is to be done together, rank 0 begins with it next.
  /// - Throws: `MPIError` if the ranks can't be reached.
  borrowing func give(_ order: FollowOrder) throws(MPIError) {
    guard size > 1 else { return }
    for rank in 1..<size { try send(0, to: rank, tag: Self.tag) }
    var order = order
    try broadcast(encoded: &order, from: 0)
  }

  /// Waits for what rank 0 wants to be done; on all other ranks.
  ///
  /// Rank 0 may wait for rows for hours, and a rank that waits in a call of MPI takes a processor: so this one looks
  /// now and then, the more seldom the longer nothing has come.
  ///
  /// - Returns: the order.
  /// - Throws: `MPIError` if the ranks can't be reached.
  borrowing func awaitOrder() throws(MPIError) -> FollowOrder {
    let call = try immediateReceive(Int.self, atMost: 1, from: 0, tag: Self.tag)
    var pause: UInt32 = 0
    while try !call.test() {
      if pause == 0 { sched_yield() } else { usleep(pause) }
      pause = min(Self.longestPause, pause + pause / 16 + 1)
    }
    _ = try call.wait()
    var order = FollowOrder.end
    try broadcast(encoded: &order, from: 0)
    return order
  }
}
