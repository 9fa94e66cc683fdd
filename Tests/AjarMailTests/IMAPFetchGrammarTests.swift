import AjarCore
import Testing

@testable import AjarMail

struct IMAPFetchGrammarTests {
    static func fetch(_ text: String, limits: ResponseLimits = ResponseLimits()) throws -> FetchData {
        let outcome: IMAPGrammarTests.Outcome = IMAPGrammarTests.outcome(
            Array("\(text)\r\n".utf8), pieces: 3, limits: limits)
        guard case .success(let found) = outcome, case .untagged(.fetch(let data))? = found.first,
            found.count == 1
        else {
            Issue.record("\(outcome)")
            throw IMAPSyntaxError.malformed
        }
        return data
    }

    @Test func `everything we ask for is read, in any order and any case`() throws {
        let data = try Self.fetch(
            "* 12 FETCH (FLAGS (\\Seen $Label1) UID 4827313 internaldate \"17-Jul-2026 02:44:25 -0700\" RFC822.SIZE 44827 MODSEQ (624140003) BODY[] {6}\r\nA: b\r\n)"
        )
        #expect(data.sequenceNumber == 12)
        #expect(data.uid == 4_827_313)
        #expect(data.flags == [.seen, Flag(name: "$Label1")])
        #expect(data.internalDate == Timestamp(iso: "2026-07-17T09:44:25Z"))
        #expect(data.size == 44827)
        #expect(data.modSeq == 624_140_003)
        #expect(data.body == .bytes(Array("A: b\r\n".utf8)))
    }

    @Test(arguments: [
        ("BODY[] {3}\r\na)b", "a)b"), ("BODY[] \"a\\\"b\"", "a\"b"), ("BODY[HEADER] {2}\r\nxy", "xy"),
        ("BODY[]<0> {2}\r\nxy", "xy"),
        ("BODY[HEADER.FIELDS (DATE FROM)] {4}\r\n\r\n\r\n", "\r\n\r\n"),
        ("BODY[HEADER.FIELDS (\"DATE\" {4}\r\nFROM)] {0}\r\n", ""),
        ("RFC822 {1}\r\nx", "x"), ("RFC822.HEADER \"\"", ""), ("BODY[1.2.MIME] {1}\r\n\n", "\n"),
        ("BODY[] ~{2+}\r\nxy", "xy"),
    ])
    func `a body is what the literal or the string holds`(item: String, body: String) throws {
        #expect(try Self.fetch("* 1 FETCH (\(item) UID 7)").body == .bytes(Array(body.utf8)))
        #expect(try Self.fetch("* 1 FETCH (UID 7 \(item))").uid == 7)
    }

    @Test(arguments: [
        "ENVELOPE (\"Wed, 17 Jul 2026\" \"x (y) \\\"z\" ((\"Terry\" NIL \"gray\" \"cac.example\")) NIL {3}\r\n)(( (\"a\") NIL NIL \"<m@x>\")",
        "BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 1152 23)(\"TEXT\" \"PLAIN\" NIL NIL) \"MIXED\")",
        "BODY (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 3028 92)",
        "BINARY[1] {3}\r\n\u{0})(", "BINARY.SIZE[1] 77",
        "X-GM-MSGID 1278455344230334865", "X-GM-LABELS (\\Inbox \\Sent Important \"Muy \\\"Importante\")",
        "EMAILID (M6d99)", "THREADID NIL",
        "PREVIEW {5}\r\n)UID ", "SAVEDATE NIL", "XNESTED (((((a) b) (c)) {1}\r\n() \")\")",
    ])
    func `what nobody asked for is read past, and nothing inside it counts`(item: String) throws {
        let data = try Self.fetch("* 3 FETCH (UID 5 \(item) FLAGS (\\Seen))")
        var expected = FetchData(sequenceNumber: 3)
        (expected.uid, expected.flags) = (5, [.seen])
        #expect(data == expected)
    }

