import AjarCore
import Testing

@testable import AjarMail

struct DSNTests {
    static func read(_ text: String) throws -> ReadMessage {
        try MessageReader.read(Array(text.replacing("\n", with: "\r\n").utf8))
    }

    static let offer: MessageID? = try? MessageID(DSNFixtures.offer)

    /// recipient, kind, status, final?
    typealias Row = (String?, Bounce.Kind, String?, Bool)

    @Test(
        arguments: [
            ("postfix", DSNFixtures.postfix, [("bounce-one@example.test", .hard, "5.1.1", true)]),
            ("delayed", DSNFixtures.delayed, [("ann@slow.example", .soft, "4.4.1", false)]),
            (
                "mixed", DSNFixtures.mixed,
                [("ann@example.org", .policy, "5.7.26", true), ("bob@example.org", .soft, "5.2.2", true)]
            ),
            ("sloppy", DSNFixtures.sloppy, [("ann@example.org", .hard, "5.1.1", true)]),
            ("international", DSNFixtures.international, [("jörg@bücher.example", .hard, "5.1.1", true)]),
            ("exchange online", DSNFixtures.exchangeOnline, [("ann@contoso.example", .hard, "5.1.10", true)]),
            (
                "qmail", DSNFixtures.qmail,
                [("ann@example.org", .hard, "5.1.1", true), ("bob@example.com", .hard, "5.1.1", true)]
            ),
            ("exim", DSNFixtures.exim, [("ann@example.org", .policy, "5.7.1", true)]),
            ("complaint", DSNFixtures.complaint, [("ann@provider.example", .complaint, nil, true)]),
            ("auto-reply", DSNFixtures.autoReply, [("ann@example.org", .autoReply, nil, true)]),
        ] as [(String, String, [Row])])
    func `each report says whom it is about, what happened and which mail it was`(
        name: String, text: String, rows: [Row]
    ) throws {
        let bounces: [Bounce] = Bounce.all(in: try Self.read(text))
        #expect(bounces.map { $0.recipient?.email } == rows.map(\.0), "\(name)")
        #expect(bounces.map(\.kind) == rows.map(\.1), "\(name)")
        #expect(bounces.map { $0.status?.text } == rows.map(\.2), "\(name)")
        #expect(bounces.map(\.isFinal) == rows.map(\.3), "\(name)")
        #expect(bounces.allSatisfy { $0.messageID == Self.offer }, "\(name): \(bounces.map(\.messageID))")
    }

    @Test func `Exchange's prose names the recipient, though not the mail`() throws {
        let bounces: [Bounce] = Bounce.all(in: try Self.read(DSNFixtures.exchange))
        #expect(bounces.map { $0.recipient?.email } == ["ann@corp.example"])
        #expect(bounces.first?.kind == .hard)
        #expect(bounces.first?.status?.text == "5.1.1")
        #expect(bounces.first?.messageID == nil)
    }

