/// How far a delivery got.
package enum DeliveryStage: String, Sendable, Hashable, CaseIterable {
    case connect, tls, greeting, hello, auth, mail, rcpt, data
    /// The message was sent whole and only its reply was missing.
    case final
    /// Between two mails: RSET or an unexpected word of the server.
    case idle
}

/// Why a mail did not get to a recipient: what a person needs to understand it, and nothing secret.
package struct DeliveryFailure: Error, Sendable, Hashable {
    /// What kind of trouble it was, for code; `message` is for people.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The server said so, with `code`.
        case reply
        case nameNotFound, addressRefused, connectionRefused, connectionLost, timeout
        /// What came was no SMTP, too long, or more than was asked for.
        case garbage
        case certificate
        /// TLS was configured and the server doesn't offer it, or offers it and can't do it.
        case tlsRequired, tlsFailed
        /// Bytes stood between the answer to STARTTLS and the handshake: somebody injects (RFC 3207 §6).
        case bytesBeforeTLS
        case authenticationUnavailable
        /// The mail needs what the server doesn't offer: UTF-8 addresses, or its size.
        case smtpUTF8Unavailable, messageTooLarge
        case noRecipients
        /// We ourselves stopped: shut-down, or the caller's own bookkeeping failed right before the final
        /// dot.
        case cancelled, notTransmitted
    }

    package static let maximumMessageLength: Int = 1000

    package var stage: DeliveryStage
    package var reason: Reason
    package var host: String
    /// What we had said, without credentials.
    package var command: String
    package var code: Int?
    package var enhancedStatus: String?
    /// The server's words, or ours if it said nothing. Bounded, without control characters.
    package var message: String

    package init(
        stage: DeliveryStage, reason: Reason, host: String, command: String = "", code: Int? = nil,
        enhancedStatus: String? = nil, message: String
    ) {
        self.stage = stage
        self.reason = reason
        self.host = host
        self.command = command
        self.code = code
        self.enhancedStatus = enhancedStatus
        self.message = String(ServerText.clean(message).prefix(Self.maximumMessageLength))
    }

    package init(stage: DeliveryStage, host: String, command: String, reply: Reply) {
        self.init(
            stage: stage, reason: .reply, host: host, command: command, code: reply.code,
            enhancedStatus: reply.enhancedStatus?.text, message: reply.lines.joined(separator: " "))
    }

    /// The account's credentials are wrong or can't be used: its owner has to act, a retry alone is no help.
    package var isAuthentication: Bool {
        reason == .authenticationUnavailable || stage == .auth && reason == .reply || code == 530
            || code == 535
    }

    /// Whether trying the same again can't help.
    package var isPermanent: Bool {
        switch reason {
        case .reply: (code ?? 0) >= 500
        case .smtpUTF8Unavailable, .messageTooLarge, .noRecipients: true
        case .nameNotFound, .addressRefused, .connectionRefused, .connectionLost, .timeout, .garbage,
            .certificate,
            .tlsRequired, .tlsFailed, .bytesBeforeTLS, .authenticationUnavailable, .cancelled,
            .notTransmitted:
            false
        }
    }

    /// What it means for a recipient, as long as the final dot was not sent.
    package var outcome: RecipientOutcome { isPermanent ? .refused(self) : .deferred(self) }
}

/// What became of the mail for one recipient.
package enum RecipientOutcome: Sendable, Hashable {
    case accepted(Reply)
    /// Not sent; worth another try.
    case deferred(DeliveryFailure)
    /// Not sent, and another try would get the same answer.
    case refused(DeliveryFailure)
    /// The line broke after the final dot and before its reply. The only place where a retry may deliver
    /// twice.
    case unknown(DeliveryFailure)

    package var isAccepted: Bool {
        if case .accepted = self { true } else { false }
    }

    package var failure: DeliveryFailure? {
        switch self {
        case .accepted: nil
        case .deferred(let failure), .refused(let failure), .unknown(let failure): failure
        }
    }
}
