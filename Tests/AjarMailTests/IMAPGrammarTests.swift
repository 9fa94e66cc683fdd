import AjarCore
import Testing

@testable import AjarMail

/// What a run of bytes means: success, incomplete or failure, however the network cuts it.
struct IMAPGrammarTests {
    enum Outcome: Sendable, Equatable {
        case success([IMAPResponse])
        case incomplete
        case failure(IMAPSyntaxError)
    }

    static func outcome(
        _ bytes: [UInt8], pieces size: Int, limits: ResponseLimits = ResponseLimits()
    ) -> Outcome {
        var parser = ResponseParser()
        parser.limits = limits
        var found: [IMAPResponse] = []
        do throws(IMAPSyntaxError) {
            for start in stride(from: 0, to: bytes.count, by: size) {
                parser.append(bytes[start..<min(start + size, bytes.count)])
                while let response = try parser.next() { found.append(response) }
            }
        } catch {
            return .failure(error)
        }
        return parser.unreadBytes == 0 ? .success(found) : .incomplete
    }

    /// The same, whole, in bytes and in odd pieces.
    static func expect(
        _ text: String, _ outcome: Outcome, limits: ResponseLimits = ResponseLimits(),
        at location: SourceLocation = #_sourceLocation
    ) {
        let bytes = Array(text.utf8)
        for size in [1, 2, 3, 7, max(1, bytes.count)] {
            let found: Outcome = Self.outcome(bytes, pieces: size, limits: limits)
            #expect(found == outcome, "in pieces of \(size): \(text.prefix(80))", sourceLocation: location)
        }
    }

    static func untagged(_ text: String) throws -> ServerData {
        guard case .success(let found) = outcome(Array("\(text)\r\n".utf8), pieces: 5),
            case .untagged(let data)? = found.first, found.count == 1
        else { throw IMAPSyntaxError.malformed }
        return data
    }

    // MARK: - Status responses

    @Test(
        arguments: [
            ("A1 OK done\r\n", .tagged("A1", .ok, ResponseText(text: "done"))),
            ("A1 OK\r\n", .tagged("A1", .ok, ResponseText())),
            (
                "a1 no [TRYCREATE] no such\r\n",
                .tagged("a1", .no, ResponseText(code: .tryCreate, text: "no such"))
            ),
            ("A1 BAD what?\n", .tagged("A1", .bad, ResponseText(text: "what?"))),
            ("+ idling\r\n", .continuation(ResponseText(text: "idling"))),
            ("+\r\n", .continuation(ResponseText())),
            ("* BYE gone\r\n", .untagged(.notice(.bye, ResponseText(text: "gone")))),
            ("* PREAUTH hi\r\n", .untagged(.notice(.preauth, ResponseText(text: "hi")))),
            // Looks like a literal, and is only talk.
            ("* OK see {12}\r\n", .untagged(.notice(.ok, ResponseText(text: "see {12}")))),
            ("A9 NO [x {3}\r\n", .tagged("A9", .no, ResponseText(text: "[x {3}"))),
            (
                "* OK [UIDVALIDITY 3857529045] v\r\n",
                .untagged(.notice(.ok, ResponseText(code: .uidValidity(3_857_529_045), text: "v")))
            ),
            (
                "A OK [APPENDUID 38505 3955] ok\r\n",
                .tagged("A", .ok, ResponseText(code: .appendUID(validity: 38505, uid: 3955), text: "ok"))
            ),
            (
                "A OK [COPYUID 38505 304,319:320 3956:3958] ok\r\n",
                .tagged(
                    "A", .ok,
                    ResponseText(
                        code: .copyUID(validity: 38505, from: [304, 319, 320], to: [3956, 3957, 3958]),
                        text: "ok"))
            ),
            (
                "* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n",
                .untagged(.notice(.ok, ResponseText(code: .permanentFlags([.seen, .anyKeyword]), text: "x")))
            ),
            (
                "* OK [HIGHESTMODSEQ 715194045007] h\r\n",
                .untagged(.notice(.ok, ResponseText(code: .highestModSeq(715_194_045_007), text: "h")))
            ),
            ("A OK [READ-ONLY]\r\n", .tagged("A", .ok, ResponseText(code: .readOnly))),
            (
                "A NO [UNAVAILABLE] later\r\n",
                .tagged("A", .no, ResponseText(code: .other("UNAVAILABLE"), text: "later"))
            ),
            (
                "A NO [BADCHARSET (UTF-8 \"a b\")] x\r\n",
                .tagged("A", .no, ResponseText(code: .other("BADCHARSET"), text: "x"))
            ),
            (
                "* OK [CAPABILITY IMAP4rev1 IDLE ] x\r\n",
                .untagged(
                    .notice(
                        .ok,
                        ResponseText(code: .capability(IMAPCapabilities(["IMAP4REV1", "IDLE"])), text: "x")))
            ),
        ] as [(String, IMAPResponse)])
    func `a status response keeps its words, its code and nothing that controls a terminal`(
        text: String, response: IMAPResponse
    ) { Self.expect(text, .success([response])) }

