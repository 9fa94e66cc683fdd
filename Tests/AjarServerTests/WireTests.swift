import AjarCore
import AjarServer
import AjarTestKit
import HTTPTypes
import Testing

/// What only a socket can show.
@Suite struct WireTests {
    private static func head(_ server: TestServer, _ line: String, _ headers: String...) -> String {
        ([
            line, "Host: localhost", "Authorization: \(TestServer.basic(server.ours.key))",
            "Connection: close",
        ] + headers).map { "\($0)\r\n" }.joined()
            + "\r\n"
    }

    @Test func `a request over the wire is answered with lower-case headers and a length`() async throws {
        try await TestServer.with(listening: true, isManual: false) { server in
            let port = try #require(server.port)
            let answer = try await RawConnection.exchange(
                [Self.head(server, "GET /api/v1/me/ HTTP/1.1")], port: port)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            for name in [
                "content-type: application/json", "content-length: ", "ratelimit: ", "x-request-id: req_",
            ] {
                #expect(answer.contains("\r\n\(name)"), "\(name)")
            }
            #expect(
                answer.firstMatch(
                    of: /\r\ndate: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n/) != nil)
            #expect(answer.contains("\"email\":\"\(server.ours.email)\""))
        }
    }

    @Test func `chunked bodies are read, and bounded`() async throws {
        try await TestServer.with(listening: true, isManual: false, configure: { $0.maxBody = 1 << 20 }) {
            server in
            let port = try #require(server.port)
            let head = Self.head(
                server, "POST /api/v1/lead/ HTTP/1.1", "Content-Type: application/json",
                "Transfer-Encoding: chunked")
            let answer = try await RawConnection.exchange(
                [head, "9\r\n{\"name\": \r\n", "8\r\n\"Chunk\"}\r\n0\r\n\r\n"], port: port)
            #expect(answer.contains("\"name\":\"Chunk\""))
            let chunk = "10000\r\n\(String(repeating: "x", count: 65_536))\r\n"
            let refused = try await RawConnection.exchange(
                [head] + Array(repeating: chunk, count: 17) + ["0\r\n\r\n"], port: port)
            #expect(refused.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func `a HEAD request has no body, and a 204 no length`() async throws {
        try await TestServer.with(listening: true, isManual: false) { server in
            let answer = try await RawConnection.exchange(
                [Self.head(server, "HEAD /api/v1/me/ HTTP/1.1")], port: try #require(server.port))
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("\r\n\r\n"))
            #expect(answer.firstMatch(of: /content-length: [1-9]/) != nil)
        }
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{1}\r\n\r\n",
        "POST /api/v1/lead/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ])
    func `what is no HTTP is refused, and the server goes on`(bytes: String) async throws {
        try await TestServer.with(listening: true, isManual: false) { server in
            let port = try #require(server.port)
            let answer = try await RawConnection.exchange([bytes], port: port)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
            #expect(
                try await RawConnection.exchange([Self.head(server, "GET /healthz HTTP/1.1")], port: port)
                    .hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `headers are bounded`() async throws {
        try await TestServer.with(listening: true, isManual: false) { server in
            let port = try #require(server.port)
            let long = Self.head(
                server, "GET /healthz HTTP/1.1", "X-Long: \(String(repeating: "x", count: 200_000))")
            #expect(try await !RawConnection.exchange([long], port: port).hasPrefix("HTTP/1.1 200 "))
            #expect(
                try await RawConnection.exchange([Self.head(server, "GET /healthz HTTP/1.1")], port: port)
                    .hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `the sandbox takes mail for anybody and shows it`() async throws {
        try await TestServer.with(listening: true, isManual: false, configure: { $0.isSandboxOn = true }) {
            server in
            let overview = await server.send(.get, "/sandbox/", key: nil)
            let port = try #require(overview["smtp"]["port"].int)
            let mail =
                "EHLO me\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<ada@garden.test>\r\nDATA\r\n"
                + "Subject: Hello\r\nTo: ada@garden.test\r\n\r\nGood morning\r\n.\r\nQUIT\r\n"
            let conversation = try await RawConnection.exchange([mail], port: port)
            #expect(conversation.contains("\r\n250 "))
            let messages = await server.send(.get, "/sandbox/messages/", key: nil)
            let first = try #require(messages["data"].array?.first)
            #expect(
                first["subject"] == "Hello" && first["from"] == "a@b.test"
                    && first["to"] == ["ada@garden.test"])
            #expect(first["text"].string?.contains("Good morning") == true)
            let id = try #require(first["id"].string)
            let raw = await server.send(.get, "/sandbox/messages/\(id).eml", key: nil)
            #expect(raw.header("content-type") == "message/rfc822" && raw.text.contains("Subject: Hello"))
            #expect(await server.send(.get, "/sandbox/messages/nope.eml", key: nil).status == 404)
            #expect(await server.send(.get, "/sandbox/messages/?_limit=x", key: nil).status == 400)
            // From elsewhere it takes a key.
            #expect(await server.send(.get, "/sandbox/messages/", key: nil, peer: "192.0.2.1").status == 401)
            #expect(
                await server.send(.get, "/sandbox/messages/", key: server.ours.key, peer: "192.0.2.1").status
                    == 200)
        }
    }

    @Test func `without the sandbox there is none`() async throws {
        try await TestServer.with { server in
            #expect(await server.send(.get, "/sandbox/messages/", key: server.ours.key).status == 404)
        }
    }
}
