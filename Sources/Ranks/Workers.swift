import MPI
import Statistics
import Synchronization
import Threads
import Vocabulary

/// The threads of a rank, on which pieces of work are done side by side.
///
/// The pieces are taken in order, one at a time, by whichever thread is free. None of them may
/// communicate with other ranks: MPI is used by the main thread only.
package struct Workers: Sendable {
  /// The number of threads, at least one; the calling thread is one of them.
  package let count: Int

  /// Takes some threads.
  ///
  /// - Parameter count: their number, at least one.
  package init(count: Int) {
    precondition(count >= 1, "a rank has at least one thread")
    self.count = count
  }

  /// Computes one result for each piece of work.
  ///
  /// - Parameters:
  ///   - pieces: the number of pieces.
  ///   - body: makes the result of a piece.
  /// - Returns: the results, in the order of the pieces.
  package func map<Result: Sendable>(_ pieces: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    let parts = fold(pieces, into: { [] }) { (part: inout [(Int, Result)], piece) in
      part.append((piece, body(piece)))
    }
    return parts.joined().sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Does all pieces of work, each thread on a state of its own.
  ///
  /// - Parameters:
  ///   - pieces: the number of pieces.
  ///   - makeState: makes the state of a thread.
  ///   - body: does a piece.
  /// - Returns: the states of the threads, in no particular order: which thread did which piece is
  ///   left to chance.
  package func fold<State: Sendable>(
    _ pieces: Int, into makeState: @Sendable () -> State,
    _ body: @Sendable (inout State, Int) -> Void
  ) -> [State] {
    let next = Atomic(0)
    let states = Mutex<[State]>([])
    @Sendable func work() {
      var state = makeState()
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < pieces else { break }
        body(&state, piece)
      }
      states.withLock { $0.append(state) }
    }
    ThreadPool.perform(on: min(count, pieces), work)
    return states.withLock { $0 }
  }

  /// Changes each element of an array in place.
  ///
  /// - Parameters:
  ///   - elements: the elements.
  ///   - tool: what each thread has a copy of.
  ///   - body: changes an element.
  /// - Returns: the threads' tools, in no particular order.
  package func update<Element: Sendable, Tool: Sendable>(
    _ elements: inout [Element], with tool: Tool,
    _ body: @Sendable (inout Tool, inout Element) -> Void
  ) -> [Tool] {
    unsafe elements.withUnsafeMutableBufferPointer { elements in
      // Sound: every element is changed by one thread only.
      nonisolated(unsafe) let elements = unsafe elements
      return unsafe fold(elements.count, into: { tool }) { tool, index in
        unsafe body(&tool, &elements[index])
      }
    }
  }
}
