import AjarCore
import AjarMail
import AjarStore

/// What the sandbox has taken, as mailboxes: each address has its own, and any password opens it. It listens
/// on loopback alone, where whoever asks could read the database as well.
struct SandboxMailboxes: OfferedMailboxes {
    /// Rings when something came, went or was marked.
    static let bell = "sandbox"

    let store: Store

    let folders: [ListedMailbox] = [
        ListedMailbox(name: .inbox, delimiter: "/"),
        ListedMailbox(name: MailboxName("Sent"), delimiter: "/", attributes: ["\\sent"]),
        ListedMailbox(name: MailboxName("Archive"), delimiter: "/", attributes: ["\\archive"]),
    ]

    func owner(username: String, password: Secret) -> String? { try? Address(email: username).folded }

    func changes() -> any AsyncSequence<Void, Never> & Sendable {
        store.wakes().filter { $0.isEmpty || $0.contains(Self.bell) }.map { _ in }
    }

    // MARK: - Reading

    func read(_ folder: OfferedFolder) async throws -> FolderContents {
        try await store.read { reader in
            let rows = try reader.rows(
                """
                SELECT sandbox_copy.uid, sandbox_copy.flags, sandbox_copy.date_created, sandbox_message.size
                FROM sandbox_copy JOIN sandbox_message ON sandbox_message.id = sandbox_copy.message_id
                WHERE sandbox_copy.owner = \(folder.owner) AND sandbox_copy.folder = \(folder.name.text)
                ORDER BY sandbox_copy.uid
                """)
            let next = try reader.value(
                """
                SELECT next_uid FROM sandbox_folder WHERE owner = \(folder.owner) AND name = \(folder.name.text)
                """
            ).int
            return FolderContents(
                messages: rows.map { row in
                    FolderContents.Message(
                        uid: UID(clamping: row.int("uid")), flags: row.flags,
                        date: row.moment("date_created") ?? Timestamp(micros: 0), size: row.int("size"))
                }, nextUID: UID(clamping: next ?? 1))
        }
    }

    func source(of uid: UID, in folder: OfferedFolder) async throws -> [UInt8]? {
        try await store.read { reader in
            try reader.value(
                """
                SELECT sandbox_message.source FROM sandbox_copy
                JOIN sandbox_message ON sandbox_message.id = sandbox_copy.message_id
                WHERE sandbox_copy.owner = \(folder.owner) AND sandbox_copy.folder = \(folder.name.text)
                    AND sandbox_copy.uid = \(Int(uid))
                """
            ).bytes
        }
    }

    // MARK: - Changing

    func mark(_ uids: [UID], _ change: IMAPCommand.FlagChange, in folder: OfferedFolder) async throws {
        try await store.write { transaction in
            for row in try transaction.copies(uids, in: folder) {
                try transaction.execute(
                    """
                    UPDATE sandbox_copy SET flags = \(row.flags.applying(change).names)
                    WHERE owner = \(folder.owner) AND folder = \(folder.name.text) AND uid = \(row.int("uid"))
                    """)
            }
            transaction.wake(Self.bell)
        }
    }

    func copy(
        _ uids: [UID], in folder: OfferedFolder, to other: OfferedFolder, isMove: Bool
    ) async throws -> [(old: UID, new: UID)] {
        try await store.write { transaction in
            let places = try transaction.copies(uids, in: folder).map { row in
                let new = try transaction.file(
                    row.text("message_id"), in: other, flags: row.flags, date: row.moment("date_created"))
                return (old: UID(clamping: row.int("uid")), new: new)
            }
            if isMove { try transaction.remove(places.map(\.old), in: folder) }
            transaction.wake(Self.bell)
            return places
        }
    }

    func remove(_ uids: [UID], in folder: OfferedFolder) async throws {
        try await store.write { transaction in
            try transaction.remove(uids, in: folder)
            transaction.wake(Self.bell)
        }
    }

    func append(
        _ message: [UInt8], flags: Set<Flag>, date: Timestamp?, to folder: OfferedFolder
    ) async throws -> UID {
        try await store.write { transaction in
            let mail = ReceivedMail(sender: nil, recipients: [], bytes: message)
            let id = try SandboxMessage.keep(mail, transaction)
            return try transaction.file(id.text, in: folder, flags: flags, date: date)
        }
    }
}

extension Transaction {
    fileprivate func copies(_ uids: [UID], in folder: OfferedFolder) throws -> [Row] {
        try pieces(uids).flatMap { piece in
            try rows(
                """
                SELECT uid, message_id, flags, date_created FROM sandbox_copy
                WHERE owner = \(folder.owner) AND folder = \(folder.name.text) AND uid IN (\(list: piece)) ORDER BY uid
                """)
        }
    }

    fileprivate func remove(_ uids: [UID], in folder: OfferedFolder) throws {
        for piece in pieces(uids) {
            try execute(
                """
                DELETE FROM sandbox_copy
                WHERE owner = \(folder.owner) AND folder = \(folder.name.text) AND uid IN (\(list: piece))
                """)
        }
    }

    private func pieces(_ uids: [UID]) -> [[Value]] {
        stride(from: 0, to: uids.count, by: 500).map { start in
            uids[start..<min(start + 500, uids.count)].map { Value.int(Int($0)) }
        }
    }
}

extension Row {
    fileprivate var flags: Set<Flag> {
        Set(text("flags").split(separator: " ").map { Flag(name: String($0)) })
    }
}
