import AjarCore
import AjarMail
import AjarTestKit
import Foundation
import Testing

/// Servers that can little, or want another way in; and installations that are more than one process.
@Suite(
    .enabled(
        if: AjarProcess.binary != nil && MailServers.found != nil, "no Dovecot was started for the tests"))
struct OddServerTests {
    private let servers: MailServers
    private let options: [String]

    init() throws {
        servers = try #require(MailServers.found)
        options = ["--ca-file", servers["ca_file"], "--poll-mailboxes", "1"]
    }

    private func lead(_ ajar: AjarProcess, _ address: String) async throws {
        _ = try await ajar.post(
            "lead", ["name": "Ann", "contacts": [["name": "Ann", "emails": [["email": .string(address)]]]]])
    }

    private func openTasks(_ ajar: AjarProcess) async throws -> [JSON] {
        try await ajar.ask("GET", "/api/v1/task/?_type=incoming_email&view=all&is_complete=false").json[
            "data"
        ]
        .array ?? []
    }

    @Test
    func
        `without IDLE, CONDSTORE, MOVE and UIDPLUS all is the same: mail comes, marks are seen, the done is filed`()
        async throws
    {
        let mailbox = try await OtherProgram(servers, "plain")
        try await mailbox.create("Archive", [])
        try await mailbox.file((1...20).map { "old\($0)" }, flags: [.seen])
        try await AjarProcess.with(options: options) { ajar in
            try await ajar.start()
            try await lead(ajar, "ann@example.org")
            let account = try await ajar.connect(mailbox, imap: mailbox.imap(host: "127.0.0.2"))
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            try await mailbox.file(["new"])
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            try await Condition.wait(until: "the unread one is a task") {
                try await openTasks(ajar).count == 1
            }

            try await mailbox.read(UIDSet([21]))
            try await Condition.wait(until: "read elsewhere, it is none") {
                try await openTasks(ajar).isEmpty
            }
            try await mailbox.unread(UIDSet([21]))
            try await Condition.wait(until: "marked as unread, it is one again") {
                try await openTasks(ajar).count == 1
            }
            let task = try #require(try await openTasks(ajar).first)
            _ = try await ajar.ask("PUT", "/api/v1/task/\(task["id"].string ?? "")/", ["is_complete": true])
            try await Condition.wait(until: "it is archived", deadline: .seconds(60)) {
                try await mailbox.subjects("Archive") == ["new"]
            }
            for folder in ["INBOX", "Archive"] { try await ajar.waitUntilEqual(folder, account, mailbox) }
            #expect(try await mailbox.count("INBOX") == 20, "nothing else was removed")
            let emails = try await ajar.ask("GET", "/api/v1/activity/email/").json["data"].array ?? []
            #expect(emails.count == 21, "nothing is there twice")
            #expect(try await openTasks(ajar).isEmpty)
        }
        await mailbox.close()
    }

    @Test func `a token signs in to both servers; one that is refused stops the account and is in no answer`()
        async throws
    {
        let mailbox = try await OtherProgram(servers, "token")
        try await mailbox.file(["one"])
        try await AjarProcess.with(options: options) { ajar in
            try await ajar.start()
            let token = "token.\(mailbox.address)"
            var smtp = servers.smtp().object ?? JSONObject()
            smtp["username"] = .string(mailbox.address)
            smtp["password"] = .string(token)
            smtp["authentication"] = "xoauth2"
            let account = try await ajar.connect(
                mailbox, imap: mailbox.imap(password: token, authentication: "xoauth2"), smtp: .object(smtp))
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
            let path = "/api/v1/connected_account/\(account)/"
            let test = try await ajar.ask("POST", "\(path)test/", [:]).json
            #expect(test["imap"]["ok"] == true && test["smtp"]["ok"] == true, "\(test.text)")

            _ = try await ajar.ask(
                "PUT", path, ["imap": mailbox.imap(password: "expired-token", authentication: "xoauth2")])
            try await Condition.wait(until: "it is stopped") {
                try await ajar.sync(account)["state"] == "stopped"
            }
            let row = try await ajar.ask("GET", path).json
            #expect(row["status"] == "error" && !row.text.contains("expired-token"))
            _ = try await ajar.ask(
                "PUT", path, ["imap": mailbox.imap(password: token, authentication: "xoauth2")])
            try await mailbox.file(["two"])
            try await ajar.waitUntilEqual("INBOX", account, mailbox)
        }
        await mailbox.close()
    }

    @Test(.enabled(if: Backend.postgresURL != nil, "no PostgreSQL was started for the tests"))
    func `of two processes on one database one reads a mailbox, and the other goes on when it dies`()
        async throws
    {
        let mailbox = try await OtherProgram(servers, "shared")
        try await mailbox.file((1...300).map { "old\($0)" })
        try await Backend.withDatabase(Backend.postgresURL ?? "") { database in
            try await AjarProcess.with(options: options, database: database) { first in
                try await first.start()
                let second = try await AjarProcess(beside: first)
                try await second.start()
                do {
                    try await share(mailbox, first, second)
                } catch {
                    await second.kill()
                    throw error
                }
                await second.kill()
            }
        }
        await mailbox.close()
    }

    private func share(_ mailbox: OtherProgram, _ first: AjarProcess, _ second: AjarProcess) async throws {
        try await lead(first, "ann@example.org")
        let account = try await first.connect(mailbox)
        for ajar in [first, second] { try await ajar.waitUntilEqual("INBOX", account, mailbox) }
        // This program, and one watcher. A second one would be a second connection.
        #expect(mailbox.connections() == 2)
        try await mailbox.file(["new"])
        try await second.waitUntilEqual("INBOX", account, mailbox)
        #expect(mailbox.connections() == 2)
        await first.kill()
        try await mailbox.file(["after"])
        try await Condition.wait(until: "the other has taken over", deadline: .seconds(120)) {
            try await second.folder("INBOX", of: account)["our_count"] == 302
        }
        try await second.waitUntilEqual("INBOX", account, mailbox)
        let emails = try await second.ask("GET", "/api/v1/activity/email/?_limit=1&_fields=id&_skip=301").json
        #expect(emails["data"].array?.count == 1 && emails["has_more"] == false, "nothing is there twice")
    }
}
