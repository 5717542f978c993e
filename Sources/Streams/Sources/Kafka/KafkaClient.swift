import CKafka
import Vocabulary

/// A connection to the brokers of a topic.
@safe final class KafkaClient {
  /// What brokers have answered.
  enum Answer<Value> {
    /// What was asked for.
    case value(Value)
    /// Nothing yet, and why.
    case notYet(String)
  }

  private let library: KafkaLibrary
  private let client: KafkaLibrary.Client
  private let topic: KafkaLibrary.Topic
  private let topicName: String
  private let sourceName: String
  private let troubles: KafkaTroubles

  /// What wakes those who wait for messages. It goes behind the client, which writes to it.
  let pipe: WakePipe

  /// Begins to connect; nothing is waited for.
  ///
  /// - Parameters:
  ///   - topic: the topic.
  ///   - name: what it is called in messages.
  /// - Throws: ``CaudalError`` if the library isn't here, or a setting makes no sense.
  init(_ topic: KafkaTopic, named name: String) throws(CaudalError) {
    let library = try KafkaLibrary.shared.get()
    let values = try KafkaSettings(topic)
    let troubles = KafkaTroubles()
    pipe = try WakePipe()
    guard let settings = unsafe library.makeSettings() else { throw Self.outOfMemory(name) }
    do throws(CaudalError) {
      unsafe try values.apply(to: settings, of: library)
    } catch {
      unsafe library.destroySettings(settings)
      throw error
    }
    // Sound: the client, which hands the pointer on, goes before what it points to.
    unsafe library.setOpaque(settings, Unmanaged.passUnretained(troubles).toOpaque())
    unsafe library.setLog(settings, nil)
    unsafe library.setErrors(settings) { _, code, reason, opaque in
      guard let opaque = unsafe opaque else { return }
      let troubles = unsafe Unmanaged<KafkaTroubles>.fromOpaque(opaque).takeUnretainedValue()
      unsafe troubles.note(code, reason.map { unsafe String(cString: $0) } ?? "")
    }
    var reason = [CChar](repeating: 0, count: 512)
    let made = unsafe library.makeClient(KafkaLibrary.consumer, settings, &reason, reason.count)
    guard let client = unsafe made else {
      unsafe library.destroySettings(settings)
      throw CaudalError(.usage, "\(name): \(String(cString: reason))")
    }
    guard let handle = unsafe library.makeTopic(client, topic.name, nil) else {
      unsafe library.destroyClient(client)
      throw Self.outOfMemory(name)
    }
    (self.library, self.troubles) = (library, troubles)
    unsafe (self.client, self.topic) = unsafe (client, handle)
    (topicName, sourceName) = (topic.name, name)
  }

  deinit {
    unsafe library.destroyTopic(topic)
    unsafe library.destroyClient(client)
  }

  private static func outOfMemory(_ name: String) -> CaudalError {
    CaudalError(.inputOutput, "\(name): there is no memory for a connection")
  }

  // MARK: - What there is

  /// Asks for the partitions.
  ///
  /// - Parameter milliseconds: how long it is waited for an answer.
  /// - Returns: their numbers, ascending.
  /// - Throws: ``CaudalError`` if there is no such topic, or it may not be read.
  func partitions(within milliseconds: CInt) throws(CaudalError) -> Answer<[CInt]> {
    var found: KafkaLibrary.Metadata?
    let code = unsafe library.metadata(client, 0, topic, &found, milliseconds)
    guard code == 0, let metadata = unsafe found else { return .notYet(try reason(of: code)) }
    defer { unsafe library.destroyMetadata(metadata) }
    guard unsafe metadata.pointee.topic_count == 1 else { return .notYet(try reason(of: 5)) }
    let topic = unsafe metadata.pointee.topics[0]
    let error = unsafe topic.error
    if error != 0 { return .notYet(try reason(of: error)) }
    // Sound: the library says how many there are.
    let all = unsafe UnsafeBufferPointer(
      start: topic.partitions, count: Int(topic.partition_count))
    let numbers = unsafe all.map(\.number).sorted()
    return numbers.isEmpty ? .notYet(try reason(of: 5)) : .value(numbers)
  }

  /// Asks which messages of a partition are there.
  ///
  /// - Parameters:
  ///   - partition: its number.
  ///   - milliseconds: how long it is waited for an answer.
  /// - Returns: the offset of the oldest, and that behind the newest.
  /// - Throws: ``CaudalError`` if it may not be read.
  func offsets(
    of partition: CInt, within milliseconds: CInt
  ) throws(CaudalError) -> Answer<Range<Int>> {
    var (low, high): (Int64, Int64) = (0, 0)
    let code = unsafe library.watermarks(
      client, topicName, partition, &low, &high, milliseconds)
    guard code == 0 else { return .notYet(try reason(of: code)) }
    return .value(Int(low)..<max(Int(low), Int(high)))
  }

