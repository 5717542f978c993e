import CKafka
import Glibc
import Vocabulary

/// librdkafka, the client library of Kafka, as far as it is used here.
///
/// It is opened when a job needs it, and not linked: it and the libraries behind it would make every start of the
/// program longer, and those who have no Kafka would have to install it. The functions and numbers are those of
/// its interface 1; `librdkafka/rdkafka.h` has them.
@safe struct KafkaLibrary: Sendable {
  typealias Client = OpaquePointer
  typealias Settings = OpaquePointer
  typealias Topic = OpaquePointer
  typealias Queue = OpaquePointer
  typealias CString = UnsafePointer<CChar>
  typealias Message = UnsafeMutablePointer<kafka_message>
  typealias Metadata = UnsafePointer<kafka_metadata>
  typealias Opaque = UnsafeMutableRawPointer

  let makeSettings: @convention(c) @Sendable () -> Settings?
  let set:
    @convention(c) @Sendable (
      Settings?, CString, CString, UnsafeMutablePointer<CChar>?, Int
    ) -> CInt
  let destroySettings: @convention(c) @Sendable (Settings?) -> Void
  let setOpaque: @convention(c) @Sendable (Settings?, Opaque?) -> Void
  let setLog:
    @convention(c) @Sendable (
      Settings?, (@convention(c) (Client?, CInt, CString?, CString?) -> Void)?
    ) -> Void
  let setErrors:
    @convention(c) @Sendable (
      Settings?, (@convention(c) (Client?, CInt, CString?, Opaque?) -> Void)?
    ) -> Void
  let makeClient:
    @convention(c) @Sendable (CInt, Settings?, UnsafeMutablePointer<CChar>?, Int) -> Client?
  let destroyClient: @convention(c) @Sendable (Client?) -> Void
  let poll: @convention(c) @Sendable (Client?, CInt) -> CInt
  let makeTopic: @convention(c) @Sendable (Client?, CString, OpaquePointer?) -> Topic?
  let destroyTopic: @convention(c) @Sendable (Topic?) -> Void
  let metadata:
    @convention(c) @Sendable (
      Client?, CInt, Topic?, UnsafeMutablePointer<Metadata?>, CInt
    ) -> CInt
  let destroyMetadata: @convention(c) @Sendable (Metadata?) -> Void
  let watermarks:
    @convention(c) @Sendable (
      Client?, CString, Int32, UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Int64>, CInt
    ) -> CInt
  let start: @convention(c) @Sendable (Topic?, Int32, Int64) -> CInt
  let stop: @convention(c) @Sendable (Topic?, Int32) -> CInt
  let consume:
    @convention(c) @Sendable (Topic?, Int32, CInt, UnsafeMutablePointer<Message?>, Int) -> Int
  let destroyMessage: @convention(c) @Sendable (Message?) -> Void
  let timestamp: @convention(c) @Sendable (Message?, UnsafeMutablePointer<CInt>?) -> Int64
  let queue: @convention(c) @Sendable (Client?, CString, Int32) -> Queue?
  let destroyQueue: @convention(c) @Sendable (Queue?) -> Void
  let wakeBy: @convention(c) @Sendable (Queue?, CInt, UnsafeRawPointer?, Int) -> Void
  let errorText: @convention(c) @Sendable (CInt) -> CString?
  let lastError: @convention(c) @Sendable () -> CInt

  /// `RD_KAFKA_CONSUMER` of `rd_kafka_type_t`.
  static let consumer: CInt = 1

  /// The library, opened at first use.
  static let shared = Result { () throws(CaudalError) in try KafkaLibrary() }

  /// The name under which systems have it.
  private static let name = "librdkafka.so.1"

  private init() throws(CaudalError) {
    guard let library = unsafe dlopen(Self.name, RTLD_NOW | RTLD_LOCAL) else {
      throw CaudalError(
        .noInput,
        "Kafka's client library \(Self.name) isn't here; install it (Debian and Ubuntu: librdkafka1)"
      )
    }
    let loader = unsafe Loader(library: library)
    unsafe makeSettings = try loader.find("rd_kafka_conf_new")
    unsafe set = try loader.find("rd_kafka_conf_set")
    unsafe destroySettings = try loader.find("rd_kafka_conf_destroy")
    unsafe setOpaque = try loader.find("rd_kafka_conf_set_opaque")
    unsafe setLog = try loader.find("rd_kafka_conf_set_log_cb")
    unsafe setErrors = try loader.find("rd_kafka_conf_set_error_cb")
    unsafe makeClient = try loader.find("rd_kafka_new")
    unsafe destroyClient = try loader.find("rd_kafka_destroy")
    unsafe poll = try loader.find("rd_kafka_poll")
    unsafe makeTopic = try loader.find("rd_kafka_topic_new")
    unsafe destroyTopic = try loader.find("rd_kafka_topic_destroy")
    unsafe metadata = try loader.find("rd_kafka_metadata")
    unsafe destroyMetadata = try loader.find("rd_kafka_metadata_destroy")
    unsafe watermarks = try loader.find("rd_kafka_query_watermark_offsets")
    unsafe start = try loader.find("rd_kafka_consume_start")
    unsafe stop = try loader.find("rd_kafka_consume_stop")
    unsafe consume = try loader.find("rd_kafka_consume_batch")
    unsafe destroyMessage = try loader.find("rd_kafka_message_destroy")
    unsafe timestamp = try loader.find("rd_kafka_message_timestamp")
    unsafe queue = try loader.find("rd_kafka_queue_get_partition")
    unsafe destroyQueue = try loader.find("rd_kafka_queue_destroy")
    unsafe wakeBy = try loader.find("rd_kafka_queue_io_event_enable")
    unsafe errorText = try loader.find("rd_kafka_err2str")
    unsafe lastError = try loader.find("rd_kafka_last_error")
  }

  /// What an error is called.
  func text(of error: CInt) -> String {
    unsafe errorText(error).map { unsafe String(cString: $0) } ?? "error \(error)"
  }

  /// Finds functions in an open library, which is never closed.
  @unsafe private struct Loader {
    let library: UnsafeMutableRawPointer

    /// A function.
    ///
    /// - Parameter name: a function of `librdkafka/rdkafka.h` whose type is the one that is asked for.
    /// - Returns: the function.
    /// - Throws: an error if the library doesn't have it.
    @unsafe
    func find<Function>(_ name: String) throws(CaudalError) -> Function {
      guard let symbol = unsafe dlsym(library, name) else {
        throw CaudalError(
          .noInput, "Kafka's client library \(KafkaLibrary.name) has no \(name): it is too old")
      }
      // Sound: a C function's address is a C function pointer, of the type that the header has.
      return unsafe unsafeBitCast(symbol, to: Function.self)
    }
  }
}

/// What of `rd_kafka_resp_err_t` is used.
enum KafkaError {
  /// A partition has been read to its end, for now.
  static let endOfPartition: CInt = -191
  /// There is no such topic.
  static let unknownTopic: CInt = 3
  /// The messages that come next aren't there any more.
  static let noOffset: Set<CInt> = [1, -140]
  /// Who one is isn't believed, or encryption fails.
  static let noEntry: Set<CInt> = [-169, -181]
  /// What may be otherwise a moment later: lost connections, leaders that are being chosen.
  static let passing: Set<CInt> = [
    -195, -193, -192, -187, -185, 5, 6, 7, 8, 9, 13, 56, 74, 75, 78,
  ]
}
