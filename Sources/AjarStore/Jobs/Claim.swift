package import AjarCore

/// What a look at a queue gave.
package struct Claim: Sendable {
    package var jobs: [ClaimedJob] = []
    /// When the next job of the queue is due, as far as we saw: nil when there is none, or when there was no
    /// room for it.
    package var nextRunAt: Timestamp?
    /// Where the next look at the lanes goes on, so that each has its turn.
    package var lastLane = ""
}

/// How many jobs of one lane may run here at the same time: a mail server that stalls must not keep everybody
/// waiting.
package struct LaneLimit: Sendable {
    package var width: Int
    /// How many run already.
    package var running: [String: Int]
    /// The lane that was looked at last; those after it have their turn first.
    package var last: String

    package init(width: Int, running: [String: Int] = [:], last: String = "") {
        self.width = width
        self.running = running
        self.last = last
    }

    package static let none: LaneLimit = LaneLimit(width: .max)

    /// A value of SQL: how many more of the lane in this row may be taken.
    fileprivate var room: SQL {
        let busy = running.filter { !$0.key.isEmpty && $0.value > 0 }.sorted { $0.key < $1.key }
        guard !busy.isEmpty else { return "CAST(\(width) AS BIGINT)" }
        let cases = busy.map { lane, count -> SQL in
            "WHEN \(lane) THEN CAST(\(max(0, width - count)) AS BIGINT)"
        }
        return "CASE lane \(cases.joined(" ")) ELSE CAST(\(width) AS BIGINT) END"
    }

    fileprivate mutating func note(_ jobs: [ClaimedJob]) {
        for job in jobs { running[job.lane, default: 0] += 1 }
    }
}

extension Transaction {
    /// Takes up to `limit` due jobs of a queue, the most urgent and oldest first. Two claims never take the
    /// same one.
    ///
    /// Each priority is looked at by itself: so the index leads straight to the due jobs, however many wait
    /// for later. Dying after the commit leaves the jobs to the rescuer.
    package func claim(
        queue: String, worker: String, limit: Int, lease: Duration, lanes: LaneLimit = .none
    ) throws -> Claim {
        var (claim, lanes) = (Claim(), lanes)
        claim.lastLane = lanes.last
        var isCrowded = false
        var head = try self.head(of: queue, after: nil)
        while let level = head {
            var next: Timestamp? = level.runAt
            if level.runAt <= now {
                let room = limit - claim.jobs.count
                let jobs = try take(
                    queue, level.priority, lanes, worker: worker, limit: room, until: now + lease)
                claim.jobs += jobs
                lanes.note(jobs)
                if claim.jobs.count >= limit {
                    claim.nextRunAt = nil
                    return claim
                }
                next = try self.next(of: queue, level.priority)
                isCrowded = isCrowded || (lanes.width < .max && jobs.count < room)
            }
            if let next { claim.nextRunAt = min(next, claim.nextRunAt ?? next) }
            head = try self.head(of: queue, after: level.priority)
        }
        if isCrowded {
            try takeByLane(queue, &claim, &lanes, worker: worker, limit: limit, until: now + lease)
        }
        return claim
    }

    private func take(
        _ queue: String, _ priority: Int, _ lanes: LaneLimit, worker: String, limit: Int, until: Timestamp
    ) throws -> [ClaimedJob] {
        let due: SQL = """
            SELECT organization, id, lane, run_at
            FROM job
            WHERE queue = \(queue) AND state = 'available' AND priority = \(priority) AND run_at <= \(now)
            ORDER BY run_at, id
            LIMIT \(limit) \(.claimLock)
            """
        guard lanes.width < .max else { return try hold(due, worker: worker, until: until) }
        return try hold(
            """
            SELECT organization, id
            FROM (
                SELECT organization, id, lane, ROW_NUMBER() OVER (PARTITION BY lane ORDER BY run_at, id) AS place
                FROM (\(due)) AS due
            ) AS ranked
            WHERE lane = '' OR place <= \(lanes.room)
            """, worker: worker, until: until)
    }

    /// The oldest due jobs were those of crowded lanes: the others are asked one by one, each in its turn.
    private func takeByLane(
        _ queue: String, _ claim: inout Claim, _ lanes: inout LaneLimit, worker: String, limit: Int,
        until: Timestamp
    ) throws {
        let start = lanes.last
        var lane: String? = try self.lane(of: queue, after: start)
        var hasWrapped = false
        while claim.jobs.count < limit {
            guard let current = lane else {
                guard !hasWrapped else { return }
                hasWrapped = true
                lane = try self.lane(of: queue, after: "")
                continue
            }
            if hasWrapped, current > start { return }
            let free = lanes.width - lanes.running[current, default: 0]
            if free > 0 {
                let jobs = try hold(
                    """
                    SELECT organization, id
                    FROM job
                    WHERE queue = \(queue) AND state = 'available' AND lane = \(current) AND run_at <= \(now)
                    ORDER BY run_at, id
                    LIMIT \(min(free, limit - claim.jobs.count)) \(.claimLock)
                    """, worker: worker, until: until)
                claim.jobs += jobs
                lanes.note(jobs)
            }
            claim.lastLane = current
            lane = try self.lane(of: queue, after: current)
        }
        claim.nextRunAt = nil
    }

    /// The next lane with jobs that wait, be they due or not: one step in the index, however many they are.
    private func lane(of queue: String, after lane: String) throws -> String? {
        try first(
            """
            SELECT lane
            FROM job
            WHERE queue = \(queue) AND state = 'available' AND lane > \(lane)
            ORDER BY lane, run_at, id
            LIMIT 1
            """)?.text("lane")
    }

    private func hold(_ picked: SQL, worker: String, until: Timestamp) throws -> [ClaimedJob] {
        let rows = try rows(JobStatements.hold(picked, worker: worker, now: now, until: until))
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
    /// this moment, or in a crowded lane, whose next ending rings.
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
        let keys = jobs.map { (organization: $0.organization, id: $0.id) }
        let rows = try rows(JobStatements.renew(keys, worker: worker, until: now + lease))
        let attempts = Dictionary(
            rows.map { ($0.id("id"), $0.int("attempt")) }, uniquingKeysWith: { first, _ in first })
        return Set(jobs.filter { attempts[$0.id] == $0.attempt }.map(\.id))
    }
}

extension ClaimedJob {
    init(_ row: Row, worker: String) {
        self.init(
            id: row.id("id"), organization: row.int("organization"), kind: row.text("kind"),
            arguments: row.json("arguments"), attempt: row.int("attempt"),
            runAt: row.moment("run_at") ?? Timestamp(micros: 0),
            maxAttempts: row.int("max_attempts"), worker: worker, lane: row.text("lane"))
    }
}
