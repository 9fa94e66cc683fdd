import AjarCRM
import AjarCore
import AjarMail
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct MessageIntakeTests {
    @Test(arguments: Backend.available)
    func `a mail of a contact becomes an incoming email on the lead, with everything it said`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            let mail = Mail(
                from: "\"Bluth, Gob\" <GOB@bluth.test>", cc: "Lucille <lucille@bluth.test>",
                body: "Yes please\r\n\r\nOn Monday, Ada wrote:\r\n> An offer")
            let intake = try await bench.receive(mail, in: account["id"].string ?? "")
            let emails = try await bench.emails(lead)
            #expect(intake.emails == emails.compactMap { $0["id"].string })
            let email = try #require(emails.first)
            #expect(emails.count == 1)
            #expect(email["status"] == "inbox")
            #expect(email["direction"] == "incoming")
            #expect(email["sender"] == "\"Bluth, Gob\" <GOB@bluth.test>")
            #expect(email["to"] == ["ada@acme.test"])
            #expect(email["cc"] == ["Lucille <lucille@bluth.test>"])
            #expect(email["email_account_id"] == account["id"])
            #expect(email["user_id"] == account["user_id"])
            #expect(email["contact_id"].string != nil)
            #expect(email["message_ids"] == ["one@bluth.test"])
            #expect(email["envelope"]["message_id"] == "<one@bluth.test>")
            let chunks = email["body_text_quoted"].array ?? []
            #expect(chunks.map { $0["expand"].bool } == [true, false])
            #expect(chunks.compactMap { $0["text"].string }.joined() == email["body_text"].string)
        }
    }

    @Test(arguments: Backend.available)
    func `nothing of a mailbox is kept but mail with contacts`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            _ = try await bench.lead("Bluth", "gob@bluth.test")
            #expect(
                try await bench.receive(Mail(from: "shop@else.test"), in: account) == .leftOut(.noContact))
            #expect(
                try await bench.receive(Mail(from: "ADA@acme.test", id: "b@x"), in: account)
                    == .leftOut(.internalMail))
            #expect(try await bench.receive(Mail(from: "", id: "c@x"), in: account) == .leftOut(.noSender))
            #expect(try await bench.receive([[]], in: account) == [.unreadable("empty")])
            let rows = try await bench.store.read { try $0.rows("SELECT id FROM message") }
            #expect(rows.isEmpty, "what isn't kept leaves no copy")
        }
    }

    @Test(arguments: Backend.available)
    func `one message in two mailboxes and folders is one email per lead, in whatever form its id is written`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let other = try await bench.mailbox(25, ["email": "bob@acme.test"])["id"].string ?? ""
            let bluth = try await bench.lead("Bluth", "gob@bluth.test")
            let sitwell = try await bench.lead("Sitwell", "stan@sitwell.test")
            let mail = Mail(to: "ada@acme.test, bob@acme.test, stan@sitwell.test")
            var copy = mail
            copy.headers = "Received: from mx.test by other.test\r\n"
            copy.subject = "[EXTERNAL] Offer"
            let first = try await bench.receive([mail.bytes, mail.bytes], in: account)
            #expect(first[0].emails.count == 2)
            #expect(first[1] == .known(first[0].emails.map { ID($0) }), "also within one batch")
            #expect(try await bench.receive(copy, in: other) == first[1])
            #expect(try await bench.receive(mail, in: account, folder: .archive) == first[1])
            #expect(try await bench.emails(bluth).count == 1)
            #expect(try await bench.emails(sitwell).count == 1)
            let rows = try await bench.store.read { try $0.rows("SELECT id FROM message") }
            #expect(rows.count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `somebody else's mail under a known id hides neither`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            _ = try await bench.lead("Mallory", "mallory@evil.test")
            _ = try await bench.receive(Mail(from: "mallory@evil.test"), in: account)
            let honest = try await bench.receive(Mail(), in: account)
            #expect(honest.emails.count == 1)
            #expect(try await bench.emails(lead).count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `a deleted email doesn't come back with the next look into the mailbox`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            for mail in [Mail(), Mail(subject: "No id", id: nil)] {
                let id = try await bench.receive(mail, in: account).emails[0]
                #expect(try await bench.ask(.delete, "activity/email/\(id)").status == 200)
                #expect(try await bench.receive(mail, in: account) == .leftOut(.deleted))
            }
            #expect(try await bench.emails(lead).isEmpty)
            #expect(try await bench.threads(lead).isEmpty)
            #expect(try await bench.inboxTasks().isEmpty)
            let rows = try await bench.store.read { try $0.rows("SELECT id FROM message") }
            #expect(rows.isEmpty, "deleted is deleted: no copy stays behind")
        }
    }

    @Test(arguments: Backend.available)
    func `a contact that comes later gets the mails that lie there already, and nobody gets them twice`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let mail = Mail(to: "ada@acme.test, stan@sitwell.test")
            let bluth = try await bench.lead("Bluth", "gob@bluth.test")
            _ = try await bench.receive(mail, in: account)
            let sitwell = try await bench.lead("Sitwell", "stan@sitwell.test")
            _ = try await bench.receive(mail, in: account)
            #expect(try await bench.emails(bluth).count == 1)
            #expect(try await bench.emails(sitwell).count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `what we sent is recognised in the Sent folder, also when the relay gave it another id`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                let account = try await bench.mailbox(port)["id"].string ?? ""
                let id = try await bench.send(to: ["gob@bluth.test"])
                try await bench.workDueJobs()
                let sent = try #require(relay.mails.first?.bytes)
                _ = try await bench.lead("Bluth", "gob@bluth.test")
                #expect(try await bench.receive([sent], in: account, folder: .sent) == [.known([ID(id)])])
                let rewritten = Mail(
                    from: "Ada <ada@acme.test>", to: "gob@bluth.test", id: "new@exchange.test",
                    date: bench.now)
                #expect(try await bench.receive(rewritten, in: account, folder: .sent) == .known([ID(id)]))
                #expect(try await bench.email(id)["message_ids"].array?.contains("new@exchange.test") == true)
                // The same words to somebody else are another mail.
                let other = Mail(
                    from: "ada@acme.test", to: "gob@bluth.test, stan@sitwell.test", id: "other@acme.test",
                    date: bench.now)
                #expect(try await bench.receive(other, in: account, folder: .sent).emails != [id])
                // And the answer names the new id.
                let lead = try await bench.email(id)["lead_id"].string ?? ""
                bench.clock.advance(by: .seconds(60))
                let answer = Mail(
                    from: "gob@private.test", subject: "Re: Offer", id: "answer@bluth.test",
                    inReplyTo: "new@exchange.test", date: bench.now)
                #expect(
                    try await bench.receive(answer, in: account).emails.count == 1,
                    "from an address that nobody has")
                #expect(try await bench.threads(lead).count == 1)
                #expect(try await bench.email(id)["has_reply"] == true)
            }
        }
    }

    @Test(arguments: Backend.available)
    func
        `the other names of a mailbox are our own: what they send is sent mail, and among them mail is internal`(
            backend: Backend
        ) async throws
    {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            _ = try await bench.put(
                "connected_account/\(account)",
                ["identities": [["email": "Sales@Acme.test", "name": "Sales"]]])
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            let sent = Mail(from: "Sales <sales@acme.test>", to: "gob@bluth.test", id: "sent@acme.test")
            let received = Mail(
                to: "sales@acme.test", id: "received@bluth.test", date: Workbench.start + .seconds(1))
            #expect(try await bench.receive(sent, in: account, folder: .other).emails.count == 1)
            #expect(try await bench.receive(received, in: account).emails.count == 1)
            #expect(try await bench.emails(lead).map { $0["direction"] } == ["outgoing", "incoming"])
            #expect(try await bench.emails(lead).allSatisfy { $0["email_account_id"] == .string(account) })
            let note = Mail(from: "sales@acme.test", to: "ada@acme.test", id: "note@acme.test")
            #expect(try await bench.receive(note, in: account) == .leftOut(.internalMail))
        }
    }

    @Test(arguments: Backend.available)
    func `a mail that was sent with another program is logged as sent`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            _ = try await bench.receive(
                Mail(from: "ada@acme.test", to: "gob@bluth.test"), in: account, folder: .sent, isSeen: true)
            let email = try #require(try await bench.emails(lead).first)
            #expect(email["status"] == "sent")
            #expect(email["direction"] == "outgoing")
            #expect(email["contact_id"].string != nil)
            #expect(try await bench.inboxTasks().isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func `files of a received mail can be downloaded by their organization and by nobody else`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            let mail = Mail(
                headers: "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n",
                body: """
                    --b\r\nContent-Type: text/plain\r\n\r\nSee below\r\n--b\r\nContent-Type: application/pdf\r
                    Content-Disposition: attachment; filename="../offer.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r
                    JVBERg==\r\n--b--
                    """)
            _ = try await bench.receive(mail, in: account)
            let file = try #require(try await bench.emails(lead).first?["attachments"].array?.first)
            #expect(file["filename"] == "offer.pdf")
            #expect(file["size"] == 4)
            let id = String(file["url"].string?.split(separator: "/").dropLast().last ?? "")
            let stored = try await bench.installation.files.open(id: id, caller: bench.admin)
            #expect(stored.bytes == Array("%PDF".utf8))
            await #expect(throws: AjarError.self) {
                _ = try await bench.installation.files.open(id: id, caller: bench.stranger)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `unread mails of one conversation share a task, which is gone with them`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            _ = try await bench.lead("Bluth", "gob@bluth.test")
            let first = try await bench.receive(Mail(), in: account).emails
            let second = try await bench.receive(
                Mail(subject: "RE: Offer", id: "two@bluth.test", inReplyTo: "one@bluth.test"), in: account
            ).emails
            _ = try await bench.receive(
                Mail(subject: "Re: Offer", id: "three@bluth.test", inReplyTo: "one@bluth.test"), in: account,
                isSeen: true)
            _ = try await bench.receive(
                Mail(subject: "Old news", id: "old@bluth.test", date: bench.now - .seconds(90 * 86_400)),
                in: account)
            let tasks = try await bench.inboxTasks()
            #expect(tasks.count == 1)
            #expect(tasks[0]["emails"] == .array((first + second).map(JSON.string)))
            #expect(tasks[0]["object_type"] == "emailthread")
            _ = try await bench.put("task/\(tasks[0]["id"].string ?? "")", ["is_complete": true])
            _ = try await bench.receive(
                Mail(subject: "Re: Offer", id: "four@bluth.test", inReplyTo: "one@bluth.test"), in: account)
            #expect(try await bench.inboxTasks().count == 1, "who is done has a new one with the next mail")
        }
    }

    @Test(arguments: Backend.available)
    func `a person's answer ends the follow-up, a machine's does not`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { _, port in
                let account = try await bench.mailbox(port)["id"].string ?? ""
                let id = try await bench.send(
                    to: ["gob@bluth.test"], ["followup_date": .string((bench.now + .seconds(86_400)).text())])
                try await bench.workDueJobs()
                let sent = try await bench.email(id)
                let name = sent["message_ids"].array?.first?.string ?? ""
                func followups() async throws -> Int {
                    try await bench.get("task", ["_type": "email_followup"])["data"].array?.count ?? 0
                }
                #expect(try await followups() == 1)
                bench.clock.advance(by: .seconds(10))
                let machine = Mail(
                    subject: "Automatic reply: Offer", id: "auto@bluth.test", inReplyTo: name,
                    date: bench.now,
                    headers: "Auto-Submitted: auto-replied\r\n")
                #expect(try await bench.receive(machine, in: account).emails.count == 1)
                #expect(try await bench.email(id)["has_reply"] == false)
                #expect(try await followups() == 1)
                let person = Mail(
                    subject: "AW: Offer", id: "person@bluth.test", inReplyTo: name, date: bench.now)
                #expect(try await bench.receive(person, in: account).emails.count == 1)
                #expect(try await bench.email(id)["has_reply"] == true)
                #expect(try await followups() == 0)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `an answer that is read before the mail it answers still answers it`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            let question = Mail(from: "ada@acme.test", to: "gob@bluth.test", id: "q@acme.test")
            let answer = Mail(
                subject: "Re: Offer", id: "a@bluth.test", inReplyTo: "q@acme.test",
                date: question.date + .seconds(60))
            _ = try await bench.receive(answer, in: account)
            _ = try await bench.receive(question, in: account, folder: .sent)
            let emails = try await bench.emails(lead)
            #expect(emails.map { $0["has_reply"].bool } == [true, false])
            #expect(try await bench.threads(lead).count == 1)
        }
    }
}
