import AjarCore
import AjarMail
import AjarStore

/// Decides by the headers which messages are worth fetching. It only leaves out what nobody could want: what
/// remains is judged again, by all of its bytes.
struct Screening: Sendable {
    /// What the headers of a message tell.
    struct Envelope: Sendable {
        let uid: UID
        let size: Int?
        let isSeen: Bool
        let messageID: MessageID?
        /// Everybody who is named, in lower case.
        let addresses: Set<String>
        /// The messages that this one follows.
        let mentions: [String]
        /// A machine's report, or headers that make no sense: only the whole message can tell.
        let needsReading: Bool
    }

    enum Verdict: Sendable, Equatable {
        case fetch
        case leaveOut
        /// The same message was met before, in another folder or under another number.
        case same(Placement.Fate)
    }

    static let headers: [String] =
        IMAPSession.usualHeaders + ["Content-Type", "Auto-Submitted", "X-Failed-Recipients"]

    let lease: MailboxLease
    var role: Arrival.FolderRole = .other

    func verdicts(_ envelopes: [Envelope], _ reader: Reader) throws -> [Verdict] {
        let contacts = try keys(
            "SELECT DISTINCT email_key FROM contact_address WHERE organization = \(lease.organization) AND email_key IN",
            envelopes.flatMap(\.addresses), reader)
        let mails = try keys(
            "SELECT DISTINCT message_id FROM email_message_id WHERE organization = \(lease.organization) AND message_id IN",
            envelopes.flatMap { $0.mentions + ($0.messageID.map { [$0.text] } ?? []) }, reader)
        let awaited = role == .sent ? try recipientsOfCopies(reader) : []
        let met = try metBefore(envelopes, reader)
        return envelopes.map { envelope in
            if let id = envelope.messageID, let fate = met[Met(id: id.text, size: envelope.size)] {
                return .same(fate)
            }
            let names: [String] = envelope.mentions + (envelope.messageID.map { [$0.text] } ?? [])
            let isWanted =
                envelope.needsReading || !envelope.addresses.isDisjoint(with: contacts)
                || !envelope.addresses.isDisjoint(with: awaited) || names.contains(where: mails.contains)
            return isWanted ? .fetch : .leaveOut
        }
    }

    /// Whom we wrote to just now: a copy that the provider files under a name of its own is known by them.
    private func recipientsOfCopies(_ reader: Reader) throws -> Set<String> {
        let rows = try reader.rows(
            """
            SELECT email."to", email.cc FROM mailbox_errand
            JOIN email ON email.organization = mailbox_errand.organization AND email.id = mailbox_errand.subject
            WHERE mailbox_errand.organization = \(lease.organization) AND mailbox_errand.account_id = \(lease.account)
                AND mailbox_errand.kind = 'append' ORDER BY email.id LIMIT 1000
            """)
        let texts = rows.flatMap { ($0.json("to").array ?? []) + ($0.json("cc").array ?? []) }
        return Set(texts.compactMap { $0.string.flatMap { try? Address(parsing: $0).folded } })
    }

    private struct Met: Hashable {
        let id: String
        let size: Int?
    }

    /// By Message-ID and size: somebody else's message under a known Message-ID is still looked at.
    private func metBefore(_ envelopes: [Envelope], _ reader: Reader) throws -> [Met: Placement.Fate] {
        let ids = Set(envelopes.compactMap { $0.size == nil ? nil : $0.messageID?.text })
        guard !ids.isEmpty else { return [:] }
        let rows = try reader.rows(
            """
            SELECT mailbox_message.message_id, mailbox_message.size, mailbox_message.fate FROM mailbox_message
            JOIN mailbox_folder ON mailbox_folder.organization = mailbox_message.organization
                AND mailbox_folder.id = mailbox_message.folder_id
            WHERE mailbox_message.organization = \(lease.organization) AND mailbox_folder.account_id = \(lease.account)
                AND mailbox_message.fate <> 'quarantined' AND mailbox_message.message_id IN (\(list: ids.sorted()))
            """)
        var met: [Met: Placement.Fate] = [:]
        for row in rows {
            guard let size = row["size"].int, let fate = Placement.Fate(rawValue: row.text("fate")) else {
                continue
            }
            met[Met(id: row.text("message_id"), size: size)] = fate
        }
        return met
    }

    private func keys(_ query: SQL, _ keys: [String], _ reader: Reader) throws -> Set<String> {
        var found: Set<String> = []
        let unique = Set(keys).sorted()
        for start in stride(from: 0, to: unique.count, by: 1000) {
            let part = unique[start..<min(start + 1000, unique.count)]
            found.formUnion(try reader.rows(query + " (\(list: part))").compactMap { $0[0].text })
        }
        return found
    }
}

extension Screening.Envelope {
    private static let maximumMentions: Int = 20
    private static let maximumAddresses: Int = 500

    init(_ message: FetchedMessage) {
        let read: ReadMessage? = message.bytes.flatMap { try? MessageReader.read($0) }
        let named: [Address?] = [read?.from, read?.sender]
        let others: [Address] =
            (read?.replyTo ?? []) + (read?.to ?? []) + (read?.cc ?? []) + (read?.bcc ?? [])
        let keys = (named.compactMap { $0 } + others).prefix(Self.maximumAddresses).map {
            $0.email.lowercased()
        }
        uid = message.uid
        size = message.size
        isSeen = message.flags.contains(.seen)
        messageID = read?.messageID
        addresses = Set(keys)
        mentions =
            ((read?.inReplyTo.map { [$0] } ?? []) + (read?.references ?? []).suffix(Self.maximumMentions))
            .map(\.text)
        let sender: String = read?.from?.email.lowercased() ?? ""
        needsReading =
            read == nil || read?.contentType == "multipart/report"
            || read?.header("X-Failed-Recipients") != nil
            || sender.hasPrefix("mailer-daemon@") || sender.hasPrefix("postmaster@")
    }

    func placement(_ fate: Placement.Fate) -> Placement {
        Placement(uid: uid, messageID: messageID?.text, size: size, fate: fate, isSeen: isSeen)
    }
}
