import AjarCRM
package import AjarCore
import AjarStore
import Foundation

/// A copy of an installation, made while it runs: a folder with the database, the files, and the key.
///
/// The folder gets its name when everything in it is on disk. Dying before leaves `NAME.partial`, which no
/// restore takes and the next backup of that name replaces.
package struct Backup: Sendable {
    /// Why it can't be made.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        case exists(String)
        case noDatabase(String)
        case damaged([String])

        package var description: String {
            switch self {
            case .exists(let path): "\(path) is there already; a backup never replaces one."
            case .noDatabase(let path): "There is no database at \(path); name the data folder with --data."
            case .damaged(let words): "The copy of the database is damaged: \(words.joined(separator: "; "))"
            }
        }
    }

    private let configuration: ServerConfiguration

    package init(_ configuration: ServerConfiguration) { self.configuration = configuration }

    /// Returns what the backup says of itself.
    ///
    /// A file is on disk before its row is, and is never changed: so the files that are there after the
    /// database was copied are all that the copy speaks of, save for one that was deleted in between. That
    /// one is in the first round.
    package func make(at path: String, withKey: Bool = true) throws -> BackupManifest {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { throw Failure.exists(path) }
        let partial = path + ".partial"
        try? files.removeItem(atPath: partial)
        try files.createDirectory(
            atPath: partial, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let copied = "\(partial)/\(BackupManifest.files)"
        try FileTree.copy(configuration.filesFolder, to: copied)
        try copyDatabase(to: partial)
        let count = try FileTree.copy(configuration.filesFolder, to: copied)
        for name in [BackupManifest.configuration] + (withKey ? [BackupManifest.key] : []) {
            try FileTree.copyFile("\(configuration.dataFolder)/\(name)", to: "\(partial)/\(name)")
        }
        let manifest = BackupManifest(
            date: configuration.environs.clock.now, isSQLite: configuration.database == nil,
            migration: Migrations.all().last?.id ?? "", fileCount: count, hasKey: withKey)
        try FileTree.write(manifest.text, to: "\(partial)/\(BackupManifest.name)")
        try FileTree.sync(partial)
        try FileTree.rename(partial, to: path)
        return manifest
    }

    private func copyDatabase(to folder: String) throws {
        let copy = "\(folder)/\(BackupManifest.database(isSQLite: configuration.database == nil))"
        if let url = configuration.database {
            try PostgresPrograms(url: url).dump(to: copy, schema: configuration.schema)
            return
        }
        guard FileManager.default.fileExists(atPath: configuration.databaseFile) else {
            throw Failure.noDatabase(configuration.databaseFile)
        }
        try SQLiteCopy.make(of: configuration.databaseFile, at: copy)
        let damage = try SQLiteCopy.damage(in: copy)
        guard damage.isEmpty else { throw Failure.damaged(damage) }
    }
}

/// What a backup says of itself. It is written last: a folder without it is none.
package struct BackupManifest: Sendable, Equatable {
    static let name = "backup.json"
    static let files = "files"
    static let key = "secret.key"
    static let configuration = "ajar.json"
    static func database(isSQLite: Bool) -> String { isSQLite ? "ajar.sqlite" : "ajar.dump" }

    package let date: Timestamp
    package let isSQLite: Bool
    /// The last migration that the program knew which made it.
    package let migration: String
    package let fileCount: Int
    package let hasKey: Bool

    package var text: String {
        JSON.object(
            JSONObject([
                ("ajar_backup", 1), ("date", .string(date.text())),
                ("database", .string(isSQLite ? "sqlite" : "postgresql")),
                ("migration", .string(migration)), ("files", .int(fileCount)), ("key", .bool(hasKey)),
            ])
        ).text
    }
}

extension BackupManifest {
    /// Nil when the text is no manifest of a form that we know.
    init?(_ text: String) {
        guard let json = try? JSONParser.parse(text), json["ajar_backup"].int == 1,
            let date = json["date"].string.flatMap({ Timestamp(iso: $0) }),
            let migration = json["migration"].string,
            let database = json["database"].string, ["sqlite", "postgresql"].contains(database)
        else { return nil }
        self.init(
            date: date, isSQLite: database == "sqlite", migration: migration,
            fileCount: json["files"].int ?? 0,
            hasKey: json["key"].bool ?? false)
    }
}
