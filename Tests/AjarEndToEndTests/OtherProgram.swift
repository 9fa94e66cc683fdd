import AjarCore
import AjarMail
import AjarTestKit
import Foundation
import Synchronization

/// Another mail program that uses the same mailbox as Ajar does: it files, reads, moves and deletes as it
/// likes.
struct OtherProgram: Sendable {
    let address: String
    private let servers: MailServers
    private let session: IMAPSession

    init(_ servers: MailServers, _ name: String) async throws {
        self.servers = servers
        address = "\(name)-\(UUID().uuidString.prefix(8).lowercased())@example.test"
        session = try await IMAPClient().connect(
            IMAPAccount(
                host: "localhost", port: servers.imapPort, security: .starttls, username: address,
                secret: Secret(servers["password"]), additionalTrustRoots: servers["ca_file"]))
    }

    /// How Ajar reaches the mailbox.
    func imap(
        password: String? = nil, host: String = "localhost", port: Int? = nil,
        authentication: String = "automatic"
    ) -> JSON {
        [
            "host": .string(host), "port": .int(port ?? servers.imapPort), "security": "starttls",
            "username": .string(address), "password": .string(password ?? servers["password"]),
            "authentication": .string(authentication),
        ]
    }

    func message(_ name: String, from sender: String = "ann@example.org", size: Int = 300) -> [UInt8] {
        let line = String(repeating: "x", count: 70) + "\r\n"
        return Array(
            """
            From: \(sender)\r
            To: \(address)\r
            Subject: \(name)\r
            Date: Tue, 24 Nov 2026 10:00:00 +0000\r
            Message-ID: <\(name)@example.org>\r
            \r
            \(String(repeating: line, count: max(1, size / 72)))
            """.utf8)
    }

    func file(
        _ names: [String], from sender: String = "ann@example.org", in folder: String = "INBOX",
        flags: Set<Flag> = []
    ) async throws {
        for name in names {
            try await session.append(message(name, from: sender), to: MailboxName(folder), flags: flags)
        }
    }

    /// An answer that somebody else's mail server brings, under the subject of what it answers.
    func reply(_ name: String, from sender: String, to id: String, subject: String) async throws {
        let text = String(decoding: message(name, from: sender), as: UTF8.self)
            .replacing("Subject: \(name)\r\n", with: "Subject: Re: \(subject)\r\n")
        let answer = "In-Reply-To: <\(id)>\r\nReferences: <\(id)>\r\n" + text
        try await session.append(Array(answer.utf8), to: .inbox)
    }

    /// What a provider files by itself of a mail that goes through it, under a name that it gives.
    func fileSent(_ id: String, to recipient: String, subject: String) async throws {
        let text = "From: \(address)\r\nTo: \(recipient)\r\nSubject: \(subject)\r\nMessage-ID: <\(id)>\r\n"
        let date = Environs.system.clock.now.rfc5322
        try await session.append(
            Array("\(text)Date: \(date)\r\n\r\nHello\r\n".utf8), to: MailboxName("Sent"), flags: [.seen])
    }

    /// A new folder under a name that may have been another one's: all numbers in it are new.
    func create(_ folder: String, _ names: [String]) async throws {
        doveadm("mailbox", "create", "-u", address, folder)
        try await file(names, in: folder)
    }

    func remove(_ folder: String) { doveadm("mailbox", "delete", "-u", address, folder) }

    func read(_ uids: UIDSet, in folder: String = "INBOX") async throws {
        try await session.select(MailboxName(folder))
        try await session.store(uids, .add([.seen]))
    }

    func unread(_ uids: UIDSet, in folder: String = "INBOX") async throws {
        try await session.select(MailboxName(folder))
        try await session.store(uids, .remove([.seen]))
    }

    func move(_ uids: UIDSet, from folder: String = "INBOX", to other: String) async throws {
        try await session.select(MailboxName(folder))
        try await session.move(uids, to: MailboxName(other))
    }

    func delete(_ uids: UIDSet, in folder: String = "INBOX") { for uid in uids.uids { expunge(uid, folder) } }

    private func expunge(_ uid: UID, _ folder: String) {
        doveadm("expunge", "-u", address, "mailbox", folder, "uid", "\(uid)")
    }

    func count(_ folder: String) async throws -> Int {
        if await session.mailbox?.name == MailboxName(folder) {
            try await session.select(MailboxName("Drafts"))
        }
        return try await session.status(MailboxName(folder)).messages ?? 0
    }

    func subjects(_ folder: String) async throws -> [String] { try await messages(folder).map(\.subject) }

    func messages(_ folder: String) async throws -> [ReadMessage] {
        try await session.select(MailboxName(folder))
        let found: Mutex<[ReadMessage]> = Mutex([])
        try await session.fetch(UIDSet(from: 1)) { messages in
            let read = messages.compactMap { $0.bytes.flatMap { try? MessageReader.read($0) } }
            found.withLock { $0 += read }
            return .more
        }
        return found.withLock { $0 }
    }

    /// The server hangs up on everybody who uses this mailbox; this program, too.
    func hangUp() { doveadm("kick", address) }

    func close() async { await session.logOut() }

    /// How many connections to this mailbox there are now; this program's own is one of them.
    func connections() -> Int {
        doveadm("-f", "tab", "who", address).split(separator: "\n").dropFirst()
            .reduce(0) { $0 + (Int($1.split(separator: "\t")[1]) ?? 0) }
    }

    @discardableResult
    private func doveadm(_ arguments: String...) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let folder = URL(fileURLWithPath: servers["maildir"]).deletingLastPathComponent().path
        process.arguments = ["doveadm", "-c", "\(folder)/etc/dovecot.conf"] + arguments
        let output = Pipe()
        process.standardError = FileHandle.nullDevice
        process.standardOutput = output
        try? process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}

extension AjarProcess {
    /// An account that receives. Its id.
    func connect(_ mailbox: OtherProgram, imap: JSON? = nil, smtp: JSON? = nil) async throws -> String {
        let account = try await post(
            "connected_account",
            [
                "_type": "custom_email", "email": .string(mailbox.address), "name": "Rep",
                "smtp": smtp ?? ["host": "localhost", "port": 9, "security": "none"],
                "imap": imap ?? mailbox.imap(),
            ])
        return account["id"].string ?? ""
    }

    func sync(_ account: String) async throws -> JSON {
        try await ask("GET", "/api/v1/connected_account/\(account)/sync/").json
    }

    func folder(_ name: String, of account: String) async throws -> JSON {
        try await sync(account)["folders"].array?.first { $0["name"].string == name } ?? .null
    }

    /// Waits until our count of a folder is the server's, and nothing is missing.
    func waitUntilEqual(_ folder: String, _ account: String, _ mailbox: OtherProgram) async throws {
        try await Condition.wait(until: "\(folder) is the same here and there", deadline: .seconds(60)) {
            let count = try await mailbox.count(folder)
            let ours = try await self.folder(folder, of: account)
            return ours["our_count"].int == count && ours["server_count"].int == count && ours["gap"] == 0
                && ours["is_history_complete"] == true
        }
    }
}
