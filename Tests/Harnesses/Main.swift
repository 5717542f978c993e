import Glibc

#if !LIBFUZZER
  /// Throws changes of examples at one part of the program, and holds it against something else where there is something:
  ///
  ///     Harnesses NAME [--seed N] [--cases N]
  ///
  /// Built with libFuzzer, as `Tests/README.md` says, it finds bytes that reach more of the code.
  @main
  enum Main {
    static func main() {
      let name = CommandLine.arguments.dropFirst().first ?? ""
      guard let harness = Harness.all[name] else {
        let names = Harness.all.keys.sorted().joined(separator: ", ")
        print("usage: Harnesses NAME [--seed N] [--cases N]; names: \(names)")
        exit(EXIT_FAILURE)
      }
      let seed = number(behind: "--seed") ?? UInt64.random(in: 0..<1 << 48)
      let count = number(behind: "--cases") ?? 100_000
      print("\(name): seed \(seed), \(count) cases", terminator: ", ")
      // So that the seed is known if the process dies.
      fflush(nil)
      var mutator = Mutator(seed: seed, examples: harness.examples)
      var taken: UInt64 = 0
      for _ in 0..<count where harness.takes(mutator.next()) { taken += 1 }
      print("\(taken) taken, \(count - taken) refused")
      // A trial in which nothing is taken tries nothing.
      exit(taken > count / 100 ? EXIT_SUCCESS : EXIT_FAILURE)
    }

    /// The number behind an option.
    private static func number(behind option: String) -> UInt64? {
      let words = CommandLine.arguments
      return words.firstIndex(of: option).flatMap { words.dropFirst($0 + 1).first }.flatMap {
        UInt64($0)
      }
    }
  }
#else
  private let harness: Harness = {
    let name = unsafe getenv("HARNESS").map { unsafe String(cString: $0) } ?? ""
    guard let harness = Harness.all[name] else { fatalError("HARNESS names none") }
    return harness
  }()

  /// Tries the bytes that libFuzzer gives.
  @unsafe
  @_cdecl("LLVMFuzzerTestOneInput")
  func tryCase(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // Sound: there are so many.
    _ = harness.takes(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }
#endif
