import Vocabulary

/// What the words of a report mean, of those that are in it.
struct Definitions {
  private let report: TableReport
  private let language: PageLanguage

  init(_ report: TableReport, _ language: PageLanguage) {
    (self.report, self.language) = (report, language)
  }

  /// Words, and what they mean.
  var list: [(String, String)] {
    missing + (hasNumbers ? numbers : []) + (hasTimes ? times : []) + courses
  }

  private var hasNumbers: Bool { report.profile.columns.contains { $0.numbers != nil } }

  private var hasTimes: Bool { report.profile.columns.contains { $0.times != nil } }

  private var missing: [(String, String)] {
    [
      (
        language("missing", "sin valor"),
        language(
          "The field is empty, or a text that stands for a missing value, such as NA.",
          "El campo está vacío o tiene un texto que significa valor ausente, como NA.")
      ),
      (
        language("distinct", "distintos"),
        language(
          "How many different values there are: numbers and times by what they mean, texts letter by letter.",
          "Cuántos valores diferentes hay: números y tiempos por lo que significan, textos letra por letra."
        )
      ),
      (
        language("typical", "típico"),
        language(
          "Of numbers the median; of texts the most frequent one, with its part of all values.",
          "De números, la mediana; de textos, el más frecuente, con su parte de todos los valores.")
      ),
    ]
  }

  private var numbers: [(String, String)] {
    [
      (
        language("mean, std", "media, desv. est."),
        language(
          "Sum divided by the number of values n; root of the mean squared deviation from it, divided by n.",
          "Suma dividida entre el número de valores n; raíz de la desviación cuadrática media, dividida entre n."
        )
      ),
      (
        language("median, percentiles", "mediana, percentiles"),
        language(
          "Half of the values, or so many per cent, are smaller; linear interpolation between neighbours.",
          "La mitad de los valores, o ese tanto por ciento, es menor; interpolación lineal entre vecinos."
        )
      ),
      (
        language("mode", "moda"),
        language(
          "The most frequent value, of several the smallest.",
          "El valor más frecuente; de varios, el menor.")
      ),
      (
        language("histogram", "histograma"),
        language(
          "How many values lie in each range: from its lower end on, without its upper end.",
          "Cuántos valores hay en cada intervalo: desde su extremo inferior, sin el superior.")
      ),
    ]
      + (report.correlations == nil
        ? []
        : [
          (
            language("correlation", "correlación"),
            language(
              "Pearson’s coefficient over the rows that have both values: 1 and −1 are straight lines, 0 is none.",
              "Coeficiente de Pearson con las filas que tienen ambos valores: 1 y −1 son rectas, 0 es ninguna."
            )
          )
        ])
  }

  private var times: [(String, String)] {
    [
      (
        language("step, gaps", "paso, huecos"),
        language(
          "The most frequent distance between neighbouring times; how many distances are longer.",
          "La distancia más frecuente entre tiempos vecinos; cuántas distancias son mayores.")
      )
    ]
  }

  private var courses: [(String, String)] {
    guard let rows = report.rows, rows.rowCounts.count > 1 else { return [] }
    return [
      (
        language("along the table", "a lo largo de la tabla"),
        language(
          "The file in \(rows.rowCounts.count) parts of equally many bytes, from its first row to its last.",
          "El archivo en \(rows.rowCounts.count) partes de igual número de bytes, de la primera fila a la última."
        )
      )
    ]
  }
}
