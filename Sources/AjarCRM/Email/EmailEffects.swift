import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// What a change of an email brings along, in the transaction of the change.
enum EmailEffects {
    private typealias Email = EmailActivity

    /// An email in the outbox without a job can't exist, nor a job for a mail that was taken back.
    @Sendable static func promise(_ change: Change, _ context: WriteContext) throws {
        guard change.source == .client || change.isDeletion else { return }
        let new = change.new
        let old = change.old
        if let old, old[Email.generation] > 0, change.isDeletion || new[Email.status] != old[Email.status] {
            try context.transaction.cancelJobs(
                organization: context.organization, kind: SendEmail.kind, unique: SendEmail.key(old),
                reason: "taken back")
        }
        guard !change.isDeletion else {
            for table in ["email_source", "email_recipient", "email_message_id"] {
                try context.transaction.execute(
                    "DELETE FROM \(name: table) WHERE organization = \(context.organization) AND email_id = \(change.id)"
                )
            }
            return
        }
        guard change.becomes(Email.status, .outbox) || change.becomes(Email.status, .scheduled) else {
            return
        }
        let undoEnds = context.now + .seconds(new[Email.sendIn] ?? 0)
        let due = new[Email.status] == .scheduled ? new[Email.dateScheduled] ?? undoEnds : undoEnds
        try context.transaction.enqueue(
            SendEmail(email: change.id, generation: new[Email.generation]),
            organization: context.organization, at: due,
            unique: SendEmail.key(new), lane: new[Email.emailAccountID] ?? "")
    }

    /// By these, replies and bounces find the mail.
    @Sendable static func indexMessageIDs(_ change: Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.changes(Email.messageIDs) || change.changes(Email.messageID) else {
            return
        }
        for id in Set(change.new[Email.messageIDs] + (change.new[Email.messageID].map { [$0] } ?? [])) {
            try context.transaction.execute(
                """
                INSERT INTO email_message_id (organization, message_id, email_id)
                VALUES (\(context.organization), \(id), \(change.id)) ON CONFLICT DO NOTHING
                """)
        }
    }

    /// A person's answer is news for what we sent before it in the thread; a machine's is not.
    @Sendable static func markReplied(_ change: Change, _ context: WriteContext) throws {
        guard change.isCreation, change.new[Email.status] == .inbox, !change.new[Email.isAutoreply],
            let thread = change.new[Email.threadID]
        else { return }
        let sent = try context.all(
            Email.resource,
            where: "thread_id = \(thread) AND direction = 'outgoing' AND status = 'sent' AND has_reply = 0",
            order: "id")
        for email in sent { try context.update(Email.resource, email) { $0[Email.hasReply] = true } }
    }

    @Sendable static func updateThread(_ change: Change, _ context: WriteContext) throws {
        let shows = ["subject", "sender", "to", "cc", "activity_at", "contact_id", "status"]
        guard change.isCreation || change.isDeletion || shows.contains(where: change.changes) else { return }
        guard let thread = change.new[Email.threadID] else { return }
        try Threading.recount(thread, context)
    }
}
