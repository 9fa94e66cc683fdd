import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct OpportunityTests {
    /// The ids of the statuses that every organization begins with.
    private func statuses(_ bench: Workbench) async throws -> (active: JSON, won: JSON, lost: JSON) {
        let all = try await bench.get("status/opportunity")["data"].array ?? []
        func id(_ type: JSON) -> JSON { all.first { $0["status_type"] == type }?["id"] ?? .null }
        return (id("active"), id("won"), id("lost"))
    }

    private func make(_ bench: Workbench, _ lead: JSON, _ body: JSON = [:]) async throws -> JSON {
        var members = body.object ?? JSONObject()
        members["lead_id"] = lead
        return try await bench.post("opportunity", .object(members))
    }

    @Test(arguments: Backend.available)
    func `a new opportunity is the caller's, in the first status, worth nothing yet`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let deal = try await make(bench, lead)
            #expect(deal["status_id"] == (try await statuses(bench)).active)
            #expect(
                deal["status_label"] == "Active" && deal["status_type"] == "active"
                    && deal["pipeline_name"] == "Sales")
            #expect(deal["user_name"] == "Ada Lovelace" && deal["lead_name"] == "Bluth")
            #expect(
                deal["value"] == .null && deal["value_formatted"] == .null && deal["expected_value"] == .null)
            #expect(deal["value_period"] == "one_time" && deal["confidence"] == 50)
        }
    }

    @Test(arguments: Backend.available)
    func `values are computed and printed`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let deal = try await make(
                bench, lead, ["value": 5000, "value_period": "monthly", "confidence": 40])
            #expect(deal["expected_value"] == 2000 && deal["annualized_value"] == 60000)
            #expect(deal["annualized_expected_value"] == 24000 && deal["value_formatted"] == "$50 monthly")
            let texts: [(Int, String, String)] = [
                (100_000, "one_time", "$1,000"), (1_720_351_520, "one_time", "$17,203,515.20"),
                (505, "annual", "$5.05 annual"),
                (0, "one_time", "$0"), (-123_456, "one_time", "-$1,234.56"),
            ]
            for (value, period, text) in texts {
                let made = try await make(
                    bench, lead, ["value": .int(value), "value_period": .string(period)])
                #expect(made["value_formatted"] == .string(text))
            }
            for body in [
                ["value": .double(1.5)], ["value": "many"], ["confidence": 101], ["value_period": "weekly"],
            ] as [JSON] {
                #expect(try await bench.ask(.post, "opportunity", body).status == 400)
            }
            #expect(
                try await bench.get("lead", ["_limit": "10"])["data"].array?.count == 1,
                "a refused body makes no lead")
        }
    }

    @Test(arguments: Backend.available)
    func `winning is dated once, and every change of status is written down`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let status = try await statuses(bench)
            let path = "opportunity/\(try await make(bench, lead, ["value": 100])["id"].string ?? "")"
            let won = try await bench.put(path, ["status_id": status.won])
            #expect(won["date_won"] == .string(Workbench.start.date().text) && won["confidence"] == 100)
            bench.clock.advance(by: .seconds(86_400))
            let back = try await bench.put(path, ["status_id": status.active])
            #expect(back["date_won"] == won["date_won"])
            bench.clock.advance(by: .seconds(60))
            let lost = try await bench.put(path, ["status": "Lost"])
            #expect(lost["date_lost"] != .null && lost["confidence"] == 0)
            let changes =
                try await bench.get("activity/status_change/opportunity", ["_order_by": "date_created"])[
                    "data"
                ].array ?? []
            #expect(changes.map { $0["new_status_label"] } == ["Won", "Active", "Lost"])
            #expect(
                changes.first?["old_pipeline_name"] == "Sales"
                    && changes.first?["opportunity_value_formatted"] == "$1")
            _ = try await bench.ask(
                .delete, "activity/status_change/opportunity/\(changes[0]["id"].string ?? "")")
            #expect(try await bench.get(path)["status_label"] == "Lost")
        }
    }

    @Test(arguments: Backend.available)
    func `changes that follow quickly are one, and going back leaves none`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let status = try await statuses(bench)
            let path = "opportunity/\(try await make(bench, lead)["id"].string ?? "")"
            _ = try await bench.put(path, ["status_id": status.won])
            _ = try await bench.put(path, ["status_id": status.lost])
            let list = "activity/status_change/opportunity"
            let changes = try await bench.get(list)["data"].array ?? []
            #expect(changes.map { $0["old_status_label"] } == ["Active"])
            #expect(changes.map { $0["new_status_label"] } == ["Lost"])
            _ = try await bench.put(path, ["status_id": status.active])
            #expect(try await bench.get(list)["data"] == [])
        }
    }

    @Test(arguments: Backend.available)
    func `a list knows what all of it is worth`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let rows: [(Int, String, Int)] = [
                (10000, "one_time", 50), (20000, "one_time", 10), (1000, "monthly", 100),
                (6000, "annual", 20),
            ]
            for (value, period, confidence) in rows {
                _ = try await make(
                    bench, lead,
                    [
                        "value": .int(value), "value_period": .string(period), "confidence": .int(confidence),
                    ])
            }
            let page = try await bench.get("opportunity", ["_limit": "1"])
            #expect(page["total_results"] == 4 && page["data"].array?.count == 1 && page["has_more"] == true)
            #expect(page["count_by_value_period"] == ["one_time": 2, "monthly": 1, "annual": 1])
            #expect(page["total_value_annualized"] == 48000 && page["expected_value_annualized"] == 20200)
            #expect(page["total_value_monthly_formatted"] == "$10 monthly")
            let theirs = try await bench.ask(.get, "opportunity", as: bench.stranger)
            #expect(theirs.json["total_results"] == 0 && theirs.json["total_value_annual_formatted"] == .null)
            let won = try await bench.get("opportunity", ["status_type": "won"])
            #expect(won["total_results"] == 0)
        }
    }

    @Test(arguments: Backend.available)
    func `groups count all of their opportunities, whatever the page shows`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let won = try await statuses(bench).won
            for day in ["2022-01-15", "2022-02-10", "2022-02-20", "2021-01-01"] {
                _ = try await make(bench, lead, ["value": 100, "status_id": won, "date_won": .string(day)])
            }
            let months = try await bench.get("opportunity", ["_group_by": "-date_won__month", "_limit": "1"])
            let group = months["data"].array?.first ?? .null
            #expect(group["key"] == "2022-02" && group["year"] == 2022 && group["month"] == 2)
            #expect(
                group["objects"].array?.count == 1 && group["total_results"] == 2
                    && group["total_value_one_time"] == 200)
            #expect(months["has_more"] == true)
            let weeks =
                try await bench.get("opportunity", ["_group_by": "date_won__week"])["data"].array ?? []
            #expect(weeks.first?["weekyear"] == 2020 && weeks.first?["week"] == 53)
            let users = try await bench.get("opportunity", ["_group_by": "user_id"])["data"].array ?? []
            #expect(users.map { $0["user_name"] } == ["Ada Lovelace"])
            #expect(users.first?["objects"].array?.count == 4)
            let created =
                try await bench.get("opportunity", ["_group_by": "date_created__quarter"])["data"].array ?? []
            #expect(created.map { $0["quarter"] } == [3])
            #expect(try await bench.ask(.get, "opportunity", nil, ["_group_by": "note"]).status == 400)
        }
    }

    @Test(arguments: Backend.available)
    func `without a lead one is made, and with a contact it is the contact's`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let deal = try await bench.post("opportunity", ["value": 100])
            #expect(try await bench.get("lead/\(deal["lead_id"].string ?? "")")["display_name"] == "Untitled")
            let lead = try await bench.post("lead", ["name": "Bluth", "contacts": [["name": "Gob"]]])
            let contact = lead["contacts"].array?.first?["id"] ?? .null
            let other = try await bench.post("opportunity", ["contact_id": contact])
            #expect(other["lead_id"] == lead["id"] && other["contact_name"] == "Gob")
        }
    }

    @Test(arguments: Backend.available)
    func `a query finds opportunities by their own properties`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let one = try await make(bench, lead, ["note": "Frozen Bananas", "value": 50_000])["id"]
            _ = try await make(bench, lead, ["note": "Yacht"])
            for query in [
                "note:bananas", "frozen", "value > 499", "value:500 user:me",
                "bananas not yacht status:Active",
            ] {
                let found = try await bench.get("opportunity", ["query": query])["data"].array ?? []
                #expect(found.map { $0["id"] } == [one], "\(query)")
            }
            #expect(try await bench.get("opportunity", ["query": "bananas not frozen"])["data"] == [])
            #expect(try await bench.get("opportunity", ["lead_query": "Bluth"])["total_results"] == 2)
            #expect(try await bench.get("opportunity", ["lead_query": "Sitwell"])["total_results"] == 0)
        }
    }
}
