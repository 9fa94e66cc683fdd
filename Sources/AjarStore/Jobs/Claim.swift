package import AjarCore

/// What a look at a queue gave.
package struct Claim: Sendable {
    package var jobs: [ClaimedJob] = []
    /// When the next job of the queue is due, as far as we saw: nil when there is none, or when there was no
    /// room for it.
    package var nextRunAt: Timestamp?
}

extension Transaction {
    /// Takes up to `limit` due jobs of a queue, the most urgent and oldest first. Two claims never take the
    /// same one.
    ///
    /// Each priority is looked at by itself: so the index leads straight to the due jobs, however many wait
    /// for later. Dying after the commit leaves the jobs to the rescuer.
    package func claim(queue: String, worker: String, limit: Int, lease: Duration) throws -> Claim {
        var claim = Claim()
        var head = try self.head(of: queue, after: nil)
        while let level = head {
            var next: Timestamp? = level.runAt
            if level.runAt <= now {
                let room = limit - claim.jobs.count
                claim.jobs += try take(queue, level.priority, worker: worker, limit: room, until: now + lease)
                if claim.jobs.count >= limit {
                    claim.nextRunAt = nil
                    return claim
                }
                next = try self.next(of: queue, level.priority)
            }
            if let next { claim.nextRunAt = min(next, claim.nextRunAt ?? next) }
            head = try self.head(of: queue, after: level.priority)
        }
        return claim
    }

    private func take(
        _ queue: String, _ priority: Int, worker: String, limit: Int, until: Timestamp
    ) throws -> [ClaimedJob] {
        let rows = try rows(
            """
            WITH picked AS MATERIALIZED (
                SELECT organization, id
                FROM job
                WHERE queue = \(queue) AND state = 'available' AND priority = \(priority) AND run_at <= \(now)
                ORDER BY run_at, id
                LIMIT \(limit) \(.claimLock)
            )
            UPDATE job
            SET state = 'running', attempt = attempt + 1, attempted_at = \(now),
                leased_until = \(until), worker = \(worker)
            WHERE (organization, id) IN (SELECT organization, id FROM picked)
            RETURNING id, organization, kind, arguments, attempt, max_attempts, run_at
            """)
        // RETURNING promises no order.
        return rows.map { ClaimedJob($0, worker: worker) }.sorted {
            ($0.runAt, $0.id.text) < ($1.runAt, $1.id.text)
        }
    }

    private func head(of queue: String, after priority: Int?) throws -> (priority: Int, runAt: Timestamp)? {
        let higher: SQL = if let priority { " AND priority > \(priority)" } else { "" }
        let row = try first(
            """
            SELECT priority, run_at
            FROM job
            WHERE queue = \(queue) AND state = 'available'\(higher)
            ORDER BY priority, run_at, id
            LIMIT 1
            """)
        guard let row, let runAt = row.moment("run_at") else { return nil }
        return (row.int("priority"), runAt)
    }

    /// The first job that isn't due yet. Due ones that are left are in the hands of somebody who claims at
    /// this moment.
    private func next(of queue: String, _ priority: Int) throws -> Timestamp? {
        try first(
            """
            SELECT run_at
            FROM job
            WHERE queue = \(queue) AND state = 'available' AND priority = \(priority) AND run_at > \(now)
            ORDER BY run_at, id
            LIMIT 1
            """)?.moment("run_at")
    }

    /// Makes leases last longer, and gives back the ids of those that still are ours.
    func renew(_ jobs: [ClaimedJob], worker: String, lease: Duration) throws -> Set<ID> {
        guard !jobs.isEmpty else { return [] }
        let rows = try rows(
            """
            UPDATE job
            SET leased_until = \(now + lease)
            WHERE (organization, id) IN (\(jobs.map { Self.key($0) }.joined(" UNION ALL ")))
                AND state = 'running' AND worker = \(worker)
            RETURNING id, attempt
            """)
        let attempts = Dictionary(
            rows.map { ($0.id("id"), $0.int("attempt")) }, uniquingKeysWith: { first, _ in first })
        return Set(jobs.filter { attempts[$0.id] == $0.attempt }.map(\.id))
    }

    private static func key(_ job: ClaimedJob) -> SQL {
        "SELECT CAST(\(job.organization) AS BIGINT), CAST(\(job.id) AS TEXT)"
    }
}

extension ClaimedJob {
    init(_ row: Row, worker: String) {
        self.init(
            id: row.id("id"), organization: row.int("organization"), kind: row.text("kind"),
            arguments: row.json("arguments"), attempt: row.int("attempt"),
            runAt: row.moment("run_at") ?? Timestamp(micros: 0),
            maxAttempts: row.int("max_attempts"), worker: worker)
    }
}
