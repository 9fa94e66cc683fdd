import AjarCore
import AjarResource
import AjarStore

/// What stays of an email that somebody deleted: the names by which its message would come back with the next
/// look into the mailbox.
enum DeletedEmail {
    private typealias Email = EmailActivity

    static func remember(_ email: Record, _ context: WriteContext) throws {
        guard email[Email.status] != .draft, let lead = email[Activity.leadID] else { return }
        let names = Set(
            email[Email.messageIDs] + (email[Email.messageID].map { [$0] } ?? [])
                + (try ReceivedMessage.keys(of: email.id, context)))
        for name in names.sorted() {
            try context.transaction.execute(
                """
                INSERT INTO deleted_email (organization, message_id, lead_id)
                VALUES (\(context.organization), \(name), \(lead)) ON CONFLICT DO NOTHING
                """)
        }
    }

    /// By name, the leads on which it was deleted.
    static func leads(_ names: Set<String>, _ context: ReadContext) throws -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for part in names.sorted().chunks(of: 500) {
            let rows = try context.reader.rows(
                """
                SELECT message_id, lead_id FROM deleted_email
                WHERE organization = \(context.organization) AND message_id IN (\(list: part))
                """)
            for row in rows { found[row.text("message_id"), default: []].insert(row.text("lead_id")) }
        }
        return found
    }
}
