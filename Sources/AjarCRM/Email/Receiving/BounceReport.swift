import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// A delivery report or a complaint that arrived, and the emails of ours that it is about. It never becomes
/// an email.
struct BounceReport {
    private typealias Email = EmailActivity

    /// One recipient of one email.
    private struct Target {
        let email: ID
        /// Nil when the report names nobody whom the email went to.
        let position: Int?
        let recipient: String?
    }

    private let arrival: Arrival
    private let bounces: [Bounce]
    private let message: ReadMessage
    private let context: WriteContext

    /// Nil for anything but a report.
    init?(_ message: ReadMessage, _ arrival: Arrival, _ context: WriteContext) throws {
        if let report = DeliveryReport(message) {
            bounces = report.bounces
        } else if let report = ComplaintReport(message) {
            bounces = report.bounces
        } else {
            return nil
        }
        self.arrival = arrival
        self.message = message
        self.context = context
    }

    /// Anybody can write a report. It counts as far as it names what was sent, and to whom.
    func record() throws -> Intake {
        var emails: [ID] = []
        for bounce in bounces.prefix(Self.maximumRecipients) where bounce.kind != .autoReply {
            guard let target = try target(of: bounce),
                let email = try context.all(Email.resource, where: "id = \(target.email)", order: "id").first
            else { continue }
            if bounce.isFinal { try mark(target, bounce, email) }
            let attempt = SendAttempt.bounced(
                at: context.now, bounce, recipient: target.recipient ?? bounce.recipient?.email)
            try context.update(Email.resource, email) {
                $0[Email.sendAttempts] = Array(($0[Email.sendAttempts] + [attempt]).suffix(200))
            }
            if !emails.contains(email.id) { emails.append(email.id) }
        }
        guard !emails.isEmpty else { return .leftOut(.report) }
        let stored = try ReceivedMessage.keep(arrival, context)
        for email in emails { try ReceivedMessage.connect(stored, with: email, context) }
        return .kept(emails)
    }

    private static let maximumRecipients: Int = 100

    private func mark(_ target: Target, _ bounce: Bounce, _ email: Record) throws {
        guard let position = target.position, let recipient = target.recipient else { return }
        try context.transaction.execute(
            """
            UPDATE email_recipient SET bounce = \(bounce.kind.rawValue), date_bounced = \(context.now),
                enhanced_status = \(bounce.status.map { "\($0)" }), message = \(StoredText.line(bounce.diagnostic, max: 1000))
            WHERE organization = \(context.organization) AND email_id = \(email.id)
                AND generation = \(email[Email.generation]) AND position = \(position)
            """)
        if bounce.kind == .hard || bounce.kind == .complaint {
            try BouncedAddress.mark(recipient, bounce.kind, email.id, context)
        }
    }

    // MARK: - Which email

    /// By the address that the report came to, which is of one recipient's mail alone; then by the Message-ID
    /// that it brings back; then by whom it names, if we wrote there lately.
    private func target(of bounce: Bounce) throws -> Target? {
        if let found = try ReturnPath.find(returnAddresses, context) {
            return Target(email: found.email, position: found.position, recipient: found.recipient)
        }
        if let id = bounce.messageID?.text, let email = try outgoing(id) {
            return try target(bounce, email)
        }
        guard let recipient = bounce.recipient else { return nil }
        let row = try context.reader.first(
            """
            SELECT email_recipient.email_id, email_recipient.position, email_recipient.email FROM email_recipient
            JOIN email ON email.organization = email_recipient.organization AND email.id = email_recipient.email_id
                AND email.send_generation = email_recipient.generation
            WHERE email_recipient.organization = \(context.organization)
                AND email_recipient.email IN (\(recipient.email), \(recipient.folded))
                AND email_recipient.state = 'accepted' AND email_recipient.date_updated >= \(context.now - Self.recent)
                AND (email.email_account_id = \(accountID) OR \(accountID) = '')
            ORDER BY email_recipient.date_updated DESC, email_recipient.email_id DESC LIMIT 1
            """)
        return row.map {
            Target(email: $0.id("email_id"), position: $0.int("position"), recipient: $0.text("email"))
        }
    }

