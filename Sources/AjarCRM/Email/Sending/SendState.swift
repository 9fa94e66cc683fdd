import AjarCore
import AjarResource
import AjarStore

/// What an email says of its own sending, apart from how each recipient fared.
enum SendState {
    private typealias Email = EmailActivity

    /// Its phase is nobody's news; that it left the schedule is, and so is an attempt that died while it was
    /// transmitting: the one case in which a copy may arrive.
    static func markConnecting(_ email: Record, _ context: WriteContext) throws {
        let wasCut = email[Email.phase] == .transmitting
        if wasCut || email[Email.status] != .outbox {
            try context.update(Email.resource, email) { email in
                email[Email.status] = .outbox
                if wasCut { email[Email.sendAttempts].append(SendAttempt.interrupted(at: context.now)) }
            }
        }
        try context.transaction.execute(
            """
            UPDATE email SET send_phase = 'connecting', send_hold = NULL
            WHERE organization = \(context.organization) AND id = \(email.id)
            """)
    }

    /// Says why it waits, without an event: a cap can hold thousands, again and again.
    static func hold(_ email: Record, _ hold: SendHold?, _ context: WriteContext) throws {
        guard let hold, email[Email.sendHold] != hold.json else { return }
        try context.transaction.execute(
            """
            UPDATE email SET send_hold = \(json: hold.json)
            WHERE organization = \(context.organization) AND id = \(email.id)
            """)
    }

    /// An email that can't be sent any more becomes an error that says why.
    static func fail(_ email: Record, _ reason: JSON, _ context: WriteContext) throws {
        try context.update(Email.resource, email) { email in
            email[Email.status] = .error
            email[Email.phase] = SendPhase.none
            email[Email.sendHold] = .null
            email[Email.sendAttempts].append(reason)
        }
    }
}

extension Record {
    mutating func becomeSent(at now: Timestamp) {
        self[EmailActivity.status] = .sent
        self[EmailActivity.dateSent] = now
        self[Activity.activityAt] = now
        if let id = self[EmailActivity.messageID], !self[EmailActivity.messageIDs].contains(id) {
            self[EmailActivity.messageIDs].append(id)
        }
    }
}
