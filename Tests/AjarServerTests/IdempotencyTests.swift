import AjarCRM
import AjarCore
import AjarServer
import AjarStore
import AjarTestKit
import HTTPTypes
import Testing

@Suite struct IdempotencyTests {
    @Test(arguments: Backend.available)
    func `the second time, the first answer is given again and nothing is made`(backend: Backend) async throws
    {
        try await TestServer.with(backend) { server in
            let first = await server.call(
                .post, "lead/", ["name": "Once"], headers: ["idempotency-key": "k1"])
            let second = await server.call(
                .post, "lead/", ["name": "Once"], headers: ["idempotency-key": "k1"])
            #expect(first.status == 200 && second.status == 200)
            #expect(first.body == second.body)
            #expect(first.header("idempotent-replayed") == nil)
            #expect(second.header("idempotent-replayed") == "true")
            #expect(await server.call(.get, "lead/").ids.count == 1)
        }
    }

    @Test func `another body or URL under the same key is a conflict`() async throws {
        try await TestServer.with { server in
            let key = ["idempotency-key": "k1"]
            await server.call(.post, "lead/", ["name": "Once"], headers: key)
            #expect(await server.call(.post, "lead/", ["name": "Twice"], headers: key).status == 409)
            #expect(
                await server.call(.post, "lead/?_fields=id", ["name": "Once"], headers: key).status == 409)
            #expect(await server.call(.get, "lead/").ids.count == 1)
        }
    }

    @Test func `a refusal is the answer, too`() async throws {
        try await TestServer.with { server in
            let key = ["idempotency-key": "k1"]
            let first = await server.call(.post, "contact/", ["lead_id": "lead_nope"], headers: key)
            let second = await server.call(.post, "contact/", ["lead_id": "lead_nope"], headers: key)
            #expect(
                first.status == 400 && second.body == first.body
                    && second.header("idempotent-replayed") == "true")
        }
    }

    @Test func `a key belongs to its user, lasts for three days, and means something on a POST alone`()
        async throws
    {
        try await TestServer.with { server in
            let key = ["idempotency-key": "k1"]
            await server.call(.post, "lead/", ["name": "Once"], headers: key)
            #expect(
                await server.call(.post, "lead/", ["name": "Theirs"], as: server.theirs, headers: key).status
                    == 200)
            let id = try #require(await server.call(.get, "lead/").ids.first)
            #expect(
                await server.call(.put, "lead/\(id)/", ["name": "Changed"], headers: key)["name"] == "Changed"
            )
            server.clock.advance(by: .seconds(73 * 3600))
            #expect(await server.call(.post, "lead/", ["name": "Again"], headers: key).status == 200)
            #expect(await server.call(.get, "lead/").ids.count == 2)
            #expect(
                await server.call(
                    .post, "lead/", ["name": "x"],
                    headers: ["idempotency-key": String(repeating: "k", count: 256)]
                ).status == 400)
        }
    }

    @Test func `a request that died is never run again`() async throws {
        try await TestServer.with { server in
            // What a crash leaves behind: the key is reserved, and nobody answered.
            let caller = try #require(try await Callers(store: server.store).caller(apiKey: server.ours.key))
            let body: JSON = ["name": "Once"]
            let parts = [Array("/api/v1/lead/".utf8), Array(body.text.utf8)]
            let keys = IdempotencyKeys(store: server.store, secrets: server.ajar.installation.secrets)
            let hash = IdempotencyKeys.hash("k1", caller)
            #expect(try await keys.claim(hash, caller, fingerprint: Token.hash(parts)) == .mine)
            let reply = await server.call(.post, "lead/", body, headers: ["idempotency-key": "k1"])
            #expect(reply.status == 409)
            #expect(reply["error"].string?.contains("did not end") == true)
            #expect(await server.call(.get, "lead/").ids.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func `of many at once one runs, and the others wait for their turn or are told`(
        backend: Backend
    ) async throws {
        try await TestServer.with(backend) { server in
            let statuses = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        await server.call(
                            .post, "lead/", ["name": "Once"], headers: ["idempotency-key": "k1"]
                        ).status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.contains(200) && statuses.allSatisfy { $0 == 200 || $0 == 409 })
            #expect(await server.call(.get, "lead/").ids.count == 1)
        }
    }

    @Test func `stored answers can't be read in the database`() async throws {
        try await TestServer.with { server in
            await server.call(.post, "lead/", ["name": "Confidential"], headers: ["idempotency-key": "k1"])
            let body = try await server.store.read {
                try $0.first("SELECT body FROM idempotency_key")?.text("body")
            }
            #expect(try #require(body).contains("Confidential") == false)
        }
    }
}
