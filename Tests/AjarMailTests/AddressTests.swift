import Testing

@testable import AjarMail

struct AddressTests {
    @Test(arguments: [
        ("a@b", "", "a@b"),
        ("  ann@example.com ", "", "ann@example.com"),
        ("<ann@example.com>", "", "ann@example.com"),
        ("Ann Lee <ann@example.com>", "Ann Lee", "ann@example.com"),
        ("\"Lee, Ann\" <ann@example.com>", "Lee, Ann", "ann@example.com"),
        ("\"Ann \\\"A\\\" Lee\" <ann@example.com>", "Ann \"A\" Lee", "ann@example.com"),
        ("Jörg Müller <jörg@exämple.de>", "Jörg Müller", "jörg@exämple.de"),
        ("\"a b\"@example.com", "", "\"a b\"@example.com"),
        ("\"a@b\"@example.com", "", "\"a@b\"@example.com"),
        ("a+b_c'd@sub.example.co.uk", "", "a+b_c'd@sub.example.co.uk"),
        ("x@[127.0.0.1]", "", "x@[127.0.0.1]"),
        ("x@[IPv6:2001:db8::1]", "", "x@[IPv6:2001:db8::1]"),
        ("ann@example.com <ann@example.com>", "ann@example.com", "ann@example.com"),
        ("田中 <用户@例子.广告>", "田中", "用户@例子.广告"),
        ("\"\u{308}, Ann\" <a@b>", "\u{308}, Ann", "a@b"),
        ("\"Ann\\\"\u{308} <e@evil.example>\" <a@b>", "Ann\"\u{308} <e@evil.example>", "a@b"),
        ("\u{37E} <a@b>", "\u{37E}", "a@b"),
        ("\u{600} <a@b>", "\u{600}", "a@b"),
        ("\u{308}.x <a@b>", "\u{308}.x", "a@b"),
        ("\"\u{37E}\" <a@b>", "\u{37E}", "a@b"),
        ("\"<\u{338}\" <\u{338}a@b>", "<\u{338}", "\u{338}a@b"),
    ])
    func `one address is read as people write it, and its display form reads back`(
        text: String, name: String, email: String
    ) throws {
        let address = try Address(parsing: text)
        #expect(address.name.unicodeScalars.elementsEqual(name.unicodeScalars))
        #expect(address.email == email)
        #expect(try Address(parsing: address.formatted) == address)
        #expect(Address.isValidEmail(email))
    }

    @Test(
        arguments: [
            ("", AddressError.empty), ("   ", .empty), ("<>", .empty), ("Ann <>", .empty),
            ("ann", .noAtSign), ("Ann <ann", .noAtSign), ("@example.com", .invalidLocalPart),
            ("ann@", .invalidDomain),
            ("a@b@c@", .invalidLocalPart), ("a b@c", .invalidLocalPart), ("a..b@c", .invalidLocalPart),
            (".a@c", .invalidLocalPart),
            ("a.@c", .invalidLocalPart), ("a@-b", .invalidDomain), ("a@b..c", .invalidDomain),
            ("a@b.", .invalidDomain),
            ("a@b c", .invalidDomain), ("a@[1.2.3.4", .invalidDomain), ("a@[]", .invalidDomain),
            ("a@b;c", .invalidDomain),
            ("a@b\r\nBcc: evil@example.com", .forbiddenCharacter),
            ("Ann\r\nBcc: x <a@b>", .forbiddenCharacter),
            ("a@b\n", .forbiddenCharacter), ("a\u{0}@b", .forbiddenCharacter),
            ("a@b\u{85}c", .forbiddenCharacter),
            ("a@b\u{2028}c", .forbiddenCharacter), ("a@exa\u{200B}mple.com", .forbiddenCharacter),
            ("a@\u{202E}moc.example", .forbiddenCharacter), ("Ann (work) <a@b>", .unsupportedSyntax),
            ("a(comment)@b", .unsupportedSyntax), ("Friends: a@b, c@d;", .invalidLocalPart),
            ("Friends: <a@b>", .unsupportedSyntax), ("A <a@b>, B <c@d>", .invalidLocalPart),
            ("<a@b>, <c@d>", .invalidLocalPart), ("\"Ann <a@b>", .unsupportedSyntax),
            ("a@b> RCPT TO:<c@d>", .unsupportedSyntax),
            ("<a@b> SIZE=1>", .invalidDomain),
        ] as [(String, AddressError)])
    func `anything else is refused with its reason`(text: String, error: AddressError) {
        #expect(throws: error) { try Address(parsing: text) }
    }

