import AjarCore
import AjarMail
import AjarResource
import AjarServer
import AjarTestKit
import HTTPTypes
import Testing

/// Mail that a mail server hands over for an organization.
@Suite struct LMTPTests {
    private static let address = "log-7f3a@crm.test"

    private func withServer(
        _ backend: Backend = .sqlite, _ body: (TestServer, _ lead: String) async throws -> Void
    ) async throws {
        try await TestServer.with(
            backend, listening: true, isManual: false, configure: { $0.lmtp = ListenAddress(port: 0) }
        ) { server in
            let organization = server.ours.organizationID
            let set = await server.call(
                .put, "organization/\(organization)/", ["leads_email": .string(Self.address)])
            #expect(set.status == 200 && set["leads_email"] == .string(Self.address))
            let lead = await server.call(
                .post, "lead/",
                [
                    "name": "Bluth",
                    "contacts": [["name": "Gob", "emails": [["email": "gob@bluth.test"]]]],
                ])
            try await body(server, lead["id"].string ?? "")
        }
    }

    /// One conversation; the codes of its replies, the greeting left out.
    @discardableResult
    private func hand(
        _ mail: String, to recipients: [String] = [address], _ server: TestServer
    ) async throws -> [String] {
        let port = try #require(server.ajar.lmtpPort)
        var lines = ["LHLO mx.test", "MAIL FROM:<bounces@mx.test> BODY=8BITMIME"]
        lines += recipients.map { "RCPT TO:<\($0)>" }
        lines += ["DATA", mail, ".", "QUIT", ""]
        let heard = try await RawConnection.exchange([lines.joined(separator: "\r\n")], port: port)
        let replies = heard.split(separator: "\r\n").filter { $0.dropFirst(3).first == " " }
        return replies.dropFirst().map { String($0.prefix(3)) }
    }

    private func mail(
        from: String, to: String, id: String = "one@mua.test", subject: String = "Offer"
    ) -> String {
        """
        From: \(from)\r
        To: \(to)\r
        Subject: \(subject)\r
        Message-ID: <\(id)>\r
        Date: \(Environs.system.clock.now.rfc5322)\r
        \r
        Hello there
        """
    }

    private func emails(_ server: TestServer, of account: TestServer.Account? = nil) async -> [JSON] {
        await server.call(.get, "activity/email/", as: account)["data"].array ?? []
    }

    @Test(arguments: Backend.available)
    func `what a co-worker copies there is on the leads of its recipients, once however often it comes`(
        backend: Backend
    ) async throws {
        try await withServer(backend) { server, lead in
            let mail = mail(from: "Ada <\(server.ours.email)>", to: "gob@bluth.test, eve@else.test")
            for _ in 0..<2 {
                let codes = try await hand(mail, server)
                #expect(codes == ["250", "250", "250", "354", "250", "221"])
            }
            let emails = await emails(server)
            #expect(emails.count == 1)
            let email = try #require(emails.first)
            #expect(email["lead_id"] == .string(lead) && email["status"] == "sent")
            #expect(email["direction"] == "outgoing" && email["user_id"] == server.ours.userID.json)
            let tasks = await server.call(.get, "task/?_type=incoming_email&view=all")["data"].array
            #expect(tasks?.isEmpty == true)
        }
    }

    @Test func `what a contact sends there is an incoming email that asks to be read`() async throws {
        try await withServer { server, lead in
            try await hand(mail(from: "gob@bluth.test", to: Self.address), to: ["LOG-7F3A@crm.test"], server)
            let email = try #require(await emails(server).first)
            #expect(email["lead_id"] == .string(lead) && email["status"] == "inbox")
            let tasks = await server.call(.get, "task/?_type=incoming_email&view=all")["data"].array
            #expect(tasks?.first?["object_id"] == email["thread_id"])
        }
    }

    @Test func `mail about nobody we know is taken, and nothing is kept of it`() async throws {
        try await withServer { server, _ in
            let strange = mail(from: "eve@else.test", to: Self.address)
            let ofStrangers = try await hand(strange, server)
            #expect(ofStrangers.suffix(2) == ["250", "221"])
            let own = mail(from: server.ours.email, to: Self.address)
            let ofOurselves = try await hand(own, server)
            #expect(ofOurselves.suffix(2) == ["250", "221"])
            #expect(await emails(server).isEmpty)
        }
    }

