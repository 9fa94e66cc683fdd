import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct LeadTests {
    @Test(arguments: Backend.available)
    func `a lead comes back with its contacts, status and links`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post(
                "lead",
                [
                    "name": "Bluth",
                    "contacts": [
                        [
                            "name": "Gob Bluth", "emails": [["email": "gob@bluth.test", "type": "office"]],
                            "phones": [["phone": "+1 (650) 555-0199"]],
                        ]
                    ],
                ])
            #expect(lead["display_name"] == "Bluth")
            #expect(lead["status_label"] == "Potential")
            #expect(lead["contacts"].array?.first?["name"] == "Gob Bluth")
            #expect(lead["contacts"].array?.first?["phones"].array?.first?["phone"] == "+16505550199")
            #expect(lead["created_by_name"] == "Ada Lovelace")
            let id = lead["id"].string ?? ""
            #expect(try await bench.get("lead/\(id)") == lead)
            #expect(try await bench.ask(.get, "lead/\(id)", as: bench.stranger).status == 404)
        }
    }

    @Test(arguments: Backend.available)
    func `a bad address inside a nested contact is told with the path to it, and nothing is stored`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let answer = try await bench.ask(
                .post, "lead", ["name": "x", "contacts": [["emails": [["email": "nobody"]]]]])
            #expect(answer.status == 400)
            #expect(answer.json["field-errors"]["contacts"]["errors"]["0"]["field-errors"]["emails"] != .null)
            #expect(try await bench.get("lead")["data"] == [])
        }
    }

    @Test(arguments: Backend.available)
    func `deleting a lead deletes what hangs off it`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "x", "contacts": [["name": "y"]]])
            let email = try await bench.post(
                "activity/email", ["lead_id": lead["id"], "status": "draft", "subject": "Hi"])
            #expect(try await bench.ask(.delete, "lead/\(lead["id"].string ?? "")").status == 200)
            #expect(try await bench.ask(.get, "activity/email/\(email["id"].string ?? "")").status == 404)
            #expect(
                try await bench.ask(.get, "activity/emailthread/\(email["thread_id"].string ?? "")").status
                    == 404)
            #expect(try await bench.get("contact")["data"] == [])
        }
    }
}
