import CSV
import Glibc
package import Vocabulary

/// Where a result goes: standard output, or a file that appears complete or not at all.
package struct Destination: Sendable {
  /// The file's path; nil for standard output.
  private let path: String?

  /// The descriptor of what is open already, standard output or another; nil for a file.
  private let descriptor: CInt?

  /// What it is called in messages.
  package let name: String

  /// Names a destination as a user does.
  ///
  /// - Parameter output: the path of a file, which is created or replaced, or of a pipe or a device,
  ///   which is written to. Nil, `-` and `/dev/stdout` stand for standard output, and `/dev/fd/5` for what
  ///   descriptor 5 is: replacing what that was redirected to would lose what is there already.
  package init(output: String?) { self.init(output: output, standardOutput: STDOUT_FILENO) }

  /// Names a destination beside another standard output.
  init(output: String?, standardOutput: CInt) {
    let named = output.map { $0 == "-" ? STDOUT_FILENO : OpenDescriptorName.descriptor(of: $0) }
    let descriptor = named ?? STDOUT_FILENO
    path = descriptor == nil ? output : nil
    self.descriptor = descriptor == STDOUT_FILENO ? standardOutput : descriptor
    name = descriptor == STDOUT_FILENO ? "standard output" : output ?? ""
  }

  /// Whether it is a file, which appears complete or not at all: no pipe, no device, no standard output.
  package var isFile: Bool {
    guard let path else { return false }
    return Self.status(of: path).map { $0.st_mode & S_IFMT == S_IFREG } ?? true
  }

  /// Whether it is standard output, or another descriptor, and that is a terminal.
  package var isTerminal: Bool { descriptor.map { isatty($0) == 1 } ?? false }

  /// Makes sure, before the work begins, that the file can be created.
  ///
  /// - Parameter inputs: the paths of the files that are read, which are never replaced.
  /// - Throws: a ``CaudalError`` that says why not.
  package func check(inputs: [String]) throws(CaudalError) {
    guard let path else { return try checkDescriptor() }
    let existing = Self.status(of: path)
    switch existing.map({ $0.st_mode & S_IFMT }) {
    case S_IFDIR: throw CaudalError(.cannotCreate, "\(path): \(reason(EISDIR))")
    case S_IFREG, nil: break
    default: return
    }
    if let existing {
      let isInput = inputs.lazy.compactMap(Self.status).contains {
        ($0.st_dev, $0.st_ino) == (existing.st_dev, existing.st_ino)
      }
      if isInput { throw CaudalError(.usage, "\(path): the output would replace the input") }
    }
    // With a slash at its end, so that a file is no folder.
    let folder = Self.directory(of: Self.resolved(path)) + "/"
    guard !path.isEmpty, unsafe access(folder.systemPath, W_OK | X_OK) == 0,
      unsafe existing == nil || access(path.systemPath, W_OK) == 0
    else {
      throw CaudalError(.cannotCreate, "\(path): \(reason(path.isEmpty ? ENOENT : errno))")
    }
  }

  /// Makes sure that what is open already can be written to. Standard output tells when it is written to.
  private func checkDescriptor() throws(CaudalError) {
    guard let descriptor, name != "standard output" else { return }
    let flags = fcntl(descriptor, F_GETFL)
    guard flags < 0 || flags & O_ACCMODE == O_RDONLY else { return }
    throw CaudalError(.cannotCreate, "\(name): \(reason(EBADF))")
  }

  /// Whether it is a file that is there already, and hasn't been made by who would replace it.
  ///
  /// - Parameter mark: a text in the first 4,096 bytes of every file that has been.
  /// - Returns: false of what is no file, or is empty; true of what can't be read.
  package func isForeignFile(without mark: String) -> Bool {
    guard let path, let existing = Self.status(of: path), existing.st_mode & S_IFMT == S_IFREG,
      existing.st_size > 0
    else { return false }
    let descriptor = unsafe Glibc.open(path.systemPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe bytes.withUnsafeMutableBytes {
      // Sound: there is room for so many bytes.
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    return count <= 0 || !String(decoding: bytes.prefix(count), as: UTF8.self).contains(mark)
  }

  /// Writes a result.
  ///
  /// - Parameter parts: the text, in parts that are made as they are written.
  /// - Throws: a ``CaudalError`` that says why not.
  package func write(_ parts: any Sequence<String>) throws(CaudalError) {
    func bytes(_ parts: some Sequence<String>) -> any Sequence<[UInt8]> {
      parts.lazy.map { Array($0.utf8) }
    }
    try write(bytes: bytes(parts))
  }

  /// Writes a result.
  ///
  /// - Parameter parts: the bytes, in parts that are made as they are written.
  /// - Throws: a ``CaudalError`` that says why not.
  package func write(bytes parts: any Sequence<[UInt8]>) throws(CaudalError) {
    let file = try open()
    var buffer: [UInt8] = []
    for part in parts {
      buffer += part
      guard buffer.count >= 1 << 20 else { continue }
      try file.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    try file.write(buffer)
    try file.commit()
  }

  /// Opens the destination, to be written to in parts.
  ///
  /// A file is written without a name, or where the file system has no such files under a temporary one
  /// beside its own, made durable, and named. What is no file, a pipe or a device, can't be replaced, and is
  /// written to.
  ///
  /// - Returns: the open destination; if it isn't committed, a file doesn't appear.
  /// - Throws: a ``CaudalError`` that says why not.
  package func open() throws(CaudalError) -> OpenDestination {
    guard let path else {
      return OpenDestination(descriptor ?? STDOUT_FILENO, name: name, isOwned: false)
    }
    if let existing = Self.status(of: path), existing.st_mode & S_IFMT != S_IFREG {
      let descriptor = unsafe Glibc.open(path.systemPath, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw CaudalError(.cannotCreate, "\(path): \(reason(errno))")
      }
      return OpenDestination(descriptor, name: path, isOwned: true)
    }
    let file = Self.resolved(path)
    let folder = Self.directory(of: file)
    let nameless = Self.namelessFile(in: folder)
    let (descriptor, temporary) =
      nameless.map { ($0, Self.freeName(beside: file)) } ?? Self.temporaryFile(beside: file)
    guard descriptor >= 0 else {
      throw CaudalError(.cannotCreate, "\(path): \(reason(errno))")
    }
    FileOwnership(replacing: Self.status(of: file), standardMode: 0o666).apply(to: descriptor)
    return OpenDestination(
      descriptor, name: path, isOwned: true,
      replacing: OpenDestination.Replacement(
        temporary: temporary, file: file, folder: folder, isNameless: nameless != nil))
  }

  /// Whether another destination is the same file, or standard output, too.
  ///
  /// - Parameter other: where something else goes.
  /// - Returns: whether one would replace the other.
  package func isSameFile(as other: Destination) -> Bool {
    guard let path, let otherPath = other.path else { return descriptor == other.descriptor }
    return Self.resolved(path) == Self.resolved(otherPath)
  }

  /// Creates a file that has no name until it gets one.
  ///
  /// - Returns: its descriptor; nil where there are no such files, as on NFS, or they couldn't be named.
  private static func namelessFile(in folder: String) -> CInt? {
    // Of what C calls O_TMPFILE; the other part is O_DIRECTORY, so that systems without it refuse.
    let withoutName: CInt = 0o20_000_000
    let flags = O_WRONLY | O_CLOEXEC | O_DIRECTORY | withoutName
    let descriptor = unsafe Glibc.open(folder.systemPath, flags, 0o600)
    guard descriptor >= 0 else { return nil }
    guard unsafe access(OpenDestination.path(of: descriptor).systemPath, F_OK) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// A name that no file has, in the folder of another.
  private static func freeName(beside file: String) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    while true {
      let ending = (0..<6).map { _ in letters[Int.random(in: letters.indices)] }
      let name = "\(stem(beside: file)).\(String(ending))"
      if status(of: name) == nil { return name }
    }
  }

  /// Creates a file of a new name in the folder of another.
  ///
  /// - Returns: its descriptor and its path; a negative descriptor and no path if that is
  ///   impossible.
  private static func temporaryFile(beside file: String) -> (CInt, String) {
    var template = "\(stem(beside: file)).XXXXXX".systemPath
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { return (descriptor, "") }
    return (descriptor, String(path: template.dropLast().map(UInt8.init(bitPattern:))))
  }

  /// The path of a file, of whose name so much is left out that a point and six letters have room behind it.
  static func stem(beside file: String) -> String {
    let folder = directory(of: file)
    let limit = unsafe pathconf(folder.systemPath, CInt(_PC_NAME_MAX))
    return file.leavingRoom(forBytes: 7, ofName: limit > 7 ? limit : 255)
  }

  static func status(of path: String) -> stat? {
    var status = stat()
    return unsafe stat(path.systemPath, &status) == 0 ? status : nil
  }

  /// The path with symbolic links followed, so that a link's file is replaced, or created, and not
  /// the link.
  static func resolved(_ path: String) -> String {
    var path = path
    // As many links in a row as the system follows itself.
    for _ in 0..<40 {
      if let real = unsafe realpath(path.systemPath, nil) {
        defer { unsafe free(real) }
        return unsafe String(path: real)
      }
      guard let target = target(ofLink: path) else { break }
      path = target.hasPrefix("/") ? target : "\(directory(of: path))/\(target)"
    }
    return path
  }

  /// The path that a symbolic link holds; nil of anything else.
  static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path.systemPath, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(path: bytes[..<count].map(UInt8.init(bitPattern:)))
  }

  static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func reason(_ code: CInt) -> String { unsafe String(cString: strerror(code)) }
}
