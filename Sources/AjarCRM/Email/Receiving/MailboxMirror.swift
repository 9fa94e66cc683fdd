import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// What other programs do in the mailbox, done here as well: a conversation that was read or filed away there
/// is no task any more, and one that was marked as unread is one again.
enum MailboxMirror {
    /// Messages of the inbox that were read, or that are gone from it. Called after the books say so: a
    /// conversation with another unread message in an inbox stays open.
    static func completeTasks(_ messageIDs: [String], _ context: WriteContext) throws {
        for thread in Set(try emails(messageIDs, context).map(\.thread)).sorted()
        where try !hasUnread(thread, context) {
            let tasks = try context.all(
                LeadTask.resource,
                where: "\"_type\" = 'incoming_email' AND object_id = \(thread) AND is_complete = 0",
                order: "id")
            for task in tasks {
                try context.update(LeadTask.resource, task) { $0[LeadTask.isComplete] = true }
            }
        }
    }

    /// Messages of the inbox that were marked as unread, whatever their age: somebody wants to see them
    /// again.
    static func reopenTasks(_ messageIDs: [String], _ context: WriteContext) throws {
        for part in try emails(messageIDs, context).chunks(of: 200) {
            let unread = try context.all(
                EmailActivity.resource, where: "id IN (\(list: part.map(\.id))) AND status = 'inbox'",
                order: "activity_at, id")
            try IncomingEmailTask.raise(
                Dictionary(grouping: unread) { $0[EmailActivity.threadID] ?? "" }, context)
        }
    }

    private static func emails(
        _ messageIDs: [String], _ context: WriteContext
    ) throws -> [(id: String, thread: String)] {
        try messageIDs.chunks(of: 500).flatMap { part in
            try context.reader.rows(
                """
                SELECT DISTINCT email.id, email.thread_id FROM email_message_id
                JOIN email ON email.organization = email_message_id.organization AND email.id = email_message_id.email_id
                WHERE email_message_id.organization = \(context.organization)
                    AND email_message_id.message_id IN (\(list: part)) ORDER BY email.id
                """
            ).map { ($0.text("id"), $0.text("thread_id")) }
        }
    }

    private static func hasUnread(_ thread: String, _ context: WriteContext) throws -> Bool {
        try context.reader.exists(
            placements(of: thread, context.organization) + " AND mailbox_message.is_seen = 0 LIMIT 1")
    }

    /// The messages of a conversation that lie in an inbox.
    static func placements(of thread: String, _ organization: Int) -> SQL {
        """
        SELECT mailbox_folder.account_id, mailbox_message.folder_id, mailbox_message.uid_validity, mailbox_message.uid
        FROM email
        JOIN email_message_id ON email_message_id.organization = email.organization AND email_message_id.email_id = email.id
        JOIN mailbox_message ON mailbox_message.organization = email.organization
            AND mailbox_message.message_id = email_message_id.message_id
        JOIN mailbox_folder ON mailbox_folder.organization = email.organization
            AND mailbox_folder.id = mailbox_message.folder_id
        WHERE email.organization = \(organization) AND email.thread_id = \(thread) AND mailbox_folder.role = 'inbox'
            AND mailbox_message.fate = 'kept'
        """
    }
}
