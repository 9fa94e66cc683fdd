import AjarCore
package import AjarStore
package import Logging
import ServiceLifecycle

/// Takes events and deliveries out of the log when they are thirty days old, some at a time, so that no
/// request waits long for the database. It doesn't matter when it runs, or whether it dies in between.
package struct EventSweep: Service {
    private static let batch = 500

    private let store: Store
    private let interval: Duration
    private let logger: Logger

    package init(
        store: Store, every interval: Duration = .seconds(600), logger: Logger = Logger(label: "ajar.events")
    ) {
        self.store = store
        self.interval = interval
        self.logger = logger
    }

    package func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await sweep() } catch {
                    logger.warning("event sweep failed", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: interval)
            }
        }
    }

    /// How many rows went away.
    @discardableResult
    package func sweep() async throws -> Int {
        let oldest = store.environs.clock.now - EventLog.retention
        let organizations = try await store.read { reader in
            try reader.rows("SELECT organization FROM organization").map { $0.int("organization") }
        }
        var total = try await empty("webhook_delivery", "date_created < \(oldest) ORDER BY date_created")
        for organization in organizations {
            total += try await empty(
                "event", "organization = \(organization) AND date_updated < \(oldest) ORDER BY date_updated")
        }
        return total
    }

    private func empty(_ table: String, _ condition: SQL) async throws -> Int {
        var total = 0
        while true {
            let deleted = try await store.write { transaction in
                try transaction.delete(
                    from: table,
                    keys: "SELECT organization, id FROM \(name: table) WHERE \(condition) LIMIT \(Self.batch)"
                )
            }
            total += deleted
            if deleted < Self.batch { return total }
        }
    }
}
