import AjarCore
import Synchronization
import Testing

@testable import AjarMail

/// Against a real Dovecot.
@Suite(.enabled(if: RealServers.running != nil))
struct IMAPDovecotTests {
    static let sent: MailboxName = MailboxName("Sent")

    static func visit(
        _ address: String = RealServers.address("imap"), idle: IdleMachine.Settings = IdleMachine.Settings(),
        _ body: (IMAPSession, RealServers) async throws -> Void
    ) async throws {
        let servers = try #require(RealServers.running)
        let client = IMAPClient(timeouts: IMAPTimeouts(all: .seconds(60)), idle: idle)
        let session: IMAPSession = try await client.connect(servers.account(address))
        defer { session.abort() }
        try await body(session, servers)
        await session.logOut()
    }

    static func message(_ number: Int, size: Int = 200) -> [UInt8] {
        let line: String = String(repeating: "x", count: 70) + "\r\n"
        let body: String = String(repeating: line, count: max(1, size / 72))
        return Array(
            "From: ann@example.org\r\nSubject: \(number)\r\nMessage-ID: <m\(number)@example.org>\r\n\r\n\(body)"
                .utf8)
    }

    static func fetchAll(
        _ session: IMAPSession, _ uids: UIDSet, maximumSize: Int = 50 << 20
    ) async throws -> [FetchedMessage] {
        let found: Mutex<[FetchedMessage]> = Mutex([])
        try await session.fetch(uids, maximumSize: maximumSize) { messages in
            found.withLock { $0 += messages }
            return .more
        }
        return found.withLock { $0 }
    }

    @Test func `sign-in with STARTTLS, the folders and what they are for`() async throws {
        try await Self.visit { session, _ in
            #expect(await session.capabilities.condStore)
            #expect(await session.machine.enabled.contains("QRESYNC"))
            let folders: [ListedMailbox] = try await session.list()
            #expect(folders.first { $0.use == .sent }?.name == Self.sent)
            #expect(folders.first { $0.use == .drafts }?.name.text == "Drafts")
            #expect(folders.contains { $0.name.isInbox && $0.isSelectable })
            #expect(try await session.status(Self.sent).messages == 0)
        }
    }

    @Test func `a wrong password is the account's fault, a stranger's certificate isn't`() async throws {
        let servers = try #require(RealServers.running)
        let client = IMAPClient(timeouts: IMAPTimeouts(all: .seconds(60)))
        let wrong: IMAPFailure? = await IMAPSessionTests.failure { () async throws(IMAPFailure) in
            _ = try await client.connect(servers.account("a@example.test", password: "wr0ng"))
        }
        #expect(wrong?.isAuthentication == true, "\(String(describing: wrong))")
        #expect(wrong?.code == "AUTHENTICATIONFAILED")
        var account: IMAPAccount = servers.account("a@example.test")
        account.additionalTrustRoots = nil
        let stranger = account
        let untrusted: IMAPFailure? = await IMAPSessionTests.failure { () async throws(IMAPFailure) in
            _ = try await client.connect(stranger)
        }
        #expect(untrusted?.reason == .certificate)
        #expect(untrusted?.isAuthentication == false)
    }

