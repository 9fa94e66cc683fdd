import AjarCRM
package import AjarCore
package import AjarResource
package import AjarServer
package import AjarStore
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A whole Ajar in a temporary folder, with two organizations that must never see each other.
package struct TestServer: Sendable {
    /// An admin with a key. Passwords are `TestServer.password`.
    package struct Account: Sendable {
        package let organizationID: ID
        package let userID: ID
        package let email: String
        package let key: String
    }

    package static let start: Timestamp = Timestamp(micros: 1_750_000_000_000_000)
    package static let password = "a password for tests"
    /// Hashing takes a while, and every test may use the same hash.
    private static let passwordHash: String? = try? PasswordHash.make(Password(password), random: .system)

    package let ajar: Ajar
    package let clock: ManualClock
    package let ours: Account
    package let theirs: Account
    /// Where it listens; nil unless it was started with `listening`.
    package let port: Int?

    package var store: Store { ajar.store }
    package var engine: Engine { ajar.engine }

    /// Builds it, runs the body, and leaves nothing behind. The clock stands still until the test turns it,
    /// unless
    /// `isManual` is false. With `listening`, everything runs that runs in production: workers, sandbox, and HTTP on a port.
    package static func with(
        _ backend: Backend = .sqlite, listening: Bool = false, isManual: Bool = true,
        configure: (inout ServerConfiguration) -> Void = { _ in }, _ body: (TestServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ajar-test-\(UUID().uuidString)"
        ).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = ManualClock(start)
        var configuration = ServerConfiguration(listen: ListenAddress(port: 0), dataFolder: folder)
        configuration.rateLimit = nil
        configuration.isDurable = false
        configuration.logLevel = .critical
        if isManual { configuration.environs = Environs(clock: clock.clock, random: .system) }
        configure(&configuration)
        guard backend == .postgres, let url = Backend.postgresURL else {
            return try await run(configuration, clock, listening, body)
        }
        try await Backend.withSchema(url) { schema in
            var configuration = configuration
            configuration.database = url
            configuration.schema = schema
            try await run(configuration, clock, listening, body)
        }
    }

    private static func run(
        _ configuration: ServerConfiguration, _ clock: ManualClock, _ listening: Bool,
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let ajar = try await Ajar.build(configuration)
        do {
            let ours = try await account(ajar, "Ours", "ada@ours.test")
            let theirs = try await account(ajar, "Theirs", "bob@theirs.test")
            guard listening else {
                try await body(TestServer(ajar: ajar, clock: clock, ours: ours, theirs: theirs, port: nil))
                return await ajar.close()
            }
            let (ports, given) = AsyncStream.makeStream(of: Int.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { given.finish() }
                    try await ajar.run(signals: []) { given.yield($0) }
                }
                guard let port = await ports.first(where: { _ in true }) else {
                    return try await group.waitForAll()
                }
                try await body(TestServer(ajar: ajar, clock: clock, ours: ours, theirs: theirs, port: port))
                group.cancelAll()
            }
        } catch {
            await ajar.close()
            throw error
        }
    }

    private static func account(_ ajar: Ajar, _ organization: String, _ email: String) async throws -> Account
    {
        let made = try await SignUp(store: ajar.store, resources: ajar.engine.resources).setUp(
            organization: organization, userName: "Ada Green", email: email, passwordHash: passwordHash)
        return Account(
            organizationID: made.organizationID, userID: made.userID, email: email, key: made.apiKey ?? "")
    }
}