    @Test func `a report is read in full`() throws {
        let report = try #require(DeliveryReport(try Self.read(DSNFixtures.postfix)))
        #expect(report.form == .standard)
        #expect(report.reportingServer == "localhost.test")
        #expect(report.originalEnvelopeID == "QQ314159")
        #expect(report.recipients.first?.diagnostic == "The mailbox does not exist")
        #expect(report.returned?.subject == "Your offer")
        let delayed = try #require(DeliveryReport(try Self.read(DSNFixtures.delayed)))
        #expect(delayed.recipients.first?.willRetryUntil == Timestamp(iso: "2026-11-29T00:03:56Z"))
        let mixed = try #require(DeliveryReport(try Self.read(DSNFixtures.mixed)))
        #expect(mixed.recipients.map(\.action) == [.failed, .failed, .relayed])
        #expect(mixed.recipients.first?.finalRecipient?.email == "ann.smith@inside.example.org")
        #expect(mixed.recipients.first?.remoteServer == "inside.example.org")
        #expect(
            mixed.recipients.first?.diagnostic
                == "550-5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy.")
    }

    @Test func `a receipt is a receipt and no bounce`() throws {
        let message: ReadMessage = try Self.read(DSNFixtures.receipt)
        let receipt = try #require(DispositionReport(message))
        #expect(receipt.disposition == "displayed")
        #expect(!receipt.isAutomatic)
        #expect(receipt.originalMessageID == Self.offer)
        #expect(Bounce.all(in: message).isEmpty)
    }

    @Test func `not-spam is no complaint`() throws {
        let message: ReadMessage = try Self.read(
            DSNFixtures.complaint.replacing("Feedback-Type: abuse", with: "Feedback-Type: not-spam"))
        #expect(ComplaintReport(message) != nil)
        #expect(Bounce.all(in: message).isEmpty)
    }

    @Test(arguments: [
        // A customer asks about a bounce.
        "From: Ann <ann@example.org>\nTo: rep@example.test\nSubject: Re: failure notice\n\nHi. This is the qmail-send program at x.\n\n<bob@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)",
        "From: Ann <ann@example.org>\nTo: rep@example.test\nSubject: x\n\nYour message could not be delivered to bob@example.com:\n550 5.1.1 no such user",
        // The postmaster writes a letter.
        "Return-Path: <>\nFrom: postmaster@example.org\nTo: rep@example.test\nSubject: Welcome\n\nYour new address is ann@example.org. It takes effect at once.",
        // A newsletter.
        "From: News <news@example.org>\nTo: rep@example.test\nPrecedence: bulk\nList-Unsubscribe: <https://example.org/u>\nSubject: x\n\nhello",
        "From: Ann <ann@example.org>\nTo: rep@example.test\nSubject: Hi\n\nYes, let's talk.",
    ])
    func `ordinary mail is no bounce, whatever it quotes`(text: String) throws {
        let message: ReadMessage = try Self.read(text)
        #expect(DeliveryReport(message) == nil)
        // A letter without a return path is a machine's, and that is all.
        #expect(
            Bounce.all(in: message).allSatisfy { $0.kind == .autoReply && text.contains("Return-Path: <>") })
    }

    @Test func `a bounce that somebody forwards is not ours`() throws {
        let inner: String = DSNFixtures.postfix
        let outer =
            "From: Ann <ann@example.org>\nTo: rep@example.test\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_o\"\n\n--=_o\nContent-Type: text/plain\n\nSee below.\n--=_o\nContent-Type: message/rfc822\n\n\(inner)\n--=_o--\n"
        #expect(Bounce.all(in: try Self.read(outer)).isEmpty)
    }

    // MARK: - What it means

    @Test(
        arguments: [
            ("5.1.1", "", .hard), ("5.1.2", "Host unknown", .hard), ("5.2.1", "account disabled", .hard),
            ("5.2.2", "", .soft),
            ("5.7.1", "Message rejected as spam", .policy), ("5.7.1", "user unknown", .hard),
            ("5.7.26", "", .policy),
            ("5.3.4", "message too large", .policy), ("5.4.4", "unable to route", .hard),
            ("5.4.7", "delivery time expired", .soft),
            ("5.4.1", "Recipient address rejected: Access denied", .hard),
            ("5.1.8", "sender rejected", .policy),
            ("4.2.2", "user unknown", .soft), ("4.7.1", "spam", .soft), ("5.0.0", "no such user here", .hard),
            ("5.0.0", "", .soft),
            ("5.1.1", "blocked due to spam", .policy), ("5.6.0", "", .policy),
            ("5.5.0", "mailbox unavailable", .hard),
            (nil, "550 no such user", .hard), (nil, "450 no such user yet", .soft),
            (nil, "552 mailbox is full", .soft),
            (nil, "554 blocked", .policy), (nil, "", .soft), (nil, "something odd", .soft),
        ] as [(String?, String, Bounce.Kind)])
    func `an address is only given up when it surely is wrong`(
        status: String?, words: String, kind: Bounce.Kind
    ) {
        #expect(Bounce.Kind(status: status.flatMap { EnhancedStatus($0) }, words: words) == kind)
    }

    // MARK: - Bounds

    @Test func `a report of endless recipients, fields and words ends`() throws {
        let many: String = (0..<5000).map {
            "Final-Recipient: rfc822; r\($0)@example.org\nAction: failed\nStatus: 5.1.1\n"
        }.joined(separator: "\n")
        let report = try #require(
            DeliveryReport(try Self.read(DSNFixtures.standard(status: "Reporting-MTA: dns; x\n\n\(many)"))))
        #expect(report.recipients.count == 1000)
        let long: String = "Diagnostic-Code: smtp; " + String(repeating: "x", count: 100_000)
        let words = try #require(
            DeliveryReport(
                try Self.read(
                    DSNFixtures.standard(
                        status: "Final-Recipient: rfc822; a@b.example\nAction: failed\n\(long)"))))
        #expect((words.recipients.first?.diagnostic.count ?? 0) <= ReportFields.maximumLength)
        let folded: String =
            "Final-Recipient: rfc822; a@b.example\nAction: failed\nDiagnostic-Code: smtp; x\n"
            + String(repeating: " y\n", count: 50_000)
        #expect(DeliveryReport(try Self.read(DSNFixtures.standard(status: folded))) != nil)
        let addresses: String = (0..<5000).map { "<r\($0)@example.org>:\nno such user\n" }.joined(
            separator: "\n")
        let text: String = DSNFixtures.text(
            from: "MAILER-DAEMON@x.example", subject: "failure notice",
            "Hi. This is the qmail-send program.\n\n\(addresses)")
        #expect((DeliveryReport(try Self.read(text))?.recipients.count ?? 0) == 100)
    }

    @Test func `broken reports are no reports, or say less`() throws {
        for status in [
            "", "x", "Action: failed", "Final-Recipient: rfc822; a@b.example",
            "Action: exploded\nFinal-Recipient: rfc822; a@b.example",
        ] {
            let report: DeliveryReport? = DeliveryReport(
                try Self.read(DSNFixtures.standard(status: status, returned: "")))
            #expect(report?.recipients.allSatisfy { $0.recipient == nil } ?? true)
        }
        var random = SystemRandomNumberGenerator()
        for fixture in [
            DSNFixtures.postfix, DSNFixtures.mixed, DSNFixtures.qmail, DSNFixtures.exim, DSNFixtures.exchange,
        ] {
            let bytes = Array(fixture.utf8)
            for _ in 0..<60 {
                var broken: [UInt8] = bytes
                broken[.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
                broken.removeSubrange(.random(in: 0..<bytes.count / 2, using: &random)..<bytes.count / 2)
                if let message = try? MessageReader.read(broken) { _ = Bounce.all(in: message) }
            }
        }
    }
}
