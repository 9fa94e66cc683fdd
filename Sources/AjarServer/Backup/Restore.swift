import AjarCRM
import AjarCore
import AjarStore
import Foundation

/// Puts a backup where nothing is yet. It never replaces: who means to, moves the old folder away first.
package struct Restore: Sendable {
    /// Why it isn't done; nothing was changed then.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        case noBackup(String)
        case otherDatabase(isSQLite: Bool)
        case newer(String)
        case occupied(String)
        case otherKey(String)
        case damaged([String])

        package var description: String {
            switch self {
            case .noBackup(let path): "\(path) is not a backup, or was not finished."
            case .otherDatabase(true): "The backup is of SQLite; restore it without --database."
            case .otherDatabase(false): "The backup is of PostgreSQL; name an empty database with --database."
            case .newer(let id):
                "The backup was made by a newer version of this program (\(id)); restore it with that one."
            case .occupied(let place):
                "There is a database at \(place) already; a restore never replaces one."
            case .otherKey(let path):
                "\(path) is not the key of the backup; secrets couldn't be read with it."
            case .damaged(let words):
                "The database in the backup is damaged: \(words.joined(separator: "; "))"
            }
        }
    }

    private let configuration: ServerConfiguration

    package init(_ configuration: ServerConfiguration) { self.configuration = configuration }

    /// The database comes last: dying before leaves a folder without one, in which the same restore can be
    /// run again.
    package func run(from path: String) async throws -> BackupManifest {
        let manifest = try manifest(of: path)
        let database = "\(path)/\(BackupManifest.database(isSQLite: manifest.isSQLite))"
        try await checkTarget(manifest, database)
        try checkKey("\(path)/\(BackupManifest.key)")

        try DataFolder(configuration.dataFolder).prepare()
        try FileTree.copy("\(path)/\(BackupManifest.files)", to: configuration.filesFolder)
        for name in [BackupManifest.key, BackupManifest.configuration]
        where !FileManager.default.fileExists(atPath: "\(configuration.dataFolder)/\(name)") {
            try FileTree.copyFile("\(path)/\(name)", to: "\(configuration.dataFolder)/\(name)")
        }
        try FileTree.sync(configuration.filesFolder)
        if let url = configuration.database {
            try PostgresPrograms(url: url).restore(from: database)
        } else {
            try FileTree.copyFile(database, to: configuration.databaseFile)
        }
        return manifest
    }

    private func manifest(of path: String) throws -> BackupManifest {
        guard let bytes = FileManager.default.contents(atPath: "\(path)/\(BackupManifest.name)"),
            let manifest = BackupManifest(String(decoding: bytes, as: UTF8.self))
        else { throw Failure.noBackup(path) }
        guard manifest.isSQLite == (configuration.database == nil) else {
            throw Failure.otherDatabase(isSQLite: manifest.isSQLite)
        }
        guard Migrations.all().contains(where: { $0.id == manifest.migration }) else {
            throw Failure.newer(manifest.migration)
        }
        return manifest
    }

    private func checkTarget(_ manifest: BackupManifest, _ database: String) async throws {
        guard manifest.isSQLite else {
            let store = try await Ajar.openStore(configuration)
            let isEmpty: Bool
            do {
                isEmpty = try await store.read {
                    try $0.value("SELECT to_regclass('schema_migration')") == .null
                }
            } catch {
                await store.close()
                throw error
            }
            await store.close()
            guard isEmpty else { throw Failure.occupied("that address") }
            return
        }
        // What SQLite left beside a file that is gone would be taken for a part of ours.
        for suffix in ["", "-wal", "-journal"]
        where FileManager.default.fileExists(atPath: configuration.databaseFile + suffix) {
            throw Failure.occupied(configuration.databaseFile + suffix)
        }
        let damage = try SQLiteCopy.damage(in: database)
        guard damage.isEmpty else { throw Failure.damaged(damage) }
    }

    private func checkKey(_ path: String) throws {
        let known = FileManager.default.contents(atPath: configuration.keyFile)
        let ours = FileManager.default.contents(atPath: path)
        if let known, let ours, known != ours { throw Failure.otherKey(configuration.keyFile) }
    }
}
