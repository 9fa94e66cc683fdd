package import AjarCore

/// Who performs which kind of job.
package struct Workers: Sendable {
    typealias Perform = @Sendable (ClaimedJob) async throws -> Outcome

    private var performs: [String: Perform] = [:]
    /// The queues of what is registered: each needs a runner.
    package private(set) var queues: Set<String> = []

    package init() {}

    package var kinds: Set<String> { Set(performs.keys) }

    package mutating func register<J: Job>(
        _ type: J.Type, _ perform: @escaping @Sendable (J, ClaimedJob) async throws -> Outcome
    ) {
        queues.insert(J.queue)
        performs[J.kind] = { claimed in
            guard let job = J(arguments: claimed.arguments) else { throw UnreadableJob(kind: J.kind) }
            return try await perform(job, claimed)
        }
    }

    subscript(kind: String) -> Perform? { performs[kind] }
}

/// The arguments of a job make no sense to this program; a later version may read them.
package struct UnreadableJob: Error, Sendable, CustomStringConvertible {
    package let kind: String
    package var description: String { "the arguments of a job of kind \(kind) can't be read" }
}

/// How long a job waits after it failed unexpectedly.
package enum Backoff {
    /// From five seconds up to an hour, doubling, with a fifth of chance so that what failed together doesn't
    /// come together.
    package static func delay(attempt: Int, random: RandomSource) -> Duration {
        let seconds = min(3600, 5 * Double(1 << min(20, max(0, attempt - 1))))
        return .seconds(seconds * (0.8 + 0.2 * random.fraction))
    }
}
