import AjarCore
import AjarStore
import Testing

@Suite struct MigratorTests {
    static let more: Migration = Migration(
        "0002_more",
        ["ALTER TABLE thing ADD COLUMN more \(.textType)", "CREATE INDEX thing_more ON thing (more)"])

    @Test(arguments: Backend.allCases)
    func `migrations are applied once, in order`(_ backend: Backend) async throws {
        try await Bench.with(backend) { bench throws in
            let migrator = Migrator(bench.store)
            #expect(try await migrator.pending([things]) == ["0001_things"])
            #expect(try await migrator.migrate([things]) == ["0001_things"])
            #expect(try await migrator.migrate([things]) == [])
            #expect(try await migrator.migrate([things, Self.more]) == ["0002_more"])
            #expect(try await migrator.pending([things, Self.more]) == [])
            let rows = try await bench.store.read {
                try $0.rows("SELECT * FROM schema_migration ORDER BY id")
            }
            #expect(rows.map { $0.text("id") } == ["0001_things", "0002_more"])
            #expect(rows.allSatisfy { $0.moment("applied_at") == Bench.start })
        }
    }

    @Test(arguments: Backend.allCases)
    func `a schema that grows is seen by statements that were prepared before`(
        _ backend: Backend
    ) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            try await bench.store.write { try $0.execute("INSERT INTO thing (id) VALUES ('a')") }
            for _ in 0..<40 {
                _ = try await bench.store.read { try $0.first("SELECT * FROM thing") }
                _ = try await bench.store.write { try $0.first("UPDATE thing SET number = 1 RETURNING *") }
            }
            try await Migrator(bench.store).migrate([things, Self.more])
            try await bench.store.write { try $0.execute("UPDATE thing SET more = 'yes'") }
            for _ in 0..<40 {
                let read = try await bench.store.read { try $0.first("SELECT * FROM thing") }
                #expect(read?.text("more") == "yes")
                let written = try await bench.store.write {
                    try $0.first("UPDATE thing SET number = 1 RETURNING *")
                }
                #expect(written?.text("more") == "yes")
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `two processes that start at once take turns`(_ backend: Backend) async throws {
        try await Bench.with(backend) { bench throws in
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for number in 0..<6 {
                    let store = number % 2 == 0 ? bench.store : bench.other
                    group.addTask {
                        try await Migrator(store).migrate([things, Self.more] + JobTable.migrations)
                    }
                }
                var all: [String] = []
                for try await ids in group { all += ids }
                return all
            }
            #expect(applied.sorted() == ["0000_job", "0001_things", "0002_more", "0004_job_lane"])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a database of a newer program is refused in a clear sentence`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things, Self.more]) { bench throws in
            let error = await #expect(throws: MigrationError.self) {
                try await Migrator(bench.store).migrate([things])
            }
            #expect(error?.description.contains("newer version") == true)
            #expect(error?.description.contains("0002_more") == true)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a migration that fails leaves nothing of itself`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            let broken = Migration(
                "0002_broken",
                ["CREATE TABLE half (id \(.textType))", "CREATE TABLE thing (id \(.textType))"])
            await #expect(throws: MigrationError.self) {
                try await Migrator(bench.store).migrate([things, broken])
            }
            await #expect(throws: StoreError.self) {
                try await bench.store.read { try $0.rows("SELECT * FROM half") }
            }
            #expect(try await Migrator(bench.store).migrate([things, Self.more]) == ["0002_more"])
        }
    }
}
