import AjarCore
import AjarServer
import AjarStore
import AjarTestKit
import Foundation
import HTTPTypes
import Testing

/// A copy of a running installation, and back. The fault tests do the same with programs under load, on both
/// databases.
@Suite struct BackupTests {
    private func restored(
        _ path: String, _ body: (ServerConfiguration) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ajar-restored-\(UUID().uuidString)"
        ).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = ServerConfiguration(dataFolder: folder)
        try await body(configuration)
    }

    @Test func `what was stored before a backup is there after its restore, secrets too`() async throws {
        try await TestServer.with { server in
            let lead = try #require(await server.call(.post, "lead/", ["name": "Garden"])["id"].string)
            _ = await server.call(
                .post, "connected_account/",
                [
                    "_type": "custom_email", "email": "ada@ours.test", "name": "Ada", "imap": nil,
                    "smtp": [
                        "host": "127.0.0.1", "port": 1, "security": "none", "username": "ada",
                        "password": "letmein",
                    ],
                ])
            let copy = "\(server.ajar.configuration.dataFolder)/copy"
            let manifest = try Backup(server.ajar.configuration).make(at: copy)
            #expect(manifest.hasKey && manifest.isSQLite)
            _ = await server.call(.post, "lead/", ["name": "After"])
            try await restored(copy) { configuration in
                #expect(try await Restore(configuration).run(from: copy) == manifest)
                let store = try await Ajar.openStore(configuration)
                let names = try await store.read {
                    try $0.rows("SELECT id, name FROM lead").map { $0.text("id") }
                }
                #expect(names == [lead])
                await store.close()
                let findings = await Diagnosis(configuration).findings()
                #expect(findings.allSatisfy { $0.state != .problem }, "\(findings)")
            }
        }
    }

    @Test func `a backup and a restore never replace anything`() async throws {
        try await TestServer.with { server in
            let copy = "\(server.ajar.configuration.dataFolder)/copy"
            _ = try Backup(server.ajar.configuration).make(at: copy)
            #expect(throws: Backup.Failure.self) { try Backup(server.ajar.configuration).make(at: copy) }
            await #expect(throws: Restore.Failure.self) {
                try await Restore(server.ajar.configuration).run(from: copy)
            }
            try await restored(copy) { configuration in
                try FileManager.default.createDirectory(
                    atPath: configuration.dataFolder, withIntermediateDirectories: true)
                try Data(repeating: 9, count: 32).write(to: URL(fileURLWithPath: configuration.keyFile))
                await #expect(throws: Restore.Failure.self) {
                    try await Restore(configuration).run(from: copy)
                }
                #expect(!FileManager.default.fileExists(atPath: configuration.databaseFile))
            }
        }
    }

    @Test func `a backup that was not finished, or is damaged, is not restored`() async throws {
        try await TestServer.with { server in
            let copy = "\(server.ajar.configuration.dataFolder)/copy"
            _ = try Backup(server.ajar.configuration).make(at: copy)
            try await restored(copy) { configuration in
                let database = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(copy)/ajar.sqlite"))
                try database.seek(toOffset: 8192)
                try database.write(contentsOf: Data(repeating: 0xA5, count: 8192))
                try database.close()
                await #expect(throws: (any Error).self) { try await Restore(configuration).run(from: copy) }
                try FileManager.default.removeItem(atPath: "\(copy)/backup.json")
                await #expect(throws: Restore.Failure.self) {
                    try await Restore(configuration).run(from: copy)
                }
                #expect(!FileManager.default.fileExists(atPath: configuration.databaseFile))
            }
        }
    }
}
