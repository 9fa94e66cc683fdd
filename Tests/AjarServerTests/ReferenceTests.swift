import AjarCore
import AjarResource
import AjarServer
import AjarTestKit
import Foundation
import HTTPTypes
import Testing

@Suite struct ReferenceTests {
    /// Beside the sources, so that a change of the interface shows in a diff.
    private static let file: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("openapi.json")

    @Test func `the description that anybody may read is the golden one`() async throws {
        try await TestServer.with { server in
            let reply = await server.send(.get, "/api/v1/openapi.json", key: nil)
            #expect(reply.status == 200)
            let pretty = try JSONSerialization.data(
                withJSONObject: JSONSerialization.jsonObject(with: Data(reply.body)),
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
            if ProcessInfo.processInfo.environment["AJAR_GOLDEN"] == "write" {
                try pretty.write(to: Self.file)
            }
            #expect(try Data(contentsOf: Self.file) == pretty, "the interface has changed: see `make golden`")
        }
    }

    @Test func `every operation has a name of its own and names each part of its path`() async throws {
        try await TestServer.with { server in
            let document = OpenAPI(server.engine.resources).document
            var names: Set<String> = []
            for (path, methods) in document["paths"].object?.members ?? [] {
                let parts = Set(
                    path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                        String($0.dropFirst().dropLast())
                    })
                for (method, operation) in methods.object?.members ?? [] {
                    #expect(names.insert(operation["operationId"].string ?? "").inserted, "\(method) \(path)")
                    let inPath = (operation["parameters"].array ?? []).filter { $0["in"] == "path" }
                    #expect(Set(inPath.compactMap { $0["name"].string }) == parts, "\(method) \(path)")
                }
            }
            #expect(names.count >= server.engine.resources.endpoints.count)
        }
    }

    @Test func `the reference page lists the operations, runs no script, and takes no POST`() async throws {
        try await TestServer.with { server in
            let page = await server.send(.get, "/docs", key: nil)
            #expect(
                page.status == 200 && page.text.contains("/activity/email/{id}/")
                    && !page.text.contains("<script"))
            #expect(await server.send(.get, "/docs/other", key: nil).status == 404)
            #expect(await server.send(.post, "/docs", key: nil).status == 405)
        }
    }
}
