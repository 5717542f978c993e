import Glibc
import Stores
import Values
import Vocabulary

/// Stores rows, says so, and waits: a test kills it then, or ends its input to have it commit.
func storeAndWait() throws {
  let arguments = CommandLine.arguments
  guard arguments.count == 4, let address = try StoreAddress.parse(arguments[1]),
    let rowCount = Int(arguments[3])
  else { throw CaudalError(.usage, "usage: StoreWriter ADDRESS TABLE ROWS") }
  let store = address.store(StoreRequest(table: arguments[2]))
  _ = try store.begin(columns: [StoredColumn("number", .integer), StoredColumn("note", .text)])
  var rows: [UInt8] = []
  for number in 0..<rowCount {
    RowImage.append(Array("\(number)".utf8).span, to: &rows)
    RowImage.append(Array("a note on \(number)".utf8).span, to: &rows)
  }
  try store.write(rows: rows, count: rowCount)
  print("written")
  fflush(nil)
  while readLine() != nil {}
  try store.commit()
}

try storeAndWait()
