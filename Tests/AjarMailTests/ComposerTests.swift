import AjarCore
import Testing

@testable import AjarMail

struct ComposerTests {
    static func message(
        _ change: (inout OutgoingMessage) throws -> Void = { _ in }
    ) rethrows -> OutgoingMessage {
        var message = OutgoingMessage(
            from: try! Address(name: "Ann Lee", email: "ann@example.com"),
            to: [try! Address(name: "Bob", email: "bob@example.org")], subject: "Hello", text: "Hi Bob\n",
            messageID: try! MessageID("1.a@ajar.example"), date: Timestamp(micros: 1_700_000_000_000_000))
        try change(&message)
        return message
    }

    static func compose(_ change: (inout OutgoingMessage) throws -> Void = { _ in }) throws -> String {
        String(decoding: try Composer.compose(message(change)), as: UTF8.self)
    }

    @Test func `a small mail is exactly these bytes`() throws {
        let expected = """
            Date: Tue, 14 Nov 2023 22:13:20 +0000
            From: Ann Lee <ann@example.com>
            To: Bob <bob@example.org>
            Subject: Hello
            Message-ID: <1.a@ajar.example>
            In-Reply-To: <0@x>
            References: <root@x> <0@x>
            List-Unsubscribe: <https://example.com/u/1>, <mailto:u@example.com>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hi Bob

            """
        let mail = try Self.compose {
            $0.inReplyTo = try MessageID("0@x")
            $0.references = [try MessageID("root@x"), try MessageID("0@x")]
            $0.extraHeaders = [
                ExtraHeader(
                    try HeaderName("List-Unsubscribe"),
                    try HeaderValue("<https://example.com/u/1>, <mailto:u@example.com>"))
            ]
        }
        #expect(mail == expected.replacing("\n", with: "\r\n"))
    }

