import AjarCore
import AjarMail
import AjarTestKit
import Foundation
import Testing

/// A conversation through real servers: what is sent, what comes back, and what people do with it in either
/// place.
@Suite(
    .enabled(
        if: AjarProcess.binary != nil && MailServers.found != nil, "no Dovecot was started for the tests"))
struct ConversationTests {
    private let servers: MailServers

    init() throws { servers = try #require(MailServers.found) }

    private func with(_ name: String, _ body: (AjarProcess, OtherProgram) async throws -> Void) async throws {
        let mailbox = try await OtherProgram(servers, name)
        try await mailbox.create("Archive", [])
        try await AjarProcess.with(options: ["--ca-file", servers["ca_file"], "--poll-mailboxes", "1"]) {
            ajar in
            try await ajar.start()
            try await body(ajar, mailbox)
        }
        await mailbox.close()
    }

    private func emails(_ ajar: AjarProcess) async throws -> [JSON] {
        try await ajar.ask("GET", "/api/v1/activity/email/").json["data"].array ?? []
    }

    private func tasks(_ ajar: AjarProcess, _ type: String, isComplete: Bool = false) async throws -> [JSON] {
        try await ajar.ask("GET", "/api/v1/task/?_type=\(type)&view=all&is_complete=\(isComplete)").json[
            "data"
        ].array ?? []
    }

    @Test
    func
        `an answer joins the conversation, and finishing it archives it; reading it elsewhere finishes it, too`()
        async throws
    {
        try await with("talk") { ajar, mailbox in
            let account = try await ajar.connect(mailbox, smtp: servers.smtp())
            let gob = "gob-talk@example.test"
            let lead = try await ajar.post(
                "lead",
                ["name": "Bluth", "contacts": [["name": "Gob", "emails": [["email": .string(gob)]]]]])
            let sent = try await ajar.post(
                "activity/email",
                [
                    "lead_id": lead["id"], "status": "outbox", "sender": .string(mailbox.address),
                    "to": [.string(gob)],
                    "subject": "Offer", "body_text": "Hello", "followup_date": "2030-01-01T00:00:00Z",
                ])
            let first = try await ajar.wait(for: "sent", of: sent["id"])
            #expect(try await tasks(ajar, "email_followup").count == 1)
            let id = first["message_ids"].array?.first?.string ?? ""

            try await mailbox.reply("answer", from: gob, to: id, subject: "Offer")
            try await Condition.wait(until: "the answer is here") { try await emails(ajar).count == 2 }
            let answer = try await emails(ajar).first { $0["direction"] == "incoming" } ?? .null
            #expect(answer["thread_id"] == first["thread_id"] && answer["lead_id"] == lead["id"])
            #expect(try await ajar.email(sent["id"])["has_reply"] == true)
            #expect(try await tasks(ajar, "email_followup").isEmpty)

            let task = try #require(try await tasks(ajar, "incoming_email").first)
            _ = try await ajar.ask("PUT", "/api/v1/task/\(task["id"].string ?? "")/", ["is_complete": true])
            try await Condition.wait(until: "the answer is archived", deadline: .seconds(60)) {
                let (inbox, archive) = (try await mailbox.count("INBOX"), try await mailbox.count("Archive"))
                return inbox == 0 && archive == 1
            }
            for folder in ["INBOX", "Archive"] { try await ajar.waitUntilEqual(folder, account, mailbox) }

            try await mailbox.reply("again", from: gob, to: id, subject: "Offer")
            try await Condition.wait(until: "there is another task") {
                try await tasks(ajar, "incoming_email").count == 1
            }
            try await mailbox.read(UIDSet(from: 1))
            try await Condition.wait(until: "it is finished", deadline: .seconds(60)) {
                try await tasks(ajar, "incoming_email").isEmpty
            }
            #expect(try await emails(ajar).count == 3, "nothing came twice")
            #expect(try await mailbox.count("INBOX") == 1, "what was read elsewhere stays where it is")
        }
    }

    private func send(_ ajar: AjarProcess, from sender: String, to recipient: String) async throws -> JSON {
        let lead = try await ajar.post("lead", ["name": "Lead"])
        let email = try await ajar.post(
            "activity/email",
            [
                "lead_id": lead["id"], "status": "outbox", "sender": .string(sender),
                "to": [.string(recipient)],
                "subject": "A copy",
                "body_html": "<p>See <a href=\"https://acme.test/offer\">the offer</a></p>",
            ])
        return try await ajar.wait(for: "sent", of: email["id"])
    }

    private func waitForErrands(_ ajar: AjarProcess, _ account: String) async throws {
        try await Condition.wait(until: "the errands are done", deadline: .seconds(60)) {
            try await ajar.sync(account)["errands"]["pending"] == 0
        }
    }

    @Test func `what the recipient gets is tracked, and the copy in the Sent folder is not`() async throws {
        try await with("tracked") { ajar, mailbox in
            let account = try await ajar.connect(mailbox, smtp: servers.smtp())
            _ = try await ajar.ask("PUT", "/api/v1/connected_account/\(account)/", ["track_clicks": true])
            let recipient = "gob-\(UUID().uuidString.prefix(8).lowercased())@example.test"
            let email = try await send(ajar, from: mailbox.address, to: recipient)
            let delivered = try await servers.delivered(to: recipient).html ?? ""
            #expect(delivered.contains("/track/open/") && delivered.contains("/track/click/"))
            try await waitForErrands(ajar, account)
            let copies = try await mailbox.messages("Sent")
            let html = copies.first?.html ?? ""
            #expect(
                copies.count == 1
                    && copies.first?.messageID?.text == email["message_ids"].array?.first?.string)
            #expect(html.contains("\"https://acme.test/offer\"") && !html.contains("/track/"), "\(html)")
        }
    }

