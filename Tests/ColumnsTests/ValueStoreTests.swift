import Ranks
import Statistics
import TestSupport
import Testing

@testable import Columns

/// Numbers in the store, in all forms.
@Suite("Value store")
struct ValueStoreTests {
  private typealias Form = ValueStore.Form

  /// Runs of several forms: tenths, millionths, whole numbers, large ones, random bits, none.
  private static func runs(count: Int, stream: Int) -> [[Double]] {
    var random = SeededGenerator(stream: stream)
    return (0..<count).map { number in
      let length = number % 7 == 6 ? 0 : Int.random(in: 1...200, using: &random)
      return (0..<length).map { _ in
        switch number % 5 {
        case 0: Double(Int.random(in: -300...300, using: &random)) / 10
        case 1: Double(Int.random(in: -999_999_999...999_999_999, using: &random)) / 1e6
        case 2: Double(Int.random(in: 0...9, using: &random))
        case 3: Double(Int.random(in: 0...(1 << 40), using: &random))
        default: Double.random(in: -1e9...1e9, using: &random)
        }
      }
    }
  }

  private static func store(_ runs: [[Double]]) -> (ValueStore, [ValueStore.Place]) {
    var store = ValueStore(maximumCount: 10_000)
    let places = runs.map { store.append($0.span, Summary(of: $0.span)) }
    return (store, places)
  }

  @Test("The smallest form is chosen that gives the bits back")
  func forms() {
    let tenths = Form.short(DecimalUnit(decimals: 1))
    let cases: [([Double], Form)] = [
      ([], .short(DecimalUnit(decimals: 0))), ([0, 5, -32767], .short(DecimalUnit(decimals: 0))),
      ([0.1, 3276.7], tenths), ([0.1, 3276.8], .long(DecimalUnit(decimals: 1))),
      ([32768], .long(DecimalUnit(decimals: 0))), ([-2_147_483_648], .plain),
      ([0.000_000_001], .short(DecimalUnit(decimals: 9))), ([0.000_000_000_1], .plain),
      ([1.0 / 3], .plain), ([1e300, 1], .plain), ([.leastNonzeroMagnitude], .plain),
      ([4.5981, -74.0758], .long(DecimalUnit(decimals: 4))),
    ]
    for (values, form) in cases {
      let (_, places) = Self.store([values])
      #expect(places[0].form == form, "\(values)")
      #expect(places[0].count == values.count)
    }
  }

  @Test("What is read is what was stored", arguments: [1, 2, 30, 200])
  func reading(count: Int) {
    let runs = Self.runs(count: count, stream: count)
    let (store, places) = Self.store(runs)
    var scratch: [Double] = []
    for (run, place) in zip(runs, places) {
      let whole = store.withNumbers(at: place, &scratch) { span in
        span.indices.map { span[$0].bitPattern }
      }
      #expect(whole == run.map(\.bitPattern))
      var part: [Double] = [1]
      store.copy(place, run.count / 3..<run.count, to: &part)
      #expect(part == [1] + run[(run.count / 3)...])
    }
  }

  @Test("A store that becomes part of another keeps its runs, and is freed by runs")
  func joining() {
    let (first, second) = (Self.runs(count: 20, stream: 1), Self.runs(count: 20, stream: 2))
    var (store, places) = Self.store(first)
    let (other, otherPlaces) = Self.store(second)
    let offsets = store.append(other)
    places += otherPlaces.map { $0.moved(by: offsets) }
    store.forgetArrays(except: places)
    var all: [Double] = []
    for place in places { store.copy(place, to: &all) }
    #expect(all == (first + second).flatMap { $0 })
    store.forgetArrays(of: Array(places.prefix(20)))
    all = []
    for place in places.dropFirst(20) { store.copy(place, to: &all) }
    #expect(all == second.flatMap { $0 })
  }

  @Test("Pieces are sorted, and nothing is lost", arguments: [1, 2, 3], [1, 4, 50])
  func sorting(threads: Int, runsInGroup: Int) {
    let runs = Self.runs(count: 100, stream: 9)
    var (store, places) = Self.store(runs)
    let groups = stride(from: 0, to: 100, by: runsInGroup).map {
      Array(places[$0..<min(100, $0 + runsInGroup)])
    }
    let sorted = store.takeSorted(groups, on: Workers(count: threads))
    for segment in sorted.segments { #expect(Array(segment) == segment.sorted()) }
    #expect(sorted.segments.flatMap { $0 }.sorted() == runs.flatMap { $0 }.sorted())
  }

  @Test("Runs that are held as they are are one piece when they are neighbours")
  func pieces() {
    let runs = (0..<10).map { number in (0..<50).map { 1 / Double(number * 50 + $0 + 3) } }
    var (store, places) = Self.store(runs)
    let sorted = store.takeSorted([places], on: Workers(count: 2))
    #expect(sorted.segments.count == 1 && sorted.count == 500)
  }

  @Test("Runs of several forms make few pieces")
  func alternatingForms() {
    let runs = (0..<90).map { number in
      (0..<20).map { Double($0) / [10, 1e6, 7][number % 3] + Double(number) }
    }
    var (store, places) = Self.store(runs)
    #expect(Set(places.map(\.form)).count == 3)
    let sorted = store.takeSorted([places], on: Workers(count: 1))
    #expect(sorted.segments.count == 3 && sorted.count == 1800)
  }

  @Test("What can't be encoded leaves nothing behind in arrays that are freed with their runs")
  func lateFailures() {
    var store = ValueStore(maximumCount: 1000)
    for _ in 0..<3 {
      store.beginArrays(for: 100)
      let values = (0..<99).map { Double($0) } + [1.0 / 3]
      let place = store.append(values.span, Summary(of: values.span))
      #expect(place.form == .plain)
      #expect(store.shorts.arrays.allSatisfy { $0.capacity == 0 })
      store.forgetArrays(of: [place])
      #expect(store.plains.arrays.allSatisfy { $0.capacity == 0 })
    }
  }

  @Test("Values are found by their positions, other ranks' values behind them")
  func positions() {
    let runs = Self.runs(count: 40, stream: 3)
    let (store, places) = Self.store(runs)
    var values = PositionedValues(store, places, firstPosition: 1000)
    values.append([0.5, 0.25])
    values.append([0.125])
    let all = runs.flatMap { $0 } + [0.5, 0.25, 0.125]
    var random = SeededGenerator(stream: 4)
    for _ in 0..<300 {
      let ends = [0, 0].map { _ in Int.random(in: 0...all.count, using: &random) }.sorted()
      #expect(values.values(at: 1000 + ends[0]..<1000 + ends[1]) == Array(all[ends[0]..<ends[1]]))
    }
    #expect(values.values(at: 1000 + all.count - 2..<1000 + all.count) == [0.25, 0.125])
  }
}
