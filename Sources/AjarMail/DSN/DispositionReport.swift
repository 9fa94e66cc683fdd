/// What a mail program did with a mail: "it was displayed". RFC 8098. Never a bounce, and not proof of a
/// reader.
package struct DispositionReport: Sendable, Hashable {
    package var originalMessageID: MessageID?
    package var finalRecipient: Address?
    /// `displayed`, `deleted`, `processed` … in lower case.
    package var disposition: String
    /// No person decided to send it.
    package var isAutomatic: Bool

    package init?(_ message: ReadMessage) {
        let type = "message/disposition-notification"
        guard let part = message.attachments.first(where: { $0.contentType == type }) else { return nil }
        guard let fields = ReportFields(part.data).groups.first,
            let text = fields["disposition"]?.lowercased()
        else { return nil }
        let words: [Substring] = text.split(separator: ";", maxSplits: 1)
        guard let last = words.last else { return nil }
        disposition = String(last.trimmingSpaces().prefix { $0.isLetter || $0 == "-" })
        isAutomatic = words.count == 2 && words[0].contains("automatic-action")
        finalRecipient = ReportFields.address(fields["final-recipient"])
        originalMessageID = fields["original-message-id"].flatMap { MessageID.list(parsing: $0).first }
    }
}
