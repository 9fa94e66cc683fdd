import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// One folder of a connected account, and how far it is in our books.
struct MailboxFolder: Sendable {
    typealias Role = Arrival.FolderRole

    let id: ID
    let name: MailboxName
    let role: Role
    var cursor: SyncCursor?
    /// Messages that the server has, at our last look.
    var serverCount: Int?
    /// How many of them are older than the history that was chosen, and therefore not in our books.
    var olderCount = 0
    /// How many are missing in our books although they should be there.
    var gap = 0
    var failures = 0
    var nextTry: Timestamp?
    var dateReconciled: Timestamp?

    init(id: ID, name: MailboxName, role: Role) {
        self.id = id
        self.name = name
        self.role = role
    }

    init(_ row: Row) {
        self.init(
            id: row.id("id"), name: MailboxName(wire: row["wire"].bytes ?? []),
            role: Role(rawValue: row.text("role")) ?? .other)
        if let validity = row["uid_validity"].int {
            cursor = SyncCursor(
                uidValidity: UInt32(clamping: validity), lastUID: UID(clamping: row.int("last_uid")),
                oldestUID: row["oldest_uid"].int.map(UID.init(clamping:)),
                isHistoryComplete: row.flag("is_history_complete"),
                highestModSeq: row["highest_modseq"].int.map(UInt64.init(clamping:)))
        }
        serverCount = row["server_count"].int
        olderCount = row.int("older_count")
        gap = row.int("gap")
        failures = row.int("failures")
        nextTry = row.moment("next_try")
        dateReconciled = row.moment("date_reconciled")
    }

    static let columns: SQL = """
        id, account_id, wire, role, uid_validity, last_uid, oldest_uid, is_history_complete, highest_modseq, server_count,
        older_count, gap, failures, next_try, last_error, date_synced, date_reconciled
        """

    /// Whether STATUS tells of something that we don't know yet.
    func differs(from status: MailboxStatus) -> Bool {
        guard let cursor, cursor.isHistoryComplete, gap == 0 else { return true }
        guard status.uidValidity == cursor.uidValidity, let next = status.uidNext,
            status.messages == serverCount
        else { return true }
        return next != cursor.lastUID &+ 1 || status.highestModSeq != cursor.highestModSeq
    }
}

extension MailboxFolder {
    /// Which of the listed mailboxes are read, and as what. Drafts and the wastebasket hold no mail that was
    /// exchanged. A server with one mailbox for everything needs no other but those that mean something.
    static func choose(_ listed: [ListedMailbox]) -> [(name: MailboxName, role: Role)] {
        let uses = listed.filter(\.isSelectable).map { (mailbox: $0, use: $0.use ?? guess($0)) }
        let holdsAll = uses.contains { $0.use == .all }
        var chosen: [(name: MailboxName, role: Role)] = []
        for (mailbox, use) in uses {
            let role: Role? =
                switch use {
                case _ where mailbox.name.isInbox: .inbox
                case .sent: .sent
                case .archive, .all: .archive
                case .drafts, .trash, .flagged, .important: nil
                case .junk: .other
                case nil: holdsAll ? nil : .other
                }
            if let role { chosen.append((mailbox.name, role)) }
        }
        chosen.sort { (Role.order[$0.role] ?? 0, $0.name.text) < (Role.order[$1.role] ?? 0, $1.name.text) }
        return Array(chosen.prefix(maximumCount))
    }

    static let maximumCount: Int = 300

    /// For servers that don't say what their mailboxes are for.
    private static func guess(_ mailbox: ListedMailbox) -> ListedMailbox.Use? {
        let last = mailbox.name.text.split(whereSeparator: { $0 == mailbox.delimiter }).last ?? ""
        return names[last.lowercased()]
    }

    private static let names: [String: ListedMailbox.Use] = [
        "sent": .sent, "sent items": .sent, "sent messages": .sent, "sent mail": .sent, "drafts": .drafts,
        "trash": .trash,
        "deleted items": .trash, "deleted messages": .trash, "junk": .junk, "spam": .junk,
        "archive": .archive,
        "archives": .archive,
    ]
}

extension MailboxFolder.Role {
    /// What people wait for comes first.
    fileprivate static let order: [Self: Int] = [.inbox: 0, .sent: 1, .archive: 2, .other: 3]
}

extension Transaction {
    /// The folders that are read, as rows; those that the server has no more are forgotten with everything in
    /// them.
    func keepFolders(
        _ chosen: [(name: MailboxName, role: MailboxFolder.Role)], _ lease: MailboxLease
    ) throws -> [MailboxFolder] {
        for (name, role) in chosen {
            try execute(
                """
                INSERT INTO mailbox_folder (
                    organization, id, account_id, wire, role, is_history_complete, older_count, gap, failures, date_created)
                VALUES (\(lease.organization), \(newID(.short("mbox"))), \(lease.account), \(name.wire), \(role.rawValue),
                    0, 0, 0, 0, \(now))
                ON CONFLICT (organization, account_id, wire) DO UPDATE SET role = excluded.role
                """)
        }
        let known = try folders(organization: lease.organization, account: lease.account)
        for folder in known where !chosen.contains(where: { $0.name == folder.name }) {
            for table in ["mailbox_message", "quarantined_message"] {
                try execute(
                    "DELETE FROM \(name: table) WHERE organization = \(lease.organization) AND folder_id = \(folder.id)"
                )
            }
            try execute(
                "DELETE FROM mailbox_folder WHERE organization = \(lease.organization) AND id = \(folder.id)")
        }
        return chosen.compactMap { one in known.first { $0.name == one.name } }
    }

    func save(_ folder: MailboxFolder, _ lease: MailboxLease) throws {
        let cursor = folder.cursor
        try execute(
            """
            UPDATE mailbox_folder
            SET uid_validity = \(cursor.map { Int($0.uidValidity) }), last_uid = \(cursor.map { Int($0.lastUID) }),
                oldest_uid = \(cursor?.oldestUID.map(Int.init)), is_history_complete = \(cursor?.isHistoryComplete ?? false),
                highest_modseq = \(cursor?.highestModSeq.map(Int.init(clamping:))), server_count = \(folder.serverCount),
                older_count = \(folder.olderCount), gap = \(folder.gap), date_reconciled = \(folder.dateReconciled)
            WHERE organization = \(lease.organization) AND id = \(folder.id)
            """)
    }

    /// Our books and the server's folder were just compared, and agree as far as `gap` says.
    func noteSynced(_ folders: [ID], _ lease: MailboxLease) throws {
        guard !folders.isEmpty else { return }
        try execute(
            """
            UPDATE mailbox_folder SET date_synced = \(now), failures = 0, next_try = NULL, last_error = NULL
            WHERE organization = \(lease.organization) AND id IN (\(list: folders.map(\.text)))
            """)
    }

    func noteTrouble(_ folder: MailboxFolder, _ error: JSON, nextTry: Timestamp, _ lease: MailboxLease) throws
    {
        try execute(
            """
            UPDATE mailbox_folder SET failures = failures + 1, next_try = \(nextTry), last_error = \(json: error)
            WHERE organization = \(lease.organization) AND id = \(folder.id)
            """)
    }
}

extension Reader {
    func folders(organization: Int, account: ID) throws -> [MailboxFolder] {
        try rows(
            """
            SELECT \(MailboxFolder.columns) FROM mailbox_folder
            WHERE organization = \(organization) AND account_id = \(account) ORDER BY id
            """
        ).map(MailboxFolder.init)
    }
}
