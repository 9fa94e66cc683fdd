import AjarCRM
import AjarCore
import AjarMail
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct BounceTests {
    /// A delivery report as mail servers write it.
    private func report(
        _ recipient: String, to: String = "ada@acme.test", action: String = "failed",
        status: String = "5.1.1",
        words: String = "550 5.1.1 no such user", returned: String?
    ) -> Mail {
        Mail(
            from: "Mail Delivery System <MAILER-DAEMON@mx.test>", to: to, subject: "Undelivered Mail",
            id: "dsn-\(recipient)-\(action)@mx.test",
            headers: """
                Return-Path: <>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r
                Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n
                """,
            body: """
                --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r
                Reporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; \(recipient)\r\nAction: \(action)\r
                Status: \(status)\r\nDiagnostic-Code: smtp; \(words)\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r
                Subject: Offer\r\n\(returned.map { "Message-ID: <\($0)>\r\n" } ?? "")\r\n--b--
                """)
    }

    private struct Sent {
        let bench: Workbench
        let account: String
        let id: String
        let name: String
        let relay: TestRelay
    }

    private func withSent(
        _ backend: Backend, _ settings: JSON = [:], _ body: (Sent) async throws -> Void
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                let account = try await bench.mailbox(port, settings)["id"].string ?? ""
                _ = try await bench.lead("Bluth", "gob@bluth.test")
                let id = try await bench.send(to: ["gob@bluth.test", "lucille@bluth.test"])
                try await bench.workDueJobs()
                let name = try await bench.email(id)["message_ids"].array?.first?.string ?? ""
                try await body(Sent(bench: bench, account: account, id: id, name: name, relay: relay))
            }
        }
    }

    private func bounces(_ sent: Sent) async throws -> [String: String] {
        let rows = try await sent.bench.store.read {
            try $0.rows("SELECT email, bounce FROM email_recipient WHERE bounce IS NOT NULL")
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.text("email"), $0.text("bounce")) })
    }

    private func mark(_ sent: Sent) async throws -> JSON {
        let contacts = try await sent.bench.get("contact")["data"].array ?? []
        return contacts.flatMap { $0["emails"].array ?? [] }.first { $0["email"] == "gob@bluth.test" }?[
            "bounce"] ?? .null
    }

    @Test(arguments: Backend.available)
    func `a report finds its email by the Message-ID, and marks the recipient and the contact`(
        backend: Backend
    ) async throws {
        try await withSent(backend) { sent in
            let intake = try await sent.bench.receive(
                report("GOB@bluth.test", returned: sent.name), in: sent.account)
            #expect(intake == .kept([ID(sent.id)]))
            let email = try await sent.bench.email(sent.id)
            #expect(email["status"] == "sent")
            let attempt = email["send_attempts"].array?.last ?? .null
            #expect(attempt["outcome"] == "bounced")
            #expect(attempt["error_class"] == "hard")
            #expect(attempt["recipients"] == "gob@bluth.test")
            #expect(try await bounces(sent) == ["gob@bluth.test": "hard"])
            #expect(try await mark(sent) == "hard")
            let events =
                try await sent.bench.get("event", ["object_id": sent.id, "action": "updated"])["data"].array
                ?? []
            #expect(events.contains { $0["changed_fields"].array?.contains("send_attempts") == true })
            // The same report from another folder is no second bounce, and none is an email.
            #expect(
                try await sent.bench.receive(report("GOB@bluth.test", returned: sent.name), in: sent.account)
                    == .known([ID(sent.id)]))
            #expect(try await sent.bench.email(sent.id)["send_attempts"] == email["send_attempts"])
            #expect(try await sent.bench.get("activity/email")["data"].array?.count == 1)
            #expect(email["has_reply"] == false)
            // Somebody who writes has an address that works.
            try await sent.bench.receive(Mail(id: "alive@bluth.test"), in: sent.account)
            #expect(try await mark(sent).isNull)
        }
    }

    @Test(arguments: Backend.available)
    func `without a Message-ID the return path tells, else who was written to lately`(
        backend: Backend
    ) async throws {
        try await withSent(backend, ["return_path": "bounces+{token}@acme.test"]) { sent in
            let mail = try #require(
                sent.relay.mails.first { $0.recipients.contains { $0.email == "lucille@bluth.test" } })
            let path = try #require(mail.sender?.email)
            try await sent.bench.receive(
                report("alias@forwarded.test", to: path, returned: nil), in: sent.account)
            #expect(try await bounces(sent) == ["lucille@bluth.test": "hard"])
            try await sent.bench.receive(report("gob@bluth.test", returned: nil), in: sent.account)
            #expect(try await bounces(sent).keys.sorted() == ["gob@bluth.test", "lucille@bluth.test"])
        }
    }

    @Test(arguments: Backend.available)
    func `what is only late, full or unwanted leaves the contact's address alone`(
        backend: Backend
    ) async throws {
        try await withSent(backend) { sent in
            try await sent.bench.receive(
                report(
                    "gob@bluth.test", action: "delayed", status: "4.4.1", words: "timed out",
                    returned: sent.name), in: sent.account)
            #expect(try await bounces(sent).isEmpty)
            #expect(try await sent.bench.email(sent.id)["send_attempts"].array?.last?["outcome"] == "delayed")
            try await sent.bench.receive(
                report(
                    "gob@bluth.test", status: "5.2.2", words: "552 5.2.2 mailbox full", returned: sent.name),
                in: sent.account)
            #expect(try await bounces(sent) == ["gob@bluth.test": "soft"])
            try await sent.bench.receive(
                report(
                    "lucille@bluth.test", status: "5.7.1", words: "550 5.7.1 blocked as spam",
                    returned: sent.name), in: sent.account)
            #expect(try await bounces(sent)["lucille@bluth.test"] == "policy")
            #expect(try await mark(sent).isNull)
        }
    }

    @Test(arguments: Backend.available)
    func `a forged report about nobody whom we wrote to changes nothing`(backend: Backend) async throws {
        try await withSent(backend) { sent in
            let before = try await sent.bench.email(sent.id)
            #expect(
                try await sent.bench.receive(
                    report("buster@bluth.test", returned: "foreign@else.test"), in: sent.account)
                    == .leftOut(.report))
            #expect(try await sent.bench.email(sent.id) == before)
            // A true Message-ID with a false recipient is told, and marks nobody.
            _ = try await sent.bench.receive(report("ceo@bluth.test", returned: sent.name), in: sent.account)
            #expect(try await bounces(sent).isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func `a complaint marks the address, and writing again doesn't take that back`(
        backend: Backend
    ) async throws {
        try await withSent(backend) { sent in
            let complaint = Mail(
                from: "feedback@provider.test", subject: "FW: Offer", id: "arf@provider.test",
                headers:
                    "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n",
                body: """
                    --b\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r
                    Feedback-Type: abuse\r\nUser-Agent: Loop/1\r\nVersion: 1\r\nOriginal-Rcpt-To: <gob@bluth.test>\r\n\r
                    --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <\(sent.name)>\r\nSubject: Offer\r\n\r\nHello\r\n--b--
                    """)
            #expect(try await sent.bench.receive(complaint, in: sent.account) == .kept([ID(sent.id)]))
            #expect(try await bounces(sent) == ["gob@bluth.test": "complaint"])
            try await sent.bench.receive(Mail(id: "again@bluth.test"), in: sent.account)
            #expect(try await mark(sent) == "complaint")
        }
    }
}
