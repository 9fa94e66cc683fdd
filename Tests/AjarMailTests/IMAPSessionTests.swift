import Synchronization
import Testing

@testable import AjarMail

/// Conversations with a server that follows a script.
struct IMAPSessionTests {
    typealias Step = ScriptedSMTP.Step

    static let greeting: String =
        "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR IDLE MOVE UIDPLUS ESEARCH LITERAL+] hi"

    static func account(
        _ port: Int, _ security: IMAPAccount.Security = .none, trusts: Bool = true
    ) -> IMAPAccount {
        IMAPAccount(
            host: security == .none ? "127.0.0.1" : "localhost", port: port, security: security,
            username: "ann",
            secret: Secret("s3cret"), additionalTrustRoots: trusts ? TestCertificates.rootPath : nil)
    }

    static func script(
        _ steps: [Step], capabilities: String = "IMAP4rev1 IDLE MOVE UIDPLUS ESEARCH LITERAL+"
    ) -> ScriptedSMTP.Script {
        ScriptedSMTP.Script(
            [
                .say(greeting), .hear("A1 AUTHENTICATE PLAIN AGFubgBzM2NyZXQ="),
                .say("A1 OK [CAPABILITY \(capabilities)] in"),
            ] + steps)
    }

    /// INBOX, opened as A2.
    static func opened(messages: Int = 3) -> [Step] {
        [
            .hear("A2 SELECT"),
            .say(
                "* \(messages) EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 100] x\r\nA2 OK [READ-WRITE] x"
            ),
        ]
    }

    static func client(
        _ timeouts: IMAPTimeouts = IMAPTimeouts(all: .seconds(20)),
        _ change: (inout IdleMachine.Settings) -> Void = { _ in }
    ) -> IMAPClient {
        var settings = IdleMachine.Settings()
        change(&settings)
        return IMAPClient(timeouts: timeouts, idle: settings)
    }

    /// Talks to such a server and gives back what it heard.
    @discardableResult
    static func talk(
        _ script: ScriptedSMTP.Script, _ client: IMAPClient = client(),
        security: IMAPAccount.Security = .none,
        trusts: Bool = true, _ body: (IMAPSession) async throws -> Void
    ) async throws -> [String] {
        let server = ScriptedSMTP(script)
        defer { server.stop() }
        let session: IMAPSession = try await client.connect(
            account(try await server.start(), security, trusts: trusts))
        defer { session.abort() }
        try await body(session)
        return server.heard.first ?? []
    }

    static func connectFailure(
        _ script: ScriptedSMTP.Script, security: IMAPAccount.Security = .none, trusts: Bool = true,
        _ timeouts: IMAPTimeouts = IMAPTimeouts(all: .seconds(20))
    ) async throws -> (IMAPFailure?, [String]) {
        let server = ScriptedSMTP(script)
        defer { server.stop() }
        let account: IMAPAccount = account(try await server.start(), security, trusts: trusts)
        do throws(IMAPFailure) {
            let session: IMAPSession = try await client(timeouts).connect(account)
            session.abort()
            return (nil, server.heard.first ?? [])
        } catch {
            return (error, server.heard.first ?? [])
        }
    }

    // MARK: - Commands

