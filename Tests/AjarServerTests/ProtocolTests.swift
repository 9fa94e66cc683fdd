import AjarCore
import AjarServer
import AjarTestKit
import HTTPTypes
import Testing

/// What holds for every request, whatever it is for.
@Suite struct ProtocolTests {
    @Test func `nobody is answered without a good credential`() async throws {
        try await TestServer.with { server in
            let wrong = [
                "Basic", "Basic !!!", "Basic \(server.ours.key)", "Bearer nope", "Digest x", server.ours.key,
                "",
            ]
            for header in wrong {
                let reply = await server.send(
                    .get, "/api/v1/me/", key: nil, headers: ["authorization": header])
                #expect(reply.status == 401, "\(header)")
                #expect(reply["error"].string != nil)
            }
            for key in [
                "", "api_nope.nope", server.ours.key + "x", String(server.ours.key.dropLast()),
                String(repeating: "x", count: 5000),
            ] {
                #expect(await server.send(.get, "/api/v1/me/", key: key).status == 401)
            }
            #expect(await server.send(.get, "/api/v1/me/", key: nil).status == 401)
            #expect(await server.send(.get, "/api/v1/me/", key: server.ours.key).status == 200)
        }
    }

    @Test func `a body is not looked at before it is known who sent it`() async throws {
        try await TestServer.with { server in
            let reply = await server.send(
                .post, "/api/v1/lead/", key: nil, body: Array("{".utf8),
                headers: ["content-type": "application/json"])
            #expect(reply.status == 401)
        }
    }

