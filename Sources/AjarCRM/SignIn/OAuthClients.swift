import AjarCore
package import AjarStore

/// A program that asks users for access to their organization (reference 1.3).
package struct OAuthClient: Sendable {
    package let id: String
    package let organization: Int
    package let name: String
    package let redirectURIs: [String]
    /// Nil for programs that can't keep a secret, such as those in a browser: they have to use PKCE.
    let secretHash: String?

    package var isPublic: Bool { secretHash == nil }

    package func hasSecret(_ secret: String) -> Bool {
        secretHash.map { Token.isEqual(Token.hash(secret), $0) } ?? false
    }

    /// The place to send the browser back to. Compared as a whole: a prefix would let others in.
    package func redirectURI(_ given: String?) -> String? {
        guard let given else { return redirectURIs.count == 1 ? redirectURIs.first : nil }
        return redirectURIs.contains(given) ? given : nil
    }
}

/// The programs that are known here.
package struct OAuthClients: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    package func find(_ id: String) async throws -> OAuthClient? {
        guard id.utf8.count <= 100 else { return nil }
        return try await store.read { reader in
            try reader.first("SELECT * FROM oauth_client WHERE id = \(id) AND revoked_at IS NULL").map(
                OAuthClient.init)
        }
    }

    package func list() async throws -> [OAuthClient] {
        try await store.read { reader in
            try reader.rows("SELECT * FROM oauth_client WHERE revoked_at IS NULL ORDER BY date_created, id")
                .map(OAuthClient.init)
        }
    }

    package func list(organization: Int) async throws -> [OAuthClient] {
        try await store.read { reader in
            try reader.rows(
                """
                SELECT * FROM oauth_client WHERE organization = \(organization) AND revoked_at IS NULL
                ORDER BY date_created, id LIMIT 1000
                """
            ).map(OAuthClient.init)
        }
    }

    /// The secret is given out here and never again.
    package func create(
        organization: Int, name: String, redirectURIs: [String], isPublic: Bool = false
    ) async throws -> (client: OAuthClient, secret: Token?) {
        for uri in redirectURIs {
            guard Self.isAcceptable(uri) else {
                throw AjarError.invalid(
                    "redirect_uris", "\(uri) is not an https:// URL, nor one of loopback, without a fragment."
                )
            }
        }
        guard !redirectURIs.isEmpty else {
            throw AjarError.invalid("redirect_uris", "List must not be empty.")
        }
        let secret = isPublic ? nil : Token.make(store.environs.random)
        let client = try await store.write { transaction in
            let id = transaction.newID(.short("oa2client"))
            let uris: JSON = .array(redirectURIs.map(JSON.string))
            try transaction.execute(
                """
                INSERT INTO oauth_client (organization, id, name, secret_hash, redirect_uris, date_created)
                VALUES (\(organization), \(id), \(name), \(secret?.hash), \(json: uris), \(transaction.now))
                """)
            return OAuthClient(
                id: id.text, organization: organization, name: name, redirectURIs: redirectURIs,
                secretHash: secret?.hash)
        }
        return (client, secret)
    }

    /// With everything that it was granted.
    package func revoke(_ id: String) async throws -> Bool {
        try await store.write { transaction in
            let now = transaction.now
            try transaction.execute(
                "UPDATE oauth_grant SET revoked_at = \(now) WHERE client_id = \(id) AND revoked_at IS NULL")
            return try transaction.execute(
                "UPDATE oauth_client SET revoked_at = \(now) WHERE id = \(id) AND revoked_at IS NULL") == 1
        }
    }

    private static func isAcceptable(_ uri: String) -> Bool {
        guard uri.utf8.count <= 1000, !uri.contains("#"), uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return false }
        let isLoopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { start in
            uri.hasPrefix(start) && [":", "/", nil].contains(uri.dropFirst(start.count).first)
        }
        return uri.hasPrefix("https://") && uri.utf8.count > 8 || isLoopback
    }
}

extension OAuthClient {
    fileprivate init(_ row: Row) {
        id = row.text("id")
        organization = row.int("organization")
        name = row.text("name")
        redirectURIs = row.json("redirect_uris").array?.compactMap(\.string) ?? []
        secretHash = row["secret_hash"].text
    }
}
