package import AjarResource
import Synchronization

/// Remembers for a few seconds who is behind a credential, so that a busy client doesn't ask the database
/// twice per request.
///
/// What another process revokes is noticed when the memory ends; what this one revokes is forgotten at once.
package final class CallerCache: Sendable {
    private struct State {
        var entries: [String: (caller: Caller, until: ContinuousClock.Instant)] = [:]
        /// Counts the times that everything was forgotten: a look-up that began before must not be remembered
        /// after.
        var generation = 0
    }

    static let maxEntries = 10_000

    private let lifetime: Duration
    private let state = Mutex(State())

    package init(lifetime: Duration = .seconds(3)) { self.lifetime = lifetime }

    /// The caller behind a credential; `find` is asked when we don't know.
    package func caller(_ credential: String, _ find: () async throws -> Caller?) async throws -> Caller? {
        let now = ContinuousClock.now
        let (known, generation) = state.withLock { state in
            (state.entries[credential].flatMap { $0.until > now ? $0.caller : nil }, state.generation)
        }
        if let known { return known }
        guard let caller = try await find() else { return nil }
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.entries.count >= Self.maxEntries { state.entries.removeAll() }
            state.entries[credential] = (caller, now + lifetime)
        }
        return caller
    }

    package func forgetAll() {
        state.withLock { state in
            state.entries.removeAll()
            state.generation += 1
        }
    }
}
