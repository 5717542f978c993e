/// The places on the earth that rows name by a latitude and a longitude.
public struct PlaceTable: Sendable {
  /// A place.
  public struct Place: Sendable, Hashable {
    /// Degrees to the north of the equator, −90 to 90.
    public let latitude: Double

    /// Degrees to the east of Greenwich, −180 to 360.
    public let longitude: Double

    /// How many rows name it.
    public let count: Int

    /// Puts them together.
    package init(latitude: Double, longitude: Double, count: Int) {
      (self.latitude, self.longitude, self.count) = (latitude, longitude, count)
    }
  }

  /// The place of the column of latitudes among the profile's columns.
  public let latitudes: Int

  /// The place of the column of longitudes.
  public let longitudes: Int

  /// The number of distinct places.
  public let count: Int

  /// The places that most rows name, by decreasing numbers of rows; not all if there are thousands.
  public let places: [Place]

  /// Puts the parts together.
  package init(latitudes: Int, longitudes: Int, count: Int, places: [Place]) {
    (self.latitudes, self.longitudes) = (latitudes, longitudes)
    (self.count, self.places) = (count, places)
  }
}
