import AjarCore
import AjarResource
import AjarStore

/// An email as the bytes that were sent, or that came.
enum EmailSource {
    static let endpoints: [Endpoint] = [
        Endpoint(.get, "activity/email/{id}/source", "The message as it went over the wire (RFC 5322)") {
            request, engine in
            let bytes: [UInt8]? = try await engine.read(request.caller) { context in
                try source(of: try context.get(EmailActivity.resource, request.path["id"] ?? ""), context)
            }
            // A draft, and what was only logged, has never been a message.
            guard let bytes else { throw AjarError.notFound("There is no message behind this email.") }
            return APIAnswer(body: bytes, contentType: "message/rfc822")
        }
    ]

    /// What we sent ourselves comes first: a report about it is connected with it, too.
    private static func source(of email: Record, _ context: ReadContext) throws -> [UInt8]? {
        let sent = try context.reader.value(
            "SELECT source FROM email_source WHERE organization = \(context.organization) AND email_id = \(email.id)"
        )
        if let bytes = sent.bytes { return bytes }
        return try context.reader.value(
            """
            SELECT message.source FROM message_email
            JOIN message ON message.organization = message_email.organization AND message.id = message_email.message_id
            WHERE message_email.organization = \(context.organization) AND message_email.email_id = \(email.id)
            ORDER BY message.id LIMIT 1
            """
        ).bytes
    }
}