    @Test func `a message that is gone, or too large, says so`() throws {
        #expect(try Self.fetch("* 1 FETCH (UID 7 BODY[] NIL)").body == .missing)
        var limits = ResponseLimits()
        limits.literals = 10
        #expect(
            try Self.fetch("* 1 FETCH (UID 7 BODY[] {11}\r\n12345678901)", limits: limits).body
                == .omitted(size: 11))
        #expect(
            try Self.fetch("* 1 FETCH (UID 7 BODY[] {10}\r\n1234567890)", limits: limits).body
                == .bytes(Array("1234567890".utf8)))
    }

    @Test(arguments: [
        (" 7-Feb-2026 21:52:25 +0100", "2026-02-07T20:52:25Z"),
        ("07-feb-2026 00:00:00 +0000", "2026-02-07T00:00:00Z"),
        ("31-Dec-2026 23:59:60 -1130", "2027-01-01T11:29:59Z"),
    ])
    func `dates are read and written`(text: String, iso: String) throws {
        let date = try #require(Timestamp(internalDate: text))
        #expect(date == Timestamp(iso: iso))
        #expect(Timestamp(internalDate: date.internalDate) == date)
    }

    @Test(arguments: [
        "", "x", "1-Foo-2026 00:00:00 +0000", "30-Feb-2026 00:00:00 +0000", "1-Feb-2026 24:00:00 +0000",
        "1-Feb-2026 00:00:00 0000", "1-Feb-2026 00:00 +0000",
    ])
    func `what is no date is none, and the message stays`(text: String) throws {
        #expect(Timestamp(internalDate: text) == nil)
        #expect(try Self.fetch("* 1 FETCH (UID 7 INTERNALDATE \"\(text)\")").uid == 7)
    }

    // MARK: - Bounds

    @Test func `lines, literals, depth, elements and flags are bounded`() {
        let long = String(repeating: "x", count: 65 * 1024)
        IMAPGrammarTests.expect("* OK \(long)\r\n", .failure(.lineTooLong))
        IMAPGrammarTests.expect("* OK \(long)", .failure(.lineTooLong))
        IMAPGrammarTests.expect("* 1 FETCH (BODY[] {99999999999999999999}\r\n", .failure(.literalTooLarge))
        IMAPGrammarTests.expect("* 1 FETCH (BODY[] {5000000000}\r\n", .failure(.literalTooLarge))
        let deep = String(repeating: "(", count: 17) + String(repeating: ")", count: 17)
        IMAPGrammarTests.expect("* 1 FETCH (X \(deep))\r\n", .failure(.tooDeep))
        let nearly = String(repeating: "(", count: 15) + String(repeating: ")", count: 15)
        #expect(throws: Never.self) { try Self.fetch("* 1 FETCH (X \(nearly))") }
        let many = String(repeating: "a ", count: 10_001)
        IMAPGrammarTests.expect("* 1 FETCH (X (\(many)))\r\n", .failure(.tooManyElements))
        IMAPGrammarTests.expect(
            "* SEARCH \(String(repeating: "1 ", count: 10_001))\r\n", .failure(.tooManyElements))
        IMAPGrammarTests.expect(
            "* FLAGS (\(String(repeating: "a ", count: 501)))\r\n", .failure(.tooManyFlags))
        IMAPGrammarTests.expect(
            "A OK [COPYUID 1 1:4000000000 1]\r\n",
            .success([.tagged("A", .ok, ResponseText(text: "[COPYUID 1 1:4000000000 1]"))]))
    }

    @Test func `a response of endless literals ends`() {
        let text = "* 1 FETCH (X (" + String(repeating: "{1}\r\na ", count: 250) + "))\r\n"
        IMAPGrammarTests.expect(text, .failure(.tooManyLiterals))
        let lines =
            "* 1 FETCH (X ("
            + String(repeating: "{1}\r\na \(String(repeating: "b", count: 60_000)) ", count: 6) + "))\r\n"
        IMAPGrammarTests.expect(lines, .failure(.responseTooLong))
    }

    @Test func `what is too large is read past without being held`() throws {
        var parser = ResponseParser()
        parser.append(Array("* 1 FETCH (UID 9 BODY[] {40000000}\r\n".utf8))
        let block = [UInt8](repeating: 0x78, count: 1 << 20)
        for _ in 0..<38 { parser.append(block) }
        #expect(parser.unreadBytes < 1000)
        parser.append([UInt8](repeating: 0x78, count: 40_000_000 - (38 << 20)))
        parser.append(Array(" FLAGS ())\r\nA1 OK\r\n".utf8))
        guard case .untagged(.fetch(let data)) = try parser.next() else {
            Issue.record("no message")
            return
        }
        #expect(data.body == .omitted(size: 40_000_000))
        #expect(data.uid == 9)
        #expect(try parser.next() == .tagged("A1", .ok, ResponseText()))
        #expect(parser.unreadBytes == 0)
    }

    @Test func `any bytes at all end in an answer`() {
        var random = SystemRandomNumberGenerator()
        let seeds: [String] = [
            "* 12 FETCH (FLAGS (\\Seen) UID 4 BODY[] {3}\r\nabc X ((a) \"b\"))\r\n",
            "* LIST (\\Sent) \"/\" {3}\r\nabc\r\n",
            "A1 OK [COPYUID 1 1:3 4:6] x\r\n", "* ESEARCH (TAG \"A\") UID ALL 1:3,9\r\n",
            "* STATUS {1}\r\nx (MESSAGES 1)\r\n",
        ]
        for _ in 0..<3000 {
            var bytes: [UInt8] = Array((seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index: Int = .random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = .random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(contentsOf: bytes.suffix(from: index).prefix(9), at: index)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            let whole = IMAPGrammarTests.outcome(bytes, pieces: bytes.count)
            #expect(
                IMAPGrammarTests.outcome(bytes, pieces: 1) == whole,
                "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
