import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The data folder, the key in it, and the disk below it.
struct FolderDiagnosis {
    static let folder = "data folder"

    private let configuration: ServerConfiguration

    init(_ configuration: ServerConfiguration) { self.configuration = configuration }

    func findings() -> [Finding] {
        let path = configuration.dataFolder
        guard let mode = Self.mode(path) else {
            return [
                .problem(
                    Self.folder, "\(path) is not there. `ajar setup` makes it, or name another with --data.")
            ]
        }
        guard mode.isFolder else { return [.problem(Self.folder, "\(path) is not a folder.")] }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            return [.problem(Self.folder, "This user may not read and write in \(path).")]
        }
        var findings: [Finding] = [
            mode.isPrivate
                ? .fine(Self.folder, "\(path) is there, and private.")
                : .problem(Self.folder, "Other users of the machine can look into \(path); `chmod 700` it.")
        ]
        findings.append(key())
        findings.append(disk(path))
        return findings
    }

    private func key() -> Finding {
        let path = configuration.keyFile
        guard let mode = Self.mode(path) else {
            return .notice(
                "key",
                "There is no \(path) yet; the first start makes one. If there was one, restore it: secrets can't be read without it."
            )
        }
        guard let bytes = FileManager.default.contents(atPath: path), bytes.count == 32 else {
            return .problem(
                "key",
                "\(path) is not a key of 32 bytes. Restore it from a backup: secrets can't be read without it."
            )
        }
        return mode.isPrivate
            ? .fine("key", "It is there, and private.")
            : .problem("key", "Other users of the machine can read \(path); `chmod 600` it.")
    }

    private func disk(_ path: String) -> Finding {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else {
            return .notice("disk", "How much room is left can't be found out.")
        }
        let free = Int(info.f_bavail) * Int(info.f_frsize) / 1_048_576
        switch free {
        case ..<200:
            return .problem(
                "disk", "Only \(free) MB are free. When the disk is full, nothing can be stored or sent.")
        case ..<2000: return .notice("disk", "\(free) MB are free, which won't last.")
        default: return .fine("disk", "\(free / 1024) GB are free.")
        }
    }

    private static func mode(_ path: String) -> (isFolder: Bool, isPrivate: Bool)? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        let rights = (found[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        return (found[.type] as? FileAttributeType == .typeDirectory, rights & 0o077 == 0)
    }
}