    @Test func `a provider that files sent mail under a name of its own gets no second copy`() async throws {
        try await with("renamed") { ajar, mailbox in
            let account = try await ajar.connect(mailbox, smtp: servers.smtp())
            try await ajar.waitUntilEqual("Sent", account, mailbox)
            let recipient = "gob-\(UUID().uuidString.prefix(8).lowercased())@example.test"
            let email = try await send(ajar, from: mailbox.address, to: recipient)
            try await mailbox.fileSent("renamed@provider.example", to: recipient, subject: "A copy")
            try await waitForErrands(ajar, account)
            #expect(
                try await mailbox.messages("Sent").compactMap(\.messageID?.text) == [
                    "renamed@provider.example"
                ])
            try await ajar.waitUntilEqual("Sent", account, mailbox)
            let names = try await ajar.email(email["id"])["message_ids"].array ?? []
            #expect(names.contains("renamed@provider.example"), "answers will name it")
            #expect(try await emails(ajar).count == 1)
        }
    }

    @Test func `mail of strangers is left out until they are on a contact`() async throws {
        try await with("strangers") { ajar, mailbox in
            _ = try await ajar.post(
                "lead",
                ["name": "Known", "contacts": [["name": "Ann", "emails": [["email": "ann@example.org"]]]]])
            try await mailbox.file(["known1", "known2"])
            try await mailbox.file((1...30).map { "strange\($0)" }, from: "eve@else.example")
            let account = try await ajar.connect(mailbox)
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            let before = try await ajar.folder("INBOX", of: account)
            #expect(before["kept"] == 2 && before["left_out"] == 30)
            _ = try await ajar.post(
                "lead",
                ["name": "New", "contacts": [["name": "Eve", "emails": [["email": "Eve@else.example"]]]]])
            try await Condition.wait(until: "her mail is here", deadline: .seconds(60)) {
                try await ajar.folder("INBOX", of: account)["kept"] == 32
            }
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            #expect(try await ajar.folder("INBOX", of: account)["left_out"] == 0)
        }
    }
}
