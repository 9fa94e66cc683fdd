import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct CustomTypeTests {
    @Test(arguments: Backend.available)
    func `what a type requires must be there when an activity is published, not before`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let type = try await bench.post(
                "custom_activity",
                ["name": "Visit", "fields": [["id": "cf_x", "name": "n", "type": "text"]]])
            #expect(type["fields"] == [])
            let number =
                try await bench.post(
                    "custom_field/activity",
                    [
                        "name": "Size", "type": "number", "required": true,
                        "custom_activity_type_id": type["id"],
                    ])["id"].string ?? ""
            let lead = try await bench.post("lead", ["name": "x"])
            let key = "custom.\(number)"
            let body: JSON = ["custom_activity_type_id": type["id"], "lead_id": lead["id"]]
            let refused = try await bench.ask(.post, "activity/custom", body)
            #expect(refused.json["field-errors"][key] == "This field is required.")
            let draft = try await bench.post(
                "activity/custom",
                [
                    "custom_activity_type_id": type["id"], "lead_id": lead["id"], "status": "draft",
                ])
            let path = "activity/custom/\(draft["id"].string ?? "")"
            #expect(try await bench.ask(.put, path, ["status": "published"]).status == 400)
            let done = try await bench.put(path, .object(JSONObject([("status", "published"), (key, 3)])))
            #expect(done["status"] == "published")
            #expect(done[key] == 3)
            #expect(
                try await bench.ask(.get, "activity/custom", nil, as: nil, ["custom_activity_type_id": "x"])
                    .status == 400)
            let found = try await bench.get(
                "activity/custom",
                [
                    "lead_id": lead["id"].string ?? "", "custom_activity_type_id": type["id"].string ?? "",
                    key: "3",
                ])
            #expect(found["data"].array?.count == 1)
            #expect(try await bench.ask(.get, path, as: bench.stranger).status == 404)
            #expect(try await bench.ask(.delete, "custom_activity/\(type["id"].string ?? "")").status == 204)
            #expect(try await bench.ask(.get, path).status == 404)
            #expect(try await bench.ask(.get, "custom_field/activity/\(number)").status == 404)
        }
    }

    @Test(arguments: Backend.available)
    func `an object stays on its lead, and a field refers to objects of its type on the same lead only`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let type = try await bench.post(
                "custom_object_type", ["name": "Machine", "name_plural": "Machines"])
            let other = try await bench.post(
                "custom_object_type", ["name": "House", "name_plural": "Houses"])
            let one = try await bench.post("lead", ["name": "one"])
            let two = try await bench.post("lead", ["name": "two"])
            func make(_ type: JSON, _ lead: JSON) async throws -> JSON {
                try await bench.post(
                    "custom_object",
                    ["custom_object_type_id": type["id"], "lead_id": lead["id"], "name": "m"])
            }
            let mine = try await make(type, one)
            let elsewhere = try await make(type, two)
            let house = try await make(other, one)
            let field =
                try await bench.post(
                    "custom_field/lead",
                    [
                        "name": "Machine", "type": "custom_object", "referenced_custom_type_id": type["id"],
                    ])["id"].string ?? ""
            let path = "lead/\(one["id"].string ?? "")"
            let key = "custom.\(field)"
            #expect(try await bench.put(path, .object(JSONObject([(key, mine["id"])])))[key] == mine["id"])
            for wrong in [elsewhere, house] {
                #expect(
                    try await bench.ask(.put, path, .object(JSONObject([(key, wrong["id"])]))).status == 400)
            }
            let back =
                try await bench.get("custom_object_type/\(type["id"].string ?? "")")["back_reference_fields"]
                .array ?? []
            #expect(back.map { $0["id"].string } == [field])
            let object = "custom_object/\(mine["id"].string ?? "")"
            #expect(try await bench.put(object, ["lead_id": two["id"], "name": "n"])["lead_id"] == one["id"])
            #expect(try await bench.ask(.get, "custom_object").status == 400)
            #expect(
                try await bench.get("custom_object", ["lead_id": one["id"].string ?? ""])["data"].array?.count
                    == 2)
        }
    }
}
