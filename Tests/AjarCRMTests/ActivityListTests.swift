import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct ActivityListTests {
    /// A lead with two notes, a call, and a mail with its answer; the ids in that order.
    private func busyLead(_ bench: Workbench) async throws -> (lead: String, ids: [String]) {
        let lead = try await bench.post("lead", ["name": "Busy"])["id"]
        var ids: [String] = []
        for body in [["note": "one"], ["note": "two"]] as [JSON] {
            ids.append(try await post(bench, "activity/note", lead, body))
        }
        ids.append(try await post(bench, "activity/call", lead, ["direction": "outbound"]))
        ids.append(
            try await post(
                bench, "activity/email", lead, ["status": "sent", "to": ["x@y.test"], "subject": "Hi"]))
        ids.append(
            try await post(
                bench, "activity/email", lead,
                [
                    "status": "inbox", "sender": "x@y.test", "subject": "Re: Hi",
                    "in_reply_to_id": .string(ids[3]),
                ]))
        return (lead.string ?? "", ids)
    }

    private func post(_ bench: Workbench, _ path: String, _ lead: JSON, _ body: JSON) async throws -> String {
        bench.clock.advance(by: .seconds(1))
        var members = body.object ?? JSONObject()
        members["lead_id"] = lead
        return try await bench.post(path, .object(members))["id"].string ?? ""
    }

    private func list(_ bench: Workbench, _ parameters: [String: String]) async throws -> [JSON] {
        try await bench.get("activity", parameters)["data"].array ?? []
    }

    private func ids(_ list: [JSON]) -> [String] { list.compactMap { $0["id"].string } }

    @Test(arguments: Backend.available)
    func `all types are in one list, newest first, without threads`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let busy = try await busyLead(bench)
            let all = try await list(bench, ["lead_id": busy.lead])
            #expect(all.map { $0["_type"] } == ["Email", "Email", "Call", "Note", "Note", "Created"])
            #expect(ids(all).dropLast() == busy.ids.reversed()[...])
            #expect(all.first?["body_text"] != nil && all.last?["user_name"] == "Ada Lovelace")
            #expect(
                try await bench.ask(.get, "activity", as: bench.stranger, ["lead_id": busy.lead]).json["data"]
                    == [])
        }
    }

    @Test(arguments: Backend.available)
    func `pages neither overlap nor leave gaps`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let busy = try await busyLead(bench)
            let whole = try await list(bench, ["lead_id": busy.lead])
            var joined: [String] = []
            for skip in stride(from: 0, to: 6, by: 2) {
                let page = try await bench.get(
                    "activity", ["lead_id": busy.lead, "_limit": "2", "_skip": "\(skip)"])
                joined += ids(page["data"].array ?? [])
                #expect(page["has_more"] == .bool(skip < 4))
            }
            #expect(joined == ids(whole))
            #expect(try await bench.ask(.get, "activity", nil, ["_limit": "101"]).status == 400)
            #expect(try await bench.ask(.get, "activity", nil, ["_skip": "10000000"]).status == 400)
        }
    }

    @Test(arguments: Backend.available)
    func `filters that need a lead are refused without one`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            for name in ["user_id", "contact_id", "_type", "_type__in", "user_id__in"] {
                let status = try await bench.ask(.get, "activity", nil, [name: "x"]).status
                #expect(status == 400, "\(name)")
            }
            #expect(try await bench.ask(.get, "activity", nil, ["_order_by": "-activity_at"]).status == 400)
        }
    }

    @Test(arguments: Backend.available)
    func `types, users, contacts, ids and moments choose`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let busy = try await busyLead(bench)
            let user = bench.admin.userID?.text ?? ""
            func found(_ parameters: [String: String]) async throws -> Set<String> {
                Set(ids(try await list(bench, parameters.merging(["lead_id": busy.lead]) { $1 })))
            }
            #expect(try await found(["_type": "Note"]) == Set(busy.ids[0...1]))
            #expect(try await found(["_type__in": "Call,Email"]) == Set(busy.ids[2...4]))
            #expect(
                try await found(["id__in": "\(busy.ids[0]),\(busy.ids[2])"]) == [busy.ids[0], busy.ids[2]])
            #expect(try await found(["user_id__in": "\(user),user_x"]).isSuperset(of: busy.ids))
            #expect(try await found(["user_id": "user_x"]) == [])
            #expect(
                try await found(["date_created__lte": (Workbench.start + .seconds(2)).text()]).isSuperset(
                    of: busy.ids[0...1]))
            #expect(
                try await found(["date_created__gt": (Workbench.start + .seconds(4)).text()]) == [busy.ids[4]]
            )
            #expect(try await found(["_type": "' OR 1=1 --"]) == [])
        }
    }

    @Test(arguments: Backend.available)
    func `threads come beside stripped emails, or instead of them`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let busy = try await busyLead(bench)
            let both = try await list(bench, ["lead_id": busy.lead, "thread_emails": "true"])
            let emails = both.filter { $0["_type"] == "Email" }
            #expect(emails.count == 2 && both.count == 7)
            #expect(emails.allSatisfy { $0.object?.keys.contains("body_html") == false })
            let only = try await list(bench, ["lead_id": busy.lead, "thread_emails": "only"])
            #expect(only.map { $0["_type"] } == ["EmailThread", "Call", "Note", "Note", "Created"])
        }
    }

    @Test(arguments: Backend.available)
    func `_order_by=-activity_at goes by when it happened`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "x"])["id"]
            for day in ["2021-02-01", "2021-03-01", "2021-01-01"] {
                _ = try await post(
                    bench, "activity/note", lead, ["note": .string(day), "activity_at": .string(day)])
            }
            let found = try await list(
                bench,
                [
                    "lead_id": lead.string ?? "", "_type": "Note", "_order_by": "-activity_at",
                    "activity_at__gt": "2021-01-15",
                    "_fields": "note",
                ])
            #expect(found == [["note": "2021-03-01"], ["note": "2021-02-01"]])
        }
    }
}
