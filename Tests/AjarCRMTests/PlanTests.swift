import AjarCRM
import AjarStore
import AjarTestKit
import Testing

/// How the embedded database goes about what every page asks. Its plans don't depend on what is in it, so a
/// small one tells.
@Suite struct PlanTests {
    @Test func `what hangs off some leads is found by its lead, not by walking through the organization`()
        async throws
    {
        try await Workbench.with(.sqlite) { bench in
            let tables = try await bench.store.read { reader in
                try reader.rows(
                    """
                    SELECT tables.name
                    FROM sqlite_master AS tables
                    JOIN pragma_table_info(tables.name) AS columns
                    WHERE tables.type = 'table' AND columns.name IN ('lead_id', 'date_created')
                    GROUP BY tables.name
                    HAVING COUNT(*) = 2
                    """
                ).map { $0.text("name") }
            }
            #expect(tables.count > 10)
            // Looked up by what they are about, never by a lead.
            for table in tables where !["event", "webhook_delivery"].contains(table) {
                let plan = try await plan(
                    """
                    SELECT * FROM \(name: table)
                    WHERE organization = \(1) AND lead_id IN (\(list: ["a", "b"]))
                    ORDER BY date_created DESC, id DESC
                    """, bench)
                #expect(plan.contains("lead_id=?"), "\(table): \(plan)")
            }
        }
    }

    @Test func `a page in the order of a list comes from an index, without a sort`() async throws {
        try await Workbench.with(.sqlite) { bench in
            for (table, order) in [
                ("lead", "date_updated DESC, id DESC"), ("contact", "date_created DESC, id DESC"),
                ("email", "date_created DESC, id DESC"), ("task", "date_created DESC, id DESC"),
            ] {
                let plan = try await plan(
                    "SELECT * FROM \(name: table) WHERE organization = \(1) ORDER BY \(SQL(trusted: order)) LIMIT 100",
                    bench)
                #expect(plan.contains("USING INDEX") && !plan.contains("TEMP B-TREE"), "\(table): \(plan)")
            }
        }
    }

    @Test func `a value of a custom field is taken for one that many leads share`() async throws {
        try await Workbench.with(.sqlite) { bench in
            let plan = try await plan(
                """
                SELECT lead.id FROM lead
                JOIN lead_value AS region ON region.organization = \(1) AND region.lead_id = lead.id
                    AND region.field_id = \("cf_region") AND region."value" = \("North")
                JOIN lead_value AS size ON size.organization = \(1) AND size.lead_id = lead.id
                    AND size.field_id = \("cf_size") AND size."number" > \(5)
                WHERE lead.organization = \(1)
                """, bench)
            #expect(
                plan.contains("region USING PRIMARY KEY") && plan.contains("value=? AND lead_id=?"), "\(plan)"
            )
            #expect(!plan.contains("ANY("), "\(plan)")
        }
    }

    @Test func `what a message answers is found by its name, not by walking through the emails of its lead`()
        async throws
    {
        try await Workbench.with(.sqlite) { bench in
            for table in ["email_message_id", "email_reference"] {
                let plan = try await plan(
                    Conversations.places(of: ["a", "b"], in: table, ["lead_1"], organization: 1), bench)
                #expect(plan.contains("names USING PRIMARY KEY") || plan.contains("message_id=?"), "\(plan)")
                #expect(!plan.contains("lead_id=?"), "\(plan)")
            }
        }
    }

    private func plan(_ statement: SQL, _ bench: Workbench) async throws -> String {
        try await bench.store.read { reader in
            try reader.rows("EXPLAIN QUERY PLAN \(statement)").map { $0.text("detail") }.joined(
                separator: "; ")
        }
    }
}
