package import AjarCRM
package import AjarMail
package import AjarResource
package import AjarStore
import Synchronization

/// A relay on loopback that keeps what it is given, and answers for each recipient as a test says.
package final class TestRelay: Sendable {
    private let kept: Mutex<[ReceivedMail]> = Mutex([])
    private let verdict: Mutex<@Sendable (Address) -> ReceiverVerdict> = Mutex { _ in .accept }

    package var mails: [ReceivedMail] { kept.withLock { $0 } }
    package var recipients: [String] { mails.flatMap(\.recipients).map(\.email) }
    /// The last mail, as its receiver reads it.
    package var read: ReadMessage? { mails.last.flatMap { try? MessageReader.read($0.bytes) } }

    package func answer(_ verdict: @escaping @Sendable (Address) -> ReceiverVerdict) {
        self.verdict.withLock { $0 = verdict }
    }

    /// Gives the relay and its port to the body.
    package static func with<Result>(_ body: (TestRelay, Int) async throws -> Result) async throws -> Result {
        let relay = TestRelay()
        let receiver = SMTPReceiver(
            onRecipient: { address, _ in relay.verdict.withLock { $0 }(address) },
            onMessage: { mail in
                relay.kept.withLock { $0.append(mail) }
                return .accept
            })
        let port = try await receiver.start()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(relay, port))
        } catch {
            result = .failure(error)
        }
        await receiver.stop()
        return try result.get()
    }
}

extension Engine {
    /// Lets the workers send everything that is due at the moment where the clock stands.
    package func sendDueEmails(_ installation: Installation, _ policy: SendPolicy = SendPolicy()) async throws
    {
        let runner = Runner(
            store: store, queue: SendEmail.queue, workers: CRM.workers(self, installation, policy))
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