    @Test func `lengths are bounded`() throws {
        let longest =
            String(repeating: "a", count: 64) + "@"
            + Array(repeating: String(repeating: "b", count: 60), count: 3).joined(separator: ".")
        #expect(Address.isValidEmail(longest))
        #expect(throws: AddressError.tooLong) {
            try Address(email: longest + String(repeating: "c", count: 20))
        }
        #expect(throws: AddressError.tooLong) {
            try Address(name: String(repeating: "n", count: 999), email: "a@b")
        }
        #expect(throws: AddressError.tooLong) {
            try Address(parsing: String(repeating: "x", count: 1_000_000))
        }
    }

    @Test func `the longest name is read back, though each of its letters is escaped`() throws {
        let address = try Address(name: String(repeating: "\"", count: 998), email: "a@b")
        #expect(try Address(parsing: address.formatted) == address)
    }

    @Test func `no byte that ends a line is ever inside`() {
        for value in UInt8.min...UInt8.max {
            for text in [
                "a\(Character(Unicode.Scalar(value)))b@example.com",
                "\"\(Character(Unicode.Scalar(value)))\" <a@b>",
            ] {
                guard let address = try? Address(parsing: text) else { continue }
                #expect(!address.formatted.utf8.contains { $0 < 0x20 || $0 == 0x7F })
            }
        }
    }

    @Test func `a domain with letters has a form for every relay, a local part has none`() throws {
        #expect(try Address(email: "ann@exämple.de").wireEmail == "ann@xn--exmple-cua.de")
        #expect(try Address(email: "jörg@exämple.de").wireEmail == "jörg@exämple.de")
        #expect(try Address(email: "ann@example.de").isASCII)
        #expect(try !Address(email: "ann@exämple.de").isASCII)
    }

    @Test func `a Message-ID has one form, with and without brackets`() throws {
        let id = try MessageID("<abc@example.com>")
        #expect(id == (try MessageID("abc@example.com")))
        #expect(id.bracketed == "<abc@example.com>")
        for bad in ["", "<>", "a b", "a\r\nX: y", "<a><b>", "ä@b", String(repeating: "x", count: 901)] {
            #expect(throws: MessageIDError.self) { try MessageID(bad) }
        }
    }

    @Test func `References are read in any shape and stay bounded`() {
        #expect(MessageID.list(parsing: "<a@x> <b@y>\t<c@z>").map(\.text) == ["a@x", "b@y", "c@z"])
        #expect(MessageID.list(parsing: "<a@x><b@y>, <a@x> junk <").map(\.text) == ["a@x", "b@y"])
        #expect(MessageID.list(parsing: "a@x b@y").map(\.text) == ["a@x", "b@y"])
        #expect(MessageID.list(parsing: "<a@\n x>").map(\.text) == ["a@x"])
        let many = (0..<1000).map { "<\($0)@x>" }.joined(separator: " ")
        let ids = MessageID.list(parsing: many)
        #expect(ids.count == 100)
        #expect(ids.first?.text == "0@x")
        #expect(ids.last?.text == "999@x")
    }

    @Test(arguments: [
        "a\r\nBcc: x", "a\nb", "a\rb", "a\u{0}b", "a\u{7F}", String(repeating: "x", count: 901),
    ])
    func `a header value can't hold a line break or an unfoldable word`(text: String) {
        #expect(throws: HeaderError.self) { try HeaderValue(text) }
    }

    @Test(arguments: ["", "a b", "a:b", "a\r\n", "ä", String(repeating: "x", count: 77)])
    func `a header name is printable ASCII without a colon`(text: String) {
        #expect(throws: HeaderError.self) { try HeaderName(text) }
    }
}
