import NIOCore
import Synchronization
import Testing

@testable import AjarMail

struct RelayTests {
    static let message: [UInt8] = Array("Subject: x\r\n\r\n.dot\r\nbye\r\n".utf8)

    static func account(
        _ port: Int, _ security: SMTPAccount.Security = .none, host: String = "127.0.0.1",
        password: Bool = false,
        trusts: Bool = true
    ) -> SMTPAccount {
        SMTPAccount(
            host: host, port: port, security: security, username: password ? "ann" : nil,
            secret: password ? Secret("s3cret") : nil,
            additionalTrustRoots: trusts ? TestCertificates.rootPath : nil)
    }

    static func delivery(_ account: SMTPAccount, recipients: Int = 1, message: [UInt8] = message) -> Delivery
    {
        let addresses = (0..<recipients).map { try! Address(email: "r\($0)@example.org") }
        return Delivery(
            account: account, sender: try! Address(email: "ann@example.com"), recipients: addresses,
            message: message)
    }

    static func relay(_ timeouts: SMTPTimeouts = SMTPTimeouts(all: .seconds(20))) -> Relay {
        Relay(timeouts: timeouts)
    }

    /// One mail to a server with these scripts.
    static func deliver(
        _ scripts: ScriptedSMTP.Script..., recipients: Int = 1, message: [UInt8] = message,
        timeouts: SMTPTimeouts = SMTPTimeouts(all: .seconds(20)),
        change: (inout SMTPAccount) -> Void = { _ in },
        willTransmit: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> (result: DeliveryResult, heard: [[String]]) {
        let server = ScriptedSMTP(all: scripts)
        defer { server.stop() }
        var account = account(try await server.start())
        change(&account)
        let relay = relay(timeouts)
        let result = await relay.deliver(
            delivery(account, recipients: recipients, message: message), willTransmit: willTransmit)
        await relay.close()
        return (result, server.heard)
    }

    @Test func `a mail is delivered, its dots doubled on the wire, and QUIT is said`() async throws {
        let (result, heard) = try await Self.deliver(ScriptedSMTP.relay())
        #expect(
            result.outcomes == [
                .accepted(Reply(code: 250, enhancedStatus: EnhancedStatus(2, 0, 0), lines: ["queued"]))
            ])
        #expect(result.didTransmit)
        #expect(
            heard == [
                [
                    "EHLO localhost", "MAIL FROM:<ann@example.com> SIZE=25", "RCPT TO:<r0@example.org>",
                    "DATA",
                    "Subject: x\r\n\r\n..dot\r\nbye\r\n", "QUIT",
                ]
            ])
    }

    @Test func `dripping bytes change nothing`() async throws {
        var script = ScriptedSMTP.relay(recipients: 3)
        script.drips = true
        let (result, _) = try await Self.deliver(script, recipients: 3)
        #expect(result.outcomes.map(\.isAccepted) == [true, true, true])
    }

    static func chunkedRelay(_ capabilities: [String]) -> ScriptedSMTP.Script {
        ScriptedSMTP.Script([
            .say("220 x"), .hear("EHLO"), .ehlo(capabilities), .hear("MAIL"), .say("250 ok"), .hear("RCPT"),
            .say("250 ok"),
            .hear("BDAT"), .hearChunk, .say("250 queued"), .hear("QUIT"), .say("221 bye"), .hangUp,
        ])
    }

    @Test func `with CHUNKING the message goes as it is, no dots, no DATA`() async throws {
        let (result, heard) = try await Self.deliver(Self.chunkedRelay(["PIPELINING", "CHUNKING"]))
        #expect(result.outcomes.map(\.isAccepted) == [true])
        #expect(heard.first?.suffix(3) == ["BDAT 25 LAST", "Subject: x\r\n\r\n.dot\r\nbye\r\n", "QUIT"])
    }

    @Test func `a relay that offers BDAT and doesn't know it gets DATA on a new line, from then on`()
        async throws
    {
        let liar = ScriptedSMTP.Script([
            .say("220 x"), .hear("EHLO"), .ehlo(["CHUNKING"]), .hear("MAIL"), .say("250 ok"), .hear("RCPT"),
            .say("250 ok"),
            .hear("BDAT"), .say("502 what?"), .stall,
        ])
        let (result, heard) = try await Self.deliver(liar, ScriptedSMTP.relay(["CHUNKING"]))
        #expect(result.outcomes.map(\.isAccepted) == [true])
        #expect(heard.count == 2)
        #expect(heard.last?.contains("DATA") == true)
    }

    @Test func `each recipient hears its own answer`() async throws {
        let script = ScriptedSMTP.Script([
            .say("220 x"), .hear("EHLO"), .ehlo(["PIPELINING"]), .hear("MAIL"), .say("250 ok"), .hear("RCPT"),
            .say("250 ok"),
            .hear("RCPT"), .say("550 5.1.1 unknown"), .hear("RCPT"), .say("450 4.7.1 greylisted"),
            .hear("DATA"), .say("354 go"),
            .hearBody, .say("250 queued"), .hear("QUIT"), .say("221 bye"),
        ])
        let (result, _) = try await Self.deliver(script, recipients: 3)
        guard case .accepted = result.outcomes[0], case .refused(let refused) = result.outcomes[1],
            case .deferred(let deferred) = result.outcomes[2]
        else {
            Issue.record("\(result.outcomes)")
            return
        }
        #expect(refused.code == 550)
        #expect(refused.message == "unknown")
        #expect(deferred.enhancedStatus == "4.7.1")
    }

    @Test func `what the bookkeeping refuses is not sent`() async throws {
        struct Stop: Error {}
        for script in [ScriptedSMTP.relay(), Self.chunkedRelay(["CHUNKING"])] {
            let (result, heard) = try await Self.deliver(script, willTransmit: { throw Stop() })
            guard case .deferred(let failure) = result.outcomes.first else {
                Issue.record("\(result.outcomes)")
                return
            }
            #expect(failure.reason == .notTransmitted)
            #expect(!result.didTransmit)
            #expect(heard.joined().allSatisfy { !$0.hasPrefix("Subject") && !$0.hasPrefix("BDAT") })
        }
    }

    @Test func `willTransmit runs once, after all recipients were asked and before the final dot`()
        async throws
    {
        let count = Gauge()
        let server = ScriptedSMTP(ScriptedSMTP.relay())
        defer { server.stop() }
        let account = Self.account(try await server.start())
        let relay = Self.relay()
        let result = await relay.deliver(Self.delivery(account)) {
            count.add(1)
            let heard = server.heard.joined()
            if heard.contains(where: { $0.hasPrefix("Subject") }) || !heard.contains("DATA") {
                Issue.record("\(heard)")
            }
        }
        #expect(result.outcomes.map(\.isAccepted) == [true])
        #expect(count.now == 1)
    }

    @Test func `a warm connection is used again, and quietly replaced when it has died`() async throws {
        let once = ScriptedSMTP.Script(ScriptedSMTP.relay().steps.dropLast(3) + [.hear("MAIL"), .hangUp])
        let server = ScriptedSMTP(ScriptedSMTP.relay(mails: 2), once, ScriptedSMTP.relay())
        defer { server.stop() }
        let account = Self.account(try await server.start())
        let first = Self.relay()
        for _ in 0..<2 {
            #expect(await first.deliver(Self.delivery(account)).outcomes.map(\.isAccepted) == [true])
        }
        await first.close()
        #expect(server.heard.count == 1)
        let second = Self.relay()
        for _ in 0..<2 {
            #expect(await second.deliver(Self.delivery(account)).outcomes.map(\.isAccepted) == [true])
        }
        await second.close()
        #expect(server.heard.count == 3)
        #expect(server.heard[1].filter { $0.hasPrefix("Subject") }.count == 1)
    }

    @Test func `a 421 on a warm connection costs nothing`() async throws {
        let tired = ScriptedSMTP.Script(
            ScriptedSMTP.relay().steps.dropLast(3) + [.hear("MAIL"), .say("421 idle too long"), .hangUp])
        let server = ScriptedSMTP(tired, ScriptedSMTP.relay())
        defer { server.stop() }
        let account = Self.account(try await server.start())
        let relay = Self.relay()
        for _ in 0..<2 {
            #expect(await relay.deliver(Self.delivery(account)).outcomes.map(\.isAccepted) == [true])
        }
        await relay.close()
    }

    @Test func `a mail after a refused one begins with RSET on the same connection`() async throws {
        let script = ScriptedSMTP.Script([
            .say("220 x"), .hear("EHLO"), .ehlo([]), .hear("MAIL"), .say("250 ok"), .hear("RCPT"),
            .say("550 no"), .hear("RSET"),
            .say("250 ok"), .hear("MAIL"), .say("250 ok"), .hear("RCPT"), .say("250 ok"), .hear("DATA"),
            .say("354 go"), .hearBody,
            .say("250 queued"), .hear("QUIT"), .say("221 bye"),
        ])
        let server = ScriptedSMTP(script)
        defer { server.stop() }
        let account = Self.account(try await server.start())
        let relay = Self.relay()
        #expect(await relay.deliver(Self.delivery(account)).outcomes.first?.failure?.code == 550)
        #expect(await relay.deliver(Self.delivery(account)).outcomes.map(\.isAccepted) == [true])
        await relay.close()
        #expect(server.heard.count == 1)
    }

    @Test func `no account has more connections than its limit, and every mail gets its turn`() async throws {
        let receiver = SMTPReceiver { _ in .accept }
        let account = Self.account(try await receiver.start())
        var limits = Relay.Limits()
        limits.connectionsPerAccount = 2...2
        limits.mailsPerConnection = 3
        let relay = Relay(timeouts: SMTPTimeouts(all: .seconds(20)), limits: limits)
        let inside = Gauge()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    await relay.deliver(Self.delivery(account)) {
                        inside.add(1)
                        await Task.yield()
                        inside.add(-1)
                    }.outcomes.map(\.isAccepted) == [true]
                }
            }
            for await isSent in group { #expect(isSent) }
        }
        #expect(inside.most <= 2)
        await relay.close()
        await receiver.stop()
    }

    static let taken: DeliveryResult = DeliveryResult(
        outcomes: [.accepted(Reply(code: 250, lines: ["queued"]))], didTransmit: true)

    static func queue(_ mails: Int, at turns: inout RelayTurns) {
        for ticket in 0..<mails where !turns.enter() { turns.wait(ticket) { _ in } }
    }

    @Test func `a relay that takes all that comes gets more lines, one more for each full round`() {
        var turns = RelayTurns(2...4)
        Self.queue(40, at: &turns)
        #expect(turns.busy == 2)
        for _ in 0..<2 { turns.leave(after: Self.taken) }
        #expect(turns.width == 3)
        #expect(turns.busy == 3)
        for _ in 0..<20 { turns.leave(after: Self.taken) }
        #expect(turns.width == 4)
        #expect(turns.busy == 4)
        turns.dismissAll()
    }

    @Test func `a relay that is too busy for so many lines gets half, and not as many again for a while`() {
        var turns = RelayTurns(4...16)
        Self.queue(100, at: &turns)
        turns.leave(
            after: DeliveryResult(outcomes: [
                .deferred(
                    DeliveryFailure(stage: .greeting, reason: .reply, host: "h", code: 421, message: "busy"))
            ]))
        #expect(turns.width == 2)
        for _ in 0..<60 { turns.leave(after: Self.taken) }
        #expect(turns.width == 3)
        turns.dismissAll()
    }

    @Test func `addresses that may not be called are not called`() async throws {
        let relay = Relay(
            timeouts: SMTPTimeouts(all: .seconds(5)), addressPolicy: { $0.ipAddress != "127.0.0.1" })
        for host in ["127.0.0.1", "::ffff:127.0.0.1"] {
            let result = await relay.deliver(Self.delivery(Self.account(9, host: host)))
            #expect(result.outcomes.first?.failure != nil)
        }
        let failure = await relay.deliver(Self.delivery(Self.account(9))).outcomes.first?.failure
        #expect(failure?.reason == .addressRefused)
        for (text, isMetadata) in [
            ("169.254.169.254", true), ("fd00:ec2::254", true), ("100.100.100.200", true),
            ("127.0.0.1", false), ("::ffff:169.254.1.1", true),
        ] {
            #expect(try SocketAddress(ipAddress: text, port: 25).isCloudMetadata == isMetadata)
        }
    }

    @Test func `nobody listening and no such name are deferrals that say so`() async throws {
        let server = ScriptedSMTP(ScriptedSMTP.relay())
        let port = try await server.start()
        await server.stopListening()
        let relay = Self.relay(SMTPTimeouts(all: .seconds(5)))
        let refused = await relay.deliver(Self.delivery(Self.account(port)))
        #expect(refused.outcomes.first?.failure?.reason == .connectionRefused)
        #expect(refused.outcomes.first?.failure?.stage == .connect)
        let unknown = await relay.deliver(Self.delivery(Self.account(25, host: "no such host")))
        #expect(unknown.outcomes.first?.failure?.reason == .nameNotFound)
    }
}

/// A number that many tasks change, and the highest it ever was.
private final class Gauge: Sendable {
    private let value: Mutex<(now: Int, most: Int)> = Mutex((0, 0))

    var now: Int { value.withLock { $0.now } }
    var most: Int { value.withLock { $0.most } }

    func add(_ change: Int) {
        value.withLock {
            $0.now += change
            $0.most = max($0.most, $0.now)
        }
    }
}
