import CSV
import Vocabulary

/// Equal spans of time that follow each other: minutes, hours, days or months, or some of them.
struct TimeGrid: Sendable {
  /// A length of time.
  private enum Step: Sendable {
    case seconds(Int)
    case months(Int)

    /// From the shortest to the longest.
    static let all: [Step] =
      ([1, 5, 15, 30] + [1, 2, 5, 10, 15, 30].map { 60 * $0 } + [1, 2, 3, 6, 12].map { 3600 * $0 }
      + [1, 2, 5, 10].map { 86_400 * $0 }).map { .seconds($0) }
      + ([1, 3, 6] + [1, 2, 5, 10, 20, 50, 100, 200].map { 12 * $0 }).map { .months($0) }

    /// The number of the span in which a time lies, of all that there are.
    func number(of time: Timestamp) -> Int {
      switch self {
      case .seconds(let length): Self.quotient(time.epochSecond, length)
      case .months(let length): (12 * time.year + time.month - 1) / length
      }
    }

    /// The beginning of a span.
    func begin(of number: Int) -> String {
      switch self {
      case .seconds(let length):
        return Timestamp(epochSecond: number * length).map { "\($0)" } ?? ""
      case .months(let length):
        let months = number * length
        func padded(_ number: Int, _ digits: Int) -> String {
          let text = String(number)
          return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        return "\(padded(months / 12, 4))-\(padded(months % 12 + 1, 2))-01 00:00:00"
      }
    }

    /// As a number and a unit.
    var span: (count: Int, unit: CourseOfTimes.Unit) {
      switch self {
      case .seconds(let length):
        let units: [(Int, CourseOfTimes.Unit)] = [(86_400, .day), (3600, .hour), (60, .minute)]
        let found = units.first { length.isMultiple(of: $0.0) } ?? (1, .second)
        return (length / found.0, found.1)
      case .months(let length):
        return length.isMultiple(of: 12) ? (length / 12, .year) : (length, .month)
      }
    }

    /// A quotient, rounded down.
    private static func quotient(_ number: Int, _ divisor: Int) -> Int {
      number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
    }
  }

  private let step: Step
  private let first: Int

  /// The number of spans.
  let count: Int

  /// Divides the time between two times, both included.
  ///
  /// - Parameters:
  ///   - begin: the first time.
  ///   - end: the last time.
  ///   - most: how many spans there are at most, at least 51.
  init(from begin: Timestamp, through end: Timestamp, most: Int) {
    let step =
      Step.all.first { $0.number(of: end) - $0.number(of: begin) < most } ?? Step.months(2400)
    self.step = step
    first = step.number(of: begin)
    count = step.number(of: end) - first + 1
  }

  /// The number of the span in which a time lies, from 0; nil if it lies in none.
  func number(of time: Timestamp) -> Int? {
    let number = step.number(of: time) - first
    return (0..<count).contains(number) ? number : nil
  }

  /// The beginnings of the spans.
  var begins: [String] { (0..<count).map { step.begin(of: first + $0) } }

  /// The length of a span.
  var span: (count: Int, unit: CourseOfTimes.Unit) { step.span }
}
