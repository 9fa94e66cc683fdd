import AjarCore
import Synchronization
import Testing

@testable import AjarMail

struct SMTPReceiverTests {
    /// Says these lines to a machine that takes all mail, and gives back its replies, first lines only, and
    /// the mails.
    static func converse(
        _ lines: [String], limits: ReceiverLimits = ReceiverLimits(), verdict: ReceiverVerdict = .accept,
        pieces: Int? = nil, dialect: ReceiverMachine.Dialect = .smtp
    ) -> (codes: [Int], mails: [ReceivedMail]) {
        var machine = ReceiverMachine(name: "x", dialect: dialect, limits: limits)
        var codes: [Int] = []
        var mails: [ReceivedMail] = []
        func drain(_ machine: inout ReceiverMachine) {
            while let action = machine.next() {
                switch action {
                case .reply(let text): codes.append(Int(text.prefix(3)) ?? 0)
                case .recipient(let address, _):
                    let isWelcome: Bool = !address.email.hasPrefix("no")
                    machine.recipientAnswered(isWelcome ? .accept : .refuse(code: 550, "5.1.1 unknown"))
                case .mail(let mail):
                    mails.append(mail)
                    machine.mailAnswered(mail.recipients.map { _ in verdict })
                case .close: codes.append(-1)
                }
            }
        }
        drain(&machine)
        let bytes: [UInt8] = Array(lines.map { $0 + "\r\n" }.joined().utf8)
        let size: Int = pieces ?? max(1, bytes.count)
        for start in stride(from: 0, to: bytes.count, by: size) {
            machine.append(bytes[start..<min(start + size, bytes.count)])
            drain(&machine)
        }
        return (codes, mails)
    }

    static let mail: [String] = [
        "EHLO me", "MAIL FROM:<a@b> SIZE=10 BODY=8BITMIME", "RCPT TO:<c@d>", "DATA", "Subject: x", "",
        "..dot", ".", "QUIT",
    ]

    @Test func `a mail comes in whole, however its bytes arrive`() {
        for pieces in [1, 2, 7, 1000] {
            let (codes, mails) = Self.converse(Self.mail, pieces: pieces)
            #expect(codes == [220, 250, 250, 250, 354, 250, 221, -1])
            #expect(mails.map { String(decoding: $0.bytes, as: UTF8.self) } == ["Subject: x\r\n\r\n.dot\r\n"])
            #expect(mails.first?.sender?.email == "a@b")
            #expect(mails.first?.recipients.map(\.email) == ["c@d"])
        }
    }

