import AjarCore
package import Logging
import ServiceLifecycle

/// Finds jobs whose runner has given no sign of life for a whole lease, and gives them to others.
package struct Rescuer: Service {
    private let store: Store
    private let interval: Duration
    private let logger: Logger

    package init(
        store: Store, every interval: Duration = .seconds(15), logger: Logger = Logger(label: "ajar.jobs")
    ) {
        self.store = store
        self.interval = interval
        self.logger = logger
    }

    package func run() async throws {
        let watch = ClockWatch(clock: store.environs.clock)
        await repeating(every: interval, logger, "rescue failed") {
            if watch.hasJumped() { logger.warning("the clock jumped; nothing is rescued for a while") }
            if watch.isSteady { try await rescue() }
        }
    }

    /// The attempt stays counted: a job that kills its process must come to an end some day.
    @discardableResult
    package func rescue() async throws -> Int {
        var rescued = 0
        while true {
            let batch = try await store.write { transaction in
                let rows = try transaction.rows(JobStatements.rescue(at: transaction.now, limit: Self.batch))
                for row in rows { transaction.wake(row.text("queue")) }
                return rows
            }
            for row in batch {
                logger.warning(
                    "job rescued",
                    metadata: [
                        "job": "\(row.text("id"))", "kind": "\(row.text("kind"))",
                        "state": "\(row.text("state"))",
                    ])
            }
            rescued += batch.count
            if batch.count < Self.batch { return rescued }
        }
    }

    private static let batch: Int = 100
}

/// Deletes jobs that ended long ago.
package struct Pruner: Service {
    private let store: Store
    private let age: Duration
    private let interval: Duration
    private let logger: Logger

    package init(
        store: Store, olderThan age: Duration = .seconds(7 * 86_400),
        every interval: Duration = .seconds(600),
        logger: Logger = Logger(label: "ajar.jobs")
    ) {
        self.store = store
        self.age = age
        self.interval = interval
        self.logger = logger
    }

    package func run() async throws {
        await repeating(every: interval, logger, "pruning failed") { _ = try await prune() }
    }

    /// In small transactions: nobody waits long behind one, and dying between them loses nothing.
    @discardableResult
    package func prune() async throws -> Int {
        var pruned = 0
        for state in ["completed", "cancelled", "discarded"] {
            while true {
                let batch = try await store.write { [age] transaction in
                    try transaction.delete(
                        from: "job",
                        keys: """
                            SELECT organization, id
                            FROM job
                            WHERE state = \(state) AND finalized_at < \(transaction.now - age)
                            ORDER BY finalized_at, id
                            LIMIT \(Self.batch) \(.claimLock)
                            """)
                }
                pruned += batch
                if batch < Self.batch { break }
            }
        }
        return pruned
    }

    private static let batch: Int = 1000
}

/// Does something now and then until the word to stop. A failure is told and tried again at the next time.
private func repeating(
    every interval: Duration, _ logger: Logger, _ complaint: Logger.Message,
    _ body: @escaping @Sendable () async throws -> Void
) async {
    await cancelWhenGracefulShutdown {
        while !Task.isCancelled {
            do { try await body() } catch { logger.error(complaint, metadata: ["error": "\(error)"]) }
            try? await Task.sleep(for: interval)
        }
    }
}
