package import CSV
import Filter
package import MPI
import Ranks
package import Vocabulary

extension Table {
  /// The columns that a request names; of all columns, those whose values in the first rows are
  /// numbers.
  ///
  /// - Throws: an agreed ``CaudalError``.
  package func numericColumns(
    _ request: DescribeRequest, on ranks: borrowing Communicator
  ) throws -> [NumericColumn] {
    let columns = try layout.indices(ofColumns: request.column, path: inputName).map { index in
      NumericColumn(
        index: index, nullTokens: request.table.nullTokens, decimal: layout.dialect.decimal)
    }
    guard layout.isEveryColumn(request.column) else { return columns }
    var areNumeric = try ranks.agree { () throws(LocalFailure) -> [UInt8] in
      guard ranks.rank == 0 else { return columns.map { _ in 0 } }
      do throws(SourceError) {
        var found: [UInt8] = []
        for column in columns {
          found.append(column.isNumeric(in: try samples(ofColumn: column.index)) ? 1 : 0)
        }
        return found
      } catch {
        throw LocalFailure(error: CaudalError(error, path: inputName))
      }
    }
    try ranks.broadcast(&areNumeric, from: 0)
    let numeric = zip(columns, areNumeric).filter { $1 == 1 }.map(\.0)
    guard !numeric.isEmpty else {
      throw CaudalError(.usage, "\(inputName): no column has numbers in its first rows")
    }
    return numeric
  }
}

extension FileLayout {
  /// Finds columns.
  ///
  /// - Parameters:
  ///   - list: their names or numbers; see ``columnIndices(_:)``.
  ///   - path: the input, for messages.
  /// - Returns: their 0-based positions.
  /// - Throws: a ``CaudalError``, the same on every rank that has the same layout.
  package func indices(ofColumns list: String, path: String) throws(CaudalError) -> [Int] {
    do throws(LayoutError) {
      return try columnIndices(list)
    } catch {
      throw CaudalError(.layout(error), path: path)
    }
  }
}
