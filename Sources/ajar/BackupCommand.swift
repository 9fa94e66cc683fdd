import AjarCore
import AjarServer
import AjarStore
import ArgumentParser

/// `ajar backup`
struct BackupCommand: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a running installation: database, files, key.",
        discussion: "The copy is one consistent state, and complete when the folder has its name.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The folder to make.") var folder: String
    @Flag(
        help: "Leave secret.key out, to keep it elsewhere. Without it the secrets of mail accounts are lost.")
    var withoutKey = false

    func run() async throws {
        let manifest = try Backup(try await installation.settings().configuration).make(
            at: folder, withKey: !withoutKey)
        print(manifest.text)
    }
}

/// `ajar restore`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup into a new data folder, or an empty PostgreSQL.",
        discussion: """
            The queue goes on where the copy was taken: emails that were sent after it are in the outbox again, and will \
            be sent once more. The output says how many wait.
            """)

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The folder that `ajar backup` made.") var folder: String

    func run() async throws {
        let settings = try await installation.settings()
        let manifest = try await Restore(settings.configuration).run(from: folder)
        let waiting = try await settings.withStore { store in
            try await store.read { reader in
                try reader.value("SELECT COUNT(*) FROM email WHERE status IN ('outbox', 'scheduled')").int
                    ?? 0
            }
        }
        print("restored the state of \(manifest.date.text()) with \(manifest.fileCount) files")
        if waiting > 0 { print("\(waiting) emails wait to be sent, and will be when the server starts") }
        if !manifest.hasKey { print("put secret.key into the data folder before you start the server") }
    }
}
