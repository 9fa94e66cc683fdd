import AjarCore
import Testing

@testable import AjarMail

struct MessageReaderTests {
    static func read(_ text: String) throws -> ReadMessage {
        try MessageReader.read(Array(text.replacing("\n", with: "\r\n").utf8))
    }

    @Test func `headers are decoded, addresses come out of groups, the date has its zone`() throws {
        let message = try Self.read(
            """
            Return-Path: <bounce@example.com>
            From: =?iso-8859-1?Q?J=F6rg?= <joerg@example.com>
            To: Team: "Lee, Ann" <ann@example.com>, bob@example.com;, not an address
            Cc: undisclosed-recipients:;
            Subject: =?utf-8?B?R3LDvMOfZQ==?=
             and more
            Date: Mon, 4 Mar 2024 10:12:13 +0100
            Message-ID: <a@b>
            In-Reply-To: <c@d>
            References: <r@s>
             <c@d>
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Gr=FC=DFe=
             hi
            """)
        #expect(message.from == (try Address(name: "Jörg", email: "joerg@example.com")))
        #expect(message.to.map(\.email).prefix(2) == ["ann@example.com", "bob@example.com"])
        #expect(message.to.first?.name == "Lee, Ann")
        #expect(message.cc == [])
        #expect(message.subject == "Grüße and more")
        #expect(message.date == Timestamp(micros: 1_709_543_533_000_000))
        #expect(message.messageID?.text == "a@b")
        #expect(message.inReplyTo?.text == "c@d")
        #expect(message.references.map(\.text) == ["r@s", "c@d"])
        #expect(message.text?.hasPrefix("Grüße hi") == true)
        #expect(message.header("subject") == "Grüße and more")
        #expect(!message.isAutoReply)
    }

    @Test func `padding inside of neighbouring words, and raw bytes in headers, lose nothing`() throws {
        let words = "=?utf-8?b?w7zDvMO8w7w=?=\r\n =?UTF-8?B?w7zDvMO8w7w=?="
        var bytes = Array("Subject: \(words)\r\nTo: \(words) <a@b>\r\nX-Raw: J".utf8)
        bytes += [0xF6] + Array("rg\r\n\r\nx".utf8)
        let message = try MessageReader.read(bytes)
        #expect(message.subject == "üüüüüüüü")
        #expect(message.to.first?.name == "üüüüüüüü")
        #expect(message.header("x-raw") == "Jörg")
    }

    @Test(arguments: [
        ("Auto-Submitted: auto-replied", true), ("Auto-Submitted: no", false), ("Precedence: bulk", true),
        ("Precedence: list", false), ("X-Auto-Response-Suppress: All", true), ("X-Autoreply: yes", true),
        ("Subject: Automatic reply: Offer", true), ("Subject: Abwesenheitsnotiz: Angebot", true),
        ("Subject: Your automatic reply system", false), ("Return-Path: <>", true),
        ("Subject: Re: Hello", false),
    ])
    func `a machine's mail is told from a person's`(header: String, isAutoReply: Bool) throws {
        #expect(try Self.read("\(header)\nFrom: a@b\n\nx").isAutoReply == isAutoReply)
    }

    @Test func `a bounce keeps its report and the returned mail as attachments`() throws {
        let message = try Self.read(
            """
            From: MAILER-DAEMON@example.com
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b

            It bounced.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; example.com

            Final-Recipient: rfc822; bob@example.org
            Action: failed
            Status: 5.1.1
            --b
            Content-Type: message/rfc822

            Subject: Offer
            Message-ID: <orig@x>

            Hi
            --b--
            """)
        #expect(message.contentType == "multipart/report")
        #expect(message.text?.contains("It bounced.") == true)
        #expect(message.attachments.map(\.contentType) == ["message/delivery-status", "message/rfc822"])
        #expect(String(decoding: message.attachments[0].data, as: UTF8.self).contains("Status: 5.1.1"))
        #expect(String(decoding: message.attachments[1].data, as: UTF8.self).contains("<orig@x>"))
        #expect(message.messageID == nil)
    }

