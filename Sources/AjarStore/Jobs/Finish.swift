import AjarCore

extension Transaction {
    /// Ends this hold of a job in the transaction of its effect: neither can be without the other. The worker
    /// then answers `.recorded`.
    ///
    /// Throws `LeaseLost` when the job isn't ours any more; somebody else does the work then, so nothing of
    /// ours may stay.
    package func finish(_ job: ClaimedJob, _ outcome: Outcome) throws {
        guard try record(outcome, of: job) else { throw LeaseLost(job: job.id) }
    }

    /// Makes sure that a job is still ours, and stays so until this transaction ends.
    package func holds(_ job: ClaimedJob) throws {
        guard try exists("SELECT id FROM job WHERE \(Self.hold(job)) \(.rowLock)") else {
            throw LeaseLost(job: job.id)
        }
    }

    /// False when the job isn't ours any more.
    func record(_ outcome: Outcome, of job: ClaimedJob) throws -> Bool {
        let change: SQL
        switch outcome {
        case .done:
            change = "state = 'completed', finalized_at = \(now), last_error = NULL"
        case .cancel(let reason):
            change = "state = 'cancelled', finalized_at = \(now), last_error = \(Self.short(reason))"
        case .snooze(let moment):
            change = "state = 'available', run_at = \(moment), attempt = attempt - 1"
        case .retry(_, let reason) where job.isLastAttempt:
            change = "state = 'discarded', finalized_at = \(now), last_error = \(Self.short(reason))"
        case .retry(let moment, let reason):
            change = "state = 'available', run_at = \(moment), last_error = \(Self.short(reason))"
        case .recorded:
            return true
        }
        return try execute(
            "UPDATE job SET \(change), leased_until = NULL, worker = NULL WHERE \(Self.hold(job))") == 1
    }

    /// Gives a job back as if it had not been taken.
    func handBack(_ job: ClaimedJob) throws -> Bool {
        try execute(
            """
            UPDATE job
            SET state = 'available', attempt = attempt - 1, leased_until = NULL, worker = NULL
            WHERE \(Self.hold(job))
            """) == 1
    }

    /// One hold of one job. A snooze gives its attempt back, so the number alone could come twice: the
    /// worker's name can't.
    private static func hold(_ job: ClaimedJob) -> SQL {
        """
        organization = \(job.organization) AND id = \(job.id)
            AND state = 'running' AND attempt = \(job.attempt) AND worker = \(job.worker)
        """
    }

    /// For people: what fits a screen, and what every database can hold.
    private static func short(_ reason: String) -> String {
        String(reason.filter { $0 != "\0" }.prefix(1000))
    }
}
