import AjarCRM
import AjarCore
import AjarServer
import AjarTestKit
import HTTPTypes
import Testing

@Suite struct SignInTests {
    /// A browser: keeps cookies, fills the form.
    private final class Browser {
        let server: TestServer
        private(set) var cookies: [String: String] = [:]

        init(_ server: TestServer) { self.server = server }

        var headers: [String: String] { ["cookie": cookies.map { "\($0)=\($1)" }.joined(separator: "; ")] }

        func keep(_ reply: TestReply) -> TestReply {
            for header in reply.headers("set-cookie") {
                let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                cookies[String(pair[0])] = pair.count > 1 ? String(pair[1]) : nil
            }
            return reply
        }

        func signIn(
            _ email: String, _ password: String, code: String? = nil, next: String = "/",
            peer: String = "127.0.0.1"
        ) async throws -> TestReply {
            let page = keep(await server.send(.get, "/login", key: nil, headers: headers))
            let token = try #require(page.text.firstMatch(of: /name="form" value="([^"]+)"/)?.1)
            var form = ["form": String(token), "email": email, "password": password, "next": next]
            form["code"] = code
            return keep(await server.post("/login", form: form, headers: headers))
        }
    }

    @Test func `a password opens a session, and another one doesn't`() async throws {
        try await TestServer.with { server in
            let browser = Browser(server)
            let wrong = try await browser.signIn(server.ours.email, "not the password")
            #expect(wrong.status == 401 && browser.cookies["ajar_session"] == nil)
            let unknown = try await browser.signIn("nobody@ours.test", TestServer.password)
            // The address that was typed is all that differs.
            #expect(unknown.status == 401)
            #expect(unknown.text.replacing("nobody@ours.test", with: server.ours.email) == wrong.text)

            let right = try await browser.signIn(server.ours.email.uppercased(), TestServer.password)
            #expect(right.status == 303 && right.header("location") == "/")
            let cookie = try #require(right.headers("set-cookie").first)
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
            #expect(
                await server.send(.get, "/api/v1/me/", key: nil, headers: browser.headers)["email"].string
                    == server.ours.email)
        }
    }

    @Test func `a session changes nothing without the token of our pages`() async throws {
        try await TestServer.with { server in
            let browser = Browser(server)
            _ = try await browser.signIn(server.ours.email, TestServer.password)
            var headers = browser.headers.merging(["content-type": "application/json"]) { $1 }
            let body = Array(#"{"name": "x"}"#.utf8)
            #expect(
                await server.send(.post, "/api/v1/lead/", key: nil, body: body, headers: headers).status
                    == 401)
            headers["x-csrf-token"] = "forged"
            #expect(
                await server.send(.post, "/api/v1/lead/", key: nil, body: body, headers: headers).status
                    == 401)
            let sessions = Sessions(store: server.store, secrets: server.ajar.installation.secrets)
            let token = try #require(try await sessions.find(browser.cookies["ajar_session"] ?? "")).formToken
            headers["x-csrf-token"] = token
            #expect(
                await server.send(.post, "/api/v1/lead/", key: nil, body: body, headers: headers).status
                    == 200)

            #expect(
                await server.post("/logout", form: ["form": "forged"], headers: browser.headers).status == 403
            )
            #expect(
                await server.post("/logout", form: ["form": token], headers: browser.headers).status == 303)
            #expect(await server.send(.get, "/api/v1/me/", key: nil, headers: browser.headers).status == 401)
        }
    }

    @Test func `a session ends when nobody visits, and when its user is out`() async throws {
        try await TestServer.with { server in
            let browser = Browser(server)
            _ = try await browser.signIn(server.ours.email, TestServer.password)
            func isIn() async -> Bool {
                await server.send(.get, "/api/v1/me/", key: nil, headers: browser.headers).status == 200
            }
            server.clock.advance(by: .seconds(13 * 86_400))
            #expect(await isIn())
            server.clock.advance(by: .seconds(13 * 86_400))
            #expect(await isIn())
            server.clock.advance(by: .seconds(15 * 86_400))
            #expect(await !isIn())
            _ = try await browser.signIn(server.ours.email, TestServer.password)
            #expect(await isIn())
            _ = try await Members(store: server.store).disable(email: server.ours.email)
            #expect(await !isIn())
        }
    }

    @Test(arguments: ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)", "", "/a b"])
    func `nobody is sent away after signing in`(next: String) async throws {
        try await TestServer.with { server in
            let reply = try await Browser(server).signIn(server.ours.email, TestServer.password, next: next)
            #expect(reply.header("location") == "/")
        }
    }

    @Test func `a form of another browser is refused`() async throws {
        try await TestServer.with { server in
            let form = ["form": "x", "email": server.ours.email, "password": TestServer.password]
            #expect(await server.post("/login", form: form).status == 403)
        }
    }

    @Test(arguments: Backend.available)
    func `who guesses has to wait longer and longer, and the owner gets in afterwards`(
        backend: Backend
    ) async throws {
        try await TestServer.with(backend) { server in
            let browser = Browser(server)
            for _ in 0..<5 {
                #expect(try await browser.signIn(server.ours.email, "a wrong guess").status == 401)
            }
            let waiting = try await browser.signIn(server.ours.email, TestServer.password)
            #expect(waiting.status == 429 && waiting.header("retry-after") == "1")
            server.clock.advance(by: .seconds(2))
            #expect(try await browser.signIn(server.ours.email, "a wrong guess").status == 401)
            #expect(
                try await browser.signIn(server.ours.email, TestServer.password).header("retry-after") == "2")
            #expect(try await browser.signIn(server.theirs.email, TestServer.password).status == 303)
            server.clock.advance(by: .seconds(3))
            #expect(try await browser.signIn(server.ours.email, TestServer.password).status == 303)
            #expect(try await browser.signIn(server.ours.email, "a wrong guess").status == 401)
        }
    }

    @Test func `a second factor is asked for, and each code is good once`() async throws {
        try await TestServer.with { server in
            let factor = SecondFactor(store: server.store, secrets: server.ajar.installation.secrets)
            let user = server.ours.userID
            let secret = try await factor.begin(user: user, email: server.ours.email, issuer: "Ajar").secret
            func code() -> String {
                SecondFactor.code(Base32.decode(secret), step: server.clock.clock.now.micros / 30_000_000)
            }
            let browser = Browser(server)
            #expect(try await browser.signIn(server.ours.email, TestServer.password).status == 303)
            #expect(try await factor.check(code(), user: user.text))

            let asked = try await browser.signIn(server.ours.email, TestServer.password)
            #expect(asked.status == 200 && asked.text.contains("one-time-code"))
            #expect(
                try await browser.signIn(server.ours.email, TestServer.password, code: code()).status == 401)
            server.clock.advance(by: .seconds(30))
            #expect(
                try await browser.signIn(server.ours.email, TestServer.password, code: "000000").status == 401
            )
            #expect(
                try await browser.signIn(server.ours.email, TestServer.password, code: code()).status == 303)
        }
    }

    @Test func `codes are those of the standard`() {
        // RFC 4226, appendix D.
        let key = Array("12345678901234567890".utf8)
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ]
        #expect((0..<10).map { SecondFactor.code(key, step: $0) } == expected)
        #expect(Base32.encode(key) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(Base32.decode(Base32.encode(key)) == key)
    }

    @Test func `passwords are hashed with a salt, and never described`() throws {
        let password = Password("correct horse")
        let one = try PasswordHash.make(password, random: .system)
        let two = try PasswordHash.make(password, random: .system)
        #expect(one != two)
        #expect(one.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(PasswordHash.matches(password, one) && PasswordHash.matches(password, two))
        #expect(!PasswordHash.matches(Password("correct horsf"), one))
        #expect(
            !PasswordHash.matches(password, nil) && !PasswordHash.matches(password, "")
                && !PasswordHash.matches(password, "$argon2id$"))
        #expect("\(password)" == "Password(redacted)")
        #expect(Password("short").problem != nil && Password("long enough").problem == nil)
        #expect(Password(String(repeating: "x", count: 1025)).problem != nil)
    }
}
