import AjarCRM
import AjarCore
import AjarResource
import AjarServer
import AjarTestKit
import HTTPTypes
import Testing

@Suite struct OAuthTests {
    private static let destination = "https://program.test/back"

    /// A program that is registered, and the ways to its endpoints.
    private struct Program {
        let server: TestServer
        let client: OAuthClient
        let secret: String?

        static func register(_ server: TestServer, isPublic: Bool = false) async throws -> Program {
            let (client, secret) = try await OAuthClients(store: server.store).create(
                organization: 1, name: "Program <b>", redirectURIs: [destination], isPublic: isPublic)
            return Program(server: server, client: client, secret: secret?.text)
        }

        func token(_ values: [String: String]) async -> TestReply {
            var form = ["client_id": client.id].merging(values) { $1 }
            if form["client_secret"] == nil, let secret { form["client_secret"] = secret }
            return await server.post("/oauth2/token/", form: form)
        }

        func code(scope: String? = nil, challenge: String? = nil) async throws -> String {
            let scope = try #require(OAuthScope(scope))
            let request = OAuthTokens.Request(redirectURI: destination, scope: scope, challenge: challenge)
            return try await OAuthTokens(store: server.store).code(
                client, request, organization: 1, user: server.ours.userID
            ).text
        }

        func pair() async throws -> TestReply {
            await token([
                "grant_type": "authorization_code", "code": try await code(), "redirect_uri": destination,
            ])
        }
    }

    private static func me(_ server: TestServer, _ token: String?) async -> TestReply {
        await server.send(.get, "/api/v1/me/", key: nil, headers: ["authorization": "Bearer \(token ?? "")"])
    }

    // MARK: - Tokens

