import MPI

/// A duplicate for which MPI's counts end at 3.
private func limited(_ comm: borrowing Communicator) throws -> Communicator {
  var limited = try comm.duplicate()
  limited.largestCount = 3
  return limited
}

let limitChecks = [
  Check(name: "broadcast beyond the limit") { comm in
    let comm = try limited(comm)
    for count in 0...13 {
      let expected = (0..<count).map { Triple($0) }
      var values = comm.rank == 0 ? expected : Array(repeating: Triple(-1), count: count)
      try comm.broadcast(&values, from: 0)
      try expect(values, equals: expected)
      var varying = comm.rank == 0 ? expected : []
      try comm.broadcast(varying: &varying, from: 0)
      try expect(varying, equals: expected)
    }
  },
  Check(name: "reductions beyond the limit") { comm in
    let comm = try limited(comm)
    let product = ReduceOperation<Matrix>(commutative: false) { $0 * $1 }
    for count in 0...10 {
      let own = (0..<count).map { Matrix(rank: comm.rank, index: $0) }
      let products = { (ranks: Range<Int>) in
        (0..<count).map { Matrix.product(of: ranks, index: $0) }
      }
      let all = products(0..<comm.size)
      try expect(try comm.allreduce(own, product), equals: all)
      try expect(try comm.reduce(own, product, to: 0), equals: comm.rank == 0 ? all : nil)
      try expect(try comm.scan(own, product), equals: products(0..<comm.rank + 1))
      let before = try comm.exscan(own, product)
      try expect(before, equals: comm.rank == 0 ? nil : products(0..<comm.rank))
      let sums = try comm.allreduce(Array(0..<count), .sum)
      try expect(sums, equals: (0..<count).map { $0 * comm.size })
    }
  },
  Check(name: "messages beyond the limit stay one message") { comm in
    let comm = try limited(comm)
    let next = (comm.rank + 1) % comm.size
    let previous = (comm.rank + comm.size - 1) % comm.size
    for count in 0...13 {
      let own = (0..<count).map { Padded($0 + comm.rank) }
      let expected = (0..<count).map { Padded($0 + previous) }
      let received = try comm.sendReceive(own, to: next, atMost: 20, from: previous)
      try expect(received, equals: expected)
      let first = try comm.immediateSend(own, to: next, tag: 1)
      let second = try comm.immediateSend(own, to: next, tag: 2)
      let third = try comm.immediateSend(own, to: next, tag: 3)
      let request = try comm.immediateReceive(Padded.self, atMost: 17, from: previous, tag: 1)
      try expect(try comm.receive(varying: Padded.self, from: previous, tag: 2), equals: expected)
      try expect(try comm.receive(atMost: 14, from: previous, tag: 3), equals: expected)
      try expect(try request.wait(), equals: expected)
      try first.wait()
      try second.wait()
      try third.wait()
    }
  },
  Check(name: "other collectives beyond the limit are refused by every rank") { comm in
    if comm.isSolo { return }
    let comm = try limited(comm)
    let isLast = comm.rank == comm.size - 1
    let four = [1, 2, 3, 4]
    try expectError(.count, from: "MPI_Allgather") { () throws(MPIError) in
      _ = try comm.allgather(four)
    }
    try expectError(.count, from: "MPI_Gather") { () throws(MPIError) in
      _ = try comm.gather(four, to: 0)
    }
    try expectError(.count, from: "MPI_Scatter") { () throws(MPIError) in
      _ = try comm.scatter([Int](repeating: 0, count: 4 * comm.size), count: 4, from: 0)
    }
    try expectError(.count, from: "MPI_Alltoall") { () throws(MPIError) in
      _ = try comm.alltoall([Int](repeating: 0, count: 4 * comm.size))
    }
    try expectError(.count, from: "MPI_Allgatherv") { () throws(MPIError) in
      _ = try comm.allgather(varying: isLast ? four : [])
    }
    try expectError(.count, from: "MPI_Gatherv") { () throws(MPIError) in
      _ = try comm.gather(varying: isLast ? four : [], to: 0)
    }
    try expectError(.count, from: "MPI_Scatterv") { () throws(MPIError) in
      _ = try comm.scatter(varying: (0..<comm.size).map { $0 == 0 ? four : [] }, from: 0)
    }
    let parts = (0..<comm.size).map { isLast && $0 == 0 ? four : [] }
    try expectError(.count, from: "MPI_Alltoallv") { () throws(MPIError) in
      _ = try comm.alltoall(varying: parts)
    }
    // All are still together.
    try expect(try comm.allreduce(1, .sum), equals: comm.size)
  },
]
