import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// How the databases find the rows of a list, by their own words: what is quick with a hundred rows must not
/// be slow with a million.
@Suite struct ListPlanTests {
    /// The plan of the page that a list is read with. PostgreSQL is told to avoid what we forbid, so that
    /// small tables don't hide a missing index.
    private func plan(
        _ resource: Resource, _ parameters: [String: String], _ bench: Workbench,
        avoiding: [String] = [
            "enable_seqscan", "enable_sort", "enable_incremental_sort", "enable_bitmapscan",
        ]
    ) async throws -> [String] {
        let backend = bench.backend
        return try await bench.engine.read(bench.admin) { context in
            let query = try ListQuery(
                Parameters(parameters.map { (name: $0.key, value: $0.value) }), resource)
            let page = try context.page(resource, query, limit: 101)
            if backend == .postgres {
                for step in avoiding {
                    _ = try context.reader.rows("SELECT set_config(\(step), 'off', TRUE)")
                }
            }
            let word: SQL = backend == .sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN"
            return try context.reader.rows("\(word) \(page)").map {
                $0[backend == .sqlite ? 3 : 0].text ?? ""
            }
        }
    }

    /// A walk over a table, or an order that no index has. A deep page is found in the index of its order
    /// first; sorting its hundred rows after that is nothing.
    private func isSlow(_ step: String, _ table: String, isDeep: Bool = false) -> Bool {
        let step = step.trimmed
        if isDeep, step.contains("ORDER BY") || step.hasPrefix("Sort") || step.contains("-> Sort") {
            return false
        }
        return step == "SCAN \(table)" || step.contains("TEMP B-TREE FOR ORDER BY")
            || step.contains("Seq Scan on")
            || step.hasPrefix("Sort") || step.contains("-> Sort")
    }

    @Test(arguments: Backend.available)
    func `no list of leads walks or sorts a table, however it is filtered, ordered and skipped`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Amber"])
            let status = lead["status_id"].string ?? ""
            let cases: [[String: String]] = [
                [:], ["_order_by": "date_created"], ["_order_by": "-date_created"],
                ["_order_by": "date_updated"],
                ["status_id": status], ["status_id": status, "_order_by": "-date_created"],
                ["_skip": "200000"],
                ["status_id": status, "_skip": "200000"],
                ["_order_by": "name"], ["_order_by": "-name", "status_id": status],
                ["_order_by": "-name", "_after": "m,lead_m"],
                ["_after": "2026-01-01T00:00:00Z,lead_m"],
                ["_after": "2026-01-01T00:00:00Z,lead_m", "status_id": status],
            ]
            let leads = try #require(bench.engine.resources.byPath["lead"])
            for parameters in cases {
                let steps = try await plan(leads, parameters, bench)
                let isDeep = parameters["_skip"] != nil
                #expect(!steps.contains { isSlow($0, "lead", isDeep: isDeep) }, "\(parameters): \(steps)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a place in the list is entered by its index`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let leads = try #require(bench.engine.resources.byPath["lead"])
            let steps = try await plan(leads, ["_order_by": "name", "_after": "m,lead_m"], bench)
                .joined(separator: "; ")
            let entered = backend == .sqlite ? "(name,id)>(?,?)" : "ROW(name, id) > ROW("
            #expect(steps.contains(entered) && steps.contains("lead_name"), "\(steps)")
        }
    }

    @Test(arguments: Backend.available)
    func `emails of one state come by their moment out of an index`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let emails = try #require(bench.engine.resources.byPath["activity/email"])
            let steps = try await plan(emails, ["status": "sent", "_order_by": "-activity_at"], bench)
            #expect(!steps.contains { isSlow($0, "email") }, "\(steps)")
        }
    }

    @Test(arguments: Backend.available)
    func `a list that nobody filters comes out of an index in its order`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            for resource in bench.engine.resources.all where resource.operations.contains(.list) {
                guard Self.grows.contains(resource.table) else { continue }
                let steps = try await plan(resource, [:], bench)
                #expect(!steps.contains { isSlow($0, resource.table) }, "\(resource.path): \(steps)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `words and custom values that few leads have are asked of their index`(backend: Backend) async throws
    {
        try await Workbench.with(backend) { bench in
            let field = try await bench.post("custom_field/lead", ["name": "Depot", "type": "text"])
            let depot = "custom.\(field["id"].string ?? "")"
            _ = try await bench.post("lead", .object(JSONObject([("name", "Amber"), (depot, "North")])))
            let leads = try #require(bench.engine.resources.byPath["lead"])
            for (parameters, table) in [
                (["query": "amber"], "lead_search"), (["query": "amber -birch"], "lead_search"),
                ([depot: "North", "_order_by": "-date_created"], "lead_value"),
            ] {
                let steps = try await plan(leads, parameters, bench, avoiding: ["enable_seqscan"])
                #expect(steps.contains { $0.contains(table) }, "\(parameters): \(steps)")
                switch backend {
                case .sqlite:
                    let walks = ["SCAN lead ", "lead_date_created", "lead_updated"]
                    #expect(
                        !steps.contains { step in walks.contains { "\(step) ".contains($0) } }, "\(steps)")
                case .postgres:
                    // Beside the page's own one, that which keeps the index the first to be asked.
                    #expect(steps.filter { $0.contains("Limit ") }.count == 2, "\(steps)")
                    #expect(!steps.contains { $0.contains("Seq Scan on") }, "\(steps)")
                }
            }
        }
    }

    /// Tables that grow with the business. The others hold what people set up by hand.
    private static let grows: Set<String> = [
        "lead", "contact", "email", "email_thread", "note", "call", "meeting", "sms", "whatsapp_message",
        "opportunity",
        "lead_created", "lead_status_change", "opportunity_status_change", "lead_merge", "task_completed",
        "form_submission", "custom_activity",
    ]
}
