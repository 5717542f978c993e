import CSV
import Ranks

/// Something that has happened to an input that can't be read again.
struct SpoolEvent {
  /// What has happened.
  enum Kind: UInt8 {
    /// It has begun; the bytes are its name.
    case begin
    /// Bytes have come.
    case bytes
    /// It has ended, and a last row without a line end is left out.
    case end
    /// It has ended, and a last row without a line end counts.
    case endWithLastRow
  }

  let kind: Kind

  /// The number of the input in the spool.
  let key: Int

  let bytes: [UInt8]

  /// The bytes of a head.
  static let headBytes = 25

  /// The bytes in front of those of the event: what it is, and a checksum of all of it.
  var head: [UInt8] {
    let start = WireWriter.bytes { $0.write(kind.rawValue, key, bytes.count) }
    var code = CRC32(start.span)
    code.add(bytes.span)
    return start + WireWriter.bytes { $0.write(Int(code.value)) }
  }
}

extension WireWriter {
  /// The bytes of a message.
  fileprivate static func bytes(_ body: (inout WireWriter) -> Void) -> [UInt8] {
    var message = WireWriter()
    body(&message)
    return message.bytes
  }
}

/// A place in a spool.
struct SpoolPlace: WireCodable, Hashable {
  /// The number of a segment, from 1.
  var segment = 1

  /// The number of bytes of it that have passed.
  var offset = 0

  init() {}

  func write(to message: inout WireWriter) { message.write(segment, offset) }

  init(from message: inout WireReader) { (segment, offset) = (message.read(), message.read()) }
}