    @Test func `the same message is the same bytes, another Message-ID gives other boundaries`() throws {
        let first = try Self.compose { $0.html = "<p>Hi</p>" }
        #expect(first == (try Self.compose { $0.html = "<p>Hi</p>" }))
        let other = try Self.compose {
            $0.html = "<p>Hi</p>"
            $0.messageID = try MessageID("2.a@ajar.example")
        }
        #expect(
            first.replacing("1.a@ajar.example", with: "") != other.replacing("2.a@ajar.example", with: ""))
    }

    static let texts: [String] = [
        "", "plain\n", "no line end", "\n", "\n\n\n", ".\n..\n. x\n", "From me\n>From you\n",
        "trailing space \ntab\t\n",
        "=3D = ==\n", String(repeating: "x", count: 1500), String(repeating: "word ", count: 400) + "\n",
        "Grüße aus München\n", "日本語のテキスト\n" + String(repeating: "長", count: 700),
        "emoji 👩‍👩‍👧‍👦 and \u{0} and \u{7} and \u{1B}[31m\n",
        "--=_ajar_x\n--\n-- \nsignature\n", "a\u{2028}b\u{85}c\n", "=\n", "tab\tinside\n", ".",
        String(repeating: ".", count: 200), String(repeating: "é", count: 77),
        "x" + String(repeating: " ", count: 100) + "\ny",
    ]

    @Test(arguments: texts) func `every text arrives byte for byte, alone and beside HTML`(
        text: String
    ) throws {
        let html = "<p>\(text)</p>"
        for hasText in [true, false] {
            for hasHTML in [true, false] where hasText || hasHTML {
                for hasFile in [true, false] {
                    let bytes = try Composer.compose(
                        Self.message {
                            $0.text = hasText ? text : nil
                            $0.html = hasHTML ? html : nil
                            if hasFile {
                                $0.attachments = [
                                    OutgoingAttachment(filename: "a.bin", contentType: "a/b", data: [1, 2])
                                ]
                            }
                        })
                    Self.expectStrict(bytes)
                    let read = try MessageReader.read(bytes)
                    #expect(read.text == (hasText ? text : nil))
                    #expect(read.html == (hasHTML ? html : nil))
                    #expect(read.attachments.map(\.data) == (hasFile ? [[1, 2]] : []))
                }
            }
        }
    }

    /// Seven bits, CRLF only, no line over 998 octets, no line that a relay would change.
    static func expectStrict(_ bytes: [UInt8]) {
        #expect(bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
        #expect(bytes.suffix(2) == [0x0D, 0x0A])
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            #expect(line.last == 0x0D)
            #expect(line.count <= 999)
            #expect(!line.dropLast().contains(0x0D))
            #expect(!line.starts(with: "From ".utf8) && line.first != 0x2E)
        }
    }

    @Test func `line ends of any kind arrive as one kind`() throws {
        let bytes = try Composer.compose(Self.message { $0.text = "a\r\nb\rc\nd" })
        #expect(try MessageReader.read(bytes).text == "a\nb\nc\nd")
    }

    @Test(arguments: [
        "", "Hello", "Grüße", "=?utf-8?q?not_encoded?=", "日本語の件名、とても長い件名です。折り返しが必要になるほどの長さがあります。",
        String(repeating: "x", count: 1500), String(repeating: "word ", count: 100) + "end", "two  spaces",
        "🎉🎉🎉 party",
        "a\"quoted\" (comment) <angle>, colon: semi;",
    ])
    func `every subject arrives as it was`(subject: String) throws {
        let bytes = try Composer.compose(Self.message { $0.subject = subject })
        Self.expectStrict(bytes)
        #expect(try MessageReader.read(bytes).subject == subject)
        for line in bytes.split(separator: 0x0A).prefix(while: { $0.count > 1 }) {
            #expect(line.count <= 120)
        }
    }

    @Test func `a line break in a subject becomes a space, never a header`() throws {
        let mail = try Self.compose { $0.subject = "Hi\r\nBcc: evil@example.com\n\n<script>" }
        #expect(mail.contains("\r\nSubject: Hi Bcc: evil@example.com <script>\r\n"))
        #expect(try MessageReader.read(Array(mail.utf8)).bcc == [])
    }

    @Test(arguments: [
        "Bob", "Lee, Ann", "Dr. Ann \"A\" Lee", "Jörg Müller", "山田太郎", "=?utf-8?q?x?=",
        String(repeating: "very long name ", count: 30) + "x",
        String(repeating: "ü", count: 200), "a\\b",
    ])
    func `every name arrives as it was`(name: String) throws {
        let address = try Address(name: name, email: "bob@example.org")
        let bytes = try Composer.compose(
            Self.message {
                $0.to = [address, address]
                $0.replyTo = [address]
                $0.cc = [address]
                $0.sender = address
            })
        Self.expectStrict(bytes)
        let read = try MessageReader.read(bytes)
        let shown: String = name.count > 240 ? String(name.prefix(240)).trimmingSpaces().description : name
        #expect(read.to.map(\.name) == [shown, shown])
        #expect(read.replyTo.map(\.email) == ["bob@example.org"])
        #expect(read.cc.count == 1)
        #expect(read.sender?.name == shown)
    }

    @Test func `a mail with hidden recipients only says so and nothing more`() throws {
        let mail = try Self.compose { $0.to = [] }
        #expect(mail.contains("\r\nTo: undisclosed-recipients:;\r\n"))
        #expect(try MessageReader.read(Array(mail.utf8)).to == [])
    }

    @Test(arguments: [
        "Bcc", "BCC", "To", "From", "Content-Type", "content-transfer-encoding", "Resent-Bcc", "Message-ID",
        "Received",
    ])
    func `extra headers can't stand in for ours or tell hidden recipients`(name: String) throws {
        let header = ExtraHeader(try HeaderName(name), try HeaderValue("x@example.com"))
        #expect(throws: ComposeError.reservedHeader(name)) { try Self.compose { $0.extraHeaders = [header] } }
    }

    @Test(arguments: [
        "report.pdf", "Überaus langer Dateiname mit \"Anführungszeichen\" und noch mehr Text.pdf", "日本語.txt",
        "a'b%c*d.txt",
        "semi;colon=equals.txt", String(repeating: "x", count: 200), String(repeating: "ß", count: 200),
        "back\\slash",
    ])
    func `every filename arrives, without directories`(filename: String) throws {
        let data: [UInt8] = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let bytes = try Composer.compose(
            Self.message {
                $0.attachments = [
                    OutgoingAttachment(filename: filename, contentType: "application/pdf; x=y", data: data)
                ]
            })
        Self.expectStrict(bytes)
        let read = try MessageReader.read(bytes)
        let attachment = try #require(read.attachments.first)
        #expect(attachment.filename == filename.replacing("\\", with: "_"))
        #expect(attachment.data == data)
        #expect(attachment.contentType == "application/pdf")
        #expect(!attachment.isInline)
    }

    @Test(arguments: [
        ("text/calendar; method=REQUEST", "text/calendar"), ("", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("multipart/mixed; boundary=x", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"),
        ("a/b\r\nBcc: x", "application/octet-stream"), ("IMAGE/PNG", "image/png"),
    ])
    func `a content type is repeated only if it is one`(claimed: String, sent: String) throws {
        let bytes = try Composer.compose(
            Self.message {
                $0.attachments = [OutgoingAttachment(filename: "x", contentType: claimed, data: [0x41])]
            })
        #expect(try MessageReader.read(bytes).attachments.map(\.contentType) == [sent])
    }

    @Test func `pictures live with the HTML, files beside it`() throws {
        let mail = try Self.compose {
            $0.html = "<img src=\"cid:logo@x\">"
            $0.attachments = [
                OutgoingAttachment(
                    filename: "logo.png", contentType: "image/png", contentID: "<logo@x>", isInline: true,
                    data: [1]),
                OutgoingAttachment(filename: "offer.pdf", contentType: "application/pdf", data: [2]),
            ]
        }
        let order = [
            "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
            "image/png", "application/pdf",
        ]
        var rest = mail[...]
        for type in order {
            let range = try #require(rest.firstRange(of: type), "\(type)")
            rest = rest[range.upperBound...]
        }
        let read = try MessageReader.read(Array(mail.utf8))
        #expect(read.attachments.map(\.isInline) == [true, false])
        #expect(read.attachments.map(\.contentID) == ["logo@x", nil])
        #expect(throws: ComposeError.invalidContentID) {
            try Self.compose {
                $0.html = ""
                $0.attachments = [
                    OutgoingAttachment(
                        filename: "x", contentType: "a/b", contentID: "a\r\nb", isInline: true, data: [])
                ]
            }
        }
    }

    @Test func `a hundred references keep the root and the last ones on short lines`() throws {
        let ids = try (0..<100).map { try MessageID(String(repeating: "x", count: 60) + "\($0)@example.com") }
        let bytes = try Composer.compose(Self.message { $0.references = ids })
        Self.expectStrict(bytes)
        let read = try MessageReader.read(bytes)
        #expect(read.references.first == ids.first)
        #expect(read.references.suffix(49) == ids.suffix(49))
    }

    @Test func `a hundred messages composed at once don't disturb each other`() async throws {
        let expected = try Self.compose { $0.html = "<p>ä</p>" }
        await withTaskGroup(of: String?.self) { group in
            for _ in 0..<100 { group.addTask { try? Self.compose { $0.html = "<p>ä</p>" } } }
            for await mail in group { #expect(mail == expected) }
        }
    }
}
