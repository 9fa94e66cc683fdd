import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Foundation
import Testing

@Suite struct SchemaTests {
    @Test(arguments: Backend.available)
    func `every declared field has its column and every column its field`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let tables = Dictionary(grouping: bench.engine.resources.all, by: \.table)
            for (table, resources) in tables {
                let columns = try await columns(of: table, bench)
                var declared: Set<String> = ["organization"]
                for resource in resources {
                    declared.formUnion(resource.constants.map(\.name))
                    declared.formUnion(resource.layout.specs.filter(\.stored).map(\.name))
                }
                #expect(declared == columns, "table \(table)")
            }
        }
    }

    private func columns(of table: String, _ bench: Workbench) async throws -> Set<String> {
        let query: SQL =
            switch bench.backend {
            case .sqlite: "SELECT name FROM pragma_table_info(\(table))"
            case .postgres:
                """
                SELECT column_name::TEXT AS name FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = \(table)
                """
            }
        return Set(try await bench.store.read { try $0.rows(query) }.map { $0.text("name") })
    }

    @Test(arguments: Backend.available)
    func `migrations run a second time without harm`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let applied = try await Migrator(bench.store).migrate(Migrations.all())
            #expect(applied.isEmpty)
        }
    }

    /// A table gets its columns in the order of the migrations: what came ahead of a shipped one would make a
    /// new database differ from one that has been brought up to date.
    @Test func `nothing stands between or before the migrations of a release`() throws {
        let releases = try FileManager.default.contentsOfDirectory(
            at: Self.releases, includingPropertiesForKeys: nil
        )
        .filter { $0.lastPathComponent.hasSuffix(".sqlite.sql") }
        #expect(!releases.isEmpty)
        let all = Migrations.all().map(\.id)
        for release in releases {
            let shipped = try String(contentsOf: release, encoding: .utf8).split(separator: "\n").compactMap {
                $0.wholeMatch(of: /INSERT INTO "schema_migration" VALUES\('(.+)',\d+\);/)?.1
            }
            #expect(!shipped.isEmpty)
            #expect(
                Array(all.prefix(shipped.count)) == shipped.map(String.init), "\(release.lastPathComponent)")
        }
    }

    /// Dumps that the fault tests bring up to date, too.
    private static let releases: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Faults/schemas")

    @Test(arguments: Backend.available)
    func `the database refuses a status that no path leads to, whoever asks`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "x"])
            let email = try await bench.post(
                "activity/email", ["lead_id": lead["id"], "status": "sent", "to": ["a@b.test"]])
            let id = email["id"].string ?? ""
            for status in ["draft", "outbox", "scheduled", "inbox"] {
                await #expect(throws: StoreError.self) {
                    try await bench.store.write {
                        _ = try $0.execute("UPDATE email SET status = \(status) WHERE id = \(id)")
                    }
                }
            }
            #expect(try await bench.get("activity/email/\(id)")["status"] == "sent")
        }
    }
}
