import Testing

@testable import AjarMail

struct ReplyParserTests {
    @Test(
        arguments: [
            ("250 Ok\r\n", 250, nil, ["Ok"]), ("250\r\n", 250, nil, [""]), ("250 \r\n", 250, nil, [""]),
            ("250-a\r\n250-b\r\n250 c\r\n", 250, nil, ["a", "b", "c"]),
            ("550 5.1.1 No such user\r\n", 550, "5.1.1", ["No such user"]),
            ("550-5.7.26 Not\r\n550 5.7.26 aligned\r\n", 550, "5.7.26", ["Not", "aligned"]),
            ("250 Ok\n", 250, nil, ["Ok"]),
            ("250-\r\n250\r\n", 250, nil, ["", ""]), ("450 5.1.1 odd\r\n", 450, nil, ["5.1.1 odd"]),
            ("220 1.2.3.4 ready\r\n", 220, nil, ["1.2.3.4 ready"]), ("250 2.0.0\r\n", 250, "2.0.0", [""]),
            ("421 4.3.2 Gr\u{FC}\u{DF}e\u{0}\u{1B}[31m\r\n", 421, "4.3.2", ["Grüße  [31m"]),
        ] as [(String, Int, String?, [String])])
    func `a reply is the same however its bytes arrive`(
        text: String, code: Int, status: String?, lines: [String]
    ) throws {
        let bytes = Array(text.utf8)
        for size in 1...max(1, bytes.count) {
            var parser = ReplyParser()
            var found: [Reply] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                parser.append(bytes[start..<min(start + size, bytes.count)])
                while let reply = try parser.next() { found.append(reply) }
            }
            #expect(
                found == [
                    Reply(code: code, enhancedStatus: status.flatMap { EnhancedStatus($0) }, lines: lines)
                ])
            #expect(parser.unreadBytes == 0)
        }
    }

    @Test func `replies in one packet come out one by one, and what is left is counted`() throws {
        var parser = ReplyParser()
        parser.append(Array("250 a\r\n354 b\r\n25".utf8))
        #expect(try parser.next()?.code == 250)
        #expect(parser.unreadBytes == 9)
        #expect(try parser.next()?.code == 354)
        #expect(try parser.next() == nil)
        #expect(parser.unreadBytes == 2)
    }

    @Test(arguments: ["", "2", "250", "250 ok", "250-a\r\n", "250-a\r\n250", "\u{0}"])
    func `half a reply is no reply yet`(text: String) throws {
        var parser = ReplyParser()
        parser.append(Array(text.utf8))
        #expect(try parser.next() == nil)
    }

    @Test(arguments: [
        ("SSH-2.0-OpenSSH_9.6\r\n", ReplyError.malformed), ("HTTP/1.1 400 Bad Request\r\n", .malformed),
        ("\r\n", .malformed),
        ("25\r\n", .malformed), ("2500 x\r\n", .malformed), ("250_x\r\n", .malformed),
        ("150 x\r\n", .malformed),
        ("600 x\r\n", .malformed), ("000 x\r\n", .malformed), ("٢٥٠ x\r\n", .malformed),
        ("250-a\r\n550 b\r\n", .codeChanged),
        ("\u{16}\u{3}\u{1}\u{0}\n", .malformed),
    ])
    func `garbage has a name`(text: String, error: ReplyError) {
        var parser = ReplyParser()
        parser.append(Array(text.utf8))
        #expect(throws: error) { try parser.next() }
    }

    @Test func `lines and replies are bounded`() throws {
        var parser = ReplyParser()
        parser.append(Array("250 \(String(repeating: "x", count: 4000))\r\n".utf8))
        #expect(try parser.next()?.text.count == 4000)
        parser.append(Array(repeating: 0x32, count: 4097))
        #expect(throws: ReplyError.lineTooLong) { try parser.next() }
        var other = ReplyParser()
        other.append(Array(String(repeating: "250-x\r\n", count: 201).utf8))
        #expect(throws: ReplyError.tooManyLines) { try other.next() }
    }

    @Test func `a failure shows the server's words, bounded and without control characters`() {
        let reply = Reply(code: 550, lines: [String(repeating: "x\u{7}", count: 2000)])
        let failure = DeliveryFailure(stage: .rcpt, host: "h", command: "RCPT", reply: reply)
        #expect(failure.message.count == 1000)
        #expect(!failure.message.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test(arguments: [
        ("a\r\n.\r\n", "a\r\n..\r\n"), (".", "..\r\n"), ("a\n.\nb", "a\r\n..\r\nb\r\n"),
        ("a\r.\rb", "a\r\n..\r\nb\r\n"),
        ("a\r\n.b\r\n..c\r\n", "a\r\n..b\r\n...c\r\n"), ("", "\r\n"), ("\n.\r\n", "\r\n..\r\n"),
        ("a.b\r\n", "a.b\r\n"),
        ("x\n.\r\nMAIL FROM:<a@b>\r\n", "x\r\n..\r\nMAIL FROM:<a@b>\r\n"), ("x\r.\r\n", "x\r\n..\r\n"),
        ("\r\r\n", "\r\n\r\n"),
    ])
    func `no line of a message can be the final dot, and every line end is CRLF`(
        message: String, wire: String
    ) {
        let normal = DotStuffing.normalised(Array(message.utf8))
        for size in 1...(normal.count + 1) {
            var atLineStart = true
            var out: [UInt8] = []
            for start in stride(from: 0, to: normal.count, by: size) {
                out += DotStuffing.encode(
                    normal[start..<min(start + size, normal.count)], atLineStart: &atLineStart)
            }
            #expect(String(decoding: out, as: UTF8.self) == wire)
        }
    }
}
