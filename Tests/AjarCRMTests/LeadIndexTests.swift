import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// The indexes beside the leads say what the leads say, whatever happens to them.
@Suite struct LeadIndexTests {
    private func names(_ bench: Workbench, _ parameters: [String: String]) async throws -> [String] {
        (try await bench.get("lead", parameters)["data"].array ?? []).compactMap { $0["name"].string }
            .sorted()
    }

    @Test(arguments: Backend.available)
    func `a custom value is found while it is there, by equality, by side and by list`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            func field(_ name: String, _ type: String, many: Bool = false) async throws -> String {
                let made = try await bench.post(
                    "custom_field/lead",
                    [
                        "name": .string(name), "type": .string(type), "accepts_multiple_values": .bool(many),
                        "choices": many ? ["a", "b", "c", "all", "one"] : .null,
                    ])
                return "custom.\(made["id"].string ?? "")"
            }
            let (size, depot, tags) = (
                try await field("Size", "number"), try await field("Depot", "text"),
                try await field("Tags", "choices", many: true)
            )
            let long = String(repeating: "x", count: 300)
            var ids: [String] = []
            for (name, number) in [("a", 5), ("b", 50), ("c", 500)] {
                let body: JSONObject = JSONObject([
                    ("name", .string(name)), (size, .int(number)), (depot, .string("\(name)\(long)")),
                    (tags, [.string(name), "all"]),
                ])
                ids.append(try await bench.post("lead", .object(body))["id"].string ?? "")
            }
            #expect(try await names(bench, [size: "50"]) == ["b"])
            #expect(try await names(bench, ["\(size)__gt": "5"]) == ["b", "c"])
            #expect(try await names(bench, ["\(size)__in": "5,500"]) == ["a", "c"])
            #expect(try await names(bench, [depot: "a\(long)"]) == ["a"])
            #expect(try await names(bench, [depot: "a\(long.dropLast())"]) == [])
            #expect(try await names(bench, ["\(depot)__gte": "b"]) == ["b", "c"])
            #expect(try await names(bench, [tags: "all"]) == ["a", "b", "c"])
            _ = try await bench.put("lead/\(ids[0])", .object(JSONObject([(size, 51), (tags, ["one"])])))
            #expect(try await names(bench, [size: "5"]) == [])
            #expect(try await names(bench, [size: "51"]) == ["a"])
            #expect(try await names(bench, [tags: "all"]) == ["b", "c"])
            _ = try await bench.ask(.delete, "lead/\(ids[1])")
            #expect(try await names(bench, [tags: "all"]) == ["c"])
            let left = try await bench.store.read { [ids] in
                try $0.value("SELECT COUNT(*) FROM lead_value WHERE lead_id = \(ids[1])")
            }
            #expect(left == .int(0))
        }
    }

    @Test(arguments: Backend.available)
    func `the count and a page past the thousandth row are those of the filter`(backend: Backend) async throws
    {
        try await Workbench.with(backend) { bench in
            for number in 0..<5 { _ = try await bench.post("lead", ["name": .string("amber \(number)")]) }
            _ = try await bench.post("lead", ["name": "birch"])
            let page = try await bench.get("lead", ["query": "amber", "_limit": "2"])
            #expect(page["total_results"] == 5 && page["data"].array?.count == 2 && page["has_more"] == true)
            let both = try await bench.get("lead", ["query": "amber -3", "_limit": "0"])
            #expect(both["total_results"] == 4)
            let beginnings = try await bench.get("lead", ["query": "am 3", "_limit": "0"])
            #expect(beginnings["total_results"] == 1)
            let deep = try await bench.get("lead", ["query": "amber", "_skip": "1000"])
            #expect(deep["data"] == [] && deep["has_more"] == false && deep["total_results"] == 5)
        }
    }

    @Test(arguments: Backend.available)
    func `two words that thousands of leads have find the one lead that has both`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let organization = bench.admin.organization
            try await bench.store.write { transaction in
                let series: SQL = """
                    WITH RECURSIVE series (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n < 11999)
                    """
                try transaction.execute(
                    """
                    \(series)
                    INSERT INTO lead (organization, id, name, description, status_id, addresses, custom,
                        date_created, date_updated)
                    SELECT \(organization), 'lead_' || n, '', '', 'stat_', '[]', '{}', n, n FROM series
                    """)
                try transaction.execute(
                    """
                    \(series)
                    INSERT INTO lead_search (organization, lead_id, name, text, addresses)
                    SELECT \(organization), 'lead_' || n, '', ' o' || \(organization) || CASE WHEN n % 2 = 0
                        THEN 'xamber' ELSE 'xbirch' END, '[]' FROM series
                    """)
            }
            _ = try await bench.post("lead", ["name": "Birch & Amber"])
            #expect(try await names(bench, ["query": "amber birch"]) == ["Birch & Amber"])
            #expect(try await names(bench, ["query": "amb bir"]) == ["Birch & Amber"])
            for (query, count) in [("amber birch", 1), ("amber", 6001), ("bir", 6001)] {
                let found = try await bench.get("lead", ["query": query, "_limit": "0"])
                #expect(found["total_results"] == .int(count), "\(query)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `words of one organization are never found by another, and a phrase ends with its text`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await bench.post("lead", ["name": "Amber A & B", "description": "delta 東京タワー"])
            let (_, theirs) = try await bench.ask(.get, "lead", nil, as: bench.stranger, ["query": "amber"])
            #expect(theirs["data"] == [] && theirs["total_results"] == 0)
            #expect(try await names(bench, ["query": "amber & b"]) == ["Amber A & B"])
            #expect(try await names(bench, ["query": "京タ"]) == ["Amber A & B"])
            #expect(try await names(bench, ["query": "\"b delta\""]) == [])
            #expect(try await names(bench, ["query": "o1xamber"]) == [])
        }
    }
}
