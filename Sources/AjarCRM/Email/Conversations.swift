import AjarCore
import AjarResource
package import AjarStore

/// The conversations that some emails could belong to, looked up for all of them at once. An email is placed
/// by the Message-IDs that it names, also those of messages that are not here (yet): they are names that two
/// answers share. There is no tree to walk, so references that go in circles lead nowhere.
package struct Conversations {
    private struct Place: Hashable {
        let lead: String
        let subjectKey: String
        let thread: String
    }

    private struct Topic: Hashable {
        let lead: String
        let subjectKey: String
    }

    private struct Candidate {
        let thread: String
        var moment: Timestamp
        var people: Set<String>
    }

    private var byMessageID: [String: [Place]] = [:]
    private var byReference: [String: [Place]] = [:]
    private var byTopic: [Topic: [Candidate]] = [:]
    /// Addresses of ours: every conversation has them, so they tell nothing.
    private let own: Set<String>

    init(around emails: [Correspondence], own: Set<String>, _ context: ReadContext) throws {
        self.own = own
        let leads = Set(emails.map(\.lead)).sorted()
        let ancestors = Set(emails.flatMap(\.ancestors))
        byMessageID = try Self.places("email_message_id", ancestors, leads, context)
        // Every email of a long conversation names its root. Only of a root that isn't here they have to be
        // asked.
        let missing = ancestors.filter { byMessageID[$0] == nil }
        byReference = try Self.places("email_reference", missing.union(emails.flatMap(\.ids)), leads, context)
        try findTopics(Set(emails.map(\.subjectKey)).subtracting([""]), leads, context)
    }

    /// The conversation of an email, if there is one; and others that turn out to be the same one by it.
    func threads(of email: Correspondence) -> [String] {
        let named = email.ancestors.flatMap { byMessageID[$0] ?? [] }
        // It was answered before it came, or its own ancestor is missing and has other answers.
        let naming = (email.ids + email.ancestors).flatMap { byReference[$0] ?? [] }
        var found: [String] = []
        for place in named + naming where place.lead == email.lead && place.subjectKey == email.subjectKey {
            if !found.contains(place.thread) { found.append(place.thread) }
        }
        if !found.isEmpty { return found }
        return byTopic(email).map { [$0] } ?? []
    }

    /// The same subject among the same people. An answer may take its time; who starts anew with an old
    /// subject means something new.
    private func byTopic(_ email: Correspondence) -> String? {
        let others = email.people.subtracting(own)
        let window: Duration = email.isReply ? Self.answerWindow : Self.restartWindow
        return byTopic[Topic(lead: email.lead, subjectKey: email.subjectKey)]?.first { candidate in
            let distance =
                candidate.moment < email.moment
                ? email.moment - candidate.moment : candidate.moment - email.moment
            return !candidate.people.isDisjoint(with: others) && distance <= window
        }?.thread
    }

    private static let answerWindow: Duration = .seconds(180 * 86_400)
    private static let restartWindow: Duration = .seconds(7 * 86_400)

    /// The next email may belong to this one.
    mutating func add(_ email: Correspondence, to thread: String) {
        let place = Place(lead: email.lead, subjectKey: email.subjectKey, thread: thread)
        for id in email.ids { byMessageID[id, default: []].append(place) }
        for id in email.ancestors where byReference[id]?.contains(place) != true {
            byReference[id, default: []].append(place)
        }
        guard !email.subjectKey.isEmpty else { return }
        let topic = Topic(lead: email.lead, subjectKey: email.subjectKey)
        var candidates = byTopic[topic] ?? []
        if let index = candidates.firstIndex(where: { $0.thread == thread }) {
            candidates[index].people.formUnion(email.people)
            candidates[index].moment = max(candidates[index].moment, email.moment)
        } else {
            candidates.insert(Candidate(thread: thread, moment: email.moment, people: email.people), at: 0)
        }
        byTopic[topic] = candidates
    }

    mutating func join(_ other: String, into thread: String) {
        func moved(_ place: Place) -> Place {
            place.thread == other
                ? Place(lead: place.lead, subjectKey: place.subjectKey, thread: thread) : place
        }
        byMessageID = byMessageID.mapValues { $0.map(moved) }
        byReference = byReference.mapValues { $0.map(moved) }
        byTopic = byTopic.mapValues { $0.filter { $0.thread != other } }
    }

    // MARK: - Looking up

    /// Where the emails are that some Message-IDs name. The names come first: SQLite takes tables that are
    /// joined like this in their order, and would otherwise walk through all emails of the leads.
    package static func places(
        of ids: ArraySlice<String>, in table: String, _ leads: [String], organization: Int
    ) -> SQL {
        """
        SELECT DISTINCT names.message_id, email.lead_id, email.thread_id, email_thread.subject_key
        FROM \(name: table) AS names CROSS JOIN email CROSS JOIN email_thread
        WHERE names.organization = \(organization) AND names.message_id IN (\(list: ids))
            AND email.organization = names.organization AND email.id = names.email_id
            AND email.lead_id IN (\(list: leads))
            AND email_thread.organization = email.organization AND email_thread.id = email.thread_id
        ORDER BY email.thread_id
        """
    }

    private static func places(
        _ table: String, _ ids: Set<String>, _ leads: [String], _ context: ReadContext
    ) throws -> [String: [Place]] {
        var found: [String: [Place]] = [:]
        for part in ids.sorted().chunks(of: 500) {
            let query = places(of: part, in: table, leads, organization: context.organization)
            for row in try context.reader.rows(query) {
                found[row.text("message_id"), default: []].append(
                    Place(
                        lead: row.text("lead_id"), subjectKey: row.text("subject_key"),
                        thread: row.text("thread_id")))
            }
        }
        return found
    }

    private mutating func findTopics(_ keys: Set<String>, _ leads: [String], _ context: ReadContext) throws {
        for part in keys.sorted().chunks(of: 500) {
            let rows = try context.reader.rows(
                """
                SELECT id, lead_id, subject_key, activity_at, participants FROM email_thread
                WHERE organization = \(context.organization) AND lead_id IN (\(list: leads)) AND subject_key IN (\(list: part))
                ORDER BY activity_at DESC, id DESC LIMIT 2000
                """)
            for row in rows {
                let people = (row.json("participants").array ?? []).compactMap {
                    $0["email"].string?.lowercased()
                }
                byTopic[Topic(lead: row.text("lead_id"), subjectKey: row.text("subject_key")), default: []]
                    .append(
                        Candidate(
                            thread: row.text("id"), moment: row.moment("activity_at") ?? context.now,
                            people: Set(people)))
            }
        }
    }
}

extension Array {
    /// In pieces, because a statement takes only so many values.
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
