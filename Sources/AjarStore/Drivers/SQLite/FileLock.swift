#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Keeps a second owner away from a database file: its jobs and wakes would miss ours.
///
/// The kernel lets go of the lock when we die, so nobody ever has to delete the file.
final class FileLock: Sendable {
    private let descriptor: Int32

    init(path: String, for database: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.unavailable("\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.owner(descriptor)
            throw StoreError.inUse("\(database) is in use by another process\(owner)")
        }
        // For people who look: the lock itself is the kernel's.
        let mark = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, mark, mark.count, 0)
    }

    /// Also after an error in `init`. Closing twice would close a file of somebody else.
    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    private static func owner(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return digits.isEmpty ? "" : " (pid \(String(decoding: digits, as: UTF8.self)))"
    }
}
