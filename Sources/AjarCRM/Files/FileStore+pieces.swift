import AjarCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension FileStore {
    /// A piece of a file, shorter at its end. For what is too large to hold at once.
    func bytes(organization: Int, id: String, from offset: Int, count: Int) throws -> [UInt8] {
        let file = Glibc.open(try path(organization, id), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw AjarError.noSuch("File") }
        defer { close(file) }
        var failed: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, size in
            while size < count {
                let read = pread(
                    file, buffer.baseAddress.map { $0 + size }, count - size, off_t(offset + size))
                if read < 0, errno == EINTR { continue }
                if read < 0 { failed = errno }
                guard read > 0 else { break }
                size += read
            }
        }
        guard failed == 0 else { throw AjarError.unavailable("A file can't be read (\(failed)).") }
        return bytes
    }
}
