import Algorithms
import Vocabulary

/// A result in the form of the `combined_results.csv` of the averaging scripts, so that what reads
/// that file today keeps working: the same Spanish columns, numbers as Python prints them, and the
/// percentiles as the text of a Python dictionary.
enum CombinedRendering {
  private static let header = [
    "temperatura_promedio", "max_value", "min_value", "moda", "varianza", "desviacion_estandar",
    "curtosis", "asimetria", "suma_varianza_movil", "percentiles",
  ]

  /// The statistics of the columns, the percentiles aside.
  private static let columns: [Statistic] = [
    .mean, .max, .min, .mode, .variance, .std, .kurtosis, .skewness, .rollingVariance,
  ]

  /// The rows, header included; with groups, their keys come first. What wasn't asked for is empty.
  static func rows(
    of description: Description, _ request: DescribeRequest
  ) -> some Sequence<[UInt8]> {
    let rows = description.columns.lazy.map { column in
      let numbers = columns.map { statistic in
        guard request.statistics.contains(statistic) else { return "" }
        // The scripts start their sum with the integer 0, which stays if there are no windows.
        let isEmptySum = statistic == .rollingVariance && column.rollingVariance.windows == 0
        return isEmptySum ? "0" : text(column[statistic]) ?? ""
      }
      let percentiles =
        request.statistics.contains(.percentiles) ? dictionary(column.percentiles) : ""
      return CSVText.row(bytes: column.groupBytes, numbers + [percentiles])
    }
    let names = description.columns.undecodedNames.keyBytes(description.columns.keyNames)
    return chain([CSVText.row(bytes: names, header)], rows)
  }

  private static func text(_ value: StatisticValue) -> String? {
    switch value {
    case .digits(let digits): digits
    case .mode(let mode?): mode.digits ?? pythonText(mode.value)
    default: value.number.map(pythonText)
    }
  }

  private static func dictionary(_ percentiles: [Percentile]) -> String {
    let items = percentiles.map { percentile in
      "\(percentile.percent.shortText): \(percentile.value.map(pythonText) ?? "None")"
    }
    return "{\(items.joined(separator: ", "))}"
  }

  /// The shortest text that reads back as the number, as Python's `repr` prints it.
  private static func pythonText(_ value: Double) -> String {
    // Whole numbers of 16 digits, which Swift prints with an exponent.
    let isLongWhole = (0x1p53..<1e16).contains(abs(value))
    return isLongWhole ? "\(Int(value)).0" : (value + 0).description
  }
}
