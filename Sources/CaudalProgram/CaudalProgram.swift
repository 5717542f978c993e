import CaudalCommand

/// The program `caudal`. All of it is in a library, which tests can link.
@main
enum CaudalProgram {
  static func main() { EntryPoint.main() }
}
