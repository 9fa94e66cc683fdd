import AjarServer
import AjarStore
import ArgumentParser

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where an installation is: what every command has to know.
struct InstallationOptions: ParsableArguments {
    @Option(help: "The data folder: database, files, encryption key. [default: data]")
    var data: String?

    @Option(help: "PostgreSQL instead of SQLite: postgres://user@host/name, as libpq reads it.")
    var database: String?

    @Option(
        help: "A JSON file with the same options. [default: ajar.json in the data folder, if there is one]")
    var config: String?

    /// The command line wins over variables, variables win over the file.
    func settings() async throws -> Settings {
        // Whatever is made from here on is for our eyes only.
        umask(0o077)
        return try await Settings(data: data, database: database, file: config)
    }
}

extension Settings {
    /// Opens the database, beside the server if one runs, and closes it again whatever happens.
    func withStore<Result: Sendable>(_ body: (Store) async throws -> Result) async throws -> Result {
        let store = try await Ajar.openStoreForCommand(configuration)
        do {
            let result = try await body(store)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }
}