    @Test func `addresses that nobody has are refused, one by one, and so is what is no message`()
        async throws
    {
        try await withServer { server, _ in
            let mail = mail(from: "gob@bluth.test", to: Self.address)
            let mixed = try await hand(mail, to: ["nobody@crm.test", Self.address], server)
            #expect(mixed == ["250", "250", "550", "250", "354", "250", "221"])
            #expect(await emails(server).count == 1)
            let nobody = try await hand(mail, to: ["nobody@crm.test"], server)
            #expect(
                nobody.prefix(4) == [
                    "250", "250", "550", "554",
                ])
            let empty = try await hand("\r\n", server)
            #expect(empty.suffix(2) == ["554", "221"])
            await server.call(.put, "organization/\(server.ours.organizationID)/", ["leads_email": nil])
            let removed = try await hand(mail, server)
            #expect(removed[2] == "550")
        }
    }

    @Test func `a mail for two organizations is each one's own, and nobody sees the other's`() async throws {
        try await withServer { server, _ in
            let (ours, theirs) = (server.ours, server.theirs)
            let other = "log@theirs.test"
            await server.call(
                .put, "organization/\(theirs.organizationID)/", ["leads_email": .string(other)], as: theirs)
            let mail = mail(from: ours.email, to: "gob@bluth.test")
            let both = try await hand(mail, to: [other, Self.address], server)
            #expect(
                both.suffix(4) == [
                    "354", "250", "250", "221",
                ])
            #expect(await emails(server).count == 1)
            #expect(await emails(server, of: theirs).isEmpty)
        }
    }

    @Test func `an address belongs to one organization, and is an address`() async throws {
        try await withServer { server, _ in
            let path = "organization/\(server.theirs.organizationID)/"
            for value in [.string(Self.address.uppercased()), "not an address", 5] as [JSON] {
                let answer = await server.call(.put, path, ["leads_email": value], as: server.theirs)
                #expect(answer.status == 400 && answer["field-errors"]["leads_email"].string != nil)
            }
            #expect(await server.call(.get, path, as: server.theirs)["leads_email"].isNull)
        }
    }

    @Test func `a report that comes to a return path is on the email that it is about`() async throws {
        try await withServer { server, lead in
            try await TestRelay.with { relay, port in
                let us = "ada@ours.test"
                await server.call(
                    .post, "connected_account/",
                    [
                        "email": .string(us), "return_path": "bounces+{token}@crm.test", "imap": nil,
                        "smtp": ["host": "127.0.0.1", "port": .int(port), "security": "none"],
                    ])
                let email = await server.call(
                    .post, "activity/email/",
                    [
                        "lead_id": .string(lead), "status": "outbox", "sender": .string(us),
                        "to": ["gob@bluth.test"], "subject": "Offer", "body_text": "Hello",
                    ])
                let path = "activity/email/\(email["id"].string ?? "")/"
                try await Condition.wait(until: "it is sent") {
                    await server.call(.get, path)["status"] == "sent"
                }
                let sent = try #require(relay.mails.first)
                let sender = try #require(sent.sender)
                let report = ReportComposer(
                    to: sender, recipients: sent.recipients, status: EnhancedStatus(5, 1, 1), reason: "Gone",
                    messageID: try MessageID("report@mx.test"), date: Environs.system.clock.now,
                    original: sent.bytes)
                let text = String(decoding: report.compose(), as: UTF8.self)
                let reported = try await hand(text, to: [sender.email], server)
                #expect(reported.suffix(2) == ["250", "221"])
                let attempts = await server.call(.get, path)["send_attempts"].array
                #expect(attempts?.contains { $0.text.contains("Gone") } == true)
                #expect(await emails(server).count == 1)
                // The token of nobody's mail is nobody's address.
                let strange = "bounces+\(String(repeating: "0", count: sender.localPart.count - 8))@crm.test"
                let denied = try await hand(text, to: [strange], server)
                #expect(denied[2] == "550")
            }
        }
    }
}