  /// Why there is no answer.
  ///
  /// - Throws: ``CaudalError`` if there will be none.
  private func reason(of code: CInt) throws(CaudalError) -> String {
    serveErrors()
    if let (code, reason) = troubles.last, KafkaError.noEntry.contains(code) {
      throw CaudalError(.noInput, "\(sourceName): \(reason)")
    }
    if code == KafkaError.unknownTopic {
      throw CaudalError(.noInput, "\(sourceName): there is no topic of this name")
    }
    guard KafkaError.passing.contains(code) else {
      throw CaudalError(.noInput, "\(sourceName): \(library.text(of: code))")
    }
    return troubles.last?.reason ?? library.text(of: code)
  }

  // MARK: - Messages

  /// Begins to fetch messages.
  ///
  /// - Parameters:
  ///   - partition: the number of a partition of which none are fetched.
  ///   - offset: that of the first.
  /// - Throws: ``CaudalError`` if that is impossible.
  func start(_ partition: CInt, at offset: Int) throws(CaudalError) {
    guard unsafe library.start(topic, partition, Int64(offset)) == 0 else {
      throw failure(library.lastError(), in: partition)
    }
    guard let queue = unsafe library.queue(client, topicName, partition) else { return }
    unsafe library.wakeBy(queue, pipe.writingEnd, [1 as UInt8], 1)
    unsafe library.destroyQueue(queue)
  }

  /// Ends the fetching of messages, all of which have been given back.
  func stop(_ partition: CInt) { _ = unsafe library.stop(topic, partition) }

  /// Takes messages that are there.
  ///
  /// - Parameters:
  ///   - partition: the number of a partition.
  ///   - count: the most.
  /// - Returns: what is there, in its order; whoever takes it gives it back.
  func take(from partition: CInt, atMost count: Int) -> [KafkaMessage] {
    var found = unsafe [KafkaLibrary.Message?](repeating: nil, count: count)
    let taken = unsafe library.consume(topic, partition, 0, &found, count)
    return unsafe found.prefix(max(0, taken)).compactMap { message in
      guard let message = unsafe message else { return nil }
      return unsafe KafkaMessage(message, timestamp: Int(library.timestamp(message, nil)))
    }
  }

  /// Gives a message back.
  func giveBack(_ message: KafkaMessage) { unsafe library.destroyMessage(message.pointer) }

  /// What is to be said of an error of a partition.
  func failure(_ code: CInt, in partition: CInt) -> CaudalError {
    CaudalError(
      .inputOutput, "\(sourceName), partition \(partition): \(library.text(of: code))")
  }

  /// What is to be said where messages have gone before they were read.
  func missing(_ offset: Int, of partition: CInt) -> CaudalError {
    CaudalError(
      .inputOutput,
      "\(sourceName), partition \(partition): message \(offset) isn't there any more: rows are missing; remove the"
        + " checkpoint to begin anew")
  }

  // MARK: - Troubles

  /// Takes notice of what has gone wrong with connections.
  func serveErrors() { _ = unsafe library.poll(client, 0) }

  /// Why no broker answers; nil if one does, as far as is known.
  var outage: String? { troubles.areAllDown ? troubles.last?.reason ?? "no broker answers" : nil }

  /// Takes notice of an answer.
  func noteAnswer() { troubles.clear() }
}

/// What has gone wrong with connections; known to the thread alone that asks for it.
private final class KafkaTroubles {
  /// `RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN`.
  private static let allDown: CInt = -187

  private(set) var last: (code: CInt, reason: String)?
  private(set) var areAllDown = false

  func note(_ code: CInt, _ reason: String) {
    if code == Self.allDown {
      areAllDown = true
    } else {
      last = (code, Self.shortened(reason))
    }
  }

  func clear() { (last, areAllDown) = (nil, false) }

  /// A reason without the name that the library has for the connection, and how long it took.
  private static func shortened(_ reason: String) -> String {
    var text = reason[...]
    if let colon = text.utf8.firstIndex(of: UInt8(ascii: " ")), colon > text.startIndex,
      text[..<colon].hasSuffix(":"), text[..<colon].contains("/")
    {
      text = text[text.index(after: colon)...]
    }
    if let end = text.indices.first(where: { text[$0...].hasPrefix(" (after ") }) {
      text = text[..<end]
    }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// A message, or what has gone wrong, in the library's memory.
@safe struct KafkaMessage {
  fileprivate let pointer: KafkaLibrary.Message

  /// When it was written, in milliseconds since 1970; −1 if that isn't known.
  let timestamp: Int

  fileprivate init(_ pointer: KafkaLibrary.Message, timestamp: Int) {
    unsafe self.pointer = unsafe pointer
    self.timestamp = timestamp
  }

  /// What has gone wrong; 0 for a message.
  var error: CInt { unsafe pointer.pointee.error }

  /// Its number in its partition.
  var offset: Int { Int(unsafe pointer.pointee.offset) }

  /// Appends its value.
  ///
  /// - Parameter bytes: what it is appended to.
  /// - Complexity: O(bytes) of the value.
  func append(to bytes: inout [UInt8]) {
    let message = unsafe pointer.pointee
    // Sound: the library says how long the value is.
    let value = unsafe UnsafeRawBufferPointer(start: message.payload, count: message.length)
    unsafe bytes.append(contentsOf: value)
  }
}
