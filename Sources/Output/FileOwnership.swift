import Glibc

/// Whose a file is that takes the place of another, and who may do what with it.
///
/// It gets the owner and the group of the one before, where the process may give it away. Contents that are new never
/// run in another's name: the bits that would do that, set-user-ID and set-group-ID, are dropped.
struct FileOwnership {
  /// What there was before; nil if there was nothing.
  private let existing: stat?

  /// The mode of what is new, without what the process's mask takes away.
  private let standardMode: mode_t

  /// The bits of a mode that are kept.
  private let kept: mode_t

  /// Takes what there was.
  ///
  /// - Parameters:
  ///   - existing: the file that is replaced, if there is one.
  ///   - standardMode: the mode of a new one, before the process's mask.
  ///   - isFolder: whether it is a folder, whose set-group-ID bit gives its group to what is made in it.
  init(replacing existing: stat?, standardMode: mode_t, isFolder: Bool = false) {
    self.existing = existing
    self.standardMode = standardMode
    kept = isFolder ? 0o3777 : 0o777
  }

  /// Gives them to a file that is open.
  ///
  /// If the group can't be kept, its bits would be those of another group: that gets no more than all others have.
  ///
  /// - Parameter descriptor: the file, which is this process's own.
  func apply(to descriptor: CInt) {
    guard let existing else {
      let mask = umask(0)
      _ = umask(mask)
      fchmod(descriptor, standardMode & ~mask)
      return
    }
    var mode = existing.st_mode & kept
    var own = stat()
    let isKnown = unsafe fstat(descriptor, &own) == 0
    let isSame = isKnown && (own.st_uid, own.st_gid) == (existing.st_uid, existing.st_gid)
    if !isSame, fchown(descriptor, existing.st_uid, existing.st_gid) != 0 {
      let hasGroup =
        isKnown && own.st_gid == existing.st_gid
        || fchown(descriptor, uid_t.max, existing.st_gid) == 0
      if !hasGroup { mode &= ~0o2070 | (mode & 0o007) << 3 }
    }
    // Behind the change of owners, which takes bits away.
    fchmod(descriptor, mode)
  }
}
