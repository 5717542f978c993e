import Caudal
import Testing

@testable import CaudalCommand

/// What somebody may have meant.
@Suite struct MisspellingTests {
  static let columns = ["CodigoEstacion", "ValorObservado", "Latitud", "Longitud", "m3 s", "x"]

  @Test(arguments: [
    ("ValorObservad", "ValorObservado"), ("valor-observado", "ValorObservado"),
    ("VolarObservado", "ValorObservado"), ("CodigoEstación", "CodigoEstacion"),
    ("latitude", "Latitud"), ("Longitd", "Longitud"), ("M3S", "m3 s"), ("m3-s", "m3 s"),
    // Too far, or too short to be told from others.
    ("Departamento", nil), ("Valor", nil), ("y", nil), ("", nil), ("x1", nil), ("X", "x"),
  ])
  func near(_ name: String, _ meant: String?) {
    #expect(NearMiss.of(name, among: Self.columns) == meant)
  }

  @Test("The nearest one, of several the first; never the name itself")
  func nearest() {
    #expect(NearMiss.of("abcdef", among: ["abcdxx", "abcdfe", "abcdeg", "abcdef"]) == "abcdfe")
    #expect(NearMiss.of("abc", among: ["abc"]) == nil)
  }

  @Test(arguments: [
    ("descibe f", "", "there is no command 'descibe'; did you mean 'describe'?"),
    // An option that isn't there comes first, whatever the parser found.
    ("describe f --colum x", "No", "unknown option '--colum'; did you mean '--column'?"),
    ("describe --colum=x", "No", "unknown option '--colum'; did you mean '--column'?"),
    ("describe f --column --colum", "No", nil),
    ("describe f -- --colum", "No", nil),
    ("select f --nonsense", "No", "unknown option '--nonsense'"),
    ("select f --block-byte 1", "No", "unknown option '--block-byte'"),
    ("describe f --all", "The value 'x' is invalid for '--window <window>'", nil),
    (
      "describe f --all",
      "The value 'count,meen' is invalid for '--statistics <s>'. Please:\n  - count\n  - mean",
      "--statistics: there is no 'meen'; did you mean 'mean'?"
    ),
    (
      "describe f --all",
      "The value 'nonsense' is invalid for '--sort <s>'. Please:\n  - count\n  - mean",
      nil
    ),
    ("", "No", nil), ("--all", "No", nil),
  ])
  func sentences(_ typed: String, _ message: String, _ sentence: String?) {
    let arguments = typed.split(separator: " ").map(String.init)
    #expect(Misspelling.sentence(for: message, about: arguments) == sentence)
  }

  @Test func commandsAreListedWhereNoneIsNear() {
    let sentence = Misspelling.sentence(for: "No", about: ["nonsense"])
    #expect(sentence?.hasPrefix("there is no command 'nonsense'; there are describe, ") == true)
    #expect(sentence?.contains("manual") == false)
  }
}
