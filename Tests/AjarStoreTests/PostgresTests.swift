import AjarCore
import AjarStore
import Foundation
import Synchronization
import Testing

/// What only a server with several writers can do to us.
@Suite(.enabled(if: isPostgresThere, "AJAR_TEST_POSTGRES is not set")) struct PostgresTests {
    private static let pair: SQL = "INSERT INTO thing (id, number) VALUES ('a', 20), ('b', 20)"

    @Test func `of two status changes that race, exactly one wins`() async throws {
        try await Bench.with(.postgres, migrations: [things]) { bench in
            for round in 0..<20 {
                let id = "r\(round)"
                try await bench.store.write {
                    _ = try $0.execute("INSERT INTO thing (id, name) VALUES (\(id), \("draft \(id)"))")
                }
                let winners = try await withThrowingTaskGroup(of: Int.self) { group in
                    for runner in 0..<8 {
                        group.addTask {
                            try await (runner % 2 == 0 ? bench.store : bench.other).write {
                                try $0.execute(
                                    """
                                    UPDATE thing SET name = \("sent \(id) \(runner)") WHERE id = \(id) AND name = \("draft \(id)")
                                    """)
                            }
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(winners == 1)
            }
        }
    }

    @Test func `a row that is locked for a change waits for the one before`() async throws {
        try await Bench.with(.postgres, migrations: [things]) { bench in
            try await bench.store.write { _ = try $0.execute(Self.pair) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for runner in 0..<40 {
                    group.addTask {
                        try await (runner % 2 == 0 ? bench.store : bench.other).write { transaction in
                            let row = try transaction.first(
                                "SELECT number FROM thing WHERE id = 'a' \(.rowLock)")
                            try transaction.execute(
                                "UPDATE thing SET number = \((row?.int("number") ?? 0) + 1) WHERE id = 'a'")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(
                try await bench.store.read { try $0.value("SELECT number FROM thing WHERE id = 'a'") }
                    == .int(60))
        }
    }

    @Test func `a deadlock is tried again, and both bodies are done once`() async throws {
        try await Bench.with(.postgres, migrations: [things]) { bench in
            try await bench.store.write { _ = try $0.execute(Self.pair) }
            let runs = Tally()
            let meeting = Meeting(2)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (store, first, second) in [(bench.store, "a", "b"), (bench.other, "b", "a")] {
                    group.addTask {
                        try await store.write { transaction in
                            _ = runs.add(1)
                            try transaction.execute(
                                "UPDATE thing SET number = number + 1 WHERE id = \(first)")
                            meeting.arrive()
                            try transaction.execute(
                                "UPDATE thing SET number = number + 1 WHERE id = \(second)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await bench.store.read { try $0.rows("SELECT number FROM thing") }
            #expect(rows.map { $0.int("number") } == [22, 22])
            #expect(runs.value == 3)
        }
    }

    @Test func `a connection that is cut within a transaction is replaced, and the body runs again`()
        async throws
    {
        try await Bench.with(.postgres, migrations: [things]) { bench in
            let runs = Tally()
            let ids = Drawn()
            let killer = Killer(bench.other)
            try await bench.store.write { transaction in
                try transaction.execute("INSERT INTO thing (id) VALUES ('x')")
                ids.add(transaction.newID(.short("t")))
                if runs.add(1) == 1 { killer.kill(try Killer.pid(transaction)) }
                try transaction.execute("UPDATE thing SET number = 1")
            }
            #expect(runs.value == 2)
            #expect(ids.all.count == 2)
            #expect(Set(ids.all).count == 1)
            #expect(try await bench.store.read { try $0.value("SELECT COUNT(*) FROM thing") } == .int(1))

            let reads = Tally()
            let count = try await bench.store.read { reader in
                if reads.add(1) == 1 { killer.kill(try Killer.pid(reader)) }
                return try reader.value("SELECT COUNT(*) FROM thing")
            }
            #expect(count == .int(1))
            #expect(reads.value == 2)
        }
    }

    /// A deferred trigger holds the COMMIT open; then the backend is killed there.
    @Test func `a connection that is cut during COMMIT is told apart: rolled back and done again`()
        async throws
    {
        try await Bench.with(.postgres, migrations: [things, Self.slowCommit]) { bench in
            let runs = Tally()
            let pid = Tally()
            async let written: Void = bench.store.write { transaction in
                let run = runs.add(1)
                _ = pid.add(try Killer.pid(transaction) - pid.value)
                try transaction.execute("INSERT INTO thing (id, number) VALUES ('x', \(run))")
            }
            try await wait(for: "the COMMIT to hang") {
                try await bench.other.read { reader in
                    try reader.exists(
                        "SELECT 1 FROM pg_stat_activity WHERE pid = \(pid.value) AND wait_event = 'PgSleep'")
                }
            }
            let killer = Killer(bench.other)
            killer.kill(pid.value)
            try await written
            #expect(runs.value == 2)
            let rows = try await bench.other.read { try $0.rows("SELECT number FROM thing") }
            #expect(rows.map { $0.int("number") } == [2])
        }
    }

    /// The first insertion of the table makes its COMMIT sleep.
    private static let slowCommit: Migration = Migration(
        "0002_slow_commit",
        [
            """
            CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.number = 1 THEN PERFORM pg_sleep(20); END IF;
                RETURN NULL;
            END $$
            """,
            """
            CREATE CONSTRAINT TRIGGER hang AFTER INSERT ON thing
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hang()
            """,
        ])

    @Test func `a lost answer to a COMMIT that was done is found out, and nothing is done twice`()
        async throws
    {
        let url = try #require(Backend.postgresURL)
        try await Bench.with(.postgres, migrations: [things]) { bench in
            let schema = try await bench.store.read {
                try $0.first("SELECT current_schema() AS name")?.text("name") ?? ""
            }
            let proxy = try CuttingProxy(to: url)
            defer { proxy.stop() }
            var options = Bench.options(url, schema, connections: 1)
            options.url = proxy.url
            let store = Store(driver: try await PostgresDriver.open(options))
            for round in 0..<5 {
                let runs = Tally()
                try await store.write { transaction in
                    _ = runs.add(1)
                    try transaction.execute("INSERT INTO thing (id) VALUES (\("c\(round)"))")
                    // From now on the proxy forwards what we say and cuts the connection before the answer.
                    proxy.cutAfterNextRequest()
                }
                #expect(runs.value == 1)
                #expect(proxy.cuts == round + 1)
            }
            #expect(try await store.read { try $0.value("SELECT COUNT(*) FROM thing") } == .int(5))
            await store.close()
        }
    }

    @Test func `a deferred rule that breaks at COMMIT fails, and leaves nothing`() async throws {
        let rule = Migration(
            "0002_rule",
            [
                "CREATE TABLE part (id TEXT PRIMARY KEY, whole TEXT REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED)"
            ])
        try await Bench.with(.postgres, migrations: [things, rule]) { bench in
            let runs = Tally()
            do {
                try await bench.store.write { transaction in
                    _ = runs.add(1)
                    try transaction.execute("INSERT INTO part (id, whole) VALUES ('p', 'nothing')")
                }
                Issue.record("a reference to nothing was taken")
            } catch StoreError.violated(let constraint) {
                #expect(constraint == "part_whole_fkey")
            }
            #expect(runs.value == 1)
            #expect(try await bench.store.read { try !$0.exists("SELECT 1 FROM part") })
        }
    }

    @Test func `a wake of another process is heard`() async throws {
        try await Bench.with(.postgres, migrations: JobTable.migrations) { bench in
            var all = bench.other.wakes().makeAsyncIterator()
            // The listener says so when it is connected.
            #expect(await all.next() == [])
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            #expect(await all.next() == ["greetings"])
        }
    }

    @Test func `a wait for a lock ends, and the caller is told that it may try later`() async throws {
        let url = try #require(Backend.postgresURL)
        try await Bench.with(.postgres, migrations: [things]) { bench in
            try await bench.store.write { _ = try $0.execute(Self.pair) }
            let schema = try await bench.store.read {
                try $0.first("SELECT current_schema() AS name")?.text("name") ?? ""
            }
            var options = Bench.options(url, schema, connections: 1)
            options.lockTimeout = .milliseconds(50)
            options.statementTimeout = .milliseconds(400)
            let impatient = Store(driver: try await PostgresDriver.open(options))
            let (held, free) = (Meeting(2), Meeting(2))
            async let holder: Void = bench.store.write { transaction in
                _ = try transaction.first("SELECT 1 FROM thing WHERE id = 'a' FOR UPDATE")
                held.arrive()
                free.arrive()
            }
            await Task.detached { held.arrive() }.value
            for statement: SQL in ["UPDATE thing SET number = 1 WHERE id = 'a'", "SELECT pg_sleep(10)"] {
                do {
                    try await impatient.write { _ = try $0.execute(statement) }
                    Issue.record("it didn't wait")
                } catch StoreError.unavailable {}
            }
            await Task.detached { free.arrive() }.value
            try await holder
            await impatient.close()
        }
    }

    @Test func `more texts than are kept prepared work as well`() async throws {
        try await Bench.with(.postgres, migrations: [things]) { bench in
            for number in 0..<600 {
                let value = try await bench.store.read {
                    try $0.value(SQL(trusted: "SELECT CAST(\(number) AS BIGINT)"))
                }
                #expect(value == .int(number))
            }
        }
    }

    @Test func `a server that isn't there is told at the start`() async throws {
        do {
            _ = try await PostgresDriver.open(PostgresDriver.Options(url: "postgresql://127.0.0.1:1/x"))
            Issue.record("nobody is there")
        } catch StoreError.unavailable(let text) {
            #expect(text.contains("can't be reached"))
        }
    }
}

/// Ids that a body drew.
final class Drawn: Sendable {
    private let ids = Mutex<[ID]>([])
    var all: [ID] { ids.withLock { $0 } }
    func add(_ id: ID) { ids.withLock { $0.append(id) } }
}

/// Cuts connections, synchronously, from within a body of another store.
struct Killer: Sendable {
    private let store: Store
    init(_ store: Store) { self.store = store }

    static func pid(_ reader: Reader) throws -> Int { try reader.value("SELECT pg_backend_pid()").int ?? 0 }

    func kill(_ pid: Int) {
        let done = DispatchSemaphore(value: 0)
        // Off the pool's thread: the body waits, the store of the killer is another one.
        Thread.detachNewThread {
            Task {
                _ = try? await store.read { try $0.value("SELECT pg_terminate_backend(\(pid), 5000)") }
                done.signal()
            }
        }
        done.wait()
    }
}

/// Threads that wait for one another, once.
final class Meeting: Sendable {
    private let missing: Mutex<Int>
    private let door = DispatchSemaphore(value: 0)
    init(_ count: Int) { missing = Mutex(count) }

    func arrive() {
        let left = missing.withLock {
            $0 -= 1
            return $0
        }
        // Who comes later, in a second run of its body, finds the door open.
        if left <= 0 { door.signal() }
        if left >= 0 {
            door.wait()
            door.signal()
        }
    }
}
