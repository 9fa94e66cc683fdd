/// A mail as it came over SMTP: envelope and bytes, nothing read into it.
package struct ReceivedMail: Sendable {
    /// Nil for bounces, whose sender is `<>`.
    package var sender: Address?
    package var recipients: [Address]
    /// With CRLF line ends, dots undoubled.
    package var bytes: [UInt8]
    /// Whom the client said it was.
    package var username: String?

    package init(sender: Address?, recipients: [Address], bytes: [UInt8], username: String? = nil) {
        self.sender = sender
        self.recipients = recipients
        self.bytes = bytes
        self.username = username
    }
}

extension ReceivedMail: CustomStringConvertible {
    package var description: String { "ReceivedMail(\(recipients.count) recipients, \(bytes.count) bytes)" }
}

/// What the receiver tells its client about a recipient or a mail.
package enum ReceiverVerdict: Sendable, Hashable {
    /// 250 with this text.
    case accept(String)
    /// 4xx: come back later; 5xx: never.
    case refuse(code: Int, String)

    package static let accept: ReceiverVerdict = .accept("2.0.0 Ok")
}

/// What a client may cost us.
package struct ReceiverLimits: Sendable, Hashable {
    package var messageBytes: Int = 50 << 20
    package var recipients: Int = 1000
    package var connections: Int = 200
    /// RFC 5321 says 512; AUTH and SMTPUTF8 need more.
    package var lineLength: Int = 4096
    package var mistakes: Int = 20
    package var idle: Duration = .seconds(300)
    /// However busy the client is: one that sends a byte a minute isn't idle.
    package var lifetime: Duration = .seconds(86_400)
    package var offersAuthentication = true

    package init() {}
}