    @Test(arguments: [false, true]) func `a whole visit, however slowly the server drips`(
        drips: Bool
    ) async throws {
        var script = Self.script(
            Self.opened() + [
                .hear("A3 UID FETCH 5:7 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"),
                .say(
                    "* 1 FETCH (UID 5 FLAGS (\\Seen) BODY[] {6}\r\nA: b\r\n RFC822.SIZE 6)\r\n* 9 EXISTS\r\n* 2 FETCH (FLAGS (\\Answered))\r\n* 2 FETCH (UID 7 BODY[] NIL)\r\nA3 OK done"
                ),
                .hear("A4 LOGOUT"), .say("* BYE see you\r\nA4 OK x"), .hangUp,
            ])
        script.drips = drips
        let found: Mutex<[FetchedMessage]> = Mutex([])
        let heard: [String] = try await Self.talk(script) { session in
            let mailbox: SelectedMailbox = try await session.select(.inbox)
            #expect(mailbox.uidValidity == 7 && mailbox.uidNext == 100 && mailbox.messages == 3)
            try await session.fetch(UIDSet(5...7)) { messages in
                found.withLock { $0 += messages }
                return .more
            }
            #expect(await session.mailbox?.messages == 9)
            await session.logOut()
            #expect(await !session.isUsable)
        }
        let messages: [FetchedMessage] = found.withLock { $0 }
        #expect(messages.map(\.uid) == [5, 7])
        #expect(messages.first?.bytes == Array("A: b\r\n".utf8))
        #expect(messages.first?.flags == [.seen])
        #expect(messages.last?.body == .unavailable)
        #expect(heard.last == "A4 LOGOUT")
    }

    @Test func `a message that is too large is told and costs no memory`() async throws {
        let script = Self.script(
            Self.opened() + [
                .hear("A3 UID FETCH"),
                .say(
                    "* 1 FETCH (UID 5 BODY[] {300000}\r\n\(String(repeating: "x", count: 300_000)))\r\n* 2 FETCH (UID 6 BODY[] {1}\r\ny)\r\nA3 OK x"
                ),
            ])
        let found: Mutex<[FetchedMessage]> = Mutex([])
        try await Self.talk(script) { session in
            try await session.select(.inbox)
            try await session.fetch(UIDSet(5...6), maximumSize: 1000) { messages in
                found.withLock { $0 += messages }
                return .more
            }
        }
        #expect(found.withLock { $0.map(\.body) } == [.tooLarge(size: 300_000), .bytes([0x79])])
    }

    @Test func `who wants no more gets no more, and the line is dropped`() async throws {
        let script = Self.script(
            Self.opened() + [
                .hear("A3 UID FETCH"), .say("* 1 FETCH (UID 5 BODY[] {1}\r\nx)"), .stall,
            ])
        try await Self.talk(script) { session in
            try await session.select(.inbox)
            let failure: IMAPFailure? = await Self.failure { () async throws(IMAPFailure) in
                try await session.fetch(UIDSet(5...6)) { _ in .stop }
            }
            #expect(failure?.reason == .cancelled)
            #expect(await Self.failure { () async throws(IMAPFailure) in try await session.noop() } != nil)
        }
    }

    @Test func `a search goes through a large mailbox in windows`() async throws {
        let script = Self.script(
            Self.opened(messages: 12_000) + [
                .hear("A3 UID SEARCH RETURN (ALL) 7001:12000 UNSEEN"),
                .say("* ESEARCH (TAG \"A3\") UID ALL 9000:9002\r\n* 1 EXPUNGE\r\n* 2 EXPUNGE\r\nA3 OK x"),
                .hear("A4 UID SEARCH RETURN (ALL) 2001:7000 UNSEEN"), .say("* SEARCH 8 9000\r\nA4 OK x"),
                .hear("A5 UID SEARCH RETURN (ALL) 1:2000 UNSEEN"),
                .say("* ESEARCH (TAG \"A5\") UID\r\nA5 OK x"),
            ])
        try await Self.talk(script) { session in
            try await session.select(.inbox)
            #expect(try await session.search([.flag(.seen, false)]).text == "8,9000:9002")
        }
    }

    @Test func `a move without MOVE never removes what others marked`() async throws {
        let script = Self.script(
            Self.opened() + [
                .hear("A3 UID COPY 5 \"Archive\""), .say("A3 OK [COPYUID 9 5 31] x"),
                .hear("A4 UID SEARCH 1:3 DELETED"), .say("* SEARCH 6\r\nA4 OK x"),
                .hear("A5 UID STORE 5 +FLAGS.SILENT (\\Deleted)"), .say("A5 OK x"),
                .hear("A6 NOOP"), .say("A6 OK x"),
            ], capabilities: "IMAP4rev1")
        try await Self.talk(script) { session in
            try await session.select(.inbox)
            let moved: MovedMessages = try await session.move(UIDSet([5]), to: MailboxName("Archive"))
            #expect(moved.uids == [5: 31])
            #expect(moved.uidValidity == 9)
            try await session.noop()
        }
    }

