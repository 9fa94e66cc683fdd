import AjarCore
import AjarServer
import Testing

@Suite struct MultipartTests {
    private static func form(_ text: String, boundary: String = "b") throws -> Multipart {
        try Multipart(Array(text.replacing("\n", with: "\r\n").utf8), boundary: Array(boundary.utf8))
    }

    @Test func `fields come first, then the file`() throws {
        let form = try Self.form(
            """
            --b
            Content-Disposition: form-data; name="key"

            file_1
            --b
            content-disposition: form-data; name=policy

            p
            --b
            Content-Disposition: form-data; name="file"; filename="a \\"b\\".txt"
            Content-Type: text/plain

            one
             --b
            two
            --b--

            """)
        #expect(form.fields == ["key": "file_1", "policy": "p"])
        #expect(form.file?.filename == "a \"b\".txt")
        #expect(form.file?.contentType == "text/plain")
        #expect(form.file.map { String(decoding: $0.bytes, as: UTF8.self) } == "one\r\n --b\r\ntwo")
    }

    @Test func `a file can be empty, or hold anything`() throws {
        #expect(
            try Self.form("--b\nContent-Disposition: form-data; name=\"file\"\n\n\n--b--").file?.bytes == [])
        let bytes = (0...255).map(UInt8.init) + [0x0D, 0x0A, 0x2D, 0x2D]
        let head = Array("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n".utf8)
        let form = try Multipart(head + bytes + Array("\r\n--b--\r\n".utf8), boundary: Array("b".utf8))
        #expect(form.file?.bytes == bytes)
    }

    @Test(arguments: [
        "", "-", "--", "--b", "--bx\n", "--b\n", "--b\n\n",
        "--c\nContent-Disposition: form-data; name=\"a\"\n\nx\n--c--",
        "--b\nContent-Disposition: form-data; name=\"a\"\n\nx",
        "--b\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b",
        "--b\nContent-Disposition: form-data; name=\"a\"\nx\n--b--",
        "--b\nContent-Disposition: attachment; name=\"a\"\n\nx\n--b--",
        "--b\nContent-Disposition: form-data\n\nx\n--b--", "--b\nname\n\nx\n--b--", "preamble\n--b\n",
        "--b\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b\nContent-Disposition: form-data; name=\"a\"\n\ny\n--b--",
        "--b\nContent-Disposition: form-data; name=\"file\"\n\nx\n--b\nContent-Disposition: form-data; name=\"a\"\n\ny\n--b--",
    ])
    func `what is cut, doubled or out of order is refused`(text: String) {
        #expect(throws: AjarError.self) { try Self.form(text) }
    }

    @Test func `every prefix of a form is refused or read, and none traps`() throws {
        let text =
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nyy\r\n--b--\r\n"
        let bytes = Array(text.utf8)
        for count in 0...bytes.count {
            let form = try? Multipart(Array(bytes.prefix(count)), boundary: Array("b".utf8))
            #expect((form != nil) == (count >= bytes.count - 2))
        }
    }

    @Test func `headers, fields and their number are bounded`() {
        let long = String(repeating: "x", count: 20_000)
        #expect(throws: AjarError.self) {
            try Self.form("--b\nContent-Disposition: form-data; name=\"a\"\n\n\(long)\n--b--")
        }
        #expect(throws: AjarError.self) {
            try Self.form("--b\nX: \(long)\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b--")
        }
        let many = (0...60).map { "--b\nContent-Disposition: form-data; name=\"a\($0)\"\n\nx\n" }.joined()
        #expect(throws: AjarError.self) { try Self.form(many + "--b--") }
    }

    @Test func `content that looks like delimiters everywhere is read in one pass`() throws {
        let near = String(
            repeating: "\n--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbc", count: 20_000)
        let boundary = String(repeating: "b", count: 60)
        let form = try Self.form(
            "--\(boundary)\nContent-Disposition: form-data; name=\"file\"\n\n\(near)\n--\(boundary)--",
            boundary: boundary)
        #expect(form.file?.bytes.count == near.replacing("\n", with: "\r\n").utf8.count)
    }

    @Test func `the boundary is found in the content type`() {
        #expect(
            Multipart.boundary("multipart/form-data; boundary=abc").map {
                String(decoding: $0, as: UTF8.self)
            } == "abc")
        #expect(
            Multipart.boundary("Multipart/Form-Data; charset=x; boundary=\"a b\"").map {
                String(decoding: $0, as: UTF8.self)
            } == "a b")
        for type in [
            "multipart/mixed; boundary=a", "multipart/form-data", "multipart/form-data; boundary=",
            "multipart/form-data; boundary=" + String(repeating: "b", count: 71), "", ";;;=",
        ] {
            #expect(Multipart.boundary(type) == nil, "\(type)")
        }
    }
}
