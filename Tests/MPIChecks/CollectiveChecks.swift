import MPI

let collectiveChecks = [
  Check(name: "barrier") { comm in
    for _ in 0..<3 { try comm.barrier() }
  },
  Check(name: "broadcast a value from every root") { comm in
    for root in 0..<comm.size {
      var value = comm.rank == root ? 42 + root : -1
      try comm.broadcast(&value, from: root)
      try expect(value, equals: 42 + root)
    }
  },
  Check(name: "broadcast an array") { comm in
    for count in [0, 1, 1000] {
      for root in 0..<comm.size {
        let expected = (0..<count).map { Padded($0 + root) }
        var values = comm.rank == root ? expected : Array(repeating: Padded(-1), count: count)
        try comm.broadcast(&values, from: root)
        try expect(values, equals: expected)
      }
    }
  },
  Check(name: "broadcast some elements of an array") { comm in
    for root in 0..<comm.size {
      var values = [Int](repeating: comm.rank, count: 10)
      var span = values.mutableSpan
      try comm.broadcast(3..<7, of: &span, from: root)
      let expected = (0..<10).map { (3..<7).contains($0) ? root : comm.rank }
      try expect(values == expected)
    }
  },
  Check(name: "broadcast an array of unknown length") { comm in
    for root in 0..<comm.size {
      var values = comm.rank == root ? Array(0..<10 * root) : [comm.rank]
      try comm.broadcast(varying: &values, from: root)
      try expect(values, equals: Array(0..<10 * root))
    }
  },
  Check(name: "gather") { comm in
    for root in 0..<comm.size {
      let values = try comm.gather(Double(comm.rank) / 4, to: root)
      let expected = (0..<comm.size).map { Double($0) / 4 }
      try expect(values, equals: comm.rank == root ? expected : nil)
      let arrays = try comm.gather([comm.rank, -comm.rank], to: root)
      let flat = (0..<comm.size).flatMap { [$0, -$0] }
      try expect(arrays, equals: comm.rank == root ? flat : nil)
    }
  },
  Check(name: "allgather") { comm in
    try expect(try comm.allgather(comm.rank), equals: Array(0..<comm.size))
    let arrays = try comm.allgather([Int8(comm.rank), 7])
    try expect(arrays, equals: (0..<comm.size).flatMap { [Int8($0), 7] })
    try expect(try comm.allgather([Int]()), equals: [])
  },
  Check(name: "scatter") { comm in
    for root in 0..<comm.size {
      let isRoot = comm.rank == root
      let values = isRoot ? (0..<comm.size).map { $0 * $0 } : nil
      try expect(try comm.scatter(values, from: root), equals: comm.rank * comm.rank)
      let shares = isRoot ? Array(0..<3 * comm.size) : nil
      let share = try comm.scatter(shares, count: 3, from: root)
      try expect(share, equals: Array(3 * comm.rank..<3 * comm.rank + 3))
    }
  },
  Check(name: "alltoall") { comm in
    let values = (0..<comm.size).flatMap { [comm.rank * 100 + $0, -$0] }
    let expected = (0..<comm.size).flatMap { [$0 * 100 + comm.rank, -comm.rank] }
    try expect(try comm.alltoall(values), equals: expected)
  },
]
