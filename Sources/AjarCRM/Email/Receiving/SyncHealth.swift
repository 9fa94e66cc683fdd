import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// How an account's mailboxes are doing, from what was counted and not from what was meant to happen.
struct SyncHealth {
    /// What is true of an account at this moment.
    enum State: String {
        /// Nothing is to be received.
        case off
        /// Only its owner can mend it.
        case stopped
        /// It failed, and is tried again.
        case retrying
        /// Nobody watches it: it was just connected, or no server runs.
        case waiting
        case importing
        /// Something on the server is missing here.
        case gap
        case upToDate = "up_to_date"
    }

    private let account: Record
    private let sync: Row?
    private let folders: [Row]
    private let counts: [String: [String: Int]]
    private let now: Timestamp

    init(_ account: Record, _ context: ReadContext) throws {
        self.account = account
        now = context.now
        let reader = context.reader
        let organization = context.organization
        sync = try reader.first(
            """
            SELECT leased_until, failures, is_stopped, next_try, last_error, date_connected FROM mailbox_sync
            WHERE organization = \(organization) AND account_id = \(account.id)
            """)
        folders = try reader.rows(
            """
            SELECT \(MailboxFolder.columns) FROM mailbox_folder
            WHERE organization = \(organization) AND account_id = \(account.id) ORDER BY role, id
            """)
        var counts: [String: [String: Int]] = [:]
        for row in try reader.rows(
            """
            SELECT mailbox_folder.id, mailbox_message.fate, COUNT(*) AS n FROM mailbox_folder
            JOIN mailbox_message ON mailbox_message.organization = mailbox_folder.organization
                AND mailbox_message.folder_id = mailbox_folder.id
                AND mailbox_message.uid_validity = mailbox_folder.uid_validity
            WHERE mailbox_folder.organization = \(organization) AND mailbox_folder.account_id = \(account.id)
            GROUP BY mailbox_folder.id, mailbox_message.fate
            """)
        {
            counts[row.text("id"), default: [:]][row.text("fate")] = row.int("n")
        }
        self.counts = counts
    }

    func json(_ context: ReadContext) throws -> JSON {
        let errands = try context.reader.first(
            """
            SELECT COUNT(*) AS n, MIN(date_created) AS oldest FROM mailbox_errand
            WHERE organization = \(context.organization) AND account_id = \(account.id)
            """)
        return [
            "state": .string(state.rawValue), "account_status": account["status"],
            "since": .string(ConnectedAccount.syncSince(account).text),
            "is_watched": .bool(isWatched), "last_error": sync?.json("last_error") ?? .null,
            "failures": .int(sync?.int("failures") ?? 0),
            "next_try": isWatched || state == .stopped ? .null : JSON(sync?.moment("next_try")?.text()),
            "date_connected": JSON(sync?.moment("date_connected")?.text()),
            "folders": .array(folders.map(json)),
            "quarantined": .array(try Quarantine.list(account.id, context.organization, context.reader)),
            "errands": [
                "pending": .int(errands?.int("n") ?? 0), "oldest": JSON(errands?.moment("oldest")?.text()),
            ],
        ]
    }

    private var isWatched: Bool { sync?.moment("leased_until").map { $0 > now } ?? false }

    private var state: State {
        guard let sync else { return .off }
        if sync.flag("is_stopped") { return .stopped }
        if !isWatched { return sync.int("failures") > 0 ? .retrying : .waiting }
        if folders.isEmpty
            || folders.contains(where: { !$0.flag("is_history_complete") && $0["last_error"].isNull })
        {
            return .importing
        }
        return folders.contains { $0.int("gap") > 0 || !$0["last_error"].isNull } ? .gap : .upToDate
    }

    private func json(_ row: Row) -> JSON {
        let folder = MailboxFolder(row)
        let fates = counts[folder.id.text] ?? [:]
        let ours = fates.values.reduce(0, +)
        return [
            "id": folder.id.json, "name": .string(folder.name.text), "role": .string(folder.role.rawValue),
            "server_count": folder.serverCount.json, "our_count": .int(ours + folder.olderCount),
            "kept": .int(fates["kept"] ?? 0), "left_out": .int(fates["left_out"] ?? 0),
            "quarantined": .int(fates["quarantined"] ?? 0), "older": .int(folder.olderCount),
            "gap": .int(folder.gap),
            "is_history_complete": .bool(folder.cursor?.isHistoryComplete ?? false),
            "uid_validity": folder.cursor.map { Int($0.uidValidity) }.json,
            "last_uid": folder.cursor.map { Int($0.lastUID) }.json,
            // How long ago our books were last known to agree with the server's.
            "lag_seconds": row.moment("date_synced").map { Int((now - $0).components.seconds) }.json,
            "date_synced": JSON(row.moment("date_synced")?.text()), "last_error": row.json("last_error"),
            "next_try": JSON(folder.nextTry?.text()),
        ]
    }
}
