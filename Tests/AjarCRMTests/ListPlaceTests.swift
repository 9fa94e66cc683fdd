import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// `_after`: from page to page by the last row of each.
@Suite struct ListPlaceTests {
    @Test(arguments: Backend.available, ["name", "-name", "date_created", "-date_created", "-date_updated"])
    func `pages by key show each lead once, also where many are equal`(
        backend: Backend, order: String
    ) async throws {
        try await Workbench.with(backend) { bench in
            // The clock stands still: all moments are equal, and the names come in pairs, one with a comma.
            for name in ["b", "a, b", "c", "a, b", "b"] {
                _ = try await bench.post("lead", ["name": .string(name)])
            }
            let all = try await ids(bench, ["_order_by": order])
            let field = order.hasPrefix("-") ? String(order.dropFirst()) : order
            var seen: [String] = []
            var place = ""
            while true {
                let page = try await bench.get(
                    "lead", ["_order_by": order, "_limit": "2", "_after": place])
                let leads = page["data"].array ?? []
                seen += leads.compactMap { $0["id"].string }
                guard page["has_more"].bool == true, let last = leads.last else { break }
                place = "\(last[field].string ?? ""),\(last["id"].string ?? "")"
            }
            #expect(seen == all)
            #expect(Set(seen).count == 5)
        }
    }

    @Test(arguments: Backend.available)
    func `a lead that is changed meanwhile shifts no page`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            for name in ["a", "b", "c", "d"] {
                _ = try await bench.post("lead", ["name": .string(name)])
                bench.clock.advance(by: .seconds(1))
            }
            let query = ["_order_by": "-date_updated", "_limit": "2"]
            let first = try await bench.get("lead", query)["data"].array ?? []
            let last = try #require(first.last)
            _ = try await bench.put("lead/\(last["id"].string ?? "")", ["name": "moved to the top"])
            let place = "\(last["date_updated"].string ?? ""),\(last["id"].string ?? "")"
            let second = try await bench.get("lead", query.merging(["_after": place]) { $1 })
            #expect(second["data"].array?.compactMap { $0["name"].string } == ["b", "a"])
        }
    }

    @Test func `a page by key is not counted, and a place that is none is refused`() async throws {
        try await Workbench.with(.sqlite) { bench in
            _ = try await bench.post("lead", ["name": "Amber"])
            #expect(try await bench.get("lead", ["query": "amber"])["total_results"].int == 1)
            let page = try await bench.get("lead", ["query": "amber", "_after": ""])
            #expect(page["total_results"].isNull && page["data"].array?.count == 1)
            for place in ["lead_x", "yesterday,lead_x", ",lead_x"] {
                let (status, _) = try await bench.ask(.get, "lead", nil, as: nil, ["_after": place])
                #expect(status == 400, "\(place)")
            }
        }
    }

    private func ids(_ bench: Workbench, _ parameters: [String: String]) async throws -> [String] {
        (try await bench.get("lead", parameters)["data"].array ?? []).compactMap { $0["id"].string }
    }
}
