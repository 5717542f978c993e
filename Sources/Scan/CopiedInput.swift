import CSV
package import MPI
import Ranks
package import Vocabulary

/// A pipe that has been copied to a file without a name.
private struct CopiedPipe: InputCopy {
  let kind: InputDescription.Kind
  let name: String
  let path: String

  /// The file, which is there as long as this is.
  let file: ScratchFile
}

/// Rows of a database that have been copied to a file without a name.
private struct CopiedRows: DatabaseInput {
  let kind: InputDescription.Kind
  let name: String
  let file: ScratchFile

  var isReadableAgain: Bool { true }

  func open() throws(SourceError) -> any ByteStream {
    CopyStream(stream: try FileStream(path: file.path))
  }
}

/// The bytes of a copy, as something that can be held by others.
private final class CopyStream: ByteStream {
  private var stream: FileStream

  init(stream: consuming FileStream) { self.stream = stream }

  func read(into region: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    unsafe try stream.read(into: region)
  }
}

extension TableRequest {
  /// The bytes that are copied at a time.
  private static let copyBytes = 1 << 22

  /// The same table for several readings: what comes only once, from a pipe or a database, is copied to files without
  /// a name first, where rank 0 reads it.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: the table, which is this one where everything can be read again.
  /// - Throws: an agreed ``CaudalError`` if an input can't be read, or there is no room for the copy.
  /// - Complexity: O(bytes) of what is copied, on rank 0, in the scratch folder.
  package func copiedForReadings(on ranks: borrowing Communicator) throws -> TableRequest {
    guard try !Table.isReadableAgain(self, on: ranks) else { return self }
    var copied = self
    copied.input = .scattered
    let scratch = ScratchFolder(scratchFolder)
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == 0 else { return }
      for number in paths.indices where !isOrdinary(number) {
        let file = try copy(ofInput: number, scratch)
        let (kind, name) = (inputKinds[number], inputNames[number])
        if databases[number] != nil {
          copied.databases[number] = CopiedRows(kind: kind, name: name, file: file)
        } else {
          copied.paths[number] = file.path
          copied.copies[number] = CopiedPipe(
            kind: kind, name: name, path: paths[number], file: file)
        }
      }
    }
    return copied
  }

  /// Copies an input.
  private func copy(
    ofInput number: Int, _ scratch: ScratchFolder
  ) throws(LocalFailure) -> ScratchFile {
    let file = try ScratchFile(in: scratch)
    var buffer = [UInt8](repeating: 0, count: Self.copyBytes)
    func failure(_ error: SourceError) -> LocalFailure {
      LocalFailure(error: CaudalError(error, path: inputNames[number]))
    }
    var stream: FileStream
    do throws(SourceError) { stream = try self.stream(ofInput: number) } catch {
      throw failure(error)
    }
    while true {
      let count: Int
      do throws(SourceError) { count = try Self.fill(&buffer, from: &stream) } catch {
        throw failure(error)
      }
      guard count > 0 else { return file }
      try file.append(count == buffer.count ? buffer : Array(buffer[..<count]))
    }
  }

  private func stream(ofInput number: Int) throws(SourceError) -> FileStream {
    if let database = databases[number] { return FileStream(try database.open()) }
    return try paths[number] == "-" ? FileStream() : FileStream(path: paths[number])
  }

  private static func fill(
    _ buffer: inout [UInt8], from stream: inout FileStream
  ) throws(SourceError) -> Int {
    var failure: SourceError?
    var count = 0
    unsafe buffer.withUnsafeMutableBytes { region in
      do throws(SourceError) { count = unsafe try stream.read(into: region) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return count
  }
}
