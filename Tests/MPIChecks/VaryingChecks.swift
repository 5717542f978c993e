import MPI

let varyingChecks = [
  Check(name: "gather arrays of any length") { comm in
    for root in 0..<comm.size {
      let arrays = try comm.gather(varying: part(from: comm.rank, to: 0), to: root)
      let expected = (0..<comm.size).map { part(from: $0, to: 0) }
      try expect(arrays, equals: comm.rank == root ? expected : nil)
    }
  },
  Check(name: "allgather arrays of any length") { comm in
    let arrays = try comm.allgather(varying: part(from: comm.rank, to: 0))
    try expect(arrays, equals: (0..<comm.size).map { part(from: $0, to: 0) })
    let empty = try comm.allgather(varying: [Double]())
    try expect(empty, equals: Array(repeating: [], count: comm.size))
  },
  Check(name: "scatter arrays of any length") { comm in
    for root in 0..<comm.size {
      let parts = comm.rank == root ? (0..<comm.size).map { part(from: root, to: $0) } : nil
      let own = try comm.scatter(varying: parts, from: root)
      try expect(own, equals: part(from: root, to: comm.rank))
    }
  },
  Check(name: "alltoall of arrays of any length") { comm in
    let received = try comm.alltoall(
      varying: (0..<comm.size).map { part(from: comm.rank, to: $0) }
    )
    try expect(received, equals: (0..<comm.size).map { part(from: $0, to: comm.rank) })
  },
  Check(name: "alltoall with counts and displacements") { comm in
    // The parts lie in reverse order, with an element that nobody gets in front of each.
    var values: [Padded] = []
    var displacements = [Int](repeating: 0, count: comm.size)
    for destination in (0..<comm.size).reversed() {
      values.append(Padded(-1))
      displacements[destination] = values.count
      values += part(from: comm.rank, to: destination)
    }
    let counts = (0..<comm.size).map { part(from: comm.rank, to: $0).count }
    let received = try comm.alltoall(
      varying: values,
      counts: counts,
      displacements: displacements
    )
    let expected = (0..<comm.size).map { part(from: $0, to: comm.rank) }
    try expect(received.elements, equals: Array(expected.joined()))
    try expect(received.counts, equals: expected.map(\.count))
    for source in 0..<comm.size {
      try expect(Array(received[source]), equals: expected[source])
    }
  },
]

/// The part that one rank has for another; sometimes nothing.
private func part(from source: Int, to destination: Int) -> [Padded] {
  (0..<(source * 3 + destination * 5) % 7).map { Padded(source * 100 + destination * 10 + $0) }
}
