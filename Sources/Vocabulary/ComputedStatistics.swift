/// The results computed of a column, over all rows or in a group of them. Undefined, or not asked
/// for, is NaN.
///
/// Statistics are read off from it by their definitions; see ``Statistic``. It is small and without
/// references, as there may be one for each of millions of groups.
package struct ComputedStatistics: BitwiseCopyable, Sendable {
  /// The number of values.
  package var count = 0

  /// The sum of the values, rounded once.
  package var sum = Double.nan

  /// The mean.
  package var mean = Double.nan

  /// The variance.
  package var variance = Double.nan

  /// The standard deviation.
  package var standardDeviation = Double.nan

  /// The population's skewness.
  package var skewness = Double.nan

  /// The population's excess kurtosis.
  package var kurtosis = Double.nan

  /// The smallest value.
  package var minimum = Double.nan

  /// The largest value.
  package var maximum = Double.nan

  /// The most frequent value, of several the smallest.
  package var mode = Double.nan

  /// How often that value occurs.
  package var modeFrequency = 0

  /// The number of distinct values.
  package var distinct = 0

  /// The number of windows.
  package var windowCount = 0

  /// The sum of the windows' variances.
  package var windowSum = Double.nan

  /// Nothing has been computed.
  ///
  /// - Parameter count: the number of values.
  package init(count: Int = 0) { self.count = count }
}
