/// Bytes that are looked for in values. They are this module's own, so that no call is needed for them.
enum Ascii {
  static let zero: UInt8 = 0x30
  static let minus: UInt8 = 0x2D
  static let plus: UInt8 = 0x2B
  static let point: UInt8 = 0x2E
  static let colon: UInt8 = 0x3A
  static let blank: UInt8 = 0x20
  static let tab: UInt8 = 0x09
}
