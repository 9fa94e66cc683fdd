import AjarCore
import AjarMail
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@testable import AjarCRM

/// What is written down about mailboxes, and what it promises.
@Suite struct MailboxTests {
    private static let server: JSON = [
        "host": "mail.acme.test", "port": 993, "username": "rep", "password": "s3cret",
    ]

    private func connect(_ bench: Workbench, as caller: Caller? = nil) async throws -> String {
        let (status, json) = try await bench.ask(
            .post, "connected_account",
            ["email": "rep@acme.test", "name": "Rep", "smtp": Self.server, "imap": Self.server], as: caller)
        #expect(status == 201, "\(json.text)")
        return json["id"].string ?? ""
    }

    private func claim(_ bench: Workbench, _ worker: String) async throws -> [MailboxLease] {
        try await bench.store.write { try $0.claimMailboxes(worker: worker, limit: 10, lease: .seconds(60)) }
    }

    private func errands(_ bench: Workbench) async throws -> [String] {
        try await bench.store.read { reader in
            try reader.rows(
                "SELECT account_id, kind, subject FROM mailbox_errand ORDER BY kind, subject, account_id"
            )
            .map { "\($0.text("account_id")) \($0.text("kind")) \($0.text("subject"))" }
        }
    }

    /// An inbox that is open under one numbering, in the books of a lease.
    private func inbox(
        _ bench: Workbench, _ lease: MailboxLease
    ) async throws -> (MailboxBooks, MailboxFolder) {
        let books = MailboxBooks(engine: bench.engine, lease: lease)
        var folder = try await books.write { try $0.transaction.keepFolders([(.inbox, .inbox)], lease) }[0]
        folder.cursor = SyncCursor(uidValidity: 7, lastUID: 0)
        return (books, folder)
    }

    // MARK: - Leases

