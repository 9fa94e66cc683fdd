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
        guard !change.isDeletion else { return }
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

    /// What hangs on the email goes with it. What remains says that its message is not to be taken again.
    @Sendable static func forget(_ change: Change, _ context: WriteContext) throws {
        guard change.isDeletion else { return }
        try DeletedEmail.remember(change.new, context)
        try ReceivedMessage.release(change.id, context)
        for table in ["email_source", "email_recipient", "email_message_id", "email_reference"] {
            try context.transaction.execute(
                "DELETE FROM \(name: table) WHERE organization = \(context.organization) AND email_id = \(change.id)"
            )
        }
        try IncomingEmailTask.drop(change.new, context)
    }

    /// By these, replies and bounces find the mail, and mails that were answered before they came find their
    /// answers.
    @Sendable static func indexMessageIDs(_ change: Change, _ context: WriteContext) throws {
        guard !change.isDeletion else { return }
        if change.changes(Email.messageIDs) || change.changes(Email.messageID) {
            let ids = Set(change.new[Email.messageIDs] + (change.new[Email.messageID].map { [$0] } ?? []))
            try index("email_message_id", ids.sorted(), change.id, context)
        }
        if change.changes(Email.references) || change.changes(Email.inReplyTo) {
            try index("email_reference", Correspondence.ancestors(of: change.new), change.id, context)
        }
    }

    private static func index(_ table: String, _ ids: [String], _ email: ID, _ context: WriteContext) throws {
        guard !ids.isEmpty else { return }
        let rows: [SQL] = ids.prefix(100).map { "(\(context.organization), \($0), \(email))" }
        try context.transaction.execute(
            """
            INSERT INTO \(name: table) (organization, message_id, email_id) VALUES \(rows.joined(", "))
            ON CONFLICT DO NOTHING
            """)
    }

    /// A person's answer is news for what we sent before it in the thread; a machine's is not. The answer may
    /// be here first: a mailbox is read from its newest mail on.
    @Sendable static func markReplied(_ change: Change, _ context: WriteContext) throws {
        guard change.isCreation, let thread = change.new[Email.threadID],
            let moment = change.new[Activity.activityAt]
        else { return }
        if change.new[Email.status] == .inbox, !change.new[Email.isAutoreply] {
            let sent = try context.all(
                Email.resource,
                where: """
                    thread_id = \(thread) AND direction = 'outgoing' AND status = 'sent' AND has_reply = 0
                    AND (date_sent <= \(moment + clockSkew) OR message_id = \(change.new[Email.inReplyTo]))
                    """,
                order: "id")
            for email in sent { try context.update(Email.resource, email) { $0[Email.hasReply] = true } }
        } else if change.new[Email.status] == .sent, change.source == .server {
            let isAnswered = try context.reader.exists(
                """
                SELECT id FROM email WHERE organization = \(context.organization) AND thread_id = \(thread)
                    AND status = 'inbox' AND is_autoreply = 0 AND activity_at >= \(moment) LIMIT 1
                """)
            guard isAnswered,
                let email = try context.all(Email.resource, where: "id = \(change.id)", order: "id").first
            else { return }
            try context.update(Email.resource, email) { $0[Email.hasReply] = true }
        }
    }

    /// Mail servers round to seconds, and their clocks differ.
    private static let clockSkew: Duration = .seconds(60)

    @Sendable static func updateThread(_ change: Change, _ context: WriteContext) throws {
        try Threading.follow(change, context)
    }
}
