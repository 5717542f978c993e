/// The part that comes first in a date that is written in numbers.
public enum DateOrder: String, Sendable, CaseIterable {
  /// The month, as in 05/22/2017.
  case mdy
  /// The day, as in 22/05/2017.
  case dmy
  /// The year, as in 2017-05-22.
  case ymd
}
