import ArgumentParser
import Caudal
import Output

/// The options of a table that is divided among files.
struct PartitionOptions: ParsableArguments {
  @Option(
    name: .customLong("partition"),
    help: ArgumentHelp(
      "Write a file for each value of these columns. They may be computed. With --output"
        + " weather/rows.csv --partition station, rows go into weather/station=0021/rows.csv and others. The folder must be new.",
      valueName: "list"),
    completion: .values)
  var keys: String?

  @Option(
    help: ArgumentHelp(
      "The most files of --partition. Default: \(Partition.standardLimit).", valueName: "count"))
  var maxPartitions: Int?

  func validate() throws {
    if let maxPartitions, !(1...1 << 24).contains(maxPartitions) {
      throw ValidationError("--max-partitions must be at least 1 and at most 16,777,216")
    }
    if maxPartitions != nil, keys == nil {
      throw ValidationError("--max-partitions needs --partition")
    }
  }

  /// Where the rows go.
  ///
  /// - Parameters:
  ///   - output: the name of the output.
  ///   - format: what the files hold.
  /// - Returns: the folder, and what divides them; nil if nothing does.
  /// - Throws: an error if that is no place for several files.
  func output(
    _ output: String?, _ format: TableFileFormat
  ) throws(CaudalError) -> SelectRequest.Output? {
    guard let keys else { return nil }
    let parts = (output ?? "").split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "/")
    guard let file = parts.last, ![".", "..", ""].contains(file), !folder.isEmpty,
      output.map({ Job.isDatabase($0) }) == false
    else {
      throw CaudalError(
        .usage,
        "needs a new folder and a name for the file in each of its folders as --output, such as"
          + " weather/rows.csv", subject: .partition)
    }
    guard format.format != .parquet else {
      throw CaudalError(
        .usage, "writes CSV and JSON lines, not Parquet", subject: .partition)
    }
    let list: ColumnList
    do throws(ConditionError) { list = try ColumnList(keys) } catch {
      throw CaudalError(error, subject: .partition)
    }
    var partition = Partition(by: list, in: String(file))
    partition.limit = maxPartitions ?? Partition.standardLimit
    return .folder(ResultFolder(folder), partition)
  }
}
