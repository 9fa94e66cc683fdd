import AjarCore
import AjarStore

extension Backend {
    /// The same for programs that know nothing of schemas: the URL says it.
    package static func withDatabase(_ url: String, _ body: (String) async throws -> Void) async throws {
        try await withSchema(url) { schema in
            try await body("\(url)?options=-csearch_path%3D\(schema)")
        }
    }

    /// Runs the body with a PostgreSQL schema of its own, which is dropped after it.
    static func withSchema(_ url: String, _ body: (String) async throws -> Void) async throws {
        await Turnstile.postgres.enter()
        defer { Turnstile.postgres.leave() }
        let random = ID.make(.short("s"), at: Environs.system.clock.now, random: .system).text.lowercased()
        let schema = "test_\(random)"
        var options = PostgresDriver.Options(url: url)
        options.connections = 1
        let admin = try await PostgresDriver.open(options)
        try await admin.write { _ = try $0.run(SQL(trusted: "CREATE SCHEMA \(schema)")) }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(schema))
        } catch {
            result = .failure(error)
        }
        try await admin.write { _ = try $0.run(SQL(trusted: "DROP SCHEMA \(schema) CASCADE")) }
        await admin.close()
        try result.get()
    }
}