    @Test func `over LMTP each recipient that was accepted has a reply of their own`() {
        let lines = [
            "LHLO me", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "RCPT TO:<no@d>", "RCPT TO:<e@f>", "DATA", "A: b",
            "",
            "x", ".", "QUIT",
        ]
        let (codes, mails) = Self.converse(lines, dialect: .lmtp)
        #expect(codes == [220, 250, 250, 250, 550, 250, 354, 250, 250, 221, -1])
        #expect(mails.map { $0.recipients.map(\.email) } == [["c@d", "e@f"]])
        var limits = ReceiverLimits()
        limits.messageBytes = 3
        let (refused, none) = Self.converse(lines, limits: limits, dialect: .lmtp)
        #expect(refused == [220, 250, 250, 250, 550, 250, 354, 552, 552, 221, -1] && none.isEmpty)
        #expect(
            Self.converse(["EHLO me", "HELO me", "MAIL FROM:<a@b>"], dialect: .lmtp).codes == [
                220, 500, 500, 503,
            ])
        #expect(Self.converse(["LHLO me"]).codes == [220, 500])
    }

    @Test(
        arguments: [
            (["MAIL FROM:<a@b>"], [503]), (["EHLO"], [501]), (["EHLO x", "RCPT TO:<a@b>"], [250, 503]),
            (["EHLO x", "DATA"], [250, 503]),
            (["EHLO x", "MAIL FROM:a@b"], [250, 501]), (["EHLO x", "MAIL FROM:<>"], [250, 250]),
            (["EHLO x", "MAIL FROM:<a@b> SIZE=99999999999"], [250, 552]),
            (["EHLO x", "MAIL FROM:<a@b> X=1"], [250, 555]),
            (["EHLO x", "MAIL FROM:<a@b>", "MAIL FROM:<a@b>"], [250, 250, 503]),
            (["EHLO x", "MAIL FROM:<a@b>", "DATA"], [250, 250, 554]),
            (
                [
                    "EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<no@b>", "RCPT TO:<>", "RCPT TO:<yes@b>", "RSET",
                    "DATA",
                ], [250, 250, 550, 501, 250, 250, 503]
            ),
            (["HELO x", "NOOP", "VRFY x", "WHAT"], [250, 250, 252, 500]), (["mail from:<a@b>"], [503]),
            (["EHLO x", "AUTH PLAIN AGFubgBzM2NyZXQ=", "AUTH PLAIN x"], [250, 235, 503]),
            (["EHLO x", "AUTH PLAIN", "AGFubgBzM2NyZXQ="], [250, 334, 235]),
            (["EHLO x", "AUTH LOGIN", "YQ==", "Yg=="], [250, 334, 334, 235]),
            (["EHLO x", "AUTH PLAIN !!!"], [250, 535]), (["EHLO x", "AUTH X"], [250, 504]),
        ] as [([String], [Int])])
    func `commands out of order or shape are answered, not obeyed`(lines: [String], codes: [Int]) {
        #expect(Self.converse(lines).codes == [220] + codes)
    }

    @Test func `sizes, recipients, lines and mistakes are bounded`() {
        var limits = ReceiverLimits()
        limits.messageBytes = 20
        limits.recipients = 2
        limits.mistakes = 3
        let big = [
            "EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", String(repeating: "x", count: 100), ".",
            "NOOP",
        ]
        #expect(Self.converse(big, limits: limits).codes == [220, 250, 250, 250, 354, 552, 250])
        let many = ["EHLO x", "MAIL FROM:<a@b>"] + Array(repeating: "RCPT TO:<c@d>", count: 3)
        #expect(Self.converse(many, limits: limits).codes == [220, 250, 250, 250, 250, 452])
        #expect(
            Self.converse(["A", "B", "C", "D", "E"], limits: limits).codes == [220, 500, 500, 500, 421, -1])
        #expect(Self.converse([String(repeating: "x", count: 5000)], limits: limits).codes == [220, 500, -1])
        #expect(Self.converse(["NOOP\u{0}"], limits: limits).codes == [220, 500, -1])
    }

    @Test(arguments: ["a\n.\r\nMAIL FROM:<x@y>", "a\r.\r\nb", "a\nb", ".\rb", "a\r\rb", ".\nb"])
    func `a second mail can't be smuggled in behind bare line ends`(body: String) {
        let (codes, mails) = Self.converse([
            "EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", body, ".", "NOOP",
        ])
        #expect(codes == [220, 250, 250, 250, 354, 550, 250])
        #expect(mails.isEmpty)
    }

    @Test func `what the keeper of the mail says is what the client hears`() {
        #expect(
            Self.converse(Self.mail, verdict: .refuse(code: 451, "4.3.0 disk full\r\n250 ok")).codes.contains(
                451))
        #expect(Self.converse(Self.mail, verdict: .refuse(code: 42, "x")).codes.contains(554))
        #expect(
            Self.converse(Self.mail, verdict: .refuse(code: 421, "x")).codes == [
                220, 250, 250, 250, 354, 421, -1,
            ])
    }

    @Test func `what the composer makes goes through relay and receiver unchanged, hidden recipients too`()
        async throws
    {
        let received = Mails()
        let receiver = SMTPReceiver(
            onRecipient: { address, _ in
                address.email.hasPrefix("grey") ? .refuse(code: 450, "4.7.1 later") : .accept
            },
            onMessage: {
                received.append($0)
                return .accept("2.0.0 kept")
            })
        var account = RelayTests.account(try await receiver.start(), password: true)
        account.helloName = "me.example"
        let message = ComposerTests.message {
            $0.text = ".\n..\nÄ\n"
            $0.html = "<p>Ä</p>"
        }
        let bytes = try Composer.compose(message)
        let recipients = try ["bob@example.org", "grey@example.org", "hidden@example.org", "jörg@exämple.de"]
            .map { try Address(email: $0) }
        let relay = RelayTests.relay()
        let result = await relay.deliver(
            Delivery(account: account, sender: message.from, recipients: recipients, message: bytes))
        await relay.close()
        await receiver.stop()
        #expect(result.outcomes.map(\.isAccepted) == [true, false, true, true])
        #expect(result.outcomes[1].failure?.code == 450)
        let mail = try #require(received.all.first)
        #expect(mail.bytes == bytes)
        #expect(mail.username == "ann")
        #expect(mail.recipients.map(\.email) == ["bob@example.org", "hidden@example.org", "jörg@exämple.de"])
        #expect(!String(decoding: mail.bytes, as: UTF8.self).contains("hidden@"))
    }

    @Test func `stop hangs up on everybody, and the port is free again`() async throws {
        let receiver = SMTPReceiver { _ in .accept }
        let port = try await receiver.start()
        let relay = RelayTests.relay()
        let delivery = RelayTests.delivery(RelayTests.account(port))
        #expect(await relay.deliver(delivery).outcomes.map(\.isAccepted) == [true])
        await receiver.stop()
        await receiver.stop()
        #expect(await relay.deliver(delivery).outcomes.first?.failure?.reason == .connectionRefused)
        let again = SMTPReceiver(port: port) { _ in .accept }
        #expect(try await again.start() == port)
        #expect(await relay.deliver(delivery).outcomes.map(\.isAccepted) == [true])
        await relay.close()
        await again.stop()
    }

    @Test func `more connections than allowed are told so`() async throws {
        var limits = ReceiverLimits()
        limits.connections = 1
        let receiver = SMTPReceiver(limits: limits) { _ in .accept }
        let account = RelayTests.account(try await receiver.start())
        let (first, second) = (RelayTests.relay(), RelayTests.relay())
        #expect(await first.deliver(RelayTests.delivery(account)).outcomes.map(\.isAccepted) == [true])
        #expect(await second.deliver(RelayTests.delivery(account)).outcomes.first?.failure?.code == 421)
        await first.close()
        await second.close()
        await receiver.stop()
    }
}

private final class Mails: Sendable {
    private let list: Mutex<[ReceivedMail]> = Mutex([])

    var all: [ReceivedMail] { list.withLock { $0 } }

    func append(_ mail: ReceivedMail) { list.withLock { $0.append(mail) } }
}
