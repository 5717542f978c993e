/// The version of the program and of its libraries.
///
/// It stands here and nowhere else: `caudal --version`, documents, records of jobs, Parquet files and the Python package take it
/// from here, and a test holds the changelog against it. A release is tagged by its number: `0.1.0`.
public enum ProgramVersion {
  /// The number, as [Semantic Versioning](https://semver.org) has them.
  public static let current = "0.1.0"
}
