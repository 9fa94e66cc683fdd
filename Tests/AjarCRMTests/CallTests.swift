import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct CallTests {
    @Test(arguments: Backend.available)
    func `a logged call is external, completed, and with whoever has the number`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post(
                "lead",
                [
                    "name": "Bluth",
                    "contacts": [["name": "Gob"], ["name": "Oscar", "phones": [["phone": "+16505550177"]]]],
                ])
            let call = try await bench.post(
                "activity/call",
                [
                    "lead_id": lead["id"], "direction": "inbound", "phone": "+1 650 555 0177",
                    "note": "Hello",
                ])
            #expect(call["source"] == "External")
            #expect(call["call_method"] == "external")
            #expect(call["status"] == "completed")
            #expect(call["duration"] == 0)
            #expect(call["phone_formatted"] == "+1 650-555-0177")
            #expect(call["contact_id"] == lead["contacts"].array?.last?["id"] ?? .null)
            #expect(call["note_html"] == "<body>Hello</body>")
        }
    }

    @Test(arguments: Backend.available)
    func `a number alone finds its lead, unless two contacts have it`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let contact: JSON = ["name": "Gob", "phones": [["phone": "+16505550177"]]]
            let lead = try await bench.post("lead", ["name": "Bluth", "contacts": [contact]])
            let body: JSON = ["direction": "inbound", "phone": "+16505550177"]
            #expect(try await bench.post("activity/call", body)["lead_id"] == lead["id"])
            _ = try await bench.post("lead", ["name": "Sitwell", "contacts": [contact]])
            #expect(try await bench.post("activity/call", body)["lead_id"] == .null)
            let theirs = try await bench.ask(.post, "activity/call", body, as: bench.stranger)
            #expect(theirs.json["lead_id"] == .null)
        }
    }

    @Test(arguments: Backend.available)
    func `a recording is at an https address or nowhere`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let answer = try await bench.ask(
                .post, "activity/call", ["lead_id": lead, "recording_url": "http://x.test/a.mp3"])
            #expect(answer.json["field-errors"]["recording_url"] != .null)
            let call = try await bench.post(
                "activity/call", ["lead_id": lead, "recording_url": "https://x.test/a.mp3"])
            #expect(call["has_recording"] == true)
            #expect(call["recording_transcript"] == .null)
            #expect(call.object?.keys.contains("recording_transcript") == false)
        }
    }
}