    @Test func `every answer tells the rate limit, an id, and that it is JSON`() async throws {
        try await TestServer.with { server in
            let replies = [
                await server.call(.get, "me/"), await server.call(.get, "lead/lead_nope/"),
                await server.call(.get, "lead/?_limit=x"),
                await server.send(.get, "/api/v1/me/", key: nil), await server.call(.delete, "me/"),
            ]
            #expect(replies.map(\.status) == [200, 404, 400, 401, 405])
            for reply in replies {
                #expect(reply.header("content-type") == "application/json")
                #expect(
                    reply.header("ratelimit")?.firstMatch(of: /^limit=\d+, remaining=\d+, reset=\d+$/) != nil)
                #expect(reply.header("x-request-id")?.hasPrefix("req_") == true)
            }
            #expect(Set(replies.compactMap { $0.header("x-request-id") }).count == replies.count)
        }
    }

    @Test func `the slash at the end is optional`() async throws {
        try await TestServer.with { server in
            let made = await server.call(.post, "lead", ["name": "Slash"])
            let id = try #require(made["id"].string)
            for path in ["lead/\(id)", "lead/\(id)/", "lead", "lead/", "me", "/me//"] {
                #expect(await server.call(.get, path).status == 200, "\(path)")
            }
            #expect(await server.call(.put, "lead/\(id)", ["name": "Slashed"])["name"] == "Slashed")
            #expect(await server.call(.delete, "lead/\(id)").status == 200)
        }
    }

    @Test(arguments: [
        "no_such_thing/", "lead/%20/", "lead/a.b/", "lead/'--/", "lead/%00/", "lead/%zz/", "lead/%ff%fe/",
        "lead/%2e%2e/me/", "lead/../me/",
        "lead%2Fx/", "lead/" + String(repeating: "x", count: 300), "lead/lead_x/y/z/",
    ])
    func `a path that names nothing is not found`(path: String) async throws {
        try await TestServer.with { server in
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let reply = await server.call(method, path, method == .put ? ["name": "x"] : nil)
                #expect(reply.status == 404, "\(method) \(path)")
                #expect(reply["error"].string != nil)
            }
        }
    }

    @Test func `a method that a path lacks is refused`() async throws {
        try await TestServer.with { server in
            #expect(await server.call(.delete, "me/").status == 405)
            #expect(await server.call(.patch, "lead/", ["name": "x"]).status == 405)
            #expect(await server.call(.options, "lead/").status == 405)
            #expect(await server.call(.post, "lead/lead_x/", ["name": "x"]).status == 404)
        }
    }

    @Test(arguments: ["{", "[1]", "\"x\"", "{\"value\": NaN}", "null", "{} {}", "\u{FEFF}{}"])
    func `a body that is no JSON object is refused`(body: String) async throws {
        try await TestServer.with { server in
            let reply = await server.send(
                .post, "/api/v1/lead/", key: server.ours.key, body: Array(body.utf8),
                headers: ["content-type": "application/json"])
            #expect(reply.status == 400)
            #expect(reply["error"].string != nil)
            #expect(await server.call(.get, "lead/").ids.isEmpty)
        }
    }

    @Test func `only JSON is read, with or without a charset`() async throws {
        try await TestServer.with { server in
            let body = Array(#"{"name": "Zoë"}"#.utf8)
            for type in [
                "text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonp", "",
            ] {
                let reply = await server.send(
                    .post, "/api/v1/lead/", key: server.ours.key, body: body, headers: ["content-type": type])
                #expect(reply.status == 400, "\(type)")
            }
            #expect(await server.send(.post, "/api/v1/lead/", key: server.ours.key, body: body).status == 400)
            for type in [
                "application/json", "application/json; charset=utf-8", "Application/JSON ;charset=UTF-8",
            ] {
                let reply = await server.send(
                    .post, "/api/v1/lead/", key: server.ours.key, body: body, headers: ["content-type": type])
                #expect(reply["name"] == "Zoë", "\(type)")
            }
        }
    }

    @Test func `a request without a body counts as an empty object`() async throws {
        try await TestServer.with { server in
            #expect(await server.send(.post, "/api/v1/lead/", key: server.ours.key).status == 200)
        }
    }

    @Test func `a body over the limit is refused with 413`() async throws {
        try await TestServer.with(configure: { $0.maxBody = 1 << 20 }) { server in
            let big: JSON = ["name": .string(String(repeating: "x", count: 2 << 20))]
            #expect(await server.call(.post, "lead/", big).status == 413)
            #expect(
                await server.call(.post, "lead/", nil, headers: ["content-length": "99999999999999999999"])
                    .status == 413)
            #expect(await server.call(.get, "lead/").ids.isEmpty)
        }
    }

    @Test func `a POST can mean another method`() async throws {
        try await TestServer.with { server in
            let id = try #require(await server.call(.post, "lead/", ["name": "One"])["id"].string)
            func mean(_ method: String, _ path: String, _ body: JSON) async -> TestReply {
                await server.call(.post, path, body, headers: ["x-http-method-override": method])
            }
            #expect(await mean("PUT", "lead/\(id)/", ["name": "Two"])["name"] == "Two")
            #expect(await mean("get", "lead/", ["_params": ["_limit": 1]]).ids == [id])
            #expect(await mean("GET", "lead/?_limit=x", ["_params": ["_limit": 1]]).ids == [id])
            #expect(await mean("PATCH", "lead/\(id)/", [:]).status == 405)
            #expect(await mean("DELETE", "lead/\(id)/", [:]).status == 200)
            #expect(await server.call(.get, "lead/\(id)/").status == 404)
            // Only a POST can: a GET that a browser was talked into changes nothing.
            #expect(
                await server.call(.get, "lead/", nil, headers: ["x-http-method-override": "DELETE"]).status
                    == 200)
        }
    }

    @Test func `parameters are decoded, and bounded`() async throws {
        try await TestServer.with { server in
            #expect(await server.call(.get, "lead/?_fields=id%2Cname&zz=%20+%C3%A9").status == 200)
            for query in ["a=%zz", "a=%ff", "a=%00", "a=%"] {
                #expect(await server.call(.get, "lead/?\(query)").status == 400, "\(query)")
            }
            let many = (0...500).map { "a\($0)=1" }.joined(separator: "&")
            #expect(await server.call(.get, "lead/?\(many)").status == 400)
            for query in ["&&&", "=", "=x", "a&b", "?a=1", "_limit=1&_limit=2"] {
                #expect(await server.call(.get, "lead/?\(query)").status == 200, "\(query)")
            }
        }
    }

    @Test func `a HEAD request gets the headers of the GET`() async throws {
        try await TestServer.with { server in
            #expect(await server.call(.head, "me/").status == 200)
            #expect(await server.call(.head, "lead/lead_nope/").status == 404)
        }
    }

    @Test func `one organization never finds what belongs to another`() async throws {
        try await TestServer.with { server in
            let id = try #require(await server.call(.post, "lead/", ["name": "Ours"])["id"].string)
            #expect(await server.call(.get, "lead/\(id)/", as: server.theirs).status == 404)
            #expect(
                await server.call(.put, "lead/\(id)/", ["name": "Stolen"], as: server.theirs).status == 404)
            #expect(await server.call(.delete, "lead/\(id)/", as: server.theirs).status == 404)
            #expect(await server.call(.get, "lead/", as: server.theirs).ids.isEmpty)
            #expect(await server.call(.get, "lead/\(id)/")["name"] == "Ours")
        }
    }

    @Test func `the process tells how it is, and asks nobody for a key`() async throws {
        try await TestServer.with { server in
            await server.call(.get, "lead/lead_nope/")
            #expect(await server.send(.get, "/healthz", key: nil).status == 200)
            #expect(await server.send(.get, "/readyz", key: nil).status == 200)
            #expect(await server.send(.post, "/healthz", key: nil).status == 405)
            let metrics = await server.send(.get, "/metrics", key: nil).text
            #expect(
                metrics.contains(#"ajar_http_requests_total{method="GET",route="lead/{id}",status="404"} 1"#))
            #expect(!metrics.contains("lead_nope"))
            #expect(metrics.contains("process_start_time_seconds"))
            #expect(await server.send(.get, "/nowhere", key: nil).status == 404)
            #expect(await server.send(.get, "/", key: nil).status == 303, "people are led to the pages")
            #expect(await server.send(.get, "/api/v1", key: server.ours.key).status == 404)
            #expect(await server.send(.get, "/api/v1x/me", key: server.ours.key).status == 404)
        }
    }

    @Test func `a browser is told in a page that there is none, a program in JSON`() async throws {
        try await TestServer.with { server in
            let page = await server.send(.get, "/nowhere/", key: nil, headers: ["Accept": "text/html,*/*"])
            #expect(page.status == 404)
            #expect(page.text.contains("There is no such page.") && page.text.contains("<main"))
            let error = await server.send(.get, "/nowhere/", key: nil)
            #expect(error.status == 404 && error.text == #"{"error":"Not found."}"#)
            let metrics = await server.send(.get, "/metrics", key: nil).text
            #expect(!metrics.contains("nowhere"), "made-up paths would fill the metrics")
        }
    }
}
