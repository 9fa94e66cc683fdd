#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The folder of an installation. Nobody but its owner may look inside.
package struct DataFolder: Sendable {
    package enum Failure: Error, Sendable, CustomStringConvertible {
        case cannotCreate(String)
        case notAFolder(String)

        package var description: String {
            switch self {
            case .cannotCreate(let path):
                "The data folder \(path) can't be created; choose another with --data."
            case .notAFolder(let path): "\(path) is not a folder; choose another with --data."
            }
        }
    }

    package let path: String

    package init(_ path: String) { self.path = path }

    package func prepare() throws {
        var isFolder = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder else { throw Failure.notAFolder(path) }
            return
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure.cannotCreate(path)
        }
    }
}
