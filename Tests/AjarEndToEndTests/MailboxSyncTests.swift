import AjarCore
import AjarMail
import AjarTestKit
import Foundation
import Testing

/// The whole way from a real Dovecot into our books, with another mail program at work in the same mailbox.
@Suite(
    .enabled(
        if: AjarProcess.binary != nil && MailServers.found != nil, "no Dovecot was started for the tests"))
struct MailboxSyncTests {
    private let servers: MailServers

    init() throws { servers = try #require(MailServers.found) }

    private func with(
        _ name: String, _ body: (AjarProcess, OtherProgram) async throws -> Void
    ) async throws {
        let mailbox = try await OtherProgram(servers, name)
        try await AjarProcess.with(options: ["--ca-file", servers["ca_file"], "--poll-mailboxes", "1"]) {
            ajar in
            try await ajar.start()
            try await body(ajar, mailbox)
        }
        await mailbox.close()
    }

    @Test func `what is in a mailbox is in our books, and what arrives follows at once`() async throws {
        try await with("first") { ajar, mailbox in
            try await mailbox.file((1...60).map { "old\($0)" })
            try await mailbox.file(["sent"], in: "Sent")
            let account = try await ajar.connect(mailbox)
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            try await ajar.waitUntilEqual("Sent", account, mailbox)
            try await mailbox.file(["new"])
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            let inbox = try await ajar.folder("INBOX", of: account)
            #expect(inbox["our_count"] == 61 && inbox["last_uid"] == 61 && inbox["last_error"] == .null)
            #expect(try await ajar.sync(account)["is_watched"] == true)
        }
    }

    @Test func `a line that the server drops is taken up again, and nothing is missed or there twice`()
        async throws
    {
        try await with("dropped") { ajar, mailbox in
            try await mailbox.file(["one"])
            let account = try await ajar.connect(mailbox)
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            mailbox.hangUp()
            let status = try await ajar.ask("GET", "/api/v1/connected_account/\(account)/").json
            #expect(status["status"] == "active")
            try await Condition.wait(until: "it is watched again", deadline: .seconds(60)) {
                let sync = try await ajar.sync(account)
                return sync["is_watched"] == true && sync["state"] == "up_to_date"
            }
        }
    }

    @Test
    func
        `a thousand messages of an outage arrive afterwards, while another program reads, moves and deletes`()
        async throws
    {
        try await with("outage") { ajar, mailbox in
            try await mailbox.file((1...20).map { "before\($0)" })
            let account = try await ajar.connect(mailbox)
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            await ajar.kill()
            try await mailbox.create("Projects", [])
            try await mailbox.file((1...1000).map { "during\($0)" })
            try await mailbox.move(UIDSet(1...10), to: "Projects")
            mailbox.delete(UIDSet(11...12))
            try await ajar.start()
            try await mailbox.read(UIDSet(500...600))
            try await mailbox.move(UIDSet(700...750), to: "Projects")
            for folder in ["INBOX", "Projects"] { try await ajar.waitUntilEqual(folder, account, mailbox) }
            #expect(try await ajar.folder("INBOX", of: account)["our_count"] == 957)
            #expect(try await ajar.folder("Projects", of: account)["our_count"] == 61)
            #expect(try await ajar.sync(account)["quarantined"] == [])
        }
    }

    @Test func `a folder whose numbers are all new is mapped by Message-ID`() async throws {
        try await with("validity") { ajar, mailbox in
            let names = (1...40).map { "kept\($0)" }
            try await mailbox.create("Projects", names)
            let account = try await ajar.connect(mailbox)
            try await ajar.waitUntilEqual("Projects", account, mailbox)
            let before = try await ajar.folder("Projects", of: account)["uid_validity"]
            mailbox.remove("Projects")
            try await mailbox.create("Projects", names + ["another"])
            try await Condition.wait(until: "the new numbers are known", deadline: .seconds(60)) {
                let folder = try await ajar.folder("Projects", of: account)
                return folder["uid_validity"] != before && folder["our_count"] == 41
                    && folder["is_history_complete"] == true
            }
            try await ajar.waitUntilEqual("Projects", account, mailbox)
        }
    }

    @Test func `what was sent lies in the Sent folder, once, also when we die before we know`() async throws {
        try await with("copies") { ajar, mailbox in
            let account = try await ajar.connect(mailbox, smtp: servers.smtp())
            try await ajar.waitUntilEqual("Sent", account, mailbox)
            let lead = try await ajar.post("lead", ["name": "Lead"])
            let email = try await ajar.post(
                "activity/email",
                [
                    "lead_id": lead["id"], "status": "outbox", "sender": .string(mailbox.address),
                    "to": ["gob-copies@example.test"], "subject": "A copy", "body_text": "Hello",
                ])
            _ = try await ajar.wait(for: "sent", of: email["id"])
            await ajar.kill()
            try await ajar.start()
            try await Condition.wait(until: "the copy is there", deadline: .seconds(60)) {
                try await mailbox.subjects("Sent") == ["A copy"]
            }
            try await Condition.wait(until: "the errand is done") {
                try await ajar.sync(account)["errands"]["pending"] == 0
            }
            try await ajar.waitUntilEqual("Sent", account, mailbox)
            #expect(try await mailbox.subjects("Sent") == ["A copy"])
        }
    }

    @Test func `a wrong password stops the account visibly, and a server that is away doesn't`() async throws
    {
        try await with("refused") { ajar, mailbox in
            let account = try await ajar.connect(mailbox, imap: mailbox.imap(password: "wrong"))
            try await Condition.wait(until: "it is stopped") {
                try await ajar.sync(account)["state"] == "stopped"
            }
            let row = try await ajar.ask("GET", "/api/v1/connected_account/\(account)/").json
            #expect(row["status"] == "error")
            #expect(row["last_error"]["code"] == "AUTHENTICATIONFAILED")
            let events = try await ajar.ask("GET", "/api/v1/event/?object_type=connected_account").json
            #expect(
                events["data"].array?.contains { $0["changed_fields"].array?.contains("status") == true }
                    == true)

            _ = try await ajar.ask(
                "PUT", "/api/v1/connected_account/\(account)/", ["imap": mailbox.imap(port: 9)])
            try await Condition.wait(until: "it is tried again and again") {
                try await ajar.sync(account)["failures"].int ?? 0 >= 1
            }
            let retried = try await ajar.sync(account)
            #expect(retried["state"] == "retrying" && retried["account_status"] == "active")
            #expect(retried["last_error"]["reason"] == "connectionRefused" && retried["next_try"] != .null)

            _ = try await ajar.ask("PUT", "/api/v1/connected_account/\(account)/", ["imap": mailbox.imap()])
            try await Condition.wait(until: "it is well again") {
                try await ajar.sync(account)["state"] == "up_to_date"
            }
        }
    }

    @Test func `testing an account says what each server answers, and no secret`() async throws {
        try await with("tested") { ajar, mailbox in
            for (password, isOK) in [(servers["password"], true), ("wrong", false)] {
                let account = try await ajar.connect(mailbox, imap: mailbox.imap(password: password))
                let answer = try await ajar.ask("POST", "/api/v1/connected_account/\(account)/test/", [:])
                    .json
                #expect(answer["imap"]["ok"] == .bool(isOK))
                #expect(!answer.text.contains(servers["password"]))
            }
        }
    }
}
