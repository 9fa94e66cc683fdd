import AjarCore
import AjarStore
import Testing

@Suite struct DialectTests {
    @Test(arguments: Backend.allCases)
    func `members of JSON columns compare as text and as numbers`(_ backend: Backend) async throws {
        try await Bench.with(backend, migrations: [things]) { bench throws in
            let extra: JSON = [
                "name": "Ada", "count": 7, "ratio": 0.5.json, "tags": ["red", "blue"], "one": "red",
                "odd key": "x",
            ]
            try await bench.store.write { transaction in
                try transaction.execute(
                    "INSERT INTO thing (id, extra) VALUES ('a', \(json: extra)), ('b', \(json: [:])), ('c', NULL)"
                )
                func ids(_ condition: SQL) throws -> [String] {
                    try transaction.rows("SELECT id FROM thing WHERE \(condition) ORDER BY id").map {
                        $0.text("id")
                    }
                }
                #expect(try ids("\(.jsonText(column: "extra", key: "name")) = \("Ada")") == ["a"])
                #expect(try ids("\(.jsonText(column: "extra", key: "odd key")) = \("x")") == ["a"])
                #expect(try ids("\(.jsonText(column: "extra", key: "name")) IS NULL") == ["b", "c"])
                #expect(try ids("\(.jsonNumber(column: "extra", key: "count")) > \(6)") == ["a"])
                #expect(try ids("\(.jsonNumber(column: "extra", key: "count")) > \(7.5)").isEmpty)
                #expect(try ids("\(.jsonNumber(column: "extra", key: "ratio")) <= \(0.5)") == ["a"])
                #expect(try ids("\(.jsonNumber(column: "extra", key: "name")) IS NOT NULL").isEmpty)
                #expect(try ids("\(.jsonHas(column: "extra", key: "tags")) \("blue"))") == ["a"])
                #expect(try ids("\(.jsonHas(column: "extra", key: "tags")) \("green"))").isEmpty)
                #expect(try ids("\(.jsonHas(column: "extra", key: "one")) \("red"))") == ["a"])
                #expect(
                    try transaction.first("SELECT extra FROM thing WHERE id = 'a'")?.json("extra") == extra)
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `a guarded status changes only as it may, whoever asks`(_ backend: Backend) async throws {
        let letters = Migration(
            "0002_letters",
            [
                "CREATE TABLE letter (id TEXT PRIMARY KEY, status TEXT NOT NULL)",
                "\(.guardFunction)",
                "\(.transitionGuard(table: "letter", allowed: [("draft", "outbox"), ("outbox", "sent")]))",
            ])
        try await Bench.with(backend, migrations: [letters]) { bench throws in
            try await bench.store.write { transaction in
                try transaction.execute("INSERT INTO letter (id, status) VALUES ('a', 'draft')")
                try transaction.execute("UPDATE letter SET status = 'draft'")
                try transaction.execute("UPDATE letter SET status = 'outbox'")
            }
            for status in ["draft", "nonsense"] {
                do {
                    try await bench.store.write { try $0.execute("UPDATE letter SET status = \(status)") }
                    Issue.record("outbox may not become \(status)")
                } catch StoreError.violated(let constraint) {
                    #expect(constraint == "letter_status_guard")
                }
            }
            try await bench.store.write { try $0.execute("UPDATE letter SET status = 'sent'") }
            #expect(try await bench.store.read { try $0.value("SELECT status FROM letter") } == .text("sent"))
        }
    }
}

extension Double {
    fileprivate var json: JSON { .double(self) }
}
