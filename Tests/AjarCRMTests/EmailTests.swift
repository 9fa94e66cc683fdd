import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct EmailTests {
    /// A lead with a contact, and a mailbox to send from.
    private func prepare(_ bench: Workbench) async throws -> (lead: JSON, contact: JSON) {
        let lead = try await bench.post(
            "lead",
            [
                "name": "Bluth",
                "contacts": [["name": "Gob Bluth", "emails": [["email": "gob@bluth.test"]]]],
            ])
        _ = try await bench.post(
            "connected_account",
            [
                "_type": "custom_email", "email": "ada@acme.test", "name": "Ada",
                "smtp": [
                    "host": "127.0.0.1", "port": 1, "security": "none", "username": "u",
                    "password": "very-secret",
                ], "imap": nil,
            ])
        return (lead["id"], lead["contacts"].array?.first?["id"] ?? .null)
    }

    @Test(arguments: Backend.available)
    func `a draft needs nothing but a lead and has a thread at once`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let (lead, _) = try await prepare(bench)
            let email = try await bench.post("activity/email", ["lead_id": lead, "status": "draft"])
            #expect(email["direction"] == "outgoing")
            #expect(email["has_reply"] == false)
            #expect(email["message_ids"] == [])
            let thread = try await bench.get("activity/emailthread/\(email["thread_id"].string ?? "")")
            #expect(thread["n_emails"] == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `undo sets the draft again and leaves no job behind`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let (lead, _) = try await prepare(bench)
            let email = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "outbox", "sender": "Ada <ada@acme.test>",
                    "to": ["gob@bluth.test"], "subject": "Hi",
                    "body_text": "Hello", "send_in": 30,
                ])
            let id = email["id"].string ?? ""
            #expect(email["status"] == "outbox")
            #expect(try await jobs(bench) == ["available"])
            #expect(try await bench.put("activity/email/\(id)", ["status": "draft"])["status"] == "draft")
            #expect(try await jobs(bench) == ["cancelled"])
            // And again: the second promise has a job of its own.
            #expect(try await bench.put("activity/email/\(id)", ["status": "outbox"])["status"] == "outbox")
            #expect(try await jobs(bench) == ["available", "cancelled"])
        }
    }

    private func jobs(_ bench: Workbench) async throws -> [String] {
        try await bench.store.read { reader in
            try reader.rows("SELECT state FROM job WHERE kind = 'email.send' ORDER BY state, id").map {
                $0.text("state")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `what is wrong with an email is told for all fields at once, and nothing is stored or sent`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let (lead, _) = try await prepare(bench)
            let answer = try await bench.ask(
                .post, "activity/email",
                [
                    "lead_id": lead, "status": "posted", "to": "one@example.test",
                    "subject": .string(String(repeating: "s", count: 1001)),
                    "cc": ["fine@example.test", "not an address", "x@y.test\r\nBcc: all@world.test"],
                    "send_in": 60,
                ])
            #expect(answer.status == 400)
            let fields = Set(answer.json["field-errors"].object?.keys ?? [])
            #expect(fields == ["status", "to", "subject", "cc", "send_in"])
            #expect(try await bench.get("activity/email")["data"] == [])
            #expect(try await jobs(bench) == [])
        }
    }

    @Test(arguments: Backend.available)
    func `what leaves needs a sender with a mailbox of the caller`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let (lead, _) = try await prepare(bench)
            for status in ["outbox", "scheduled", "inbox", "error"] {
                let answer = try await bench.ask(
                    .post, "activity/email", ["lead_id": lead, "status": .string(status), "to": ["a@b.test"]])
                #expect(answer.json["field-errors"]["sender"] != .null, "\(status)")
            }
            let foreign = try await bench.ask(
                .post, "activity/email",
                [
                    "lead_id": lead, "status": "outbox", "sender": "stranger@acme.test", "to": ["a@b.test"],
                ])
            #expect(foreign.json["field-errors"]["sender"] != .null)
        }
    }

    @Test(arguments: Backend.available)
    func `a sent email stays as it was`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let (lead, _) = try await prepare(bench)
            let email = try await bench.post(
                "activity/email", ["lead_id": lead, "status": "sent", "subject": "Said"])
            let path = "activity/email/\(email["id"].string ?? "")"
            #expect(email["sender"] == "ada@acme.test")
            for change: JSON in [["subject": "Unsaid"], ["status": "draft"], ["status": "outbox"]] {
                #expect(try await bench.ask(.put, path, change).status == 400)
            }
            #expect(try await bench.get(path)["subject"] == "Said")
            #expect(try await bench.ask(.put, path, ["subject": "Said"]).status == 200)
        }
    }

    @Test(arguments: Backend.available)
    func `an answer goes to the thread of what it answers, and a person's answer is noticed`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let (lead, contact) = try await prepare(bench)
            let first = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "sent", "to": ["gob@bluth.test"], "subject": "Offer",
                ])
            #expect(first["contact_id"] == contact)
            let answer = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "inbox", "sender": "gob@bluth.test", "to": ["ada@acme.test"],
                    "subject": "AW: Offer",
                ])
            #expect(answer["thread_id"] == first["thread_id"])
            #expect(try await bench.get("activity/email/\(first["id"].string ?? "")")["has_reply"] == true)
            let other = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "sent", "to": ["somebody@else.test"], "subject": "Offer",
                ])
            #expect(other["thread_id"] != first["thread_id"])
        }
    }

    @Test(arguments: Backend.available)
    func `a mailbox's password is in no answer and in no event`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await prepare(bench)
            #expect(!(try await bench.get("connected_account").text.contains("very-secret")))
            let tables = try await bench.store.read { reader in
                try reader.rows("SELECT data, previous_data FROM event").map {
                    $0.text("data") + $0.text("previous_data")
                }.joined()
                    + reader.rows("SELECT smtp, secrets FROM connected_account").map {
                        $0.text("smtp") + $0.text("secrets")
                    }.joined()
            }
            #expect(!tables.contains("very-secret"))
        }
    }

    @Test(arguments: Backend.available)
    func `a template is filled for the lead, and what it is filled with is escaped`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let (lead, contact) = try await prepare(bench)
            let template = try await bench.post(
                "email_template",
                [
                    "name": "T", "subject": "Hi {{ contact.first_name }}",
                    "body": "<p>{{ organization.name }} {{ nobody.knows }}</p>",
                ])
            let email = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "contact_id": contact, "status": "draft", "template_id": template["id"],
                ])
            #expect(email["subject"] == "Hi Gob")
            #expect(email["body_html"] == "<p>Acme &amp; Sons </p>")
            #expect(email["template_name"] == "T")
        }
    }
}