    @Test(
        arguments: [
            ("utf-8", [0xC3, 0xBC], "ü"), ("utf-8", [0xFC], "ü"), ("windows-1252", [0x80], "€"),
            ("koi8-r", [0xC1], "а"),
            ("shift_jis", [0x93, 0xFA], "日"), ("no-such-charset", [0x61], "a"), ("", [0x61], "a"),
            ("utf-16le", [0x61, 0x00, 0x0D, 0x00, 0x0A, 0x00], "a\n"), ("\"../../x\"", [0x61], "a"),
        ] as [(String, [UInt8], String)])
    func `a text is read in its charset, and in some way if it lies`(
        charset: String, bytes: [UInt8], text: String
    ) throws {
        let head =
            "From: a@b\r\nContent-Type: text/plain; charset=\(charset)\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        let message = try MessageReader.read(Array((head + Base64.encode(bytes) + "\r\n").utf8))
        #expect(message.text == text)
    }

    @Test(arguments: [
        "\n", "x", "\u{0}", ":", "From", "From: \n\n", "Content-Type: multipart/mixed\n\nx",
        "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n",
        "Content-Type: text/plain; charset=\n\n", "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\nM",
        "To: <<<<>>>>,,;;::\n\n",
        "Date: 99 Foo 99999 99:99:99 +9999\n\n",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n--b--\n--b\n",
        "Content-Type: message/rfc822\n\n", "Content-Type: message/partial; number=1; total=2; id=x\n\nx",
        "Subject: =?x?y?z?=\n\n",
        "Subject: =?utf-8?B?!!!!?= =?utf-8?Q?=ZZ?=\n\n",
        "Content-Disposition: attachment; filename*=''%ff%00\n\nx", "From: a@b\n\n\u{0}\u{0}",
        "Content-Type: text/html; name*0*=utf-8''a; name*99999999999=b\n\nx", "Content-Type: /\n\nx",
        "Content-Type: a/b/c; ;;;=\n\nx",
    ])
    func `odd bytes are a message or a typed error`(text: String) {
        do throws(ReadError) {
            let message = try MessageReader.read(Array(text.utf8))
            #expect(message.attachments.allSatisfy { !$0.filename.isEmpty })
        } catch {
            #expect(error == .unreadable)
        }
    }

    @Test func `every prefix of a mail, and every mail with one byte changed, is read or refused`() throws {
        let bytes = try Composer.compose(
            ComposerTests.message {
                $0.html = "<p>ä</p>"
                $0.attachments = [
                    OutgoingAttachment(filename: "ä.txt", contentType: "text/plain", data: [1, 2, 3])
                ]
            })
        for length in stride(from: 0, through: bytes.count, by: 3) {
            _ = try? MessageReader.read(Array(bytes.prefix(length)))
        }
        for index in stride(from: 0, to: bytes.count, by: 5) {
            var changed = bytes
            changed[index] = UInt8(truncatingIfNeeded: index &* 37)
            _ = try? MessageReader.read(changed)
        }
    }

    @Test func `size, headers, parts and depth are bounded`() throws {
        var limits = ReadLimits()
        limits.bytes = 100
        #expect(throws: ReadError.tooLarge) {
            try MessageReader.read(Array(repeating: 0x61, count: 101), limits: limits)
        }
        #expect(throws: ReadError.empty) { try MessageReader.read([]) }
        let headers = String(repeating: "X: y\r\n", count: 2000) + "\r\n"
        #expect(throws: ReadError.tooManyHeaders) { try MessageReader.read(Array(headers.utf8)) }
        let long = "X: " + String(repeating: "y", count: 2 << 20) + "\r\n\r\n"
        #expect(throws: ReadError.tooManyHeaders) { try MessageReader.read(Array(long.utf8)) }
        #expect(throws: ReadError.tooManyParts) { try MessageReader.read(Array(Self.nested(5000).utf8)) }
        let deep = try MessageReader.read(Array(Self.nested(400).utf8))
        #expect(deep.isTruncated)
        let wide =
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + String(repeating: "--b\r\n\r\nx\r\n", count: 5000) + "--b--\r\n"
        let many = try MessageReader.read(Array(wide.utf8))
        #expect(many.isTruncated)
        #expect((many.text?.utf8.count ?? 0) < 2000)
    }

    private static func nested(_ depth: Int) -> String {
        (0..<depth).map { "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }.joined()
    }
}
