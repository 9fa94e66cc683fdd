/// What was being done when it failed.
package enum IMAPStage: String, Sendable, Hashable, CaseIterable {
    case connect, tls, greeting, capability, authentication
    /// ID and ENABLE.
    case introduction
    case list, select, status, fetch, search, store, copy, move, expunge, append, idle, noop, logout
    /// Between two commands.
    case ready
}

/// Why something could not be done with a mailbox: what a person needs to understand it, and nothing secret.
package struct IMAPFailure: Error, Sendable, Hashable {
    /// What kind of trouble it was, for code; `message` is for people.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The server refused: NO.
        case no
        /// The server didn't understand: BAD.
        case bad
        /// The server said goodbye: BYE.
        case bye
        case nameNotFound, addressRefused, connectionRefused, connectionLost, timeout
        /// What came was no IMAP, too long, or not what was asked for.
        case garbage
        case certificate
        /// TLS was configured and the server doesn't offer it, or wants the password before it.
        case tlsRequired, tlsFailed
        /// Bytes stood between the answer to STARTTLS and the handshake: somebody injects.
        case bytesBeforeTLS
        case authenticationUnavailable
        /// The server can't do what was asked for, or the message is too large for it.
        case unsupported, messageTooLarge
        /// We ourselves stopped.
        case cancelled
    }

    package static let maximumMessageLength: Int = 1000

    package var stage: IMAPStage
    package var reason: Reason
    package var host: String
    /// What we had said, without credentials.
    package var command: String
    /// The server's word for programs, such as `AUTHENTICATIONFAILED`.
    package var code: String?
    /// The server's words, or ours if it said nothing. Bounded, without control characters.
    package var message: String

    package init(
        stage: IMAPStage, reason: Reason, host: String, command: String = "", code: String? = nil,
        message: String
    ) {
        self.stage = stage
        self.reason = reason
        self.host = host
        self.command = command
        self.code = code
        self.message = String(ServerText.clean(message).prefix(Self.maximumMessageLength))
    }

    /// The account's credentials are wrong or can't be used: its owner has to act, and until then a retry is
    /// no help.
    ///
    /// An outage of the server's user database also shows up as a NO to the login. An account must not be
    /// disabled for that, so everything that sounds like "not now" doesn't count.
    package var isAuthentication: Bool {
        if reason == .authenticationUnavailable { return true }
        guard stage == .authentication, reason == .no else { return false }
        if let code, Self.credentialCodes.contains(code) { return true }
        return !saysNotNow
    }

    /// Whether the same may work later without anybody doing something about it.
    package var isTransient: Bool {
        switch reason {
        case .bye, .nameNotFound, .connectionRefused, .connectionLost, .timeout, .garbage, .cancelled: true
        case .no: !isAuthentication && (stage == .authentication || saysNotNow)
        case .bad, .addressRefused, .certificate, .tlsRequired, .tlsFailed, .bytesBeforeTLS,
            .authenticationUnavailable, .unsupported, .messageTooLarge:
            false
        }
    }

    /// Whether the session is over. A refused command leaves it as it was.
    package var endsSession: Bool {
        switch reason {
        case .no, .bad: stage == .authentication || stage == .capability
        case .unsupported, .messageTooLarge: false
        case .bye, .nameNotFound, .addressRefused, .connectionRefused, .connectionLost, .timeout, .garbage,
            .certificate, .tlsRequired, .tlsFailed, .bytesBeforeTLS, .authenticationUnavailable, .cancelled:
            true
        }
    }

    private static let credentialCodes: Set<String> = [
        "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN",
    ]

    private var saysNotNow: Bool {
        if let code, ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "THROTTLED"].contains(code) {
            return true
        }
        let words: String = message.lowercased()
        return [
            "too many", "temporar", "try again", "later", "unavailable", "internal error", "server error",
            "timed out",
            "timeout", "rate limit", "throttl", "maximum number of connections",
        ].contains { words.contains($0) }
    }
}

extension IMAPFailure.Reason {
    /// The wire is the same for SMTP; what its troubles mean here.
    init(_ reason: DeliveryFailure.Reason) {
        switch reason {
        case .nameNotFound: self = .nameNotFound
        case .addressRefused: self = .addressRefused
        case .connectionRefused: self = .connectionRefused
        case .connectionLost: self = .connectionLost
        case .timeout: self = .timeout
        case .certificate: self = .certificate
        case .tlsRequired: self = .tlsRequired
        case .tlsFailed: self = .tlsFailed
        case .bytesBeforeTLS: self = .bytesBeforeTLS
        case .authenticationUnavailable: self = .authenticationUnavailable
        case .messageTooLarge: self = .messageTooLarge
        case .cancelled: self = .cancelled
        case .reply, .garbage, .smtpUTF8Unavailable, .noRecipients, .notTransmitted: self = .garbage
        }
    }
}
