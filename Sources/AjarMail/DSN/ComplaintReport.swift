/// Somebody pressed "this is spam", and their provider tells us. RFC 5965.
package struct ComplaintReport: Sendable, Hashable {
    /// `abuse`, `fraud`, `opt-out` … in lower case.
    package var feedbackType: String
    package var userAgent: String?
    /// Who complained; many providers don't say.
    package var originalRecipients: [Address]
    package var returned: ReturnedMessage?

    package init?(_ message: ReadMessage) {
        guard let part = message.attachments.first(where: { $0.contentType == "message/feedback-report" })
        else { return nil }
        let groups: [[String: String]] = ReportFields(part.data).groups
        guard let fields = groups.first, let type = fields["feedback-type"]?.lowercased() else { return nil }
        feedbackType = type
        userAgent = fields["user-agent"]
        originalRecipients = [ReportFields.address(fields["original-rcpt-to"])].compactMap { $0 }
        returned = ReturnedMessage(in: message)
    }

    /// "This is no spam" and reports about DMARC come in the same form.
    package var isComplaint: Bool {
        ["abuse", "fraud", "virus", "opt-out", "opt-out-list", "other"].contains(feedbackType)
    }
}
