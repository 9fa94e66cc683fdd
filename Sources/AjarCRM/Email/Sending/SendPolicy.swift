import AjarCore
import AjarStore

/// When to try again, and when to stop trying.
package struct SendPolicy: Sendable {
    /// The wait after the first 4xx; it doubles up to `longest`.
    package var firstRetry: Duration
    package var longest: Duration
    /// From the first attempt on. Five days, as mail servers have always done it (RFC 5321 §4.5.4.1).
    package var lifetime: Duration

    package init(
        firstRetry: Duration = .seconds(60), longest: Duration = .seconds(3600),
        lifetime: Duration = .seconds(5 * 86_400)
    ) {
        self.firstRetry = firstRetry
        self.longest = longest
        self.lifetime = lifetime
    }

    enum Ending: Sendable {
        case sent, failed
        case later(Timestamp)
        /// Somebody still has not got it and the time is over.
        case gaveUp

        var jobOutcome: Outcome {
            switch self {
            case .sent, .failed, .gaveUp: .done
            case .later(let moment):
                .retry(at: moment, reason: "The mail server asked to try again later, or was away.")
            }
        }
    }

    func ending(_ recipients: Recipients, begun: Timestamp, now: Timestamp) -> Ending {
        guard let next = recipients.pending.map({ nextTry($0) ?? now }).min() else {
            return recipients.anyAccepted ? .sent : .failed
        }
        return next - begun > lifetime ? .gaveUp : .later(max(next, now))
    }

    /// Who is handed over now. The others were tried a short while ago and wait.
    func due(_ recipients: Recipients, now: Timestamp) -> [Recipients.One] {
        recipients.pending.filter { one in nextTry(one).map { $0 <= now } ?? true }
    }

    /// Nil for one that was never tried.
    func nextTry(_ one: Recipients.One) -> Timestamp? { one.triedAt.map { $0 + delay(after: one.attempts) } }

    func delay(after attempts: Int) -> Duration {
        let doubled = firstRetry * (1 << min(20, max(0, attempts - 1)))
        return min(doubled, longest)
    }
}