    /// Mail servers try for five days.
    private static let recent: Duration = .seconds(7 * 86_400)

    private var accountID: String {
        if case .mailbox(let account, _, _) = arrival.origin { account.text } else { "" }
    }

    private var returnAddresses: [Address] {
        var all = message.to
        if case .lmtp(let recipients) = arrival.origin { all = recipients + all }
        for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
            if let address = message.header(name).flatMap({ try? Address(parsing: $0) }) {
                all.append(address)
            }
        }
        return all
    }

    private func outgoing(_ messageID: String) throws -> ID? {
        try context.reader.first(
            """
            SELECT email.id FROM email_message_id
            JOIN email ON email.organization = email_message_id.organization AND email.id = email_message_id.email_id
            WHERE email_message_id.organization = \(context.organization)
                AND email_message_id.message_id = \(messageID) AND email.direction = 'outgoing'
            ORDER BY email.send_generation DESC, email.id LIMIT 1
            """
        ).map { $0.id("id") }
    }

    /// Whom it names among those the email went to; the only one, if it names somebody that he forwards to.
    private func target(_ bounce: Bounce, _ email: ID) throws -> Target {
        let rows = try context.reader.rows(
            """
            SELECT email_recipient.position, email_recipient.email FROM email_recipient
            JOIN email ON email.organization = email_recipient.organization AND email.id = email_recipient.email_id
                AND email.send_generation = email_recipient.generation
            WHERE email_recipient.organization = \(context.organization) AND email_recipient.email_id = \(email)
            ORDER BY email_recipient.position
            """)
        let named = rows.first { $0.text("email").lowercased() == bounce.recipient?.folded }
        let row = named ?? (rows.count == 1 ? rows[0] : nil)
        return Target(email: email, position: row?.int("position"), recipient: row?.text("email"))
    }
}

/// An address that mail servers, or its owner, don't want written to.
enum BouncedAddress {
    static func mark(_ address: String, _ kind: Bounce.Kind, _ email: ID, _ context: WriteContext) throws {
        try context.transaction.execute(
            """
            INSERT INTO bounced_address (organization, email_key, kind, email_id, date_created)
            VALUES (\(context.organization), \(address.lowercased()), \(kind.rawValue), \(email), \(context.now))
            ON CONFLICT (organization, email_key) DO UPDATE
            SET kind = excluded.kind, email_id = excluded.email_id, date_created = excluded.date_created
            """)
    }

    /// Who writes to us has an address that works.
    static func revive(_ address: Address, _ context: WriteContext) throws {
        try context.transaction.execute(
            """
            DELETE FROM bounced_address
            WHERE organization = \(context.organization) AND email_key = \(address.folded) AND kind = 'hard'
            """)
    }

    /// `"bounce": "hard"` or `"complaint"` at an address of a contact, beside what the API knows.
    static let load: Load = Load(["emails"]) { records, context in
        let keys = Set(records.flatMap { $0[Contact.emails].compactMap { $0["email"].string?.lowercased() } })
        guard !keys.isEmpty else { return }
        let rows = try context.reader.rows(
            """
            SELECT email_key, kind FROM bounced_address
            WHERE organization = \(context.organization) AND email_key IN (\(list: keys.sorted()))
            """)
        guard !rows.isEmpty else { return }
        let kinds = Dictionary(uniqueKeysWithValues: rows.map { ($0.text("email_key"), $0.text("kind")) })
        for index in records.indices {
            records[index][Contact.emails] = records[index][Contact.emails].map { entry in
                guard case .object(var object) = entry,
                    let kind = kinds[entry["email"].string?.lowercased() ?? ""]
                else { return entry }
                object["bounce"] = .string(kind)
                return .object(object)
            }
        }
    }
}
