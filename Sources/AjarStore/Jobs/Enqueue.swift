package import AjarCore

extension Transaction {
    /// Promises work in the transaction of its reason: neither can exist without the other.
    ///
    /// False when an unfinished job of the same kind and unique key is there already; that one stays as it
    /// is. `lane`: whatever outside the job has to wait for, see `JobTable`.
    @discardableResult
    package func enqueue<J: Job>(
        _ job: J, organization: Int, at moment: Timestamp? = nil, unique: String? = nil, priority: Int = 0,
        lane: String = ""
    ) throws -> Bool {
        let id = newID(jobID)
        let isNew = try execute(
            """
            INSERT INTO job (
                organization, id, kind, queue, state, priority, run_at,
                max_attempts, arguments, unique_key, created_at, lane
            )
            VALUES (
                \(organization), \(id), \(J.kind), \(J.queue), 'available', \(priority), \(moment ?? now),
                \(J.maxAttempts), \(json: job.arguments), \(unique), \(now), \(lane)
            )
            ON CONFLICT (organization, kind, unique_key) WHERE finalized_at IS NULL AND unique_key IS NOT NULL
            DO NOTHING
            """)
        // Also when it is for later: a runner may have planned to sleep longer than that.
        if isNew == 1 { wake(J.queue) }
        return isNew == 1
    }

    /// Cancels jobs that no runner has taken yet, and says how many.
    ///
    /// One that runs already isn't counted and goes on: `jobState` tells that case from "there is none".
    /// Without `unique`, all jobs of the kind.
    @discardableResult
    package func cancelJobs(organization: Int, kind: String, unique: String?, reason: String) throws -> Int {
        try execute(
            """
            UPDATE job
            SET state = 'cancelled', finalized_at = \(now), last_error = \(reason)
            WHERE organization = \(organization) AND kind = \(kind) AND state = 'available'
                AND finalized_at IS NULL\(Self.matching(unique))
            """)
    }

    /// Moves jobs that no runner has taken yet to another moment, and says how many.
    @discardableResult
    package func reschedule(
        organization: Int, kind: String, unique: String?, at moment: Timestamp
    ) throws -> Int {
        let moved = try rows(
            """
            UPDATE job
            SET run_at = \(moment)
            WHERE organization = \(organization) AND kind = \(kind) AND state = 'available'
                AND finalized_at IS NULL\(Self.matching(unique))
            RETURNING queue
            """)
        for row in moved { wake(row.text("queue")) }
        return moved.count
    }

    private static func matching(_ unique: String?) -> SQL {
        guard let unique else { return "" }
        return " AND unique_key = \(unique)"
    }
}

extension Reader {
    /// The state of the unfinished job of a kind and unique key; nil when there is none.
    package func jobState(organization: Int, kind: String, unique: String) throws -> JobState? {
        try first(
            """
            SELECT state
            FROM job
            WHERE organization = \(organization) AND kind = \(kind) AND unique_key = \(unique)
                AND finalized_at IS NULL
            """
        ).flatMap { JobState(rawValue: $0.text("state")) }
    }
}

private let jobID: IDShape = .short("job")
