import AjarCore
import Synchronization

/// Compares the clock on the wall with the one that only goes forward. Leases are times on the wall: after a
/// jump by a day all of them look run out, while their owners live and only need a moment to renew them.
final class ClockWatch: Sendable {
    private struct State {
        var wall: Timestamp
        var seen: ContinuousClock.Instant
        var quietUntil: ContinuousClock.Instant
    }

    /// More than any correction by small steps, less than a lease.
    static let tolerance: Duration = .seconds(5)

    private let clock: Clock
    private let quiet: Duration
    private let state: Mutex<State>

    init(clock: Clock, quiet: Duration = Runner.Options().lease) {
        self.clock = clock
        self.quiet = quiet
        state = Mutex(State(wall: clock.now, seen: .now, quietUntil: .now))
    }

    /// Whether the clock jumped since it was asked last.
    func hasJumped() -> Bool {
        let wall = clock.now
        let now = ContinuousClock.now
        return state.withLock { state in
            let difference = (wall - state.wall) - (now - state.seen)
            (state.wall, state.seen) = (wall, now)
            guard difference > Self.tolerance || difference < .zero - Self.tolerance else { return false }
            state.quietUntil = now + quiet
            return true
        }
    }

    /// Whether everybody has had the time of a lease since the last jump.
    var isSteady: Bool { state.withLock { $0.quietUntil <= .now } }
}
