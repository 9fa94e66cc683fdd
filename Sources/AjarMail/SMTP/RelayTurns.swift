/// Who speaks to one relay now, and who waits: first come, first served.
///
/// There are more lines as long as the relay takes mail on all of them, one more for each full round, and
/// half as many when it says that they are too many: what it can bear is known to it alone.
struct RelayTurns {
    /// Is told whether the turn has come, or never will.
    typealias Waiter = @Sendable (Bool) -> Void

    private let widths: ClosedRange<Int>
    /// How many were too many a short while ago.
    private var refused: (width: Int, until: ContinuousClock.Instant)?
    private(set) var width: Int
    private(set) var busy = 0
    private var waiters: [(ticket: Int, resume: Waiter)] = []
    /// Mails that were taken since the width last changed.
    private var taken = 0

    init(_ widths: ClosedRange<Int>) {
        self.widths = widths
        width = widths.lowerBound
    }

    /// Nobody speaks or waits.
    var isFree: Bool { busy == 0 && waiters.isEmpty }

    /// False when all lines are busy: whoever asks has to wait.
    mutating func enter() -> Bool {
        guard busy < width else { return false }
        busy += 1
        return true
    }

    mutating func wait(_ ticket: Int, _ resume: @escaping Waiter) { waiters.append((ticket, resume)) }

    mutating func giveUp(_ ticket: Int) {
        guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiters.remove(at: index).resume(false)
    }

    mutating func dismissAll() {
        for waiter in waiters { waiter.resume(false) }
        waiters = []
    }

    /// The turn goes straight to the next in line, so nobody can slip in between.
    mutating func leave(after result: DeliveryResult) {
        busy -= 1
        learn(from: result)
        while busy < width, !waiters.isEmpty {
            busy += 1
            waiters.removeFirst().resume(true)
        }
    }

    private mutating func learn(from result: DeliveryResult) {
        if result.outcomes.contains(where: \.isAccepted) {
            taken += 1
            guard taken >= width, !waiters.isEmpty, width < most else { return }
            width += 1
        } else if result.outcomes.first?.failure?.isCrowded == true {
            refused = (width, .now + Self.memory)
            width = max(1, width / 2)
        } else {
            return
        }
        taken = 0
    }

    private var most: Int {
        guard let refused, refused.until > .now else { return widths.upperBound }
        return max(1, refused.width - 1)
    }

    /// Each further try costs a mail its turn.
    private static let memory: Duration = .seconds(600)
}

extension DeliveryFailure {
    /// The relay is busy with us: 421 (RFC 5321 §3.8), or the 432 with which some refuse one more sender at a
    /// time.
    fileprivate var isCrowded: Bool { code == 421 || code == 432 }
}
