import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// Keys, apps, sessions, the second factor and invitations over the API.
@Suite struct AccessTests {
    @Test(arguments: Backend.available)
    func `a key is shown once, works, and is over when it is ended`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let made = try await bench.post("api_key", ["name": "Script"])
            let text = try #require(made["api_key"].string)
            #expect(try await Callers(store: bench.store).caller(apiKey: text)?.userID == bench.admin.userID)
            let listed = try await bench.get("api_key")["data"].array ?? []
            #expect(listed.contains { $0["id"] == made["id"] } && !JSON.array(listed).text.contains(text))
            let path = "api_key/\(made["id"].string ?? "")"
            #expect(try await bench.ask(.delete, path, nil, as: bench.stranger).status == 404)
            #expect(try await bench.ask(.delete, path).status == 200)
            #expect(try await Callers(store: bench.store).caller(apiKey: text) == nil)
            #expect(try await bench.ask(.post, "api_key", [:]).json["field-errors"]["name"].string != nil)
        }
    }

    @Test(arguments: Backend.available)
    func `a program that was let in by OAuth makes itself no other way in`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            var program = bench.admin
            program.oauthClientID = "oa2client_x"
            for (path, body) in [
                ("api_key", ["name": "x"] as JSON), ("oauth_app", ["name": "x"]), ("second_factor", [:]),
                ("invitation", [:]),
            ] {
                let answer = try await bench.ask(.post, path, body, as: program)
                #expect(answer.status == 403, "\(path)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `an app is the organization's own, and ends with what it was granted`(backend: Backend) async throws
    {
        try await Workbench.with(backend) { bench in
            let app = try await bench.post(
                "oauth_app", ["name": "Dialer", "redirect_uris": ["https://dialer.test/back"]])
            #expect(app["client_secret"].string?.isEmpty == false)
            #expect(try await bench.ask(.get, "oauth_app", nil, as: bench.stranger).json["data"] == [])
            #expect(
                try await bench.ask(
                    .post, "oauth_app", ["name": "Bad", "redirect_uris": ["http://elsewhere.test"]]
                ).status == 400)
            #expect(
                try await bench.ask(.delete, "oauth_app/\(app["id"].string ?? "")", nil, as: bench.stranger)
                    .status == 404)
            #expect(try await bench.ask(.delete, "oauth_app/\(app["id"].string ?? "")").status == 200)
            #expect(try await bench.get("oauth_app")["data"] == [])
        }
    }

    @Test(arguments: Backend.available)
    func
        `the second factor counts from its first right code, can't be replaced, and a recovery code is good once`(
            backend: Backend
        ) async throws
    {
        try await Workbench.with(backend) { bench in
            let factor = SecondFactor(store: bench.store, secrets: bench.installation.secrets)
            let user = try #require(bench.admin.userID)
            let secret = try #require(try await bench.post("second_factor", [:])["secret"].string)
            #expect(try await bench.get("second_factor")["is_on"] == false)
            #expect(try await bench.ask(.post, "second_factor/confirm", ["code": "000000"]).status == 400)
            let code = SecondFactor.code(
                Base32.decode(secret), step: bench.clock.clock.now.micros / 30_000_000)
            let codes =
                try await bench.post("second_factor/confirm", ["code": .string(code)])["recovery_codes"]
                .array?.compactMap(\.string) ?? []
            #expect(codes.count == 10 && Set(codes).count == 10)
            #expect(try await bench.ask(.post, "second_factor", [:]).status == 409)

            #expect(try await factor.checkAny(codes[0].uppercased(), user: user.text))
            #expect(try await !factor.checkAny(codes[0], user: user.text), "a recovery code was good twice")
            #expect(try await bench.get("second_factor")["recovery_codes_left"] == 9)
            #expect(try await bench.ask(.post, "second_factor/off", ["code": "nothing"]).status == 400)
            #expect(try await bench.post("second_factor/off", ["code": .string(codes[1])])["is_on"] == false)
            #expect(try await !factor.checkAny(codes[2], user: user.text), "a code outlived its factor")
        }
    }

    @Test(arguments: Backend.available)
    func `guesses of a code are throttled`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await bench.post("second_factor", [:])
            var statuses: [Int] = []
            for _ in 0..<12 {
                statuses.append(
                    try await bench.ask(.post, "second_factor/confirm", ["code": "000000"]).status)
            }
            #expect(statuses.first == 400 && statuses.last == 429)
        }
    }

    @Test(arguments: Backend.available)
    func `a new password needs the old one, ends all sessions but one, and nobody else's`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let (old, new): (JSON, JSON) = ("an old password", "a new password")
            let hash = try PasswordHash.make(Password("an old password"), random: .system)
            _ = try await Members(store: bench.store).setPassword(email: "ada@acme.test", hash: hash)
            let sessions = Sessions(store: bench.store, secrets: bench.installation.secrets)
            func begin(_ caller: Caller) async throws -> String {
                let user = try #require(caller.userID)
                return try await sessions.begin(organization: caller.organization, user: user).text
            }
            let kept = try await begin(bench.admin)
            let ended = try await begin(bench.admin)
            let other = try await begin(bench.stranger)
            let keptID = try #require(try await sessions.find(kept)?.id.text)

            let (status, told) = try await bench.ask(
                .post, "password", ["old_password": old, "new_password": "short"])
            #expect(status == 400 && !told["field-errors"]["new_password"].isNull)
            let wrong: JSON = ["old_password": "a guess", "new_password": new]
            #expect(try await bench.ask(.post, "password", wrong).status == 400)
            #expect(try await sessions.find(ended) != nil)

            _ = try await bench.post(
                "password", ["old_password": old, "new_password": new, "keep_session_id": .string(keptID)])
            #expect(try await sessions.find(kept) != nil)
            #expect(try await sessions.find(ended) == nil)
            #expect(try await sessions.find(other) != nil)
            #expect(
                try await bench.ask(.post, "password", ["old_password": old, "new_password": "another one"])
                    .status == 400)
        }
    }

    @Test(arguments: Backend.available)
    func `guesses of the old password are throttled`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            var statuses: [Int] = []
            for _ in 0..<12 {
                let body: JSON = ["old_password": "a guess", "new_password": "a new password"]
                statuses.append(try await bench.ask(.post, "password", body).status)
            }
            #expect(statuses.first == 400 && statuses.last == 429)
            #expect(!statuses.contains(200))
        }
    }

    @Test(arguments: Backend.available)
    func `one's own sessions are listed and ended, nobody else's`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let sessions = Sessions(store: bench.store, secrets: bench.installation.secrets)
            let cookie = try await sessions.begin(
                organization: bench.admin.organization, user: try #require(bench.admin.userID))
            let id = try #require(try await bench.get("session")["data"].array?.first?["id"].string)
            #expect(try await bench.ask(.get, "session", nil, as: bench.stranger).json["data"] == [])
            #expect(try await bench.ask(.delete, "session/\(id)", nil, as: bench.stranger).status == 404)
            #expect(try await sessions.find(cookie.text) != nil)
            #expect(try await bench.ask(.delete, "session/\(id)").status == 200)
            #expect(try await sessions.find(cookie.text) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func `an invitation lets one person in, once, and into no account of another organization`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let made = try await bench.post("invitation", ["email": "new@acme.test", "role_id": "user"])
            let token = try #require(made["url"].string?.split(separator: "/").last.map(String.init))
            let guest = try await bench.store.write {
                try Invitation.accept(token, name: "New Comer", passwordHash: "hash", $0)
            }
            #expect(guest?.email == "new@acme.test" && guest?.organization == bench.admin.organization)
            #expect(
                try await bench.store.write {
                    try Invitation.accept(token, name: "Thief", passwordHash: "other", $0)
                } == nil)
            // Eve has no password yet, but she belongs to another organization.
            let other = try await bench.post("invitation", ["email": "eve@umbrella.test", "role_id": "user"])
            #expect(other["url"].isNull)
            #expect(
                try await bench.ask(.post, "invitation", ["email": "new@acme.test", "role_id": "user"]).status
                    == 400)
        }
    }
}
