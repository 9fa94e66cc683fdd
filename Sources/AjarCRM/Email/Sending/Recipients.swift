import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Everybody on the envelope of one sending, each with a row that says how far it got. Bcc is only known
/// here.
struct Recipients: Sendable {
    enum State: String, Sendable { case pending, accepted, refused }

    struct One: Sendable {
        let position: Int
        let address: Address
        var state: State
        var attempts: Int
        /// When it was last handed over.
        var triedAt: Timestamp?
        /// What a bounce of this one's mail comes back with.
        var returnToken: String?
        var code: Int?
        var enhancedStatus: String?
        var message: String?
    }

    private(set) var all: [One]
    /// The positions whose rows have to be written again.
    private var changed: Set<Int> = []
    private let email: ID
    private let generation: Int

    /// The rows of an earlier attempt, or one for each distinct address of To, Cc and Bcc.
    init(of email: Record, _ context: ReadContext) throws {
        self.email = email.id
        generation = email[EmailActivity.generation]
        let rows = try context.reader.rows(
            """
            SELECT * FROM email_recipient
            WHERE organization = \(context.organization) AND email_id = \(email.id) AND generation = \(generation)
            ORDER BY position
            """)
        if !rows.isEmpty {
            all = try rows.map { row in
                One(
                    position: row.int("position"), address: try Address(parsing: row.text("email")),
                    state: State(rawValue: row.text("state")) ?? .pending, attempts: row.int("attempts"),
                    triedAt: row.int("attempts") > 0 ? row.moment("date_updated") : nil,
                    returnToken: row["return_token"].text, code: row["code"].int,
                    enhancedStatus: row["enhanced_status"].text, message: row["message"].text)
            }
            return
        }
        var seen: Set<String> = []
        var found: [One] = []
        for text in email[EmailActivity.to] + email[EmailActivity.cc] + email[EmailActivity.bcc] {
            let address = try Address(email: try Address(parsing: text).email)
            guard seen.insert(address.folded).inserted else { continue }
            let token = ReturnPath.token(email.id, generation: generation, position: found.count, context)
            found.append(
                One(position: found.count, address: address, state: .pending, attempts: 0, returnToken: token)
            )
        }
        all = found
    }

    /// Mail of campaigns doesn't go to who has unsubscribed, even if that was a moment ago.
    mutating func refuseUnsubscribed(_ context: ReadContext) throws {
        let unsubscribed = try UnsubscribedEmail.keys(among: pending.map(\.address.folded), context)
        for index in all.indices
        where all[index].state == .pending && unsubscribed.contains(all[index].address.folded) {
            all[index].state = .refused
            all[index].message = "The address is unsubscribed."
            changed.insert(index)
        }
    }

    var pending: [One] { all.filter { $0.state == .pending } }
    var anyAccepted: Bool { all.contains { $0.state == .accepted } }

    /// Writes the rows of a first attempt; those of an earlier one stay.
    func keep(_ context: WriteContext) throws {
        for one in all {
            try context.transaction.execute(
                """
                INSERT INTO email_recipient
                    (organization, email_id, generation, position, email, state, attempts, message, return_token, date_updated)
                VALUES (\(context.organization), \(email), \(generation), \(one.position), \(one.address.email),
                    \(one.state.rawValue), \(one.attempts), \(one.message), \(one.returnToken), \(context.now))
                ON CONFLICT DO NOTHING
                """)
        }
    }

    /// What the relay said of each, in the order in which they were handed over.
    mutating func apply(_ outcomes: [RecipientOutcome], to handedOver: [One], at now: Timestamp) {
        for (one, outcome) in zip(handedOver, outcomes) {
            guard let index = all.firstIndex(where: { $0.position == one.position }) else { continue }
            changed.insert(index)
            all[index].attempts += 1
            all[index].triedAt = now
            switch outcome {
            case .accepted(let reply):
                all[index].state = .accepted
                all[index].code = reply.code
                all[index].message = reply.text
            case .refused(let failure):
                all[index].state = .refused
                all[index].note(failure)
            case .deferred(let failure), .unknown(let failure):
                all[index].note(failure)
            }
        }
    }

    /// The time is over: who has not got it by now never will.
    mutating func giveUp() {
        for index in all.indices where all[index].state == .pending {
            all[index].state = .refused
            changed.insert(index)
        }
    }

    func save(_ context: WriteContext) throws {
        for one in changed.sorted().map({ all[$0] }) {
            try context.transaction.execute(
                """
                UPDATE email_recipient SET state = \(one.state.rawValue), attempts = \(one.attempts), code = \(one.code),
                    enhanced_status = \(one.enhancedStatus), message = \(one.message),
                    date_updated = \(one.triedAt ?? context.now)
                WHERE organization = \(context.organization) AND email_id = \(email) AND generation = \(generation)
                    AND position = \(one.position)
                """)
        }
    }
}

extension Recipients.One {
    fileprivate mutating func note(_ failure: DeliveryFailure) {
        code = failure.code
        enhancedStatus = failure.enhancedStatus
        message = failure.message
    }
}
