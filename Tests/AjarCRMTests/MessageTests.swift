import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct MessageTests {
    @Test(arguments: Backend.available)
    func `only a draft can be modified, and none can leave without a gateway`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let sent = try await bench.post(
                "activity/sms",
                [
                    "lead_id": lead, "status": "sent", "text": "Hi", "remote_phone": "+16505550123",
                ])
            #expect(sent["direction"] == "outbound")
            #expect(sent["date_sent"].string == Workbench.start.text())
            #expect(sent["remote_phone_formatted"] == "+1 650-555-0123")
            let path = "activity/sms/\(sent["id"].string ?? "")"
            #expect(try await bench.ask(.put, path, ["text": "other"]).status == 400)
            #expect(try await bench.ask(.put, path, ["status": "draft"]).status == 400)
            #expect(try await bench.get(path)["text"] == "Hi")
            for status in ["outbox", "scheduled"] {
                let answer = try await bench.ask(
                    .post, "activity/sms",
                    [
                        "lead_id": lead, "status": .string(status), "local_phone": "+16505559999",
                        "text": "x",
                    ])
                #expect(answer.json["field-errors"]["local_phone"] != .null)
                #expect((answer.json["field-errors"]["date_scheduled"] != .null) == (status == "scheduled"))
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a message raises a task only when it came in and was sent to the inbox`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let body: JSON = [
                "lead_id": lead, "status": "inbox", "text": "hi", "remote_phone": "+16505550123",
            ]
            _ = try await bench.post("activity/sms", body)
            _ = try await bench.ask(.post, "activity/sms", body, ["send_to_inbox": "false"])
            _ = try await bench.ask(
                .post, "activity/sms", ["lead_id": lead, "status": "sent", "text": "x"],
                ["send_to_inbox": "true"])
            #expect(try await bench.get("task", ["_type": "all"])["data"] == [])
            let made = try await bench.ask(.post, "activity/sms", body, ["send_to_inbox": "true"])
            let tasks = try await bench.get("task", ["_type": "incoming_sms"])["data"].array ?? []
            #expect(tasks.map { $0["object_id"] } == [made.json["id"]])
            #expect(tasks.first?["object_type"] == "sms")
            #expect(tasks.first?["view"] == "inbox")
        }
    }

    @Test(arguments: Backend.available)
    func `WhatsApp marks become HTML, and HTML stays text`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth", "contacts": [["name": "Gob"]]])
            let message = try await bench.post(
                "activity/whatsapp_message",
                [
                    "lead_id": lead["id"], "contact_id": lead["contacts"].array?.first?["id"] ?? .null,
                    "direction": "incoming",
                    "external_whatsapp_message_id": "w1", "activity_at": "2026-01-02T03:04:05Z",
                    "message_html": "<p>forged</p>",
                    "message_markdown": "*bold* _it_ ~no~ `x*y*` <b> 2*3*4 *open\n_line",
                    "local_phone": "+16505550100", "remote_phone": "+16505550123",
                ])
            #expect(
                message["message_html"]
                    == .string(
                        "<body><strong>bold</strong> <em>it</em> <s>no</s> <code>x*y*</code> &lt;b&gt; 2*3*4 *open<br>_line</body>"
                    ))
            #expect(message["activity_at"] == "2026-01-02T03:04:05.000000+00:00")
            let found = try await bench.get(
                "activity/whatsapp_message", ["external_whatsapp_message_id": "w1"])
            #expect(found["data"].array?.count == 1)
        }
    }
}
