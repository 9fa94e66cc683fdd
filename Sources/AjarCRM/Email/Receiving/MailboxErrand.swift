import AjarCore
import AjarResource
import AjarStore

/// Something to be done in somebody's mailbox, promised in the transaction of its reason. Whoever watches the
/// account does it, at least once; each kind looks first whether it is done already.
struct MailboxErrand: Sendable {
    enum Kind: String, Sendable {
        /// A copy of what was sent goes into the Sent folder. The subject is the email.
        case append
        /// The mails of a conversation are done with. The subject is the thread.
        case archive
        /// An address came onto a contact: what was left out because of it is fetched. The subject is the
        /// address.
        case backfill
    }

    let id: ID
    let kind: Kind
    let subject: String
    let attempts: Int

    init?(_ row: Row) {
        guard let kind = Kind(rawValue: row.text("kind")) else { return nil }
        self.kind = kind
        id = row.id("id")
        subject = row.text("subject")
        attempts = row.int("attempts")
    }
}

extension WriteContext {
    /// For the accounts that meet a condition, and that receive at all. A second promise of the same replaces
    /// the first: the end of an errand that runs meanwhile doesn't take the newer one away.
    func promise(
        _ kind: MailboxErrand.Kind, _ subject: String, at moment: Timestamp, accounts condition: SQL
    ) throws {
        let accounts = try reader.rows(
            """
            SELECT id FROM connected_account
            WHERE organization = \(organization) AND imap IS NOT NULL AND \(condition) ORDER BY id
            """)
        for account in accounts {
            try transaction.execute(
                """
                INSERT INTO mailbox_errand (
                    organization, id, account_id, kind, subject, attempts, next_try, date_created)
                VALUES (\(organization), \(transaction.newID(.short("errand"))), \(account.text("id")), \(kind.rawValue),
                    \(subject), 0, \(moment), \(now))
                ON CONFLICT (organization, account_id, kind, subject) DO UPDATE
                SET id = excluded.id, attempts = 0, next_try = excluded.next_try, last_error = NULL
                """)
        }
        if !accounts.isEmpty { transaction.wake(MailboxWatchers.bell) }
    }
}

extension Transaction {
    func finish(_ errands: [MailboxErrand], _ lease: MailboxLease) throws {
        try execute(
            """
            DELETE FROM mailbox_errand
            WHERE organization = \(lease.organization) AND id IN (\(list: errands.map(\.id.text)))
            """)
    }

    func putOff(_ errand: MailboxErrand, _ error: JSON, until moment: Timestamp, _ lease: MailboxLease) throws
    {
        try execute(
            """
            UPDATE mailbox_errand
            SET attempts = attempts + 1, next_try = \(moment), last_error = \(json: error)
            WHERE organization = \(lease.organization) AND id = \(errand.id)
            """)
    }
}

extension Reader {
    func dueErrands(_ lease: MailboxLease, limit: Int = 50) throws -> [MailboxErrand] {
        try rows(
            """
            SELECT id, kind, subject, attempts FROM mailbox_errand
            WHERE organization = \(lease.organization) AND account_id = \(lease.account) AND next_try <= \(now)
            ORDER BY next_try, id LIMIT \(limit)
            """
        ).compactMap(MailboxErrand.init)
    }
}

// MARK: - Where they come from

extension MailboxErrand {
    /// How long a provider has to file the sent copy by itself, before we look for it.
    static let copyDelay: Duration = .seconds(15)

    /// An effect of emails: what went out belongs into the Sent folder of its account.
    @Sendable static func copySent(_ change: Change, _ context: WriteContext) throws {
        guard change.source == .server, change.becomes(EmailActivity.status, .sent), !change.isCreation,
            let account = change.new[EmailActivity.emailAccountID]
        else { return }
        try context.promise(
            .append, change.id.text, at: context.now + copyDelay, accounts: "id = \(account)")
    }

    /// An effect of tasks: who is done with a conversation is done with it in the mailbox, too. What the
    /// mailbox itself told us needs no telling back.
    @Sendable static func archiveDone(_ change: Change, _ context: WriteContext) throws {
        guard change.source == .client, change.becomes(LeadTask.isComplete, true),
            change.new[LeadTask.type] == "incoming_email", let thread = change.new[LeadTask.objectID]
        else { return }
        let places = MailboxMirror.placements(of: thread, context.organization)
        try context.promise(
            .archive, thread, at: context.now, accounts: "id IN (SELECT account_id FROM (\(places)) AS place)"
        )
    }

    /// Addresses that came onto a contact and that nobody had before.
    static func backfill(_ keys: [String], of contact: ID, _ context: WriteContext) throws {
        for key in keys {
            let isKnown = try context.reader.exists(
                """
                SELECT contact_id FROM contact_address
                WHERE organization = \(context.organization) AND email_key = \(key) AND contact_id <> \(contact)
                """)
            if !isKnown { try context.promise(.backfill, key, at: context.now, accounts: "1 = 1") }
        }
    }
}
