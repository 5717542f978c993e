import Foundation
import TestSupport
import Testing

/// A report on a table, as a page.
@Suite("Reports as pages")
struct ReportPageTests {
  /// The page that a command prints, without the section that says how the job was run.
  private static func page(
    _ arguments: [String], _ launch: Program.Launch = .directly, command: [String] = ["report"]
  ) async throws -> String {
    let outcome = try await Caudal.run(command + arguments, launch)
    try #require(outcome.code == 0, "\(launch): \(outcome.errors)")
    return cut(outcome.output)
  }

  private static func cut(_ page: String) -> String {
    let parts = page.components(separatedBy: "<section id=\"run\">")
    return parts[0] + (parts.last?.components(separatedBy: "</section>").last ?? "")
  }

  @Test("All but the last section is the same for any ranks, threads and ways of input")
  func sameBytes() async throws {
    let options = ["--by", "month(FechaObservacion)", "--block-bytes", "20000"]
    let page = try await Self.page([Fixtures.sample, "--threads", "1"] + options)
    for part in [
      "<h1>Datos_Hidrometeorologicos.csv</h1>", "id=\"columns\"", "id=\"c12\"", "id=\"places\"",
      "id=\"correlations\"", "ValorObservado by month(FechaObservacion)", "Rows along time",
      "Mean along time", "What is missing along the table",
    ] { #expect(page.contains(part), "\(part)") }
    for ranks in [2, 3] {
      let input = ["--input", ranks == 3 ? "scatter" : "auto", "--threads", "\(ranks)"]
      let other = try await Self.page([Fixtures.sample] + options + input, .mpirun(ranks))
      let isSame = other == page
      #expect(isSame, "\(ranks) ranks")
    }
    let described = try await Self.page(
      [Fixtures.sample, "--format", "html"] + options, command: ["describe"])
    let isSame = described == page
    #expect(isSame)
    let title = ["--title", "T", "--block-bytes", "20000"]
    let named = try await Self.page([Fixtures.sample] + title)
    let piped = try await Program(path: "/bin/sh").run([
      "-c", "cat \"$1\" | \"$0\" report - --title T --block-bytes 20000", Program("caudal").path,
      Fixtures.sample,
    ])
    let isPiped = Self.cut(piped.output) == named
    #expect(isPiped, "\(piped.errors)")
  }

  @Test("In Spanish, words and numbers are Spanish")
  func spanish() async throws {
    let page = try await Self.page([Fixtures.sample, "--language", "es"])
    for part in [
      "<html lang=\"es\">", "<h2>Todas las columnas</h2>", "72,281", "106.237.229.226",
      "Media a lo largo del tiempo", "número entero",
    ] { #expect(page.contains(part), "\(part)") }
    for word in ["missing", "greatest", "Most frequent", " rows"] {
      #expect(!page.contains(word), "\(word)")
    }
  }

  /// A table whose texts a page would obey if it could.
  private static let hostile = """
    "</title><script>alert(1)</script>",n,"<img src=x onerror=alert(2)>"
    "<script>alert('3')</script>",1,"' onload='x
    \u{1B}[31m"
    "&lt;b&gt;",2,"\u{202E}abc"
    "]]>-->",<!--,""

    """

  @Test("What a file holds is shown, not obeyed")
  func hostile() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.hostile.utf8, to: "<b>.csv")
      let page = try await Self.page([path, "--title", "<script>", "--by", "3", "--delimiter", ","])
      for tag in ["<script", "<img", "<b>", "style=\"", "\u{1B}", "\u{202E}", "onload='"] {
        #expect(!page.contains(tag), "\(tag)")
      }
      #expect(page.contains("<h1>&lt;script&gt;</h1>"))
      #expect(page.contains("&lt;img src=x onerror=alert(2)&gt;"))
      #expect(page.contains("\\u{202E}abc"))
    }
  }

  /// Tables that are nothing but odd, by names.
  private static func oddTables() -> [String: String] {
    let names = (0..<300).map { "column number \($0)" }.joined(separator: ",")
    let wide = (0..<60).map { row in
      (0..<300).map { column in
        column % 3 == 0 ? "some text \(row % 20) \(column)" : "\(row * column % 97).\(row % 10)"
      }.joined(separator: ",")
    }
    return [
      "empty": "a,b\n", "one": "t,x,k\n2024-01-01 00:00:00,5,z\n", "missing": "a,b\n,\n,\n,\n",
      "same": "x,y\n" + String(repeating: "3,3\n", count: 50), "hostile": hostile,
      "wide": names + "\n" + wide.joined(separator: "\n") + "\n",
      "flags": "ok,day\n"
        + (1...28).map { "\($0 % 3 == 0 ? "no" : "yes"),2024-02-\($0)\n" }.joined(),
    ]
  }

  @Test("Odd tables have pages, too; of 300 columns one of at most 1 MB, which says what it lacks")
  func odd() async throws {
    try await withTemporaryFolder { folder in
      var files: [String] = []
      for (name, text) in Self.oddTables() {
        let path = try folder.write(text.utf8, to: "\(name).csv")
        files.append(folder.path + "/\(name).html")
        let outcome = try await Caudal.run([
          "report", path, "--delimiter", ",", "--decimal", ".", "--output", files[files.count - 1],
        ])
        #expect(outcome.code == 0, "\(name): \(outcome.errors)")
      }
      let wide = try String(contentsOfFile: folder.path + "/wide.html", encoding: .utf8)
      #expect(wide.utf8.count <= 1_000_000)
      let drawn = wide.components(separatedBy: "<section class=\"card\" id=\"c").count - 1
      #expect((50..<300).contains(drawn - 2))
      #expect(wide.contains(" of 300 columns have a card: a page has at most 1 MB."))
      #expect(wide.contains("These are the first 12 of 200 columns that vary"))
      let empty = try String(contentsOfFile: folder.path + "/empty.html", encoding: .utf8)
      #expect(!empty.contains("NaN") && !empty.contains("inf"))
      let sample = folder.path + "/sample.html"
      let outcome = try await Caudal.run([
        "report", Fixtures.sample, "--by", "Departamento", "--language", "es", "--output", sample,
      ])
      #expect(outcome.code == 0)
      try await Browser.check([folder.path + "/hostile.html", folder.path + "/same.html", sample])
    }
  }

  @Test(
    "What has no place on a page is said",
    arguments: [
      (["describe", Fixtures.sample, "--format", "html", "--top", "3"], "--top has no place"),
      (["describe", Fixtures.sample, "--column", "4", "--title", "x"], "are about --format html"),
      (["report", Fixtures.sample, "--language", "fr"], "'fr' is invalid"),
      (["report", Fixtures.sample, "--explain"], "--explain goes with"),
    ])
  func refused(_ arguments: [String], _ message: String) async throws {
    let outcome = try await Caudal.run(arguments)
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("On a terminal a page goes to a file of the table's name, and replaces nothing but a page")
  func terminal() async throws {
    try await withTemporaryFolder { folder in
      _ = try folder.write("x\n1\n2\n".utf8, to: "levels.2024.csv")
      let script = """
        import os, pty, sys
        os.chdir(sys.argv[2])
        status = pty.spawn([sys.argv[1], 'report', 'levels.2024.csv', '--no-progress'])
        sys.exit(os.waitstatus_to_exitcode(status))
        """
      let program = Program(path: "/usr/bin/env")
      let arguments = ["python3", "-c", script, Program("caudal").path, folder.path]
      let page = folder.path + "/levels.html"
      for _ in 0..<2 {
        let outcome = try await program.run(arguments)
        #expect(outcome.code == 0 && outcome.output.contains("The page is levels.html."))
        #expect(try String(contentsOfFile: page, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
      }
      try Data("mine".utf8).write(to: URL(filePath: page))
      let refused = try await program.run(arguments)
      #expect(refused.code == 73, "\(refused.output)")
      #expect(refused.output.contains("levels.html: is there already, and no page of caudal"))
      #expect(try String(contentsOfFile: page, encoding: .utf8) == "mine")
    }
  }
}
