import AjarCore

/// How a queue stands, for people who watch it.
package struct QueueCount: Sendable, Hashable {
    package let queue: String
    package var due = 0
    package var scheduled = 0
    package var running = 0
    /// For how long the oldest due job has been waiting.
    package var oldestDueAge: Duration = .zero
}

extension Reader {
    /// What is unfinished, by queue. Reads the small indexes of unfinished jobs only, never the history.
    package func jobCounts() throws -> [QueueCount] {
        var counts: [String: QueueCount] = [:]
        let waiting = try rows(
            """
            SELECT queue, COUNT(*) AS waiting, COUNT(*) FILTER (WHERE run_at <= \(now)) AS due,
                MIN(run_at) AS oldest
            FROM job
            WHERE state = 'available'
            GROUP BY queue
            ORDER BY queue
            """)
        for row in waiting {
            var count = QueueCount(queue: row.text("queue"))
            count.due = row.int("due")
            count.scheduled = row.int("waiting") - row.int("due")
            if let oldest = row.moment("oldest"), oldest < now { count.oldestDueAge = now - oldest }
            counts[count.queue] = count
        }
        for row in try rows(
            "SELECT queue, COUNT(*) AS running FROM job WHERE state = 'running' GROUP BY queue ORDER BY queue"
        ) {
            counts[row.text("queue"), default: QueueCount(queue: row.text("queue"))].running = row.int(
                "running")
        }
        return counts.values.sorted { $0.queue < $1.queue }
    }

    /// Jobs that were given up within the time that the pruner keeps them.
    package func discardedJobs() throws -> Int {
        try value("SELECT COUNT(*) FROM job WHERE state = 'discarded' AND finalized_at IS NOT NULL").int ?? 0
    }
}
