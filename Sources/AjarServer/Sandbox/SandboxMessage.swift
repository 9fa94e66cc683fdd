import AjarCore
import AjarMail
import AjarStore

/// A mail that the sandbox has taken, and the copies of it that lie in folders.
struct SandboxMessage: Sendable {
    /// The newest messages are kept, by number and by size.
    static let maximumCount = 10_000
    static let maximumBytes = 512 << 20
    static let shape: IDShape = .short("sandbox")

    let id: String
    let sender: String?
    let recipients: [String]
    let received: Timestamp
    let source: [UInt8]

    init(_ row: Row) {
        id = row.text("id")
        sender = row.text("sender").isEmpty ? nil : row.text("sender")
        recipients = row.json("recipients").array?.compactMap(\.string) ?? []
        received = row.moment("date_created") ?? Timestamp(micros: 0)
        source = row["source"].bytes ?? []
    }

    /// On disk, and in the inboxes of these owners.
    @discardableResult
    static func keep(_ mail: ReceivedMail, in owners: [Address], _ transaction: Transaction) throws -> ID {
        let id = try keep(mail, transaction)
        // In one order for everybody, so that two mails never wait for each other.
        for owner in Set(owners.map(\.folded)).sorted() {
            try transaction.file(id.text, in: OfferedFolder(owner: owner, name: .inbox))
        }
        return id
    }

    static func keep(_ mail: ReceivedMail, _ transaction: Transaction) throws -> ID {
        let id = transaction.newID(shape)
        let recipients: JSON = .array(mail.recipients.map { .string($0.email) })
        try transaction.execute(
            """
            INSERT INTO sandbox_message (id, sender, recipients, source, size, date_created)
            VALUES (\(id), \(mail.sender?.email ?? ""), \(json: recipients), \(mail.bytes), \(mail.bytes.count),
                \(transaction.now))
            """)
        try trim(transaction)
        transaction.wake(SandboxMailboxes.bell)
        return id
    }

    private static func trim(_ transaction: Transaction) throws {
        let kept = try transaction.first("SELECT COUNT(*) AS n, SUM(size) AS bytes FROM sandbox_message")
        guard let kept, kept.int("n") > maximumCount || kept.int("bytes") > maximumBytes else { return }
        // A hundred at a time, so that a full sandbox isn't trimmed with every message.
        let oldest = try transaction.rows("SELECT id FROM sandbox_message ORDER BY id LIMIT \(100)")
        let ids = oldest.map { $0.text("id") }
        try transaction.execute("DELETE FROM sandbox_copy WHERE message_id IN (\(list: ids))")
        try transaction.execute("DELETE FROM sandbox_message WHERE id IN (\(list: ids))")
    }
}

extension Transaction {
    /// Puts a message into a folder, under the next number: drawn in the transaction, so numbers are seen in
    /// the order in which they are given.
    @discardableResult
    func file(
        _ message: String, in folder: OfferedFolder, flags: Set<Flag> = [], date: Timestamp? = nil
    ) throws -> UID {
        let uid = try value(
            """
            INSERT INTO sandbox_folder (owner, name, next_uid) VALUES (\(folder.owner), \(folder.name.text), 2)
            ON CONFLICT (owner, name) DO UPDATE SET next_uid = sandbox_folder.next_uid + 1
            RETURNING next_uid - 1
            """
        ).int
        let number = UID(clamping: uid ?? 0)
        try execute(
            """
            INSERT INTO sandbox_copy (owner, folder, uid, message_id, flags, date_created)
            VALUES (\(folder.owner), \(folder.name.text), \(Int(number)), \(message), \(flags.names), \(date ?? now))
            """)
        return number
    }
}
