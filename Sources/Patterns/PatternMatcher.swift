/// Finds out whether texts match a pattern.
///
/// The steps that a text may have reached are a state; what a character makes of a state is found
/// out once and kept (K. Thompson, *Regular expression search algorithm*, 1968,
/// <https://doi.org/10.1145/363347.363387>, with the states made when they are needed). So no text
/// is read twice, and no pattern takes longer for being written in a certain way.
///
/// - Complexity: O(length) time for a text, once the states are known that texts lead to; at worst
///   O(length · steps). Memory: about a megabyte at most.
package struct PatternMatcher: Sendable {
  /// The steps that a text may have reached.
  private struct State: Hashable {
    let steps: [Int]
    /// Whether no character has been read.
    let isStart: Bool
  }

  private static let unknown: UInt32 = .max
  private static let matched: UInt32 = .max - 1
  private static let failed: UInt32 = .max - 2

  /// The most entries of the table of transitions.
  private static let mostTransitions = 1 << 18

  private let pattern: Pattern
  private let classes: CharacterClasses

  private var states: [State] = []
  private var numbers: [State: UInt32] = [:]

  /// The state that a class of characters leads to from each state.
  private var transitions: [UInt32] = []

  /// Whether a text matches that ends in a state; nil if it isn't known yet.
  private var matchesAtEnd: [Bool?] = []

  /// Creates a matcher.
  ///
  /// - Parameter pattern: the pattern.
  package init(_ pattern: Pattern) {
    self.pattern = pattern
    classes = CharacterClasses(pattern.sets)
  }

  /// Whether a text matches.
  ///
  /// - Parameter text: the text, in UTF-8.
  /// - Returns: whether the whole text does, or a part of it where the pattern is a regexp.
  package mutating func matches(_ text: Span<UInt8>) -> Bool {
    var state = startState()
    var index = 0
    while index < text.count {
      guard state < Self.failed else { return state == Self.matched }
      let byte = text[index]
      let kind: Int
      if byte < 0x80 {
        kind = Int(classes.ofASCII[Int(byte)])
        index += 1
      } else {
        let (value, length) = Self.decode(text, at: index)
        kind = classes.number(of: value)
        index += length
      }
      let known = transitions[Int(state) * classes.count + kind]
      state = known == Self.unknown ? advance(state, by: kind) : known
    }
    guard state < Self.failed else { return state == Self.matched }
    if let known = matchesAtEnd[Int(state)] { return known }
    let reached = closure(
      of: states[Int(state)].steps, isStart: states[Int(state)].isStart, isEnd: true)
    matchesAtEnd[Int(state)] = reached == nil
    return reached == nil
  }

  private mutating func startState() -> UInt32 {
    // The first state that is made is the one at the start; it is made first again after others
    // had to be forgotten.
    if !states.isEmpty { return 0 }
    guard let steps = closure(of: [pattern.first], isStart: true, isEnd: false) else {
      return Self.matched
    }
    return number(of: State(steps: steps, isStart: true))
  }

  /// The state that a class of characters leads to.
  private mutating func advance(_ state: UInt32, by kind: Int) -> UInt32 {
    let from = states[Int(state)]
    var reached: [Int] = []
    for step in from.steps {
      guard case .character(let set, let next) = pattern.steps[step] else { continue }
      if classes.isMember(kind, ofSet: set) { reached.append(next) }
    }
    let place = Int(state) * classes.count + kind
    guard let steps = closure(of: reached, isStart: false, isEnd: false) else {
      transitions[place] = Self.matched
      return Self.matched
    }
    guard !steps.isEmpty else {
      transitions[place] = Self.failed
      return Self.failed
    }
    let isFull = transitions.count + classes.count > Self.mostTransitions
    let next = State(steps: steps, isStart: false)
    if isFull, numbers[next] == nil {
      forget()
      _ = startState()
      return number(of: next)
    }
    let found = number(of: next)
    transitions[place] = found
    return found
  }

  private mutating func forget() {
    states = []
    numbers = [:]
    transitions = []
    matchesAtEnd = []
  }

  private mutating func number(of state: State) -> UInt32 {
    if let known = numbers[state] { return known }
    let number = UInt32(truncatingIfNeeded: states.count)
    numbers[state] = number
    states.append(state)
    transitions += repeatElement(Self.unknown, count: classes.count)
    matchesAtEnd.append(nil)
    return number
  }

  /// The steps that wait for a character or the end, reached from some without reading any;
  /// nil if the text matches already.
  private func closure(of start: [Int], isStart: Bool, isEnd: Bool) -> [Int]? {
    var seen = Set(start)
    var open = start
    var waiting: [Int] = []
    func visit(_ step: Int) {
      if seen.insert(step).inserted { open.append(step) }
    }
    while let step = open.popLast() {
      switch pattern.steps[step] {
      case .match: return nil
      case .character: waiting.append(step)
      case .fork(let one, let other):
        visit(one)
        visit(other)
      case .start(let next): if isStart { visit(next) }
      case .end(let next):
        waiting.append(step)
        if isEnd { visit(next) }
      }
    }
    return waiting.sorted()
  }

  /// The character beyond ASCII at an index, and its length in bytes: the number of the scalar, or
  /// that of a byte which is no UTF-8 (the Unicode Standard, table 3-7).
  private static func decode(_ text: Span<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
    let none = (CharacterSet.invalid, 1)
    let first = UInt32(text[index])
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard 0xC2 <= first, first <= 0xF4, index + length <= text.count else { return none }
    var value = first & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = UInt32(text[index + offset])
      guard byte & 0xC0 == 0x80 else { return none }
      value = value << 6 | byte & 0x3F
    }
    // The shortest form only; a surrogate, or what is beyond the last character, is no scalar.
    let least: UInt32 = length == 4 ? 0x1_0000 : length == 3 ? 0x800 : 0x80
    guard value >= least, Unicode.Scalar(value) != nil else { return none }
    return (value, length)
  }
}

