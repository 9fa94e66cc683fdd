import AjarCore
import AjarServer
import AjarTestKit
import HTTPTypes
import Testing

@Suite struct FileTransportTests {
    /// Asks for a place, and uploads to it.
    private static func upload(
        _ server: TestServer, _ bytes: [UInt8], change: (inout [(String, String)]) -> Void = { _ in }
    ) async throws -> (reply: TestReply, download: String) {
        let place = await server.call(
            .post, "files/upload/", ["filename": "a \"b\"\r\n.txt", "content_type": "text/html"])
        #expect(place.status == 200)
        let base = server.ajar.configuration.effectiveBaseURL
        let url = try #require(place["upload"]["url"].string)
        let download = try #require(place["download"]["url"].string)
        var fields = (place["upload"]["fields"].object?.members ?? []).compactMap { member in
            member.value.string.map { (member.key, $0) }
        }
        change(&fields)
        var body: [UInt8] = []
        for (name, value) in fields {
            body += Array("--x\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        body +=
            Array("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"evil/../x\"\r\n\r\n".utf8)
            + bytes + Array("\r\n--x--\r\n".utf8)
        let reply = await server.send(
            .post, String(url.dropFirst(base.count)), key: nil, body: body,
            headers: ["content-type": "multipart/form-data; boundary=x"])
        return (reply, String(download.dropFirst(base.count)))
    }

    @Test func `what was uploaded is what its organization downloads, and nobody else`() async throws {
        try await TestServer.with { server in
            let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0) }
            let (reply, path) = try await Self.upload(server, bytes)
            #expect(reply.status == 201)
            let file = await server.send(.get, path, key: server.ours.key)
            #expect(file.status == 200 && file.body == bytes)
            #expect(
                file.header("content-disposition")?.hasPrefix("attachment; filename*=UTF-8''a%20%22b%22")
                    == true)
            #expect(file.header("x-content-type-options") == "nosniff")
            #expect(file.header("content-security-policy")?.contains("sandbox") == true)
            #expect(await server.send(.get, path, key: nil).status == 401)
            #expect(await server.send(.get, path, key: server.theirs.key).status == 404)
            #expect(
                await server.send(.get, "/go/file/..%2f..%2fsecret.key/x", key: server.ours.key).status == 404
            )
            #expect(await server.send(.delete, path, key: server.ours.key).status == 405)
        }
    }

    @Test func `an upload that isn't signed, or too late, or comes twice, is refused`() async throws {
        try await TestServer.with { server in
            let forged = try await Self.upload(server, [1]) { fields in
                for index in fields.indices where fields[index].0 == "signature" { fields[index].1 += "0" }
            }
            #expect(forged.reply.status == 403)
            #expect(try await Self.upload(server, [1]) { $0.removeAll() }.reply.status == 403)
            let late = try await Self.upload(server, [1]) { _ in server.clock.advance(by: .seconds(61)) }
            #expect(late.reply.status == 403)
            #expect(await server.send(.get, late.download, key: server.ours.key).status == 404)
        }
    }

    @Test func `what is no form is refused`() async throws {
        try await TestServer.with { server in
            let path = "/files/upload/file_x"
            #expect(await server.send(.post, path, key: nil).status == 400)
            #expect(
                await server.send(.post, path, key: nil, body: [1], headers: ["content-type": "text/plain"])
                    .status == 400)
            #expect(
                await server.send(
                    .post, path, key: nil, body: [1],
                    headers: ["content-type": "multipart/form-data; boundary=x"]
                ).status == 400)
            #expect(await server.send(.get, path, key: nil).status == 405)
            #expect(await server.send(.post, "/files/other/file_x", key: nil).status == 404)
            let tooLong = [
                "content-type": "multipart/form-data; boundary=x", "content-length": "\(100 << 20)",
            ]
            #expect(await server.send(.post, path, key: nil, headers: tooLong).status == 413)
        }
    }
}
