import AjarCore
import AjarStore

/// Accounts and folders whose mail does not come in, each explained in a sentence. Names ids and what the
/// servers said, never addresses or texts.
struct MailboxDiagnosis {
    private static let patience: Duration = .seconds(900)
    private static let shown = 20

    private let store: Store

    init(_ store: Store) { self.store = store }

    func findings() async throws -> [Finding] {
        let findings = try await accounts() + folders() + errands() + quarantine()
        return findings.isEmpty ? [.fine("mailboxes", "All that are connected are read.")] : findings
    }

    private func accounts() async throws -> [Finding] {
        let now = store.environs.clock.now
        let rows = try await store.read { reader in
            try reader.rows(
                """
                SELECT account_id, is_stopped, leased_until, failures, next_try, last_error FROM mailbox_sync
                WHERE is_stopped = 1 OR leased_until IS NULL OR leased_until < \(reader.now)
                ORDER BY next_try, organization, account_id LIMIT \(Self.shown)
                """)
        }
        return rows.compactMap { row in
            let account = "Account \(row.text("account_id"))"
            let words = Self.words(row.json("last_error"))
            if row.flag("is_stopped") {
                return .problem(
                    "mailboxes", "\(account) receives nothing until its password is given again.\(words)")
            }
            let next = row.moment("next_try") ?? now
            if row.int("failures") > 0, next > now - Self.patience {
                let when = next > now ? "is tried again in \((next - now).inWords)" : "is being tried again"
                return .notice("mailboxes", "\(account) can't be read and \(when).\(words)")
            }
            guard next < now - Self.patience else { return nil }
            return .problem(
                "mailboxes",
                "Nobody has watched \(account.lowercased()) for \((now - next).inWords). Is a server running?"
            )
        }
    }

    private func folders() async throws -> [Finding] {
        let now = store.environs.clock.now
        let rows = try await store.read { reader in
            try reader.rows(
                """
                SELECT mailbox_folder.id, mailbox_folder.account_id, role, gap, is_history_complete, server_count,
                    date_synced, mailbox_folder.last_error, mailbox_folder.next_try, mailbox_folder.date_created
                FROM mailbox_folder
                JOIN mailbox_sync ON mailbox_sync.organization = mailbox_folder.organization
                    AND mailbox_sync.account_id = mailbox_folder.account_id
                WHERE mailbox_sync.is_stopped = 0 AND mailbox_sync.leased_until >= \(reader.now)
                    AND (gap > 0 OR mailbox_folder.last_error IS NOT NULL
                        OR COALESCE(date_synced, mailbox_folder.date_created) < \(reader.now - Self.patience))
                ORDER BY mailbox_folder.organization, mailbox_folder.account_id, mailbox_folder.id LIMIT \(Self.shown)
                """)
        }
        return rows.map { row in
            let folder = "Folder \(row.text("id")) (\(row.text("role"))) of account \(row.text("account_id"))"
            if !row["last_error"].isNull {
                let next =
                    row.moment("next_try").map { $0 > now ? ($0 - now).inWords : "a moment" } ?? "a moment"
                return .problem(
                    "mailboxes",
                    "\(folder) is refused and tried again in \(next).\(Self.words(row.json("last_error")))")
            }
            if row.int("gap") > 0 {
                return .problem(
                    "mailboxes",
                    "\(folder) lacks \(row.int("gap")) messages that the server lists and does not give.")
            }
            if !row.flag("is_history_complete") {
                return .notice(
                    "mailboxes",
                    "\(folder) is being read for the first time; it holds \(row.int("server_count")) messages."
                )
            }
            let age = now - (row.moment("date_synced") ?? row.moment("date_created") ?? now)
            return .problem(
                "mailboxes",
                "\(folder) was last compared with the server \(age.inWords) ago, although it is watched.")
        }
    }

    private func errands() async throws -> [Finding] {
        let rows = try await store.read { reader in
            try reader.rows(
                """
                SELECT account_id, kind, COUNT(*) AS n, MAX(last_error) AS last_error FROM mailbox_errand
                WHERE date_created < \(reader.now - Self.patience)
                GROUP BY organization, account_id, kind ORDER BY account_id, kind LIMIT \(Self.shown)
                """)
        }
        return rows.map { row in
            let what =
                switch row.text("kind") {
                case "append": "sent copies are not in the Sent folder"
                case "archive": "finished conversations are not archived"
                case _: "new addresses of contacts have not been looked for"
                }
            return .notice(
                "mailboxes",
                "\(row.int("n")) \(what) of account \(row.text("account_id")).\(Self.words(row.json("last_error")))"
            )
        }
    }

    private func quarantine() async throws -> [Finding] {
        let rows = try await store.read { reader in
            try reader.rows(
                """
                SELECT account_id, COUNT(*) AS n FROM quarantined_message WHERE is_aside = 1
                GROUP BY organization, account_id ORDER BY account_id LIMIT \(Self.shown)
                """)
        }
        return rows.map { row in
            .notice(
                "mailboxes",
                "\(row.int("n")) messages of account \(row.text("account_id")) can't be read; /connected_account/{id}/quarantine/ lists them."
            )
        }
    }

    private static func words(_ error: JSON) -> String {
        guard let message = error["message"].string else { return "" }
        let code = error["code"].string.map { " (\($0))" } ?? ""
        let words = message.split(separator: " ").map { $0.contains("@") ? "…" : String($0) }
        return " The last answer\(code): \(words.joined(separator: " "))"
    }
}
