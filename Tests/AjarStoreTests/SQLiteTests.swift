import AjarCore
import AjarStore
import Foundation
import Testing

/// What only a database in a file has to bear.
@Suite struct SQLiteTests {
    private func folder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ajar-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appendingPathComponent("ajar.db").path)
    }

    @Test func `a file has one process, until that one closes it`() async throws {
        try await folder { path in
            let first = try SQLiteDriver.open(path: path)
            do {
                _ = try SQLiteDriver.open(path: path)
                Issue.record("two processes on one file")
            } catch StoreError.inUse(let text) {
                #expect(text.contains("in use by another process (pid \(getpid()))"))
            }
            try await Migrator(driver: first).migrate([things])
            try await Store(driver: first).write {
                _ = try $0.execute("INSERT INTO thing (id) VALUES ('kept')")
            }
            await first.close()
            let second = Store(driver: try SQLiteDriver.open(path: path))
            #expect(try await second.read { try $0.exists("SELECT 1 FROM thing WHERE id = 'kept'") })
            await second.close()
            do {
                _ = try await second.read { try $0.exists("SELECT 1") }
                Issue.record("it is closed")
            } catch StoreError.unavailable {}
        }
    }

    @Test func `a commit waits for the disk, and references are checked`() async throws {
        try await folder { path in
            let store = Store(driver: try SQLiteDriver.open(path: path))
            try await store.write { transaction in
                let settings = [
                    "synchronous": Value.int(2), "foreign_keys": .int(1), "journal_mode": .text("wal"),
                ]
                for (name, value) in settings {
                    #expect(try transaction.value(SQL(trusted: "PRAGMA \(name)")) == value, "\(name)")
                }
                try transaction.execute("SELECT 1")
            }
            await store.close()
        }
    }

    @Test func `a body that fills the disk fails alone`() async throws {
        try await Bench.with(.sqlite, migrations: [things]) { bench in
            try await bench.store.write { _ = try $0.rows("PRAGMA max_page_count = 400") }
            let outcomes = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
                for number in 0..<60 {
                    group.addTask {
                        do {
                            try await bench.store.write { transaction in
                                try transaction.execute("INSERT INTO thing (id) VALUES (\("t\(number)"))")
                                guard number % 10 == 5 else { return }
                                try transaction.execute(
                                    "UPDATE thing SET bytes = \(Value.blob(Array(repeating: 1, count: 4_000_000)))"
                                )
                            }
                            return (number, true)
                        } catch StoreError.unavailable {
                            return (number, false)
                        }
                    }
                }
                return try await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
            }
            #expect(outcomes.allSatisfy { $0.value == ($0.key % 10 != 5) })
            let kept = try await bench.store.read {
                try $0.rows("SELECT id FROM thing WHERE bytes IS NULL").count
            }
            #expect(kept == 54)
        }
    }

    @Test func `a reference that is found broken at COMMIT fails alone`() async throws {
        let parts = Migration(
            "0002_part",
            [
                "CREATE TABLE part (id TEXT PRIMARY KEY, whole TEXT REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED)"
            ])
        try await Bench.with(.sqlite, migrations: [things, parts]) { bench in
            let outcomes = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
                for number in 0..<60 {
                    group.addTask {
                        do {
                            try await bench.store.write { transaction in
                                let id = "t\(number)"
                                try transaction.execute("INSERT INTO part (id, whole) VALUES (\(id), \(id))")
                                if number % 10 != 5 {
                                    try transaction.execute("INSERT INTO thing (id) VALUES (\(id))")
                                }
                            }
                            return (number, true)
                        } catch StoreError.violated {
                            return (number, false)
                        }
                    }
                }
                return try await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
            }
            #expect(outcomes.allSatisfy { $0.value == ($0.key % 10 != 5) })
            #expect(try await bench.store.read { try $0.value("SELECT COUNT(*) FROM part") } == .int(54))
        }
    }

    @Test func `a copy of a migrated file is a database of its own`() async throws {
        try await folder { path in
            let template = try SQLiteDriver.open(path: path)
            try await Migrator(driver: template).migrate([things])
            await template.close()
            let (one, two) = (
                try SQLiteDriver.temporary(template: path), try SQLiteDriver.temporary(template: path)
            )
            #expect(try await Migrator(driver: one).migrate([things]) == [])
            try await Store(driver: one).write { _ = try $0.execute("INSERT INTO thing (id) VALUES ('x')") }
            #expect(try await Store(driver: two).read { try !$0.exists("SELECT 1 FROM thing") })
            await one.close()
            await two.close()
            #expect(!FileManager.default.fileExists(atPath: one.path))
        }
    }

    @Test func `what a dead process left runs again at once, but not for ever`() async throws {
        try await Bench.with(.sqlite, migrations: JobTable.migrations) { bench in
            try await bench.store.write { _ = try $0.enqueue(Greet(1), organization: 1) }
            for attempt in 1...3 {
                let claim = try await bench.store.write {
                    try $0.claim(queue: "greetings", worker: "w\(attempt)", limit: 5, lease: .seconds(60))
                }
                #expect(claim.jobs.map(\.attempt) == [attempt])
                #expect(try await bench.store.adoptOrphans() == 1)
            }
            let state = try await bench.store.read { try $0.value("SELECT state FROM job") }
            #expect(state == .text("discarded"))
        }
    }

    @Test func `claims find due jobs without walking past those that wait`() async throws {
        try await Bench.with(.sqlite, migrations: JobTable.migrations) { bench in
            let plans = try await bench.store.read { reader in
                try [
                    "SELECT organization, id FROM job WHERE queue = 'q' AND state = 'available' AND priority = 0 AND run_at <= 5 ORDER BY run_at, id LIMIT 5",
                    "SELECT run_at FROM job WHERE queue = 'q' AND state = 'available' AND priority = 0 AND run_at > 5 ORDER BY run_at, id LIMIT 1",
                    "SELECT priority, run_at FROM job WHERE queue = 'q' AND state = 'available' AND priority > 0 ORDER BY priority, run_at, id LIMIT 1",
                    "SELECT organization, id FROM job WHERE state = 'running' AND leased_until < 5 ORDER BY leased_until, id LIMIT 5",
                    "SELECT organization, id FROM job WHERE state = 'completed' AND finalized_at < 5 ORDER BY finalized_at, id LIMIT 5",
                ].map {
                    try reader.rows(SQL(trusted: "EXPLAIN QUERY PLAN \($0)")).map { $0.text("detail") }
                        .joined(separator: "; ")
                }
            }
            for plan in plans {
                #expect(plan.contains("SEARCH job USING"), "\(plan)")
                #expect(plan.contains("INDEX job_"), "\(plan)")
            }
            #expect(plans.prefix(3).allSatisfy { !$0.contains("TEMP B-TREE") })
        }
    }

    @Test func `what changes jobs looks each up, however many there are`() async throws {
        try await Bench.with(.sqlite, migrations: JobTable.migrations) { bench in
            let now = Timestamp(micros: 5)
            let statements: [SQL] = [
                JobStatements.hold(
                    "SELECT organization, id FROM job WHERE queue = 'q' AND state = 'available' AND lane = '' AND run_at <= 5 ORDER BY run_at, id LIMIT 5",
                    worker: "w", now: now, until: now),
                JobStatements.renew([(1, ID("job_1")), (1, ID("job_2"))], worker: "w", until: now),
                JobStatements.rescue(at: now, limit: 100),
            ]
            for statement in statements {
                let plan = try await bench.store.read { reader in
                    try reader.rows("EXPLAIN QUERY PLAN \(statement)").map { $0.text("detail") }
                }
                #expect(
                    plan.contains {
                        $0.hasPrefix("SEARCH job USING") && $0.contains("(organization=? AND id=?)")
                    })
                #expect(!plan.contains { $0.hasPrefix("SCAN job") }, "\(plan)")
            }
        }
    }
}
