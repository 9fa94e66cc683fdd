import AjarCRM
import AjarCore
import AjarMail
import AjarServer
import AjarStore
import AjarTestKit
import HTTPTypes
import Testing

/// What is seen of an email after it was sent, through the doors that its readers knock at.
@Suite struct TrackingTests {
    private static let person = [
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0"
    ]

    /// A sent email and the paths of its picture and of its link, as they were in the mail.
    private func send(
        _ server: TestServer, _ account: JSON = [:]
    ) async throws -> (id: String, picture: String, link: String?) {
        let (id, html) = try await TestRelay.with { relay, port in
            var mailbox = JSONObject([
                ("email", "ada@ours.test"),
                ("smtp", ["host": "127.0.0.1", "port": .int(port), "security": "none"]),
            ])
            for member in account.object?.members ?? [] { mailbox[member.key] = member.value }
            let made = await server.call(.post, "connected_account/", .object(mailbox))
            #expect(made.status == 201, "\(made.text)")
            let lead = await server.call(.post, "lead/", ["name": "Bluth"])
            let body: JSON = "<p>See <a href=\"https://acme.test/offer?a=1&amp;b=2\">this</a></p>"
            let email = await server.call(
                .post, "activity/email/",
                [
                    "lead_id": lead["id"], "status": "outbox", "sender": "ada@ours.test",
                    "to": ["gob@bluth.test"], "subject": "x",
                    "body_html": body,
                ])
            try await server.engine.sendDueEmails(server.ajar.installation)
            return (email["id"].string ?? "", relay.read?.html ?? "")
        }
        let base = server.ajar.installation.baseURL
        func path(_ start: String) -> String? {
            html.split(separator: "\(base)\(start)").dropFirst().first.map {
                "\(start)\($0.prefix { $0 != "\"" })"
            }
        }
        return (id, path("/track/open/") ?? "", path("/track/click/")?.replacing("&amp;", with: "&"))
    }

    @Test(arguments: Backend.available)
    func `a person's opening counts, a machine's is told apart, a colleague's is none`(
        backend: Backend
    ) async throws {
        try await TestServer.with(backend) { server in
            let (id, picture, link) = try await send(server)
            #expect(link == nil, "clicks are followed only where somebody wants it")
            func email() async -> TestReply { await server.call(.get, "activity/email/\(id)/") }

            // In the second in which it arrives, only machines look.
            let reply = await server.send(.get, picture, key: nil, headers: Self.person)
            #expect(reply.status == 200)
            #expect(reply.header("content-type") == "image/gif")
            #expect(await email()["opens"].array?.map { $0["opened_by"] } == ["machine"])
            #expect(await email()["opens_summary"] == .null)

            server.clock.advance(by: .seconds(120))
            for agent in ["Mozilla/5.0", "", "SomeScanner/1.0"] {
                await server.send(.get, picture, key: nil, headers: ["user-agent": agent])
            }
            await server.send(.head, picture, key: nil, headers: Self.person)
            await server.send(.get, picture, key: server.ours.key, headers: Self.person)
            #expect(await email()["opens_summary"] == .null)

            for _ in 0..<3 { await server.send(.get, picture, key: nil, headers: Self.person) }
            let opened = await email()
            #expect(opened["opens_summary"] == "Opened 1 time")
            #expect(opened["opens"].array?.last?["opened_by"] == "gob@bluth.test")
            let events =
                await server.call(.get, "event/?object_type=activity.email&action=updated")["data"].array
                ?? []
            #expect(events.contains { $0["changed_fields"].array?.contains("opens") == true })
        }
    }

    @Test(arguments: Backend.available)
    func `a link leads where the sender's led, and a made-up one nowhere`(backend: Backend) async throws {
        try await TestServer.with(backend) { server in
            let (id, picture, found) = try await send(server, ["track_clicks": true])
            let link = try #require(found)
            server.clock.advance(by: .seconds(120))
            let reply = await server.send(.get, link, key: nil, headers: Self.person)
            #expect(reply.status == 303)
            #expect(reply.header("location") == "https://acme.test/offer?a=1&b=2")
            let clicks = await server.call(.get, "activity/email/\(id)/")["clicks"].array ?? []
            #expect(clicks.map { $0["url"] } == ["https://acme.test/offer?a=1&b=2"])
            for forged in [
                link.replacing("acme.test", with: "evil.test"),
                link.replacing("/track/click/1/", with: "/track/click/2/"),
                String(link.prefix { $0 != "?" }),
                picture.replacing("open", with: "click") + "?url=https%3A%2F%2Fevil.test",
                picture.dropLast(5) + "x.gif",
            ] {
                let reply = await server.send(.get, forged, key: nil, headers: Self.person)
                #expect(reply.status == 404, "\(forged)")
                #expect(reply.header("location") == nil)
            }
        }
    }

    @Test(arguments: [JSON.object(JSONObject([("track_opens", false)])), .null])
    func `who doesn't want to know sends no picture`(account: JSON) async throws {
        try await TestServer.with { server in
            if account.isNull {
                let organization = await server.call(.get, "organization/\(server.ours.organizationID)/")
                let member = organization["memberships"].array?.first?["id"].string ?? ""
                let reply = await server.call(.put, "membership/\(member)/", ["track_email_opens": false])
                #expect(reply.status == 200)
            }
            let sent = try await send(server, account)
            #expect(sent.picture == "")
        }
    }

    @Test(arguments: Backend.available)
    func `the way out asks first, and a mail program's one click is enough`(backend: Backend) async throws {
        try await TestServer.with(backend) { server in
            let organization = try await server.store.read { reader in
                try reader.value(
                    "SELECT organization FROM organization WHERE id = \(server.ours.organizationID)"
                ).int ?? 0
            }
            let link = UnsubscribeLink(organization: organization, address: "<gob>@bluth.test").url(
                server.ajar.installation)
            let path = link.replacing(server.ajar.installation.baseURL, with: "")
            let page = await server.send(.get, path, key: nil)
            #expect(page.status == 200)
            #expect(page.text.contains("&lt;gob&gt;@bluth.test"))
            #expect(await server.call(.get, "unsubscribe/email/")["data"] == [])
            let done = await server.post(path, form: ["List-Unsubscribe": "One-Click"])
            #expect(done.status == 200)
            #expect(await server.call(.get, "unsubscribe/email/")["data"].array?.count == 1)
            #expect(await server.call(.get, "unsubscribe/email/", as: server.theirs)["data"] == [])
            #expect(await server.post(path + "0", form: [:]).status == 404)
        }
    }
}
