import AjarCore

extension Store {
    /// Makes the jobs of a process that died available at once, instead of after their leases. Only a
    /// database that no other process can have open allows that: its file is locked, so every running job at
    /// our start is an orphan.
    ///
    /// As with the rescuer, the attempt stays counted: a job that kills its process must come to an end some
    /// day.
    @discardableResult
    package func adoptOrphans() async throws -> Int {
        guard dialect.name == .sqlite else { return 0 }
        return try await write { transaction in
            let rows = try transaction.rows(
                """
                UPDATE job
                SET state = CASE WHEN attempt < max_attempts THEN 'available' ELSE 'discarded' END,
                    finalized_at = CASE WHEN attempt < max_attempts THEN NULL ELSE \(transaction.now) END,
                    run_at = \(transaction.now), leased_until = NULL, worker = NULL,
                    last_error = 'its process died'
                WHERE state = 'running'
                RETURNING queue
                """)
            for row in rows { transaction.wake(row.text("queue")) }
            return rows.count
        }
    }
}
