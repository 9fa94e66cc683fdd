import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct LeadMergeTests {
    private func merge(
        _ bench: Workbench, _ source: JSON, _ destination: JSON
    ) async throws -> (status: Int, json: JSON) {
        try await bench.ask(.post, "lead/merge", ["source": source, "destination": destination])
    }

    @Test(arguments: Backend.available)
    func `everything moves, what the destination has stays, and the source is gone`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let source = try await bench.post(
                "lead",
                [
                    "name": "Old", "url": "https://old.test", "description": "from old",
                    "contacts": [["name": "Gob"]],
                    "addresses": [["city": "Boston"]],
                ])
            let destination = try await bench.post(
                "lead", ["name": "New", "description": "mine", "contacts": [["name": "Oscar"]]])
            var paths: [String] = []
            for (path, body) in [
                ("activity/note", ["note": "n"]), ("task", ["text": "t"]), ("opportunity", ["value": 1]),
                ("activity/email", ["status": "draft", "subject": "s"]),
            ] as [(String, JSON)] {
                var members = body.object ?? JSONObject()
                members["lead_id"] = source["id"]
                paths.append("\(path)/\(try await bench.post(path, .object(members))["id"].string ?? "")")
            }
            #expect(try await merge(bench, source["id"], destination["id"]).json == ["status": "ok"])
            #expect(try await bench.ask(.get, "lead/\(source["id"].string ?? "")").status == 404)
            for path in paths {
                #expect(try await bench.get(path)["lead_id"] == destination["id"], "\(path)")
            }
            let lead = try await bench.get("lead/\(destination["id"].string ?? "")")
            #expect(
                lead["name"] == "New" && lead["description"] == "mine" && lead["url"] == "https://old.test")
            #expect(lead["addresses"].array?.count == 1 && lead["contacts"].array?.count == 2)
            let logged = try await bench.get("activity/lead_merge")["data"].array ?? []
            #expect(logged.map { $0["source_lead_name"] } == ["Old"])
            #expect(logged.map { $0["lead_id"] } == [destination["id"]])
            #expect(
                try await bench.get("lead", ["query": "Gob"])["data"].array?.map { $0["id"] } == [
                    destination["id"]
                ])
            let events = try await events(bench)
            let (old, new) = (source["id"].string ?? "", destination["id"].string ?? "")
            #expect(events.contains("lead merged \(new)"))
            #expect(events.filter { $0.hasPrefix("lead deleted") } == ["lead deleted \(old)"])
            #expect(!events.contains { $0.hasPrefix("contact deleted") || $0.hasPrefix("task.lead deleted") })
        }
    }

    private func events(_ bench: Workbench) async throws -> [String] {
        let number = bench.admin.organization
        return try await bench.store.read { reader in
            try reader.rows(
                "SELECT object_type, action, object_id FROM event WHERE organization = \(number) ORDER BY date_created, id"
            )
            .map { "\($0.text("object_type")) \($0.text("action")) \($0.text("object_id"))" }
        }
    }

    @Test(arguments: Backend.available)
    func `a lead is merged neither with itself nor with what is not there`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let theirs = try await bench.ask(.post, "lead", ["name": "Theirs"], as: bench.stranger).json["id"]
            #expect(try await merge(bench, lead, lead).status == 400)
            for missing in [theirs, "lead_nope"] {
                let answer = try await merge(bench, missing, lead)
                #expect(answer.status == 404)
                #expect(answer.json["errors"] == ["Source lead does not exist."])
                #expect(try await merge(bench, lead, missing).status == 404)
            }
            var clerk = bench.admin
            clerk.isAdmin = false
            clerk.permissions = []
            let refused = try await bench.ask(
                .post, "lead/merge", ["source": lead, "destination": lead], as: clerk)
            #expect(refused.status == 403)
            #expect(try await bench.get("lead/\(lead.string ?? "")")["name"] == "Bluth")
            #expect(
                try await bench.ask(.get, "lead/\(theirs.string ?? "")", as: bench.stranger).status == 200)
        }
    }
}
