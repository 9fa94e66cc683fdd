import Dispatch
import Foundation
import Synchronization

/// Work that waits for threads, each of which owns something that can't change threads: a connection.
///
/// A busy thread takes its next work without a system call; only a sleeping one has to be woken.
final class WorkQueue<Work: Sendable>: Sendable {
    private struct State {
        var waiting: [Work] = []
        /// Works before this index are taken. The array moves up when half of it is.
        var head = 0
        var sleepers = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)
    private let threads = DispatchGroup()
    private let limit: Int

    /// More waiting works than `limit` are refused: a queue that only grows answers nobody in time.
    init(limit: Int = 16_384) { self.limit = limit }

    /// False when the queue is closed or full; the caller answers then.
    func push(_ work: Work) -> Bool {
        let (isTaken, mustWake) = state.withLock { state in
            guard !state.isClosed, state.waiting.count - state.head < limit else { return (false, false) }
            state.waiting.append(work)
            guard state.sleepers > 0 else { return (true, false) }
            state.sleepers -= 1
            return (true, true)
        }
        if mustWake { bell.signal() }
        return isTaken
    }

    /// Waits for work; nil when the queue is closed and empty.
    func next() -> Work? { next(atMost: 1)?.first }

    /// Waits for work and takes what is there, in order; nil when the queue is closed and empty.
    func next(atMost count: Int) -> [Work]? {
        while true {
            let taken: [Work]?? = state.withLock { state in
                let available = state.waiting.count - state.head
                if available == 0 {
                    if state.isClosed { return .some(nil) }
                    state.sleepers += 1
                    return nil
                }
                let end = state.head + min(available, count)
                let works = Array(state.waiting[state.head..<end])
                state.head = end
                if end == state.waiting.count || end > 1024 {
                    state.waiting.removeFirst(end)
                    state.head = 0
                }
                return works
            }
            if let taken { return taken }
            bell.wait()
        }
    }

    /// What waits is still done; what comes later is refused.
    func close() {
        let sleepers = state.withLock { state in
            state.isClosed = true
            defer { state.sleepers = 0 }
            return state.sleepers
        }
        for _ in 0..<sleepers { bell.signal() }
    }

    /// A thread of the queue's own. It ends after `next` gave nil.
    func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
        threads.enter()
        let thread = Thread { [threads] in
            body()
            threads.leave()
        }
        thread.name = name
        thread.start()
    }

    /// Returns when every thread of the queue has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            threads.notify(queue: .global()) { continuation.resume() }
        }
    }
}
