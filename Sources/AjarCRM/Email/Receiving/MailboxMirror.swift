import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// What other programs do in the mailbox, done here as well: a conversation that was read or filed away there
/// is no task any more.
enum MailboxMirror {
    /// Messages of the inbox that were read, or that are gone from it. Called after the books say so: a
    /// conversation with another unread message in an inbox stays open.
    static func completeTasks(_ messageIDs: [String], _ context: WriteContext) throws {
        guard !messageIDs.isEmpty else { return }
        let threads = try context.reader.rows(
            """
            SELECT DISTINCT email.thread_id FROM email_message_id
            JOIN email ON email.organization = email_message_id.organization AND email.id = email_message_id.email_id
            WHERE email_message_id.organization = \(context.organization)
                AND email_message_id.message_id IN (\(list: messageIDs)) ORDER BY email.thread_id
            """
        ).map { $0.text("thread_id") }
        for thread in threads where try !hasUnread(thread, context) {
            let tasks = try context.all(
                LeadTask.resource,
                where: "\"_type\" = 'incoming_email' AND object_id = \(thread) AND is_complete = 0",
                order: "id")
            for task in tasks {
                try context.update(LeadTask.resource, task) { $0[LeadTask.isComplete] = true }
            }
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
