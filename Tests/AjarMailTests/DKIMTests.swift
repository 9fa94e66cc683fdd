import AjarCore
import Crypto
import Foundation
import Testing

@testable import AjarMail

@Suite struct DKIMTests {
    /// The example of RFC 8463, Appendix A.
    private static let message: [UInt8] = crlf(
        """
        From: Joe SixPack <joe@football.example.com>
        To: Suzie Q <suzie@shopping.example.net>
        Subject: Is dinner ready?
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
        Message-ID: <20030712040037.46341.5F8J@football.example.com>

        Hi.

        We lost the game.  Are you hungry yet?

        Joe.

        """)
    private static let seed = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
    private static let now: Timestamp = Timestamp(micros: 1_790_000_000_000_000)

    private static func crlf(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

    @Test func `the example of RFC 8463 gets the hash and the signature that stand there`() throws {
        let key = try DKIMKey(.ed25519, text: Self.seed)
        #expect(key.publicRecord == "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
        let (headers, body) = DKIMSigner.split(Self.message)
        let hash = Data(SHA256.hash(data: DKIMSigner.relaxed(body: body))).base64EncodedString()
        #expect(hash == "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=")
        let field = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r
             d=football.example.com; i=@football.example.com;\r
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r
             subject : date : message-id : from : subject : date;\r
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r
             b=
            """
        let names = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"]
        let signature = try key.sign(SHA256.hash(data: DKIMSigner.input(names, headers, field)))
        let expected =
            "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
        #expect(Data(signature).base64EncodedString() == expected)
    }

    @Test(arguments: [
        ("", ""), ("\r\n\r\n", ""), (" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"), ("no end", "no end\r\n"),
        ("a\r\n \t \r\nb\r\n", "a\r\n\r\nb\r\n"),
    ])
    func `a body is relaxed as RFC 6376 says`(body: String, relaxed: String) {
        #expect(String(decoding: DKIMSigner.relaxed(body: Array(body.utf8)[...]), as: UTF8.self) == relaxed)
    }

    @Test func `a key is read from the forms that tools write, and what is short or no key is refused`()
        throws
    {
        let pkcs8 = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g"
        let pem = "-----BEGIN PRIVATE KEY-----\n\(pkcs8)\n-----END PRIVATE KEY-----\n"
        #expect(
            try DKIMKey(.ed25519, text: pem).publicRecord == DKIMKey(.ed25519, text: Self.seed).publicRecord)
        let rsa = try DKIMKey(generating: .rsa)
        #expect(try DKIMKey(.rsa, text: rsa.text).publicRecord == rsa.publicRecord)
        #expect("\(rsa)".contains("redacted"))
        for algorithm in DKIMKey.Algorithm.allCases {
            #expect(throws: DKIMKeyError.unreadable) { try DKIMKey(algorithm, text: "bm8=") }
        }
    }

    // MARK: - Somebody else's eyes

    private static let python = "/usr/bin/python3"
    private static let hasVerifier: Bool = (try? run(["-c", "import dkim, nacl"], input: []))?.status == 0

    private static let verifier = """
        import dkim, sys
        record = sys.argv[1].encode()
        message = sys.stdin.buffer.read()
        answer = lambda name, timeout=5: record if name == b"mail._domainkey.example.com." else None
        sys.exit(0 if dkim.verify(message, dnsfunc=answer) else 1)
        """

    private static func run(_ arguments: [String], input: [UInt8]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = arguments
        let stdin = Pipe()
        let stdout = Pipe()
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input))
        try stdin.fileHandleForWriting.close()
        let output = String(decoding: try stdout.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    @Test(.enabled(if: hasVerifier, "dkimpy is not installed"), arguments: DKIMKey.Algorithm.allCases)
    func `an independent verifier accepts what was signed, and nothing that was changed`(
        algorithm: DKIMKey.Algorithm
    ) throws {
        let key = try DKIMKey(generating: algorithm)
        let signer = DKIMSigner(domain: "example.com", selector: "mail", key: key)
        var mail = OutgoingMessage(
            from: try Address(parsing: "Ada Lövelace <ada@example.com>"),
            to: [try Address(parsing: "gob@example.net")],
            subject: "Grüße  an alle, die einen sehr langen Betreff mögen, der umgebrochen werden muss",
            text: "Hello \t there  \n\n\n", html: "<p>Hello</p>", messageID: try MessageID("one@example.com"),
            date: Self.now)
        mail.extraHeaders = [
            ExtraHeader(
                try HeaderName("List-Unsubscribe"), try HeaderValue("<https://example.com/unsubscribe/1/2/3>")
            )
        ]
        let signed = try signer.sign(try Composer.compose(mail), at: Self.now)
        let text = String(decoding: signed, as: UTF8.self)
        #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        func verifies(_ bytes: [UInt8]) throws -> Bool {
            try Self.run(["-c", Self.verifier, key.publicRecord], input: bytes).status == 0
        }
        #expect(try verifies(signed))
        // A relay may fold and space as it likes.
        #expect(try verifies(Array(text.replacing("From: ", with: "From:   ").utf8)))
        #expect(try !verifies(Array(text.replacing("Hello", with: "Hullo").utf8)))
        #expect(try !verifies(Array(text.replacing("gob@example.net", with: "gob@example.org").utf8)))
        #expect(try !verifies(Array("From: eve@example.com\r\n\(text)".utf8)))
        #expect(try !verifies(Array(text.replacing("/unsubscribe/1", with: "/unsubscribe/9").utf8)))
    }
}
