/// How we reach somebody's mailboxes, and how we prove who we are.
package struct IMAPAccount: Sendable, Hashable {
    package typealias Security = SMTPAccount.Security

    /// What the secret is.
    package enum Authentication: String, Sendable, Hashable, CaseIterable {
        /// A password: AUTHENTICATE PLAIN if offered, otherwise LOGIN.
        case automatic
        /// The secret is an OAuth access token.
        case xoauth2, oauthbearer
    }

    package var host: String
    package var port: Int
    /// Without TLS a password is only sent if this says `.none`.
    package var security: Security
    package var username: String
    package var secret: Secret
    package var authentication: Authentication
    /// A PEM file of certificates to trust beside the system's. Certificate and host name are always
    /// verified.
    package var additionalTrustRoots: String?

    package init(
        host: String, port: Int, security: Security, username: String, secret: Secret,
        authentication: Authentication = .automatic, additionalTrustRoots: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.username = username
        self.secret = secret
        self.authentication = authentication
        self.additionalTrustRoots = additionalTrustRoots
    }
}

extension IMAPAccount: CustomStringConvertible {
    package var description: String { "IMAPAccount(\(host):\(port), \(security))" }
}
