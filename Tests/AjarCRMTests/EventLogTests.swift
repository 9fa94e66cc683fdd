import AjarCRM
import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct EventLogTests {
    @Test(arguments: Backend.available)
    func `cursors go to older events and back, without overlap`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            for number in 0..<5 {
                _ = try await bench.post("status/lead", ["label": .string("s\(number)")])
                bench.clock.advance(by: .seconds(1))
            }
            var query = ["object_type": "status.lead", "action": "created", "_limit": "2", "_cursor": ""]
            let first = try await bench.get("event", query)
            #expect(first["data"].array?.map { $0["data"]["label"] } == ["s4", "s3"])
            #expect(first["cursor_previous"] == .null)
            query["_cursor"] = first["cursor_next"].string ?? ""
            let second = try await bench.get("event", query)
            #expect(second["data"].array?.map { $0["data"]["label"] } == ["s2", "s1"])
            query["_cursor"] = second["cursor_previous"].string ?? ""
            #expect(try await bench.get("event", query)["data"] == first["data"])
            #expect(try await bench.ask(.get, "event", nil, as: nil, ["_cursor": "nonsense"]).status == 400)
            let one = try await bench.get(
                "event", ["object_id": first["data"].array?.first?["object_id"].string ?? ""])
            #expect(one["cursor_next"] == .null)
            let id = one["data"].array?.first?["id"].string ?? ""
            #expect(try await bench.get("event/\(id)") == one["data"].array?.first)
            #expect(try await bench.ask(.get, "event/\(id)", as: bench.stranger).status == 404)
        }
    }

    @Test(arguments: Backend.available)
    func `after an hour what changed is for admins, after thirty days it is gone`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "x"])["id"].string ?? ""
            var member = bench.admin
            (member.isAdmin, member.permissions) = (false, ["view_all_leads"])
            func event(as caller: Bool) async throws -> JSON {
                try await bench.ask(
                    .get, "event", as: caller ? member : nil, ["object_type": "lead", "object_id": lead]
                )
                .json["data"].array?.first ?? .null
            }
            #expect(try await event(as: true)["data"]["name"] == "x")
            bench.clock.advance(by: .seconds(3601))
            #expect(try await event(as: true).object?["data"] == nil)
            #expect(try await event(as: true)["action"] == "created")
            #expect(try await event(as: false)["data"]["name"] == "x")
            #expect(try await EventSweep(store: bench.store).sweep() == 0)
            bench.clock.advance(by: .seconds(30 * 86_400))
            #expect(try await EventSweep(store: bench.store).sweep() > 0)
            #expect(try await event(as: false) == .null)
        }
    }

    @Test(arguments: Backend.available)
    func `an address is unsubscribed once, whatever its case, and both ways are logged`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            #expect(try await bench.ask(.post, "unsubscribe/email", ["email": "Gone@x.test"]).status == 201)
            #expect(try await bench.ask(.post, "unsubscribe/email", ["email": "gone@X.test"]).status == 200)
            #expect(try await bench.get("unsubscribe/email")["data"].array?.count == 1)
            let lead = try await bench.post("lead", ["contacts": [["emails": [["email": "gone@x.test"]]]]])
            #expect(lead["contacts"].array?.first?["emails"].array?.first?["is_unsubscribed"] == true)
            #expect(
                try await bench.ask(.delete, "unsubscribe/email/GONE@x.test", as: bench.stranger).status
                    == 404)
            #expect(try await bench.ask(.delete, "unsubscribe/email/GONE@x.test").status == 200)
            #expect(try await bench.ask(.delete, "unsubscribe/email/gone@x.test").status == 404)
            let events =
                try await bench.get("event", ["object_type": "unsubscribed_email"])["data"].array ?? []
            #expect(
                events.map { $0["action"] } == ["deleted", "created"]
                    || events.map { $0["action"] } == ["created", "deleted"])
            for bad: JSON in [[:], ["email": "not an address"]] {
                #expect(
                    try await bench.ask(.post, "unsubscribe/email", bad).json["field-errors"]["email"]
                        != .null)
            }
        }
    }
}
