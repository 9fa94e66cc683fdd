import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct EmailBodyTests {
    private func draft(_ bench: Workbench, _ text: JSON) async throws -> JSON {
        let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
        return try await bench.post(
            "activity/email", ["lead_id": lead, "status": "draft", "body_text": text])
    }

    /// Newest first. What is asked for within some seconds is one update, so the clock moves.
    private func events(_ bench: Workbench, _ email: JSON) async throws -> [JSON] {
        try await bench.get("event", ["object_id": email["id"].string ?? ""])["data"].array ?? []
    }

    private func kept(_ bench: Workbench, _ email: JSON) async throws -> String? {
        let id = email["id"].string ?? ""
        return try await bench.store.read {
            try $0.value("SELECT body_html FROM email WHERE id = \(id)").text
        }
    }

    @Test(arguments: Backend.available)
    func `the HTML that follows from the text is shown everywhere, and kept nowhere`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let email = try await draft(bench, "1 < 2\nyes")
            let html: JSON = "1 &lt; 2<br>yes"
            let path = "activity/email/\(email["id"].string ?? "")"
            #expect(email["body_html"] == html)
            #expect(email["body_html_quoted"] == [["html": html, "expand": true]])
            #expect(try await bench.get(path, ["_fields": "body_html"]) == ["body_html": html])
            #expect(
                try await bench.get(path, ["_fields": "body_html_quoted"])["body_html_quoted"]
                    == email["body_html_quoted"])
            #expect(try await bench.get("activity/email")["data"].array?.first?["body_html"] == html)
            let event = try await events(bench, email).first
            #expect(event?["data"]["body_html"] == html)
            #expect(event?["data"]["body_html_quoted"] == email["body_html_quoted"])
            #expect(try await kept(bench, email) == nil)
            // Whoever gives back what he was shown hasn't written anything.
            bench.clock.advance(by: .seconds(10))
            #expect(try await bench.put(path, ["body_html": html])["body_text"] == "1 < 2\nyes")
            #expect(try await kept(bench, email) == nil)
            #expect(try await events(bench, email).count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `an event tells of both bodies, before and after`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let email = try await draft(bench, "a & b")
            let path = "activity/email/\(email["id"].string ?? "")"
            bench.clock.advance(by: .seconds(10))
            _ = try await bench.put(path, ["body_text": "c & d"])
            var event = try await events(bench, email)[0]
            #expect(event["previous_data"]["body_html"] == "a &amp; b")
            #expect(event["data"]["body_html"] == "c &amp; d")
            #expect(event["changed_fields"].array?.contains("body_html_quoted") == true)
            // HTML of its own beside the same text: what it was followed from the text.
            bench.clock.advance(by: .seconds(10))
            _ = try await bench.put(path, ["body_text": "c & d", "body_html": "<p>c &amp; d</p>"])
            event = try await events(bench, email)[0]
            #expect(event["previous_data"]["body_html"] == "c &amp; d")
            #expect(event["data"]["body_html"] == "<p>c &amp; d</p>")
            #expect(event["changed_fields"].array?.contains("body_text") == false)
            // A new text makes a new HTML.
            bench.clock.advance(by: .seconds(10))
            #expect(try await bench.put(path, ["body_text": "e"])["body_html"] == "e")
            event = try await events(bench, email)[0]
            #expect(event["previous_data"]["body_html"] == "<p>c &amp; d</p>")
            #expect(event["data"]["body_html"] == "e")
        }
    }

    @Test(arguments: Backend.available)
    func `what was sent takes the HTML that it has, and no other`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let email = try await bench.post(
                "activity/email",
                ["lead_id": lead, "status": "sent", "sender": "Ada <ada@acme.test>", "body_text": "a & b"])
            let path = "activity/email/\(email["id"].string ?? "")"
            #expect(try await bench.put(path, ["body_html": "a &amp; b"])["status"] == "sent")
            let refused = try await bench.ask(.put, path, ["body_html": "a &amp; c"])
            #expect(refused.json["field-errors"]["body_html"] != .null)
        }
    }
}