    @Test func `a message comes back as it was appended, byte for byte`() async throws {
        try await Self.visit { session, _ in
            let date = try #require(Timestamp(iso: "2026-02-07T21:52:25Z"))
            var odd: [UInt8] = Array("Subject: odd\r\n\r\n.\r\n..\r\n{3}\r\n) A1 OK \"\\\r\n".utf8)
            for byte in UInt8(1)...255 where byte != 0x0D && byte != 0x0A { odd.append(byte) }
            odd += Array("\r\n".utf8)
            let large: [UInt8] = Self.message(1, size: 3_000_000)
            try await session.select(Self.sent)
            for bytes in [odd, large] {
                let place = try #require(
                    try await session.append(bytes, to: Self.sent, flags: [.seen], date: date))
                #expect(place.uidValidity == (await session.mailbox?.uidValidity))
                let found: [FetchedMessage] = try await Self.fetchAll(session, UIDSet([place.uid]))
                #expect(found.map { $0.bytes == bytes } == [true])
                #expect(found.first?.internalDate == date)
                #expect(found.first?.flags.contains(.seen) == true)
                #expect(found.first?.size == bytes.count)
            }
            let small: [FetchedMessage] = try await Self.fetchAll(
                session, UIDSet(from: 1), maximumSize: 100_000)
            #expect(small.map(\.body) == [.bytes(odd), .tooLarge(size: large.count)])
            let refusal: IMAPFailure? = await IMAPSessionTests.failure { () async throws(IMAPFailure) in
                try await session.append(odd, to: MailboxName("No Such Entwürfe"))
            }
            #expect(refusal?.code == "TRYCREATE")
            try await session.noop()
        }
    }

    @Test func `flags are set, removed, and their changes counted`() async throws {
        try await Self.visit { session, _ in
            for number in 1...3 { try await session.append(Self.message(number), to: Self.sent) }
            let mailbox: SelectedMailbox = try await session.select(Self.sent)
            #expect(mailbox.messages == 3 && mailbox.uidNext == 4)
            let modSeq = try #require(mailbox.highestModSeq)
            try await session.store(UIDSet([2]), .add([.seen, .forwarded]))
            let report: FlagReport = try await session.fetchFlags(UIDSet(from: 1), changedSince: modSeq)
            #expect(report.entries.map(\.uid) == [2])
            #expect(report.entries.first?.flags.isSuperset(of: [.seen, .forwarded]) == true)
            try await session.store(UIDSet([2]), .remove([.seen]))
            #expect(try await session.search([.flag(.forwarded, true)]).text == "2")
            #expect(try await session.search([.flag(.seen, true)]).isEmpty)
            #expect(
                try await session.search([.header(try HeaderName("Message-ID"), contains: "<m3@example.org>")]
                ).text == "3")
            #expect(try await session.search([.address("ann@example.org")]).count == 3)
            let untouched: UIDSet = try await session.store(
                UIDSet([2]), .add([.seen]), unchangedSince: modSeq)
            #expect(untouched.text == "2")
            let reopened: SelectedMailbox = try await session.select(Self.sent)
            #expect((reopened.highestModSeq ?? 0) > modSeq)
            #expect(reopened.uidValidity == mailbox.uidValidity)
        }
    }

    @Test func `moved messages are in the other folder, and gone from the first`() async throws {
        try await Self.visit { session, _ in
            for number in 1...3 { try await session.append(Self.message(number), to: Self.sent) }
            let mailbox: SelectedMailbox = try await session.select(Self.sent)
            let modSeq = try #require(mailbox.highestModSeq)
            let moved: MovedMessages = try await session.move(UIDSet([1, 3]), to: MailboxName("Drafts"))
            #expect(moved.uids == [1: 1, 3: 2])
            #expect(await session.mailbox?.messages == 1)
            #expect(
                try await session.fetchFlags(UIDSet(from: 1), changedSince: modSeq).vanished.text == "1,3")
            #expect(try await session.idle(for: .seconds(60)).isEmpty == false)
            try await session.select(MailboxName("Drafts"))
            let found: [FetchedMessage] = try await Self.fetchAll(session, UIDSet(from: 1))
            #expect(found.map(\.bytes) == [Self.message(1), Self.message(3)])
        }
    }

    @Test func `IDLE sees a mail that Postfix delivers`() async throws {
        let address: String = RealServers.address("idle")
        try await Self.visit(address) { session, servers in
            try await session.select(.inbox)
            async let events: [IdleEvent] = session.idle(for: .seconds(60))
            while await !session.isIdling { await Task.yield() }
            try await servers.send(to: address, subject: "news")
            #expect(try await events == [.exists(1)])
            let cursor = SyncCursor(
                uidValidity: await session.mailbox?.uidValidity ?? 0, lastUID: 0, isHistoryComplete: true)
            let again: SelectedMailbox = try await session.select(.inbox)
            let plan = SyncPlan(cursor: cursor, mailbox: again, known: 0)
            let found: [FetchedMessage] = try await Self.fetchAll(session, try #require(plan.newMessages))
            let bytes = try #require(found.first?.bytes)
            #expect(try MessageReader.read(bytes).messageID?.text == "news@example.test")
        }
    }

    @Test func `two hundred messages come once each, in pieces, and headers alone`() async throws {
        try await Self.visit { session, _ in
            for number in 1...200 {
                try await session.append(Self.message(number, size: 8000), to: Self.sent)
            }
            try await session.select(Self.sent)
            let calls: Mutex<[Int]> = Mutex([])
            let found: Mutex<[UID: [UInt8]]> = Mutex([:])
            try await session.fetch(UIDSet(1...200)) { messages in
                calls.withLock { $0.append(messages.count) }
                found.withLock { for message in messages { $0[message.uid] = message.bytes } }
                return .more
            }
            #expect(calls.withLock { $0.reduce(0, +) } == 200)
            #expect(calls.withLock { $0.count } > 1)
            for number in 1...200 {
                #expect(found.withLock { $0[UID(number)] } == Self.message(number, size: 8000))
            }
            let headers: Mutex<[FetchedMessage]> = Mutex([])
            try await session.fetchHeaders(UIDSet([7, 8])) { messages in
                headers.withLock { $0 += messages }
                return .more
            }
            var ids: [String] = []
            for message in headers.withLock({ $0 }) {
                let read: ReadMessage = try MessageReader.read(try #require(message.bytes))
                ids.append(read.messageID?.text ?? "")
            }
            #expect(ids == ["m7@example.org", "m8@example.org"])
        }
    }

    @Test func `a report of Postfix is found and understood`() async throws {
        let servers = try #require(RealServers.running)
        let victim: String = RealServers.address("bounce")
        let subject = "offer-\(UInt32.random(in: 0...UInt32.max))"
        try await Self.visit("rep@example.test") { session, _ in
            try await session.select(.inbox)
            try await servers.send(to: victim, subject: subject)
            var bounces: [Bounce] = []
            let deadline: ContinuousClock.Instant = .now + .seconds(60)
            while bounces.isEmpty, ContinuousClock.now < deadline {
                for message in try await Self.fetchAll(session, UIDSet(from: 1)) {
                    let read: ReadMessage? = message.bytes.flatMap { try? MessageReader.read($0) }
                    bounces += (read.map { Bounce.all(in: $0) } ?? []).filter {
                        $0.recipient?.email == victim
                    }
                }
                if bounces.isEmpty { _ = try await session.idle(for: .seconds(5)) }
            }
            #expect(bounces.map(\.kind) == [.hard])
            #expect(bounces.first?.messageID?.text == "\(subject)@example.test")
        }
    }
}
