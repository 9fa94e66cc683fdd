import AjarCore
import AjarMail
import AjarResource
import AjarStore
import Foundation

/// A message as it came: one row, however many mailboxes hold it and however many leads it concerns.
enum ReceivedMessage {
    static let shape: IDShape = .short("message")

    /// An email that was made of it.
    struct Made: Sendable {
        let message: ID
        let email: ID
        let lead: String
    }

    /// What the messages with these keys have become.
    static func known(_ keys: Set<String>, _ context: ReadContext) throws -> [String: [Made]] {
        var found: [String: [Made]] = [:]
        for part in keys.sorted().chunks(of: 500) {
            let rows = try context.reader.rows(
                """
                SELECT message.message_key, message.id, message_email.email_id, email.lead_id FROM message
                JOIN message_email ON message_email.organization = message.organization
                    AND message_email.message_id = message.id
                JOIN email ON email.organization = message.organization AND email.id = message_email.email_id
                WHERE message.organization = \(context.organization) AND message.message_key IN (\(list: part))
                ORDER BY email.id
                """)
            for row in rows {
                found[row.text("message_key"), default: []].append(
                    Made(message: row.id("id"), email: row.id("email_id"), lead: row.text("lead_id")))
            }
        }
        return found
    }

    static func keep(_ arrival: Arrival, _ context: WriteContext) throws -> ID {
        let id = context.transaction.newID(shape)
        try context.transaction.execute(
            """
            INSERT INTO message (organization, id, message_key, source, date_created)
            VALUES (\(context.organization), \(id), \(arrival.key), \(arrival.source), \(context.now))
            """)
        return id
    }

    static func connect(_ message: ID, with email: ID, _ context: WriteContext) throws {
        try context.transaction.execute(
            """
            INSERT INTO message_email (organization, message_id, email_id)
            VALUES (\(context.organization), \(message), \(email)) ON CONFLICT DO NOTHING
            """)
    }

    static func keys(of email: ID, _ context: ReadContext) throws -> [String] {
        try context.reader.rows(
            """
            SELECT message.message_key FROM message_email
            JOIN message ON message.organization = message_email.organization AND message.id = message_email.message_id
            WHERE message_email.organization = \(context.organization) AND message_email.email_id = \(email)
            """
        ).map { $0.text("message_key") }
    }

    /// The email goes; a message of which nothing remains goes with it, and so do the files in it.
    static func release(_ email: ID, _ context: WriteContext) throws {
        let rows = try context.reader.rows(
            """
            SELECT message_id FROM message_email WHERE organization = \(context.organization) AND email_id = \(email)
            """)
        guard !rows.isEmpty else { return }
        try context.transaction.execute(
            "DELETE FROM message_email WHERE organization = \(context.organization) AND email_id = \(email)")
        for message in rows.map({ $0.text("message_id") }) {
            let isUsed = try context.reader.exists(
                """
                SELECT email_id FROM message_email
                WHERE organization = \(context.organization) AND message_id = \(message) LIMIT 1
                """)
            guard !isUsed else { continue }
            for (table, column) in [("message", "id"), ("file", "message_id")] {
                try context.transaction.execute(
                    """
                    DELETE FROM \(name: table)
                    WHERE organization = \(context.organization) AND \(name: column) = \(message)
                    """)
            }
        }
    }

    // MARK: - What it holds

    /// What the email shows of the files. Their bytes stay where they are, in the message.
    static func attachments(of read: ReadMessage, _ message: ID, _ context: WriteContext) throws -> [JSON] {
        try read.attachments.prefix(maximumAttachments).enumerated().map { index, attachment in
            let file = context.transaction.newID(.classic("file"))
            let name = StoredText.line(attachment.filename, max: 500)
            let type = StoredText.line(attachment.contentType, max: 200)
            try context.transaction.execute(
                """
                INSERT INTO file (organization, id, filename, content_type, size, date_created, date_uploaded, is_kept,
                    message_id, part)
                VALUES (\(context.organization), \(file), \(name), \(type), \(attachment.size), \(context.now),
                    \(context.now), 1, \(message), \(index))
                """)
            return [
                "url": .string(Attachments.url(file.text, name, context)), "filename": .string(name),
                "content_type": .string(type), "size": .int(attachment.size),
                "content_id": JSON(attachment.contentID),
                "inline_only": .bool(attachment.isInline && attachment.contentID != nil),
            ]
        }
    }

    private static let maximumAttachments: Int = 100

    /// The file that is a part of a message, out of the message.
    static func part(
        _ index: Int, of message: String, organization: Int, _ store: Store
    ) async throws -> [UInt8]? {
        let source = try await store.read { reader in
            try reader.value(
                "SELECT source FROM message WHERE organization = \(organization) AND id = \(message)"
            ).bytes
        }
        let attachments = try source.map { try MessageReader.read($0).attachments } ?? []
        return attachments.indices.contains(index) ? attachments[index].data : nil
    }
}

/// Words of a stranger, in the form in which they can be stored: bounded, and without NUL.
enum StoredText {
    static func line(_ text: String, max: Int) -> String { cut(text, scalars: max) }

    static func body(_ text: String?) -> String? { text.map { cut($0, scalars: 1_048_576) } }

    /// Bodies are long, and this looks at eight bytes at a time where `contains` looks at one.
    private static func hasNUL(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
    }

    private static func cut(_ text: String, scalars: Int) -> String {
        let clean = hasNUL(text) ? text.replacing("\0", with: "") : text
        guard clean.utf8.count > scalars else { return clean }
        return String(String.UnicodeScalarView(clean.unicodeScalars.prefix(scalars)))
    }
}
