import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// The contacts that have the addresses of some messages.
struct IntakeContacts {
    private var byAddress: [String: [(lead: String, contact: String)]] = [:]

    init(_ keys: [String], _ context: ReadContext) throws {
        for part in Set(keys).sorted().chunks(of: 500) {
            let rows = try context.reader.rows(
                """
                SELECT email_key, lead_id, contact_id FROM contact_address
                WHERE organization = \(context.organization) AND email_key IN (\(list: part))
                ORDER BY contact_id
                """)
            for row in rows {
                byAddress[row.text("email_key"), default: []].append(
                    (row.text("lead_id"), row.text("contact_id")))
            }
        }
    }

    /// Each once, those of the first addresses first.
    func leads(of people: [Address]) -> [String] {
        var seen: Set<String> = []
        return people.flatMap { byAddress[$0.folded] ?? [] }.map(\.lead).filter { seen.insert($0).inserted }
    }

    func contact(on lead: String, _ people: [Address]) -> String? {
        people.lazy.flatMap { byAddress[$0.folded] ?? [] }.first { $0.lead == lead }?.contact
    }
}

/// Whose mail it is.
struct IntakeAccounts {
    struct Account: Sendable {
        let id: String
        let user: String
    }

    private var byID: [String: Account] = [:]
    private var byAddress: [String: Account] = [:]
    private var users: [String: String] = [:]

    init(_ context: ReadContext) throws {
        let rows = try context.reader.rows(
            """
            SELECT id, user_id, email_key, identities FROM connected_account
            WHERE organization = \(context.organization) ORDER BY id
            """)
        var others: [(String, Account)] = []
        for row in rows {
            let account = Account(id: row.text("id"), user: row.text("user_id"))
            byID[account.id] = account
            let addresses = ConnectedAccount.addresses(row)
            if byAddress[addresses[0]] == nil { byAddress[addresses[0]] = account }
            others += addresses.dropFirst().map { ($0, account) }
        }
        // A mailbox of that name comes before one that only sends under it.
        for (address, account) in others where byAddress[address] == nil { byAddress[address] = account }
        let members = try context.reader.rows(
            "SELECT email, id AS user_id FROM member WHERE organization = \(context.organization)")
        for row in members { users[row.text("email").lowercased()] = row.text("user_id") }
    }

    /// The mailbox that it was sent from, lies in, or was sent to.
    func of(_ arrival: Arrival, _ sender: Address?) -> Account? {
        if let sender, let account = byAddress[sender.folded] { return account }
        if case .mailbox(let id, _, _) = arrival.origin { return byID[id.text] }
        guard sender == nil, let message = try? arrival.message.get() else { return nil }
        return (message.to + message.cc).lazy.compactMap { byAddress[$0.folded] }.first
    }

    func user(of address: Address?) -> String? { address.flatMap { users[$0.folded] } }
}

/// The emails that go by some Message-IDs.
struct KnownEmails {
    private struct Known {
        let email: ID
        let lead: String
        /// Sent by us, in a conversation with a relay: not just logged, and not read out of a mailbox.
        let isOurSending: Bool
        let isOutgoing: Bool
    }

    private var byName: [String: [Known]] = [:]

    init(_ names: Set<String>, _ context: ReadContext) throws {
        for part in names.sorted().chunks(of: 500) {
            let rows = try context.reader.rows(
                """
                SELECT email_message_id.message_id, email.id, email.lead_id, email.direction, email.send_generation
                FROM email_message_id
                JOIN email ON email.organization = email_message_id.organization AND email.id = email_message_id.email_id
                WHERE email_message_id.organization = \(context.organization)
                    AND email_message_id.message_id IN (\(list: part))
                ORDER BY email.id
                """)
            for row in rows {
                byName[row.text("message_id"), default: []].append(
                    Known(
                        email: row.id("id"), lead: row.text("lead_id"),
                        isOurSending: row.int("send_generation") > 0,
                        isOutgoing: row.text("direction") == "outgoing"))
            }
        }
    }

    func sent(_ name: String) -> ID? { byName[name]?.first { $0.isOurSending }?.email }

    /// The leads of the outgoing emails among these.
    func leadsOfSent(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.flatMap { byName[$0] ?? [] }.filter(\.isOutgoing).map(\.lead).filter {
            seen.insert($0).inserted
        }
    }

    mutating func add(_ email: Record) {
        let known = Known(
            email: email.id, lead: email[Activity.leadID] ?? "",
            isOurSending: email[EmailActivity.generation] > 0,
            isOutgoing: email[EmailActivity.direction] == .outgoing)
        for name in Set(email[EmailActivity.messageIDs]) { byName[name, default: []].append(known) }
    }
}
