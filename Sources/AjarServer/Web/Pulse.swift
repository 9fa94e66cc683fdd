import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore
import Synchronization

/// `/live`: tells a page that something in its organization has changed, as a server-sent event.
///
/// Each answer is one event or none, and ends; the browser comes back by itself. So nothing is held open for
/// long, and an organization's log is looked at once a second at most, however many pages wait.
final class Pulse: Sendable {
    private static let maxWaiting: Int = 500
    private static let patience: Duration = .seconds(15)

    fileprivate struct State {
        var waiting: Int = 0
        var seen: [Int: (at: ContinuousClock.Instant, id: String)] = [:]
    }

    private let store: Store
    private let state = Mutex(State())

    init(store: Store) { self.store = store }

    func answer(_ visitor: Visitor) async throws -> Answer {
        guard state.withLock({ $0.enter(Self.maxWaiting) }) else {
            throw AjarError.unavailable("too many pages wait")
        }
        defer { state.withLock { $0.waiting -= 1 } }
        let organization = visitor.session.caller.organization
        let known = HTTPField.Name("last-event-id").flatMap { visitor.visit.request.headers[$0] }
        let begun = ContinuousClock.now
        var latest = try await self.latest(organization)
        while let known, known == latest, ContinuousClock.now - begun < Self.patience {
            try await Task.sleep(for: .seconds(1))
            latest = try await self.latest(organization)
        }
        // The first answer only says where the log stands.
        let name = known == nil ? "hello" : known == latest ? "quiet" : "change"
        var answer = Answer.text(
            "retry: 500\nid: \(latest)\nevent: \(name)\ndata: \n\n", type: "text/event-stream")
        answer.set(.at.cacheControl, "no-store")
        return answer
    }

    private func latest(_ organization: Int) async throws -> String {
        let now = ContinuousClock.now
        if let seen = state.withLock({ $0.seen[organization] }), now - seen.at < .milliseconds(900) {
            return seen.id
        }
        let id = try await store.read { reader in
            try reader.first(
                """
                SELECT id, date_updated FROM event WHERE organization = \(organization)
                ORDER BY date_updated DESC, id DESC LIMIT 1
                """
            ).map { "\($0.text("id")).\($0.int("date_updated"))" } ?? "none"
        }
        state.withLock { state in
            if state.seen.count > 10_000 { state.seen = [:] }
            state.seen[organization] = (now, id)
        }
        return id
    }
}

extension Pulse.State {
    fileprivate mutating func enter(_ max: Int) -> Bool {
        guard waiting < max else { return false }
        waiting += 1
        return true
    }
}
