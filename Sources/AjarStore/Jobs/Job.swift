package import AjarCore

/// Work that is promised by a row. `perform` of its worker runs at least once, however often we die.
package protocol Job: Sendable {
    static var kind: String { get }
    static var queue: String { get }
    /// How often it is tried before it is discarded. A snooze is no try.
    static var maxAttempts: Int { get }
    var arguments: JSON { get }
    init?(arguments: JSON)
}

extension Job {
    package static var queue: String { "default" }
    package static var maxAttempts: Int { 20 }
}

/// How a job ended: a value, since each of these is expected. What is thrown was not.
package enum Outcome: Sendable {
    case done
    /// Not now. Costs no attempt.
    case snooze(until: Timestamp)
    /// It failed in an expected way and is tried again at this moment. Costs an attempt.
    case retry(at: Timestamp, reason: String)
    /// It must not be done any more.
    case cancel(reason: String)
    /// The worker has ended it itself with `transaction.finish`, in the transaction of its effect.
    case recorded
}

/// The states of a row of `job`. Final ones have `finalized_at`: the table checks it.
package enum JobState: String, Sendable, CaseIterable {
    case available, running, completed, cancelled, discarded
}

/// A job in the hands of this process.
package struct ClaimedJob: Sendable {
    package let id: ID
    package let organization: Int
    package let kind: String
    package let arguments: JSON
    package let attempt: Int
    package let runAt: Timestamp
    package let maxAttempts: Int
    /// Who holds it. With the attempt, it tells this hold from every other one.
    package let worker: String
    /// Whom it has to wait for; empty when for nobody in particular.
    package let lane: String

    /// Whether a failure of this attempt is the last one.
    package var isLastAttempt: Bool { attempt >= maxAttempts }
}

/// The job belongs to somebody else by now: its lease ran out, or it was cancelled. Nothing of this
/// transaction may stay.
package struct LeaseLost: Error, Sendable {
    package let job: ID
}
