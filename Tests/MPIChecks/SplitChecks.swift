import MPI

let splitChecks = [
  Check(name: "split into even and odd, in reverse order") { comm in
    let half = try comm.split(color: comm.rank % 2, key: -comm.rank)
    let members = stride(from: comm.rank % 2, to: comm.size, by: 2).map { $0 }
    guard let half else { throw Unexpected(description: "a rank with a color is in no half") }
    try expect(half.size, equals: members.count)
    try expect(try half.allgather(comm.rank), equals: members.reversed())
    try expect(half.isSolo, equals: comm.isSolo)
  },
  Check(name: "a rank without a color is in no communicator") { comm in
    let others = try comm.split(color: comm.rank == 0 ? nil : 3)
    if let others {
      try expect(others.rank, equals: comm.rank - 1)
      try expect(others.size, equals: comm.size - 1)
    } else {
      try expect(comm.rank, equals: 0)
    }
  },
  Check(name: "colors and keys are checked") { comm in
    try expectError(.argument, from: "MPI_Comm_split") { () throws(MPIError) in
      _ = try comm.split(color: -1)
    }
    try expectError(.argument, from: "MPI_Comm_split") { () throws(MPIError) in
      _ = try comm.split(color: 0, key: .max)
    }
  },
  Check(name: "a duplicate has the same ranks, and messages of its own") { comm in
    let other = try comm.duplicate()
    try expect(other.rank, equals: comm.rank)
    try expect(other.size, equals: comm.size)
    let first = try comm.immediateSend([1], to: comm.rank)
    let second = try other.immediateSend([2], to: comm.rank)
    try expect(try other.receive(Int.self, from: comm.rank), equals: 2)
    try expect(try comm.receive(Int.self, from: comm.rank), equals: 1)
    try first.wait()
    try second.wait()
  },
  Check(name: "many communicators come and go") { comm in
    for _ in 0..<500 {
      let other = try comm.duplicate()
      try expect(try other.allreduce(1, .sum), equals: comm.size)
    }
  },
  Check(name: "transports that are loaded") { comm in
    let components = try Transports.loaded()
    try expect(components, equals: try Transports.loaded())
    for layer in Transports.Layer.allCases {
      let names = components[layer] ?? []
      // Something carries the messages to others; how, is the user's choice.
      if comm.size > 1 { try expect(!names.isEmpty) }
      try expect(names.contains("base") || names.contains(""), equals: false)
    }
  },
  Check(name: "processes of one machine") { comm in
    let machine = try comm.splitByMachine()
    let names = try machine.allgather(varying: Array(machine.processorName.utf8))
    try expect(Set(names).count, equals: 1)
    try expect(!names[0].isEmpty)
  },
]