/// Characters that a pattern doesn't tell apart, class by class.
struct CharacterClasses: Sendable {
  /// The class of each ASCII character.
  let ofASCII: [UInt32]

  /// The number of classes.
  let count: Int

  /// Where runs of characters of one class begin, ascending, and their classes.
  private let starts: [UInt32]
  private let kinds: [UInt32]

  /// For each class whether each of the sets has it.
  private let memberships: [[Bool]]

  /// Finds the classes that some sets tell apart.
  init(_ sets: [CharacterSet]) {
    var borders: Set<UInt32> = [0]
    for range in sets.flatMap(\.ranges) {
      borders.insert(range.lowerBound)
      borders.insert(range.upperBound + 1)
    }
    var numbers: [[Bool]: UInt32] = [:]
    var memberships: [[Bool]] = []
    let starts = borders.sorted()
    let kinds = starts.map { start in
      let members = sets.map { $0.contains(start) }
      if let known = numbers[members] { return known }
      let number = UInt32(truncatingIfNeeded: memberships.count)
      numbers[members] = number
      memberships.append(members)
      return number
    }
    (self.starts, self.kinds, self.memberships) = (starts, kinds, memberships)
    count = memberships.count
    ofASCII = (0..<128).map { Self.kind(of: $0, starts, kinds) }
  }

  /// The class of a character.
  ///
  /// - Complexity: O(log borders).
  func number(of value: UInt32) -> Int { Int(Self.kind(of: value, starts, kinds)) }

  /// Whether a set has the characters of a class.
  func isMember(_ kind: Int, ofSet set: Int) -> Bool { memberships[kind][set] }

  private static func kind(of value: UInt32, _ starts: [UInt32], _ kinds: [UInt32]) -> UInt32 {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return kinds[low - 1]
  }
}
