import MPI

let requestChecks = [
  Check(name: "immediate receive, then immediate send") { comm in
    let next = (comm.rank + 1) % comm.size
    let previous = (comm.rank + comm.size - 1) % comm.size
    let receive = try comm.immediateReceive(Padded.self, atMost: 50_000, from: previous)
    let own = (0..<40_000).map { Padded($0 + comm.rank) }
    let send = try comm.immediateSend(own, to: next)
    try expect(try receive.wait(), equals: (0..<40_000).map { Padded($0 + previous) })
    try send.wait()
  },
  Check(name: "test turns true, and stays so") { comm in
    let receive = try comm.immediateReceive(Int.self, atMost: 1, from: comm.rank)
    try expect(try receive.test(), equals: false)
    let send = try comm.immediateSend([comm.rank], to: comm.rank)
    while try !receive.test() {}
    while try !send.test() {}
    try expect(try receive.test() && send.test())
    try expect(try receive.wait(), equals: [comm.rank])
    try send.wait()
  },
  Check(name: "receives are matched in the order in which they were posted") { comm in
    let first = try comm.immediateReceive(Int.self, atMost: 1, from: comm.rank)
    let second = try comm.immediateReceive(Int.self, atMost: 1, from: comm.rank)
    try comm.immediateSend([1], to: comm.rank).wait()
    try comm.immediateSend([2], to: comm.rank).wait()
    try expect(try second.wait(), equals: [2])
    try expect(try first.wait(), equals: [1])
  },
  Check(name: "any number of requests") { comm in
    var receives = ReceiveRequests<Int>()
    var sends = SendRequests()
    for peer in 0..<comm.size {
      receives.append(try comm.immediateReceive(atMost: 10, from: peer, tag: 4))
    }
    let values = Array(0..<100)
    for peer in 0..<comm.size {
      let part = values.span.extracting(10 * comm.rank..<10 * comm.rank + peer)
      sends.append(try comm.immediateSend(part, to: peer, tag: 4))
    }
    let messages = try receives.wait()
    try sends.wait()
    let expected = (0..<comm.size).map { Array(10 * $0..<10 * $0 + comm.rank) }
    try expect(messages, equals: expected)
  },
  Check(name: "some of the receives have their message") { comm in
    var receives = ReceiveRequests<Int>()
    receives.append(try comm.immediateReceive(atMost: 1, from: comm.rank, tag: 6))
    receives.append(try comm.immediateReceive(atMost: 1, from: comm.rank, tag: 7))
    try expect(receives.count, equals: 2)
    try expect(try receives.test(0) || receives.test(1), equals: false)
    try comm.immediateSend([2], to: comm.rank, tag: 7).wait()
    while try !receives.test(1) {}
    try expect(try receives.test(0), equals: false)
    try comm.immediateSend([1], to: comm.rank, tag: 6).wait()
    while try !receives.test(0) {}
    try expect(try receives.wait(), equals: [[1], [2]])
  },
  Check(name: "a request that is dropped does no harm") { comm in
    for _ in 0..<100 {
      _ = try comm.immediateReceive(Int.self, atMost: 1000, from: comm.rank, tag: 77)
    }
    let values = Array(0..<100_000)
    _ = try comm.immediateSend(values, to: comm.rank, tag: 78)
    try expect(try comm.receive(varying: Int.self, from: comm.rank, tag: 78), equals: values)
    // What was cancelled takes no message.
    let send = try comm.immediateSend([5], to: comm.rank, tag: 77)
    try expect(try comm.receive(Int.self, from: comm.rank, tag: 77), equals: 5)
    try send.wait()
  },
]
