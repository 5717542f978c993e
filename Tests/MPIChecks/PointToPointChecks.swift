import MPI

let pointToPointChecks = [
  Check(name: "a ring of sendReceive") { comm in
    let next = (comm.rank + 1) % comm.size
    let previous = (comm.rank + comm.size - 1) % comm.size
    try expect(try comm.sendReceive(comm.rank, to: next, from: previous), equals: previous)
    let own = Array(repeating: Padded(comm.rank), count: comm.rank)
    let received = try comm.sendReceive(own, to: next, atMost: 100, from: previous, tag: 5)
    try expect(received, equals: Array(repeating: Padded(previous), count: previous))
  },
  Check(name: "everyone sends to rank 0, itself included") { comm in
    let own = Array(0..<comm.rank * 10)
    let value = try comm.immediateSend([Double(comm.rank)], to: 0, tag: 1)
    let array = try comm.immediateSend(own, to: 0, tag: 2)
    let part = try comm.immediateSend(Array(own.dropFirst(5)), to: 0, tag: 3)
    if comm.rank == 0 {
      for source in 0..<comm.size {
        // Not in the order in which they were sent.
        let part = try comm.receive(Int.self, atMost: 1000, from: source, tag: 3)
        let array = try comm.receive(varying: Int.self, from: source, tag: 2)
        let value: Double = try comm.receive(from: source, tag: 1)
        try expect(part, equals: Array((0..<source * 10).dropFirst(5)))
        try expect(array, equals: Array(0..<source * 10))
        try expect(value, equals: Double(source))
      }
    }
    try value.wait()
    try array.wait()
    try part.wait()
  },
  Check(name: "blocking send, of values, arrays and spans") { comm in
    let values = [1, 2, 3, 4, 5, 6]
    if comm.isSolo || comm.rank == 1 {
      try comm.send(Int32(7), to: 0)
      try comm.send(values, to: 0)
      try comm.send(values.span.extracting(2..<5), to: 0)
    }
    if comm.isSolo || (comm.rank == 0 && comm.size > 1) {
      let peer = comm.isSolo ? 0 : 1
      try expect(try comm.receive(Int32.self, from: peer), equals: 7)
      try expect(try comm.receive(atMost: 6, from: peer), equals: values)
      try expect(try comm.receive(varying: Int.self, from: peer), equals: [3, 4, 5])
    }
  },
  Check(name: "receive into an array that is there") { comm in
    let request = try comm.immediateSend([1, 2, 3], to: comm.rank)
    var buffer = [9, 9, 9, 9, 9]
    try expect(try comm.receive(into: &buffer, from: comm.rank), equals: 3)
    try expect(buffer, equals: [1, 2, 3, 9, 9])
    try request.wait()
    let longer = try comm.immediateSend([1, 2, 3], to: comm.rank)
    var two = [0, 0]
    try expectError(.truncate, from: "MPI_Recv") { () throws(MPIError) in
      _ = try comm.receive(into: &two, from: comm.rank)
    }
    try longer.wait()
  },
  Check(name: "probe says who sent what") { comm in
    let request = try comm.immediateSend([UInt16](repeating: 1, count: comm.rank), to: 0, tag: 9)
    if comm.rank == 0 {
      var seen = Set<Int>()
      for _ in 0..<comm.size {
        let envelope = try comm.probe(tag: 9)
        try expect(envelope.tag, equals: 9)
        try expect(envelope.byteCount, equals: 2 * envelope.source)
        let values = try comm.receive(
          varying: UInt16.self,
          from: envelope.source,
          tag: envelope.tag
        )
        try expect(values.count, equals: envelope.source)
        seen.insert(envelope.source)
      }
      try expect(seen, equals: Set(0..<comm.size))
    }
    try request.wait()
    try comm.barrier()
  },
  Check(name: "a message that is no whole number of elements") { comm in
    let request = try comm.immediateSend([UInt8](repeating: 1, count: 7), to: comm.rank)
    try expectError(.type, from: "MPI_Recv") { () throws(MPIError) in
      _ = try comm.receive(Int32.self, atMost: 10, from: comm.rank)
    }
    try request.wait()
  },
  Check(name: "an empty message is no value") { comm in
    let request = try comm.immediateSend([Int](), to: comm.rank)
    try expectError(.count, from: "MPI_Recv") { () throws(MPIError) in
      _ = try comm.receive(Int.self, from: comm.rank)
    }
    try request.wait()
  },
]
