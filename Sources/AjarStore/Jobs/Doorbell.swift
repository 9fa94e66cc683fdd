import Synchronization

/// Wakes one waiting task. Rings that come while nobody waits count as one, and none is lost.
package final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func ring() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isRung = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns at the next ring, or after `limit`, or when the task is cancelled.
    package func wait(atMost limit: Duration) async {
        async let _ = ring(after: limit)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    defer { state.isRung = false }
                    if !state.isRung { state.waiter = continuation }
                    return state.isRung
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
        // The alarm is cancelled where it goes out of scope.
    }

    private func ring(after delay: Duration) async {
        guard (try? await Task.sleep(for: delay, tolerance: .zero)) != nil else { return }
        ring()
    }
}
