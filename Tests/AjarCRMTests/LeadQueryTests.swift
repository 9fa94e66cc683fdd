import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct LeadQueryTests {
    /// The names of the leads that a query finds, in order.
    private func found(_ bench: Workbench, _ query: String) async throws -> [String] {
        let page = try await bench.get("lead", ["query": query])
        #expect(page["total_results"].int == page["data"].array?.count)
        return (page["data"].array ?? []).compactMap { $0["name"].string }.sorted()
    }

    @Test(arguments: Backend.available)
    func `words, phrases, fields and their combinations find what they name`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let status = try await bench.get("status/lead")["data"].array?[1]["id"] ?? .null
            _ = try await bench.post(
                "lead",
                [
                    "name": "Alpha Bananas One", "description": "Sells 100% frozen_fruit",
                    "addresses": [["city": "São Paulo", "country": "BR"]],
                    "contacts": [
                        [
                            "name": "Zoë Ägir", "title": "CEO", "emails": [["email": "Zoe@Alpha.test"]],
                            "phones": [["phone": "+16505550123"]],
                        ]
                    ],
                ])
            _ = try await bench.post(
                "lead", ["name": "Beta Bananas Two", "status_id": status, "url": "beta.test"])
            _ = try await bench.post("lead", ["name": "Gamma (Üllo) GmbH"])
            let both = ["Alpha Bananas One", "Beta Bananas Two"]
            let alpha = [both[0]]
            let beta = [both[1]]
            let cases: [(String, [String])] = [
                ("bananas", both), ("BANAN", both), ("ananas", []), ("name:bananas", both), ("name:zoë", []),
                ("\"Alpha Bananas\"", alpha), ("\"Bananas Alpha\"", []), ("bananas not alpha", beta),
                ("bananas -alpha", beta),
                ("bananas status:\"Bad Fit\"", beta), ("email_address:zoe@alpha.test", alpha),
                ("zoe@alpha.test", alpha),
                ("alpha.test", alpha), ("(\"Alpha Bananas\") or (\"Beta Bananas\")", both),
                ("alpha or beta and two", both),
                ("(alpha or beta) two", beta), ("ÄGIR", alpha), ("zoë ägir", alpha),
                ("üllo", ["Gamma (Üllo) GmbH"]),
                ("name:Üllo", ["Gamma (Üllo) GmbH"]), ("phone:+16505550123", alpha), ("5550123", []),
                ("+1650", alpha),
                ("city:\"são paulo\"", alpha), ("city:Paulo", []), ("country:br", alpha),
                ("has:addresses", alpha),
                ("contacts:1", alpha), ("contacts > 0", alpha), ("contacts:0 bananas", beta),
                ("contact(title:ceo)", alpha),
                ("100%", alpha), ("200%", []), ("frozen_fruit", alpha), ("frozenXfruit", []), ("url:*", beta),
                ("created:today", ["Alpha Bananas One", "Beta Bananas Two", "Gamma (Üllo) GmbH"]),
                ("created < yesterday", []), ("created > \"3 days ago\" bananas", both),
                ("updated >= 2020-01-01 alpha", alpha),
                ("unknown:word", []), ("bananas sort:-name", both), ("' OR 1=1 --", []),
                ("bananas and", both),
                ("or", ["Alpha Bananas One", "Beta Bananas Two", "Gamma (Üllo) GmbH"]),
                ("((((", ["Alpha Bananas One", "Beta Bananas Two", "Gamma (Üllo) GmbH"]),
                (")", ["Alpha Bananas One", "Beta Bananas Two", "Gamma (Üllo) GmbH"]),
                ("not", ["Alpha Bananas One", "Beta Bananas Two", "Gamma (Üllo) GmbH"]),
            ]
            for (query, names) in cases { #expect(try await found(bench, query) == names, "\(query)") }
            let theirs = try await bench.ask(.get, "lead", nil, as: bench.stranger, ["query": "bananas"])
            #expect(theirs.json["data"] == [])
        }
    }

    @Test(arguments: Backend.available)
    func `relations ask about what hangs off a lead`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let a = try await bench.post("lead", ["name": "A"])["id"]
            let b = try await bench.post("lead", ["name": "B"])["id"]
            _ = try await bench.post(
                "activity/call", ["lead_id": a, "direction": "outbound", "duration": 30])
            _ = try await bench.post("activity/call", ["lead_id": a, "direction": "inbound", "duration": 90])
            _ = try await bench.post("opportunity", ["lead_id": b, "value": 100_000, "note": "Yacht"])
            _ = try await bench.post("task", ["lead_id": b, "text": "Buy"])
            let cases: [(String, [String])] = [
                ("has:calls", ["A"]), ("calls:0", ["B"]), ("calls >= 2", ["A"]), ("calls > 2", []),
                ("call(direction:outbound)", ["A"]), ("call(direction:outbound duration > 60)", []),
                ("call(direction:inbound duration > 60)", ["A"]),
                ("call(user:\"Ada Lovelace\" date:today)", ["A"]),
                ("call(user:me date < today)", []), ("not call(duration > 0)", ["B"]),
                ("opportunity(status:Active value >= 1000)", ["B"]), ("opportunity(yacht)", ["B"]),
                ("opportunity(status:Won)", []),
                ("opportunity_status:active", ["B"]), ("task(is_complete:no)", ["B"]),
                ("sequence_subscription(x:1)", []),
                ("last_called > yesterday", ["A"]), ("slice:0/2 or slice:1/2", ["A", "B"]),
            ]
            for (query, names) in cases { #expect(try await found(bench, query) == names, "\(query)") }
        }
    }

    @Test(arguments: Backend.available)
    func `sort: orders the list, and a page without rows still counts`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            for name in ["b", "a", "c"] {
                bench.clock.advance(by: .seconds(1))
                _ = try await bench.post("lead", ["name": .string(name)])
            }
            func names(_ query: String) async throws -> [JSON] {
                try await bench.get("lead", ["query": query])["data"].array?.map { $0["name"] } ?? []
            }
            #expect(try await names("sort:created") == ["b", "a", "c"])
            #expect(try await names("created:today sort:-created") == ["c", "a", "b"])
            #expect(try await names("sort:name") == ["a", "b", "c"])
            let empty = try await bench.get("lead", ["query": "a", "_limit": "0"])
            #expect(empty["data"] == [] && empty["total_results"] == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `a query that is too long or too deep is refused, not tried`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let texts = [
                String(repeating: "a ", count: 600), String(repeating: "(", count: 100) + "a",
                String(repeating: "x", count: 11_000),
            ]
            for text in texts {
                let status = try await bench.ask(.get, "lead", nil, ["query": text]).status
                #expect(status == 400)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a lead that changes is found by what it says now`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Before", "contacts": [["name": "Gob"]]])
            _ = try await bench.put("lead/\(lead["id"].string ?? "")", ["name": "After"])
            let contact = lead["contacts"].array?.first?["id"].string ?? ""
            _ = try await bench.put("contact/\(contact)", ["name": "Oscar"])
            #expect(try await found(bench, "before") == [])
            #expect(try await found(bench, "gob") == [])
            #expect(try await found(bench, "after oscar") == ["After"])
            _ = try await bench.ask(.delete, "contact/\(contact)")
            #expect(try await found(bench, "oscar") == [])
        }
    }
}
