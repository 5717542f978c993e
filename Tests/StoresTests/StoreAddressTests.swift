import Stores
import TestSupport
import Testing
import Vocabulary

/// Databases as users name them.
@Suite("Addresses of databases")
struct StoreAddressTests {
  @Test("Addresses and paths")
  func parsing() throws {
    #expect(try StoreAddress.parse("sqlite:weather.db") == .sqlite(path: "weather.db"))
    #expect(try StoreAddress.parse("sqlite:/data/a b.db") == .sqlite(path: "/data/a b.db"))
    for uri in ["postgresql://h/d", "postgres://u@h:5/d?sslmode=require"] {
      #expect(try StoreAddress.parse(uri) == .postgreSQL(uri: uri))
    }
    for path in ["weather.db", "-", "", "./sqlite:x", "postgresql.csv", "mysql://h/d", "SQLITE:a"] {
      #expect(try StoreAddress.parse(path) == nil, "\(path)")
    }
  }

  @Test(
    "Addresses of no file",
    arguments: ["sqlite:", "sqlite:///a.db", "sqlite://a.db", "sqlite::memory:", "sqlite:folder/"])
  func noFile(address: String) {
    let error = #expect(throws: CaudalError.self) { try StoreAddress.parse(address) }
    #expect(error?.kind == .usage)
  }

  /// libpq itself says in which of these it would find a password.
  @Test("An address with a password is refused, and the password isn't said")
  func passwords() async throws {
    let uris = [
      "postgresql://u:s3cret@h/d", "postgresql://u@h/d", "postgresql://u:@h/d", "postgresql://h/d",
      "postgresql://:s3cret@h/d", "postgresql://h/d?password=s3cret",
      "postgres://h?password=s3cret",
      "postgresql://h/d?user=u&password=s3cret", "postgresql://h/d?pass%77ord=s3cret",
      "postgresql://h/d?passfile=/s3cret", "postgresql://h:5432/d?application_name=a:b@c",
      "postgresql://h1:1,h2:2/d", "postgresql://u:s3cret@h1,h2:5/d", "postgresql:///d?host=/tmp",
      "postgresql://h?user=a:s3cret@x", "postgresql://[::1]:5432/d", "postgresql://u@[::1]/d",
      "postgresql://u%3As3cret@h/d", "postgresql://h/d?options=-c%20password=s3cret",
      "postgresql://h/a@b:c", "postgresql://u:s3cret@/d", "postgresql://h/d?sslpassword=s3cret",
    ]
    let hasPassword = try await Oracle.python(
      """
      import ctypes, json, sys
      pq = ctypes.CDLL("libpq.so.5")
      class Option(ctypes.Structure):
          _fields_ = [(n, ctypes.c_char_p) for n in ("keyword", "env", "compiled", "val", "label", "dispchar")] \\
              + [("size", ctypes.c_int)]
      pq.PQconninfoParse.restype = ctypes.POINTER(Option)
      found = []
      for uri in sys.argv[1:]:
          options, index, has = pq.PQconninfoParse(uri.encode(), None), 0, None
          while options and options[index].keyword:
              option = options[index]
              has = bool(has) or (option.keyword in (b"password", b"sslpassword") and bool(option.val))
              index += 1
          found.append(has)
      print(json.dumps(found))
      """, uris, as: [Bool?].self)
    #expect(hasPassword.contains(true) && hasPassword.contains(false))
    for (uri, hasPassword) in zip(uris, hasPassword) {
      if hasPassword == true {
        let error = #expect(throws: CaudalError.self, "\(uri)") { try StoreAddress.parse(uri) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("PGPASSFILE") == true)
        #expect(error?.message.contains("s3cret") == false)
      } else if hasPassword == false {
        #expect(try StoreAddress.parse(uri) == .postgreSQL(uri: uri), "\(uri)")
      }
    }
  }
}
