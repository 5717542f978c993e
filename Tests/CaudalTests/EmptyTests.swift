import Testing

@testable import Caudal
