import AjarCRM
import AjarServer
import AjarStore
import ArgumentParser

/// `ajar migrate`: `serve` does the same at its start.
struct Migrate: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        abstract: "Bring the database up to date.")

    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let store = try await Ajar.openStore(installation.settings().configuration)
        let applied = try await Ajar.migrate(store)
        await store.close()
        print(applied.isEmpty ? "the database is up to date" : "applied \(applied.joined(separator: ", "))")
    }
}
