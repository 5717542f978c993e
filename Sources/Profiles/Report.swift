import CSV
import Groups
package import MPI
import Ranks
import Scan
package import Vocabulary

extension Profiler {
  /// Looks at the columns, and at what a page shows of them besides.
  ///
  /// - Parameters:
  ///   - request: what is shown; its profile is that of this value.
  ///   - ranks: all ranks.
  /// - Returns: what the page shows; most of it on rank 0 only.
  /// - Throws: an agreed `CaudalError`; errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks) time for each of up to three readings besides those of ``profile(on:)``. Memory: up
  ///   to 20 kB for each column and thread, and what groups and places take.
  package mutating func report(
    _ request: ReportRequest, on ranks: borrowing Communicator
  ) throws -> TableReport {
    let profile = try profile(on: ranks)
    let plan = try coursePlan(profile, on: ranks)
    let found = try follow(plan, on: ranks)
    let places = try places(in: profile, on: ranks)
    let groups = try compareGroups(profile, request, on: ranks)
    return TableReport(
      profile: profile, rows: found.map { CourseOfRows($0, plan, profile) },
      times: found.flatMap { CourseOfTimes($0, plan, profile) },
      correlations: found.flatMap { CorrelationTable($0, plan) }, places: places,
      groups: groups, run: session.run)
  }

  // MARK: - Along the table

  /// What is followed along the table.
  private func coursePlan(
    _ profile: TableProfile, on ranks: borrowing Communicator
  ) throws -> CoursePlan {
    var plan = CoursePlan()
    let isStrict = request.table.unusableRows.handling != .fail
    for (place, column) in columns.enumerated() {
      let isFollowed = place < CoursePlan.mostColumns
      if case .numbers = column.reading, let numbers = profile.columns[place].numbers,
        let scale = DeviationScale(numbers)
      {
        // A row that is left out for one column is left out for all.
        guard isFollowed || isStrict else { continue }
        plan.numbers.append(.init(column: column.column, place: place, scale: scale))
      } else if isFollowed {
        plan.others.append((column.column, place))
      }
    }
    let varying = plan.numbers.indices.filter { plan.numbers[$0].scale.varies }
    plan.correlated = Array(varying.prefix(CoursePlan.mostCorrelated))
    plan.leftOut = varying.count - plan.correlated.count
    plan.times = try times(on: ranks)
    return plan
  }

  /// The first column of times that differ.
  private func times(
    on ranks: borrowing Communicator
  ) throws -> (column: TimestampColumn, place: Int, grid: TimeGrid)? {
    // Rank 0 knows the times.
    var chosen = [-1, 0, 0]
    for (place, found) in censused.enumerated() where chosen[0] < 0 {
      guard case .times = columns[place].reading, let times = found.values?.times,
        let first = times.first, let last = times.last, first < last
      else { continue }
      chosen = [place, Int(first.orderKey), Int(last.orderKey)]
    }
    try ranks.broadcast(&chosen, from: 0)
    guard chosen[0] >= 0, case .times(let column) = columns[chosen[0]].reading else { return nil }
    let grid = TimeGrid(
      from: Timestamp(orderKey: Int64(chosen[1])), through: Timestamp(orderKey: Int64(chosen[2])),
      most: PartTable.most)
    return (column, chosen[0], grid)
  }

  /// Reads the table once; what all ranks have found is on rank 0.
  private mutating func follow(
    _ plan: CoursePlan, on ranks: borrowing Communicator
  ) throws -> FoundCourse? {
    guard plan.columnCount > 0 else { return nil }
    try openAgain(on: ranks)
    let filter = try session.table.rowFilter(on: ranks)
    let positions =
      plan.numbers.map(\.column.index) + plan.others.map(\.column.index)
      + (plan.times.map { [$0.column.index] } ?? [])
    let passes = try session.table.scan(
      Set(positions).sorted(), filter, on: ranks, session.workers, into: { CourseSink(plan) })
    var mine = FoundCourse(plan)
    for sink in passes.joined() { mine.add(sink.found) }
    session.clock.endPhase("course")
    guard let messages = try ranks.gather(varying: mine.encoded, to: 0) else { return nil }
    var all = FoundCourse(plan)
    for message in messages { all.add(FoundCourse(encoded: message)) }
    return all
  }

  // MARK: - Places

  /// The most places that are told.
  private static var mostPlaces: Int { 2_000 }

  /// The most distinct latitudes, and longitudes, of places: those of things that move are no stations.
  private static var mostDistinct: Int { 100_000 }