    @Test(arguments: Backend.available)
    func `an account has one watcher, and an account that changed has none of the old ones`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await connect(bench)
            let first = try await claim(bench, "one")
            #expect(first.map(\.account.text) == [account])
            #expect(try await claim(bench, "two").isEmpty)
            _ = try await bench.put(
                "connected_account/\(account)",
                ["imap": ["host": "mail.acme.test", "port": 993, "password": "other"]])
            let (books, folder) = (MailboxBooks(engine: bench.engine, lease: first[0]), MailboxName.inbox)
            await #expect(throws: MailboxLease.Lost.self) {
                try await books.write { _ = try $0.transaction.keepFolders([(folder, .inbox)], first[0]) }
            }
            let count = try await bench.store.read { try $0.value("SELECT COUNT(*) FROM mailbox_folder").int }
            #expect(count == 0)
            let second = try await claim(bench, "two")
            #expect(second.count == 1 && second[0].fence > first[0].fence && !second[0].isAfterCrash)
        }
    }

    @Test(arguments: Backend.available)
    func `a holder that gives no sign of life loses the account, and its successor is careful`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await connect(bench)
            let dead = try await claim(bench, "dead")
            bench.clock.advance(by: .seconds(61))
            let next = try await claim(bench, "next")
            #expect(next.count == 1 && next[0].isAfterCrash)
            await #expect(throws: MailboxLease.Lost.self) {
                try await MailboxBooks(engine: bench.engine, lease: dead[0]).write { _ in }
            }
            // A clean good-bye makes nobody suspicious any more, once a pass went well.
            try await bench.store.write { transaction in
                try transaction.noteHealthy(next[0])
                try transaction.releaseMailboxes(worker: "next")
            }
            #expect(try await claim(bench, "third").map(\.isAfterCrash) == [false])
        }
    }

    @Test(arguments: Backend.available)
    func `an account that is removed takes all that was written about its mailbox with it`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await connect(bench)
            let lease = try await claim(bench, "one")[0]
            let (books, folder) = try await inbox(bench, lease)
            let placement = Placement(uid: 1, messageID: "a@b", size: 1, fate: .leftOut, isSeen: false)
            try await books.write { try $0.transaction.place([placement], in: folder, lease) }
            _ = try await bench.ask(.delete, "connected_account/\(account)")
            for table in ["mailbox_sync", "mailbox_folder", "mailbox_message", "mailbox_errand"] {
                let count = try await bench.store.read {
                    try $0.value("SELECT COUNT(*) FROM \(name: table)").int
                }
                #expect(count == 0, "\(table)")
            }
        }
    }

    // MARK: - Passwords

    @Test(arguments: Backend.available)
    func `a stored password goes to no other server, nor in the clear, unless it is given again`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await connect(bench)
            let path = "connected_account/\(account)"
            for field in ["smtp", "imap"] {
                for (member, value): (String, JSON) in [
                    ("host", "mail.evil.test"), ("port", 143), ("security", "none"),
                ] {
                    var server = JSONObject([("host", "mail.acme.test"), ("port", 993), ("username", "rep")])
                    server[member] = value
                    let before = try await bench.get(path)
                    let refused = try await bench.ask(.put, path, [field: .object(server)])
                    #expect(refused.status == 400, "\(member)")
                    #expect(
                        refused.json["field-errors"][field]["field-errors"]["password"].string?.isEmpty
                            == false)
                    #expect(try await bench.get(path) == before)
                }
                // Another name at the same server is the old password's own affair.
                let renamed = try await bench.ask(
                    .put, path, [field: ["host": "mail.acme.test", "port": 993, "username": "ada"]])
                #expect(renamed.status == 200, "\(renamed.json.text)")
                let given = try await bench.ask(
                    .put, path, [field: ["host": "mail.other.test", "port": 993, "password": "new"]])
                #expect(given.status == 200)
                // Without a password there is none to lose.
                let dropped = try await bench.ask(
                    .put, path, [field: ["host": "mail.third.test", "port": 25, "password": nil]])
                #expect(dropped.status == 200)
                let moved = try await bench.ask(
                    .put, path, [field: ["host": "mail.fourth.test", "port": 25]])
                #expect(moved.status == 200)
            }
        }
    }

    // MARK: - Messages that break the reader

    private func broken(_ uid: UID) -> FetchedMessage {
        var data = FetchData(sequenceNumber: 1)
        data.uid = uid
        data.body = .bytes(Array("\u{1}\u{2}".utf8))
        return FetchedMessage(data)!
    }

    @Test(arguments: Backend.available)
    func `a message that ends the process three times is put aside with its bytes, and the others go on`(
        backend: Backend
    )
        async throws
    {
        try await Workbench.with(backend) { bench in
            let account = try await connect(bench)
            _ = try await claim(bench, "dead")
            bench.clock.advance(by: .seconds(61))
            let lease = try await claim(bench, "next")[0]
            let (books, folder) = try await inbox(bench, lease)
            let message = broken(1)
            // Two more processes began to read it and did not come back.
            for attempt in 1...2 {
                let counted = try await books.write {
                    try $0.transaction.noteAttempt(
                        message, in: folder, reason: "Reading it ended the process.", lease)
                }
                #expect(counted == attempt)
            }
            #expect(try await bench.get("connected_account/\(account)/quarantine")["data"] == [])
            var ahead = folder
            ahead.cursor?.storedNew(upTo: 1)
            _ = try await books.enter([message], of: folder, ending: .init(folder: ahead))
            let list = try await bench.get("connected_account/\(account)/quarantine")["data"].array ?? []
            #expect(
                list.count == 1 && list[0]["uid"] == 1 && list[0]["reason"] == "Reading it ended the process."
            )
            let aside = try await bench.get(
                "connected_account/\(account)/quarantine/\(list[0]["id"].string ?? "")")
            #expect(aside["source_base64"] == "AQI=")
            let sync = try await bench.get("connected_account/\(account)/sync")
            #expect(sync["folders"].array?[0]["quarantined"] == 1)
            #expect(sync["folders"].array?[0]["last_uid"] == 1)
            #expect(
                try await bench.ask(.get, "connected_account/\(account)/quarantine", as: bench.stranger)
                    .status == 404)
        }
    }

    // MARK: - Errands

    @Test(arguments: Backend.available)
    func `an address that comes onto a contact is looked for in the organization's own mailboxes, once`(
        backend: Backend
    )
        async throws
    {
        try await Workbench.with(backend) { bench in
            let account = try await connect(bench)
            _ = try await connect(bench, as: bench.stranger)
            let ann: JSON = ["email": "Ann@Example.org"]
            let lead = try await bench.post(
                "lead", ["name": "L", "contacts": [["name": "Ann", "emails": [ann]]]])
            #expect(try await errands(bench) == ["\(account) backfill ann@example.org"])
            try await bench.store.write { _ = try $0.execute("DELETE FROM mailbox_errand") }
            // Somebody else has it by now: nothing that was left out can be missing.
            _ = try await bench.post("contact", ["lead_id": lead["id"], "emails": [ann]])
            #expect(try await errands(bench).isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func `who completes the task of a conversation has it archived; what the mailbox told is not told back`(
        backend: Backend
    )
        async throws
    {
        try await Workbench.with(backend) { bench in
            let account = try await connect(bench)
            let (books, folder) = try await inbox(bench, try await claim(bench, "one")[0])
            let first = try await received(1, books, folder)
            let second = try await received(2, books, folder)
            try await books.write { try MailboxMirror.completeTasks(["1@x"], $0) }
            #expect(try await bench.get("task/\(first.task)")["is_complete"] == false, "it is unread")
            try await books.write { context in
                try context.transaction.markSeen(UIDSet([1]), true, in: folder, books.lease)
                try MailboxMirror.completeTasks(["1@x"], context)
            }
            #expect(try await bench.get("task/\(first.task)")["is_complete"] == true)
            #expect(try await errands(bench).isEmpty)
            _ = try await bench.put("task/\(second.task)", ["is_complete": true])
            #expect(try await errands(bench) == ["\(account) archive \(second.thread)"])
        }
    }

    @Test(arguments: Backend.available)
    func `a message that is marked as unread elsewhere is a task again, and only one`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await connect(bench)
            let (books, folder) = try await inbox(bench, try await claim(bench, "one")[0])
            let first = try await received(1, books, folder)
            _ = try await received(2, books, folder)
            _ = try await bench.put("task/\(first.task)", ["is_complete": true])
            for _ in 1...2 { try await books.write { try MailboxMirror.reopenTasks(["1@x", "no@x"], $0) } }
            let open = try await bench.inboxTasks().filter { $0["object_id"] == .string(first.thread) }
            #expect(open.count == 1 && open[0]["emails"].array?.count == 1)
            #expect(try await bench.inboxTasks().count == 2, "the other conversation has the one that it had")
        }
    }

    /// A message in the inbox, the email that it became, and its task.
    private func received(
        _ uid: UID, _ books: MailboxBooks, _ folder: MailboxFolder
    ) async throws -> (thread: String, task: ID) {
        try await books.write { context in
            let lead = try context.create(Lead.resource, JSONObject([("name", .string("L\(uid)"))]))
            let email = try context.create(EmailActivity.resource) { email in
                email[Activity.leadID] = lead.id.text
                email[EmailActivity.status] = .inbox
                email[EmailActivity.direction] = .incoming
                email[EmailActivity.sender] = "ann@example.org"
                email[EmailActivity.subject] = "\(uid)"
                email[EmailActivity.messageIDs] = ["\(uid)@x"]
            }
            let thread = email[EmailActivity.threadID] ?? ""
            let task = try context.create(LeadTask.resource) { task in
                task[LeadTask.type] = "incoming_email"
                task[LeadTask.leadID] = lead.id.text
                task[LeadTask.objectID] = thread
                task[LeadTask.date] = context.now.date().text
                task[LeadTask.dueDate] = context.now.date().text
            }
            let placement = Placement(uid: uid, messageID: "\(uid)@x", size: 1, fate: .kept, isSeen: false)
            try context.transaction.place([placement], in: folder, books.lease)
            return (thread, task.id)
        }
    }

    // MARK: - Folders and screening

    @Test
    func `drafts and the wastebasket are not read, and a server with one folder for all mail is read there`()
    {
        func listed(_ name: String, _ attributes: Set<String> = []) -> ListedMailbox {
            ListedMailbox(name: MailboxName(name), delimiter: "/", attributes: attributes)
        }
        let plain = MailboxFolder.choose([
            listed("Projects"), listed("Drafts"), listed("Old/Deleted Items"), listed("Sent Items"),
            listed("inbox"),
            listed("Folders", ["\\noselect"]), listed("Spam"),
        ])
        #expect(plain.map(\.name.text) == ["INBOX", "Sent Items", "Projects", "Spam"])
        #expect(plain.map(\.role) == [.inbox, .sent, .other, .other])
        let all = MailboxFolder.choose([
            listed("INBOX"), listed("Label"), listed("[Gmail]/All Mail", ["\\all"]),
            listed("[Gmail]/Sent", ["\\sent"]),
            listed("[Gmail]/Starred", ["\\flagged"]), listed("[Gmail]/Bin", ["\\trash"]),
        ])
        #expect(all.map(\.name.text) == ["INBOX", "[Gmail]/Sent", "[Gmail]/All Mail"])
    }

    @Test(arguments: Backend.available)
    func `only what somebody may want is fetched, and the same message is not fetched twice`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await connect(bench)
            _ = try await bench.post(
                "lead",
                ["name": "L", "contacts": [["name": "Ann", "emails": [["email": "ann@example.org"]]]]])
            let lease = try await claim(bench, "one")[0]
            let (books, folder) = try await inbox(bench, lease)
            let met = Placement(uid: 9, messageID: "met@x", size: 100, fate: .leftOut, isSeen: true)
            try await books.write { try $0.transaction.place([met], in: folder, lease) }
            let envelopes = [
                envelope("From: ANN@example.org\r\nMessage-ID: <1@x>\r\n\r\n"),
                envelope("From: eve@else.org\r\nTo: rep@acme.test\r\nMessage-ID: <2@x>\r\n\r\n"),
                envelope("From: eve@else.org\r\nCc: Ann <ann@example.org>\r\n\r\n"),
                envelope("From: MAILER-DAEMON@else.org\r\n\r\n"),
                envelope("From: ann@example.org\r\nMessage-ID: <met@x>\r\n\r\n"),
                envelope("From: ann@example.org\r\nMessage-ID: <met@x>\r\n\r\n", size: 101),
            ]
            let verdicts = try await books.read { try Screening(lease: lease).verdicts(envelopes, $0) }
            #expect(verdicts == [.fetch, .leaveOut, .fetch, .fetch, .same(.leftOut), .fetch])
        }
    }

    private func envelope(_ headers: String, size: Int = 100) -> Screening.Envelope {
        var data = FetchData(sequenceNumber: 1)
        data.uid = 1
        data.size = size
        data.body = .bytes(Array(headers.utf8))
        return Screening.Envelope(FetchedMessage(data)!)
    }
}
