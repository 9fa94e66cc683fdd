package import AjarCore

/// The statements that change many jobs. Each joins the table with the keys it picked: SQLite's planner looks
/// keys of two columns up in a join, but walks through the whole table for `(organization, id) IN (…)`.
package enum JobStatements {
    /// `picked` selects the keys of jobs that wait.
    package static func hold(_ picked: SQL, worker: String, now: Timestamp, until: Timestamp) -> SQL {
        """
        WITH picked AS MATERIALIZED (\(picked))
        UPDATE job
        SET state = 'running', attempt = attempt + 1, attempted_at = \(now), leased_until = \(until),
            worker = \(worker)
        FROM picked
        WHERE job.organization = picked.organization AND job.id = picked.id
        RETURNING job.id AS id, job.organization AS organization, kind, arguments, attempt, max_attempts,
            job.run_at AS run_at, job.lane AS lane
        """
    }

    package static func renew(
        _ jobs: [(organization: Int, id: ID)], worker: String, until: Timestamp
    ) -> SQL {
        let keys: [SQL] = jobs.map { job in
            "SELECT CAST(\(job.organization) AS BIGINT) AS organization, CAST(\(job.id) AS TEXT) AS id"
        }
        return """
            WITH held AS MATERIALIZED (\(keys.joined(" UNION ALL ")))
            UPDATE job
            SET leased_until = \(until)
            FROM held
            WHERE job.organization = held.organization AND job.id = held.id
                AND state = 'running' AND worker = \(worker)
            RETURNING job.id AS id, attempt
            """
    }

    /// Gives back what a runner that died has held, at most `limit` jobs.
    package static func rescue(at now: Timestamp, limit: Int) -> SQL {
        """
        WITH lapsed AS MATERIALIZED (
            SELECT organization, id
            FROM job
            WHERE state = 'running' AND leased_until < \(now)
            ORDER BY leased_until, id
            LIMIT \(limit) \(.claimLock)
        )
        UPDATE job
        SET state = CASE WHEN attempt < max_attempts THEN 'available' ELSE 'discarded' END,
            finalized_at = CASE WHEN attempt < max_attempts THEN NULL ELSE CAST(\(now) AS BIGINT) END,
            run_at = \(now), leased_until = NULL, worker = NULL,
            last_error = \("its runner gave no sign of life")
        FROM lapsed
        WHERE job.organization = lapsed.organization AND job.id = lapsed.id
        RETURNING job.id AS id, kind, queue, state
        """
    }
}
