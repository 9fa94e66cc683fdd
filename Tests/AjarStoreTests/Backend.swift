import AjarCore
import AjarStore
import Foundation
import Testing

/// The databases that must behave alike.
enum Backend: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres

    var testDescription: String { rawValue }

    /// Where the tests find a PostgreSQL, as a libpq URL.
    static let postgresURL: String? = ProcessInfo.processInfo.environment["AJAR_TEST_POSTGRES"]
}

/// Whether PostgreSQL is tested too; its skipping is seen in the report.
let isPostgresThere: Bool = Backend.postgresURL != nil

/// A fresh database for one test, with a manual clock: given to the body, closed and deleted after it.
struct Bench: Sendable {
    let backend: Backend
    let store: Store
    let clock: ManualClock
    /// A second set of connections to the same data, as another process has it. On SQLite there can't be one.
    let other: Store

    static let start: Timestamp = Timestamp(micros: 1_750_000_000_000_000)

    static func with(
        _ backend: Backend, migrations: [Migration] = [], _ body: (Bench) async throws -> Void
    ) async throws {
        let clock = ManualClock(start)
        let environs = Environs(clock: clock.clock, random: .system)
        switch backend {
        case .sqlite:
            let store = Store(driver: try SQLiteDriver.temporary(), environs: environs)
            try await run(Bench(backend: backend, store: store, clock: clock, other: store), migrations, body)
            await store.close()
        case .postgres:
            guard let url = Backend.postgresURL else { try Test.cancel("AJAR_TEST_POSTGRES is not set") }
            let schema = "test_\(ID.make(.short("s"), at: start, random: .system).text.lowercased())"
            let admin = try await PostgresDriver.open(options(url, connections: 1))
            try await admin.write { _ = try $0.run(SQL(trusted: "CREATE SCHEMA \(schema)")) }
            let store = Store(driver: try await PostgresDriver.open(options(url, schema)), environs: environs)
            let other = Store(driver: try await PostgresDriver.open(options(url, schema)), environs: environs)
            var failure: (any Error)?
            do {
                try await run(
                    Bench(backend: backend, store: store, clock: clock, other: other), migrations, body)
            } catch {
                failure = error
            }
            await store.close()
            await other.close()
            try await admin.write { _ = try $0.run(SQL(trusted: "DROP SCHEMA \(schema) CASCADE")) }
            await admin.close()
            if let failure { throw failure }
        }
    }

    static func options(
        _ url: String, _ schema: String? = nil, connections: Int = 4
    ) -> PostgresDriver.Options {
        var options = PostgresDriver.Options(url: url)
        options.schema = schema
        options.connections = connections
        return options
    }

    private static func run(
        _ bench: Bench, _ migrations: [Migration], _ body: (Bench) async throws -> Void
    ) async throws {
        try await Migrator(bench.store).migrate(migrations)
        try await body(bench)
    }
}

/// Waits until a state is reached. The deadline is generous: it only ends tests that would never end.
func wait(
    for what: String, deadline: Duration = .seconds(30), until condition: () async throws -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let end = ContinuousClock.now + deadline
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("gave up waiting for: \(what)", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(2))  // proven: only a pause between two looks
    }
}

/// The wakes that name a queue. An empty one says that anything may have happened, and comes when a listener
/// connects.
func namedWakes(_ store: Store) -> AsyncFilterSequence<AsyncStream<Set<String>>>.Iterator {
    store.wakes().filter { !$0.isEmpty }.makeAsyncIterator()
}

/// Counts, from any task.
actor Counter {
    private(set) var counts: [String: Int] = [:]
    func add(_ key: String = "") { counts[key, default: 0] += 1 }
    var total: Int { counts.values.reduce(0, +) }
}

/// A table to try things on.
let things: Migration = Migration(
    "0001_things",
    [
        """
        CREATE TABLE thing (
            id \(.textType) NOT NULL PRIMARY KEY,
            name \(.textType) UNIQUE,
            number \(.integerType) CHECK (number <> 13),
            ratio \(.doubleType),
            bytes \(.blobType),
            extra \(.jsonType)
        )
        """
    ])