    @Test func `words of the server lose their control characters and their length`() {
        guard
            case .success(let found) = Self.outcome(
                Array("A1 NO \u{1B}[31m\u{7}\(String(repeating: "x", count: 5000))\r\n".utf8), pieces: 99),
            case .tagged(_, _, let text) = found.first
        else {
            Issue.record("no response")
            return
        }
        #expect(text.text.utf8.count == ResponseText.maximumLength)
        #expect(!text.text.unicodeScalars.contains { $0.value < 0x20 })
    }

    // MARK: - Data

    @Test func `capabilities, and what else comes as a list of words`() throws {
        #expect(
            try Self.untagged("* CAPABILITY IMAP4rev1 AUTH=PLAIN LITERAL-  SASL-IR ")
                == .capability(IMAPCapabilities(["IMAP4REV1", "AUTH=PLAIN", "LITERAL-", "SASL-IR"])))
        #expect(try Self.untagged("* ENABLED QRESYNC") == .enabled(["QRESYNC"]))
        #expect(try Self.untagged("* ENABLED") == .enabled([]))
        #expect(try Self.untagged("* FLAGS (\\Seen $Junk)") == .flags([.seen, Flag(name: "$junk")]))
        #expect(try Self.untagged("* 172 EXISTS") == .exists(172))
        #expect(try Self.untagged("* 0 RECENT") == .recent(0))
        #expect(try Self.untagged("* 44 expunge") == .expunge(44))
        #expect(try Self.untagged("* ID (\"name\" \"x\")") == .other("ID"))
        #expect(try Self.untagged("* NAMESPACE ((\"\" \"/\")) NIL NIL") == .other("NAMESPACE"))
        #expect(try Self.untagged("* XSOMETHING weird ((") == .other("XSOMETHING"))
        #expect(
            try Self.untagged("* VANISHED 5,9:12") == .vanished(UIDSet([5, 9, 10, 11, 12]), isEarlier: false))
        #expect(
            try Self.untagged("* VANISHED (EARLIER) 1:3") == .vanished(UIDSet([1, 2, 3]), isEarlier: true))
    }

    @Test func `mailboxes are listed with their use, their delimiter and their name in any spelling`() throws
    {
        guard
            case .list(let sent) = try Self.untagged(
                "* LIST (\\HasNoChildren \\Sent) \"/\" \"[Gmail]/Gesendet &- mehr\"")
        else { return }
        #expect(sent.use == .sent)
        #expect(sent.delimiter == "/")
        #expect(sent.name.text == "[Gmail]/Gesendet & mehr")
        #expect(sent.isSelectable)
        guard case .list(let flat) = try Self.untagged("* LIST (\\NoSelect) NIL [Gmail]") else { return }
        #expect(!flat.isSelectable)
        #expect(flat.delimiter == nil)
        #expect(flat.name.text == "[Gmail]")
        guard case .list(let wide) = try Self.untagged("* LIST () \".\" {21}\r\nEntw&APw-rfe.&U,BTFw-") else {
            return
        }
        #expect(wide.name.text == "Entwürfe.台北")
        guard case .list(let inbox) = try Self.untagged("* LIST () \".\" inbox") else { return }
        #expect(inbox.name == .inbox)
        guard
            case .list(let extended) = try Self.untagged(
                "* LIST () \"/\" Foo (\"CHILDINFO\" (\"SUBSCRIBED\"))")
        else { return }
        #expect(extended.name.text == "Foo")
    }

    @Test(arguments: ["INBOX", "a/b", "Entwürfe", "台北", "R&D", "&", "~peter/mail/台北/日本語", "x😀y", ""])
    func `a name comes back from its wire form`(text: String) {
        let name = MailboxName(text)
        #expect(name.wire.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(MailboxName(wire: name.wire) == name)
        #expect(name.text == text)
    }

    @Test(arguments: ["&AP", "&!!-", "&A-", "Entw\u{FC}rfe", "&2D0-"])
    func `a name that is no modified UTF-7 stays usable`(text: String) {
        let name = MailboxName(wire: Array(text.utf8))
        #expect(name.wire == Array(text.utf8))
        #expect(name.text == text)
    }

    @Test func `a status tells what was asked and skips the rest`() throws {
        var status = MailboxStatus(name: MailboxName("blurdy bloop"))
        (status.messages, status.uidNext, status.uidValidity, status.highestModSeq) = (
            231, 44292, 7, 9_011_231_123
        )
        #expect(
            try Self.untagged(
                "* STATUS \"blurdy bloop\" (MESSAGES 231 UIDNEXT 44292 X (a (b)) UIDVALIDITY 7 HIGHESTMODSEQ 9011231123)"
            )
                == .status(status))
    }

    @Test func `searches give sets`() throws {
        guard case .search(let plain) = try Self.untagged("* SEARCH 2 84 882 83 (MODSEQ 917162500)") else {
            return
        }
        #expect(plain.uids.text == "2,83:84,882")
        #expect(plain.highestModSeq == 917_162_500)
        guard case .search(let none) = try Self.untagged("* SEARCH") else { return }
        #expect(none.uids.isEmpty)
        guard
            case .search(let extended) = try Self.untagged(
                "* ESEARCH (TAG \"A282\") UID COUNT 17 ALL 4:18,21,28 MODSEQ 7")
        else { return }
        #expect(extended.uids.text == "4:18,21,28")
        #expect(extended.count == 17)
        guard case .search(let empty) = try Self.untagged("* ESEARCH (TAG \"A282\") UID") else { return }
        #expect(empty.uids.isEmpty)
    }

    // MARK: - Incomplete and wrong

    @Test(arguments: [
        "", "*", "* ", "* OK", "* OK hi", "* OK hi\r", "A1 OK", "+ ", "* 1 FETCH (BODY[] {5}\r\n",
        "* 1 FETCH (BODY[] {5}\r\nabc",
        "* 1 FETCH (BODY[] {5}\r\nabcde", "* 1 FETCH (BODY[] {5}\r\nabcde)", "* LIST () \"/\" {3}\r\nab",
    ])
    func `half a response is no response yet`(text: String) {
        Self.expect(text, text.isEmpty ? .success([]) : .incomplete)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.6\r\n", "220 mail.example ESMTP\r\n", "HTTP/1.1 400 Bad Request\r\n", "\r\n",
        "*\r\n", "* \r\n",
        "** OK\r\n", "A1\r\n", "A1 \r\n", "A1 MAYBE x\r\n", "A1 OKAY\r\n", "*OK x\r\n", "* 1\r\n",
        "* 99999999999 EXISTS\r\n",
        "* 1 FETCH\r\n", "* 1 FETCH (\r\n", "* 1 FETCH (UID)\r\n", "* 1 FETCH (UID x)\r\n",
        "* 1 FETCH (UID 1\r\n",
        "* 1 FETCH (UID 4294967296)\r\n", "* 1 FETCH (FLAGS \\Seen)\r\n", "* 1 FETCH (BODY[] \"abc)\r\n",
        "* 1 FETCH (BODY[)\r\n",
        "* LIST\r\n", "* LIST () \"/\"\r\n", "* LIST \"/\" x\r\n", "* SEARCH 0\r\n", "* SEARCH -1\r\n",
        "* SEARCH a\r\n",
        "* STATUS x (MESSAGES)\r\n", "* VANISHED\r\n", "* VANISHED 0\r\n", "* VANISHED 1:\r\n",
        "* FLAGS x\r\n",
        "\u{16}\u{3}\u{1}\u{0}\n", "* 1 FETCH (BODY[] {3} x)\r\n",
    ])
    func `garbage is malformed`(text: String) { Self.expect(text, .failure(.malformed)) }
}
