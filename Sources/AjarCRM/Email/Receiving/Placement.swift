import AjarCore
import AjarMail
import AjarStore

/// What became of one message in one folder. There is a row for what was left out, too: what was looked at is
/// known, so a count of the server's can be compared with ours.
struct Placement: Sendable {
    enum Fate: String, Sendable {
        case kept
        /// Nobody in it is on a contact, or it is internal.
        case leftOut = "left_out"
        /// It could not be read and lies aside.
        case quarantined
    }

    let uid: UID
    let messageID: String?
    let size: Int?
    let fate: Fate
    let isSeen: Bool
}

extension Transaction {
    /// Again for a UID that is known replaces what was said about it.
    func place(_ placements: [Placement], in folder: MailboxFolder, _ lease: MailboxLease) throws {
        guard let validity = folder.cursor?.uidValidity else { return }
        for start in stride(from: 0, to: placements.count, by: 200) {
            let values = placements[start..<min(start + 200, placements.count)].map { placement -> SQL in
                """
                (\(lease.organization), \(folder.id), \(Int(validity)), \(Int(placement.uid)), \(placement.messageID),
                    \(placement.size), \(placement.fate.rawValue), \(placement.isSeen))
                """
            }
            try execute(
                """
                INSERT INTO mailbox_message (
                    organization, folder_id, uid_validity, uid, message_id, size, fate, is_seen)
                VALUES \(values.joined(", "))
                ON CONFLICT (organization, folder_id, uid_validity, uid) DO UPDATE
                SET message_id = excluded.message_id, size = excluded.size, fate = excluded.fate, is_seen = excluded.is_seen
                """)
        }
    }

    func forget(_ uids: UIDSet, in folder: MailboxFolder, _ lease: MailboxLease) throws {
        guard let validity = folder.cursor?.uidValidity else { return }
        for range in uids.ranges {
            for table in ["mailbox_message", "quarantined_message"] {
                try execute(
                    """
                    DELETE FROM \(name: table)
                    WHERE organization = \(lease.organization) AND folder_id = \(folder.id)
                        AND uid_validity = \(Int(validity)) AND uid BETWEEN \(Int(range.lowerBound)) AND \(Int(range.upperBound))
                    """)
            }
        }
    }

    /// The messages of a numbering that the server has given up: all of them were looked for under their new
    /// numbers.
    func forgetOldNumbers(in folder: MailboxFolder, _ lease: MailboxLease) throws {
        guard let validity = folder.cursor?.uidValidity else { return }
        for table in ["mailbox_message", "quarantined_message"] {
            try execute(
                """
                DELETE FROM \(name: table)
                WHERE organization = \(lease.organization) AND folder_id = \(folder.id) AND uid_validity <> \(Int(validity))
                """)
        }
    }

    func markSeen(_ uids: UIDSet, _ isSeen: Bool, in folder: MailboxFolder, _ lease: MailboxLease) throws {
        for range in uids.ranges {
            try execute(
                """
                UPDATE mailbox_message SET is_seen = \(isSeen)
                WHERE organization = \(lease.organization) AND folder_id = \(folder.id)
                    AND uid_validity = \(Int(folder.cursor?.uidValidity ?? 0))
                    AND uid BETWEEN \(Int(range.lowerBound)) AND \(Int(range.upperBound))
                """)
        }
    }
}

extension Reader {
    /// The UIDs that are in our books, whatever became of them; or those of one fate.
    func placed(
        in folder: MailboxFolder, _ lease: MailboxLease, within range: ClosedRange<UID> = 1...UID.max,
        fate: Placement.Fate? = nil, isSeen: Bool? = nil
    ) throws -> UIDSet {
        guard let validity = folder.cursor?.uidValidity else { return UIDSet() }
        var query: SQL = """
            SELECT uid FROM mailbox_message
            WHERE organization = \(lease.organization) AND folder_id = \(folder.id) AND uid_validity = \(Int(validity))
                AND uid BETWEEN \(Int(range.lowerBound)) AND \(Int(range.upperBound))
            """
        if let fate { query += " AND fate = \(fate.rawValue)" }
        if let isSeen { query += " AND is_seen = \(isSeen)" }
        return UIDSet(try rows(query + " ORDER BY uid").compactMap { $0[0].int.map(UID.init(clamping:)) })
    }

    func countPlaced(in folder: MailboxFolder, _ lease: MailboxLease) throws -> Int {
        try value(
            """
            SELECT COUNT(*) FROM mailbox_message
            WHERE organization = \(lease.organization) AND folder_id = \(folder.id)
                AND uid_validity = \(Int(folder.cursor?.uidValidity ?? 0))
            """
        ).int ?? 0
    }

    func hasOldNumbers(in folder: MailboxFolder, _ lease: MailboxLease) throws -> Bool {
        try exists(
            """
            SELECT uid FROM mailbox_message
            WHERE organization = \(lease.organization) AND folder_id = \(folder.id)
                AND uid_validity <> \(Int(folder.cursor?.uidValidity ?? 0)) LIMIT 1
            """)
    }

    func messageIDs(of uids: UIDSet, in folder: MailboxFolder, _ lease: MailboxLease) throws -> [String] {
        try uids.ranges.flatMap { range in
            try rows(
                """
                SELECT message_id FROM mailbox_message
                WHERE organization = \(lease.organization) AND folder_id = \(folder.id) AND fate = 'kept'
                    AND uid_validity = \(Int(folder.cursor?.uidValidity ?? 0)) AND message_id IS NOT NULL
                    AND uid BETWEEN \(Int(range.lowerBound)) AND \(Int(range.upperBound)) ORDER BY uid
                """
            ).map { $0.text("message_id") }
        }
    }

    /// All names of an email: more than one when a relay gave it another.
    func messageIDs(of email: String, _ lease: MailboxLease) throws -> [String] {
        try rows(
            """
            SELECT message_id FROM email_message_id
            WHERE organization = \(lease.organization) AND email_id = \(email) ORDER BY message_id
            """
        ).map { $0.text("message_id") }
    }
}
