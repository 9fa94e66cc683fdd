import AjarCRM
import AjarCore
import AjarMail
import AjarStore
import AjarTestKit
import Synchronization

/// A relay on loopback that keeps what it is given, and answers for each recipient as a test says.
final class TestRelay: Sendable {
    private let kept: Mutex<[ReceivedMail]> = Mutex([])
    private let verdict: Mutex<@Sendable (Address) -> ReceiverVerdict> = Mutex { _ in .accept }

    var mails: [ReceivedMail] { kept.withLock { $0 } }
    var recipients: [String] { mails.flatMap(\.recipients).map(\.email) }

    func answer(_ verdict: @escaping @Sendable (Address) -> ReceiverVerdict) {
        self.verdict.withLock { $0 = verdict }
    }

    /// Gives the relay and its port to the body.
    static func with(_ body: (TestRelay, Int) async throws -> Void) async throws {
        let relay = TestRelay()
        let receiver = SMTPReceiver(
            onRecipient: { address, _ in relay.verdict.withLock { $0 }(address) },
            onMessage: { mail in
                relay.kept.withLock { $0.append(mail) }
                return .accept
            })
        let port = try await receiver.start()
        let result: Result<Void, any Error>
        do {
            try await body(relay, port)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await receiver.stop()
        try result.get()
    }
}

extension Workbench {
    /// A mailbox that sends through the relay, a lead, and the email's members that all tests need.
    func mailbox(_ port: Int, _ settings: JSON = [:]) async throws -> JSON {
        var body: JSONObject = JSONObject([
            ("email", "ada@acme.test"), ("name", "Ada"),
            ("smtp", ["host": "127.0.0.1", "port": .int(port), "security": "none"]),
        ])
        for member in settings.object?.members ?? [] { body[member.key] = member.value }
        return try await post("connected_account", .object(body))
    }

    /// Puts an email into the outbox; its id.
    func send(to: [String], _ more: JSON = [:]) async throws -> String {
        let lead = try await post("lead", ["name": "Bluth"])
        var body: JSONObject = JSONObject([
            ("lead_id", lead["id"]), ("status", "outbox"), ("sender", "ada@acme.test"),
            ("to", .array(to.map(JSON.string))),
            ("subject", "Offer"), ("body_text", "Hello"),
        ])
        for member in more.object?.members ?? [] { body[member.key] = member.value }
        return try await post("activity/email", .object(body))["id"].string ?? ""
    }

    func email(_ id: String) async throws -> JSON { try await get("activity/email/\(id)") }

    /// Lets the workers do everything that is due at the moment where the clock stands.
    func workDueJobs(_ policy: SendPolicy = SendPolicy()) async throws {
        let runner = Runner(
            store: store, queue: SendEmail.queue, workers: CRM.workers(engine, installation, policy))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runner.run() }
            try await Condition.wait(until: "nothing is due") {
                try await store.read { reader in
                    try !reader.exists(
                        """
                        SELECT id FROM job
                        WHERE queue = \(SendEmail.queue)
                            AND (state = 'running' OR state = 'available' AND run_at <= \(reader.now))
                        """)
                }
            }
            group.cancelAll()
        }
    }
}
