import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Files and folders on their way to another place, for our eyes only, and on disk when it is said.
enum FileTree {
    struct Failure: Error, Sendable, CustomStringConvertible {
        let path: String
        let code: Int32
        var description: String { "\(path): \(String(cString: strerror(code)))" }
    }

    /// Copies what isn't there yet, and returns how many files there are now. Half-written files (`….new`)
    /// stay behind. A file that is deleted under our hands was deleted.
    @discardableResult
    static func copy(_ source: String, to destination: String) throws -> Int {
        try makeFolder(destination)
        guard let walk = FileManager.default.enumerator(atPath: source) else { return 0 }
        while let name = walk.nextObject() as? String {
            let from = "\(source)/\(name)"
            let to = "\(destination)/\(name)"
            if walk.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
                try makeFolder(to)
            } else if !name.hasSuffix(".new"), !FileManager.default.fileExists(atPath: to) {
                try copyFile(from, to: to)
            }
        }
        return FileManager.default.enumerator(atPath: destination)?.reduce(into: 0) { count, name in
            var isFolder: ObjCBool = false
            let path = "\(destination)/\(name)"
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
                count += 1
            }
        } ?? 0
    }

    /// Does nothing when there is no such file.
    static func copyFile(_ source: String, to destination: String) throws {
        guard FileManager.default.fileExists(atPath: source) else { return }
        let half = destination + ".half"
        try? FileManager.default.removeItem(atPath: half)
        do { try FileManager.default.copyItem(atPath: source, toPath: half) } catch {
            guard FileManager.default.fileExists(atPath: source) else { return }
            throw error
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: half)
        try sync(file: half)
        try rename(half, to: destination)
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try sync(file: path)
    }

    /// Every file and folder below, and the folder itself.
    static func sync(_ folder: String) throws {
        for name in FileManager.default.enumerator(atPath: folder) ?? .init() {
            try sync(file: "\(folder)/\(name)")
        }
        try sync(file: folder)
    }

    static func sync(file path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure(path: path, code: errno) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw Failure(path: path, code: errno) }
    }

    /// The new name is on disk when it returns.
    static func rename(_ path: String, to name: String) throws {
        #if canImport(Glibc)
        let result = Glibc.rename(path, name)
        #elseif canImport(Musl)
        let result = Musl.rename(path, name)
        #else
        let result = Darwin.rename(path, name)
        #endif
        guard result == 0 else { throw Failure(path: name, code: errno) }
        try sync(
            file: (name as NSString).deletingLastPathComponent.isEmpty
                ? "." : (name as NSString).deletingLastPathComponent)
    }

    private static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}
