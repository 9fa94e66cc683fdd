import AjarCore
import AjarMail
import AjarResource
import AjarStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Messages that could not be read. They lie aside with their raw bytes, are listed, and can be tried again
/// by hand.
enum Quarantine {
    static let endpoints: [Endpoint] = [
        Endpoint(.get, "connected_account/{id}/quarantine", "Lists the messages that could not be read") {
            request, engine in
            .json(
                try await engine.read(request.caller) { context in
                    let account = try ConnectedAccount.owned(request.path["id"] ?? "", context)
                    let list = try list(account.id, context.organization, context.reader)
                    return ["data": .array(list), "has_more": false]
                })
        },
        Endpoint(
            .get, "connected_account/{id}/quarantine/{message}",
            "Gets a message that could not be read, with its bytes"
        ) { request, engine in
            .json(
                try await engine.read(request.caller) { context in
                    let row = try row(request, context)
                    var json = Self.json(row).object ?? JSONObject()
                    json.append(
                        "source_base64", JSON(row["source"].bytes.map { Data($0).base64EncodedString() }))
                    return .object(json)
                })
        },
        Endpoint(
            .post, "connected_account/{id}/quarantine/{message}/retry",
            "Reads a message again that could not be read"
        ) { request, engine in
            try await retry(request, engine)
        },
    ]

    static func list(_ account: ID, _ organization: Int, _ reader: Reader) throws -> [JSON] {
        try reader.rows(
            """
            SELECT id, folder_id, uid, message_id, attempts, reason, size, date_created FROM quarantined_message
            WHERE organization = \(organization) AND account_id = \(account) AND is_aside = 1
            ORDER BY date_created DESC, id DESC LIMIT 200
            """
        ).map(json)
    }

    private static func json(_ row: Row) -> JSON {
        [
            "id": row.id("id").json, "folder_id": row.id("folder_id").json, "uid": row["uid"].int.json,
            "message_id": JSON(row["message_id"].text), "attempts": row["attempts"].int.json,
            "reason": JSON(row["reason"].text),
            "size": row["size"].int.json, "date_created": JSON(row.moment("date_created")?.text()),
        ]
    }

    private static func row(_ request: APIRequest, _ context: ReadContext) throws -> Row {
        let account = try ConnectedAccount.owned(request.path["id"] ?? "", context)
        let row = try context.reader.first(
            """
            SELECT id, folder_id, uid_validity, uid, message_id, attempts, reason, size, source, date_created
            FROM quarantined_message
            WHERE organization = \(context.organization) AND account_id = \(account.id)
                AND id = \(request.path["message"] ?? "") AND is_aside = 1
            """)
        guard let row else { throw AjarError.noSuch("QuarantinedMessage") }
        return row
    }

    /// After an update of ours the reader may know better.
    private static func retry(_ request: APIRequest, _ engine: Engine) async throws -> APIAnswer {
        let (account, source, role) = try await engine.read(request.caller) {
            context -> (ID, [UInt8], MailboxFolder.Role) in
            let row = try row(request, context)
            guard let source = row["source"].bytes else {
                throw AjarError.badRequest("The server never gave the bytes of this message.")
            }
            let role = try context.reader.value(
                """
                SELECT role FROM mailbox_folder
                WHERE organization = \(context.organization) AND id = \(row.text("folder_id"))
                """
            ).text
            return (
                ID(request.path["id"] ?? ""), source,
                role.flatMap(MailboxFolder.Role.init(rawValue:)) ?? .other
            )
        }
        let arrival = Arrival(source: source, origin: .mailbox(account: account, role: role, isSeen: true))
        return .json(
            try await engine.write(request.caller) { context in
                let row = try row(request, context)
                let fate: Placement.Fate
                switch try MessageIntake.take([arrival], context)[0] {
                case .kept, .known: fate = .kept
                case .leftOut: fate = .leftOut
                case .unreadable(let reason): throw AjarError.badRequest("It still can't be read: \(reason)")
                }
                try context.transaction.execute(
                    """
                    UPDATE mailbox_message SET fate = \(fate.rawValue)
                    WHERE organization = \(context.organization) AND folder_id = \(row.text("folder_id"))
                        AND uid_validity = \(row.int("uid_validity")) AND uid = \(row.int("uid"))
                    """)
                try context.transaction.execute(
                    "DELETE FROM quarantined_message WHERE organization = \(context.organization) AND id = \(row.text("id"))"
                )
                return ["fate": .string(fate.rawValue)]
            })
    }
}

extension Transaction {
    /// How many attempts there were, with this one.
    func noteAttempt(
        _ message: FetchedMessage, in folder: MailboxFolder, reason: String, _ lease: MailboxLease
    ) throws -> Int {
        try insertQuarantined(message, in: folder, reason: reason, isAside: false, source: nil, lease)
    }

    func putAside(
        _ message: FetchedMessage, in folder: MailboxFolder, reason: String, _ lease: MailboxLease
    ) throws {
        try insertQuarantined(
            message, in: folder, reason: reason, isAside: true, source: message.bytes, lease)
    }

    /// It was read after all.
    func clear(_ uid: UID, in folder: MailboxFolder, _ lease: MailboxLease) throws {
        try execute(
            """
            DELETE FROM quarantined_message
            WHERE organization = \(lease.organization) AND folder_id = \(folder.id) AND uid = \(Int(uid))
                AND uid_validity = \(Int(folder.cursor?.uidValidity ?? 0)) AND is_aside = 0
            """)
    }

    @discardableResult
    private func insertQuarantined(
        _ message: FetchedMessage, in folder: MailboxFolder, reason: String, isAside: Bool, source: [UInt8]?,
        _ lease: MailboxLease
    ) throws -> Int {
        let bytes: Value = source.map(Value.blob) ?? .null
        return try value(
            """
            INSERT INTO quarantined_message (
                organization, id, account_id, folder_id, uid_validity, uid, attempts, is_aside, reason, size, source,
                date_created)
            VALUES (\(lease.organization), \(newID(.short("quar"))), \(lease.account), \(folder.id),
                \(Int(folder.cursor?.uidValidity ?? 0)), \(Int(message.uid)), 1, \(isAside), \(reason), \(message.size),
                \(bytes), \(now))
            ON CONFLICT (organization, folder_id, uid_validity, uid) DO UPDATE
            SET attempts = CASE WHEN excluded.is_aside = 1 THEN quarantined_message.attempts
                    ELSE quarantined_message.attempts + 1 END,
                is_aside = excluded.is_aside, reason = excluded.reason, source = excluded.source, size = excluded.size
            RETURNING attempts
            """
        ).int ?? 0
    }
}
