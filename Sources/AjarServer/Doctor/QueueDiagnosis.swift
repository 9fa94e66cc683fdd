import AjarCore
import AjarStore

/// Whether promised work is done in time.
struct QueueDiagnosis {
    private static let patience: Duration = .seconds(300)

    private let store: Store

    init(_ store: Store) { self.store = store }

    func findings() async throws -> [Finding] {
        var findings: [Finding] = []
        for count in try await store.read({ try $0.jobCounts() }) {
            let name = "queue \(count.queue)"
            if count.oldestDueAge > Self.patience {
                findings.append(
                    .problem(
                        name,
                        "\(count.due) jobs are due, the oldest for \(count.oldestDueAge.inWords). Either no server runs, or it can't keep up."
                    ))
            } else {
                findings.append(
                    .fine(
                        name,
                        "\(count.due) jobs are due, \(count.running) run, \(count.scheduled) wait for their time."
                    ))
            }
        }
        let given = try await store.read { reader in
            try reader.rows(
                """
                SELECT kind, COUNT(*) AS n, MAX(last_error) AS reason FROM job
                WHERE state = 'discarded' AND finalized_at > \(reader.now - .seconds(7 * 86_400))
                GROUP BY kind ORDER BY kind
                """)
        }
        for row in given {
            findings.append(
                .problem(
                    "jobs",
                    "\(row.int("n")) of kind \(row.text("kind")) were given up in the last week. One of the reasons: \(row.text("reason"))"
                ))
        }
        return findings.isEmpty ? [.fine("queues", "Nothing is waiting.")] : findings
    }
}

extension Duration {
    /// `3 minutes`, `2 hours`, `5 days`
    var inWords: String {
        let seconds = components.seconds
        for (unit, length) in [("day", Int64(86_400)), ("hour", 3600), ("minute", 60)] where seconds >= length
        {
            let count = seconds / length
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "\(seconds) second\(seconds == 1 ? "" : "s")"
    }
}
