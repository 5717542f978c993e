import CSV
import Glibc

/// The page that a job wrote, as long as it is there.
enum JobReport {
  /// The most bytes that are read.
  private static let mostBytes = 4 << 20

  /// The seconds by which the clocks of a disk and of a host may differ.
  private static let tolerance = 60

  /// The bytes of the page.
  ///
  /// - Parameter record: what is known of the job.
  /// - Returns: the page; nil if it wrote none, if there is something else now, or if it can't be read.
  static func bytes(of record: JobRecord) -> [UInt8]? {
    guard record.hasReport, let output = record.output else { return nil }
    let path = output.hasPrefix("/") ? output : record.folder + "/" + output
    let file = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= mostBytes, isOf(record, status.st_mtim.tv_sec)
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    guard unsafe read(file, &bytes, bytes.count) == bytes.count,
      bytes.starts(with: Array("<!DOCTYPE html>".utf8))
    else { return nil }
    return bytes
  }

  /// Whether what was written at a moment can be of a job, and not of a later one.
  private static func isOf(_ record: JobRecord, _ moment: Int) -> Bool {
    let end = record.start + Int(record.seconds ?? 0) + 1
    return (record.start - tolerance...end + tolerance).contains(moment)
  }
}

extension JobRecord {
  /// Whether the job has written a page.
  var hasReport: Bool { state == .done && output?.hasSuffix(".html") == true }
}