    @Test(arguments: Backend.available)
    func `a code becomes a pair of tokens once`(backend: Backend) async throws {
        try await TestServer.with(backend) { server in
            let program = try await Program.register(server)
            let code = try await program.code()
            let form = ["grant_type": "authorization_code", "code": code, "redirect_uri": Self.destination]
            let pair = await program.token(form)
            #expect(pair.status == 200)
            #expect(pair["token_type"] == "Bearer" && pair["expires_in"] == 3600)
            #expect(pair["scope"] == "all.full_access offline_access")
            #expect(pair["organization_id"].string == server.ours.organizationID.text)
            #expect(pair["user_id"].string == server.ours.userID.text)
            #expect(
                await Self.me(server, pair["access_token"].string)["id"].string == server.ours.userID.text)

            let again = await program.token(form)
            #expect(again.status == 400 && again["error"] == "invalid_grant")
            // Somebody has a code that wasn't theirs: what it gave ends.
            #expect(await Self.me(server, pair["access_token"].string).status == 401)
        }
    }

    @Test func `a token ends after an hour, and a refresh gives a new pair`() async throws {
        try await TestServer.with { server in
            let program = try await Program.register(server)
            let pair = try await program.pair()
            server.clock.advance(by: .seconds(3601))
            server.ajar.callerCache.forgetAll()
            #expect(await Self.me(server, pair["access_token"].string).status == 401)
            let next = await program.token([
                "grant_type": "refresh_token", "refresh_token": pair["refresh_token"].string ?? "",
            ])
            #expect(next.status == 200)
            #expect(await Self.me(server, next["access_token"].string).status == 200)
        }
    }

    @Test(arguments: Backend.available)
    func `a refresh token that comes twice ends the whole grant`(backend: Backend) async throws {
        try await TestServer.with(backend) { server in
            let program = try await Program.register(server)
            let old = try await program.pair()["refresh_token"].string ?? ""
            let pair = await program.token(["grant_type": "refresh_token", "refresh_token": old])
            #expect(pair.status == 200)
            #expect(
                await program.token(["grant_type": "refresh_token", "refresh_token": old])["error"]
                    == "invalid_grant")
            let next = pair["refresh_token"].string ?? ""
            #expect(
                await program.token(["grant_type": "refresh_token", "refresh_token": next])["error"]
                    == "invalid_grant")
            #expect(await Self.me(server, pair["access_token"].string).status == 401)
        }
    }

    @Test func `revoking ends the tokens at once, and says nothing about unknown ones`() async throws {
        try await TestServer.with { server in
            let program = try await Program.register(server)
            let pair = try await program.pair()
            #expect(await Self.me(server, pair["access_token"].string).status == 200)
            let app = ["client_id": program.client.id, "client_secret": program.secret ?? ""]
            #expect(
                await server.post("/oauth2/revoke/", form: app.merging(["token": "unknown"]) { $1 }).status
                    == 200)
            #expect(await Self.me(server, pair["access_token"].string).status == 200)
            let form = app.merging(["token": pair["refresh_token"].string ?? ""]) { $1 }
            #expect(await server.post("/oauth2/revoke/", form: form).status == 200)
            #expect(await Self.me(server, pair["access_token"].string).status == 401)
        }
    }

    @Test func `another program can't use what was given to this one`() async throws {
        try await TestServer.with { server in
            let program = try await Program.register(server)
            let other = try await Program.register(server)
            let code = try await program.code()
            let form = ["grant_type": "authorization_code", "code": code, "redirect_uri": Self.destination]
            #expect(await other.token(form)["error"] == "invalid_grant")
            #expect(
                await program.token(form.merging(["redirect_uri": "https://evil.test/"]) { $1 })["error"]
                    == "invalid_grant")
            #expect(await program.token(form).status == 200)
        }
    }

    @Test func `the endpoint says in the words of the standard what is wrong`() async throws {
        try await TestServer.with { server in
            let program = try await Program.register(server)
            #expect(
                await program.token(["client_id": "nope", "grant_type": "authorization_code", "code": "x"])[
                    "error"] == "invalid_client")
            #expect(
                await program.token([
                    "client_secret": "wrong", "grant_type": "authorization_code", "code": "x",
                ]).status == 401)
            #expect(await program.token(["grant_type": "wish"])["error"] == "unsupported_grant_type")
            #expect(await program.token([:])["error"] == "invalid_request")
            #expect(await program.token(["grant_type": "authorization_code"])["error"] == "invalid_request")
            #expect(
                await program.token(["grant_type": "authorization_code", "code": "x"])["error"]
                    == "invalid_grant")
            #expect(await server.send(.get, "/oauth2/token/", key: nil).status == 405)
            #expect(
                await server.send(.post, "/oauth2/token/", key: nil, body: Array("{}".utf8)).status == 400)
            #expect(await server.send(.get, "/oauth2/nothing/", key: nil).status == 404)
        }
    }

    @Test func `a program without a secret needs the proof of its verifier`() async throws {
        try await TestServer.with { server in
            let program = try await Program.register(server, isPublic: true)
            // The example of RFC 7636, appendix B.
            let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
            let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
            #expect(Token.challenge(of: verifier) == challenge)
            let code = try await program.code(challenge: challenge)
            let form = ["grant_type": "authorization_code", "code": code, "redirect_uri": Self.destination]
            #expect(await program.token(form)["error"] == "invalid_grant")
            #expect(
                await program.token(form.merging(["code_verifier": String(verifier.reversed())]) { $1 })[
                    "error"] == "invalid_grant")
            #expect(await program.token(form.merging(["code_verifier": verifier]) { $1 }).status == 200)
        }
    }

    @Test func `without offline access there is no refresh token`() async throws {
        try await TestServer.with { server in
            let program = try await Program.register(server)
            let code = try await program.code(scope: "all.full_access")
            let pair = await program.token([
                "grant_type": "authorization_code", "code": code, "redirect_uri": Self.destination,
            ])
            #expect(
                pair.status == 200 && pair["refresh_token"] == .null && pair["scope"] == "all.full_access")
        }
    }

    @Test func `a member who is shown the door takes the tokens along`() async throws {
        try await TestServer.with { server in
            let pair = try await Program.register(server).pair()
            #expect(try await Members(store: server.store).disable(email: server.ours.email))
            server.ajar.callerCache.forgetAll()
            #expect(await Self.me(server, pair["access_token"].string).status == 401)
            #expect(await server.call(.get, "me/").status == 401)
        }
    }

    // MARK: - Consent

    @Test func `nobody is sent to a place that isn't registered`() async throws {
        try await TestServer.with { server in
            let program = try await Program.register(server)
            for query in [
                "client_id=nope&response_type=code&redirect_uri=https%3A%2F%2Fevil.test%2F",
                "client_id=\(program.client.id)&response_type=code&redirect_uri=https%3A%2F%2Fevil.test%2F",
                "client_id=\(program.client.id)&response_type=code&redirect_uri=https%3A%2F%2Fprogram.test%2Fback%2Fmore",
            ] {
                let reply = await server.send(.get, "/oauth2/authorize/?\(query)", key: nil)
                #expect(
                    reply.status == 400 && reply.header("location") == nil
                        && !reply.text.contains("evil.test"))
            }
            let known = "client_id=\(program.client.id)&state=s%20t"
            let wrong = await server.send(.get, "/oauth2/authorize/?\(known)&response_type=token", key: nil)
            #expect(
                wrong.header("location") == "\(Self.destination)?error=unsupported_response_type&state=s%20t")
            let plain = await server.send(
                .get,
                "/oauth2/authorize/?\(known)&response_type=code&code_challenge=abc&code_challenge_method=plain",
                key: nil)
            #expect(plain.header("location") == "\(Self.destination)?error=invalid_request&state=s%20t")
        }
    }

    @Test func `a user who signs in and allows it sends the code back`() async throws {
        try await TestServer.with { server in
            let program = try await Program.register(server)
            let path = "/oauth2/authorize/?client_id=\(program.client.id)&response_type=code&state=xyz"
            let first = await server.send(.get, path, key: nil)
            #expect(first.header("location")?.hasPrefix("/login?next=%2Foauth2") == true)

            let sessions = Sessions(store: server.store, secrets: server.ajar.installation.secrets)
            let cookie = try await sessions.begin(organization: 1, user: server.ours.userID).text
            let headers = ["cookie": "other=1; ajar_session=\(cookie)"]
            let page = await server.send(.get, path, key: nil, headers: headers)
            #expect(page.status == 200)
            #expect(page.text.contains("Program &lt;b&gt;") && page.text.contains("program.test"))
            #expect(page.header("content-security-policy")?.contains("frame-ancestors 'none'") == true)

            let form = try #require(try await sessions.find(cookie)).formToken
            let organization = server.ours.organizationID.text
            let allow = ["form": form, "organization": organization, "decision": "allow"]
            #expect(
                await server.post(path, form: allow.merging(["form": "forged"]) { $1 }, headers: headers)
                    .status == 400)
            #expect(
                await server.post(
                    path, form: allow.merging(["organization": server.theirs.organizationID.text]) { $1 },
                    headers: headers
                ).status == 400)
            let declined = await server.post(
                path, form: allow.merging(["decision": "no"]) { $1 }, headers: headers)
            #expect(declined.header("location") == "\(Self.destination)?error=access_denied&state=xyz")

            let allowed = await server.post(path, form: allow, headers: headers)
            #expect(allowed.status == 302)
            let location = try #require(allowed.header("location"))
            let code = try #require(location.firstMatch(of: /\?code=([^&]+)&state=xyz$/)?.1)
            #expect(
                await program.token(["grant_type": "authorization_code", "code": String(code)]).status == 200)
        }
    }
}
