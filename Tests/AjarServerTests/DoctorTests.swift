import AjarCore
import AjarServer
import AjarStore
import AjarTestKit
import Foundation
import HTTPTypes
import Testing

@Suite struct DoctorTests {
    @Test(arguments: Backend.available)
    func `a healthy installation is told to be one`(backend: Backend) async throws {
        try await TestServer.with(backend) { server in
            let findings = await Diagnosis(server.ajar.configuration).findings(server.store)
            #expect(findings.allSatisfy { $0.state == .fine }, "\(findings)")
            #expect(findings.map(\.subject) == ["database", "schema", "queues", "emails", "mailboxes"])
        }
    }

    @Test func `emails that nobody sends are named with what to do`() async throws {
        try await TestServer.with { server in
            let account = await server.call(
                .post, "connected_account/",
                [
                    "_type": "custom_email", "email": "ada@ours.test", "name": "Ada", "imap": nil,
                    "smtp": [
                        "host": "127.0.0.1", "port": 1, "security": "none", "username": nil, "password": nil,
                    ],
                ])
            #expect(account.status == 201)
            let lead = try #require(await server.call(.post, "lead/", ["name": "Garden"])["id"].string)
            let email = await server.call(
                .post, "activity/email/",
                [
                    "lead_id": .string(lead), "status": "outbox", "sender": "ada@ours.test",
                    "to": ["bob@garden.test"], "subject": "Secret plans", "body_text": "x",
                ])
            let id = try #require(email["id"].string, "\(email.text)")
            server.clock.advance(by: .seconds(3600))
            let late = await Diagnosis(server.ajar.configuration).findings(server.store)
            #expect(
                late.contains {
                    $0.state == .problem && $0.text.contains(id) && $0.text.contains("Is a server running?")
                }, "\(late)")
            #expect(late.contains { $0.subject.hasPrefix("queue ") && $0.state == .problem })

            try await server.store.write { _ = try $0.execute("DELETE FROM job") }
            let lost = await Diagnosis(server.ajar.configuration).findings(server.store)
            #expect(lost.contains { $0.state == .problem && $0.text.contains("no job will send it") })
            #expect((late + lost).allSatisfy { !$0.text.contains("@") && !$0.text.contains("Secret") })
        }
    }

    @Test func `a folder that is open to others, or missing, is a problem`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ajar-doctor-\(UUID().uuidString)"
        ).path
        var configuration = ServerConfiguration(dataFolder: path)
        configuration.isDurable = false
        #expect(await Diagnosis(configuration).findings().map(\.state) == [.problem])
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let findings = await Diagnosis(configuration).findings()
        #expect(findings.first?.state == .problem && findings.first?.text.contains("chmod 700") == true)
    }

    @Test func `a server that runs doesn't keep the doctor out`() async throws {
        try await TestServer.with { server in
            let findings = await Diagnosis(server.ajar.configuration).findings()
            #expect(findings.contains { $0.subject == "server" && $0.text.contains("(pid \(getpid()))") })
            #expect(
                findings.contains { $0.subject == "schema" } && !findings.contains { $0.state == .problem },
                "\(findings)")
        }
    }

    @Test func `a key that opens no secret is a problem, before an email needs it`() async throws {
        try await TestServer.with { server in
            _ = await server.call(
                .post, "connected_account/",
                [
                    "_type": "custom_email", "email": "ada@ours.test", "name": "Ada", "imap": nil,
                    "smtp": [
                        "host": "127.0.0.1", "port": 1, "security": "none", "username": "ada",
                        "password": "letmein",
                    ],
                ])
            var configuration = server.ajar.configuration
            #expect(await Diagnosis(configuration).findings(server.store).allSatisfy { $0.state == .fine })
            let folder = "\(configuration.dataFolder)/other"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(repeating: 9, count: 32).write(to: URL(fileURLWithPath: "\(folder)/secret.key"))
            configuration.dataFolder = folder
            let findings = await Diagnosis(configuration).findings(server.store)
            #expect(findings.contains { $0.subject == "key" && $0.state == .problem }, "\(findings)")
        }
    }
}
