import AjarCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes a file so that after a power cut it is either whole or not there: a new name, fsync, rename, fsync
/// of the folder.
enum DurableFile {
    struct Failure: Error, Sendable {
        let step: String
        let code: Int32
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let temporary = try writeBeside(path, bytes)
        guard rename(temporary, path) == 0 else { throw failure("rename") }
        try syncFolder(of: path)
    }

    /// Does nothing when the file is there already.
    static func create(_ bytes: [UInt8], at path: String) throws {
        let temporary = try writeBeside(path, bytes)
        let isDone = link(temporary, path) == 0 || errno == EEXIST
        unlink(temporary)
        guard isDone else { throw failure("link") }
        try syncFolder(of: path)
    }

    /// The bytes on disk, under a name that nobody looks for.
    private static func writeBeside(_ path: String, _ bytes: [UInt8]) throws -> String {
        try makeFolder(folder(of: path))
        let temporary = "\(path).\(getpid()).new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("open") }
        do {
            try writeAll(bytes, to: file)
            guard fsync(file) == 0 else { throw failure("fsync") }
        } catch {
            close(file)
            unlink(temporary)
            throw error
        }
        guard close(file) == 0 else { throw failure("close") }
        return temporary
    }

    private static func syncFolder(of path: String) throws {
        let directory = open(folder(of: path), O_RDONLY | O_CLOEXEC)
        guard directory >= 0 else { throw failure("open folder") }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure("fsync folder") }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw failure("write")
                }
                written += count
            }
        }
    }

    private static func makeFolder(_ path: String) throws {
        var prefix = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            prefix +=
                prefix.isEmpty && part.isEmpty
                ? "/" : prefix.isEmpty || prefix == "/" ? String(part) : "/\(part)"
            if prefix.isEmpty || prefix == "/" { continue }
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST else { throw failure("mkdir") }
        }
    }

    private static func failure(_ step: String) -> AjarError {
        .unavailable("The disk refuses to \(step) (\(errno)).")
    }
}
