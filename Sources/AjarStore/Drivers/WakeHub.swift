import Synchronization

/// Tells the runners of this process which queues may have work. A hint: one that is lost costs a few
/// seconds.
final class WakeHub: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Set<String>>.Continuation] = [:]
        var nextKey = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Each caller hears every wake from now on. An empty set means: anything may have happened.
    func listen() -> AsyncStream<Set<String>> {
        AsyncStream(bufferingPolicy: .bufferingNewest(64)) { continuation in
            let key: Int? = state.withLock { state in
                guard !state.isClosed else { return nil }
                state.nextKey += 1
                state.listeners[state.nextKey] = continuation
                return state.nextKey
            }
            guard let key else { return continuation.finish() }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { state in _ = state.listeners.removeValue(forKey: key) }
            }
        }
    }

    func wake(_ queues: Set<String>) {
        // Yielded outside the lock: a listener that ends takes the lock itself.
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield(queues) }
    }

    func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }
}
