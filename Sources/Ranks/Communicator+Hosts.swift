package import MPI
import Statistics
import Vocabulary

extension Communicator {
  /// The names of the ranks' hosts, each once, in the order of their first ranks.
  package borrowing func hostNames() throws(MPIError) -> [String] {
    var seen: Set<String> = []
    return try allgather(encoded: processorName).filter { seen.insert($0).inserted }
  }
}
