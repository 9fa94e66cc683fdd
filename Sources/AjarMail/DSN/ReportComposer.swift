package import AjarCore

/// The report of a mail server that could not deliver, as bytes. RFC 3464, 6522.
package struct ReportComposer: Sendable {
    package static let server = "ajar.sandbox"

    /// The envelope sender of what came back.
    package var to: Address
    /// Who could not be reached.
    package var recipients: [Address]
    package var status: EnhancedStatus
    /// Why, in one line.
    package var reason: String
    package var messageID: MessageID
    package var date: Timestamp
    /// What came back: its headers go with the report.
    package var original: [UInt8]

    package init(
        to: Address, recipients: [Address], status: EnhancedStatus, reason: String, messageID: MessageID,
        date: Timestamp, original: [UInt8]
    ) {
        self.to = to
        self.recipients = recipients
        self.status = status
        self.reason = HeaderValue(cleaning: reason, limit: 500).text
        self.messageID = messageID
        self.date = date
        self.original = original
    }

    package func compose() -> [UInt8] {
        let boundary = "report." + messageID.text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        var text =
            "Return-Path: <>\r\nDelivered-To: \(to.email)\r\n"
            + HeaderEncoding.field("Date", [date.rfc5322])
            + "From: Mail Delivery System <MAILER-DAEMON@\(Self.server)>\r\n"
            + HeaderEncoding.field("To", HeaderEncoding.pieces(addresses: [to]))
            + "Subject: Undelivered mail returned to sender\r\nMessage-ID: \(messageID.bracketed)\r\n"
            + "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"\(boundary)\"\r\n\r\n"
        text += part(boundary, "text/plain; charset=utf-8", words)
        text += part(boundary, "message/delivery-status", fields)
        text += part(boundary, "text/rfc822-headers", "")
        return Array(text.utf8) + HeaderBlock(original).bytes([]) + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    private func part(_ boundary: String, _ type: String, _ content: String) -> String {
        "--\(boundary)\r\nContent-Type: \(type)\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\(content)"
    }

    private var words: String {
        let names = recipients.map { "  \($0.email)\r\n" }.joined()
        return "Your mail could not be delivered to:\r\n\r\n\(names)\r\n\(reason)\r\n\r\n"
    }

    private var fields: String {
        // Diagnostics are what a server said, and servers speak ASCII.
        let said = String(reason.map { $0.isASCII ? $0 : "?" })
        let groups = recipients.map { recipient in
            """
            Final-Recipient: rfc822; \(recipient.email)\r
            Action: failed\r
            Status: \(status)\r
            Diagnostic-Code: smtp; 550 \(status) \(said)\r
            \r

            """
        }
        return "Reporting-MTA: dns; \(Self.server)\r\n\r\n" + groups.joined()
    }
}
