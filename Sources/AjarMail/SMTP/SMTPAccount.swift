/// A password or a token. It never describes itself; the one way to read it has a name that can be searched
/// for.
package struct Secret: Sendable, Hashable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// For the wire only.
    package var revealed: String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "Secret(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// How a mailbox's owner sends: where the relay is, and how we prove who we are.
package struct SMTPAccount: Sendable, Hashable {
    /// When TLS begins, if ever.
    package enum Security: String, Sendable, Hashable, CaseIterable {
        /// Everything readable on the wire; only because the user asked for it.
        case none
        /// Plain first, then STARTTLS. If the server doesn't offer it, nothing is sent.
        case starttls
        /// TLS from the first byte (RFC 8314).
        case tls
    }

    /// What the secret is.
    package enum Authentication: String, Sendable, Hashable, CaseIterable {
        /// A password: PLAIN if offered, otherwise LOGIN.
        case automatic
        /// The secret is an OAuth access token.
        case xoauth2
    }

    package var host: String
    package var port: Int
    package var security: Security
    /// Nil: the relay knows us by our address.
    package var username: String?
    package var secret: Secret?
    package var authentication: Authentication
    /// A PEM file of certificates to trust beside the system's. Certificate and host name are always
    /// verified.
    package var additionalTrustRoots: String?
    /// How we introduce ourselves in EHLO.
    package var helloName: String

    package init(
        host: String, port: Int, security: Security, username: String? = nil, secret: Secret? = nil,
        authentication: Authentication = .automatic, additionalTrustRoots: String? = nil,
        helloName: String = "localhost"
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.username = username
        self.secret = secret
        self.authentication = authentication
        self.additionalTrustRoots = additionalTrustRoots
        self.helloName = helloName
    }
}

extension SMTPAccount: CustomStringConvertible {
    package var description: String { "SMTPAccount(\(host):\(port), \(security))" }
}
