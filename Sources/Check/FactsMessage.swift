package import Ranks
package import Vocabulary

// What ranks tell each other about themselves, their hosts and the file.

extension RankFacts: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(rank, host, processors, processorQuota, threads, library, messaging, transports)
    message.write(interfaces, file)
  }

  package init(from message: inout WireReader) {
    self.init(
      rank: message.read(), host: message.read(), processors: message.read(),
      processorQuota: message.read(), threads: message.read(), library: message.read(),
      messaging: message.read(), transports: message.read(), interfaces: message.read(),
      file: message.read())
  }
}

extension FileFacts: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(failure, byteCount, modifiedSeconds, modifiedNanoseconds, firstDigest, lastDigest)
    message.write(hasChanged, bytesRead, secondsRead)
  }

  package init(from message: inout WireReader) {
    self.init(
      failure: message.read(), byteCount: message.read(), modifiedSeconds: message.read(),
      modifiedNanoseconds: message.read(), firstDigest: message.read(),
      lastDigest: message.read(), hasChanged: message.read(), bytesRead: message.read(),
      secondsRead: message.read())
  }
}

extension FileFacts.Failure: WireCodable {
  package func write(to message: inout WireWriter) { message.write(isOpening, reason) }

  package init(from message: inout WireReader) {
    self.init(isOpening: message.read(), reason: message.read())
  }
}

extension NetworkInterface: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(name, address, prefixLength, network, mtu, isLoopback)
  }

  package init(from message: inout WireReader) {
    self.init(
      name: message.read(), address: message.read(), prefixLength: message.read(),
      network: message.read(), mtu: message.read(), isLoopback: message.read())
  }
}

extension TCPConnection: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(local, remote, segmentBytes, retransmissions)
  }

  package init(from message: inout WireReader) {
    self.init(
      local: message.read(), remote: message.read(), segmentBytes: message.read(),
      retransmissions: message.read())
  }
}

extension TCPConnection.End: WireCodable {
  package func write(to message: inout WireWriter) { message.write(address, port) }

  package init(from message: inout WireReader) {
    self.init(address: message.read(), port: message.read())
  }
}

extension LinkFacts: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(peer, transport, connections, latency, bytesSent, bytesPerSecond)
  }

  package init(from message: inout WireReader) {
    self.init(
      peer: message.read(), transport: message.read(), connections: message.read(),
      latency: message.read(), bytesSent: message.read(), bytesPerSecond: message.read())
  }
}