    @Test func `commands of two callers run one after the other`() async throws {
        let script = Self.script(
            (2..<12).flatMap { number -> [Step] in [.hear("A\(number) NOOP"), .say("A\(number) OK x")] })
        try await Self.talk(script) { session in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { try await session.noop() } }
                try await group.waitForAll()
            }
        }
    }

    // MARK: - IDLE

    @Test func `IDLE tells what happens, also what happened before it began`() async throws {
        let script = Self.script(
            Self.opened() + [
                .hear("A3 NOOP"), .say("* 4 EXISTS\r\nA3 OK x"),
                .hear("A4 IDLE"), .say("+ idling\r\n* OK Still here"), .say("* 5 EXISTS\r\n* 1 EXPUNGE"),
                .hear("DONE"), .say("A4 OK x"), .hear("A5 NOOP"), .say("A5 OK x"),
            ])
        try await Self.talk(script) { session in
            try await session.select(.inbox)
            try await session.noop()
            #expect(try await session.idle(for: .seconds(20)) == [.exists(4)])
            #expect(try await session.idle(for: .seconds(20)) == [.exists(5), .expunged(sequenceNumber: 1)])
            try await session.noop()
        }
    }

    @Test func `a dead line is noticed by the probe`() async throws {
        var timeouts = IMAPTimeouts(all: .seconds(20))
        timeouts.probe = .milliseconds(50)
        let client: IMAPClient = Self.client(timeouts) { $0.probeAfter = .milliseconds(50) }
        try await Self.talk(
            Self.script(Self.opened() + [.hear("A3 IDLE"), .say("+ idling"), .stall]), client
        ) { session in
            try await session.select(.inbox)
            let failure: IMAPFailure? = await Self.failure { () async throws(IMAPFailure) in
                _ = try await session.idle(for: .seconds(20))
            }
            #expect(failure?.reason == .timeout)
            #expect(failure?.stage == .idle)
            #expect(failure?.isTransient == true)
        }
    }

    @Test func `IDLE is renewed, and stopped politely when the line is wanted`() async throws {
        let client: IMAPClient = Self.client { $0.renewAfter = .milliseconds(30) }
        let script = Self.script(
            Self.opened() + [
                .hear("A3 IDLE"), .say("+ idling"), .hear("DONE"), .say("A3 OK x"),
                .hear("A4 IDLE"), .say("+ idling"), .answerEach("DONE", with: "A4 OK x"),
                .answerEach("A5 IDLE", with: "+ idling"), .answerEach("DONE", with: "A5 OK x"), .stall,
            ])
        try await Self.talk(script, client) { session in
            try await session.select(.inbox)
            async let events: [IdleEvent] = session.idle(for: .milliseconds(80))
            #expect(try await events == [])
        }
        try await Self.talk(
            Self.script(
                Self.opened() + [
                    .hear("A3 IDLE"), .say("+ idling"), .hear("DONE"), .say("A3 OK x"), .hear("A4 NOOP"),
                    .say("A4 OK x"),
                ])
        ) { session in
            try await session.select(.inbox)
            async let events: [IdleEvent] = session.idle(for: .seconds(20))
            while await !session.isIdling { await Task.yield() }
            await session.stopIdling()
            #expect(try await events == [])
            try await session.noop()
        }
    }

    /// The failure of something that should fail.
    static func failure(_ body: () async throws(IMAPFailure) -> Void) async -> IMAPFailure? {
        do throws(IMAPFailure) {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
