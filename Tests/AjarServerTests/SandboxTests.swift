import AjarCore
import AjarMail
import AjarServer
import AjarTestKit
import HTTPTypes
import Synchronization
import Testing

/// The sandbox as somebody's mail provider, with the correspondents behind it.
@Suite struct SandboxTests {
    /// A server with an account in the sandbox, and an email that was sent from it to a contact.
    private struct Scene: Sendable {
        static let us = "ada@ours.test"
        static let them = "gob@bluth.test"

        let server: TestServer
        let account: String
        let email: String
        /// What the sandbox took.
        let message: String

        func reply(_ body: JSON) async -> TestReply {
            await server.send(
                .post, "/sandbox/messages/\(message)/reply/", key: nil, body: Array(body.text.utf8),
                headers: ["content-type": "application/json"])
        }

        func emails() async -> [JSON] { await server.call(.get, "activity/email/")["data"].array ?? [] }

        func tasks(_ type: String) async -> [JSON] {
            await server.call(.get, "task/?_type=\(type)&view=all&is_complete=false")["data"].array ?? []
        }

        func sent() async -> JSON { await server.call(.get, "activity/email/\(email)/").json }

        func folder(_ name: String) async -> JSON {
            let health = await server.call(.get, "connected_account/\(account)/sync/").json
            return health["folders"].array?.first { $0["name"].string == name } ?? .null
        }
    }

    private func withScene(
        _ backend: Backend = .sqlite, returnPath: String? = nil, _ body: (Scene) async throws -> Void
    ) async throws {
        try await TestServer.with(
            backend, listening: true, isManual: false,
            configure: {
                $0.isSandboxOn = true
                $0.pollMailboxes = 1
            }
        ) { server in
            let places = await server.send(.get, "/sandbox/", key: nil).json
            let account = await server.call(
                .post, "connected_account/",
                [
                    "email": .string(Scene.us), "name": "Ada", "return_path": JSON(returnPath),
                    "smtp": [
                        "host": places["smtp"]["host"], "port": places["smtp"]["port"], "security": "none",
                    ],
                    "imap": [
                        "host": places["imap"]["host"], "port": places["imap"]["port"], "security": "none",
                        "username": .string(Scene.us), "password": "any",
                    ],
                ])
            #expect(account.status == 201)
            let lead = await server.call(
                .post, "lead/",
                [
                    "name": "Bluth",
                    "contacts": [["name": "Gob", "emails": [["email": .string(Scene.them)]]]],
                ])
            let email = await server.call(
                .post, "activity/email/",
                [
                    "lead_id": lead["id"], "status": "outbox", "sender": .string(Scene.us),
                    "to": [.string(Scene.them)], "subject": "Offer", "body_text": "Hello Gob",
                    "followup_date": "2030-01-01T00:00:00Z",
                ])
            let id = try #require(email["id"].string)
            let taken = Mutex("")
            try await Condition.wait(until: "the email is sent and taken") {
                let first = await server.send(.get, "/sandbox/messages/", key: nil)["data"].array?.first
                taken.withLock { $0 = first?["id"].string ?? "" }
                let status = await server.call(.get, "activity/email/\(id)/")["status"]
                return first != nil && status == "sent"
            }
            try await body(
                Scene(
                    server: server, account: account["id"].string ?? "", email: id,
                    message: taken.withLock { $0 }))
        }
    }

    // MARK: - Answers

    @Test(arguments: Backend.available)
    func `a reply joins the conversation, ends the follow-up and asks to be read`(
        backend: Backend
    )
        async throws
    {
        try await withScene(backend) { scene in
            #expect(await scene.tasks("email_followup").count == 1)
            let reply = await scene.reply(["kind": "reply", "text": "Sounds good, said Gob"])
            #expect(reply.status == 201 && reply["subject"] == "Re: Offer")
            #expect(reply["to"] == [.string(Scene.us)] && reply["from"] == .string(Scene.them))
            try await Condition.wait(until: "the answer is here") { await scene.emails().count == 2 }
            let (sent, emails) = (await scene.sent(), await scene.emails())
            let answer = try #require(emails.first { $0["direction"] == "incoming" })
            #expect(answer["thread_id"] == sent["thread_id"] && answer["lead_id"] == sent["lead_id"])
            #expect(answer["body_text"].string?.hasPrefix("Sounds good, said Gob") == true)
            #expect(answer["body_text_quoted"].array?.contains { $0["expand"] == false } == true)
            #expect(sent["has_reply"] == true)
            #expect(await scene.tasks("email_followup").isEmpty)
            #expect(await scene.tasks("incoming_email").count == 1)
        }
    }

    @Test func `a machine's answer joins the conversation and leaves the follow-up`() async throws {
        try await withScene { scene in
            #expect(await scene.reply(["kind": "auto_reply"]).status == 201)
            try await Condition.wait(until: "the answer is here") { await scene.emails().count == 2 }
            let answer = try #require(await scene.emails().first { $0["direction"] == "incoming" })
            #expect(answer["subject"] == "Automatic reply: Offer")
            let sent = await scene.sent()
            #expect(answer["thread_id"] == sent["thread_id"] && sent["has_reply"] == false)
            #expect(await scene.tasks("email_followup").count == 1)
        }
    }

