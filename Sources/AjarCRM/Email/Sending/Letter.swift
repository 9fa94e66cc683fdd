import AjarCore
import AjarMail
import AjarResource

/// An email as the bytes that go to the relay.
struct Letter: Sendable {
    private typealias Email = EmailActivity

    let sender: Address
    let source: [UInt8]
    /// Whether the bytes were made just now, and have to be kept for later attempts.
    let isNew: Bool

    init(_ email: Record, known: [UInt8]?, now: Timestamp, _ files: FileStore, _ organization: Int) async throws {
        sender = try Address(parsing: email[Email.sender] ?? "")
        if let known {
            source = known
            isNew = false
            return
        }
        let message = OutgoingMessage(
            from: sender, to: try email[Email.to].map { try Address(parsing: $0) },
            cc: try email[Email.cc].map { try Address(parsing: $0) }, subject: email[Email.subject] ?? "",
            text: email[Email.bodyText], html: email[Email.bodyHTML],
            attachments: try await Self.attachments(email, files, organization),
            messageID: try MessageID(email[Email.messageID] ?? ""),
            inReplyTo: email[Email.inReplyTo].flatMap { try? MessageID($0) },
            references: email[Email.references].compactMap { try? MessageID($0) }, date: now)
        source = try Composer.compose(message)
        isNew = true
    }

    private static func attachments(
        _ email: Record, _ files: FileStore, _ organization: Int
    ) async throws -> [OutgoingAttachment] {
        var attachments: [OutgoingAttachment] = []
        for attachment in email[Email.attachments] {
            let id = attachment["url"].string?.split(separator: "/").dropLast().last.map(String.init) ?? ""
            guard let bytes = try await files.bytes(organization: organization, id: id) else {
                throw AjarError.unavailable("The file \(id) of email \(email.id) can't be read.")
            }
            attachments.append(OutgoingAttachment(
                filename: attachment["filename"].string ?? "file",
                contentType: attachment["content_type"].string ?? "application/octet-stream",
                contentID: attachment["content_id"].string, isInline: attachment["content_id"].string != nil,
                data: bytes))
        }
        return attachments
    }
}
