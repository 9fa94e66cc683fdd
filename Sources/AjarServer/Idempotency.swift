import AjarCRM
import AjarCore
import AjarResource
import Synchronization

/// Runs the POST of a key once: the second time, the first answer is given again.
///
/// See `IdempotencyKeys` for what a crash leaves behind.
final class Idempotency: Sendable {
    private let keys: IdempotencyKeys
    /// What runs in this process, to tell "still running" from "nobody knows".
    private let running = Mutex<Set<String>>([])

    init(_ keys: IdempotencyKeys) { self.keys = keys }

    /// `parts` are what must be the same the second time: the URL and the body.
    func once(
        _ key: String, _ caller: Caller, of parts: [[UInt8]], _ run: () async throws -> Answer
    ) async throws -> Answer {
        guard (1...255).contains(key.utf8.count) else {
            throw AjarError.badRequest("An Idempotency-Key has between 1 and 255 characters.")
        }
        let hash = IdempotencyKeys.hash(key, caller)
        let isOurs = running.withLock { $0.insert("\(caller.organization) \(hash)").inserted }
        guard isOurs else { throw Self.isRunning }
        defer { running.withLock { _ = $0.remove("\(caller.organization) \(hash)") } }

        switch try await keys.claim(hash, caller, fingerprint: Token.hash(parts)) {
        case .mine: break
        case .answered(let stored): return Answer(stored)
        case .unanswered: throw Self.isUnknown
        case .other:
            throw AjarError.conflict(
                "This Idempotency-Key was used for another request: the URL or the body differs.")
        }
        // From here on the key stays taken, whatever is thrown: a failure may have come after the effect.
        let answer = try await run()
        guard answer.status < 500 else { return answer }
        try await keys.keep(
            IdempotencyKeys.Stored(
                status: answer.status, location: answer.fields.first { $0.name == .at.location }?.value,
                body: answer.body),
            hash, caller)
        return answer
    }

    private static let isRunning: AjarError = .conflict(
        "A request with this Idempotency-Key is still running.")
    private static let isUnknown: AjarError = .conflict(
        "The first request with this Idempotency-Key did not end: it is running elsewhere, or the server stopped meanwhile. "
            + "Look whether it took effect, and use another key to try again.")
}

extension Answer {
    fileprivate init(_ stored: IdempotencyKeys.Stored) {
        self.init(status: stored.status, body: stored.body)
        if let location = stored.location { set(.at.location, location) }
        set(.at.isReplay, "true")
    }
}
