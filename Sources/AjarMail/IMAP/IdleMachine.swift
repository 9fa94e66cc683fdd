/// When to watch, when to look whether the line is still alive, when to begin anew. RFC 2177; no I/O, no
/// clock.
///
/// A line can die without a word: a router forgets it, and IDLE waits for ever. So silence is not trusted:
/// after a while IDLE is ended, which the server must answer, and after that a NOOP fetches what IDLE may
/// have kept to itself.
package struct IdleMachine: Sendable {
    package struct Settings: Sendable, Hashable {
        /// Servers may drop a client after 30 minutes without a command (RFC 9051 §5.4).
        package var renewAfter: Duration = .seconds(28 * 60)
        /// No word of the server for so long makes us ask.
        package var probeAfter: Duration = .seconds(9 * 60)
        /// Without IDLE: how often to ask.
        package var pollEvery: Duration = .seconds(60)

        package init() {}
    }

    package enum Action: Sendable, Equatable {
        /// Begin IDLE; then call `began(at:)`.
        case idle
        /// Wait until then for data (or for `stop`); then call `heard` or `waited`.
        case wait(until: Duration)
        /// End IDLE, hand in what came with it; then call `ended(at:)`.
        case done
        /// Say NOOP, hand in what came with it; then call `probed(at:)`.
        case probe
        case finish([IdleEvent])
    }

    private enum State: Sendable, Equatable {
        case beginning, watching, resting, ending, probing
    }

    private let settings: Settings
    private let hasIdle: Bool
    private let end: Duration
    private var state: State = .beginning
    /// When IDLE began, and when the server last said anything.
    private var since: Duration
    private var lastWord: Duration
    private var events: [IdleEvent] = []
    private var isStopped = false
    /// Silence ended this IDLE, so a NOOP follows.
    private var isSuspicious = false

    /// Times are measured from any fixed moment. `end`: when to give up and report nothing.
    package init(_ settings: Settings, hasIdle: Bool, now: Duration, end: Duration) {
        self.settings = settings
        self.hasIdle = hasIdle
        self.end = end
        since = now
        lastWord = now
    }

    package mutating func start(at now: Duration) -> Action {
        guard now < end, !isStopped else { return .finish(events) }
        guard hasIdle else {
            // The NOOP of a server without IDLE tells what happened up to now.
            state = .probing
            return .probe
        }
        state = .beginning
        return .idle
    }

    package mutating func began(at now: Duration) -> Action {
        state = .watching
        since = now
        lastWord = now
        return next(at: now)
    }

    /// Data of the server, at any time.
    package mutating func heard(_ data: ServerData, at now: Duration) {
        lastWord = now
        // What counts must be bounded, whatever the server shouts.
        if let event = IdleEvent(data), events.count < 1000 { events.append(event) }
    }

    /// Time passed, or data was handed in.
    package mutating func waited(at now: Duration) -> Action { next(at: now) }

    package mutating func ended(at now: Duration) -> Action {
        lastWord = now
        if !events.isEmpty || isStopped || now >= end { return .finish(events) }
        guard isSuspicious else { return start(at: now) }
        isSuspicious = false
        state = .probing
        return .probe
    }

    package mutating func probed(at now: Duration) -> Action {
        lastWord = now
        if !events.isEmpty || isStopped || now >= end { return .finish(events) }
        guard !hasIdle else { return start(at: now) }
        state = .resting
        since = now
        return next(at: now)
    }

    package var isWatching: Bool { state == .watching }

    /// Somebody wants the connection for something else.
    package mutating func stop() { isStopped = true }

    private mutating func next(at now: Duration) -> Action {
        let isOver: Bool = !events.isEmpty || isStopped || now >= end
        switch state {
        case .watching:
            isSuspicious = now - lastWord >= settings.probeAfter
            guard !isOver, !isSuspicious, now - since < settings.renewAfter else {
                state = .ending
                return .done
            }
            return .wait(until: min(end, lastWord + settings.probeAfter, since + settings.renewAfter))
        case .resting:
            if isOver { return .finish(events) }
            guard now - since < settings.pollEvery else { return start(at: now) }
            return .wait(until: min(end, since + settings.pollEvery))
        case .beginning, .ending, .probing:
            return .wait(until: end)
        }
    }
}

/// What happened in the open mailbox while we watched.
package enum IdleEvent: Sendable, Hashable {
    /// There are so many messages now: new ones, most of the time.
    case exists(Int)
    case expunged(sequenceNumber: Int)
    case vanished(UIDSet)
    /// Flags of a message changed.
    case flagsChanged(FetchData)

    init?(_ data: ServerData) {
        switch data {
        case .exists(let count): self = .exists(count)
        case .expunge(let number): self = .expunged(sequenceNumber: number)
        case .vanished(let uids, _): self = .vanished(uids)
        case .fetch(let data): self = .flagsChanged(data)
        case .notice, .capability, .enabled, .list, .status, .flags, .recent, .search, .other: return nil
        }
    }
}
