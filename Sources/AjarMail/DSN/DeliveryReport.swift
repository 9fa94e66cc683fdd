package import AjarCore

/// What became of a mail, as a mail server reports it. RFC 3464, 6522, 6533; and what servers wrote before.
package struct DeliveryReport: Sendable, Hashable {
    /// What the report says about one recipient.
    package struct Recipient: Sendable, Hashable {
        package enum Action: String, Sendable, Hashable, CaseIterable {
            case failed, delayed, delivered, relayed, expanded
        }

        package var action: Action
        /// Whom the server tried last: after aliases and forwarding, not always whom we wrote to.
        package var finalRecipient: Address?
        /// Whom we wrote to, if the server knows.
        package var originalRecipient: Address?
        package var status: EnhancedStatus?
        /// The words of the server that refused. Bounded, without control characters.
        package var diagnostic: String = ""
        package var remoteServer: String?
        package var willRetryUntil: Timestamp?

        package init(action: Action, finalRecipient: Address? = nil) {
            self.action = action
            self.finalRecipient = finalRecipient
        }

        /// The one to look for among those we wrote to.
        package var recipient: Address? { originalRecipient ?? finalRecipient }
    }

    /// How sure we can be of what it says.
    package enum Form: String, Sendable, Hashable {
        /// RFC 3464.
        case standard
        /// Understood from its words.
        case text
    }

    package var form: Form
    package var reportingServer: String?
    package var originalEnvelopeID: String?
    package var recipients: [Recipient] = []
    package var returned: ReturnedMessage?

    /// Nil for anything but a report. Doesn't judge who sent it: anybody can write one, so match it with what
    /// was sent.
    package init?(_ message: ReadMessage) {
        let types: Set<String> = ["message/delivery-status", "message/global-delivery-status"]
        if let part = message.attachments.first(where: { types.contains($0.contentType) }) {
            self.init(status: ReportFields(part.data))
            returned = ReturnedMessage(in: message)
        } else if let report = TextReport(message) {
            self.init(text: report)
            returned = ReturnedMessage(in: message) ?? report.returned
        } else {
            return nil
        }
        guard !recipients.isEmpty else { return nil }
    }

    private init(text report: TextReport) {
        form = .text
        recipients = report.recipients
    }

    private init(status fields: ReportFields) {
        form = .standard
        var groups: ArraySlice<[String: String]> = fields.groups[...]
        if let first = groups.first, first["final-recipient"] == nil, first["action"] == nil {
            reportingServer = ReportFields.typed(first["reporting-mta"])
            originalEnvelopeID = first["original-envelope-id"]
            groups = groups.dropFirst()
        } else if let first = groups.first {
            // Some servers forget the empty line behind the first group.
            reportingServer = ReportFields.typed(first["reporting-mta"])
            originalEnvelopeID = first["original-envelope-id"]
        }
        recipients = groups.compactMap { Self.recipient($0) }
    }

    private static func recipient(_ fields: [String: String]) -> Recipient? {
        guard let word = fields["action"]?.lowercased().prefix(while: \.isLetter) else { return nil }
        guard let action = Recipient.Action(rawValue: String(word)) else { return nil }
        var recipient = Recipient(
            action: action, finalRecipient: ReportFields.address(fields["final-recipient"]))
        recipient.originalRecipient = ReportFields.address(fields["original-recipient"])
        recipient.diagnostic = ReportFields.typed(fields["diagnostic-code"]) ?? ""
        recipient.remoteServer = ReportFields.typed(fields["remote-mta"])
        recipient.willRetryUntil = fields["will-retry-until"].flatMap { date($0) }
        let told: EnhancedStatus? = fields["status"].flatMap {
            EnhancedStatus($0.prefix { $0 != " " && $0 != "(" })
        }
        recipient.status = moreExact(told, EnhancedStatus(in: recipient.diagnostic))
        return recipient
    }

    /// `5.0.0` says nothing; what the refusing server said is better, if it doesn't contradict.
    private static func moreExact(_ told: EnhancedStatus?, _ found: EnhancedStatus?) -> EnhancedStatus? {
        guard let told else { return found }
        guard let found, found.category == told.category else { return told }
        return told.subject == 0 || told.detail == 0 && told.subject == found.subject ? found : told
    }

    private static func date(_ text: String) -> Timestamp? {
        (try? MessageReader.read(Array("Date: \(text)\r\n\r\n".utf8)))?.date
    }
}

extension EnhancedStatus {
    /// The first one among words: `550 5.1.1 <x@y>: no such user`, `550-5.1.1 …`, `(#5.1.1)`.
    init?(in text: some StringProtocol) {
        let words = text.prefix(1000).split { !($0.isNumber || $0 == ".") }
        for word in words {
            if let status = EnhancedStatus(word) {
                self = status
                return
            }
        }
        return nil
    }
}
