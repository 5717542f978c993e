import MPI

let errorChecks = [
  Check(name: "a root that is no rank") { comm in
    for root in [-1, comm.size, .max] {
      try expectError(.root, from: "MPI_Bcast") { () throws(MPIError) in
        var value = 1
        try comm.broadcast(&value, from: root)
      }
      try expectError(.root, from: "MPI_Reduce") { () throws(MPIError) in
        _ = try comm.reduce(1, .sum, to: root)
      }
      try expectError(.root, from: "MPI_Gather") { () throws(MPIError) in
        _ = try comm.gather(1, to: root)
      }
      try expectError(.root, from: "MPI_Gatherv") { () throws(MPIError) in
        _ = try comm.gather(varying: [1], to: root)
      }
      try expectError(.root, from: "MPI_Scatter") { () throws(MPIError) in
        let _: Int = try comm.scatter([1], from: root)
      }
      try expectError(.root, from: "MPI_Scatterv") { () throws(MPIError) in
        let _: [Int] = try comm.scatter(varying: [[1]], from: root)
      }
    }
  },
  Check(name: "a peer that is no rank, or a tag that is none") { comm in
    for peer in [-1, -2, comm.size, .max] {
      try expectError(.rank, from: "MPI_Send") { () throws(MPIError) in
        try comm.send(1, to: peer)
      }
      try expectError(.rank, from: "MPI_Recv") { () throws(MPIError) in
        _ = try comm.receive(Int.self, from: peer)
      }
    }
    for tag in [-1, .max] {
      try expectError(.tag, from: "MPI_Isend") { () throws(MPIError) in
        _ = try comm.immediateSend([1], to: 0, tag: tag)
      }
      try expectError(.tag, from: "MPI_Probe") { () throws(MPIError) in
        _ = try comm.probe(from: 0, tag: tag)
      }
    }
  },
  Check(name: "a capacity that is negative") { comm in
    try expectError(.count, from: "MPI_Recv") { () throws(MPIError) in
      _ = try comm.receive(Int.self, atMost: -1, from: 0)
    }
  },
  Check(name: "a message that is too long is not cut silently") { comm in
    let request = try comm.immediateSend([1, 2, 3], to: comm.rank)
    try expectError(.truncate, from: "MPI_Recv") { () throws(MPIError) in
      _ = try comm.receive(Int.self, atMost: 2, from: comm.rank)
    }
    try request.wait()
    let receive = try comm.immediateReceive(Int.self, atMost: 2, from: comm.rank)
    let send = try comm.immediateSend([1, 2, 3], to: comm.rank)
    try expectError(.truncate, from: "MPI_Wait", of: receive)
    try send.wait()
  },
  Check(name: "shares that don't fit the number of ranks") { comm in
    try expectError(.argument, from: "MPI_Scatterv") { () throws(MPIError) in
      let parts = [[Int]](repeating: [1], count: comm.size + 1)
      _ = try comm.scatter(varying: parts, from: 0)
    }
    try expectError(.argument, from: "MPI_Alltoallv") { () throws(MPIError) in
      _ = try comm.alltoall(varying: [[Int]](repeating: [1], count: comm.size + 1))
    }
    try expectError(.count, from: "MPI_Alltoallv") { () throws(MPIError) in
      let counts = [Int](repeating: 1, count: comm.size)
      _ = try comm.alltoall(varying: [1, 2], counts: counts, displacements: counts.map { $0 + 1 })
    }
    // One rank's mistake is everybody's.
    let isLast = comm.rank == comm.size - 1
    try expectError(.argument, from: "MPI_Alltoallv") { () throws(MPIError) in
      _ = try comm.alltoall(varying: [Int](), counts: isLast ? [] : (0..<comm.size).map { _ in 0 })
    }
    if comm.size > 1 {
      try expectError(.count, from: "MPI_Alltoall") { () throws(MPIError) in
        _ = try comm.alltoall([1])
      }
    }
  },
  Check(name: "a receive that nothing can match, alone") { comm in
    guard comm.isSolo else { return }
    try expectError(.other, from: "MPI_Recv") { () throws(MPIError) in
      _ = try comm.receive(Int.self, from: 0)
    }
    try expectError(.other, from: "MPI_Probe") { () throws(MPIError) in
      _ = try comm.probe()
    }
    let receive = try comm.immediateReceive(Int.self, atMost: 2, from: 0)
    try expectError(.other, from: "MPI_Wait", of: receive)
  },
]

/// Throws unless waiting for `request` throws an ``MPIError`` of a class, from a call.
private func expectError(
  _ errorClass: MPIError.ErrorClass,
  from call: String,
  of request: consuming ReceiveRequest<Int>
) throws {
  do throws(MPIError) {
    _ = try request.wait()
  } catch {
    try expect(error.errorClass, equals: errorClass)
    try expect(error.call, equals: call)
    return
  }
  throw Unexpected(description: "\(call) did not throw")
}