    @Test(arguments: [nil, "bounces+{token}@ours.test"])
    func `a bounce is an attempt of the email and a mark on the contact, and no email`(
        returnPath: String?
    )
        async throws
    {
        try await withScene(returnPath: returnPath) { scene in
            let bounce = await scene.reply(["kind": "bounce", "text": "Gob\r\nhas left"])
            #expect(bounce.status == 201 && bounce["from"].isNull)
            try await Condition.wait(until: "the bounce is on the email") {
                await scene.sent()["send_attempts"].array?.contains { $0.text.contains("Gob has left") }
                    == true
            }
            let lead = await scene.sent()["lead_id"].string ?? ""
            let contact = await scene.server.call(.get, "lead/\(lead)/")["contacts"].array?.first ?? .null
            #expect(contact["emails"].array?.first?["bounce"] == "hard")
            #expect(await scene.emails().count == 1)
            #expect(await scene.tasks("email_followup").count == 1)
        }
    }

    @Test func `a wish that makes no sense is refused with all that is wrong, and nobody answers`()
        async throws
    {
        try await withScene { scene in
            let wrong = await scene.reply(["kind": "shout", "text": ["x"]])
            #expect(wrong.status == 400)
            #expect(
                wrong["field-errors"]["kind"].string != nil && wrong["field-errors"]["text"].string != nil)
            #expect(
                await scene.reply(["text": .string(String(repeating: "x", count: 100_001))]).status == 400)
            let messages = "/sandbox/messages/"
            for (method, path, peer, status) in [
                (.post, "\(messages)nope/reply/", "127.0.0.1", 404),
                (.get, "\(messages)\(scene.message)/reply/", "127.0.0.1", 405),
                (.post, "\(messages)\(scene.message)/reply/", "192.0.2.1", 401),
            ] as [(HTTPRequest.Method, String, String, Int)] {
                #expect(await scene.server.send(method, path, key: nil, peer: peer).status == status)
            }
            #expect(await scene.server.send(.get, messages, key: nil)["data"].array?.count == 1)
            // A report has no envelope sender, and no machine answers a machine.
            let bounce = await scene.reply(["kind": "bounce"])["id"].string ?? ""
            let path = "\(messages)\(bounce)/reply/"
            let again = await scene.server.send(
                .post, path, key: nil, body: Array(#"{"kind":"bounce"}"#.utf8),
                headers: ["content-type": "application/json"])
            #expect(again.status == 400)
        }
    }

    // MARK: - Mailboxes

    @Test func `what is done here is done in the mailbox: a sent copy, and an archived conversation`()
        async throws
    {
        try await withScene { scene in
            _ = await scene.reply([:])
            try await Condition.wait(until: "the answer is here") {
                await scene.tasks("incoming_email").count == 1
            }
            let task = await scene.tasks("incoming_email").first?["id"].string ?? ""
            await scene.server.call(.put, "task/\(task)/", ["is_complete": true])
            try await Condition.wait(until: "it is in the archive", deadline: .seconds(60)) {
                let (inbox, archive) = (await scene.folder("INBOX"), await scene.folder("Archive"))
                return inbox["server_count"] == 0 && archive["server_count"] == 1
            }
            try await Condition.wait(until: "the copy is in Sent", deadline: .seconds(60)) {
                await scene.folder("Sent")["server_count"] == 1
            }
            #expect(await scene.emails().count == 2, "nothing came twice")
            let listed = await scene.server.send(.get, "/sandbox/messages/", key: nil)["data"].array
            #expect(listed?.count == 2, "the copy that we filed ourselves was not received")
        }
    }

    /// Takes mails for an address, and gives a session in its mailbox.
    private func withMailbox(
        _ count: Int, _ body: (TestServer, IMAPSession) async throws -> Void
    ) async throws {
        try await TestServer.with(listening: true, isManual: false, configure: { $0.isSandboxOn = true }) {
            server in
            for number in 0..<count { try await take(number, server) }
            let port = await server.send(.get, "/sandbox/", key: nil)["imap"]["port"].int ?? 0
            let session = try await IMAPClient().connect(
                IMAPAccount(
                    host: "127.0.0.1", port: port, security: .none, username: "Ann@Garden.test",
                    secret: Secret("any")))
            defer { session.abort() }
            try await body(server, session)
        }
    }

    private func take(_ number: Int, _ server: TestServer) async throws {
        let port = await server.send(.get, "/sandbox/", key: nil)["smtp"]["port"].int ?? 0
        let mail =
            "EHLO me\r\nMAIL FROM:<bob@b.test>\r\nRCPT TO:<ann@garden.test>\r\nDATA\r\n"
            + "Subject: Number \(number)\r\nFrom: Bob\r\n <bob\(number)@b.test>\r\nMessage-ID: <\(number)@b.test>"
            + "\r\n\r\nGood morning\r\n.\r\nQUIT\r\n"
        #expect(try await RawConnection.exchange([mail], port: port).contains("250 2.0.0 Ok\r\n221"))
    }

    @Test func `our own client finds, reads, marks, moves, adds and removes what is there`() async throws {
        try await withMailbox(3) { _, session in
            let folders = try await session.list()
            #expect(folders.map(\.name.text) == ["INBOX", "Sent", "Archive"])
            #expect(folders.map(\.use) == [nil, .sent, .archive])
            let inbox = try await session.select(.inbox)
            #expect(inbox.messages == 3 && inbox.uidNext == 4)
            let id = try HeaderName("Message-ID")
            #expect(try await session.search([.header(id, contains: "<1@b.test>")]) == UIDSet(2...2))
            #expect(try await session.search([.address("bob2@b.test")]) == UIDSet(3...3))
            #expect(try await session.search([.flag(.seen, false), .uids(UIDSet(2...9))]) == UIDSet(2...3))

            let found: Mutex<[FetchedMessage]> = Mutex([])
            let keep: @Sendable ([FetchedMessage]) -> FetchAnswer = { messages in
                found.withLock { $0 += messages }
                return .more
            }
            try await session.fetchHeaders(UIDSet(1...1), ["From"], keep)
            try await session.fetch(UIDSet(from: 3), keep)
            let texts = found.withLock { $0.map { String(decoding: $0.bytes ?? [], as: UTF8.self) } }
            #expect(texts.first == "From: Bob\r\n <bob0@b.test>\r\n\r\n")
            #expect(texts.last?.hasSuffix("\r\n\r\nGood morning\r\n") == true && texts.count == 2)
            #expect(found.withLock { $0.last?.size } == texts.last?.utf8.count)

            try await session.store(UIDSet(1...2), .add([.seen]))
            #expect(try await session.search([.flag(.seen, true)]) == UIDSet(1...2))
            let moved = try await session.move(UIDSet(2...2), to: MailboxName("Archive"))
            #expect(moved.uids == [2: 1])
            let added = try await session.append(
                Array("Subject: x\r\n\r\ny\r\n".utf8), to: MailboxName("Sent"), flags: [.seen])
            #expect(added?.uid == 1)
            let sent = try await session.status(MailboxName("Sent"))
            #expect(sent.messages == 1 && sent.uidNext == 2)
            let archive = try await session.select(MailboxName("Archive"))
            #expect(archive.messages == 1)
            #expect(try await session.fetchFlags(UIDSet(from: 1)).entries.map(\.flags) == [[.seen]])
            #expect(try await session.select(.inbox).messages == 2)
        }
    }

    @Test func `a number that was given is never given again`() async throws {
        try await withMailbox(2) { server, session in
            try await session.select(.inbox)
            try await session.move(UIDSet(2...2), to: MailboxName("Archive"))
            try await take(2, server)
            #expect(try await session.select(.inbox).uidNext == 4)
            #expect(try await session.search([.all]) == UIDSet([1, 3]))
        }
    }

    @Test func `who waits hears of new mail at once`() async throws {
        try await withMailbox(1) { server, session in
            try await session.select(.inbox)
            async let events = session.idle(for: .seconds(60))
            try await Condition.wait(until: "it waits") { await session.isIdling }
            try await take(1, server)
            #expect(try await !events.isEmpty)
            #expect(await session.mailbox?.messages == 2)
        }
    }

    private static let misuses: [(lines: String, answer: String)] = [
        ("a LIST \"\" *\r\n", "a BAD Sign in first"), ("a LOGIN nobody x\r\n", "a NO [AUTHENTICATIONFAILED]"),
        ("a LOGIN ann@b.test x\r\nb UID FETCH 1 (FLAGS)\r\n", "b BAD Open a folder first"),
        ("a LOGIN ann@b.test x\r\nb SELECT Else\r\n", "b NO [TRYCREATE]"),
        ("a LOGIN ann@b.test x\r\nb EXAMINE INBOX\r\nc UID STORE 1 +FLAGS (\\Seen)\r\n", "c NO [READ-ONLY]"),
        ("a LOGIN {100000}\r\n", "* BYE"), ("\r\n", "* BYE"),
        ("a LOGIN {4}\r\nannx x\r\n", "+ Go on"), ("a UID SEARCH ((((((((((((((((((((ALL\r\n", "a BAD"),
        (String(repeating: "x", count: 65_537), "* BYE"), ("a FROB\r\n", "a BAD"),
        (String(repeating: "a FROB\r\n", count: 30), "* BYE Too many mistakes"),
    ]

    @Test func `what a client may not say is answered, not obeyed`() async throws {
        try await TestServer.with(listening: true, isManual: false, configure: { $0.isSandboxOn = true }) {
            server in
            let port = await server.send(.get, "/sandbox/", key: nil)["imap"]["port"].int ?? 0
            for (lines, answer) in Self.misuses {
                // After a BYE there is nobody left to log out from.
                let end = answer.hasPrefix("* BYE") ? [] : ["z LOGOUT\r\n"]
                let heard = try await RawConnection.exchange([lines] + end, port: port)
                #expect(
                    heard.contains("\r\n\(answer)") || heard.hasPrefix(answer),
                    "\(lines.prefix(40)): \(heard)")
            }
        }
    }
}
