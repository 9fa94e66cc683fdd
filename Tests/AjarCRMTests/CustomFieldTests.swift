import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct CustomFieldTests {
    private func field(
        _ bench: Workbench, _ type: String, _ more: JSON = [:], on target: String = "lead"
    ) async throws -> String {
        var body = more.object ?? JSONObject()
        body["type"] = .string(type)
        if body["name"] == nil { body["name"] = .string("A \(type)") }
        return try await bench.post("custom_field/\(target)", .object(body))["id"].string ?? ""
    }

    @Test(arguments: Backend.available)
    func `values of every type are kept, and what doesn't fit is told with the field's name`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "x", "contacts": [["name": "Gob"]]])
            let contact = lead["contacts"].array?.first?["id"] ?? .null
            let stranger = try await bench.post("contact", ["name": "Elsewhere"])
            let admin = JSON(bench.admin.userID?.text)
            let cases: [(type: String, good: JSON, kept: JSON, bad: JSON)] = [
                ("text", "Some text", "Some text", ["a": 1]),
                ("number", .double(12.5), .double(12.5), "many"),
                ("date", "2026-02-28", "2026-02-28", "2026-02-31"),
                ("datetime", "2026-02-28T12:00:00+02:00", "2026-02-28T10:00:00.000000+00:00", "yesterday"),
                ("choices", "Red", "Red", "Mauve"), ("user", "Ada Lovelace", admin, "Nobody Here"),
                ("contact", contact, contact, stranger["id"]), ("hidden", ["any": [1]], ["any": [1]], nil),
            ]
            for (type, good, kept, bad) in cases {
                let id = try await field(
                    bench, type, type == "choices" ? ["choices": ["Red", "Green"]] : [:])
                let path = "lead/\(lead["id"].string ?? "")"
                let key = "custom.\(id)"
                #expect(try await bench.put(path, .object(JSONObject([(key, good)])))[key] == kept, "\(type)")
                if !bad.isNull {
                    let answer = try await bench.ask(.put, path, .object(JSONObject([(key, bad)])))
                    #expect(answer.status == 400, "\(type)")
                    #expect(answer.json["field-errors"][key] != .null, "\(type)")
                    #expect(try await bench.get(path)[key] == kept, "\(type)")
                }
                #expect(
                    try await bench.put(path, .object(JSONObject([(key, .null)]))).object?[key] == nil,
                    "\(type)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `several values are added and removed one by one`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let id = try await field(
                bench, "choices", ["choices": ["A", "B", "C"], "accepts_multiple_values": true])
            let key = "custom.\(id)"
            let lead = try await bench.post("lead", .object(JSONObject([(key, ["A"])])))
            let path = "lead/\(lead["id"].string ?? "")"
            #expect(try await bench.put(path, .object(JSONObject([("\(key).add", "B")])))[key] == ["A", "B"])
            #expect(try await bench.put(path, .object(JSONObject([("\(key).add", "B")])))[key] == ["A", "B"])
            #expect(try await bench.put(path, .object(JSONObject([("\(key).remove", "A")])))[key] == ["B"])
            #expect(try await bench.put(path, .object(JSONObject([("\(key).remove", "C")])))[key] == ["B"])
            for query in [[key: "B"], ["\(key)__in": "A,B"]] {
                #expect(try await bench.get("lead", query)["data"].array?.count == 1)
            }
            #expect(try await bench.get("lead", [key: "A"])["data"] == [])
            // The old address and the old form still work.
            #expect(try await bench.get("custom_fields/lead/\(id)")["id"].string == id)
            #expect(try await bench.put(path, ["custom": ["A choices": ["C"]]])[key] == ["C"])
        }
    }

    @Test(arguments: Backend.available)
    func `what was removed is not shown any more`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let choice = try await field(bench, "choices", ["choices": ["Keep", "Drop"]])
            let text = try await field(bench, "text")
            let lead = try await bench.post(
                "lead", .object(JSONObject([("custom.\(choice)", "Drop"), ("custom.\(text)", "x")])))
            let path = "lead/\(lead["id"].string ?? "")"
            _ = try await bench.put("custom_field/lead/\(choice)", ["choices": ["Keep"]])
            #expect(try await bench.get(path).object?["custom.\(choice)"] == nil)
            _ = try await bench.ask(.delete, "custom_field/lead/\(text)")
            #expect(try await bench.get(path).object?["custom.\(text)"] == nil)
            try await rewrite(bench)
            let row = try await bench.store.read {
                try $0.first("SELECT custom FROM lead WHERE organization = 1")?.json("custom")
            }
            #expect(row?.object?[text] == nil)
        }
    }

    /// Does the jobs that go through values.
    private func rewrite(_ bench: Workbench) async throws {
        let worker = CustomFieldRewriter(engine: bench.engine)
        let claim = try await bench.store.write {
            try $0.claim(queue: "default", worker: "t", limit: 50, lease: .seconds(60))
        }
        for job in claim.jobs where job.kind == CustomFieldJob.kind {
            _ = try await worker.perform(try #require(CustomFieldJob(arguments: job.arguments)), job)
        }
    }

    @Test(arguments: Backend.available)
    func `a change of type turns the values that can be turned, and no other field is touched`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let number = try await field(bench, "number")
            let other = try await field(bench, "number", ["name": "Other"])
            var paths: [String] = []
            for value in [1, 2] {
                let body = JSONObject([("custom.\(number)", .int(value)), ("custom.\(other)", .int(value))])
                paths.append("lead/\(try await bench.post("lead", .object(body))["id"].string ?? "")")
            }
            #expect(
                try await bench.put("custom_field/lead/\(number)", ["type": "text"])["converting_to_type"]
                    == "text")
            #expect(
                try await bench.put(paths[1], .object(JSONObject([("custom.\(number)", "two")])))[
                    "custom.\(number)"] == "two")
            try await rewrite(bench)
            let after = try await bench.get("custom_field/lead/\(number)")
            #expect(after["type"] == "text")
            #expect(after["converting_to_type"] == .null)
            #expect(try await bench.get(paths[0])["custom.\(number)"] == "1")
            #expect(try await bench.get(paths[1])["custom.\(number)"] == "two")
            #expect(try await bench.get(paths[0])["custom.\(other)"] == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `definitions are checked, unique by name, and for those who may set up the CRM`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await field(bench, "text", ["name": "Size"])
            let bad: [JSON] = [
                ["name": "size", "type": "text"], ["name": "x", "type": "colour"], ["name": "x"],
                ["type": "text"],
                ["name": "x", "type": "choices"],
                ["name": "x", "type": "number", "accepts_multiple_values": true],
                ["name": "x", "type": "custom_object"],
            ]
            for body in bad {
                #expect(try await bench.ask(.post, "custom_field/lead", body).status == 400, "\(body.text)")
            }
            _ = try await field(bench, "text", ["name": "Size"], on: "contact")
            var member = bench.admin
            (member.isAdmin, member.permissions, member.roleID) = (false, ["view_all_leads"], "user")
            #expect(
                try await bench.ask(.post, "custom_field/lead", ["name": "y", "type": "text"], as: member)
                    .status == 403)
            let limited = try await field(
                bench, "text", ["name": "Limited", "editable_with_roles": ["superuser"]])
            #expect(
                try await bench.ask(
                    .post, "lead", .object(JSONObject([("custom.\(limited)", "x")])), as: member
                ).status == 400)
            member.roleID = "superuser"
            #expect(
                try await bench.ask(
                    .post, "lead", .object(JSONObject([("custom.\(limited)", "x")])), as: member
                ).status == 200)
        }
    }

    @Test(arguments: Backend.available)
    func `a shared field is used where it is associated and nowhere else`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let id = try await field(bench, "text", on: "shared")
            let body: JSON = .object(JSONObject([("custom.\(id)", "x")]))
            #expect(try await bench.post("lead", body).object?["custom.\(id)"] == nil)
            let base = "custom_field/shared/\(id)/association"
            #expect(try await bench.ask(.post, base, ["object_type": "lead"]).status == 201)
            #expect(try await bench.ask(.post, base, ["object_type": "lead"]).status == 400)
            for bad: JSON in [["object_type": "planet"], ["object_type": "custom_activity_type"], [:]] {
                #expect(try await bench.ask(.post, base, bad).status == 400)
            }
            let lead = try await bench.post("lead", body)
            #expect(lead["custom.\(id)"] == "x")
            let own = try await field(bench, "text", ["name": "Own"])
            let schema = try await bench.get("custom_field_schema/lead")["fields"].array ?? []
            #expect(schema.map { $0["id"].string } == [id, own])
            let turned =
                try await bench.put("custom_field_schema/lead", ["fields": [["id": .string(own)]]])["fields"]
                .array ?? []
            #expect(turned.map { $0["id"].string } == [own, id])
            #expect(try await bench.ask(.get, "\(base)/lead", as: bench.stranger).status == 404)
            #expect(try await bench.ask(.delete, "\(base)/lead").status == 204)
            #expect(try await bench.get("lead/\(lead["id"].string ?? "")").object?["custom.\(id)"] == nil)
            #expect(try await bench.ask(.get, "\(base)/lead").status == 404)
        }
    }
}
