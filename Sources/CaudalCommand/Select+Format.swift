import Caudal
import Output

extension Select {
  /// What the file holds that the rows go to.
  ///
  /// - Throws: an error if the options don't go together, or Parquet would go to a terminal.
  func fileFormat() throws(CaudalError) -> TableFileFormat {
    if tableName != nil {
      guard outputFormat == nil else {
        throw CaudalError(.usage, "--output-format is for files, and --table for databases")
      }
      return TableFileFormat(.csv)
    }
    let output = table.output ?? ""
    var format = TableFileFormat(fileName: output)
    if let outputFormat { format.format = outputFormat.format }
    if format.format != .csv, outputDelimiter != nil {
      throw CaudalError(.usage, "--output-delimiter is for CSV")
    }
    if format.format == .parquet {
      guard format.compression == nil else {
        throw CaudalError(
          .usage, "\(output): Parquet is compressed inside; leave out the end of the name")
      }
      // Launchers give ranks a terminal of their own, whatever the user has.
      guard Job.isLaunched || !Destination(output: table.output).isTerminal else {
        throw CaudalError(
          .usage, "Parquet is nothing to look at on a terminal; name a file by --output")
      }
    }
    return format
  }
}
