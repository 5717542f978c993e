import Report
import Testing
import Vocabulary

/// Results as CSV, of both kinds.
@Suite("CSV")
struct CSVRenderingTests {
  @Test("Every statistic; what is undefined is empty")
  func whole() {
    let description = Sample.description([Sample.column("x"), Sample.emptyColumn("y", number: 2)])
    #expect(
      OutputFormat.csv.text(of: description, Sample.request()) == """
        column,rows,count,missing,mean,variance,std,skewness,kurtosis,min,max,mode,mode_frequency,\
        p25,p99.9,rolling_window,rolling_windows,rolling_variance_sum
        x,5,4,1,2.5,1.25,1.118033988749895,0,-1.36,1,4,1,1,1.75,3.997,2,2,0.5
        y,2,0,2,,,,,,,,,,,,2,0,

        """)
  }

  @Test("Statistics that aren't standard")
  func others() {
    let description = Sample.description([Sample.columnOfOthers()])
    #expect(
      OutputFormat.csv.text(of: description, Sample.request(Sample.others))
        == "column,sum,cv,range,distinct,median,iqr\nx,10,0.5,3,4,2.5,1.5\n")
  }

  @Test("Groups, and none")
  func groups() {
    let request = Sample.request([.count, .mean], by: ["k", "l"])
    let description = Sample.groups(
      [
        Sample.column("x", group: [("k", "a"), ("l", "b")]),
        Sample.emptyColumn("x", group: [("k", ""), ("l", "c")]),
      ], by: ["k", "l"], of: 9)
    #expect(
      OutputFormat.csv.text(of: description, request)
        == "k,l,column,count,mean\na,b,x,4,2.5\n,c,x,0,\n")
    let none = Sample.groups([], by: ["k", "l"], of: 0)
    #expect(OutputFormat.csv.text(of: none, request) == "k,l,column,count,mean\n")
  }

  @Test("Texts are whole, as they are, and quoted where they must be")
  func texts() {
    let long = String(repeating: "長", count: 1000)
    let names = [
      long, "a,b", "\"", "a\nb", "\r", "\r\n", "\u{1B}[1m\u{9B}\u{202E}", " a ", "", "a;b\tc",
    ]
    let columns = names.enumerated().map { Sample.column($1, number: $0 + 1) }
    let fields = [
      long, "\"a,b\"", "\"\"\"\"", "\"a\nb\"", "\"\r\"", "\"\r\n\"", "\u{1B}[1m\u{9B}\u{202E}",
      " a ", "", "a;b\tc",
    ]
    #expect(
      OutputFormat.csv.text(of: Sample.description(columns), Sample.request([.count]))
        == "column,count\n" + fields.map { $0 + ",4\n" }.joined())
  }

  @Test("Columns of one name are told apart by their numbers")
  func repeatedNames() {
    let columns = [
      Sample.column("x", number: 3), Sample.column("y", number: 4), Sample.column("x", number: 9),
    ]
    let request = Sample.request([.count])
    #expect(
      OutputFormat.csv.text(of: Sample.description(columns), request)
        == "column,column_number,count\nx,3,4\ny,4,4\nx,9,4\n")
    // The header doesn't depend on whether there are groups.
    let none = Sample.groups([], columnNames: ["x", "x"], by: ["k"], of: 0)
    #expect(OutputFormat.csv.text(of: none, request) == "k,column,column_number,count\n")
  }

  @Test("The combined form is that of the averaging scripts")
  func combined() {
    let header = """
      temperatura_promedio,max_value,min_value,moda,varianza,desviacion_estandar,curtosis,\
      asimetria,suma_varianza_movil,percentiles

      """
    let description = Sample.description([Sample.column("x"), Sample.emptyColumn("y", number: 2)])
    #expect(
      OutputFormat.combined.text(of: description, Sample.request()) == header + """
        2.5,4.0,1.0,1.0,1.25,1.118033988749895,-1.36,0.0,0.5,"{25: 1.75, 99.9: 3.997}"
        ,,,,,,,,0,"{25: None, 99.9: None}"

        """)
    let some = OutputFormat.combined.text(of: description, Sample.request([.mean]))
    #expect(some == header + "2.5,,,,,,,,,\n,,,,,,,,,\n")
    let groups = Sample.groups([Sample.column("x", group: [("k", "a,b")])], by: ["k"], of: 1)
    #expect(
      OutputFormat.combined.text(of: groups, Sample.request([.max], by: "k"))
        == "k,\(header)\"a,b\",,4.0,,,,,,,,\n")
  }

  @Test(
    "A rolling sum of no windows is 0, as the scripts have it; an undefined one is empty",
    arguments: [
      (0, .nan, "0"), (2, .nan, ""), (2, .infinity, ""), (2, 0, "0.0"), (2, 1e300, "1e+300"),
    ])
  func rollingSum(windows: Int, sum: Double, field: String) {
    let column = Sample.column(mean: 2, windows: windows, sum: sum)
    let description = Sample.description([column])
    let text = OutputFormat.combined.text(of: description, Sample.request([.rollingVariance]))
    #expect(text.hasSuffix("\n,,,,,,,,\(field),\n"))
    let unasked = OutputFormat.combined.text(of: description, Sample.request([.mean]))
    #expect(unasked.hasSuffix("\n2.0,,,,,,,,,\n"))
  }
}
