import AjarCore
import AjarStore
import Testing

@Suite struct StoreTests {
    @Test(arguments: Backend.allCases)
    func `every kind of value comes back as it went in`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            let cases: [(String, Value, Value, Value, Value)] = [
                ("null", .null, .null, .null, .null),
                ("plain", .text("Ada"), .int(42), .double(1.5), .blob([1, 2, 3])),
                ("edges", .text("é 漢字 🎉 \"'\\ \n\t"), .int(.max), .double(-0.1), .blob([0, 255, 0, 92, 39])),
                ("small", .text(""), .int(.min), .double(1e300), .blob([])),
                (
                    "tiny", .text("\\x41"), .int(0), .double(2.5e-308),
                    .blob(Array(repeating: 7, count: 100_000))
                ),
                (
                    "long", .text(String(repeating: "ü", count: 100_000)), .int(-1), .double(123_456_789.123),
                    .blob([92, 120])
                ),
            ]
            for (id, name, number, ratio, bytes) in cases {
                try await bench.store.write { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO thing (id, name, number, ratio, bytes)
                        VALUES (\(id), \(name), \(number), \(ratio), \(bytes))
                        """)
                }
                let row = try await bench.store.read { try $0.first("SELECT * FROM thing WHERE id = \(id)") }
                #expect(row?["name"] == name, "\(id)")
                #expect(row?["number"] == number, "\(id)")
                #expect(row?["ratio"] == ratio, "\(id)")
                #expect(row?["bytes"] == bytes, "\(id)")
                #expect(row?[0] == .text(id))
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `what databases compute has the same kind on both`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            let row = try await bench.store.write { transaction in
                try transaction.execute(
                    "INSERT INTO thing (id, number, ratio) VALUES ('a', 1, 0.5), ('b', 2, 1.5)")
                return try transaction.first(
                    """
                    SELECT COUNT(*) AS count, SUM(number) AS sum, AVG(number) AS average, SUM(ratio) AS ratios,
                        MAX(id) AS last, COUNT(*) FILTER (WHERE number > 1) AS larger, MIN(name) AS no_name,
                        CASE WHEN MAX(number) = 2 THEN 1 ELSE 0 END AS flag
                    FROM thing
                    """)
            }
            #expect(row?["count"] == .int(2))
            #expect(row?["sum"] == .int(3))
            #expect(row?["average"] == .double(1.5))
            #expect(row?["ratios"] == .double(2))
            #expect(row?["last"] == .text("b"))
            #expect(row?["larger"] == .int(1))
            #expect(row?["no_name"] == .null)
            #expect(row?["flag"] == .int(1))
        }
    }

    @Test(arguments: Backend.allCases)
    func `a text with a NUL is refused, and nothing is written`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            await #expect(throws: StoreError.self) {
                try await bench.store.write { transaction in
                    try transaction.execute("INSERT INTO thing (id) VALUES ('before')")
                    try transaction.execute("INSERT INTO thing (id, name) VALUES ('x', \("a\0b"))")
                }
            }
            #expect(try await bench.store.read { try $0.rows("SELECT id FROM thing").isEmpty })
        }
    }

    @Test(arguments: Backend.allCases)
    func `a body that throws leaves nothing`(_ backend: Backend) async throws {
        struct Refused: Error {}
        try await Bench.with(backend, migrations: [things]) { bench throws in
            await #expect(throws: Refused.self) {
                try await bench.store.write { transaction in
                    try transaction.execute("INSERT INTO thing (id) VALUES ('x')")
                    #expect(try transaction.exists("SELECT 1 FROM thing WHERE id = 'x'"))
                    throw Refused()
                }
            }
            #expect(try await bench.store.read { try !$0.exists("SELECT 1 FROM thing") })
            // The connection is as good as before.
            try await bench.store.write { try $0.execute("INSERT INTO thing (id) VALUES ('y')") }
            #expect(try await bench.store.read { try $0.exists("SELECT 1 FROM thing WHERE id = 'y'") })
        }
    }

    @Test(arguments: Backend.allCases)
    func `bodies that are written together fail apart`(_ backend: Backend) async throws {
        struct Refused: Error {}
        try await Bench.with(backend, migrations: [things]) { bench throws in
            let (kept, refused) = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        do {
                            try await bench.store.write { transaction in
                                try transaction.execute(
                                    """
                                    INSERT INTO thing (id, number) VALUES (\("t\(number)"), \(100 + number))
                                    """)
                                switch number % 4 {
                                case 1: throw Refused()
                                case 2:
                                    try transaction.execute(
                                        "UPDATE thing SET number = 13 WHERE id = \("t\(number)")")
                                default: break
                                }
                            }
                            return true
                        } catch is Refused {
                            return false
                        } catch StoreError.violated {
                            return false
                        }
                    }
                }
                var kept = 0
                var refused = 0
                for try await isKept in group { if isKept { kept += 1 } else { refused += 1 } }
                return (kept, refused)
            }
            #expect(kept == 200)
            #expect(refused == 200)
            let rows = try await bench.store.read { try $0.rows("SELECT number FROM thing") }
            #expect(rows.count == 200)
            #expect(rows.allSatisfy { [0, 3].contains($0.int("number") % 4) })
        }
    }

    @Test(arguments: Backend.allCases)
    func `a swallowed failure still ends the transaction`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            await #expect(throws: StoreError.self) {
                try await bench.store.write { transaction in
                    try transaction.execute("INSERT INTO thing (id) VALUES ('a')")
                    _ = try? transaction.execute("INSERT INTO thing (id) VALUES ('a')")
                }
            }
            #expect(try await bench.store.read { try !$0.exists("SELECT 1 FROM thing") })
        }
    }

    @Test(arguments: Backend.allCases)
    func `a read sees one moment, however often it looks`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            try await bench.store.write {
                try $0.execute("INSERT INTO thing (id, number) VALUES ('n', 1000)")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        _ = try await bench.store.write {
                            try $0.execute("UPDATE thing SET number = number + 1")
                        }
                    }
                }
                for _ in 0..<50 {
                    group.addTask {
                        try await bench.store.read { reader in
                            let first = try reader.value("SELECT number FROM thing")
                            for _ in 0..<20 {
                                let again = try reader.value("SELECT number FROM thing")
                                #expect(again == first)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await bench.store.read { try $0.value("SELECT number FROM thing") } == .int(1200))
        }
    }

    @Test(arguments: Backend.allCases)
    func `a read can't write`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            await #expect(throws: StoreError.self) {
                try await bench.store.read { try $0.rows("INSERT INTO thing (id) VALUES ('x') RETURNING id") }
            }
            #expect(try await bench.store.read { try !$0.exists("SELECT 1 FROM thing") })
        }
    }

    @Test(arguments: Backend.allCases)
    func `broken rules are told apart`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            @Sendable func failure(_ sql: SQL) async -> StoreError? {
                do {
                    try await bench.store.write { try $0.execute(sql) }
                    return nil
                } catch { return error as? StoreError }
            }
            _ = await failure("INSERT INTO thing (id, name) VALUES ('a', 'Ada')")
            if case .duplicate(let constraint) = await failure("INSERT INTO thing (id) VALUES ('a')") {
                #expect(constraint == "thing.id")
            } else {
                Issue.record("a primary key is unique")
            }
            if case .duplicate(let constraint) = await failure(
                "INSERT INTO thing (id, name) VALUES ('b', 'Ada')")
            {
                #expect(constraint == "thing.name")
            } else {
                Issue.record("a name is unique")
            }
            if case .violated = await failure("INSERT INTO thing (id, number) VALUES ('c', 13)") {
            } else {
                Issue.record("a CHECK holds")
            }
            if case .violated(let constraint) = await failure("INSERT INTO thing (id) VALUES (NULL)") {
                #expect(constraint == "thing.id")
            } else {
                Issue.record("NOT NULL holds")
            }
            let secret = "hunter2"
            if case .failed(let text) = await failure("INSERT INTO nothing (id) VALUES (\(secret))") {
                #expect(text.contains("INSERT INTO nothing"))
                #expect(!text.contains(secret))
            } else {
                Issue.record("no such table")
            }
            if case .failed(let text) = await failure("UPDATE thing SET id = 'x'; DELETE FROM thing") {
                #expect(!text.isEmpty)
            } else {
                Issue.record("two statements in one text are none")
            }
            #expect(try await bench.store.read { try $0.value("SELECT COUNT(*) FROM thing") } == .int(1))
        }
    }

    @Test(arguments: Backend.allCases)
    func `the same text runs on both`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            try await bench.store.write { transaction in
                for round in 1...2 {
                    let row = try transaction.first(
                        """
                        INSERT INTO thing (id, name, number) VALUES (\("a"), \("n\(round)"), \(round))
                        ON CONFLICT (id) DO UPDATE SET name = excluded.name, number = thing.number + excluded.number
                        RETURNING id, name, number
                        """)
                    #expect(row?.int("number") == (round == 1 ? 1 : 3))
                    #expect(row?.text("name") == "n\(round)")
                }
                #expect(try transaction.execute("UPDATE thing SET number = 9 WHERE id = 'none'") == 0)
                #expect(try transaction.execute("UPDATE thing SET number = 9 WHERE id = 'a'") == 1)
                #expect(try transaction.execute("SELECT id FROM thing") == 0)
                #expect(
                    try transaction.execute("INSERT INTO thing (id) VALUES ('a') ON CONFLICT (id) DO NOTHING")
                        == 0)
                try transaction.execute(
                    "INSERT INTO thing (id, number) VALUES ('B', NULL), ('ä', 2), ('_', 3)")
                let order = try transaction.rows("SELECT id FROM thing ORDER BY id").map { $0.text("id") }
                #expect(order == ["B", "_", "a", "ä"])
                let nulls = try transaction.rows("SELECT id FROM thing ORDER BY number DESC NULLS LAST, id")
                    .map { $0.text("id") }
                #expect(nulls == ["a", "_", "ä", "B"])
                let ranked = try transaction.rows(
                    """
                    WITH RECURSIVE upTo(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM upTo WHERE n < \(3)),
                        counted AS MATERIALIZED (SELECT number, ROW_NUMBER() OVER (ORDER BY id) AS place FROM thing)
                    SELECT n, place FROM upTo JOIN counted ON counted.place = upTo.n
                    WHERE counted.number IS DISTINCT FROM NULL OR counted.number IS NOT DISTINCT FROM NULL
                    ORDER BY n
                    """)
                #expect(ranked.map { $0.int("place") } == [1, 2, 3])
                let picked = try transaction.rows(
                    """
                    SELECT id FROM thing WHERE id IN (\(list: ["a", "ä", "zz"])) ORDER BY id LIMIT \(5) OFFSET \(0)
                    """)
                #expect(picked.count == 2)
                #expect(
                    try transaction.rows("SELECT id FROM thing WHERE id IN (\(list: [String]()))").isEmpty)
                #expect(try transaction.exists("SELECT 1 FROM thing WHERE id LIKE 'b%'") == false)
                #expect(try transaction.exists(#"SELECT 1 FROM thing WHERE id LIKE '\_%' ESCAPE '\'"#))
                let gone = try transaction.rows("DELETE FROM thing WHERE number = \(9) RETURNING id")
                #expect(gone.map { $0.text("id") } == ["a"])
                #expect(try transaction.exists("SELECT id FROM thing WHERE id = 'B' \(.rowLock)"))
            }
        }
    }
}