  /// Counts the places that rows name.
  private mutating func places(
    in profile: TableProfile, on ranks: borrowing Communicator
  ) throws -> PlaceTable? {
    guard let pair = PlaceColumns(profile.columns) else { return nil }
    let few = [pair.latitudes, pair.longitudes].allSatisfy {
      profile.columns[$0].distinct ?? .max <= Self.mostDistinct
    }
    guard few else { return nil }
    try openAgain(on: ranks)
    let numbers = [pair.latitudes, pair.longitudes].map { profile.columns[$0].columnNumber }
    var request = FrequencyRequest(
      table: request.table,
      keys: KeySelection(numbers.map { .column(ColumnReference(number: $0)) }))
    request.subject = .numbers
    request.limit = Self.mostPlaces
    let counted = try session.countFrequencies(request, on: ranks)
    guard ranks.rank == 0 else { return nil }
    let places = counted.entries.compactMap { entry -> PlaceTable.Place? in
      guard entry.key.count == 2, let latitude = Double(entry.key[0]),
        let longitude = Double(entry.key[1])
      else { return nil }
      return PlaceTable.Place(latitude: latitude, longitude: longitude, count: entry.count)
    }
    guard !places.isEmpty else { return nil }
    return PlaceTable(
      latitudes: pair.latitudes, longitudes: pair.longitudes, count: counted.distinct,
      places: places)
  }

  // MARK: - Groups

  /// The most columns of numbers that are compared by groups.
  private static var mostGrouped: Int { 6 }

  /// Describes the columns of numbers group by group.
  private mutating func compareGroups(
    _ profile: TableProfile, _ request: ReportRequest, on ranks: borrowing Communicator
  ) throws -> DescribedColumns? {
    guard let keys = request.groupKeys else { return nil }
    let pair = PlaceColumns(profile.columns)
    let comparable = profile.columns.enumerated().filter { place, column in
      // Where something is differs from group to group, and there is a map of it.
      column.numbers?.count ?? 0 > 0 && place != pair?.latitudes && place != pair?.longitudes
    }
    let numbers = comparable.map(\.element).prefix(Self.mostGrouped)
    guard !numbers.isEmpty else { return nil }
    try openAgain(on: ranks)
    var grouped = DescribeRequest(
      table: request.profile.table,
      columns: ColumnSelection(numbers.map { ColumnReference(number: $0.columnNumber) }))
    grouped.statistics = [.rows, .count, .mean, .min, .max, .percentiles]
    grouped.percentiles = [10, 25, 50, 75, 90]
    grouped.groupOrder = .statistic(.rows)
    grouped.groupLimit = request.groupLimit
    return try session.describeGroups(grouped, by: keys, on: ranks)
  }
}

/// The columns that are called latitude and longitude, and whose numbers can be.
private struct PlaceColumns {
  let latitudes: Int
  let longitudes: Int

  init?(_ columns: [ColumnProfile]) {
    func place(_ names: Set<String>, _ range: ClosedRange<Double>) -> Int? {
      columns.firstIndex { column in
        guard names.contains(column.column.lowercased()), let numbers = column.numbers,
          let minimum = numbers.minimum, let maximum = numbers.maximum
        else { return false }
        return range.contains(minimum) && range.contains(maximum)
      }
    }
    guard let latitudes = place(["lat", "latitud", "latitude"], -90...90),
      let longitudes = place(["lon", "lng", "long", "longitud", "longitude"], -180...360)
    else { return nil }
    (self.latitudes, self.longitudes) = (latitudes, longitudes)
  }
}

// MARK: - From sums to what they say

extension CourseOfRows {
  fileprivate init(_ found: FoundCourse, _ plan: CoursePlan, _ profile: TableProfile) {
    let table = found.places.table
    let parts = table.rowCounts.indices.filter { table.rowCounts[$0] > 0 }
    var missing = [[Int]](repeating: [], count: profile.columns.count)
    for (column, place) in plan.places.enumerated() {
      missing[place] = table.missing(ofColumn: column, parts)
    }
    self.init(
      rowCounts: parts.map { table.rowCounts[$0] }, missing: missing,
      numbers: plan.numbers(of: table, parts, profile))
  }
}

extension CourseOfTimes {
  fileprivate init?(_ found: FoundCourse, _ plan: CoursePlan, _ profile: TableProfile) {
    guard let times = plan.times else { return nil }
    let parts = Array(0..<times.grid.count)
    self.init(
      column: times.place, span: times.grid.span, begins: times.grid.begins,
      rowCounts: parts.map { found.times.rowCounts[$0] },
      numbers: plan.numbers(of: found.times, parts, profile))
  }
}

extension CorrelationTable {
  fileprivate init?(_ found: FoundCourse, _ plan: CoursePlan) {
    guard plan.correlated.count > 1 else { return nil }
    self.init(
      columns: plan.correlated.map { plan.numbers[$0].place }, leftOut: plan.leftOut,
      pairs: found.correlations.correlations)
  }
}

extension CoursePlan {
  /// The places of the columns among the profile's columns, in the order in which they are followed.
  fileprivate var places: [Int] { numbers.map(\.place) + others.map(\.place) }

  /// The parts of each of the profile's columns of numbers.
  fileprivate func numbers(
    of table: PartTable, _ parts: [Int], _ profile: TableProfile
  ) -> [[PartOfColumn]] {
    var all = [[PartOfColumn]](repeating: [], count: profile.columns.count)
    for (index, column) in numbers.enumerated() {
      all[column.place] = table.numbers(ofColumn: index, column.scale, parts)
    }
    return all
  }
}
